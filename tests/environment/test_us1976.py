"""US Standard Atmosphere 1976 against its published tables, and against its own equations."""

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from sim.environment.atmosphere.us1976 import (
    LAYERS,
    MOLAR_MASS,
    lower_air,
    species,
    standard_air,
    temperature,
    us1976,
)
from sim.lanes import interpreted, on_lanes

# NASA-TM-X-74335, table I: geometric height km, density kg/m3 at four digits, kinetic temperature K
PUBLISHED = """
0 1.2250 288.15
50 1.0269e-3 270.65
78 2.524e-5 202.54
80 1.846e-5 198.64
86 6.958e-6 186.87
90 3.416e-6 186.87
100 5.604e-7 195.08
110 9.708e-8 240.00
120 2.222e-8 360.00
150 2.076e-9 634.39
200 2.541e-10 854.56
300 1.916e-11 976.01
400 2.803e-12 995.83
500 5.215e-13 999.24
600 1.137e-13 999.85
800 1.136e-14 999.99
1000 3.561e-15 1000.00
"""
ROWS = np.array([[float(x) for x in line.split()] for line in PUBLISHED.strip().splitlines()])


def profile(height) -> tuple[np.ndarray, ...]:
    return interpreted(standard_air)(np.atleast_1d(np.asarray(height, np.float64)), us1976())


def test_published_density() -> None:
    """The digits printed below 86 km; 6e-4 above, 1e-3 at the top, where hydrogen counts."""
    rho = profile(1e3 * ROWS[:, 0])[0]
    low = ROWS[:, 0] <= 86.0
    np.testing.assert_allclose(rho[low], ROWS[low, 1], rtol=1.5e-4)
    np.testing.assert_allclose(rho[~low], ROWS[~low, 1], rtol=1e-3)
    assert abs(rho[0] / 1.225 - 1.0) < 1e-6


def test_published_temperature() -> None:
    np.testing.assert_allclose(profile(1e3 * ROWS[:, 0])[1], ROWS[:, 2], atol=0.1)


@pytest.mark.parametrize(("height", "number"), [(0.0, 2.5470e25), (86e3, 1.447e20)])
def test_published_number_density(height, number) -> None:
    assert profile(height)[2][0] == pytest.approx(number, rel=3e-4)


@pytest.mark.parametrize(
    ("height", "number"),
    # table VIII: N2, O, O2, Ar, He
    [
        (100.0, (9.210e18, 4.298e17, 2.151e18, 9.501e16, 1.133e14)),
        (200.0, (2.925e15, 4.050e15, 1.918e14, 1.938e12, 1.310e13)),
        (500.0, (2.592e11, 1.836e13, 4.607e9, 3.445e6, 3.215e12)),
    ],
)
def test_published_composition(height, number) -> None:
    z, n = species()
    found = n[np.argmin(np.abs(z - 1e3 * height))]
    np.testing.assert_allclose(found[:5], number, rtol=5e-3)


def test_table_follows_the_integration() -> None:
    z, n = species()
    rho, t, number = profile(z)
    np.testing.assert_allclose(rho, n @ np.array(MOLAR_MASS) / 6.022169e26, rtol=7e-4)
    np.testing.assert_allclose(number, n.sum(axis=1), rtol=7e-4)
    np.testing.assert_allclose(t, temperature(z), atol=0.3)


def test_pressure_carries_the_air_above_it() -> None:
    """p = n k T falls by the weight of the air, to the accuracy of the difference quotient."""
    z = np.linspace(1e3, 79e3, 200)
    _, t, n = profile(np.concatenate([z - 5.0, z + 5.0]))
    p = 1.380622e-23 * n * t
    weight = profile(z)[0] * 9.80665 * (6356.766e3 / (6356.766e3 + z)) ** 2
    clear = np.min([np.abs(z * 6356.766e3 / (6356.766e3 + z) - b) for b, _ in LAYERS], axis=0) > 20
    slope = (p[:200] - p[200:]) / 10.0
    np.testing.assert_allclose(slope[clear], weight[clear], rtol=2e-5)


@pytest.mark.parametrize("height", [11.019e3, 20.063e3, 32.162e3, 47.350e3, 80e3, 86e3, 120e3])
def test_continuous_where_its_parts_meet(height) -> None:
    rho, t, n = profile([height - 1.0, height + 1.0])
    assert abs(rho[1] / rho[0] - 1.0) < 6e-4  # two metres of fall are 4e-4
    assert abs(n[1] / n[0] - 1.0) < 6e-4
    assert abs(t[1] - t[0]) < 0.15  # 0.08 K of kinetic temperature at 86 km, as published


def test_held_beyond_its_heights() -> None:
    ends = profile([-5e3, 1000e3])
    beyond = profile([-8e3, 1400e3])
    np.testing.assert_array_equal(ends, beyond)


@settings(max_examples=60)
@given(st.lists(st.floats(-1e4, 1.2e6), min_size=1, max_size=9))
def test_finite_and_compiled_equals_interpreted(heights) -> None:
    z = np.array(heights)
    plain = profile(z)
    for one, other in zip(on_lanes(standard_air, z, us1976()), plain, strict=True):
        assert np.isfinite(other).all() and (other > 0.0).all()
        np.testing.assert_allclose(one, other, rtol=1e-12)


def test_lower_part_alone() -> None:
    z = np.linspace(-5e3, 85.9e3, 77)
    for one, other in zip(on_lanes(lower_air, z, us1976()), profile(z), strict=True):
        np.testing.assert_allclose(one, other, rtol=1e-12)
