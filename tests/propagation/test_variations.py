"""State transition matrices and partials against closed forms and against flying twice."""

import numpy as np
import pytest

from sim.frames.constants import EQUATORIAL_RADIUS
from sim.frames.elements import cartesian_from_kepler
from sim.propagation.event import Event
from sim.propagation.forces import Drag, Gravity, Radiation, ThirdBody, Thrust
from sim.propagation.propagate import propagate
from sim.propagation.variations import Variations

DAY = 86400.0
J = np.block([[np.zeros((3, 3)), np.eye(3)], [-np.eye(3), np.zeros((3, 3))]])
CLOCK = 1e-3
"""rad/s; times it, metres and metres per second have about one size in low orbit."""


def scaled(matrix: np.ndarray) -> np.ndarray:
    """A matrix in metres throughout."""
    scale = np.array([1.0, 1.0, 1.0, 1.0 / CLOCK, 1.0 / CLOCK, 1.0 / CLOCK])
    return matrix * scale[:, None] / scale


def fly_kepler(state: np.ndarray, time: float, mu: float) -> np.ndarray:
    """State after a time by f and g (Battin 1999, 4.3), on complex numbers too."""
    r, v = state[:3], state[3:]
    radius = np.sqrt((r * r).sum())
    a = 1.0 / (2.0 / radius - (v * v).sum() / mu)
    sigma, root = (r * v).sum() / np.sqrt(mu), np.sqrt(a)
    mean, x = np.sqrt(mu / a**3) * time, np.sqrt(mu / a**3) * time
    for _ in range(60):
        left = x - (1.0 - radius / a) * np.sin(x) + sigma / root * (1.0 - np.cos(x)) - mean
        x = x - left / (1.0 - (1.0 - radius / a) * np.cos(x) + sigma / root * np.sin(x))
    now = a + (radius - a) * np.cos(x) + sigma * root * np.sin(x)
    f = 1.0 - a / radius * (1.0 - np.cos(x))
    g = a * sigma / np.sqrt(mu) * (1.0 - np.cos(x)) + radius * np.sqrt(a / mu) * np.sin(x)
    f_rate = -np.sqrt(mu * a) / (now * radius) * np.sin(x)
    g_rate = 1.0 - a / now * (1.0 - np.cos(x))
    return np.concatenate([f * r + g * v, f_rate * r + g_rate * v])


def test_two_bodies_have_the_matrix_of_the_closed_form(epoch):
    """Kepler's motion differentiated by complex steps, exact to rounding."""
    from sim.environment.gravity import field

    mu = field("egm2008", 0).mu
    first = np.array(cartesian_from_kepler(EQUATORIAL_RADIUS + 5e5, 0.01, 0.9, 1.0, 2.0, 0.3, mu))
    times = [5000.0, DAY]
    flown = propagate(first, epoch, [Gravity(degree=0)], times, stm=True)
    for k, time in enumerate(times):
        exact = np.zeros((6, 6))
        for column in range(6):
            moved = first.astype(complex)
            moved[column] += 1e-20j
            exact[:, column] = fly_kepler(moved, time, mu).imag / 1e-20
        off = np.abs(scaled(flown.stm[0, k] - exact)).max() / np.abs(scaled(exact)).max()
        # the gradient is taken by differences over 200 m: 2e-9 of it, times 97 rad
        assert off < 2e-7


def test_in_vacuum_the_matrix_is_symplectic(fleet, epoch):
    flown = propagate(fleet[:3], epoch, [Gravity(degree=20)], DAY, stm=True)
    for matrix in flown.stm[:, -1]:
        here = scaled(matrix)
        off = here.T @ J @ here - J
        # collocation at Gauss nodes: what rounding leaves
        assert np.abs(off).max() < 1e-12 * np.abs(here).max() ** 2
        assert np.linalg.det(matrix) == pytest.approx(1.0, abs=1e-7)


