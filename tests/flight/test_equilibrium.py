"""Torque equilibrium: an answer or one clear error, whatever the body and the states."""

import math

import hypothesis.strategies as st
import numpy as np
import pytest
from hypothesis import given, settings

from sim.environment.atmosphere.selection import Exponential
from sim.environment.world import Switch
from sim.errors import InputError
from sim.flight.motion.body import Motion
from sim.flight.motion.equilibrium import MOST, Equilibrium, find_equilibrium
from sim.validation.propagator_inputs import parameter_vectors
from sim.vehicle.panels.shapes import Plate, Shape

PLACES = 6
SPHERE = ((1e8, 0.0, 0.0), (0.0, 1e8, 0.0), (0.0, 0.0, 1e8))
SAIL = Shape((Plate("sail", (-5.0, 0.0, 2.0), (0.0, 8.0, 0.0), (0.0, 0.0, 8.0)),))


def revolution(low_orbit):
    t = np.arange(PLACES) * 890.0
    y = np.hstack([low_orbit(220e3, 220e3, true_anomaly=math.tau * np.arange(PLACES) / PLACES)])
    return t, y, parameter_vectors(PLACES, 0.0)


@pytest.fixture(scope="module")
def airs(small_world):
    vacuum = small_world._replace(switch=Switch(0, 0, 0, 0))
    thin = Exponential(1.6e-10, 220e3, 40e3)
    return vacuum, small_world._replace(switch=Switch(0, 0, 2, 0), exponential=thin)


def test_body_of_equal_moments_stands_as_it_is(airs, low_orbit):
    """Gravity has no hold of it, and needs none."""
    angles = (0.1, -0.05, 0.02)
    found = find_equilibrium(airs[0], *revolution(low_orbit), Motion(inertia=SPHERE, angles=angles))
    assert found is not None
    np.testing.assert_allclose(found.angles, angles, atol=1e-6)


def test_sail_on_a_body_of_equal_moments_has_no_roll_to_find(airs, low_orbit):
    """A sail off the flight line turns the body, and nothing holds it: no equilibrium."""
    motion = Motion(inertia=SPHERE, shape=SAIL)
    assert find_equilibrium(airs[1], *revolution(low_orbit), motion) is None


moments = st.lists(st.sampled_from([1e7, 5e7, 1e8]) | st.floats(1e6, 1e8), min_size=3, max_size=3)
corner = st.sampled_from([0.0, math.nan, math.inf, 1e300, -1e300])
number = st.floats(allow_nan=True, allow_infinity=True) | corner


@settings(max_examples=25, deadline=None)
@given(
    moments=moments,
    products=st.lists(st.just(0.0) | st.floats(-1e7, 1e7), min_size=3, max_size=3),
    angles=st.lists(st.floats(-0.3, 0.3), min_size=3, max_size=3),
    sail=st.booleans(),
    broken=st.none() | st.tuples(st.integers(0, PLACES - 1), st.integers(0, 7), number),
    centre=st.floats(-5.0, 5.0) | corner,
)
def test_answer_or_one_clear_error(
    airs, low_orbit, moments, products, angles, sail, broken, centre
):
    a, b, c = moments
    xy, xz, yz = products
    inertia = ((b + c, xy, xz), (xy, a + c, yz), (xz, yz, a + b))
    yaw, pitch, roll = angles
    shape, world = (SAIL, airs[1]) if sail else (None, airs[0])
    t, y, table = revolution(low_orbit)
    if broken is not None:
        row, column, value = broken
        (t if column == 7 else y[:, column])[row] = value
    with np.errstate(all="ignore"):
        try:
            found = find_equilibrium(
                world,
                t,
                y,
                table,
                Motion(
                    inertia=inertia, angles=(yaw, pitch, roll), centre=(centre, 0, 0), shape=shape
                ),
            )
        except InputError as error:
            told = str(error)
            assert "allowed" in told or "principal moments" in told or "tensor" in told
            return
    if found is not None:
        assert isinstance(found, Equilibrium)
        assert np.abs(found.angles).max() < MOST and np.isfinite(found.swing)
    if found is not None and broken is None:
        # a thousandth of what gravity can do to the body
        most = 3.0 * 1.2e-3**2 * np.ptp(np.linalg.eigvalsh(inertia)) + (1.0 if sail else 0.0)
        assert np.abs(found.left).max() < 2e-3 * most + 1e-4


@pytest.mark.parametrize(
    ("change", "told"),
    [
        (lambda t, y: (t[:1], y[:1]), "1 times with states"),
        (lambda t, y: (t * t, y), "not even"),
        (lambda t, y: (t, np.where(np.arange(7) == 4, math.nan, y)), "state 0 of a revolution"),
        (lambda t, y: (t, np.hstack([y[:, :3], y[:, :3], y[:, 6:]])), "not along the position"),
    ],
)
def test_states_that_are_no_revolution(airs, low_orbit, change, told):
    t, y, table = revolution(low_orbit)
    t, y = change(t, y)
    with pytest.raises(InputError, match=told):
        find_equilibrium(airs[0], t, y, table[: len(t)], Motion(inertia=SPHERE))
