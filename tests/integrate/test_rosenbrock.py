"""The linearly implicit method: its order conditions, the slopes in its matrix, and falls whose end
is known.
"""

import numpy as np
import pytest

from sim.dynamics.event import FALLING, HEIGHT
from sim.dynamics.fragment_aerodynamics import BODY, MELTING_BODY
from sim.dynamics.rhs import rates, rates_in_stream
from sim.dynamics.stiffness import stiffness
from sim.dynamics.thrust import INERTIAL
from sim.entry.fragments import Bodies
from sim.environment.world import world
from sim.frames.constants import EQUATORIAL_RADIUS, MU
from sim.frames.epoch import Epoch
from sim.integrate.lane import FIRST_EVENT, TIME_REACHED, Events
from sim.integrate.rosenbrock import GAMMA, STAGES, ros34pw2
from sim.integrate.rosenbrock_propagate import run_falling
from sim.lanes import interpreted
from sim.vehicle.parameters import Parameters


@pytest.fixture(scope="module")
def sky():
    """Field of degree 2, NRLMSISE-00, bodies that melt, nothing but the Earth."""
    made = world(Epoch.from_utc("2025-06-01T00:00:00Z"), 86400.0, degree=2)
    switch = made.switch._replace(
        third_body=0, radiation_pressure=0, steering=INERTIAL, fall=MELTING_BODY
    )
    return made._replace(switch=switch)


def test_order_conditions():
    """All eight of order 3 for a method that takes any matrix for the Jacobian."""
    method = ros34pw2()
    gamma = GAMMA * np.linalg.inv(np.eye(STAGES) - method.coupling)
    alpha, weights = method.stage @ gamma, method.solution @ gamma
    a, g = alpha.sum(axis=1), gamma.sum(axis=1)
    found = [
        weights.sum(), weights @ a, weights @ g, weights @ a**2, weights @ alpha @ a,
        weights @ alpha @ g, weights @ gamma @ a, weights @ gamma @ g,
    ]  # fmt: skip
    np.testing.assert_allclose(found, [1, 1 / 2, 0, 1 / 3, 1 / 6, 0, 0, 0], atol=1e-14)
    np.testing.assert_allclose(method.node, a, atol=1e-15)
    # settled within a step: the last stage is the solution, and nothing is left of what it was
    np.testing.assert_allclose(alpha[3] + gamma[3], weights, atol=1e-15)


def bodies(speed, height, mass, temperature=900.0):
    """Aluminium of 1 m2, straight down over the equator."""
    n = len(mass)
    one = np.ones(n)
    state = np.zeros((n, 6))
    state[:, 0] = EQUATORIAL_RADIUS + height
    state[:, 3] = -speed
    state[:, 4] = 7.292e-5 * state[:, 0]  # the air's own
    return Bodies(
        t0=0.0 * one, state=state, mass=mass, area=one, cd_free_molecular=2.0 * one,
        cd_continuum=one, cd_subsonic=one, length=one, radius=0.5 * one, heated_area=4.0 * one,
        shape_factor=0.25 * one, specific_heat=900.0 * one, heat_of_fusion=4e5 * one,
        melting_temperature=933.0 * one, emissivity=0.3 * one, shrinks=0.0 * one,
        lift_up=0.0 * one, lift_side=0.0 * one, temperature=temperature * one,
    )  # fmt: skip


