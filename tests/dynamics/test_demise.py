"""Heating and melting of a lump: its books against temperatures integrated apart from them."""

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from scipy.integrate import solve_ivp

from sim.dynamics.demise import (
    ACCOMMODATION,
    AIR_SPECIFIC_HEAT,
    REMNANT,
    STEFAN_BOLTZMANN,
    melting,
    net_heating,
    scale_left,
    solid_left,
    temperature_of,
)
from sim.lanes import on_lanes

BALL = {
    "solid_mass": 50.0,
    "shrinks": 1.0,
    "nose_radius": 0.16,
    "heated_area": 0.33,
    "shape_factor": 0.275,
    "specific_heat": 900.0,
    "heat_of_fusion": 386e3,
    "melting_temperature": 867.0,
    "emissivity": 0.4,
    "accommodation": 0.9,
}
"""An aluminium ball of 50 kg."""
DENSITY, SPEED, AIR = 2.7e-5, 7.5e3, 190.0
"""kg/m3, m/s, K near 78 km."""


def call(kernel, make_case, *values, **columns) -> float:
    row = [v if isinstance(v, int) else np.array([v], dtype=np.float64) for v in values]
    return float(on_lanes(kernel, *row, make_case(1, **(BALL | columns)))[0])


def books(temperature: float, **columns: float) -> float:
    """Mass in the state of a body that has not begun to melt."""
    c = BALL | columns
    missing = c["specific_heat"] * (c["melting_temperature"] - temperature)
    return c["solid_mass"] * (1.0 + missing / c["heat_of_fusion"])


def heating(temperature: float, scale: float = 1.0) -> float:
    """Net heat flow in W, written out: Detra, Kemp and Riddell, Matting, hot wall, radiation."""
    continuum = 1.1035e8 * np.sqrt(DENSITY / (1.225 * BALL["nose_radius"] * scale))
    continuum *= (SPEED / 7925.0) ** 3.15
    flux = -continuum * np.expm1(-0.5 * ACCOMMODATION * DENSITY * SPEED**3 / continuum)
    # the one keeps the kernel finite at rest
    wall = 1.0 - AIR_SPECIFIC_HEAT * (temperature - AIR) / (0.5 * SPEED**2 + 1.0)
    lost = BALL["emissivity"] * STEFAN_BOLTZMANN * temperature**4
    return BALL["heated_area"] * scale**2 * (BALL["shape_factor"] * flux * wall - lost)


@settings(max_examples=60)
@given(st.floats(1.0, 867.0), st.floats(0.1, 1e5))
def test_books_hold_the_temperature(make_case, temperature, mass) -> None:
    state = books(temperature, solid_mass=mass)
    got = call(temperature_of, make_case, state, solid_mass=mass)
    assert got == pytest.approx(temperature, rel=1e-11)
    assert call(solid_left, make_case, state, solid_mass=mass) == mass


@settings(max_examples=60)
@given(st.floats(0.0, 1.0))
def test_a_melting_body_is_at_its_melting_point_and_loses_size(make_case, share) -> None:
    state = 50.0 * share
    kept = max(share, REMNANT)
    assert call(temperature_of, make_case, state) == BALL["melting_temperature"]
    assert call(solid_left, make_case, state) == pytest.approx(50.0 * kept, rel=1e-15)
    solid = 50.0 * kept
    assert call(scale_left, make_case, solid) == pytest.approx(kept ** (1.0 / 3.0), rel=1e-13)
    assert call(scale_left, make_case, solid, shrinks=0.0) == 1.0


@pytest.mark.parametrize("temperature", [300.0, 600.0, 867.0])
@pytest.mark.parametrize("scale", [1.0, 0.5])
def test_net_heating_written_out(make_case, temperature, scale) -> None:
    got = call(net_heating, make_case, books(temperature), scale, SPEED, DENSITY, AIR, 0)
    assert got == pytest.approx(heating(temperature, scale), rel=1e-10)


def test_a_body_at_rest_only_radiates(make_case) -> None:
    got = call(net_heating, make_case, books(600.0), 1.0, 0.0, 0.0, AIR, 0)
    assert got == pytest.approx(-0.33 * 0.4 * 5.670374419e-8 * 600.0**4, rel=1e-6)
    assert call(melting, make_case, books(600.0), 1.0, 0.0, 0.0, AIR, 0) > 0.0  # it cools


def test_what_has_melted_stays_gone(make_case) -> None:
    """In the cold a body that has begun to melt neither gains nor loses."""
    assert call(melting, make_case, 30.0, 0.9, 0.0, 0.0, AIR, 0) == 0.0
    assert call(melting, make_case, 30.0, 0.9, SPEED, DENSITY, AIR, 0) < 0.0


def test_a_remnant_is_kept(make_case) -> None:
    for mass in (REMNANT * 50.0, 0.1, 0.0):
        assert call(melting, make_case, mass, 0.2, SPEED, DENSITY, AIR, 0) == 0.0


def test_a_given_flux_closes_to_the_last_digits(make_case) -> None:
    """Without radiation and hot wall the rate is constant: heat in is warm-up and melt."""
    given_flux = {"emissivity": 0.0, "shrinks": 0.0}
    rate = call(melting, make_case, books(300.0), 1.0, SPEED, DENSITY, 1e4, 0, **given_flux)
    power = -rate * BALL["heat_of_fusion"]
    assert power > 1e3
    warm_up = 50.0 * 900.0 * (867.0 - 300.0)
    for melted in (0.0, 1.0, 20.0, 49.0):
        seconds = (warm_up + melted * 386e3) / power
        state = books(300.0) + rate * seconds
        assert call(solid_left, make_case, state) == pytest.approx(50.0 - melted, rel=1e-9)
        begun = call(melting, make_case, state, 1.0, SPEED, DENSITY, 1e4, 0, **given_flux)
        assert begun == pytest.approx(rate, rel=1e-14)


def test_energy_closes_with_radiation_and_a_hot_wall(make_case) -> None:
    """The one number of the books against temperature and solid mass integrated apart."""

    def kernel_rate(_, y):
        solid = call(solid_left, make_case, y[0])
        scale = call(scale_left, make_case, solid)
        return [call(melting, make_case, y[0], scale, SPEED, DENSITY, AIR, 0)]

    def warming(_, y):
        return [heating(y[0]) / (50.0 * 900.0), heating(y[0])]

    def shrinking(_, y):
        gain = heating(867.0, (y[0] / 50.0) ** (1.0 / 3.0))
        return [-gain / 386e3, gain]

    def hot(_, y):
        return y[0] - 867.0

    hot.terminal = True
    tight = {"method": "DOP853", "rtol": 1e-13, "atol": 1e-12}
    first = solve_ivp(warming, (0.0, 1e4), [300.0, 0.0], events=hot, **tight)
    begun = float(first.t_events[0][0])
    melt = solve_ivp(shrinking, (begun, begun + 60.0), [50.0, first.y[1, -1]], **tight)
    solid, heat = melt.y[:, -1]
    assert 5.0 < solid < 45.0
    # the books in two stretches: their rate has a corner where melting begins
    warm = solve_ivp(kernel_rate, (0.0, begun), [books(300.0)], **tight)
    state = solve_ivp(kernel_rate, (begun, begun + 60.0), warm.y[:, -1], **tight).y[0, -1]
    assert state == pytest.approx(solid, rel=1e-9)
    assert heat == pytest.approx(50.0 * 900.0 * 567.0 + (50.0 - state) * 386e3, rel=1e-9)
