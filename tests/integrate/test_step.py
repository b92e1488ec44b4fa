"""One trial step: order of the method, its error estimate, and mass under thrust."""

import numpy as np
import pytest
from scipy.integrate import DOP853

from sim.environment.atmosphere.models import VACUUM
from sim.environment.gravity import field, from_coefficients
from sim.environment.world import Switch
from sim.frames.constants import MU
from sim.integrate.batch import run
from sim.integrate.step import SLOPES, trial_step
from sim.integrate.tableau import ERROR_EXPONENT, STAGES, dop853
from sim.lanes import WIDTH, Lanes, interpreted
from sim.vehicle.parameters import Parameters, tabulate

PERIOD = 2.0 * np.pi * np.sqrt(7e6**3 / MU)


@pytest.fixture(scope="module")
def point_mass(conservative_world):
    return conservative_world._replace(gravity=field("egm2008", 0))


@pytest.fixture(scope="module")
def start(low_orbit) -> np.ndarray:
    """An ellipse of axis 7,000 km and eccentricity 0.1, at perigee."""
    middle = 7e6 - 6378137.0
    return low_orbit(middle - 0.7e6, middle + 0.7e6)[0]


def revolve(world, make_case, start, counts) -> tuple[np.ndarray, np.ndarray]:
    """Position error after a revolution in so many equal steps a lane, and first estimates."""
    state = np.repeat(start[:, None], WIDTH, axis=1)
    trial, slopes = np.zeros_like(state), np.zeros((SLOPES, WIDTH))
    case = Parameters(*(Lanes(column) for column in make_case(WIDTH)))
    t, estimate = np.zeros(WIDTH), None
    for k in range(counts.max()):
        h = np.where(k < counts, PERIOD / counts, 0.0)
        error = trial_step(
            Lanes(t), Lanes(h), state, trial, slopes, world, case, dop853(), 1e-10, 0.0
        )
        estimate = error.values if estimate is None else estimate
        state[:] = trial
        t = t + h
    return np.linalg.norm(state[:3] - start[:3, None], axis=0), estimate


def test_order_is_eight(point_mass, make_case, start) -> None:
    """Kepler's problem in 36 to 80 equal steps: errors of 1 mm to 2 um, well above rounding."""
    counts = np.array([36, 40, 45, 50, 56, 63, 71, 80])
    error, _ = revolve(point_mass, make_case, start, counts)
    order = -np.polyfit(np.log(counts), np.log(error), 1)[0]
    assert order == pytest.approx(8.0, abs=0.2)
    assert error[0] > 100.0 * error[-1]


def test_estimate_falls_with_the_power_the_step_control_assumes(point_mass, make_case, start):
    counts = np.array([20, 24, 28, 33, 40, 48, 56, 68])
    _, estimate = revolve(point_mass, make_case, start, counts)
    order = -np.polyfit(np.log(counts), np.log(estimate), 1)[0]
    assert order == pytest.approx(1.0 / ERROR_EXPONENT, abs=0.05)


def one_step(world, make_case, state, h, relative, margin) -> np.ndarray:
    block = np.repeat(state[:, None], WIDTH, axis=1)
    trial, slopes = np.zeros_like(block), np.zeros((SLOPES, WIDTH))
    case = Parameters(*make_case(WIDTH))
    t = np.zeros(WIDTH)
    tableau = dop853()
    return interpreted(trial_step)(
        t, np.full(WIDTH, h), block, trial, slopes, world, case, tableau, relative, margin
    )


def test_estimate_is_over_the_tolerance(point_mass, make_case, start) -> None:
    one = one_step(point_mass, make_case, start, 200.0, 1e-10, 0.0)[0]
    assert one_step(point_mass, make_case, start, 200.0, 1e-8, 0.0)[0] == pytest.approx(
        one / 100.0, rel=1e-9
    )
    r = np.linalg.norm(start[:3])
    margin = one_step(point_mass, make_case, start, 200.0, 0.0, 1e-10 * r)[0]
    assert margin == pytest.approx(one, rel=1e-9)


