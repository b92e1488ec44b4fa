"""Are the error bars right? Decay of the station as it would have been forecast on the first day of
each coast, against what came.

Space weather: observations up to the day before, from then on the bulletin of NASA that was out
(MSFC, shipped archive), strayed from as far as bulletins have been wrong, with a stretch of earlier
history laid over it. Air: the recommended errors of the model. Drag: one constant known to 5 %,
fitted to the part before, or the mean of all parts before. Reality is the line through the records.
"""

from functools import cache
from typing import NamedTuple

import numpy as np

from sim.environment.space_weather import (
    default_activity_bias,
    default_activity_sigma,
    history_span,
    weather,
)
from sim.environment.uncertainty import SIGMA
from sim.environment.world import world
from sim.frames.epoch import DAY, Epoch
from sim.integrate.batch import run
from sim.integrate.observe import observations
from sim.validation.decay import ELEMENTS, PAGES, Coast, coasts_2016, parts_2024
from sim.validation.finding import Finding, ReferenceCase, between
from sim.validation.rows import ball

DRAWS = 256
SEED = 20240915
PART = 10.0
"""days of a forecast of 2024 and 2025: the loss is then ten times the scatter of element sets."""
DRAG = 0.05
"""Standard deviation of the fitted drag, as in campaign/iss.yaml."""
BANDS = (0.5, 0.9)


class Forecast(NamedTuple):
    """First day, days, loss that came (m), losses foretold (m), shape (draws,), with the drag of
    the part before, and what the mean drag of all parts before is of that.
    """

    utc: str
    days: float
    came: float
    foretold: np.ndarray
    mean: float

    def with_mean(self) -> "Forecast":
        """The forecast with the mean drag of all parts before: losses are proportional to drag."""
        return self._replace(foretold=self.mean * self.foretold)

    @property
    def percentile(self) -> float:
        """Share of the draws that lose less than what came, 0 to 1."""
        return float((np.sum(self.foretold < self.came) + 0.5) / (len(self.foretold) + 1))

    def inside(self, band: float) -> bool:
        """Whether reality fell into the middle part of the draws of that share."""
        low, high = np.quantile(self.foretold, (0.5 - band / 2.0, 0.5 + band / 2.0))
        return bool(low <= self.came <= high)


def loss(coast: Coast) -> float:
    """What the coast lost, m: a line through its records."""
    return float(-np.polyfit(coast.t, coast.measured, 1)[0] * coast.t[-1])


def foretell(coast: Coast, known: list[float], drawn: np.random.Generator) -> Forecast:
    """Draw forecasts for a coast, given the factors on Cd A/m that parts before it asked for."""
    epoch, span = Epoch.from_utc(coast.utc), float(coast.t[-1])
    yesterday = epoch.plus(-DAY).utc_iso()[:10]
    air = world(epoch, span, degree=8, weather_table=weather(epoch, span, known_until=yesterday))
    shifts = history_span(epoch, span, known_until=yesterday)
    lead = 0.5 * span
    cases = ball(
        DRAWS,
        coast.b * known[-1] * np.exp(drawn.normal(0.0, DRAG, DRAWS)),
        activity=drawn.normal(default_activity_bias(lead), default_activity_sigma(lead), DRAWS),
        history_weight=1.0,
        history_shift=drawn.uniform(*shifts, DRAWS),
        bias_high=drawn.normal(0.0, SIGMA.bias_high, DRAWS),
        noise=SIGMA.noise,
        noise_start=drawn.uniform(0.0, 16384.0, DRAWS),
    )
    zero = np.zeros(DRAWS)
    start = np.tile(np.append(coast.state, 1.0), (DRAWS, 1))
    arc = run(air, zero, start, np.full(DRAWS, span), cases, relative_tolerance=1e-8)
    before = observations(air, zero, start, cases).mean_altitude
    after = observations(air, arc.t, arc.y, cases).mean_altitude
    mean = float(np.exp(np.mean(np.log(known)))) / known[-1]
    return Forecast(coast.utc, span / DAY, loss(coast), before - after, mean)


def _fitted(coast: Coast) -> float:
    """Factor on the drag of a coast that gives what it lost."""
    ends = coast.fly(times=np.array([1.0, coast.t[-1]]))
    return loss(coast) / float(ends[0] - ends[1])


@cache
def forecasts() -> tuple[Forecast, ...]:
    """Of the two coasts of 2016 and of ten-day parts of those of 2024 and 2025, in time."""
    drawn = np.random.default_rng(SEED)
    found = []
    for series in (coasts_2016(), parts_2024(PART)):
        known = [1.0]  # as NASA's mass, area and drag coefficient have it
        for coast in series:
            found.append(foretell(coast, known, drawn))
            known.append(_fitted(coast))
    return tuple(found)


def _bands() -> list[Finding]:
    before = forecasts()
    means = tuple(each.with_mean() for each in before)
    # the second way was added when the first had missed; both are kept
    return [*_counts(before, "drag of the part before"), *_counts(means, "mean drag so far")]


def _counts(made: tuple[Forecast, ...], how: str) -> list[Finding]:
    """How often reality fell where, among forecasts."""
    n = len(made)
    fell = ", ".join(f"{100.0 * each.percentile:.0f}" for each in made)
    found = []
    for band in BANDS:
        share = 100.0 * np.mean([each.inside(band) for each in made])
        room = 196.0 * np.sqrt(band * (1.0 - band) / n)
        limits = (max(0.0, 100.0 * band - room), min(100.0, 100.0 * band + room))
        why = f"two standard deviations of a count among {n}; percentiles met: {fell}"
        name = f"reality inside the {100 * band:.0f} % band, {how}"
        found.append(between(name, "%", 100.0 * band, share, limits, why))
    low = 100.0 * np.mean([each.percentile < 0.5 for each in made])
    room = 98.0 / np.sqrt(n)
    why = "neither too fast nor too slow: two standard deviations of a count"
    limits = (50.0 - room, 50.0 + room)
    found.append(between(f"reality below the median, {how}", "%", 50.0, low, limits, why))
    return found


FAMILY = "Decay"
CASES = (
    ReferenceCase(
        "error_bars",
        "Forecasts of the decay as drawn on the day, against what came",
        "the records of iss_decay_2016 and iss_decay_2024; bulletins: NASA MSFC, shipped archive "
        "(docs/data.md)",
        FAMILY,
        (ELEMENTS, PAGES),
        _bands,
    ),
)
