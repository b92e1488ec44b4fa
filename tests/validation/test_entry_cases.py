"""Entry compared with independently computed trajectories: descents from 250 km, demise of spheres,
peak loads.

The reference is a 3-DOF integration (DOP853, rtol 1e-9) in Earth-fixed axes: J2 field, US Standard
Atmosphere 1976, no wind; station of 150 kg/m2 in free-molecular and 315 in continuum flow with a
bridging length of 20 m; fragments of one drag coefficient, twice as large in free-molecular flow,
length 1 m.
Ranges are great circles between geocentric directions on a sphere of 6371.0088 km.
"""

import math

import numpy as np
import pytest

from sim.entry.break_ups import OF_A_PIECE
from sim.entry.breakup.component import Component, as_columns
from sim.entry.breakup.material import material as stuff_of
from sim.entry.breakup.shape import Cylinder
from sim.entry.fragment_propagation import GONE, fall
from sim.flight.status import DEMISED, IMPACT
from sim.frames.constants import MEAN_RADIUS
from sim.validation.cases.entry_trajectory import (
    G0,
    MATERIALS,
    MU,
    exponential_world,
    fly_entry,
    fly_fragment,
    fly_sesam_sphere,
    fly_to_peak_load,
    fragment_columns,
    gravity_field,
    polar_state,
    propagate_down,
    range_between,
    single_body,
    sphere_columns,
    standard_world,
    states_after_burn,
)
from sim.validation.propagator_inputs import ballistic_parameters


@pytest.fixture(scope="module")
def environment():
    """Gravity field and atmosphere of the reference."""
    return standard_world()


def test_reference_initial_state():
    state, _ = states_after_burn(250, 50)
    np.testing.assert_allclose(state[:3], [5423612.894, 2356826.393, 2977843.189], atol=0.01)
    np.testing.assert_allclose(state[3:], [-4416.13505, 3914.06191, 4945.40567], atol=2e-5)


def test_reference_entry():
    """Interface at 1534.3 s, break-up 356.2 s and 2654.1 km later."""
    (t, _, at_interface), (break_up, _, at_break_up) = fly_entry()
    assert t == pytest.approx(1534.3, abs=0.1)
    assert at_interface.speed_air[0] == pytest.approx(7560.5, abs=0.1)
    assert break_up - t == pytest.approx(356.2, abs=0.1)
    assert at_break_up.speed_air[0] == pytest.approx(7496.9, abs=0.2)
    assert range_between(at_interface, at_break_up) == pytest.approx(2654.1, abs=0.5)


@pytest.mark.parametrize(
    ("beta", "range_km", "seconds", "speed"),
    [(20.0, 3243.3, 969.5, 17.9), (100.0, 3646.9, 546.6, 40.1), (1000.0, 4382.0, 383.6, 132.3)],
)
def test_reference_impacts(environment, beta, range_km, seconds, speed):
    (_, _, interface), (t, state, _) = fly_entry()
    impact = fall(environment, single_body(t, state, fragment_columns(beta)), melting=False)
    assert range_between(interface, impact) == pytest.approx(range_km, abs=0.5)
    assert impact.t[0] - t == pytest.approx(seconds, abs=0.1)
    assert impact.speed[0] == pytest.approx(speed, abs=0.1)


# circular orbit and perigee, km; inertial entry angle, deg; range from the interface, km
RANGES = [
    (415, 0, -1.67, 1422, 1928, 2237, 2770),
    (250, 0, -1.11, 1977, 2520, 2868, 3476),
    (250, 70, -0.74, 3251, 3864, 4296, 5090),
    (250, 80, -0.68, 3781, 4405, 4849, 5657),
    (220, 50, -0.75, 2899, 3492, 3898, 4634),
    (220, 80, -0.59, 4060, 4682, 5122, 5912),
]


@pytest.mark.parametrize(
    ("apogee", "perigee", "angle", "break_up", "light", "middle", "dense"), RANGES
)
def test_entry_angle_and_range(environment, apogee, perigee, angle, break_up, light, middle, dense):
    """Goal 5 %; reproduced to 0.5 %, the error of the reference's coarser steps."""
    (_, _, interface), (t, state, at_break_up) = fly_entry(apogee, perigee)
    computed = math.degrees(interface.flight_path_angle_inertial[0])
    assert computed == pytest.approx(angle, abs=0.006)
    assert range_between(interface, at_break_up) == pytest.approx(break_up, rel=0.005)
    for beta, expected in ((20.0, light), (100.0, middle), (1000.0, dense)):
        impact = fall(environment, single_body(t, state, fragment_columns(beta)), melting=False)
        assert range_between(interface, impact) == pytest.approx(expected, rel=0.005)


