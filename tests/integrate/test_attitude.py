"""Rigid bodies in the lanes: conservation, mass that leaves, thrust along the true attitude."""

import numpy as np
import pytest

from sim.dynamics.event import FALLING, HEIGHT
from sim.dynamics.gravity_gradient import gravity_gradient
from sim.dynamics.quaternion import body_matrix
from sim.dynamics.thrust import INERTIAL
from sim.environment.gravity import gravity
from sim.frames.constants import MU, OBLATENESS
from sim.integrate.attitude_propagate import run_attitude
from sim.integrate.batch import run
from sim.integrate.lane import FIRST_EVENT, Events
from sim.lanes import interpreted
from sim.validation.cases.entry_trajectory import gravity_field
from sim.vehicle.parameters import tabulate
from sim.vehicle.rigid_body import tabulate_bodies

INERTIA = np.array([[1.38e8, 4.1e6, 6.6e6], [4.1e6, 0.97e8, 2.1e6], [6.6e6, 2.1e6, 2.18e8]])
TURN = np.array([0.5, -0.1, 0.7, 0.2]) / np.sqrt(0.79)


def states(low_orbit, n, rates):
    orbit = low_orbit(400e3, 400e3, true_anomaly=0.4 * np.arange(n))
    return np.hstack([orbit, np.tile(TURN, (n, 1)), np.broadcast_to(rates, (n, 3))])


def fly(world, y, end, case, body, **options):
    n = len(y)
    ends = np.full(n, float(end))
    return run_attitude(world, np.zeros(n), y, ends, tabulate(case), body, **options)


def inertial(y, vectors):
    """Vectors (n, 3) in body axes of states (n, 14) as inertial components."""
    turn = np.stack(interpreted(body_matrix)(*y[:, 7:11].T)).T.reshape(-1, 3, 3)
    return np.einsum("nji,nj->ni", turn, vectors)


def test_momentum_of_body_and_wheels(conservative_world, low_orbit, make_case):
    """The sum stays in inertial space while the wheels turn the body; the quaternion stays a
    unit one.
    """
    wheels = np.array([4e3, -9e3, 14e3])
    body = tabulate_bodies(
        1, INERTIA, momentum_x=wheels[0], momentum_y=wheels[1], momentum_z=wheels[2]
    )
    y = states(low_orbit, 1, [1e-4, 0.0, -2e-4])
    arc = fly(conservative_world, y, 20e3, make_case(1), body, relative_tolerance=1e-12)
    before, after = (inertial(s, s[:, 11:] @ INERTIA + wheels) for s in (y, arc.y))
    np.testing.assert_allclose(after, before, rtol=0, atol=1e-9 * np.linalg.norm(before))
    assert np.abs(arc.y[:, 11:] - y[:, 11:]).max() > 1e-5
    assert abs(np.linalg.norm(arc.y[0, 7:11]) - 1.0) < 1e-15


def test_orbit_and_thrust_are_those_of_the_flight(conservative_world, low_orbit, make_case):
    """A body that does not turn is moved by its force as by thrust in an inertial direction."""
    force = np.array([3e3, -1e3, 2e3])
    size = np.linalg.norm(force)
    y = states(low_orbit, 1, 0.0)
    body = tabulate_bodies(1, INERTIA, force_x=force[0], force_y=force[1], force_z=force[2])
    arc = fly(conservative_world, y, 1500.0, make_case(1, mass_flow=2.0), body)
    x, y_, z = inertial(y, force[None, :])[0] / size
    case = make_case(1, thrust=size, mass_flow=2.0, steer_x=x, steer_y=y_, steer_z=z)
    switch = conservative_world.switch._replace(steering=INERTIAL)
    world = conservative_world._replace(switch=switch)
    plain = run(world, np.zeros(1), y[:, :7], np.full(1, 1500.0), tabulate(case))
    np.testing.assert_allclose(arc.y[:, :3], plain.y[:, :3], rtol=0, atol=1e-4)
    np.testing.assert_allclose(arc.y[:, 6], plain.y[:, 6], rtol=1e-15)
    np.testing.assert_array_equal(arc.y[:, 11:], 0.0)


