"""States at chosen times: the same bits in any company, as exact as the steps, ended by events."""

import numpy as np
import pytest

from sim.frames.constants import EQUATORIAL_RADIUS, MU, STANDARD_GRAVITY
from sim.frames.elements import cartesian_from_kepler
from sim.propagation.event import Event
from sim.propagation.forces import Atmosphere, Drag, Gravity, Radiation, ThirdBody, Thrust
from sim.propagation.propagate import propagate

HALF_DAY = 43200.0
MASS = 4e5
WATCHED = ("ascending_node", Event("height", 400e3))


@pytest.fixture(scope="module")
def times() -> np.ndarray:
    return np.append(np.arange(0.0, HALF_DAY, 617.0), HALF_DAY)


@pytest.fixture(scope="module")
def flown(fleet, epoch, forces, times):
    return propagate(fleet, epoch, forces, times, events=WATCHED, mass=MASS, threads=2)


@pytest.mark.parametrize("k", [0, 4, 10])
def test_a_trajectory_alone_has_the_bits_it_has_in_the_batch(
    flown, fleet, epoch, forces_of, times, k
):
    alone = propagate(fleet[k], epoch, forces_of(k), times, events=WATCHED, mass=MASS, threads=1)
    own = flown.events.trajectory == k
    assert np.array_equal(alone.states[0], flown.states[k])
    assert np.array_equal(alone.events.time_s, flown.events.time_s[own])
    assert np.array_equal(alone.events.kind, flown.events.kind[own])


def test_the_end_has_the_same_bits_whatever_is_asked_for_on_the_way(flown, fleet, epoch, forces):
    ends = propagate(fleet, epoch, forces, HALF_DAY, mass=MASS, threads=1)
    assert np.array_equal(ends.states[:, -1], flown.states[:, -1])
    assert np.array_equal(ends.end_states, ends.states[:, -1])
    assert (ends.status == "complete").all() and (ends.end_s == HALF_DAY).all()


def test_the_first_time_gives_the_first_state_back(flown, fleet):
    assert np.array_equal(flown.states[:, 0], fleet)


@pytest.mark.parametrize("degree", [0, 8, 36])
def test_states_between_steps_are_within_what_is_said(fleet, epoch, air, degree):
    """Against stopping exactly there. Both fly so tightly that only the polynomial is left; the
    steps are those of the usual tolerance or longer."""
    some = [Gravity("egm2008", degree), air, Drag(1000.0)]
    between = np.arange(20000.0, 20060.0, 7.0)
    dense = propagate(fleet[:2], epoch, some, [*between, 30000.0], mass=MASS)
    start = propagate(fleet[:2], epoch, some, [*(between - 300.0), 30000.0], mass=MASS)
    for k, t in enumerate(between):
        # both ends of a stretch of 300 s are interpolated; it is flown itself to the micrometre
        shifted = epoch.plus(t - 300.0)
        stop = propagate(start.states[:, k], shifted, some, 300.0, mass=MASS, tolerance=1e-14)
        off = stop.states[:, -1] - dense.states[:, k]
        assert np.abs(off[:, :3]).max() < 1e-3
        assert np.abs(off[:, 3:]).max() < 2e-6


def test_two_bodies_follow_kepler_all_the_way(epoch):
    a, e, i, node, omega, anomaly = 8e6, 0.1, 0.5, 1.0, 2.0, 0.3
    mu = MU
    first = cartesian_from_kepler(a, e, i, node, omega, anomaly, mu)
    times = np.linspace(0.0, HALF_DAY, 200)
    flown = propagate(first, epoch, [Gravity(degree=0)], times, tolerance=1e-12)
    start = 2.0 * np.arctan2(
        np.sqrt(1.0 - e) * np.sin(0.5 * anomaly), np.sqrt(1.0 + e) * np.cos(0.5 * anomaly)
    )
    mean = start - e * np.sin(start) + np.sqrt(mu / a**3) * times
    eccentric = mean.copy()
    for _ in range(30):
        eccentric -= (eccentric - e * np.sin(eccentric) - mean) / (1.0 - e * np.cos(eccentric))
    true = 2.0 * np.arctan2(
        np.sqrt(1.0 + e) * np.sin(0.5 * eccentric), np.sqrt(1.0 - e) * np.cos(0.5 * eccentric)
    )
    exact = np.array([cartesian_from_kepler(a, e, i, node, omega, f, mu) for f in true])
    assert np.abs(flown.states[0, :, :3] - exact[:, :3]).max() < 1e-3
    assert np.abs(flown.states[0, :, 3:] - exact[:, 3:]).max() < 1e-6


