"""Are the error bars right? Decay of the station as it would have been forecast on the first day of
each coast, against what came.

Space weather: observations up to the day before, from then on the bulletin of NASA that was out
(MSFC, shipped archive), strayed from as far as bulletins have been wrong, with a stretch of earlier
history laid over it (`sim.validation.cases.recent_sun`). Air: the recommended errors of the model.
Drag: one constant fitted to what came before. Reality is the line through the records.
"""

import math
from functools import cache
from statistics import NormalDist
from typing import NamedTuple

import numpy as np

from sim.environment.atmosphere.model_error import SIGMA
from sim.environment.space_weather.indices import weather
from sim.environment.world import world
from sim.frames.epoch import DAY, Epoch
from sim.integrate.batch import run
from sim.integrate.observe import observations
from sim.validation.cases.decay import ELEMENTS, PAGES, Coast, coasts_2016, parts_2024
from sim.validation.cases.recent_sun import anywhere, as_of_late, eve
from sim.validation.cases.rows import ball
from sim.validation.comparison import Comparison, ReferenceCase
from sim.validation.coverage import Widths, counted

DRAWS = 256
SEED = 20240915
PART = 10.0
"""days of a forecast of 2024 and 2025: the loss is then ten times the scatter of element sets."""
DRAG = 0.05
"""Standard deviation of the fitted drag, as in campaign/iss.yaml."""
ALL = 99
WINDOWS = {1: "10 days", 2: "20 days", 3: "30 days", ALL: "all parts"}
"""Parts before a forecast whose drag is averaged."""
DEVIATES = np.array([NormalDist().inv_cdf((k + 0.5) / 33) for k in range(33)])
"""Middles of 33 equally likely parts of a normal distribution."""


class Fit(NamedTuple):
    """Logarithm of the factor on Cd A/m that a part asked for, and its standard deviation as a
    statement on other parts.
    """

    log: float
    sigma: float


class Forecast(NamedTuple):
    """A part of a coast, as foretold before it.

    First day, days, loss that came (m), and losses (m) with the drag of NASA's header under draws
    of the Sun and of the changing error of the air, shape (draws,).
    """

    utc: str
    days: float
    came: float
    flown: np.ndarray

    def foretold(self, log: float, sigma: float) -> np.ndarray:
        """Losses (m) with a factor on density times drag known as a logarithm, shape (33 draws,).

        All fly above 400 km, where a bias of the air acts in full: losses are proportional to it.
        """
        return np.outer(self.flown, np.exp(log + sigma * DEVIATES)).ravel()


def percentile(foretold: np.ndarray, came: float) -> float:
    """Share of the draws that lose less than what came, 0 to 1."""
    return float((np.sum(foretold < came) + 0.5) / (len(foretold) + 1))


def loss(coast: Coast) -> float:
    """What the coast lost, m: a line through its records."""
    return float(-np.polyfit(coast.t, coast.measured, 1)[0] * coast.t[-1])


def line_error(coast: Coast) -> float:
    """Standard deviation of that loss by the scatter of the records about the line, relative."""
    line = np.polyval(np.polyfit(coast.t, coast.measured, 1), coast.t)
    scatter = math.sqrt(((coast.measured - line) ** 2).sum() / (len(line) - 2))
    rate = scatter / math.sqrt(((coast.t - coast.t.mean()) ** 2).sum())
    return rate * float(coast.t[-1]) / loss(coast)


def air_error(seconds: float) -> float:
    """Standard deviation of the mean error of the air model over a time, of the logarithm.

    The bias holds for so long; of the noise the mean of a Gauss-Markov process remains.
    """
    x = seconds / SIGMA.correlation_time
    left = 2.0 / x * (1.0 + math.expm1(-x) / x)
    return math.sqrt(SIGMA.bias_high**2 + SIGMA.noise**2 * left)


def foretell(coast: Coast, recent: bool, drawn: np.random.Generator) -> Forecast:
    """Draw forecasts for a coast, with a Sun like that of the last rotation or any."""
    epoch, span = Epoch.from_utc(coast.utc), float(coast.t[-1])
    air = world(epoch, span, degree=8, weather_table=weather(epoch, span, known_until=eve(epoch)))
    sun = (as_of_late if recent else anywhere)(epoch, span, DRAWS, drawn)
    cases = ball(
        DRAWS,
        coast.b,
        activity=sun.activity,
        history_weight=1.0,
        history_shift=sun.history_shift,
        noise=SIGMA.noise,
        noise_start=drawn.uniform(0.0, 16384.0, DRAWS),
    )
    zero = np.zeros(DRAWS)
    start = np.tile(np.append(coast.state, 1.0), (DRAWS, 1))
    arc = run(air, zero, start, np.full(DRAWS, span), cases, relative_tolerance=1e-8)
    before = observations(air, zero, start, cases).mean_altitude
    after = observations(air, arc.t, arc.y, cases).mean_altitude
    return Forecast(coast.utc, span / DAY, loss(coast), before - after)


