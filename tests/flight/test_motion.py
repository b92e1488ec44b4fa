"""The stack as a rigid body in a flight: laws of control, what they take from the tanks, loss of
control, equilibrium, and the same bits on threads and on Dask.
"""

import math
from concurrent.futures import ThreadPoolExecutor
from dataclasses import replace

import numpy as np
import pytest

from sim.environment.atmosphere.selection import Exponential
from sim.environment.world import Switch
from sim.errors import InputError
from sim.flight.motion.body import Motion
from sim.flight.motion.control import GYROSCOPE_MOMENTUM, Hold, Sensed
from sim.flight.motion.equilibrium import find_equilibrium, held_torque
from sim.flight.motion.fly import Stretch, at_rest, begin_motion, fly_motion
from sim.flight.motion.pointing import (
    lvlh_matrices,
    matrices_of,
    quaternions_of,
    turn_between,
)
from sim.frames.constants import MU
from sim.integrate.batch import no_events
from sim.planning.margins.attitude_torque import gravity_gradient_limit, largest_offset
from sim.validation.propagator_inputs import parameter_vectors
from sim.vehicle.panels.shapes import Box, Plate, Shape, turn_matrix

INERTIA = ((1.38e8, 4.5e6, 7.3e6), (4.5e6, 0.68e8, 2.2e6), (7.3e6, 2.2e6, 1.89e8))
SHAPE = Shape(
    (
        Box("hull", (-30.0, -10.0, 0.0), (20.0, 10.0, 6.0)),
        Plate("wing", (0.0, 0.0, 0.0), (32.0, 0.0, 0.0), (0.0, 60.0, 0.0), turns=True, tilts=True),
    )
)
HELD = Motion(
    inertia=INERTIA,
    centre=(-2.0, -0.8, 3.5),
    shape=SHAPE,
    joint_angle=0.5 * math.pi,
    law=Hold(),
    angles=(0.0, -0.1, 0.0),
)


def sensed(k=1, **columns):
    zeros = np.zeros((k, 3))
    given = {
        "error": zeros, "rates": zeros, "disturbance": zeros, "momentum": zeros,
        "propellant": np.full(k, 100.0), "thrust": np.zeros(k), "since": np.zeros(k),
        "inertia": np.diag([1e8, 1e8, 1e8]), "period": np.full(k, 10.0),
    }  # fmt: skip
    return Sensed(**{**given, **columns})


@pytest.fixture(scope="module")
def thin_air(small_world):
    return small_world._replace(
        switch=Switch(0, 0, 2, 0), exponential=Exponential(1.6e-10, 220e3, 40e3)
    )


def fly(world, low_orbit, motion, seconds, n=1, push=0.0, propellant=500.0, rates=(0.0, 0.0, 0.0)):
    y = np.hstack([low_orbit(220e3, 220e3, true_anomaly=0.3 * np.arange(n))])
    table = parameter_vectors(n, 0.0, thrust=push, mass_flow=push / 3e3, steer_x=-1.0)
    t = np.zeros(n)
    turning = begin_motion(at_rest(n), replace(motion, rates=rates), t, y)
    stretch = Stretch(
        world=world,
        motion=motion,
        end=np.full(n, seconds),
        events=no_events(n),
        relative_tolerance=1e-8,
        longest_step=60.0,
        sampling=30.0,
        area_factor=np.ones(n),
    )
    return fly_motion(stretch, turning, t, y, table, np.full(n, propellant))


def error_of(flown, motion):
    y = flown.arc.y
    wanted = turn_matrix(*motion.angles) @ lvlh_matrices(y[:, :3], y[:, 3:6])
    return turn_between(matrices_of(flown.turning.attitude[:, :4]), wanted)


