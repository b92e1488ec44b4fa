"""Calibration of forecasts, and that a forecast uses only data known on its day."""

import math

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from sim.environment.atmosphere.model_error import SIGMA
from sim.environment.space_weather.indices import weather
from sim.frames.epoch import DAY, Epoch
from sim.validation.cases import decay, decay_forecasts, flux_forecasts
from sim.validation.cases.decay_forecasts import (
    NOISE,
    DragFit,
    Forecast,
    average_fits,
    mean_density_error,
    percentile,
)
from sim.validation.cases.flux_forecasts import (
    daily_flux,
    day_before,
    draw_any_history,
    draw_similar_history,
)
from sim.validation.comparison import MET, MISSED
from sim.validation.coverage import LogErrors, binomial_range, compare_coverage, spread_range

NOON = Epoch.from_utc("2014-06-15T00:00:00Z")


def test_ranges_of_small_samples():
    """Quantiles of Binomial(16, p), and of chi-square with 16 degrees: 6.908 and 28.845."""
    assert binomial_range(16, 0.5) == (0.25, 0.75)
    assert binomial_range(16, 0.9) == (0.75, 1.0)
    low, high = spread_range(16)
    assert low == pytest.approx(math.sqrt(6.908 / 16), rel=5e-3)
    assert high == pytest.approx(math.sqrt(28.845 / 16), rel=1e-3)


@given(st.integers(5, 200), st.floats(0.05, 0.95))
def test_a_range_contains_at_least_95_percent(n, p):
    low, high = binomial_range(n, p)
    probability = sum(
        math.comb(n, k) * p**k * (1 - p) ** (n - k) for k in range(n + 1) if low <= k / n <= high
    )
    assert 0.95 - 1e-9 <= probability and low <= p <= high


def test_calibrated_forecasts_pass_and_bars_of_half_the_width_do_not():
    rng = np.random.default_rng(5)
    errors = rng.normal(0.0, 1.0, 200)
    cdf = np.vectorize(lambda x: 0.5 * (1.0 + math.erf(x / math.sqrt(2.0))))
    calibrated = compare_coverage(cdf(errors), LogErrors(errors, np.ones(200)), "calibrated")
    narrow = compare_coverage(cdf(2.0 * errors), LogErrors(errors, np.full(200, 0.5)), "narrow")
    assert [comparison.result for comparison in calibrated] == [MET] * 4
    assert [comparison.result for comparison in narrow] == [MISSED, MISSED, MET, MISSED]


def test_a_forecast_uses_no_data_of_its_own_days():
    """Draws take no history from the first day on."""
    assert day_before(NOON) == "2014-06-14"
    draws = draw_similar_history(NOON, 10.0 * DAY, 16, np.random.default_rng(1))
    latest = NOON.plus(float(draws.history_shift.max()) + 10.0 * DAY).utc_iso()[:10]
    assert latest < "2014-06-15"


def test_draws_of_similar_history_match_the_last_rotation():
    """They follow the preceding rotation, and scatter less over the following days."""
    early, span = NOON.plus(-flux_forecasts.ROTATION * DAY), 10.0 * DAY
    past = weather(early, span + flux_forecasts.ROTATION * DAY, known_until=day_before(early))
    days = DAY * np.arange(1.0, flux_forecasts.ROTATION + 1.0)
    observed = daily_flux(weather(early, 40.0 * DAY), days, flux_forecasts.NO_DRAW, 0.0)
    errors, scatter = [], []
    for draw in (draw_any_history, draw_similar_history):
        draws = draw(NOON, span, 128, np.random.default_rng(2))
        errors.append(np.sqrt(np.mean((daily_flux(past, days, draws) - observed) ** 2)))
        table = weather(NOON, span, known_until=day_before(NOON))
        scatter.append(daily_flux(table, days[:10], draws).mean(axis=0).std())
    assert errors[1] < 0.7 * errors[0]
    assert scatter[1] < scatter[0]


def test_uncertainty_of_a_fit_for_other_days():
    """A bias does not average out, noise does: over 100 days a tenth of it and a little more."""
    assert mean_density_error(1.0) == pytest.approx(math.hypot(SIGMA.bias_high, NOISE), rel=1e-3)
    rest = math.sqrt(mean_density_error(100.0 * DAY) ** 2 - SIGMA.bias_high**2)
    assert rest == pytest.approx(NOISE * math.sqrt(2.0 / 100.0 * 0.99), rel=1e-3)
    fits = (DragFit(0.1, 0.2), DragFit(0.3, 0.2), DragFit(-0.1, 0.2))
    assert average_fits(fits, 0, 3) == DragFit(0.0, mean_density_error(10.0 * DAY))
    assert average_fits(fits, 2, 1) == DragFit(0.3, 0.2)
    both = average_fits(fits, 2, 99)
    assert (both.log, both.sigma) == (pytest.approx(0.2), pytest.approx(0.2 / math.sqrt(2.0)))


def test_bands_of_a_forecast():
    forecast = Forecast("2024-01-01T00:00:00Z", 10.0, 70.0, np.full(8, 100.0))
    losses = forecast.losses_with(math.log(0.7), 0.1)
    assert percentile(losses, forecast.observed) == pytest.approx(0.5, abs=0.02)
    assert np.std(np.log(losses)) == pytest.approx(0.1, rel=0.05)
    assert percentile(forecast.losses_with(0.0, 0.1), forecast.observed) < 0.01


@pytest.mark.usefixtures("reference")
def test_losses_are_proportional_to_the_drag_factor():
    """Flown with 25 % more drag, and multiplied afterwards: to 2 %."""
    coast = decay.split_coasts_2024(decay_forecasts.PART_DAYS)[0]
    times = np.array([1.0, coast.t[-1]])
    nominal, more = coast.fly(times=times), coast.fly(1.25 * coast.b, times)
    assert (more[0] - more[1]) / (nominal[0] - nominal[1]) == pytest.approx(1.25, rel=0.02)