@cache
def fits() -> tuple[tuple[Fit, ...], ...]:
    """What each part of the two series asks for, in time."""
    found = []
    for series in (coasts_2016(), parts_2024(PART)):
        made = []
        for coast in series:
            ends = coast.fly(times=np.array([1.0, coast.t[-1]]))
            factor = loss(coast) / float(ends[0] - ends[1])
            sigma = math.hypot(air_error(float(coast.t[-1])), line_error(coast))
            made.append(Fit(math.log(factor), sigma))
        found.append(tuple(made))
    return tuple(found)


@cache
def forecasts(recent: bool) -> tuple[tuple[Forecast, ...], ...]:
    """Of the two coasts of 2016, and of ten-day parts of those of 2024 and 2025, in time."""
    drawn = np.random.default_rng(SEED)
    return tuple(
        tuple(foretell(coast, recent, drawn) for coast in series)
        for series in (coasts_2016(), parts_2024(PART))
    )


def known(made: tuple[Fit, ...], k: int, window: int) -> Fit:
    """Mean of up to `window` fits before part `k`; before the first one NASA's header."""
    last = made[max(0, k - window) : k] or (Fit(0.0, air_error(PART * DAY)),)
    sigma = math.sqrt(sum(fit.sigma**2 for fit in last)) / len(last)
    return Fit(float(np.mean([fit.log for fit in last])), sigma)


def scored(recent: bool, window: int, drag: float | None) -> tuple[np.ndarray, Widths]:
    """Percentiles that reality fell on, and errors against those claimed, of all forecasts.

    `drag` is the standard deviation of the fitted drag, None for that of the fit.
    """
    fell, errors, claimed = [], [], []
    for series, made in zip(forecasts(recent), fits(), strict=True):
        for k, each in enumerate(series):
            fit = known(made, k, window)
            sigma = math.hypot(SIGMA.bias_high, fit.sigma if drag is None else drag)
            draws = each.foretold(fit.log, sigma)
            fell.append(percentile(draws, each.came))
            errors.append(math.log(each.came / float(np.median(draws))))
            claimed.append(float(np.std(np.log(draws))))
    return np.array(fell), Widths(np.array(errors), claimed)


def _bands() -> list[Comparison]:
    found = counted(*scored(False, 1, DRAG), "as campaigns are drawn, drag of 10 days", TOO_NARROW)
    for window, name in WINDOWS.items():
        how = f"recent Sun and error of the fit, drag of {name}"
        found += counted(*scored(True, window, None), how, CHOSEN if window == 1 else "")
    return found


TOO_NARROW = (
    ". A campaign takes the drag as known to 5 %: too sure after ten days of fitting. At the edge: "
    "over eight seeds 1.31 to 1.35, and 75 to 81 % inside the 90 % band; a coarser sampling, 256 "
    "draws of everything at once, had 69 %, which is missed"
)
CHOSEN = (
    ". This way was added when the first had missed; its numbers come from elsewhere: 10 to 15 % "
    "of a lasting error of the air (docs/air.md), 27 days of Sun (error_bars_sun). At the edge: "
    "three seeds of eight put 19 % into the 50 % band of 10 days, which is missed; the longer fits "
    "are met with all eight. Forecasts of one autumn share a Sun, so they count for fewer than 16"
)
ABOUT = (
    "Sixteen forecasts: the coasts of March and April 2016, and fourteen parts of about ten days "
    "between September 2024 and February 2025. Each is a bundle of flights that differ in solar "
    "flux, in the error of the air model and in drag; bands are the middle half and the middle "
    "nine tenths of their losses of altitude, and honest ones catch what came just as often. There "
    "are two ways to draw. Campaigns take any stretch of history for the Sun, and drag as known to "
    "5 %. A forecaster also knows the flux of the last rotation (`error_bars_sun` tests that part "
    "by itself, on other years), and that drag fitted to ten days is known no better than the air "
    "of ten days, to 16 %. That way is shown for drag fitted to 10, 20 and 30 days and to all "
    "before: ten days serve worst, for they are a part of a solar rotation, over which the fitted "
    "drag swings by a third. Four ways were tried in all. The error of the fit alone, with any "
    "Sun, gives 88 % in the 90 % band and errors 1.2 times those claimed; the recent Sun alone, "
    "with drag to 5 %, gives 1.4 and is missed: it brings the medians nearer, and it is the error "
    "of the fit that makes the bars wide enough."
)
FAMILY = "Decay"
CASES = (
    ReferenceCase(
        name="error_bars",
        title="Forecasts of the decay as drawn on the day, against what came",
        source="the records of iss_decay_2016 and iss_decay_2024; bulletins of NASA MSFC, "
        "https://www.nasa.gov/solar-cycle-progression-and-forecast/, as shipped (docs/data.md)",
        family=FAMILY,
        needs=(ELEMENTS, PAGES),
        run=_bands,
        about=ABOUT,
    ),
)
