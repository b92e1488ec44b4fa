"""Error of the air model: statistics of the path, bias by altitude, independence of cases."""

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from sim.environment.atmosphere.model_error import CORRELATION_TIMES, SIGMA, density_factor, noise
from sim.frames.epoch import DAY
from sim.lanes import interpreted, on_lanes

PERIOD = CORRELATION_TIMES * DAY
PER_TIME = 16


@pytest.fixture(scope="module")
def path(make_case) -> np.ndarray:
    """The whole path at 16 instants per correlation time."""
    n = PER_TIME * CORRELATION_TIMES
    t = np.linspace(0.0, PERIOD, n + 1)[:-1]
    case = make_case(n, noise=0.2)
    factor = interpreted(density_factor)(t, np.full(n, 3e5), noise(DAY), case)
    return (np.log(factor) + 0.5 * 0.04) / 0.2


def correlation(path: np.ndarray, times: float) -> float:
    return float(np.mean(path * np.roll(path, -round(times * PER_TIME))))


def gauss_markov(path: np.ndarray) -> bool:
    """Autocorrelation e^-1 and e^-2 after one and two correlation times, within four sigma.

    The standard error of either is below sqrt(2 / 16384) = 0.011.
    """
    near, far = correlation(path, 1.0), correlation(path, 2.0)
    return abs(near - np.exp(-1.0)) < 0.044 and abs(far - np.exp(-2.0)) < 0.044


def test_unit_variance_and_no_mean(path) -> None:
    assert abs(path.mean()) < 1e-6
    assert path.var() == pytest.approx(1.0, abs=1e-4)


def test_autocorrelation_of_a_gauss_markov_process(path) -> None:
    assert gauss_markov(path)
    # at knots the path follows exp(-lag); between them cubics smooth it
    assert correlation(path, 0.5) == pytest.approx(np.exp(-0.5), abs=0.04)


def test_white_noise_would_be_found_out(path) -> None:
    white = np.random.default_rng(1).standard_normal(len(path))
    assert not gauss_markov(white)
    assert not gauss_markov(path[:: PER_TIME // 4].repeat(2))  # half as fast


def test_gaussian(path) -> None:
    """Skewness and excess kurtosis of 16384 correlation times: standard errors 0.02 and 0.04."""
    assert abs(np.mean(path**3)) < 0.1
    assert abs(np.mean(path**4) - 3.0) < 0.25


def test_mean_factor_is_one(path) -> None:
    """The subtracted half variance: e^(s x - s^2 / 2) has mean 1."""
    assert np.exp(0.2 * path - 0.02).mean() == pytest.approx(1.0, abs=0.006)


def test_periodic_without_a_seam() -> None:
    table = noise(DAY).table
    last, first = table[-1], table[0]
    assert last.sum() == pytest.approx(first[0], abs=1e-12)
    assert last @ [0, 1, 2, 3] == pytest.approx(first[1], abs=1e-11)
    assert last @ [0, 0, 2, 6] == pytest.approx(2.0 * first[2], abs=1e-10)


def test_the_path_repeats_after_its_period(make_case) -> None:
    t = np.linspace(-3e5, 9e5, 40)
    case, height = make_case(40, noise=0.1, noise_start=11.25), np.full(40, 2e5)
    read = interpreted(density_factor)
    once, again = (read(t + k * PERIOD, height, noise(DAY), case) for k in (0, 1))
    np.testing.assert_allclose(once, again, rtol=1e-8)


def test_smooth_in_time(make_case) -> None:
    """Slopes left and right of every knot agree, the seam of the path included."""
    knot = 0.25 * DAY * np.arange(-6.0, 6.0)
    case, height = make_case(12, noise=0.3), np.full(12, 2e5)
    read = interpreted(density_factor)
    a, b, c = (np.log(read(knot + d, height, noise(DAY), case)) for d in (-1.0, 0.0, 1.0))
    assert np.abs(c - 2.0 * b + a).max() < 1e-8
    assert np.abs(c - a).max() > 1e-6


def test_noise_start_shifts_the_path(make_case) -> None:
    read, path = interpreted(density_factor), noise(3600.0)
    early = read(np.array([7200.0]), np.array([2e5]), path, make_case(1, noise=0.1))
    late = read(np.array([0.0]), np.array([2e5]), path, make_case(1, noise=0.1, noise_start=2.0))
    np.testing.assert_allclose(early, late, rtol=1e-12)


@pytest.mark.parametrize(
    ("height", "expected"),
    [(0.0, 0.1), (120e3, 0.1), (185e3, 0.0), (250e3, -0.1), (325e3, 0.1), (400e3, 0.3), (9e5, 0.3)],
)
def test_bias_by_altitude(make_case, height, expected) -> None:
    case = make_case(1, bias_low=0.1, bias_middle=-0.1, bias_high=0.3)
    factor = interpreted(density_factor)(np.zeros(1), np.array([height]), noise(DAY), case)
    assert np.log(factor[0]) == pytest.approx(expected, abs=1e-12)


def test_bias_has_no_kink(make_case) -> None:
    height = np.array([120e3, 250e3, 400e3])
    case = make_case(3, bias_low=0.1, bias_middle=-0.1, bias_high=0.3)
    read = interpreted(density_factor)
    a, b, c = (read(np.zeros(3), height + d, noise(DAY), case) for d in (-10.0, 0.0, 10.0))
    assert np.abs(c - 2.0 * b + a).max() < 1e-8


def test_density_factor_alone(make_case) -> None:
    found = interpreted(density_factor)(np.zeros(1), np.zeros(1), noise(DAY), make_case(1))
    assert found[0] == 1.0


@settings(max_examples=60)
@given(
    st.floats(-1e8, 1e8),
    st.floats(0.0, 1e6),
    st.floats(-1.0, 1.0),
    st.floats(0.0, 0.5),
    st.floats(0.0, CORRELATION_TIMES),
)
def test_a_case_does_not_depend_on_the_others(make_case, t, height, bias, size, start) -> None:
    """Alone, among quiet cases and among noisy ones: the same bits."""
    time, place = np.full(8, t), np.full(8, height)
    columns = {"bias_low": bias, "bias_high": -bias, "noise": size, "noise_start": start}
    among = []
    for others in (columns, dict.fromkeys(columns, 0.0), dict.fromkeys(columns, 0.4)):
        mixed = {k: np.r_[np.full(3, v), columns[k], np.full(4, v)] for k, v in others.items()}
        case = make_case(8, **mixed)
        among.append(on_lanes(density_factor, time, place, noise(DAY), case)[3])
    assert among[0] == among[1] == among[2]
    plain = interpreted(density_factor)(time, place, noise(DAY), make_case(8, **columns))
    np.testing.assert_allclose(among[0], plain[0], rtol=1e-12)


@pytest.mark.parametrize("time", [0.0, -1.0, np.nan, np.inf])
def test_bad_correlation_time(time) -> None:
    with pytest.raises(ValueError, match="positive and finite"):
        noise(time)


def test_recommended_sizes_are_those_of_the_sources() -> None:
    assert 0.18 <= SIGMA.bias_low <= 0.20
    assert 0.10 <= SIGMA.bias_middle <= SIGMA.bias_high <= 0.15
    assert 0.05 <= SIGMA.noise <= 0.10
    assert 2700.0 <= SIGMA.correlation_time <= DAY
