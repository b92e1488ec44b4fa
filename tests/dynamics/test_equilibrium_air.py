"""Air in equilibrium behind a shock: the fits of the core against a mixture solved here."""

import math

import numpy as np
import pytest
from scipy.optimize import brentq

from sim.dynamics.heating import equilibrium_edge
from sim.lanes import interpreted

R, BOLTZMANN, PLANCK, AVOGADRO = 8.314462618, 1.380649e-23, 6.62607015e-34, 6.02214076e23
KELVIN = 1.438776877
"""K per 1/cm."""
# kg/mol; heat of formation at 0 K, J/mol; weights and heights (1/cm) of electronic levels;
# vibration K, rotation 1/cm, symmetry (NIST-JANAF, Huber and Herzberg 1979)
SPECIES = {
    "N2": (28.0134e-3, 0.0, ((1, 0.0),), (3393.0, 1.998, 2)),
    "O2": (31.9988e-3, 0.0, ((3, 0.0), (2, 7918.1), (1, 13195.0)), (2273.0, 1.4376, 2)),
    "NO": (30.0061e-3, 89.775e3, ((2, 0.0), (2, 121.1)), (2739.0, 1.6961, 1)),
    "N": (14.0067e-3, 470.82e3, ((4, 0.0), (10, 19228.0), (6, 28839.0)), None),
    "O": (15.9994e-3, 246.79e3, ((5, 0.0), (3, 158.3), (1, 227.0), (5, 15867.9)), None),
}
NITROGEN, OXYGEN = 0.7905, 0.2095


def levels(name, t):
    weight, height = np.array(SPECIES[name][2]).T
    share = weight * np.exp(-height * KELVIN / t)
    return share.sum(), R * KELVIN * (share @ height) / share.sum()


def enthalpy(name, t):
    """J/mol from the elements at 0 K."""
    _, formation, _, turns = SPECIES[name]
    total = 2.5 * R * t + levels(name, t)[1] + formation
    return total if turns is None else total + R * t + R * turns[0] / math.expm1(turns[0] / t)


def partition(name, t):
    """Logarithm of the sum over states in a cubic metre."""
    mass, formation, _, turns = SPECIES[name]
    wave = 2.0 * math.pi * mass / AVOGADRO * BOLTZMANN * t / PLANCK**2
    total = 1.5 * math.log(wave) + math.log(levels(name, t)[0]) - formation / (R * t)
    if turns is None:
        return total
    vibration, rotation, symmetry = turns
    return (
        total + math.log(t / (symmetry * rotation * KELVIN)) - math.log(-math.expm1(-vibration / t))
    )


def root_of(function, low: float, high: float, width: float) -> float:
    """Root of a function between two values, to a width."""
    return float(np.float64(brentq(function, low, high, xtol=width)))  # pyright: ignore


def mixture(t, pressure):
    """Molecules a cubic metre of each species in equilibrium."""
    q = {name: partition(name, t) for name in SPECIES}

    def all_of(o, n):
        return {
            "O": math.exp(o), "N": math.exp(n), "O2": math.exp(2 * (o - q["O"]) + q["O2"]),
            "N2": math.exp(2 * (n - q["N"]) + q["N2"]),
            "NO": math.exp(o + n - q["O"] - q["N"] + q["NO"]),
        }  # fmt: skip

    def nitrogen(o):
        def too_much(n):
            x = all_of(o, n)
            return (x["N"] + 2 * x["N2"] + x["NO"]) * OXYGEN - (
                x["O"] + 2 * x["O2"] + x["NO"]
            ) * NITROGEN

        return root_of(too_much, -200.0, 70.0, 1e-13)

    def too_dense(o):
        return math.log(sum(all_of(o, nitrogen(o)).values()) * BOLTZMANN * t / pressure)

    o = root_of(too_dense, -150.0, 62.0, 1e-12)
    return all_of(o, nitrogen(o))


def edge(pressure: float, wanted: float) -> tuple[float, float, float]:
    """Temperature, density and share of dissociation of air at Pa and J/kg above cold air."""
    air = NITROGEN * SPECIES["N2"][0] + OXYGEN * SPECIES["O2"][0]
    cold = (NITROGEN * enthalpy("N2", 298.15) + OXYGEN * enthalpy("O2", 298.15)) / air

    def state(t):
        x = mixture(t, pressure)
        density = sum(x[s] * SPECIES[s][0] for s in x) / AVOGADRO
        total = sum(x[s] * enthalpy(s, t) for s in x) / AVOGADRO / density - cold
        bound = sum(x[s] * SPECIES[s][1] for s in x) / AVOGADRO / density
        return density, total, bound

    t = root_of(lambda t: state(t)[1] - wanted, 500.0, 12000.0, 1e-3)
    density, total, bound = state(t)
    return t, density, bound / total


@pytest.mark.parametrize("pressure", [200.0, 3e3, 1e5])
@pytest.mark.parametrize("speed", [3e3, 5e3, 6.5e3, 7.8e3])
def test_fits_of_the_edge(pressure, speed) -> None:
    """Within what their docstring says; viscosity after Sutherland."""
    enthalpy_here = 0.5 * speed**2
    t, density, share = edge(pressure, enthalpy_here)
    viscosity = 1.458e-6 * t**1.5 / (t + 110.4)
    got = interpreted(equilibrium_edge)(np.array([pressure]), np.array([enthalpy_here]))
    assert got[0][0] == pytest.approx(math.log(density), abs=0.12)
    assert got[1][0] == pytest.approx(math.log(density * viscosity), abs=0.09)
    assert got[2][0] == pytest.approx(share, abs=0.1)


def test_the_mixture_is_air() -> None:
    """Cold air is a perfect gas; at 6 km/s all oxygen and part of nitrogen are atoms."""
    t, density, share = edge(1e5, 1004.5 * 500.0)
    assert density == pytest.approx(1e5 * 0.028965 / (R * t), rel=5e-3) and share < 1e-3
    x = mixture(5200.0, 3e3)
    assert x["O"] > 50.0 * x["O2"] and 0.02 < x["N"] / (x["N"] + 2 * x["N2"]) < 0.4