# change, shift of the impact of a fragment of 100 kg/m2, km
SHIFTS = [
    ({"burn_factor": 1.01}, -115.0),
    ({"burn_factor": 1.03}, -335.0),
    ({"density_factor": 0.7}, 147.0),
    ({"ballistic_factor": 1.2}, 21.0),
    ({"ballistic_factor": 0.5}, -109.0),
    ({"break_up": 85e3}, -85.0),
    ({"break_up": 65e3}, 167.0),
    ({"beta": 20.0}, -403.0),
    ({"beta": 1000.0}, 735.0),
    ({"break_up": 105e3, "beta": 5.0}, -1361.0),
    ({"break_up": 105e3, "beta": 20.0}, -866.0),
    ({"lift_up": 0.3}, 1425.0),
    ({"lift_up": -0.1}, -179.0),
    ({"lift_up": 0.3, "beta": 1000.0}, 2192.0),
]


@pytest.mark.parametrize(("change", "expected"), SHIFTS)
def test_shift_of_the_impact(change, expected):
    """Goal 10 %; the reference integrates in fixed steps, which costs it up to 3 %."""
    (first, nominal), (second, shifted) = fly_fragment(), fly_fragment(**change)
    assert first.status[0] == second.status[0] == IMPACT
    assert shifted - nominal == pytest.approx(expected, rel=0.04, abs=1.0)


@pytest.mark.parametrize(("side", "expected"), [(0.1, 33.0), (0.3, 93.0)])
def test_side_lift_moves_the_impact_across_track(side, expected):
    nominal, _ = fly_fragment()
    shifted, _ = fly_fragment(lift_side=side)
    assert range_between(nominal, shifted) == pytest.approx(expected, rel=0.1)


@pytest.mark.parametrize("start", [(250, 50), (415, 0), (220, 80)])
def test_peak_deceleration(environment, start):
    """6.2 to 8.8 g, independent of the ballistic coefficient and the perigee."""
    _, (t, state, _) = fly_entry(*start)
    for beta in (20.0, 100.0, 1000.0):
        parameters = ballistic_parameters(0.5 * beta, beta, 1.0)
        assert 6.1 < fly_to_peak_load(environment, t, state, parameters)[0] < 8.8


@pytest.mark.parametrize(
    ("angle", "load", "tolerance"), [(0.05, 8.2, 0.1), (3.0, 10.8, 0.25), (6.0, 18.4, 0.25)]
)
def test_peak_load_in_an_exponential_atmosphere(angle, load, tolerance):
    """Chapman's regime: from a circular orbit at 120 km; the closed form of Allen and Eggers gives
    7.8 and 15.5 g at 3 and 6 degrees, and fails at 0.05 degrees.
    """
    atmosphere = exponential_world()
    state = polar_state(120e3, math.sqrt(MU / (MEAN_RADIUS + 120e3)), -angle)
    for beta in (50.0, 500.0):
        parameters = ballistic_parameters(beta, beta, 1.0)
        computed, speed = fly_to_peak_load(atmosphere, 0.0, state, parameters)
        assert computed == pytest.approx(load, abs=tolerance)
        if angle < 1.0:
            assert 3.3e3 < speed < 3.5e3


@pytest.mark.parametrize(("beta", "speed"), [(10.0, 12.7), (100.0, 40.0), (500.0, 89.5)])
def test_terminal_speed(environment, beta, speed):
    """From sqrt(2 beta g / rho) at sea level; the descent lags by v^2 / (4 g H), H 10.4 km."""
    impact = fall(
        environment, single_body(0.0, polar_state(20e3, 1.0, 0.0), fragment_columns(beta))
    )
    expected = speed * (1.0 + speed**2 / (4.0 * G0 * 10.4e3))
    assert impact.speed[0] == pytest.approx(expected, rel=5e-3)
    assert math.degrees(impact.flight_path_angle[0]) == pytest.approx(-90.0, abs=2.0)


# in the order of MATERIALS: altitude of demise, or surviving mass share
DEMISE = {
    (0.05, None): ("72 km", "72 km", "72 km", "60 km", "62 km", "62 km", "67 km"),
    (0.10, None): ("64 km", "64 km", "65 km", 0.37, 0.04, 0.03, "54 km"),
    (0.30, None): (0.285, 0.285, 0.26, 1.0, 1.0, 1.0, 0.70),
    (0.30, 0.003): ("74 km", "74 km", "74 km", 1.0, 0.50, 0.43, "69 km"),
    (0.60, 0.005): (0.02, 0.02, 0.02, 1.0, 1.0, 0.93, 0.12),
    (1.00, 0.005): (0.11, 0.11, 0.09, 1.0, 1.0, 1.0, 0.38),
}


