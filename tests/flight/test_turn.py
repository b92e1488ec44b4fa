"""Turns from one commanded attitude to another: profile, what gyroscopes and thrusters give, what
it takes from the tanks, and burns that wait for them.
"""

import math
from dataclasses import replace

import numpy as np
import pytest

from sim.environment.world import Switch
from sim.errors import InputError
from sim.flight.fly import fly
from sim.flight.motion.body import Motion
from sim.flight.motion.control import GYROSCOPE_MOMENTUM, Hold
from sim.flight.motion.fly import Stretch, at_rest, begin_motion, fly_motion, turned_by
from sim.flight.motion.pointing import lvlh_matrices, matrices_of, turn_between, turn_by
from sim.flight.motion.turn import Turn, turn_of
from sim.flight.phase import Burn, Condition, Firing, Phase
from sim.frames.constants import EQUATORIAL_RADIUS, MU, STANDARD_GRAVITY
from sim.integrate.batch import no_events
from sim.validation.propagator_inputs import parameter_vectors
from sim.vehicle.panels.shapes import turn_matrix

TENSOR = ((1.38e8, 0.0, 0.0), (0.0, 0.97e8, 0.0), (0.0, 0.0, 2.18e8))
THRUSTERS = Motion(inertia=TENSOR, law=Hold(gyroscopes=0))


@pytest.fixture(scope="module")
def vacuum(small_world):
    return small_world._replace(switch=Switch(0, 0, 0, 0))


def fly_turn(world, low_orbit, motion, angles, seconds):
    """A body that stood as `angles` say is told to stand as its motion says."""
    t, y = np.zeros(1), low_orbit(300e3, 300e3)
    before = begin_motion(at_rest(1), replace(motion, angles=angles), t, y)
    turning = begin_motion(before, motion, t, y)
    return turning, fly_on(world, motion, turning, t, y, seconds)


def fly_on(world, motion, turning, t, y, seconds):
    stretch = Stretch(
        world=world,
        motion=motion,
        end=np.full(1, seconds),
        events=no_events(1),
        relative_tolerance=1e-8,
        longest_step=60.0,
        sampling=1e3,
        area_factor=np.ones(1),
    )
    return fly_motion(stretch, turning, t, y, parameter_vectors(1, 0.0), np.full(1, 500.0))


def error_of(flown, motion):
    y = flown.arc.y
    wanted = turn_matrix(*motion.angles) @ lvlh_matrices(y[:, :3], y[:, 3:6])
    return np.linalg.norm(turn_between(matrices_of(flown.turning.attitude[:, :4]), wanted))


@pytest.mark.parametrize("angle", [1e-3, 0.5, math.pi])
def test_profile_begins_and_ends_at_rest(angle):
    axis = np.array([[0.6, 0.0, 0.8]])
    turn = Turn(axis, np.array([angle]), np.array([2e-3]), np.array([1e-5]))
    end = turn.seconds[0]
    t = np.linspace(0.0, end, 20001)
    many = Turn(*(np.repeat(each, len(t), axis=0) for each in turn))
    left, rates = many.left(t), many.rates(t)
    np.testing.assert_allclose(left[0], angle * axis[0])
    np.testing.assert_allclose(left[-1], 0.0, atol=1e-12)
    np.testing.assert_allclose(rates[[0, -1]], 0.0, atol=1e-15)
    assert np.linalg.norm(rates, axis=1).max() <= 2e-3 * (1.0 + 1e-12)
    slope = np.gradient(left, t, axis=0)
    np.testing.assert_allclose(slope[2:-2], rates[2:-2], atol=2e-5 * end / len(t) * 3 + 1e-9)
    np.testing.assert_allclose(turn.left(np.array([end + 1.0])), 0.0)


def test_turning_by_a_vector_is_what_the_turn_between_finds():
    random = np.random.default_rng(4)
    vector = random.uniform(-1.5, 1.5, (30, 3))
    base = np.stack([turn_matrix(*random.uniform(-3.0, 3.0, 3)) for _ in range(30)])
    np.testing.assert_allclose(turn_between(turn_by(vector, base), base), vector, atol=1e-13)


def test_limits_are_those_of_what_turns():
    axis, inertia = np.array([[0.0, 0.0, 1.0], [1.0, 0.0, 0.0]]), np.array(TENSOR)
    rate, acceleration = Hold(gyroscopes=0).turn_limits(axis, inertia)
    np.testing.assert_allclose(rate, math.radians(0.1))
    np.testing.assert_allclose(acceleration, [0.5 * 8e3 / 2.18e8, 0.5 * 1.1e3 / 1.38e8])
    rate, _ = Hold(authority=(0.0, 0.0, 0.0)).turn_limits(axis, inertia)
    np.testing.assert_allclose(rate, 0.8 * 4 * GYROSCOPE_MOMENTUM / np.array([2.18e8, 1.38e8]))
    engines = Hold(gyroscopes=0, authority=(0.0, 0.0, 0.0), engine_ring=1.0)
    assert (turn_of(axis, engines, inertia).seconds == 0.0).all()
    with pytest.raises(InputError, match="turns at 0 rad/s"):
        Hold(turn_rate=0.0)


