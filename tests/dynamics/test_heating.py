"""Stagnation heating against a computed reference value, its scaling laws and its limits."""

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from sim.dynamics.heating import (
    CORRELATIONS,
    continuum_heat_flux,
    fay_riddell,
    heat_flux,
    selected_heat_flux,
    sutton_graves,
)
from sim.lanes import on_lanes

speeds = st.floats(500.0, 8e3)
densities = st.floats(1e-12, 1e-2)


def flux(function, *values) -> np.ndarray:
    return on_lanes(function, *(np.atleast_1d(np.asarray(v, dtype=np.float64)) for v in values))


def test_detra_kemp_riddell_at_78_km() -> None:
    """1.957e6 W/m2, four printed digits."""
    assert flux(continuum_heat_flux, 2.727e-5, 7500.0, 0.05)[0] == pytest.approx(1.957e6, abs=500.0)


def test_close_to_sutton_and_graves() -> None:
    """NASA TR R-376: 1.7415e-4 sqrt(rho/R) v^3 is the fraction 0.877 of it there."""
    other = 1.7415e-4 * np.sqrt(2.727e-5 / 0.05) * 7500.0**3
    ratio = other / flux(continuum_heat_flux, 2.727e-5, 7500.0, 0.05)[0]
    assert ratio == pytest.approx(0.877, abs=5e-4)


@settings(max_examples=60)
@given(densities, speeds, st.floats(0.01, 10.0))
def test_scaling_laws(density, speed, radius) -> None:
    """Root of density over radius, speed to the power 3.15."""
    one = flux(continuum_heat_flux, density, speed, radius)[0]
    assert flux(continuum_heat_flux, 4.0 * density, speed, radius)[0] == pytest.approx(2 * one)
    assert flux(continuum_heat_flux, density, speed, 4.0 * radius)[0] == pytest.approx(0.5 * one)
    assert flux(continuum_heat_flux, density, 2.0 * speed, radius)[0] == pytest.approx(
        2.0**3.15 * one, rel=1e-13
    )


@settings(max_examples=100)
@given(densities, speeds, st.floats(0.01, 10.0))
def test_bridged_flux_is_below_both_limits(density, speed, radius) -> None:
    """Matting: q_c (1 - exp(-q_fm / q_c))."""
    continuum = flux(continuum_heat_flux, density, speed, radius)[0]
    free = 0.5 * density * speed**3
    bridged = flux(heat_flux, density, speed, radius)[0]
    # 1 - exp(-x) of a small x keeps 1e-16 of one
    slack = 1e-15 * continuum
    assert bridged == pytest.approx(-continuum * np.expm1(-free / continuum), rel=1e-12, abs=slack)
    assert 0.0 <= bridged <= min(continuum, free) * (1.0 + 1e-12) + slack


def test_limits_where_they_are_met() -> None:
    """At 400 km all the flow's energy arrives; at 60 km the boundary layer keeps most of it off."""
    thin = flux(heat_flux, 2.8e-12, 7670.0, 1.0)[0]
    assert thin == pytest.approx(0.5 * 2.8e-12 * 7670.0**3, rel=3e-3)
    thick = flux(heat_flux, 3.1e-4, 6000.0, 1.0)[0]
    assert thick == pytest.approx(flux(continuum_heat_flux, 3.1e-4, 6000.0, 1.0)[0], rel=1e-9)
    assert thick < 0.05 * 0.5 * 3.1e-4 * 6000.0**3


def test_standing_still_or_without_air_nothing_burns() -> None:
    np.testing.assert_array_equal(flux(heat_flux, [1.2, 0.0], [0.0, 7800.0], [1.0, 1.0]), 0.0)


def test_sutton_and_graves_as_printed() -> None:
    """1.716e6 W/m2 at the same place, and 350.7 kW/m2 of a panel code at 70 km, 6 km/s, 0.95 m."""
    assert flux(sutton_graves, 2.727e-5, 7500.0, 0.05)[0] == pytest.approx(1.716e6, abs=500.0)
    assert flux(sutton_graves, 8.283e-5, 6000.0, 0.95)[0] == pytest.approx(350.7e3, rel=0.02)


@pytest.mark.parametrize("speed", [4e3, 5e3, 6e3, 7e3, 7.8e3])
@pytest.mark.parametrize("density", [1e-5, 8.283e-5, 1e-3])
def test_correlations_of_the_same_air_agree(density, speed) -> None:
    """Fay-Riddell in equilibrium and the two fits to such solutions, within 15 %.

    A panel code (TITAN) has 1.271 times Sutton-Graves for its catalytic wall at 70 km and 6 km/s,
    this 1.06: its transport properties and velocity gradient are others.
    """
    graves = flux(sutton_graves, density, speed, 0.5)[0]
    for other in (fay_riddell, continuum_heat_flux):
        assert flux(other, density, speed, 0.5)[0] == pytest.approx(graves, rel=0.15)
    assert flux(fay_riddell, density, speed, 2.0)[0] == pytest.approx(
        0.5 * flux(fay_riddell, density, speed, 0.5)[0], rel=1e-12
    )


@pytest.mark.parametrize(
    ("name", "function"),
    [
        ("detra-kemp-riddell", continuum_heat_flux),
        ("sutton-graves", sutton_graves),
        ("fay-riddell", fay_riddell),
    ],
)
def test_a_correlation_is_selected_by_name(name, function) -> None:
    values = (8.283e-5, 6000.0, 0.95)
    got = on_lanes(selected_heat_flux, CORRELATIONS[name], *(np.array([v]) for v in values))
    assert got[0] == flux(function, *values)[0]
