"""Stagnation heating against a computed reference value, its scaling laws and its limits."""

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from sim.dynamics.heating import continuum_heat_flux, heat_flux
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
