"""What follows if control is lost on a day: when the station comes down by itself, and the expected
casualties of that uncontrolled entry, with the people of the year in which it ends.

The end is that of the orbit-mean decay of a circular orbit (`sim.planning.lowering.orbit_decay`),
at its lowest altitude, hours before the ground. A percentile of solar activity is held from the day
on: no real Sun does that for years.
"""

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np

from sim.entry.risk.casualty import Span, uncontrolled_casualties
from sim.entry.risk.population import end_density_per_km2, population
from sim.frames.epoch import Epoch
from sim.planning.lowering.orbit_decay import DecayTable, activity_of


@dataclass(frozen=True, kw_only=True)
class Exposure:
    """The end of the station by the day on which control is lost.

    Attributes
    ----------
    lost, altitude, ballistic
        Days s since the epoch, altitude m and m/(Cd A) kg/m2 on them, shape (n,).
    percentiles
        Of solar activity, k of them.
    end
        s since the epoch, shape (n, k).
    people
        People per km2 where uncontrolled entries end in the year of the end, shape (n, k).
    casualties
        Expected casualties of that entry: low, likely and high, shape (3, n, k).
    """

    lost: np.ndarray
    altitude: np.ndarray
    ballistic: np.ndarray
    percentiles: tuple[float, ...]
    end: np.ndarray
    people: np.ndarray
    casualties: np.ndarray


def expose(
    decay: DecayTable,
    epoch: Epoch,
    lost: np.ndarray,
    altitude: np.ndarray,
    ballistic: np.ndarray,
    percentiles: Sequence[float],
    area: Span,
    inclination_deg: float,
) -> Exposure:
    """Let the station decay from each day under each percentile.

    Parameters
    ----------
    decay, epoch
        Decay of circular orbits, and the date of its zero.
    lost, altitude, ballistic
        Shape (n,): days s, mean altitude m, m/(Cd A) of the uncontrolled station kg/m2.
    percentiles
        Of solar activity.
    area
        Casualty area of one entry, m2.
    inclination_deg
        Of the orbit.

    Raises
    ------
    ValueError
        If an end lies beyond the years of which the world's population is known.
    """
    end = np.stack(
        [time_down(decay, lost, altitude, ballistic, percentile) for percentile in percentiles],
        axis=1,
    )
    people, casualties = casualties_at(epoch, end, area, inclination_deg)
    return Exposure(
        lost=lost,
        altitude=altitude,
        ballistic=ballistic,
        percentiles=tuple(percentiles),
        end=end,
        people=people,
        casualties=casualties,
    )


def casualties_at(
    epoch: Epoch, end: np.ndarray, area: Span, inclination_deg: float
) -> tuple[np.ndarray, np.ndarray]:
    """People per km2 where uncontrolled entries end, and their expected casualties, with the people
    of the year of the end.

    Parameters
    ----------
    epoch, end
        Zero of the times, and ends s, of any shape.
    area, inclination_deg
        Casualty area m2, and inclination.

    Returns
    -------
    tuple
        Shape of `end`, and (3, *shape of `end`) for low, likely and high.
    """
    year = np.array([int(epoch.fractional_year(float(t))) for t in np.ravel(end)])
    years, where = np.unique(year, return_inverse=True)
    where = where.reshape(np.shape(end))
    rasters = [population(y + 0.5) for y in years]  # people on 1 July
    density = np.array([end_density_per_km2(each, inclination_deg) for each in rasters])
    risk = np.array(
        [[uncontrolled_casualties(each, inclination_deg, a) for each in rasters] for a in area]
    )
    return density[where], risk[:, where]


def time_down(
    decay: DecayTable,
    start: np.ndarray,
    altitude: np.ndarray,
    ballistic: np.ndarray,
    percentile: float,
    level: float | None = None,
) -> np.ndarray:
    """When stations that start on days s from altitudes m come down to a level m, by default the
    lowest of the table; s, shape (n,). Those below it get their start.
    """
    bottom = float(decay.altitudes[0]) if level is None else level
    return decay.under(activity_of(percentile)).time_at(start, altitude, ballistic, bottom)