@pytest.mark.parametrize("radius", [4.0, 20.0])
def test_mass_that_leaves(conservative_world, low_orbit, make_case, radius):
    """About one axis I dw/dt = f (n2 - g) w with flow f, growth g and lever n: a power of I."""
    growth, flow, end = 150.0, 4.0, 3000.0
    body = tabulate_bodies(
        1, np.diag([1e8, 1e8, 1.5e8]), reference_mass=430e3, growth_zz=growth, lever_x=radius
    )
    y = states(low_orbit, 1, [0.0, 0.0, 2e-3])
    arc = fly(conservative_world, y, end, make_case(1, mass_flow=flow), body)
    left = 1.0 - growth * flow * end / 1.5e8
    expected = 2e-3 * left ** ((radius**2 - growth) / growth)
    np.testing.assert_allclose(arc.y[0, 11:], [0.0, 0.0, expected], rtol=1e-10, atol=1e-15)


def test_torque_of_an_offset_thrust(conservative_world, low_orbit, make_case):
    """12 kN that miss the centre of mass by 1.5 m turn the stack about the second axis."""
    body = tabulate_bodies(1, np.diag(np.diag(INERTIA)), force_x=-12e3, lever_z=1.5)
    y = states(low_orbit, 1, 0.0)
    arc = fly(conservative_world, y, 100.0, make_case(1), body)
    np.testing.assert_allclose(arc.y[0, 11:], [0.0, -18e3 / 0.97e8 * 100.0, 0.0], rtol=1e-12)


def test_torque_of_j2():
    """The same as from the gradient of the field's acceleration, by central differences."""
    field = gravity_field(2)
    place = np.array([3.1e6, -4.2e6, 4.0e6])
    step = 2e3
    shift = step * np.vstack([np.eye(3), -np.eye(3)])
    pull = np.stack(interpreted(gravity)(*(place + shift).T, field)).T
    product = (pull[:3] - pull[3:]).T / (2.0 * step) @ INERTIA
    skew = product - product.T
    reference = np.array([skew[1, 2], skew[2, 0], skew[0, 1]])
    six = INERTIA[(0, 1, 2, 0, 0, 1), (0, 1, 2, 1, 2, 2)]
    whole, central = (
        np.array(interpreted(gravity_gradient)(*place, 0.0, 0.0, 1.0, six, MU, oblateness))
        for oblateness in (OBLATENESS, 0.0)
    )
    np.testing.assert_allclose(whole, reference, rtol=0, atol=1e-6 * np.linalg.norm(reference))
    assert np.linalg.norm(whole - central) > 1e-3 * np.linalg.norm(reference)


def test_events_samples_and_company(conservative_world, low_orbit, make_case):
    """A trajectory has the same bits alone and among others; an event ends it; samples are kept."""
    y = states(low_orbit, 11, [1e-3, 2e-3, -1e-3])
    y[:, 3:6] *= np.linspace(0.95, 0.96, 11)[:, None]
    body = tabulate_bodies(11, INERTIA, gradient=1.0, oblateness=OBLATENESS)
    kinds = np.array([HEIGHT]), np.array([FALLING])
    events = Events(*kinds, np.full((11, 1), 120e3))
    options = {"sampling": 100.0}
    arc = fly(conservative_world, y, 9e3, make_case(11), body, events=events, **options)
    assert (arc.status == FIRST_EVENT).all()
    assert arc.samples[3].shape[1] == 15 and len(arc.samples[3]) > 3
    alone = Events(*kinds, np.full((1, 1), 120e3))
    one = fly(conservative_world, y[3:4], 9e3, make_case(1), body[:1], events=alone, **options)
    np.testing.assert_array_equal(one.y[0], arc.y[3])
    np.testing.assert_array_equal(one.samples[0], arc.samples[3])


def test_what_does_not_fit_is_refused(conservative_world, low_orbit, make_case):
    y = states(low_orbit, 2, 0.0)
    body = tabulate_bodies(2, INERTIA)
    with pytest.raises(ValueError, match="shape"):
        fly(conservative_world, y[:, :7], 1.0, make_case(2), body)
    with pytest.raises(ValueError, match="as many bodies"):
        fly(conservative_world, y, 1.0, make_case(2), body[:1])
    world = conservative_world._replace(switch=conservative_world.switch._replace(fall=2))
    with pytest.raises(ValueError, match="melt"):
        fly(world, y, 1.0, make_case(2), body)
    y[1, 7:11] = 0.0
    with pytest.raises(ValueError, match="trajectory 1 has the quaternion 0"):
        fly(conservative_world, y, 1.0, make_case(2), body)