@pytest.mark.parametrize(("speed", "height"), [(20.0, 10e3), (5000.0, 70e3)])
def test_slopes_are_those_of_the_rates(sky, speed, height):
    """By central differences; air that cools with height thins more slowly than air of one
    temperature, by up to two fifths."""
    some = bodies(np.array([speed]), np.array([height]), np.array([0.5]))
    table = Parameters(*some.parameter_table().T)
    y = [*some.state.T, some.thermal_mass]
    t = np.zeros(1)
    *_, change, stream = interpreted(rates_in_stream)(t, *y, sky, table)
    slope = interpreted(stiffness)(*y[:3], y[6], change, stream, sky, table)

    def differences(row, step):
        low, high = ([v + s * step * (k == row) for k, v in enumerate(y)] for s in (-1, 1))
        below, above = (np.array(interpreted(rates)(t, *each, sky, table)) for each in (low, high))
        return ((above - below) / (2.0 * step))[:, 0]

    by_velocity = np.array([differences(k, 1e-3)[:3] for k in (3, 4, 5)]).T
    xx, xy, xz, yy, yz, zz = np.array(slope.by_velocity)[:, 0]
    size = np.abs(by_velocity).max()
    np.testing.assert_allclose(
        [[xx, xy, xz], [xy, yy, yz], [xz, yz, zz]], by_velocity, atol=0.02 * size
    )
    by_position = np.array([differences(k, 10.0)[:3] for k in range(3)]).T
    found = np.array(slope.by_position)[:, 0].reshape(3, 3)
    drag = np.abs(by_position[0, 0])
    np.testing.assert_allclose(found, by_position, atol=0.5 * drag + 4.0 * MU / float(y[0][0]) ** 3)
    np.testing.assert_allclose(slope.heat, differences(6, 1e-5)[3], rtol=1e-3)


def fly(sky, some, end, heat=True, longest_step=60.0):
    events = Events(np.array([HEIGHT]), np.array([FALLING]), np.zeros((len(some), 1)))
    y = np.column_stack([some.state, some.thermal_mass if heat else some.mass])
    fall = MELTING_BODY if heat else BODY
    air = sky._replace(switch=sky.switch._replace(fall=fall))
    return run_falling(
        air, some.t0, y, end, some.parameter_table(), events=events, first_step=1e-2, place=0.3,
        share=1e-6, longest_step=longest_step,
    )  # fmt: skip


def test_steps_are_those_of_the_fall(sky):
    """A foil of 0.05 kg/m2 settles within 30 ms and falls for an hour, in few steps."""
    foil = bodies(np.array([0.0]), np.array([30e3]), np.array([0.05]))
    arc = fly(sky, foil, np.full(1, 86400.0), heat=False, longest_step=1200.0)
    assert arc.status[0] == FIRST_EVENT and arc.t[0] > 3600.0
    assert arc.work[0, :3].sum() < 150


def test_a_piece_alone_is_itself_in_a_batch(sky):
    n = 11
    mass, height = np.geomspace(0.01, 1e4, n), np.linspace(20e3, 90e3, n)
    many = bodies(np.full(n, 3000.0), height, mass, 300.0)
    together = fly(sky, many, np.full(n, 7200.0))
    for k in range(0, n, 3):
        alone = fly(sky, many.pick(np.array([k])), np.full(1, 7200.0))
        np.testing.assert_array_equal(alone.y[0], together.y[k])
        assert alone.t[0] == together.t[k]


@pytest.mark.parametrize("mass", [0.3, 3.0, 30.0])
def test_heat_taken_up_is_the_flux_over_time(sky, mass):
    """To 2e-5 of what a wall takes up: its rate, summed over a flight by Simpson's rule, against
    the change of the state. Two of the walls melt.
    """
    times = np.linspace(0.0, 60.0, 1921)
    n = len(times)
    some = bodies(np.full(n, 100.0), np.full(n, 95e3), np.full(n, mass), 300.0)
    some.state[:, 5] = 7000.0  # nearly level, so that the heat comes slowly
    arc = fly(sky, some, times)
    assert (arc.status == TIME_REACHED).all()
    rate = interpreted(rates)(arc.t, *arc.y.T, sky, Parameters(*some.parameter_table().T))[3]
    sums = (times[1] / 3.0) * (rate[:-2:2] + 4.0 * rate[1:-1:2] + rate[2::2])
    change = arc.y[2::2, 6] - arc.y[0, 6]
    assert np.abs(np.cumsum(sums) - change).max() < 2e-5 * np.abs(change).max()
