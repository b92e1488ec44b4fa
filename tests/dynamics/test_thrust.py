"""Steering frames: orthonormal, right-handed, and pointing where their names say."""

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from sim.dynamics.rhs import acceleration
from sim.dynamics.thrust import INERTIAL, LVLH, VELOCITY, steering_axes, thrust_direction
from sim.environment.atmosphere.models import VACUUM
from sim.environment.world import Switch
from sim.lanes import interpreted, on_lanes

angles = st.floats(0.0, 2.0 * np.pi)
orbits = st.tuples(st.floats(0.0, 0.05), st.floats(0.01, 3.1), angles, angles, angles)


def state(low_orbit, orbit) -> np.ndarray:
    e, inclination, raan, argument, anomaly = orbit
    height = 300e3
    return low_orbit(height, height + 2.0 * e * 6.7e6, inclination, raan, argument, anomaly)[0]


def direction(y, frame, case) -> np.ndarray:
    return np.ravel(on_lanes(thrust_direction, *(np.array([v]) for v in y[:6]), frame, case))


@settings(max_examples=80)
@given(orbits)
@pytest.mark.parametrize("frame", [LVLH, VELOCITY])
def test_axes_are_orthonormal_and_right_handed(low_orbit, make_case, frame, orbit) -> None:
    y = state(low_orbit, orbit)
    axes = np.ravel(on_lanes(steering_axes, *(np.array([v]) for v in y[:6]), frame))
    unit = [{"steer_x": 0.0} | {f"steer_{k}": 1.0} for k in "xyz"]
    matrix = np.stack([direction(y, frame, make_case(1, **columns)) for columns in unit])
    np.testing.assert_allclose(matrix @ matrix.T, np.eye(3), rtol=0.0, atol=2e-15)
    assert np.linalg.det(matrix) == pytest.approx(1.0, abs=2e-15)
    np.testing.assert_array_equal(matrix[0], axes[:3])
    np.testing.assert_array_equal(matrix[2], axes[3:])
    h = np.cross(y[:3], y[3:6])
    np.testing.assert_allclose(matrix[1], -h / np.linalg.norm(h), rtol=0.0, atol=2e-15)


@settings(max_examples=80)
@given(orbits)
def test_signs(low_orbit, make_case, orbit) -> None:
    """Retrograde opposes the motion; +z is down, to the Earth's centre in LVLH."""
    y = state(low_orbit, orbit)
    r, v = y[:3] / np.linalg.norm(y[:3]), y[3:6] / np.linalg.norm(y[3:6])
    back, down = make_case(1, steer_x=-1.0), make_case(1, steer_x=0.0, steer_z=1.0)
    horizontal = v - (v @ r) * r
    horizontal = horizontal / np.linalg.norm(horizontal)
    np.testing.assert_allclose(direction(y, LVLH, back), -horizontal, rtol=0.0, atol=2e-15)
    np.testing.assert_allclose(direction(y, VELOCITY, back), -v, rtol=0.0, atol=2e-15)
    np.testing.assert_allclose(direction(y, LVLH, down), -r, rtol=0.0, atol=2e-15)
    square = direction(y, VELOCITY, down)
    assert abs(square @ v) < 2e-15 and square @ r < -0.99


@settings(max_examples=40)
@given(orbits)
def test_inertial_thrust_keeps_its_direction(low_orbit, make_case, orbit) -> None:
    case = make_case(1, steer_x=0.48, steer_y=-0.6, steer_z=0.64)
    got = direction(state(low_orbit, orbit), INERTIAL, case)
    np.testing.assert_array_equal(got, [0.48, -0.6, 0.64])


@pytest.mark.parametrize("frame", [LVLH, VELOCITY, INERTIAL])
def test_equation_of_motion_adds_thrust_over_mass(
    conservative_world, make_case, low_orbit, frame
) -> None:
    n = 9
    mass = np.linspace(4e3, 430e3, n)
    y = low_orbit(220e3, 400e3, 0.9, 0.3, 0.2, np.arange(n), mass)
    burning = make_case(n, thrust=12e3, mass_flow=4.0, steer_x=-0.8, steer_y=0.0, steer_z=0.6)
    world = conservative_world._replace(switch=Switch(0, 0, VACUUM, frame))
    args = (np.zeros(n), *y.T.copy(), world)
    added = np.stack(on_lanes(acceleration, *args, burning)) - np.stack(
        on_lanes(acceleration, *args, make_case(n))
    )
    along = np.stack(interpreted(thrust_direction)(*y[:, :6].T, frame, burning))
    np.testing.assert_allclose(added, 12e3 / mass * along, rtol=0.0, atol=4e-15)
    np.testing.assert_allclose(np.linalg.norm(added, axis=0), 12e3 / mass, rtol=1e-12)
