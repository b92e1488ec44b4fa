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
    net_flux,
    net_heating,
    scale_left,
    solid_left,
    surface_temperature,
    temperature_of,
)
from sim.entry.breakup.material import HEAT_OF_OXYGEN, MATERIALS, material
from sim.lanes import interpreted, on_lanes

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


def sensible(c, temperature):
    """Heat in J/kg from a temperature to the melting point, by quadrature of the specific heat."""
    between = np.linspace(temperature, c.melting_temperature, 2001)
    below = between - c.melting_temperature
    heat = c.specific_heat * (1.0 + c.specific_heat_growth * below)
    return float(np.trapezoid(heat, between))


@pytest.mark.parametrize("name", MATERIALS)
@pytest.mark.parametrize("temperature", [250.0, 400.0, 550.0])
def test_enthalpy_is_inverted(make_case, name, temperature) -> None:
    """A line of specific heat makes a parabola of enthalpy, which is solved in closed form."""
    c = material(name)
    state = 50.0 * (1.0 + sensible(c, temperature) / c.heat_of_fusion)
    columns = {key: getattr(c, key) for key in OF_A_MATERIAL}
    assert call(temperature_of, make_case, state, **columns) == pytest.approx(temperature, abs=1e-4)


OF_A_MATERIAL = (
    "specific_heat", "heat_of_fusion", "melting_temperature", "emissivity",
    "specific_heat_growth", "emissivity_growth", "oxidation_heat", "char_excess",
)  # fmt: skip


def test_emissivity_grows(make_case) -> None:
    """Half as much at 300 K as at the melting point, on a line between."""
    grows = {"emissivity_growth": 0.5 / 567.0}
    for temperature, share in ((300.0, 0.5), (583.5, 0.75), (867.0, 1.0)):
        row = (np.array([temperature]), np.zeros(1), np.full(1, 10.0), AIR)
        lost = -on_lanes(net_flux, *row, make_case(1, **(BALL | grows)))[0][0]
        black = STEFAN_BOLTZMANN * temperature**4
        assert lost == pytest.approx(share * BALL["emissivity"] * black, rel=1e-12)


def test_oxygen_that_arrives_burns(make_case) -> None:
    """Half the oxygen in the stream whose enthalpy makes the flux, times its heat: at 6 km/s 0.19
    of the flux for titanium at its melting point, a sixteenth of that at half of it.
    """
    c = material("Ti-6Al-4V")
    speed, taken = 6e3, 1e6
    oxygen = 0.2315 * taken / (0.5 * speed**2)  # kg/(m2 s)
    expected = 0.5 * HEAT_OF_OXYGEN["titanium"] * oxygen
    assert 0.15 < expected / taken < 0.25
    for temperature, share in ((c.melting_temperature, 1.0), (0.5 * c.melting_temperature, 0.0625)):
        both = []
        for heat in (c.oxidation_heat, 0.0):
            columns = {"melting_temperature": c.melting_temperature, "oxidation_heat": heat}
            row = (np.array([temperature]), np.full(1, taken), np.full(1, speed), AIR)
            both.append(on_lanes(net_flux, *row, make_case(1, **(BALL | columns)))[0][0])
        assert both[0] - both[1] == pytest.approx(share * expected, rel=1e-6)


def test_char_shields(make_case) -> None:
    """What chars radiates at its surface's temperature; a metal's stays at its melting point.

    Two Newton steps leave 1 K.
    """
    row = (np.array([700.0]), np.full(1, 3e-3), np.full(1, 3e5), np.full(1, 7e3), AIR)
    resin = {"melting_temperature": 700.0, "emissivity": 0.88}
    got = {
        excess: on_lanes(
            surface_temperature, *row, make_case(1, **(BALL | resin | {"char_excess": excess}))
        )[0]
        for excess in (0.0, 500.0, 2300.0)
    }
    assert got[0.0] == 700.0 and got[500.0] == 1200.0 and 1200.0 < got[2300.0] < 1565.0
    case = make_case(1, **(BALL | resin))
    into, _ = interpreted(net_flux)(got[2300.0], 3e5, 7e3, AIR, case)
    assert got[2300.0] == pytest.approx(700.0 + 3e-3 * into[0], abs=6.0)


@settings(max_examples=40)
@given(
    name=st.sampled_from(sorted(MATERIALS)),
    mass=st.floats(0.01, 1e3),
    radius=st.floats(0.005, 2.0),
    resistance=st.floats(0.0, 1e-2),
    deficit=st.floats(0.0, 2.0),
    shrinks=st.sampled_from([0.0, 1.0]),
    density=st.floats(1e-6, 1e-3),
    speed=st.floats(1.5e3, 8e3),
    correlation=st.sampled_from([0, 1, 2]),
)
def test_heat_taken_up_is_in_the_books(
    make_case, name, mass, radius, resistance, deficit, shrinks, density, speed, correlation
) -> None:
    """For any piece: heat that came in is warmth of what is left and melt, to 1e-6 of it."""
    c = material(name)
    columns = {key: getattr(c, key) for key in OF_A_MATERIAL} | {
        "solid_mass": mass, "nose_radius": radius, "heated_area": 12.0 * radius**2,
        "shrinks": shrinks, "resistance": resistance, "core_deficit": deficit,
    }  # fmt: skip
    case = make_case(1, **(BALL | columns))
    stream = (np.full(1, speed), np.full(1, density), AIR, correlation, case)
    size, solid = interpreted(scale_left), interpreted(solid_left)

    def rate(_, y):
        state = np.maximum(y[:1], 0.0)
        scale = size(solid(state, case), case)
        into = interpreted(net_heating)(state, scale, *stream)[0]
        change = interpreted(melting)(state, scale, *stream)[0]
        # heat that is neither stored nor radiated: none while a body has melt to give up
        return [change, -change * c.heat_of_fusion if change == 0.0 else into]

    start = mass * (1.0 + sensible(c, 300.0) / c.heat_of_fusion)
    power = rate(0.0, np.array([start, 0.0]))[1]
    until = 1.2 * start * c.heat_of_fusion / max(power, 1e-3)
    end = solve_ivp(
        rate, (0.0, min(until, 1e4)), [start, 0.0], method="LSODA", rtol=1e-9, atol=1e-9 * start
    ).y[:, -1]
    left = solid(end[:1], case)[0]
    if left <= 1.0001 * REMNANT * mass:
        return  # gone: the last per cent isn't booked
    mean = interpreted(temperature_of)(end[:1], case)[0]
    booked = mass * (sensible(c, 300.0) + c.heat_of_fusion)
    booked -= left * (sensible(c, mean) + c.heat_of_fusion)
    assert booked == pytest.approx(end[1], rel=2e-6, abs=1e-6 * mass * c.heat_of_fusion)