@pytest.mark.parametrize(("diameter", "wall"), DEMISE)
def test_demise_of_spheres(environment, diameter, wall):
    """To 1.5 km and 2.5 % of the mass: the reference assumes 250 K in the hot-wall term, no heating
    below 600 m/s, changes of drag at fixed speeds, and is rounded.
    """
    point_mass = environment._replace(gravity=gravity_field(0))
    state = polar_state(78e3, 7500.0, -0.9)
    for material, expected in zip(MATERIALS, DEMISE[diameter, wall], strict=True):
        body = sphere_columns(diameter, material, wall)
        end = fall(point_mass, single_body(0.0, state, body))
        if isinstance(expected, str):
            assert end.status[0] == DEMISED, material
            assert end.height[0] / 1e3 == pytest.approx(float(expected[:-3]), abs=1.5), material
        else:
            assert end.status[0] == IMPACT, material
            assert end.mass[0] / body["mass"] == pytest.approx(expected, abs=0.025), material


def test_the_melting_sphere_of_sesam():
    """Melting from 71.005 km (43.55 s) to 66.476 km (67.315 s), at constant outer size."""
    begun, high = fly_sesam_sphere(1.0)
    gone, low = fly_sesam_sphere(GONE)
    assert high == pytest.approx(71005.0, abs=500.0) and begun == pytest.approx(43.55, abs=2.0)
    assert low == pytest.approx(66476.0, abs=500.0) and gone == pytest.approx(67.315, abs=2.0)


NAPLES = [
    (78, "60.5 km"), (74, "57.8 km"), (70, "54.3 km"), (66, "49.8 km"),
    (62, 0.02), (58, 0.14), (54, 0.48), (50, 1.0),
]  # fmt: skip


@pytest.mark.parametrize(("altitude", "expected"), NAPLES)
def test_the_naples_stanchion(environment, altitude, expected):
    """0.726 kg of Inconel that hit a house in Florida on 8 March 2024: it survives only if released
    late.
    """
    point_mass = environment._replace(gravity=gravity_field(0))
    t, state = 0.0, polar_state(78e3, 7500.0, -0.85)
    if altitude < 78:
        parameters = ballistic_parameters(500.0, 500.0, 1.0)
        arc = propagate_down(point_mass, t, state, parameters, 1e3 * altitude)
        t, state = arc.t[0], arc.y[0, :6]
    body = sphere_columns(0.055, "Inconel 718", mass=0.726)
    end = fall(point_mass, single_body(t, state, body))
    if isinstance(expected, str):
        assert end.status[0] == DEMISED
        assert end.height[0] / 1e3 == pytest.approx(float(expected[:-3]), abs=0.6)
    else:
        assert end.mass[0] / 0.726 == pytest.approx(expected, abs=0.02)


@pytest.mark.parametrize(
    ("altitude", "low", "high"), [(78, 0.0, 0.0), (58, 0.1, 0.3), (50, 0.8, 1)]
)
def test_the_naples_stanchion_as_the_piece_it_was(environment, altitude, low, high):
    """A hollow cylinder of 102 by 41 mm with a wall of 4 mm, and with all the physics of heat: gone
    if released at 78 km, found if at 58 km or below.
    """
    piece = Component(
        name="stanchion",
        count=1,
        mass=0.726,
        shape=Cylinder(0.041, 0.102),
        material=stuff_of("Inconel 718"),
        wall=4e-3,
    )
    point_mass = environment._replace(gravity=gravity_field(0))
    t, state = 0.0, polar_state(78e3, 7500.0, -0.85)
    if altitude < 78:
        parameters = ballistic_parameters(500.0, 500.0, 1.0)
        arc = propagate_down(point_mass, t, state, parameters, 1e3 * altitude)
        t, state = arc.t[0], arc.y[0, :6]
    columns = as_columns([piece])
    body = {name: float(columns[name][0]) for name in OF_A_PIECE}
    body |= {"lift_up": 0.0, "lift_side": 0.0, "temperature": 300.0}
    end = fall(point_mass, single_body(t, state, body))
    assert low <= end.mass[0] / 0.726 <= high
    assert (end.status[0] == DEMISED) == (altitude == 78)
