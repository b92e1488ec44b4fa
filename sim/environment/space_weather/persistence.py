"""Space weather as it could be expected on the day of a forecast: what was observed last goes over
into what the bulletin of that day foresees.

A bulletin gives 13-month means, and the Sun of the next weeks is that of the last ones: the flux
begins at the last day, goes within days to the mean of the last rotation, and within months to the
bulletin; Ap does the same. Leaves out the return of active regions after 27 days.
"""

import numpy as np

from sim.environment.space_weather.date import date_of, mjd_of
from sim.environment.space_weather.forecast import bulletins, deviate, forecast
from sim.environment.space_weather.indices import Weather, noon_of, weather_of_days
from sim.environment.space_weather.observed import observed
from sim.environment.space_weather.selection import plan_of
from sim.environment.space_weather.storm import storm_table
from sim.environment.space_weather.variability import HALF_WINDOW, QUIET_SUN, no_history
from sim.frames.epoch import DAY, Epoch

ROTATION = 27
"""Days of a rotation of the Sun."""
DAYS_OF_FLUX, DAYS_OF_AP = 7.0, 1.5
"""Days after which a third of the last day's excess over its rotation is left.
assumption: 5 to 10, 1 to 2."""
DAYS_OF_LEVEL = 90.0
"""And of a rotation's excess over the bulletin. assumption: 50 to 150."""
FLUX_ERROR, AP_ERROR = 0.20, 0.40
"""Standard deviation in the end of the flux over that of a quiet Sun, and of Ap, relative: their
means of a rotation about those of 13 months (`variability`: 0.18 to 0.32 of the excess by day).
assumption: 0.15 to 0.3, 0.3 to 0.5."""
ERROR_DAYS = 20.0
"""Days in which the errors grow. assumption: 10 to 30."""


def expected_weather(epoch: Epoch, duration_s: float, known_until: str) -> Weather:
    """Space weather from two days before an epoch to two after its end, of which nothing is
    known after a day.

    The spread that `Parameters.activity` counts in is the error of what is expected.

    Parameters
    ----------
    epoch, duration_s
        Where t = 0, and TAI seconds.
    known_until
        Last day whose observation may be used, ``"2001-03-01"``; the bulletin is the newest of an
        earlier month, for that of its own may have come later.

    Raises
    ------
    ValueError
        If nothing is known before that day, or the mission is longer than the tables.
    """
    plan = plan_of(epoch, duration_s, 50.0, _bulletin(known_until), known_until, "hold")
    day = np.arange(plan.first - HALF_WINDOW - 1, plan.last + HALF_WINDOW + 1)
    values = observed(day, plan.known)
    recent = observed(np.arange(plan.known - ROTATION + 1, plan.known + 1), plan.known)
    late = day > plan.known
    lead = (day[late] - plan.known).astype(np.float64)
    tables = [np.zeros((len(day), 4)) for _ in values]
    # without late days there is nothing to ask the bulletin for
    levels = forecast(plan.bulletin, 50.0, day[late], "hold") if late.any() else (None, None)
    growth = np.sqrt(1.0 - np.exp(-2.0 * lead / ERROR_DAYS))
    fading = (DAYS_OF_FLUX, DAYS_OF_AP)
    for table, value, last, level, days in zip(tables, values, recent, levels, fading, strict=True):
        table[:, 0] = value
        if level is None:
            continue
        mean = float(last.mean())
        begun = np.exp(-lead / days) * (float(last[-1]) - mean)
        table[late, 0] = level.value + np.exp(-lead / DAYS_OF_LEVEL) * (mean - level.value) + begun
        table[late, 3] = 1.0
    flux, ap = tables
    for column in (1, 2):
        flux[late, column] = FLUX_ERROR * np.maximum(flux[late, 0] - QUIET_SUN, 0.0) * growth
        ap[late, column] = AP_ERROR * ap[late, 0] * growth
    return Weather(
        noon_of(plan.first, epoch), DAY, weather_of_days(flux, ap), deviate(50.0), 0.0,
        no_history(), storm_table(epoch, ()),
    )  # fmt: skip


def _bulletin(known_until: str) -> str | None:
    """The newest bulletin of a month before that of a day; None where there is none."""
    before = [name for name in bulletins() if name < date_of(mjd_of(known_until))[:7]]
    return before[-1] if before else None
