"""Equal steps: the weights, the error for a tolerance, and that nobody can tell them apart."""

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from numpy.polynomial import Polynomial

from sim.dynamics.event import FALLING, HEIGHT, NODE, RISING
from sim.environment.atmosphere.models import NRLMSISE00
from sim.environment.gravity import field
from sim.environment.world import Switch
from sim.integrate import batch
from sim.integrate.batch import Arc, run
from sim.integrate.lane import FIRST_EVENT, TIME_REACHED, Events
from sim.integrate.multistep import POINTS, multistep
from sim.vehicle.parameters import tabulate

N = 11
DAY = 86400.0


@pytest.fixture(scope="module")
def world(small_world):
    return small_world._replace(switch=Switch(1, 0, NRLMSISE00, 0), gravity=field("egm2008", 20))


@pytest.fixture(scope="module")
def start(low_orbit) -> np.ndarray:
    """Near-circular orbits from 250 to 420 km."""
    k = np.arange(N)
    low = 250e3 + 16e3 * k
    return low_orbit(low, low + 3e3 * (k % 4), 0.9, 0.3 * k, 0.2 * k, 0.5 * k)


@pytest.fixture(scope="module")
def cases(make_case) -> np.ndarray:
    return tabulate(make_case(N, area=1000.0 + 20.0 * np.arange(N)))


@pytest.fixture(scope="module")
def truth(world, start, cases) -> np.ndarray:
    return day(world, start, cases, 1e-13, longest_step=100.0, use_multistep=False).y[:, :3]


def day(world, start, cases, tolerance: float, **options) -> Arc:
    n = len(start)
    end = np.full(n, DAY)
    return run(world, np.zeros(n), start, end, cases, relative_tolerance=tolerance, **options)


def away(arc: Arc, truth: np.ndarray) -> float:
    return float(np.linalg.norm(arc.y[:, :3] - truth, axis=1).max())


@given(st.lists(st.floats(-1.0, 1.0), min_size=POINTS + 1, max_size=POINTS + 1))
@settings(max_examples=50)
def test_weights_are_exact_for_polynomials(coefficients) -> None:
    """Predictor to degree `POINTS` - 1, corrector one higher, whatever slot is the newest."""
    method = multistep()
    curve = Polynomial(coefficients)
    lower = Polynomial(coefficients[:-1])
    for newest in range(POINTS):
        nodes = -((newest - np.arange(POINTS)) % POINTS).astype(float)
        weights = method.ring[newest].reshape(POINTS, 3)
        # rounding of nine values, the largest at the oldest point, times weights of up to 126
        rounding = 1e-12 * (1.0 + np.abs(curve(nodes)).max() + np.abs(lower(nodes)).max())
        velocity, position, continued = weights.T @ lower(nodes)
        assert velocity == pytest.approx(lower.integ()(1.0), abs=rounding)
        assert position == pytest.approx(lower.integ(2)(1.0), abs=rounding)
        assert continued == pytest.approx(lower(1.0), abs=rounding)
        velocity, position, continued = weights.T @ curve(nodes)
        off = curve(1.0) - continued
        velocity += method.velocity * off
        position += method.position * off
        assert velocity == pytest.approx(curve.integ()(1.0), abs=rounding)
        assert position == pytest.approx(curve.integ(2)(1.0), abs=rounding)


def test_error_follows_the_tolerance(world, start, cases, truth) -> None:
    """20x20 with everything, after a day: measured 0.5, 0.06, 0.01 and 0.008 m.

    The last ones are the small steps of NRLMSISE-00 at 300 km.
    """
    for tolerance, most in ((1e-8, 2.0), (1e-9, 0.2), (1e-10, 0.03), (1e-11, 0.02)):
        assert away(day(world, start, cases, tolerance), truth) < most


@pytest.mark.parametrize("degree, most", [(8, 0.2), (36, 0.2)])
def test_no_bound_on_the_step_is_needed(world, start, cases, degree, most) -> None:
    """The short waves of a field do not slip between equal steps, as they do between long ones."""
    world = world._replace(gravity=field("egm2008", degree))
    exact = day(world, start, cases, 1e-13, longest_step=60.0, use_multistep=False).y[:, :3]
    assert away(day(world, start, cases, 1e-9), exact) < most


def test_half_the_work(world, start, cases) -> None:
    equal = day(world, start, cases, 1e-9)
    other = day(world, start, cases, 1e-9, longest_step=250.0, use_multistep=False)
    assert (equal.work[:, 3] > 1000).all() and (equal.work[:, 0] < 40).all()
    assert equal.force_evaluations.max() < 0.75 * other.force_evaluations.min()
    assert not other.work[:, 3].any()


def test_a_row_in_any_company(world, start, cases) -> None:
    """Alone, among others and among later ones: the same bits."""
    end = DAY * (0.3 + 0.1 * np.arange(N))
    t = 500.0 * np.arange(N)
    together = run(world, t, start, end, cases)
    assert (together.work[:, 3] > 0).all()
    for k in (0, 4, N - 1):
        one = slice(k, k + 1)
        alone = run(world, t[one], start[one], end[one], cases[one])
        turned = np.r_[k:N, 0:k]
        other = run(world, t[turned], start[turned], end[turned], cases[turned])
        for name in ("t", "y", "work", "step"):
            np.testing.assert_array_equal(getattr(alone, name)[0], getattr(together, name)[k])
            np.testing.assert_array_equal(getattr(other, name)[0], getattr(together, name)[k])


