"""NRLMSIS 2.1 for a mission: its density over that of NRLMSISE-00, sampled through pymsis.

NRLMSIS 2.1: Emmert et al., J. Geophys. Res. 127, e2022JA030896 (2022). pymsis and the model are an
extra; the licence of the model allows no commercial use. This is the one place that imports pymsis,
when a table is asked for.
"""

import math

import numpy as np

from sim.environment.atmosphere.density_ratio import (
    AirRatio,
    air_ratio,
    knot_heights,
    knot_hours,
    knot_latitudes,
)
from sim.environment.space_weather.indices import Unmoved, Weather, indices
from sim.frames.epoch import DAY, Epoch, utc_datetime64
from sim.lanes import interpreted

HEIGHTS, LATITUDES, HOURS = 36, 13, 10
LONGEST_STEP = 26.0 * DAY
"""s between knots in time; the ratio follows seasons and the 81-day mean of the solar flux."""
LEAST_TIMES = 4
SAMPLES = 27
"""Instants around a knot over which Ap and the flux of the day are averaged."""
MARGIN = math.ceil(0.5 * LONGEST_STEP / DAY) + 1
"""Whole days of space weather before the epoch and after the end that those instants want."""

MISSING = (
    "NRLMSIS 2.1 needs pymsis: `pip install pymsis` "
    "(the licence of the model excludes commercial use)"
)


def msis21_ratio(epoch: Epoch, duration: float, weather: Weather) -> AirRatio:
    """Make the table for `duration` seconds from an epoch, under the mission's own space weather.

    The weather should reach `MARGIN` days beyond on either side.

    Raises
    ------
    ValueError
        If pymsis is not installed, or has no density for a date.
    """
    try:
        import pymsis
    except ImportError:
        raise ValueError(MISSING) from None
    count = max(LEAST_TIMES, 1 + math.ceil(duration / LONGEST_STEP))
    step = max(duration, DAY) / (count - 1)
    times = step * np.arange(count)
    f107, f107a, ap = mean_indices(times, min(step, LONGEST_STEP), weather)
    height = 1e-3 * knot_heights(HEIGHTS)
    latitude = np.degrees(knot_latitudes(LATITUDES))
    hours = knot_hours(HOURS)
    _, z, phi, hour = np.meshgrid(times, height, latitude, hours, indexing="ij", sparse=False)
    shape = z.shape
    each = z[0].size
    utc = utc_datetime64(epoch, times).astype("datetime64[ms]")
    midnight = utc.astype("datetime64[D]")
    # the hour is set by the longitude, the time by the knot; UTC goes round with the knots, so that
    # what depends on longitude alone is not the same in all of them
    clock = (utc - midnight).astype(np.float64) / 3.6e6
    clock = (clock + 24.0 * 0.6180339887 * np.arange(count)) % 24.0
    longitude = 15.0 * (hour - clock[:, None, None, None])
    longitude = (longitude + 180.0) % 360.0 - 180.0
    dates = midnight.astype("datetime64[ms]") + (3.6e6 * clock).astype("timedelta64[ms]")
    arguments = (
        np.repeat(dates, each), longitude.ravel(), phi.ravel(), z.ravel(), np.repeat(f107, each),
        np.repeat(f107a, each), np.repeat(np.tile(ap[:, None], 7), each, axis=0),
    )  # fmt: skip
    density = [pymsis.calculate(*arguments, version=v)[:, 0].astype(np.float64) for v in (2.1, 0)]
    ratio = (density[0] / density[1]).reshape(shape)
    good = (np.isfinite(ratio) & (ratio > 0.0)).all(axis=(1, 2, 3))
    if not good.all():
        k = int(np.argmin(good))
        raise ValueError(
            f"NRLMSIS 2.1 has no density around {utc[k]}Z for F10.7 {f107[k]:.1f} sfu, its mean "
            f"{f107a[k]:.1f} sfu and Ap {ap[k]:.0f}; allowed: other space weather or nrlmsise00"
        )
    return air_ratio(0.0, step, np.log(ratio))


def mean_indices(
    times: np.ndarray, width: float, weather: Weather
) -> tuple[np.ndarray, np.ndarray, np.ndarray]:
    """F10.7, its 81-day mean and Ap, averaged over `width` seconds around each time.

    Instants beyond the table are left out: its cubics are not continued.
    """
    around = width * (np.arange(SAMPLES) / (SAMPLES - 1.0) - 0.5)
    end = weather.origin + weather.step * len(weather.table)
    wanted = (times[:, None] + around).ravel()
    at = np.clip(wanted, weather.origin, end)
    counts = (at == wanted).reshape(len(times), -1)
    samples = interpreted(indices)(at, weather, Unmoved(*np.zeros((3, len(at)))))
    f107, f107a, ap = (
        np.mean(np.asarray(v).reshape(counts.shape), axis=1, where=counts) for v in samples
    )
    return f107, f107a, ap