def test_estimate_bounds_the_true_error_of_a_step(point_mass, make_case, start) -> None:
    """The estimate is of lower order than the solution, so it is larger, by one to four decades."""
    for h in (100.0, 200.0, 300.0):
        estimate = one_step(point_mass, make_case, start, h, 1e-10, 0.0)[0]
        cases = tabulate(make_case(1))
        end = np.array([h])
        coarse = run(point_mass, np.zeros(1), start[None], end, cases, step=end,
                     relative_tolerance=1.0)  # fmt: skip
        fine = run(point_mass, np.zeros(1), start[None], end, cases, relative_tolerance=1e-14)
        assert coarse.work[0, 0] == 1
        true = np.linalg.norm((coarse.y - fine.y)[0, :3]) / np.linalg.norm(start[:3]) / 1e-10
        assert true < estimate
        assert estimate < 1e5 * true


def test_estimate_is_the_published_one(point_mass, make_case, start) -> None:
    """Hairer, Norsett and Wanner, eq. II.10.17: |h| e5 / sqrt(6 (e5 + e3 / 100)).

    Sums of speeds of 7 km/s cancel to micrometres a second: eight digits are left.
    """
    h, tableau = 250.0, dop853()
    block = np.repeat(start[:, None], WIDTH, axis=1)
    trial, slopes = np.zeros_like(block), np.zeros((SLOPES, WIDTH))
    got = interpreted(trial_step)(
        np.zeros(WIDTH), np.full(WIDTH, h), block, trial, slopes, point_mass,
        Parameters(*make_case(WIDTH)), tableau, 1e-10, 0.0,
    )  # fmt: skip
    k = slopes[: 6 * STAGES, 0].reshape(STAGES, 6)
    scale = np.repeat([np.linalg.norm(start[:3]), np.linalg.norm(start[3:6])], 3) * 1e-10
    e5 = ((DOP853.E5[:STAGES] @ k / scale) ** 2).sum()
    e3 = ((DOP853.E3[:STAGES] @ k / scale) ** 2).sum()
    assert got[0] == pytest.approx(h * e5 / np.sqrt(6.0 * (e5 + 0.01 * e3)), rel=1e-8)


def test_tableau_meets_the_conditions_of_its_order() -> None:
    """Rows sum to the nodes; quadrature of c^k exact to k = 7 (Hairer, Norsett, Wanner, II.1)."""
    tab = dop853()
    for i in range(STAGES):
        row = slice(tab.start[i], tab.start[i + 1])
        assert tab.weight[row].sum() == pytest.approx(tab.node[i], abs=2e-14)
        assert (tab.weight[row] != 0.0).all() and (tab.column[row] < i).all()
    for k in range(8):
        assert tab.solution @ tab.node**k == pytest.approx(1.0 / (k + 1), abs=1e-14)
    assert tab.solution @ tab.node**8 != pytest.approx(1.0 / 9.0, abs=1e-9)
    assert tab.error_5.sum() == pytest.approx(0.0, abs=1e-14)
    assert not any(array.flags.writeable for array in tab)


def test_rocket_equation(conservative_world, make_case) -> None:
    """Without gravity a burn along a fixed axis gains ve ln(m0 / m1), whatever the steps."""
    c = np.eye(2)
    nothing = from_coefficients(c, 0.0 * c, 0, mu=0.0, radius=6378137.0)
    world = conservative_world._replace(gravity=nothing, switch=Switch(0, 0, VACUUM, 2))
    thrust, flow, burn = 12e3, 4.2, 3000.0
    case = make_case(1, thrust=thrust, mass_flow=flow, steer_x=0.6, steer_y=0.0, steer_z=-0.8)
    y = np.array([[7e6, 0.0, 0.0, 1e3, 7e3, 0.0, 40e3]])
    arc = run(world, np.zeros(1), y, np.array([burn]), tabulate(case), relative_tolerance=1e-12)
    m1 = 40e3 - flow * burn
    assert arc.y[0, 6] == pytest.approx(m1, rel=1e-14)
    gain = thrust / flow * np.log(40e3 / m1)
    np.testing.assert_allclose(
        arc.y[0, 3:6] - y[0, 3:6], gain * np.array([0.6, 0.0, -0.8]), rtol=0.0, atol=1e-8
    )
