"""Calibration of error bars: decay of the ISS as it would have been forecast on the first day of
each coast, compared with the observed decay.

Space weather: observations up to the day before, then NASA's bulletin of that date (MSFC, shipped
archive) with a random error as large as past bulletins had, and variations taken from a period of
earlier history (`sim.validation.cases.flux_forecasts`). Atmosphere: the recommended errors of the
model. Drag: one factor fitted to the preceding records. The observed decay is a linear fit to the
records.
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
from sim.validation.cases.decay import ELEMENTS, PAGES, Coast, coasts_2016, split_coasts_2024
from sim.validation.cases.flux_forecasts import (
    day_before,
    draw_any_history,
    draw_similar_history,
)
from sim.validation.comparison import Comparison, ReferenceCase
from sim.validation.coverage import LogErrors, compare_coverage
from sim.validation.propagator_inputs import parameter_vectors

DRAWS = 256
SEED = 20240915
PART_DAYS = 10.0
"""days of a forecast of 2024 and 2025: the loss is then ten times the scatter of element sets."""
NOISE, NOISE_MEMORY = 0.10, DAY
"""Varying error of the atmosphere model itself: standard deviation of its logarithm, and s.
assumption: 0.05 to 0.10, half a revolution to a day. The Sun, part of the noise that campaigns fly,
is drawn apart.
"""
DRAG_SIGMA = 0.05
"""Standard deviation of the fitted drag, as in campaign/iss.yaml."""
ALL = 99
WINDOWS = {1: "10 days", 2: "20 days", 3: "30 days", ALL: "all preceding parts"}
"""Number of parts before a forecast whose drag factors are averaged."""
DEVIATES = np.array([NormalDist().inv_cdf((k + 0.5) / 33) for k in range(33)])
"""Medians of 33 equally probable intervals of a standard normal distribution."""


class DragFit(NamedTuple):
    """Logarithm of the factor on Cd A/m fitted to a part, and its standard deviation as an estimate
    for other parts.
    """

    log: float
    sigma: float


class Forecast(NamedTuple):
    """Forecast of a part of a coast.

    First day, days, observed loss (m), and losses (m) computed with the published drag under draws
    of solar activity and of the varying error of the atmosphere model, shape (draws,).
    """

    utc: str
    days: float
    observed: float
    losses: np.ndarray

    def losses_with(self, log: float, sigma: float) -> np.ndarray:
        """Losses (m) with an uncertain factor on density times drag, shape (33 draws,).

        Logarithm of the factor and its standard deviation. Above 400 km, where all these flights
        are, the full bias of the atmosphere model applies: losses are proportional to the factor.
        """
        return np.outer(self.losses, np.exp(log + sigma * DEVIATES)).ravel()


def percentile(losses: np.ndarray, observed: float) -> float:
    """Share of the draws that lose less altitude than observed, 0 to 1."""
    return float((np.sum(losses < observed) + 0.5) / (len(losses) + 1))


def observed_loss(coast: Coast) -> float:
    """Altitude loss of a coast, m: a linear fit to its records."""
    return float(-np.polyfit(coast.t, coast.observed, 1)[0] * coast.t[-1])


def loss_uncertainty(coast: Coast) -> float:
    """Relative standard deviation of that loss, by the scatter of the records about the fit."""
    line = np.polyval(np.polyfit(coast.t, coast.observed, 1), coast.t)
    scatter = math.sqrt(((coast.observed - line) ** 2).sum() / (len(line) - 2))
    rate = scatter / math.sqrt(((coast.t - coast.t.mean()) ** 2).sum())
    return rate * float(coast.t[-1]) / observed_loss(coast)


def mean_density_error(seconds: float) -> float:
    """Standard deviation of the logarithm of the density error averaged over a time.

    The bias persists; of the noise the mean remains.
    """
    return math.hypot(SIGMA.bias_high, mean_noise(seconds))


def mean_noise(seconds: float) -> float:
    """Standard deviation of the mean over a time of a Gauss-Markov process."""
    x = seconds / NOISE_MEMORY
    return NOISE * math.sqrt(2.0 / x * (1.0 + math.expm1(-x) / x))


def forecast_coast(coast: Coast, similar: bool, rng: np.random.Generator) -> Forecast:
    """Forecast a coast with draws of history similar to the last solar rotation, or of any."""
    epoch, span = Epoch.from_utc(coast.utc), float(coast.t[-1])
    table = weather(epoch, span, known_until=day_before(epoch))
    environment = world(epoch, span, degree=8, weather_table=table)
    draw = draw_similar_history if similar else draw_any_history
    activity = draw(epoch, span, DRAWS, rng)
    parameters = parameter_vectors(
        DRAWS,
        coast.b,
        activity=activity.activity,
        history_weight=1.0,
        history_shift=activity.history_shift,
    )
    zero = np.zeros(DRAWS)
    start = np.tile(np.append(coast.state, 1.0), (DRAWS, 1))
    ends = np.full(DRAWS, span)
    arc = run(environment, zero, start, ends, parameters, relative_tolerance=1e-8)
    first = observations(environment, zero, start, parameters).mean_altitude
    last = observations(environment, arc.t, arc.y, parameters).mean_altitude
    # losses are proportional to the density, and so to the mean of its varying error
    varied = np.exp(mean_noise(span) * rng.standard_normal(DRAWS))
    return Forecast(coast.utc, span / DAY, observed_loss(coast), (first - last) * varied)


@cache
def fit_drag() -> tuple[tuple[DragFit, ...], ...]:
    """Drag fits of the parts of both series, in order of time."""
    return tuple(
        tuple(_fit_part(coast) for coast in series)
        for series in (coasts_2016(), split_coasts_2024(PART_DAYS))
    )


def _fit_part(coast: Coast) -> DragFit:
    ends = coast.fly(times=np.array([1.0, coast.t[-1]]))
    factor = observed_loss(coast) / float(ends[0] - ends[1])
    sigma = math.hypot(mean_density_error(float(coast.t[-1])), loss_uncertainty(coast))
    return DragFit(math.log(factor), sigma)


@cache
def forecast_all(similar: bool) -> tuple[tuple[Forecast, ...], ...]:
    """Forecasts of the two coasts of 2016, and of the parts of those of 2024 and 2025, in order of
    time.
    """
    rng = np.random.default_rng(SEED)
    return tuple(
        tuple(forecast_coast(coast, similar, rng) for coast in series)
        for series in (coasts_2016(), split_coasts_2024(PART_DAYS))
    )


def average_fits(fits: tuple[DragFit, ...], k: int, window: int) -> DragFit:
    """Mean of up to `window` fits before part `k`; before the first part the published drag."""
    published = DragFit(0.0, mean_density_error(PART_DAYS * DAY))
    selected = fits[max(0, k - window) : k] or (published,)
    sigma = math.sqrt(sum(fit.sigma**2 for fit in selected)) / len(selected)
    return DragFit(float(np.mean([fit.log for fit in selected])), sigma)


def score_forecasts(
    similar: bool, window: int, drag_sigma: float | None
) -> tuple[np.ndarray, LogErrors]:
    """Percentiles of the observed losses, and observed and predicted errors, of all forecasts.

    Parameters
    ----------
    similar
        Draws of history similar to the last solar rotation, or of any.
    window
        Number of preceding parts whose drag factors are averaged.
    drag_sigma
        Standard deviation of the fitted drag, None for that of the fit.
    """
    percentiles, errors, predicted = [], [], []
    for series, fits in zip(forecast_all(similar), fit_drag(), strict=True):
        for k, forecast in enumerate(series):
            fit = average_fits(fits, k, window)
            drag_error = fit.sigma if drag_sigma is None else drag_sigma
            losses = forecast.losses_with(fit.log, math.hypot(SIGMA.bias_high, drag_error))
            percentiles.append(percentile(losses, forecast.observed))
            errors.append(math.log(forecast.observed / float(np.median(losses))))
            predicted.append(float(np.std(np.log(losses))))
    return np.array(percentiles), LogErrors(np.array(errors), predicted)


def _compare() -> list[Comparison]:
    scores = score_forecasts(False, 1, DRAG_SIGMA)
    comparisons = compare_coverage(*scores, "campaign sampling, drag of 10 days", CAMPAIGN_NOTE)
    for window, name in WINDOWS.items():
        method = f"recent activity and error of the fit, drag of {name}"
        note = RECENT_NOTE if window == 1 else ""
        comparisons += compare_coverage(*score_forecasts(True, window, None), method, note)
    return comparisons


CAMPAIGN_NOTE = (
    ". A campaign assumes that the drag is known to 5 %: too small an uncertainty after a fit to "
    "ten days. Close to the limit: over eight seeds 1.31 to 1.35, and 75 to 81 % inside the 90 % "
    "band; a coarser sampling, 256 draws of all parameters together, had 69 %, which is missed"
)
RECENT_NOTE = (
    ". This method was added after the first had missed; its numbers have other sources: 10 to "
    "15 % of persistent density error (docs/air.md), 27 days of solar rotation (error_bars_sun). "
    "Close to the limit: with three of eight seeds 19 % lie inside the 50 % band of 10 days, which "
    "is missed; the longer fits are met with all eight. Forecasts of one autumn share the same "
    "solar activity, so they count for fewer than 16"
)
ABOUT = (
    "Sixteen forecasts: the coasts of March and April 2016, and fourteen parts of about ten days "
    "between September 2024 and February 2025. Each is an ensemble of flights that differ in solar "
    "flux, in the error of the atmosphere model and in drag. The 50 % and 90 % bands are the "
    "central quantiles of their altitude losses; calibrated bands contain the observed loss that "
    "often. Two methods of drawing are compared. Campaigns take any period of history for the "
    "variation of solar activity, and drag as known to 5 %. A forecaster also knows the flux of "
    "the last solar rotation (`error_bars_sun` tests this alone, on other years), and that the "
    "uncertainty of drag fitted to ten days is that of the density averaged over ten days, 16 %. "
    "The second method is shown for drag fitted to 10, 20 and 30 days and to all preceding days. "
    "Ten days are worst: they are a part of a solar rotation, over which the fitted drag varies by "
    "a third. Four methods were tried in all. The error of the fit alone, with any period of "
    "history, gives 88 % in the 90 % band and errors 1.2 times those predicted; recent solar "
    "activity alone, with drag to 5 %, gives 1.4 and is missed: it improves the medians, while the "
    "error of the fit makes the bars wide enough."
)
FAMILY = "Decay"
CASES = (
    ReferenceCase(
        name="error_bars",
        title="Forecasts of the decay with the knowledge of the first day",
        source="records of iss_decay_2016 and iss_decay_2024; bulletins of NASA MSFC, "
        "https://www.nasa.gov/solar-cycle-progression-and-forecast/, as shipped (docs/data.md)",
        family=FAMILY,
        needs=(ELEMENTS, PAGES),
        run=_compare,
        about=ABOUT,
    ),
)
