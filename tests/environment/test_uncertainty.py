"""Error of the air model: how it changes with time, bias by altitude, independence of cases."""

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from sim.environment.atmosphere.model_error import (
    FAST,
    LENGTH,
    MEDIUM,
    SIGMA,
    SLOW,
    USUAL,
    Growth,
    density_factor,
    density_noise,
    noise,
    process_variances,
    read_path,
)
from sim.frames.epoch import DAY
from sim.lanes import interpreted, on_lanes

PER_TIME = 16
REVOLUTION = 92.0 * 60.0
LAGS = np.array([REVOLUTION, DAY, 4.0 * DAY, 10.0 * DAY])
STARTS = 4096


@pytest.fixture(scope="module")
def path() -> np.ndarray:
    """The whole path at 16 instants per memory."""
    n = PER_TIME * int(LENGTH)
    return interpreted(read_path)(np.arange(n) / PER_TIME, noise().table)


def changes(growth: Growth, lag: float) -> np.ndarray:
    """Changes of the error in a time, from starts all along the path, shape (STARTS,)."""
    start = LENGTH * (np.arange(STARTS) + 0.5) / STARTS
    made, read = noise(growth), interpreted(density_noise)
    return read(np.full(STARTS, lag), start, made) - read(np.zeros(STARTS), start, made)


def correlation(path: np.ndarray, times: float) -> float:
    return float(np.mean(path * np.roll(path, -round(times * PER_TIME))))


def of_order_three_halves(path: np.ndarray) -> bool:
    """Autocorrelation (1 + lag) exp(-lag) after one and three memories, within four sigma.

    The standard error of either is below sqrt(2 * 2 / 16384) = 0.016.
    """
    near, far = correlation(path, 1.0), correlation(path, 3.0)
    return abs(near - 2.0 * np.exp(-1.0)) < 0.064 and abs(far - 4.0 * np.exp(-3.0)) < 0.064


def test_unit_variance_and_no_mean(path) -> None:
    assert abs(path.mean()) < 1e-6
    assert path.var() == pytest.approx(1.0, abs=1e-4)


def test_autocorrelation_of_the_path(path) -> None:
    assert of_order_three_halves(path)


