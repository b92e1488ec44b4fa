"""Draws of solar activity for a forecast made on a given day, and their calibration.

A draw is a normal deviate from NASA's bulletin and a period of earlier history whose variations are
added to it. Either any period is taken, as in campaigns, or the periods are kept whose draws match
the observed flux of the last solar rotation best: rejection sampling. Tested on 275 months that are
independent of the decays the draws are used for. Only data known on the day are used.
"""

from typing import NamedTuple

import numpy as np

from sim.environment.space_weather.indices import (
    Weather,
    bulletins,
    default_activity_bias,
    default_activity_sigma,
    history_span,
    indices,
    weather,
)
from sim.frames.epoch import DAY, Epoch
from sim.lanes import interpreted
from sim.validation.comparison import Comparison, ReferenceCase
from sim.validation.coverage import LogErrors, compare_coverage
from sim.vehicle.parameters import Parameters

ROTATION = 27
"""days, a solar rotation as seen from the Earth: the period before the forecast that is matched."""
TRIALS_PER_DRAW = 20
"""Candidates for each draw that is kept. assumption: selective, yet many periods remain."""
FIRST, LAST = "2000-02", "2023-12"
EXCLUDED = "2016"
"""Bulletins of the test, and the year left out: the decays of that year are a case of their own."""
DRAWS = 256
SEED = 19990301
FORECAST_DAYS = 10


class ActivityDraws(NamedTuple):
    """Columns of parameter vectors, shape (n,): normal deviates from the bulletin, shift of history
    in s.
    """

    activity: np.ndarray
    history_shift: np.ndarray


def day_before(epoch: Epoch) -> str:
    """Date of the day before an epoch, the last one whose indices are known."""
    return epoch.plus(-DAY).utc_iso()[:10]


def draw_any_history(epoch: Epoch, span: float, n: int, rng: np.random.Generator) -> ActivityDraws:
    """Any period of the known history, for a forecast over `span` s."""
    first, last = history_span(epoch, span, known_until=day_before(epoch))
    lead = 0.5 * span
    activity = rng.normal(default_activity_bias(lead), default_activity_sigma(lead), n)
    return ActivityDraws(activity, rng.uniform(first, last, n))


def draw_similar_history(
    epoch: Epoch, span: float, n: int, rng: np.random.Generator
) -> ActivityDraws:
    """The draws, of `TRIALS_PER_DRAW` times as many, that match the last solar rotation best.

    They are drawn as on a day one rotation earlier, and compared in daily F10.7.
    """
    early = epoch.plus(-ROTATION * DAY)
    trials = draw_any_history(early, span + ROTATION * DAY, TRIALS_PER_DRAW * n, rng)
    days = DAY * np.arange(1.0, ROTATION + 1.0)
    observed = daily_flux(weather(early, ROTATION * DAY), days, NO_DRAW, 0.0)
    forecast_table = weather(early, ROTATION * DAY, known_until=day_before(early))
    forecast = daily_flux(forecast_table, days, trials)
    nearest = np.argsort(((forecast - observed) ** 2).sum(axis=0))[:n]
    return ActivityDraws(trials.activity[nearest], trials.history_shift[nearest])


NO_DRAW = ActivityDraws(np.zeros(1), np.zeros(1))


def daily_flux(
    table: Weather, times: np.ndarray, draws: ActivityDraws, weight: float = 1.0
) -> np.ndarray:
    """F10.7 of the previous day (sfu) at times (s) for each draw, shape (times, n)."""
    n = len(draws.activity)
    values = {"activity": draws.activity, "history_shift": draws.history_shift}
    values["history_weight"] = np.full(n, weight)
    parameters = Parameters(*(values.get(name, np.zeros(n)) for name in Parameters._fields))
    return np.array([interpreted(indices)(np.full(n, t), table, parameters)[0] for t in times])


METHODS = {
    "any history": draw_any_history,
    "history similar to the last rotation": draw_similar_history,
}


def _compare() -> list[Comparison]:
    rng = np.random.default_rng(SEED)
    months = [m for m in bulletins() if FIRST <= m <= LAST and not m.startswith(EXCLUDED)]
    span, days = FORECAST_DAYS * DAY, DAY * np.arange(1.0, FORECAST_DAYS + 1.0)
    percentiles: dict[str, list[float]] = {name: [] for name in METHODS}
    errors: dict[str, list[float]] = {name: [] for name in METHODS}
    predicted: dict[str, list[float]] = {name: [] for name in METHODS}
    for month in months:
        epoch = Epoch.from_utc(f"{month}-15T00:00:00Z")
        table = weather(epoch, span, known_until=day_before(epoch))
        observed = daily_flux(weather(epoch, span), days, NO_DRAW, 0.0).mean()
        for name, draw in METHODS.items():
            forecast = daily_flux(table, days, draw(epoch, span, DRAWS, rng)).mean(axis=0)
            share = float((np.sum(forecast < observed) + 0.5) / (DRAWS + 1))
            percentiles[name].append(share)
            errors[name].append(float(np.log(observed / np.median(forecast))))
            predicted[name].append(float(np.std(np.log(forecast))))
    comparisons = []
    for name in METHODS:
        log_errors = LogErrors(np.array(errors[name]), predicted[name])
        method = f"mean F10.7 of ten days, {name}"
        comparisons += compare_coverage(np.array(percentiles[name]), log_errors, method)
    return comparisons


ABOUT = (
    "Each forecast uses the bulletin and the observations available on its day. Its flux is that "
    "of the bulletin with a random error, and with variations taken from a period of earlier "
    "history: any period, or one similar to the last solar rotation. The error bars of both are "
    "calibrated; those of the second are smaller."
)
FAMILY = "Decay"
CASES = (
    ReferenceCase(
        name="error_bars_sun",
        title="Forecasts of the solar flux for ten days from the 15th of every month, 2000 to 2023 "
        "without 2016",
        source="bulletins of NASA MSFC, "
        "https://www.nasa.gov/solar-cycle-progression-and-forecast/, and "
        "observed F10.7 of https://celestrak.org/SpaceData/, as shipped (docs/data.md)",
        family=FAMILY,
        needs=(),
        run=_compare,
        about=ABOUT,
    ),
)