def test_events_are_met_where_the_other_method_meets_them(world, start, cases) -> None:
    """The next pass of a node, and a height on the way down: to the error of both methods."""
    kinds = np.array([NODE, HEIGHT], dtype=np.int64)
    height = np.where(np.arange(N) % 2 == 0, -1e9, 2.4e5)
    events = Events(kinds, np.array([RISING, FALLING]), np.stack([np.zeros(N), height], axis=1))
    drifted = day(world, start, cases, 1e-11)
    t = drifted.t - 3000.0
    later = run(world, np.zeros(N), start, t, cases, relative_tolerance=1e-11)
    found = {}
    for equal in (True, False):
        found[equal] = run(
            world, later.t, later.y, later.t + DAY, cases,
            events=events, relative_tolerance=1e-11, longest_step=200.0, use_multistep=equal,
        )  # fmt: skip
    np.testing.assert_array_equal(found[True].status, found[False].status)
    assert (found[True].status >= FIRST_EVENT).all()
    np.testing.assert_allclose(found[True].t, found[False].t, rtol=0.0, atol=3e-4)
    np.testing.assert_allclose(found[True].y, found[False].y, rtol=0.0, atol=3.0)


def test_a_far_event_ends_the_cruise(world, start, cases) -> None:
    """Down to 235 km after days of drag: found within the tolerance of either method."""
    few = slice(0, 3)
    kinds = np.array([HEIGHT], dtype=np.int64)
    heavy = cases[few].copy()
    heavy[:, 0] *= 25.0
    found = {}
    for equal in (True, False):
        events = Events(kinds, np.array([FALLING]), np.full((3, 1), 235e3))
        found[equal] = run(
            world, np.zeros(3), start[few], np.full(3, 3.0 * DAY), heavy,
            events=events, relative_tolerance=1e-11, longest_step=200.0, use_multistep=equal,
        )  # fmt: skip
    assert (found[True].status == FIRST_EVENT).all()
    assert (found[True].t > 0.1 * DAY).any() and (found[True].work[:, 3] > 100).any()
    np.testing.assert_allclose(found[True].t, found[False].t, rtol=0.0, atol=0.01)


def test_there_and_back(conservative_world, start, cases) -> None:
    there = day(conservative_world, start, cases, 1e-11)
    zero = np.zeros(N)
    back = run(conservative_world, there.t, there.y, zero, cases, relative_tolerance=1e-11)
    assert (back.work[:, 3] > 1000).all() and (back.status == TIME_REACHED).all()
    np.testing.assert_array_equal(back.t, 0.0)
    # the way out and the way back have the same truncation error with the same sign
    assert np.linalg.norm(back.y[:, :3] - start[:, :3], axis=1).max() < 0.5


def test_samples_come_at_their_interval_however_full_the_buffer(
    world, start, cases, monkeypatch
) -> None:
    monkeypatch.setattr(batch, "ROOM", 7)
    small = day(world, start, cases, 1e-10, sampling=1800.0)
    monkeypatch.setattr(batch, "ROOM", 4096)
    large = day(world, start, cases, 1e-10, sampling=1800.0)
    for samples, y in zip(large.samples, large.y, strict=True):
        gaps = np.diff(samples[:, 0])
        assert (gaps >= 1800.0).all() and gaps.max() < 1800.0 + 300.0 and len(gaps) > 40
        assert np.linalg.norm(samples[-1, 1:4] - y[:3]) < 8e3 * 2100.0
    for few, many in zip(small.samples, large.samples, strict=True):
        assert np.unique(few[:, 0]).size == len(few)
        assert abs(len(few) - len(many)) <= 1
    np.testing.assert_allclose(small.y[:, :3], large.y[:, :3], rtol=0.0, atol=0.05)


def test_mass_flows_at_its_rate(conservative_world, start, make_case) -> None:
    """Propellant of attitude control: the flow of a case without thrust."""
    flowing = tabulate(make_case(N, mass_flow=0.002))
    arc = day(conservative_world, start, flowing, 1e-10)
    assert (arc.work[:, 3] > 1000).all()
    np.testing.assert_allclose(arc.y[:, 6], start[:, 6] - 0.002 * DAY, rtol=1e-12)


def test_rough_ground_is_left_to_the_other_method(world, low_orbit, cases) -> None:
    """An orbit that dips to 95 km: steps that would have to shrink at every perigee."""
    dipping = low_orbit(np.full(N, 95e3), 9e5 + 1e4 * np.arange(N), 0.9, 0.1 * np.arange(N))
    equal = day(world, dipping, cases, 1e-10)
    other = day(world, dipping, cases, 1e-10, use_multistep=False, longest_step=250.0)
    np.testing.assert_array_equal(equal.status, other.status)
    assert np.linalg.norm(equal.y[:, :3] - other.y[:, :3], axis=1).max() < 2e3
    assert (equal.work[:, 0] > 100).all()
