"""Coverage of forecasts: how it is counted, and that a forecast knows no more than was known."""

import math

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from sim.environment.atmosphere.model_error import SIGMA
from sim.environment.space_weather.indices import weather
from sim.frames.epoch import DAY, Epoch
from sim.validation.cases import foresight, recent_sun
from sim.validation.cases.foresight import Fit, Forecast, air_error, known, percentile
from sim.validation.cases.recent_sun import Sun, anywhere, as_of_late, eve, fluxes
from sim.validation.comparison import MET, MISSED
from sim.validation.coverage import Widths, binomial_range, counted, spread_range

NOON = Epoch.from_utc("2014-06-15T00:00:00Z")


def test_ranges_of_few_counts():
    """Quantiles of Binomial(16, p), and of chi-square with 16 degrees: 6.908 and 28.845."""
    assert binomial_range(16, 0.5) == (0.25, 0.75)
    assert binomial_range(16, 0.9) == (0.75, 1.0)
    low, high = spread_range(16)
    assert low == pytest.approx(math.sqrt(6.908 / 16), rel=5e-3)
    assert high == pytest.approx(math.sqrt(28.845 / 16), rel=1e-3)


@given(st.integers(5, 200), st.floats(0.05, 0.95))
def test_a_range_holds_at_least_95_percent(n, p):
    low, high = binomial_range(n, p)
    held = sum(
        math.comb(n, k) * p**k * (1 - p) ** (n - k) for k in range(n + 1) if low <= k / n <= high
    )
    assert 0.95 - 1e-9 <= held and low <= p <= high


def test_honest_forecasts_pass_and_bars_of_half_the_width_do_not():
    drawn = np.random.default_rng(5)
    errors = drawn.normal(0.0, 1.0, 200)
    spread = np.vectorize(lambda x: 0.5 * (1.0 + math.erf(x / math.sqrt(2.0))))
    honest = counted(spread(errors), Widths(errors, np.ones(200)), "honest")
    narrow = counted(spread(2.0 * errors), Widths(errors, np.full(200, 0.5)), "narrow")
    assert [each.verdict for each in honest] == [MET] * 4
    assert [each.verdict for each in narrow] == [MISSED, MISSED, MET, MISSED]


def test_a_forecast_knows_nothing_of_its_own_days():
    """Draws are the same, whatever the Sun did from the first day on."""
    assert eve(NOON) == "2014-06-14"
    sun = as_of_late(NOON, 10.0 * DAY, 16, np.random.default_rng(1))
    latest = NOON.plus(float(sun.history_shift.max()) + 10.0 * DAY).utc_iso()[:10]
    assert latest < "2014-06-15"


def test_the_sun_of_late_is_nearer_to_the_sun_of_late():
    """Its draws follow the rotation before, and scatter less over the days after."""
    early, span = NOON.plus(-recent_sun.ROTATION * DAY), 10.0 * DAY
    past = weather(early, span + recent_sun.ROTATION * DAY, known_until=eve(early))
    days = DAY * np.arange(1.0, recent_sun.ROTATION + 1.0)
    still = Sun(np.zeros(1), np.zeros(1))
    seen = fluxes(weather(early, 40.0 * DAY), days, still, 0.0)
    off, spread = [], []
    for way in (anywhere, as_of_late):
        sun = way(NOON, span, 128, np.random.default_rng(2))
        off.append(np.sqrt(np.mean((fluxes(past, days, sun) - seen) ** 2)))
        table = weather(NOON, span, known_until=eve(NOON))
        spread.append(fluxes(table, days[:10], sun).mean(axis=0).std())
    assert off[1] < 0.7 * off[0]
    assert spread[1] < spread[0]


def test_what_a_fit_says_of_other_days():
    """A bias does not average out, noise does: over 100 days a tenth of it and a little more."""
    assert air_error(1.0) == pytest.approx(math.hypot(SIGMA.bias_high, SIGMA.noise), rel=1e-3)
    rest = math.sqrt(air_error(100.0 * DAY) ** 2 - SIGMA.bias_high**2)
    assert rest == pytest.approx(SIGMA.noise * math.sqrt(2.0 / 100.0 * 0.99), rel=1e-3)
    made = (Fit(0.1, 0.2), Fit(0.3, 0.2), Fit(-0.1, 0.2))
    assert known(made, 0, 3) == Fit(0.0, air_error(10.0 * DAY))
    assert known(made, 2, 1) == Fit(0.3, 0.2)
    both = known(made, 2, 99)
    assert (both.log, both.sigma) == (pytest.approx(0.2), pytest.approx(0.2 / math.sqrt(2.0)))


def test_bands_of_a_forecast():
    made = Forecast("2024-01-01T00:00:00Z", 10.0, 70.0, np.full(8, 100.0))
    draws = made.foretold(math.log(0.7), 0.1)
    assert percentile(draws, made.came) == pytest.approx(0.5, abs=0.02)
    assert np.std(np.log(draws)) == pytest.approx(0.1, rel=0.05)
    assert percentile(made.foretold(0.0, 0.1), made.came) < 0.01


@pytest.mark.usefixtures("reference")
def test_losses_are_proportional_to_what_is_multiplied_in():
    """Flown with a bias of 15 % and 10 % more drag against multiplied afterwards: to 2 %."""
    coast = foresight.parts_2024(foresight.PART)[0]
    times = np.array([1.0, coast.t[-1]])
    plain, more = coast.fly(times=times), coast.fly(1.25 * coast.b, times)
    assert (more[0] - more[1]) / (plain[0] - plain[1]) == pytest.approx(1.25, rel=0.02)