def test_quaternions_and_turns():
    random = np.random.default_rng(3)
    q = random.standard_normal((40, 4))
    q /= np.linalg.norm(q, axis=1)[:, None]
    again = quaternions_of(matrices_of(q))
    np.testing.assert_allclose(np.abs((q * again).sum(axis=1)), 1.0, atol=1e-14)
    base = turn_matrix(0.3, 0.2, 0.1)
    for axis, angles in ((2, (0.02, 0.0, 0.0)), (1, (0.0, 0.02, 0.0)), (0, (0.0, 0.0, 0.02))):
        turn = turn_between((turn_matrix(*angles) @ base)[None], base[None])[0]
        np.testing.assert_allclose(turn, 0.02 * np.eye(3)[axis], atol=1e-15)


def test_law_pushes_back_and_cancels_what_disturbs():
    answer = Hold(gyroscopes=0).act(sensed(error=np.array([[0.0, 0.03, 0.0]])))
    assert answer.thrusters[0, 1] < 0.0 and answer.thrusters[0, 0] == 0.0
    answer = Hold().act(sensed(disturbance=np.array([[0.0, 40.0, 0.0]])))
    np.testing.assert_allclose(answer.gyroscopes, [[0.0, -40.0, 0.0]])
    assert answer.propellant[0] == 0.0


def test_thrusters_rest_within_the_deadband_and_give_whole_pulses():
    law = Hold(gyroscopes=0)
    assert not law.act(sensed(error=np.full((1, 3), 0.009))).thrusters.any()
    small = law.act(sensed(disturbance=np.array([[0.0, 10.0, 0.0]])))
    assert not small.thrusters.any()  # 100 N m s are less than half a pulse of 390
    large = law.act(sensed(disturbance=np.array([[0.0, 100.0, 0.0]])))
    pulse = law.least_impulse * law.levers[1]
    assert -large.thrusters[0, 1] * 10.0 / pulse == pytest.approx(3.0)
    assert large.propellant[0] == pytest.approx(3.0 * law.least_impulse / (law.isp * 9.80665))


def test_authority_and_propellant_bound_the_torque():
    wanted = sensed(disturbance=np.array([[5e3, 5e4, -5e4]]))
    law = Hold(gyroscopes=0, least_impulse=0.0)
    np.testing.assert_allclose(law.act(wanted).thrusters, [[-1.1e3, -8e3, 8e3]])
    empty = law.act(wanted._replace(propellant=np.zeros(1)))
    assert not empty.thrusters.any() and empty.propellant[0] == 0.0


def test_full_gyroscopes_are_emptied_by_thrusters():
    full = np.array([[0.0, 0.9 * 4 * GYROSCOPE_MOMENTUM, 0.0]])
    answer = Hold().act(sensed(momentum=full))
    after = full - 10.0 * answer.gyroscopes
    assert np.linalg.norm(after) < 0.2 * np.linalg.norm(full)
    np.testing.assert_allclose(answer.gyroscopes + answer.thrusters, 0.0, atol=1e-9)
    alone = Hold(authority=(0.0, 0.0, 0.0)).act(
        sensed(momentum=full, disturbance=np.array([[0.0, -800.0, 0.0]]))
    )
    after = full - 10.0 * alone.gyroscopes
    assert np.linalg.norm(after) <= 4 * GYROSCOPE_MOMENTUM * (1.0 + 1e-12)


def test_engines_cut_for_moments_cost_thrust():
    law = Hold(gyroscopes=0, authority=(0.0, 0.0, 0.0), engine_ring=1.0)
    answer = law.act(sensed(thrust=np.full(1, 12e3), disturbance=np.array([[0.0, 3e3, 0.0]])))
    np.testing.assert_allclose(answer.engines, [[0.0, -3e3, 0.0]])
    assert answer.share[0] == pytest.approx(0.75)
    most = law.act(sensed(thrust=np.full(1, 12e3), disturbance=np.array([[0.0, 9e4, 0.0]])))
    assert most.share[0] == pytest.approx(0.5)