def test_white_noise_would_be_found_out(path) -> None:
    white = np.random.default_rng(1).standard_normal(len(path))
    assert not of_order_three_halves(white)
    assert not of_order_three_halves(path[:: PER_TIME // 4].repeat(2))  # half as fast


def test_gaussian(path) -> None:
    """Skewness and excess kurtosis of 16384 memories: standard errors of 0.03 and 0.06."""
    assert abs(np.mean(path**3)) < 0.12
    assert abs(np.mean(path**4) - 3.0) < 0.25


GROWTHS = [USUAL, Growth(0.4, 1.8, 2.8), Growth(0.7, 1.2, 1.4), Growth(0.6, 1.6, 2.2)]


@pytest.mark.parametrize("growth", GROWTHS)
def test_the_error_changes_with_time_as_stated(growth) -> None:
    """Root mean square over 4096 starts, whose sampling error is 1.1 % where they are independent:
    within four of it of the sum of the processes, which meets what is asked to 10 %, and the usual
    growth to 2 %.
    """
    wanted = np.array([growth.revolution, 1.0, growth.four_days, growth.ten_days])
    found = np.array([np.sqrt(np.mean(changes(growth, lag) ** 2)) for lag in LAGS])
    times = LAGS[:, None] / (FAST, MEDIUM, SLOW)
    sizes = 2.0 * (1.0 - (1.0 + times) * np.exp(-times)) @ process_variances(growth)
    np.testing.assert_allclose(found, np.sqrt(sizes), rtol=0.045)
    close = 0.02 if growth == USUAL else 0.1
    np.testing.assert_allclose(np.sqrt(sizes) / wanted, 1.0, rtol=0.0, atol=close)


def test_the_change_comes_to_rest() -> None:
    last = np.sqrt(2.0 * process_variances(USUAL).sum())
    assert last == pytest.approx(3.94, abs=0.01)
    assert np.sqrt(np.mean(changes(USUAL, 90.0 * DAY) ** 2)) == pytest.approx(last, rel=0.045)


def test_the_structure_of_another_growth_would_be_found_out() -> None:
    found = np.sqrt(np.mean(changes(Growth(0.4, 1.8, 2.8), 10.0 * DAY) ** 2))
    assert abs(found / USUAL.ten_days - 1.0) > 0.05


def test_the_processes_are_independent() -> None:
    """Correlation of each two over 4096 starts, a quarter of them independent: four sigma."""
    start = LENGTH * (np.arange(STARTS) + 0.5) / STARTS
    names = ("fast", "medium", "slow")
    alone = [noise()._replace(**{other: 0.0 for other in names if other != name}) for name in names]
    read = interpreted(density_noise)
    for t in (0.0, 10.0 * DAY):
        found = np.corrcoef([read(np.full(STARTS, t), start, each) for each in alone])
        assert np.abs(found - np.eye(3)).max() < 4.0 * 2.0 / np.sqrt(STARTS)


@pytest.mark.parametrize(
    "growth", [Growth(0.5, 1.5, 6.0), Growth(1.2, 1.5, 2.5), Growth(0.5, 0.9, 0.5)]
)
def test_growth_that_no_sum_has_is_refused(growth) -> None:
    with pytest.raises(ValueError, match=r"no air changes like that.*the nearest is"):
        noise(growth)


@pytest.mark.parametrize("value", [0.0, -1.0, np.nan, np.inf])
def test_bad_growth(value) -> None:
    with pytest.raises(ValueError, match="positive and finite"):
        noise(Growth(value, 1.5, 2.5))


def test_periodic_without_a_seam() -> None:
    table = noise().table
    last, first = table[-1], table[0]
    assert last.sum() == pytest.approx(first[0], abs=1e-12)
    assert last @ [0, 1, 2, 3] == pytest.approx(first[1], abs=1e-11)
    assert last @ [0, 0, 2, 6] == pytest.approx(2.0 * first[2], abs=1e-10)


def test_the_path_repeats_after_its_period() -> None:
    t, start = np.linspace(-3e5, 9e5, 40), np.full(40, 11.25)
    read = interpreted(density_noise)
    np.testing.assert_allclose(
        read(t, start, noise()), read(t, start + LENGTH, noise()), rtol=0.0, atol=1e-8
    )


def test_smooth_in_time() -> None:
    """Slopes left and right of every knot agree, the seam of the path included."""
    knot = 0.25 * np.arange(-6.0, 6.0)
    a, b, c = (interpreted(read_path)(knot + d, noise().table) for d in (-1e-5, 0.0, 1e-5))
    assert np.abs(c - 2.0 * b + a).max() < 1e-8
    assert np.abs(c - a).max() > 1e-6


def test_a_flight_begins_with_its_bias_alone(make_case) -> None:
    """The value of the path that counts as none is that of the first instant."""
    t, height = np.array([3e6]), np.array([2e5])
    origin = interpreted(density_noise)(t, np.array([9.5]), noise())
    case = make_case(
        1, bias_low=0.1, bias_middle=0.1, noise=0.1, noise_start=9.5, noise_origin=origin
    )
    read = interpreted(density_factor)
    assert np.log(read(t, height, noise(), case))[0] == pytest.approx(0.1, abs=1e-12)
    later = interpreted(density_noise)(t + DAY, np.array([9.5]), noise())
    assert np.log(read(t + DAY, height, noise(), case))[0] == pytest.approx(
        0.1 + 0.1 * (later - origin)[0], abs=1e-12
    )


@pytest.mark.parametrize(
    ("height", "expected"),
    [(0.0, 0.1), (120e3, 0.1), (185e3, 0.0), (250e3, -0.1), (325e3, 0.1), (400e3, 0.3), (9e5, 0.3)],
)
def test_bias_by_altitude(make_case, height, expected) -> None:
    case = make_case(1, bias_low=0.1, bias_middle=-0.1, bias_high=0.3)
    factor = interpreted(density_factor)(np.zeros(1), np.array([height]), noise(), case)
    assert np.log(factor[0]) == pytest.approx(expected, abs=1e-12)


def test_bias_has_no_kink(make_case) -> None:
    height = np.array([120e3, 250e3, 400e3])
    case = make_case(3, bias_low=0.1, bias_middle=-0.1, bias_high=0.3)
    read = interpreted(density_factor)
    a, b, c = (read(np.zeros(3), height + d, noise(), case) for d in (-10.0, 0.0, 10.0))
    assert np.abs(c - 2.0 * b + a).max() < 1e-8


def test_density_factor_alone(make_case) -> None:
    found = interpreted(density_factor)(np.zeros(1), np.zeros(1), noise(), make_case(1))
    assert found[0] == 1.0


@settings(max_examples=60)
@given(
    st.floats(-1e8, 1e8),
    st.floats(0.0, 1e6),
    st.floats(-1.0, 1.0),
    st.floats(0.0, 0.5),
    st.floats(0.0, LENGTH),
)
def test_a_case_does_not_depend_on_the_others(make_case, t, height, bias, size, start) -> None:
    """Alone, among quiet cases and among noisy ones: the same bits."""
    time, place = np.full(8, t), np.full(8, height)
    columns = {"bias_low": bias, "bias_high": -bias, "noise": size, "noise_start": start}
    among = []
    for others in (columns, dict.fromkeys(columns, 0.0), dict.fromkeys(columns, 0.4)):
        mixed = {k: np.r_[np.full(3, v), columns[k], np.full(4, v)] for k, v in others.items()}
        case = make_case(8, **mixed)
        among.append(on_lanes(density_factor, time, place, noise(), case)[3])
    assert among[0] == among[1] == among[2]
    plain = interpreted(density_factor)(time, place, noise(), make_case(8, **columns))
    # 1e8 s are 6e4 memories of the fastest process, where a place is rounded to 7e-12
    np.testing.assert_allclose(among[0], plain[0], rtol=2e-11)


def test_recommended_sizes_are_those_of_the_sources() -> None:
    assert 0.18 <= SIGMA.bias_low <= 0.20
    assert 0.10 <= SIGMA.bias_middle <= SIGMA.bias_high <= 0.15
    assert SIGMA.noise == 0.10
    assert [SIGMA.noise * share for share in USUAL] == pytest.approx([0.05, 0.15, 0.25])