def test_thrusters_turn_the_stack_over_and_pay(vacuum, low_orbit):
    """In pitch thrusters begin and end the turn, and hold it against gravity."""
    turning, flown = fly_turn(vacuum, low_orbit, THRUSTERS, (0.0, math.pi, 0.0), 2200.0)
    assert 1800.0 < turned_by(turning, THRUSTERS)[0] < 2000.0
    assert not np.isfinite(flown.given_up[0])
    assert error_of(flown, THRUSTERS) < 0.02
    least = 2.0 * 0.97e8 * math.radians(0.1) / 30.0 / (285.0 * STANDARD_GRAVITY)
    assert least < flown.propellant[0] < 3.0 * least
    assert 430e3 - flown.arc.y[0, 6] == pytest.approx(flown.propellant[0], abs=1e-6)


def test_turning_round_in_yaw_costs_roll(vacuum, low_orbit):
    """The momentum that the stack has from going round the Earth turns with it: an impulse about
    roll of 2 n (Ixx + Izz - Iyy), whatever the rate, by thrusters on a short lever.
    """
    _, flown = fly_turn(vacuum, low_orbit, THRUSTERS, (math.pi, 0.0, 0.0), 2200.0)
    assert error_of(flown, THRUSTERS) < 0.02
    rate = math.sqrt(MU / (EQUATORIAL_RADIUS + 300e3) ** 3)
    impulse = 2.0 * rate * (1.38e8 + 2.18e8 - 0.97e8) / 2.1
    assert flown.propellant[0] == pytest.approx(impulse / (285.0 * STANDARD_GRAVITY), rel=0.25)


def test_gyroscopes_turn_slowly_and_pay_nothing(vacuum, low_orbit):
    motion = Motion(inertia=TENSOR, law=Hold(authority=(0.0, 0.0, 0.0)))
    _, flown = fly_turn(vacuum, low_orbit, motion, (math.radians(3.0), 0.0, 0.0), 1500.0)
    assert error_of(flown, motion) < 0.011
    assert flown.propellant[0] == 0.0
    momentum = np.linalg.norm(flown.records[0][:, 18:21], axis=1)
    assert 5e3 < momentum.max() < 4 * GYROSCOPE_MOMENTUM


def test_nothing_is_turned_where_nothing_holds(low_orbit):
    t, y = np.zeros(1), low_orbit(300e3, 300e3)
    before = begin_motion(at_rest(1), replace(THRUSTERS, angles=(1.0, 0.0, 0.0)), t, y)
    assert not before.slew.any()
    free = begin_motion(before, replace(THRUSTERS, law=None), t + 5.0, y)
    assert not free.slew.any() and turned_by(free, replace(THRUSTERS, law=None))[0] == 5.0
    anew = replace(THRUSTERS, rates=(0.0, 0.0, 0.0))
    assert not begin_motion(before, anew, t, y).slew.any()


def test_a_new_law_catches_what_another_gave_up(vacuum, low_orbit):
    """A stack that tumbles at 0.15 deg/s, of a phase whose computer had failed."""
    t, y = np.zeros(1), low_orbit(300e3, 300e3)
    spin = math.radians(0.15) / math.sqrt(3.0)
    spun = begin_motion(at_rest(1), replace(THRUSTERS, rates=(spin, -spin, spin)), t, y)
    spun.lost[:] = True
    law = Hold(gyroscopes=0, gives_up=math.pi)
    motion = replace(THRUSTERS, law=law)
    turning = begin_motion(spun, motion, t, y)
    assert not turning.lost.any()
    assert begin_motion(spun, replace(THRUSTERS, law=None), t, y).lost.all()
    flown = fly_on(vacuum, motion, turning, t, y, 2000.0)
    assert not np.isfinite(flown.given_up[0])
    assert error_of(flown, motion) < 0.03
    impulse = spin * np.diag(np.array(TENSOR)) / np.array([2.1, 30.0, 30.0])
    least = impulse.sum() / (285.0 * STANDARD_GRAVITY)
    assert least < flown.propellant[0] < 3.0 * least


def test_burn_waits_until_the_stack_has_turned(trial):
    held = replace(THRUSTERS, shape=None)
    turned = replace(held, angles=(0.0, math.radians(30.0), 0.0))
    common = {"relative_tolerance": 1e-8, "longest_step": 60.0}
    phases = (
        Phase(
            name="before",
            until=Condition("duration", 60.0),
            attitude="station.nominal",
            motion=held,
            **common,
        ),
        Phase(
            name="burn",
            burn=Burn((Firing("tug.main", 1),), "duration", 20.0),
            motion=turned,
            **common,
        ),
    )
    flight = fly(trial.mission(*phases))
    turn = turn_of(np.array([[0.0, -turned.angles[1], 0.0]]), turned.law, np.array(TENSOR))
    assert flight.burns[0].ignition == pytest.approx(60.0 + turn.seconds[0], abs=2.0)
    assert flight.burns[0].ending == "cut_off"
    # who pays: the tanks of the stack, in their order
    burn = flight.burns[0]
    paid = sum(record.propellant for record in flight.control if record.end <= burn.ignition)
    assert paid > 0.5
    lost = flight.initial.load.sum() - flight.final.load.sum()
    assert lost == pytest.approx(paid + burn.propellant, rel=1e-9)