def test_thrusters_that_turn_nothing_are_refused():
    with pytest.raises(InputError, match="8000 N m about pitch with a lever of 0 m"):
        Hold(levers=(2.0, 0.0, 30.0))
    with pytest.raises(InputError, match="nothing can turn the stack"):
        Hold(gyroscopes=0, authority=(0.0, 0.0, 0.0))
    with pytest.raises(InputError, match="thrusters of 0 s"):
        Hold(isp=0.0)
    with pytest.raises(InputError, match="-1 gyroscopes"):
        Hold(gyroscopes=-1)


def test_control_that_never_acts_again_is_refused():
    with pytest.raises(InputError, match="every 0 s; allowed: more than 0 s"):
        replace(HELD, period=0.0)


def test_equilibrium_of_a_body_in_thin_air(thin_air, low_orbit):
    """Without air the pitch at which gravity holds a body is half the angle of its tensor."""
    t = np.arange(24) * 220.0
    y = np.hstack([low_orbit(220e3, 220e3, true_anomaly=0.26 * np.arange(24))])
    vacuum = thin_air._replace(switch=Switch(0, 0, 0, 0))
    inertia = ((1.38e8, 0.0, 7.3e6), (0.0, 0.68e8, 0.0), (7.3e6, 0.0, 1.89e8))
    motion = Motion(inertia=inertia)
    table = parameter_vectors(24, 0.0)
    found = find_equilibrium(vacuum, t, y, table, motion)
    assert found is not None
    expected = -0.5 * math.atan2(2.0 * 7.3e6, 1.89e8 - 1.38e8)
    assert found.angles[1] == pytest.approx(expected, abs=2e-3)
    aired = find_equilibrium(thin_air, t, y, table, replace(HELD, law=None))
    assert aired is not None and np.abs(aired.left).max() < 0.1
    lower = thin_air._replace(exponential=Exponential(1.6e-8, 220e3, 40e3))
    assert find_equilibrium(lower, t, y, table, replace(HELD, law=None)) is None
    torque = held_torque(thin_air, t, y, table, replace(HELD, angles=aired.angles))
    np.testing.assert_allclose(torque.mean(axis=0), aired.left, atol=1e-9)


def test_gravity_turns_as_the_margins_say(thin_air, low_orbit):
    """The closed form by which a plan is judged is the torque of a flight, at 45 degrees of pitch
    where it is largest.
    """
    vacuum = thin_air._replace(switch=Switch(0, 0, 0, 0))
    y = low_orbit(220e3, 220e3)
    rate = math.sqrt(MU / np.linalg.norm(y[0, :3]) ** 3)
    inertia = ((1.38e8, 0.0, 0.0), (0.0, 0.68e8, 0.0), (0.0, 0.0, 1.89e8))
    motion = Motion(inertia=inertia, angles=(0.0, 0.25 * math.pi, 0.0))
    torque = held_torque(vacuum, np.zeros(1), y, parameter_vectors(1, 0.0), motion)[0]
    limit = gravity_gradient_limit(rate, 1.38e8, 1.89e8)
    np.testing.assert_allclose(np.abs(torque), [0.0, limit, 0.0], rtol=1e-6, atol=1e-6)


def test_held_stack_stays_and_pays(thin_air, low_orbit):
    flown = fly(thin_air, low_orbit, HELD, 600.0, rates=(1e-4, -2e-4, 3e-4))
    assert np.linalg.norm(error_of(flown, HELD)) < 0.015
    assert 0.0 < flown.propellant[0] < 20.0
    assert not np.isfinite(flown.given_up[0])
    record = flown.records[0]
    assert record.shape[1] == 22 and record[-1, 0] == 600.0
    most = 4 * GYROSCOPE_MOMENTUM * (1.0 + 1e-12)
    assert np.linalg.norm(record[:, 18:21], axis=1).max() <= most
    # what control burned has left the stack
    assert flown.arc.y[0, 6] == pytest.approx(430e3 - flown.propellant[0], abs=1e-6)


def test_computer_that_fails_leaves_the_stack_tumbling(thin_air, low_orbit):
    motion = replace(HELD, law=Hold(fails_at=100.0))
    flown = fly(thin_air, low_orbit, motion, 2000.0)
    assert flown.given_up[0] == pytest.approx(100.0)
    assert flown.turning.lost[0]
    assert np.linalg.norm(error_of(flown, motion)) > 0.03


