"""What must not change over a day in the field alone, by DOP853, and back."""

import numpy as np
import pytest

from sim.data import open_data
from sim.environment.gravity import from_coefficients, potential
from sim.frames.earth_orientation import RATE, gcrf_to_itrf_matrix
from sim.integrate.batch import Arc, run
from sim.lanes import interpreted, on_lanes
from sim.vehicle.parameters import tabulate

N = 8
DAY = 86400.0
TIGHT = {"relative_tolerance": 1e-12, "longest_step": 45.0}


@pytest.fixture(scope="module")
def start(low_orbit) -> np.ndarray:
    """150 x 150 to 420 x 820 km, eight places on the orbit."""
    low = np.linspace(150e3, 420e3, N)
    return low_orbit(low, low + np.linspace(0.0, 400e3, N), true_anomaly=0.8 * np.arange(N))


@pytest.fixture(scope="module")
def cases(make_case) -> np.ndarray:
    return tabulate(make_case(N))


def day(world, start, cases, *, back: bool = False, **options) -> Arc:
    now, then = (np.full(N, DAY), np.zeros(N)) if back else (np.zeros(N), np.full(N, DAY))
    return run(world, now, start, then, cases, use_multistep=False, **options)


def axial_momentum(y) -> np.ndarray:
    return y[:, 0] * y[:, 4] - y[:, 1] * y[:, 3]


def jacobi(world, t, y) -> np.ndarray:
    """Energy in the turning frame: v2/2 - U - omega h."""
    turn = np.reshape(interpreted(gcrf_to_itrf_matrix)(np.full(N, t), world.orientation), (3, 3, N))
    fixed = np.einsum("ijn,nj->in", turn, y[:, :3])
    attraction = on_lanes(potential, *fixed.copy(), world.gravity)
    return 0.5 * (y[:, 3:6] ** 2).sum(axis=1) - attraction - RATE * axial_momentum(y)


def test_energy_in_the_turning_field(steady_world, start, cases) -> None:
    """36x36: 5e-14 measured with short steps; under step control it follows the tolerance."""
    first = jacobi(steady_world, 0.0, start)
    drift = {}
    for tolerance in (1e-9, 1e-11, 1e-13):
        arc = day(steady_world, start, cases, relative_tolerance=tolerance)
        drift[tolerance] = np.abs(jacobi(steady_world, DAY, arc.y) / first - 1.0).max()
    assert drift[1e-9] < 1e-6 and drift[1e-11] < 3e-8 and drift[1e-13] < 3e-11
    assert drift[1e-9] > 10.0 * drift[1e-11] > 100.0 * drift[1e-13]
    arc = day(steady_world, start, cases, **TIGHT)
    assert np.abs(jacobi(steady_world, DAY, arc.y) / first - 1.0).max() < 5e-13


def test_momentum_about_the_pole_of_a_zonal_field(steady_world, start, cases) -> None:
    data = open_data("egm2008")
    c = data["c"].copy()
    c[:, 1:] = 0.0
    scale = {"mu": float(data["mu"]), "radius": float(data["a"])}
    zonal = steady_world._replace(gravity=from_coefficients(c, 0.0 * c, 36, **scale))
    first = axial_momentum(start)
    for options, level in (({"relative_tolerance": 1e-10}, 3e-10), (TIGHT, 2e-13)):
        arc = day(zonal, start, cases, **options)
        assert np.abs(axial_momentum(arc.y) / first - 1.0).max() < level
    tesseral = day(steady_world, start, cases, **TIGHT)
    assert np.abs(axial_momentum(tesseral.y) / first - 1.0).max() > 1e-7


def test_a_day_there_and_back(conservative_world, start, cases) -> None:
    """Back within 1 mm; measured 0.04 mm with steps of 45 s."""
    there = day(conservative_world, start, cases, **TIGHT)
    back = day(conservative_world, there.y, cases, back=True, **TIGHT)
    assert np.linalg.norm(there.y[:, :3] - start[:, :3], axis=1).min() > 1e5
    assert np.linalg.norm((back.y - start)[:, :3], axis=1).max() < 1e-3
    np.testing.assert_array_equal(back.t, 0.0)
    np.testing.assert_array_equal(back.y[:, 6], start[:, 6])


def test_error_follows_the_tolerance(conservative_world, start, cases) -> None:
    """Against short steps, after a day in 36x36: four decades of tolerance, four of error."""
    truth = day(conservative_world, start, cases, **TIGHT).y[:, :3]
    error = []
    for tolerance in (1e-9, 1e-10, 1e-11, 1e-12, 1e-13):
        arc = day(conservative_world, start, cases, relative_tolerance=tolerance)
        error.append(np.linalg.norm(arc.y[:, :3] - truth, axis=1).max())
    assert (np.diff(np.log10(error)) < -0.5).all()
    assert error[1] < 60.0  # the default
    assert error[0] / error[-1] > 1e4
