"""Draws of the Sun for a forecast made on a given day, and how often they were right.

A draw is a normal deviate from NASA's bulletin and a stretch of earlier history laid over it.
Either any is taken, as campaigns do, or those are kept whose last rotation came nearest to the flux
that had been observed: rejection sampling. Checked on 275 months that have nothing to do with the
decays it is used for. No part of this knows more than was known on the day.
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
from sim.validation.coverage import Widths, counted
from sim.vehicle.parameters import Parameters

ROTATION = 27
"""days, a rotation of the Sun as seen from the Earth: how far back a draw is compared."""
KEPT = 20
"""One draw in so many is kept. assumption: few enough to tell, enough to leave a choice."""
FIRST, LAST = "2000-02", "2023-12"
OTHERS = "2016"
"""Bulletins of the check, and the year among them that is left out: it has decays of its own."""
DRAWS = 256
SEED = 19990301
TEN = 10


class Sun(NamedTuple):
    """Columns of a case, shape (n,): normal deviates from the bulletin, shift of history in s."""

    activity: np.ndarray
    history_shift: np.ndarray


def eve(epoch: Epoch) -> str:
    """The day before, the last one whose indices are known."""
    return epoch.plus(-DAY).utc_iso()[:10]


def anywhere(epoch: Epoch, span: float, n: int, drawn: np.random.Generator) -> Sun:
    """Any stretch of the history there was, for a forecast over `span` s."""
    least, most = history_span(epoch, span, known_until=eve(epoch))
    lead = 0.5 * span
    activity = drawn.normal(default_activity_bias(lead), default_activity_sigma(lead), n)
    return Sun(activity, drawn.uniform(least, most, n))


def as_of_late(epoch: Epoch, span: float, n: int, drawn: np.random.Generator) -> Sun:
    """Of `KEPT` times as many draws those that foretold the last rotation best.

    They are drawn as on a day one rotation earlier, and compared in F10.7, day by day.
    """
    early = epoch.plus(-ROTATION * DAY)
    trial = anywhere(early, span + ROTATION * DAY, KEPT * n, drawn)
    days = DAY * np.arange(1.0, ROTATION + 1.0)
    seen = fluxes(weather(early, ROTATION * DAY), days, Sun(np.zeros(1), np.zeros(1)), 0.0)
    foretold = fluxes(weather(early, ROTATION * DAY, known_until=eve(early)), days, trial)
    nearest = np.argsort(((foretold - seen) ** 2).sum(axis=0))[:n]
    return Sun(trial.activity[nearest], trial.history_shift[nearest])


def fluxes(table: Weather, times: np.ndarray, sun: Sun, weight: float = 1.0) -> np.ndarray:
    """F10.7 of the previous day (sfu) at times (s) for each draw, shape (times, n)."""
    n = len(sun.activity)
    values = {"activity": sun.activity, "history_shift": sun.history_shift}
    values["history_weight"] = np.full(n, weight)
    case = Parameters(*(values.get(name, np.zeros(n)) for name in Parameters._fields))
    return np.array([interpreted(indices)(np.full(n, t), table, case)[0] for t in times])


def _decades() -> list[Comparison]:
    drawn = np.random.default_rng(SEED)
    months = [m for m in bulletins() if FIRST <= m <= LAST and not m.startswith(OTHERS)]
    span, days = TEN * DAY, DAY * np.arange(1.0, TEN + 1.0)
    fell: dict[str, list[float]] = {"any history": [], "history like the last rotation": []}
    errors: dict[str, list[float]] = {name: [] for name in fell}
    widths: dict[str, list[float]] = {name: [] for name in fell}
    for month in months:
        epoch = Epoch.from_utc(f"{month}-15T00:00:00Z")
        table = weather(epoch, span, known_until=eve(epoch))
        came = fluxes(weather(epoch, span), days, Sun(np.zeros(1), np.zeros(1)), 0.0).mean()
        for name, way in zip(fell, (anywhere, as_of_late), strict=True):
            foretold = fluxes(table, days, way(epoch, span, DRAWS, drawn)).mean(axis=0)
            fell[name].append(float((np.sum(foretold < came) + 0.5) / (DRAWS + 1)))
            errors[name].append(float(np.log(came / np.median(foretold))))
            widths[name].append(float(np.std(np.log(foretold))))
    found = []
    for name in fell:
        how = f"mean F10.7 of ten days, {name}"
        found += counted(np.array(fell[name]), Widths(np.array(errors[name]), widths[name]), how)
    return found


ABOUT = (
    "Each forecast is made with the bulletin and the observations there were on its day. Its flux "
    "is that of the bulletin strayed from at random, with a stretch of earlier history laid over "
    "it: any, or one whose last rotation was like that just seen. Both know how wrong they are; "
    "the second is less wrong."
)
FAMILY = "Decay"
CASES = (
    ReferenceCase(
        name="error_bars_sun",
        title="Solar flux foretold for ten days on the 15th of every month, 2000 to 2023 "
        "without 2016",
        source="bulletins of NASA MSFC, "
        "https://www.nasa.gov/solar-cycle-progression-and-forecast/, and "
        "observed F10.7 of https://celestrak.org/SpaceData/, as shipped (docs/data.md)",
        family=FAMILY,
        needs=(),
        run=_decades,
        about=ABOUT,
    ),
)
