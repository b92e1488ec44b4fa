"""Surface and core of thick bodies: the closed form against conduction solved in one dimension."""

import numpy as np
import pytest
from scipy.integrate import solve_ivp

from sim.dynamics.demise import solid_left, surface_temperature, temperature_of
from sim.lanes import interpreted

CELLS = 60
COLD = 300.0

# slab heated on one face (power 0) or sphere (2), with the number of its quasi-steady profile;
# flux W/m2, depth m, conductivity, density, specific heat, heat of fusion, melting point
STEEL = (25.0, 7900.0, 680.0, 286e3, 1700.0)
TITANIUM = (17.0, 4437.0, 800.0, 393e3, 1943.0)
ALUMINIUM = (150.0, 2800.0, 1100.0, 386e3, 867.0)
INCONEL = (20.0, 8190.0, 650.0, 311e3, 1571.0)
BODIES = {
    "steel slab": (0, 3.0, 1e6, 0.02, STEEL),
    "titanium slab": (0, 3.0, 3e5, 0.02, TITANIUM),
    "steel sphere": (2, 5.0, 1e6, 0.02, STEEL),
    "aluminium sphere": (2, 5.0, 1e6, 0.05, ALUMINIUM),
    "Inconel sphere": (2, 5.0, 2e6, 0.03, INCONEL),
}


def conduct(power, flux, depth, stuff):
    """Finite volumes between the centre and a surface that takes a constant flux and, from its
    melting point on, runs off: times, surface and mean temperatures before, times, shares left and
    mean deficits after.
    """
    k, rho, c, fusion, melting = stuff
    face = np.linspace(0.0, 1.0, CELLS + 1)
    middle, step = 0.5 * (face[1:] + face[:-1]), 1.0 / CELLS
    area, volume = face**power, np.diff(face ** (power + 1)) / (power + 1)

    def surface(y):
        return y[CELLS - 1] + flux * 0.5 * step * y[CELLS] / k

    def rate(y, runs_off):
        t, size = y[:CELLS], y[CELLS]
        into = k * (melting - t[-1]) / (0.5 * step * size) if runs_off else flux
        recede = min(-(flux - into) / (rho * fusion), 0.0)
        through = np.concatenate([[0.0], k * np.diff(t) / (step * size), [into]])
        heat = np.diff(through * area) / (volume * size * rho * c)
        at = np.concatenate([t[:1], 0.5 * (t[1:] + t[:-1]), [melting]])
        return np.append(heat + middle * recede / size * np.diff(at) / step, recede)

    def begins(_, y):
        return surface(y) - melting

    def gone(_, y):
        return y[CELLS] - 0.03 * depth

    begins.terminal = gone.terminal = True
    options = {"method": "BDF", "rtol": 1e-6, "atol": 1e-6}
    start = np.append(np.full(CELLS, COLD), depth)
    warm = solve_ivp(lambda _, y: rate(y, False), (0, 1e5), start, events=begins, **options)
    span = (warm.t[-1], 1e5)
    melt = solve_ivp(lambda _, y: rate(y, True), span, warm.y[:, -1], events=gone, **options)
    weight = (power + 1) * volume
    before = warm.t, surface(warm.y), weight @ warm.y[:CELLS]
    share = (melt.y[CELLS] / depth) ** (power + 1)
    return before, (melt.t, share, melting - weight @ melt.y[:CELLS])


def body(make_case, number, flux, depth, stuff):
    """Parameters of the closed form under the same flux."""
    k, _, c, fusion, melting = stuff
    resistance = depth / (number * k)
    return make_case(
        1,
        solid_mass=1.0,
        specific_heat=c,
        heat_of_fusion=fusion,
        melting_temperature=melting,
        emissivity=0.0,
        resistance=resistance,
        core_deficit=c * flux * resistance / fusion,
    )


@pytest.mark.parametrize("name", BODIES)
def test_mass_left_is_that_of_conduction(make_case, name) -> None:
    """To 7.5 % of the mass; a lump of one temperature keeps up to a third of it too much."""
    power, number, flux, depth, stuff = BODIES[name]
    _, rho, c, fusion, melting = stuff
    _, (times, shares, deficits) = conduct(power, flux, depth, stuff)
    case = body(make_case, number, flux, depth, stuff)
    outer = shares ** (power / (power + 1.0))
    steps = np.diff(times) * 0.5 * (outer[1:] + outer[:-1])
    taken = np.concatenate([[times[0]], times[0] + np.cumsum(steps)])
    heat = taken * flux * (power + 1) / (rho * depth)  # J a kg, the whole surface at first
    state = 1.0 + (c * (melting - COLD) - heat) / fusion
    left = interpreted(solid_left)(state, case)
    assert np.abs(left - shares).max() < 0.075
    lump = np.clip(state, 0.01, 1.0)
    assert np.abs(lump - shares).max() > 1.5 * np.abs(left - shares).max()
    mean = interpreted(temperature_of)(state[shares > 0.3], case)
    assert np.abs(melting - mean - deficits[shares > 0.3]).max() < 0.14 * deficits[0]


@pytest.mark.parametrize("name", [name for name in BODIES if name != "Inconel sphere"])
def test_surface_is_that_of_conduction(make_case, name) -> None:
    """From the time on when heat has reached the middle, depth^2 / (3 diffusivities)."""
    power, number, flux, depth, stuff = BODIES[name]
    k, rho, c, _, _ = stuff
    (times, surfaces, means), _ = conduct(power, flux, depth, stuff)
    case = body(make_case, number, flux, depth, stuff)
    late = times > depth**2 * rho * c / (3.0 * k)
    assert late.any()  # the sphere of Inconel begins to melt sooner
    got = interpreted(surface_temperature)(
        means[late], case.resistance, flux, np.full(late.sum(), 1e9), 250.0, case
    )
    np.testing.assert_allclose(got - means[late], surfaces[late] - means[late], rtol=0.05, atol=1.0)


def test_a_thin_wall_has_one_temperature(make_case) -> None:
    """Biot number h d / k: 2 mm of aluminium under 0.3 MW/m2, less than 2 K between its faces."""
    case = body(make_case, 3.0, 3e5, 0.002, ALUMINIUM)
    surface = interpreted(surface_temperature)(
        np.array([600.0]), case.resistance, 3e5, np.array([1e9]), 250.0, case
    )
    assert 0.0 < surface[0] - 600.0 < 2.0