@pytest.mark.parametrize(
    ("light", "within"),
    [
        ((), 1e-6),
        # the edge of the shadow falls somewhere into a step, whose slope is taken once
        ((Radiation(1500.0),), 5e-5),
    ],
)
def test_equations_and_copies_agree(fleet, epoch, air, light, within):
    """What neither shares with the other: steps, differences, gravity gradient."""
    forces = [Gravity(degree=20), air, Drag(1500.0), ThirdBody(), *light]
    times, options = [20000.0, DAY], {"mass": 4e5}
    flown = propagate(fleet[:2], epoch, forces, times, stm=True, **options)
    copied = propagate(fleet[:2], epoch, forces, times, stm=Variations(copies=True), **options)
    assert np.array_equal(flown.states[:, -1], copied.states[:, -1])
    for k in range(2):
        for j in range(2):
            here, there = scaled(flown.stm[k, j]), scaled(copied.stm[k, j])
            assert np.abs(here - there).max() < within * np.abs(there).max()


def test_a_matrix_has_the_same_bits_alone(fleet, epoch, air):
    forces = [Gravity(degree=4), air, Drag(1500.0)]
    many = propagate(fleet, epoch, forces, [3000.0, 9000.0], stm=True, mass=4e5)
    alone = propagate(fleet[3], epoch, forces, [3000.0, 9000.0], stm=True, mass=4e5, threads=1)
    assert np.array_equal(many.stm[3], alone.stm[0])


def test_in_thick_air_the_matrix_is_that_of_copies(fleet, epoch, air):
    low = fleet[:2].copy()
    low[0, 3:] *= 0.95
    forces = [Gravity(degree=4), air, Drag(1000.0)]
    options = {"mass": 4e5}
    times = [500.0, 2400.0]
    flown = propagate(low, epoch, forces, times, stm=True, **options).stm
    copied = propagate(low, epoch, forces, times, stm=Variations(copies=True), **options).stm
    assert np.array_equal(flown[0], copied[0], equal_nan=True)
    assert not np.array_equal(flown[1], copied[1])


def test_the_matrix_at_the_start_is_one(fleet, epoch):
    flown = propagate(fleet[0], epoch, [Gravity(degree=2)], [0.0, 60.0], stm=True)
    assert np.allclose(flown.stm[0, 0], np.eye(6), rtol=0.0, atol=1e-9)


def test_partials_are_what_flying_again_shows(fleet, epoch, air):
    """One-sided differences a hundred times smaller, tightly flown."""
    area, burn = 1500.0, Thrust(20.0, 300.0)
    options = {"mass": 4e5, "tolerance": 1e-13}
    rest = [Gravity(degree=4), air]
    variations = Variations(["cd", "density_factor", "thrust"])
    flown = propagate(
        fleet[0], epoch, [*rest, Drag(area, 2.2), burn], 20000.0, stm=variations, **options
    )
    other = {
        "cd": ([*rest, Drag(area, 2.2 + 1e-5), burn], 1e-5),
        "thrust": ([*rest, Drag(area, 2.2), Thrust(20.0 + 1e-4, 300.0)], 1e-4),
    }
    for name, (forces, change) in other.items():
        moved = propagate(fleet[0], epoch, forces, 20000.0, **options)
        slope = (moved.states - flown.states) / change
        expected = flown.partials[name]
        assert np.allclose(slope, expected, rtol=0.0, atol=2e-3 * np.abs(expected).max())
    # density and drag coefficient are one factor
    assert np.allclose(flown.partials["density_factor"], 2.2 * flown.partials["cd"], rtol=1e-6)


def test_partials_of_a_stopped_trajectory_end_with_it(fleet, epoch, air):
    low = fleet[:2].copy()
    low[0, 3:] *= 0.95
    stop = Event("height", 120e3, "falling", stop=True)
    forces = [Gravity(degree=4), air, Drag(1000.0)]
    flown = propagate(low, epoch, forces, [500.0, 9000.0], events=[stop], stm=True, mass=4e5)
    assert np.isfinite(flown.stm[0, 0]).all() and np.isnan(flown.stm[0, 1]).all()
    assert np.isfinite(flown.stm[1]).all()


def test_a_lower_field_in_the_copies_is_nearly_right(fleet, epoch):
    forces = [Gravity(degree=20)]
    whole = propagate(fleet[:2], epoch, forces, DAY, stm=True).stm
    cut = propagate(fleet[:2], epoch, forces, DAY, stm=Variations(degree=8)).stm
    off = np.abs(cut - whole).max(axis=(1, 2, 3)) / np.abs(whole).max(axis=(1, 2, 3))
    assert (off < 2e-3).all() and (off > 1e-7).all()
