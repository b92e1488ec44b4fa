"""Rotation of rigid bodies against NASA's JEOD (NASA/TM-2015-218675) and closed forms."""

import numpy as np
import pytest

from sim.dynamics.gravity_gradient import gravity_gradient
from sim.dynamics.quaternion import body_matrix
from sim.dynamics.rigid_body import angular_acceleration
from sim.flight.motion.pointing import matrices_of
from sim.frames.constants import MU
from sim.lanes import interpreted
from sim.validation.cases import rotation
from sim.validation.cases.rotation import (
    BRICK,
    BRICK_RATES,
    STATION,
    TITLES,
    TOP,
    TOP_RATES,
    TORQUES,
    TYPICAL,
    angle_between,
    fly_case,
    quaternion_of,
    reference_of,
)
from sim.validation.registry import CASES
from sim.vehicle.rigid_body import Body


@pytest.mark.usefixtures("reference")
@pytest.mark.parametrize("name", TITLES)
def test_rotation_of_jeod(name):
    state = fly_case(name)
    rates, matrix, position = reference_of(name)
    assert np.linalg.norm(state[11:] - rates) < 1e-14
    assert angle_between(matrices_of(state[None, 7:11])[0], matrix) < 1e-8
    assert position is None or np.linalg.norm(state[:3] - position) < 1e-4
    assert np.linalg.norm(state[11:] - fly_case(name, longest_step=30.0)[11:]) < 1e-14


def test_periods_of_free_bodies():
    assert rotation.polhode_period(BRICK, np.radians(BRICK_RATES)) == pytest.approx(
        17.384489272, abs=1e-9
    )
    assert rotation.measured_polhode() == pytest.approx(17.384489272, abs=1e-8)
    assert rotation.polhode_period(TOP, TOP_RATES) == pytest.approx(57.4628489, abs=1e-7)
    assert rotation.measured_flip() == pytest.approx(28.7314244, abs=1e-6)


def test_periods_of_libration():
    """A simulation of the same case by another program has mean periods of 3,267 and 2,810 s."""
    assert rotation.closed_librations() == pytest.approx((3259.8, 2808.2), abs=0.1)
    assert rotation.libration_periods() == pytest.approx((3267.0, 2810.0), rel=0.002)
    assert rotation.libration_periods() == pytest.approx((3259.8, 2808.2), rel=0.01)


@pytest.mark.parametrize(("pitch", "torque"), TORQUES)
def test_torque_on_the_station(pitch, torque):
    np.testing.assert_allclose(rotation.station_torque(pitch), torque, atol=6e-5)


def test_largest_torque_on_the_station():
    """With the Earth half-way between the axes of the least and the largest moment."""
    axes = np.linalg.eigh(STATION)[1]
    place = np.linalg.norm(TYPICAL[0]) * (axes[:, 0] + axes[:, 2]) / np.sqrt(2.0)
    inertia = STATION[(0, 1, 2, 0, 0, 1), (0, 1, 2, 1, 2, 2)]
    torque = interpreted(gravity_gradient)(*place, 0.0, 0.0, 1.0, inertia, MU, 0.0)
    assert np.linalg.norm(torque) == pytest.approx(148.605, abs=6e-4)


def test_gyroscopic_torque_at_orbit_rate():
    r, v = np.array(TYPICAL[0]), np.array(TYPICAL[1])
    rates = (0.0, -np.linalg.norm(np.cross(r, v)) / (r @ r), 0.0)
    inertia = STATION[(0, 1, 2, 0, 0, 1), (0, 1, 2, 1, 2, 2)]
    body = Body(*np.zeros(len(Body._fields)))
    change = interpreted(angular_acceleration)(*rates, 0.0, 0.0, 0.0, inertia, body)
    np.testing.assert_allclose(STATION @ change, [-0.7593, 0.0, -8.9574], atol=6e-5)


def test_tumbling_station():
    energy, momentum = rotation.tumbling_drift()
    assert abs(energy) < 1e-11
    assert momentum < 1e-10


def test_quaternions_of_matrices():
    q = np.random.default_rng(2).standard_normal((40, 4))
    for one in q / np.linalg.norm(q, axis=1)[:, None]:
        matrix = np.reshape(interpreted(body_matrix)(*one), (3, 3))
        other = quaternion_of(matrix)
        np.testing.assert_allclose(other * np.sign(other @ one), one, atol=1e-14)
        np.testing.assert_allclose(matrix @ matrix.T, np.eye(3), atol=1e-14)


def test_every_case_is_listed_and_met(reference):
    for case in rotation.CASES:
        assert case in CASES
        assert {c.quantity: c.result for c in case.run() if c.result != "met"} == {}