def test_offset_thrust_beyond_the_authority_turns_the_stack_away(thin_air, low_orbit):
    weak = replace(HELD, law=Hold(gyroscopes=0), thrust_lever=(30.0, 0.0, 1.5))
    lost = fly(thin_air, low_orbit, weak, 600.0, push=12e3)
    assert np.isfinite(lost.given_up[0])
    trimmed = replace(weak, thrust_lever=(30.0, 0.0, 0.15))
    held = fly(thin_air, low_orbit, trimmed, 600.0, push=12e3)
    assert not np.isfinite(held.given_up[0])
    assert held.propellant[0] == pytest.approx(600.0 * 1.8e3 / (30.0 * 285.0 * 9.80665), rel=0.3)


def test_thrusters_hold_the_offset_that_the_margins_say(thin_air, low_orbit):
    """The closed form by which a plan is judged, authority over thrust, beside flights."""
    law = Hold(gyroscopes=0, least_impulse=0.0)
    most = largest_offset(law.authority[1], 0.0, 12e3)
    for share, holds in ((0.9, True), (1.15, False)):
        motion = replace(HELD, law=law, thrust_lever=(30.0, 0.0, share * most))
        flown = fly(thin_air, low_orbit, motion, 900.0, push=12e3)
        assert np.isinf(flown.given_up[0]) == holds


def test_same_bits_on_threads_and_dask(thin_air, low_orbit):
    def one(k):
        return fly(thin_air, low_orbit, HELD, 120.0, n=9, rates=(1e-4 * k, 0.0, 0.0)).arc.y

    serial = [one(k) for k in range(3)]
    with ThreadPoolExecutor(3) as pool:
        threads = list(pool.map(one, range(3)))
    dask = pytest.importorskip("dask")
    delayed = dask.compute(*(dask.delayed(one)(k) for k in range(3)), scheduler="threads")
    for a, b, c in zip(serial, threads, delayed, strict=True):
        assert a.tobytes() == b.tobytes() == c.tobytes()
    alone = fly(thin_air, low_orbit, HELD, 120.0, n=1, rates=(0.0, 0.0, 0.0)).arc.y
    assert alone.tobytes() == serial[0][:1].tobytes()


def test_burn_counts_what_engines_cut_for_moments_do_not_give(thin_air, low_orbit):
    law = Hold(gyroscopes=0, authority=(0.0, 0.0, 0.0), engine_ring=1.0)
    motion = replace(HELD, law=law, thrust_lever=(30.0, 0.0, 0.25))
    flown = fly(thin_air, low_orbit, motion, 200.0, push=12e3)
    assert not np.isfinite(flown.given_up[0])
    share = flown.turning.share[0]
    # what is cut lessens the moment too: 1 - share = 0.25 m of lever over 1 m of ring x share
    assert share == pytest.approx(0.8, abs=0.02)
    assert 430e3 - flown.arc.y[0, 6] == pytest.approx(200.0 * 4.0 * share, rel=1e-9)


def test_rates_are_those_of_the_beginning_of_a_phase(low_orbit):
    """A phase flown in several stretches goes on as it turns; a new one starts anew if it says."""
    t, y = np.zeros(1), low_orbit(220e3, 220e3)
    spun = replace(HELD, rates=(0.0, 0.01, 0.0))
    began = begin_motion(at_rest(1), spun, t, y)
    began.attitude[:, 4:] = 0.5
    again = begin_motion(began, spun, t + 10.0, y)
    assert (again.attitude[:, 4:] == 0.5).all() and again.since[0] == 0.0
    later = begin_motion(again, replace(spun), t + 20.0, y)
    assert later.attitude[0, 5] == pytest.approx(0.01 - 1.18e-3, abs=1e-4)
    assert later.since[0] == 20.0
    on = begin_motion(again, HELD, t + 20.0, y)
    assert (on.attitude[:, 4:] == 0.5).all()