def test_nodes_and_apsides_take_turns_where_they_belong(fleet, epoch):
    kinds = ["ascending_node", "descending_node", "perigee", "apogee"]
    flown = propagate(fleet[1], epoch, [Gravity(degree=0)], 20000.0, events=kinds)
    found = flown.events
    for kind, sign in zip(kinds, (1.0, -1.0, 1.0, -1.0), strict=True):
        states = found.state[found.kind == kind]
        assert len(states) in (3, 4)
        radial = (states[:, :3] * states[:, 3:6]).sum(axis=1)
        if kind.endswith("node"):
            # the pole of date is within 0.14 degrees of the axis of GCRF in 2025
            assert np.abs(states[:, 2]).max() < 0.0026 * EQUATORIAL_RADIUS
            assert (np.sign(states[:, 5]) == sign).all()
        else:
            assert np.abs(radial).max() < 1.0
            later = states[:, :3] + 100.0 * states[:, 3:6]
            assert np.isfinite(later).all()
    assert (np.diff(found.time_s) > 0.0).all()


def test_a_level_of_ones_own_is_found_where_it_is(flown, fleet, epoch, forces, times):
    def above(t, position, velocity):
        return np.sqrt((position**2).sum(axis=1))

    radius = float(np.median(np.linalg.norm(flown.position_m, axis=2)))
    event = Event("radius", radius, "rising", level=above)
    found = propagate(fleet, epoch, forces, HALF_DAY, events=[event], mass=MASS).events
    assert len(found.time_s) > 10
    assert np.allclose(np.linalg.norm(found.state[:, :3], axis=1), radius, rtol=0.0, atol=1e-3)
    assert ((found.state[:, :3] * found.state[:, 3:6]).sum(axis=1) > 0.0).all()


def test_a_stop_ends_only_its_own_trajectory(fleet, epoch, forces):
    speeds = fleet.copy()
    speeds[3, 3:] *= 0.95
    stop = Event("height", 120e3, "falling", stop=True)
    times = np.linspace(0.0, 20000.0, 30)
    flown = propagate(speeds, epoch, forces, times, events=[stop], mass=MASS)
    assert flown.status[3] == "stopped: height"
    assert (np.delete(flown.status, 3) == "complete").all()
    reached = times <= flown.end_s[3]
    assert np.isfinite(flown.states[3, reached]).all()
    assert np.isnan(flown.states[3, ~reached]).all()
    assert flown.events.trajectory.tolist() == [3] and flown.events.kind.tolist() == ["height"]


def test_the_ground_ends_a_fall_with_every_state_on_the_way(fleet, epoch):
    falling = fleet[:1].copy()
    falling[:, 3:] *= 0.95
    some = [Gravity(degree=4), Atmosphere("us1976"), Drag(1000.0)]
    times = np.arange(0.0, 9000.0, 5.0)
    flown = propagate(falling, epoch, some, times, mass=MASS)
    assert flown.status[0] == "stopped: ground"
    reached = times <= flown.end_s[0]
    height = np.linalg.norm(flown.position_m[0, reached], axis=1) - EQUATORIAL_RADIUS
    assert np.isfinite(height).all() and height[-1] < 5e3
    # velocity is the slope of position: central differences of 5 s say so to a tenth of a g
    slope = (flown.position_m[0, 2:] - flown.position_m[0, :-2]) / 10.0
    off = np.linalg.norm(slope - flown.velocity_m_s[0, 1:-1], axis=1)
    assert np.nanmax(off) < 40.0


def test_thrust_takes_mass_and_follows_the_rocket_equation(fleet, epoch):
    burn = Thrust(2e4, 300.0, frame="inertial", direction=(0.0, 0.0, 5.0))
    with_it = propagate(fleet[:2], epoch, [Gravity(degree=0), burn], [1.0, 2.0], mass=1e4)
    without = propagate(fleet[:2], epoch, [Gravity(degree=0)], [1.0, 2.0], mass=1e4)
    flow = 2e4 / (300.0 * STANDARD_GRAVITY)
    assert np.allclose(with_it.mass_kg, 1e4 - flow * np.array([1.0, 2.0]), rtol=1e-14)
    gained = with_it.velocity_m_s[:, :, 2] - without.velocity_m_s[:, :, 2]
    expected = 300.0 * STANDARD_GRAVITY * np.log(1e4 / with_it.mass_kg)
    assert np.allclose(gained, expected, rtol=1e-5)


def test_sunlight_has_its_own_area(fleet, epoch, air):
    """Twice the area of the drag at half the reflectivity is the same light."""
    rest = [Gravity(degree=2), air, Drag(100.0), ThirdBody()]
    one = propagate(fleet[:2], epoch, [*rest, Radiation(200.0, 0.6)], 6000.0, mass=1e3)
    other = propagate(fleet[:2], epoch, [*rest, Radiation(100.0, 1.2)], 6000.0, mass=1e3)
    dark = propagate(fleet[:2], epoch, rest, 6000.0, mass=1e3)
    assert np.array_equal(one.states, other.states)
    assert np.abs(one.states - dark.states).max() > 0.1
