"""Closed forms of attitude control against published figures and figures computed by hand."""

import math

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from sim.planning.margins.attitude_torque import (
    aerodynamic_torque,
    cyclic_momentum,
    dead_band_propellant,
    gravity_gradient_limit,
    largest_offset,
    orbit_propellant,
    orbital_rate,
    thrust_roll_torque,
    thrust_torque,
    trim_angle,
)
from sim.planning.margins.control_authority import ControlAssumptions

JEOD = 1.02e8, 0.91e8, 1.64e8
"""kg m2, roll, pitch and yaw, in NASA's check case of the station (nasa/jeod, SIM_dyncomp)."""
DRAG = {300: 1.73, 250: 5.5, 220: 12.4, 200: 23.3, 160: 113.0, 150: 190.0}
"""N of 3,000 m2 at the circular speed, by km, in the US Standard Atmosphere 1976."""


@pytest.mark.parametrize(("thrust", "held", "lost"), [(12e3, 0.40, 0.45), (6.14e3, 0.78, 0.85)])
def test_a_push_is_lost_where_offset_times_thrust_is_more_than_the_authority(thrust, held, lost):
    authority = 5e3
    assert thrust_torque(thrust, held) < authority < thrust_torque(thrust, lost)
    edge = largest_offset(authority, 0.0, thrust)
    assert held < edge < lost
    assert thrust_torque(thrust, edge) == pytest.approx(authority)


def test_what_is_left_for_misalignment_shrinks_with_the_torque_of_the_atmosphere():
    assert largest_offset(8e3, 2e3, 12e3) == pytest.approx(0.5)
    assert largest_offset(8e3, 9e3, 12e3) == 0.0
    assert largest_offset(8e3, 9e3, 0.0) == math.inf


@given(st.floats(1.0, 1e5), st.floats(0.0, 5.0), st.floats(0.0, 0.2))
def test_a_torque_about_roll_is_what_the_cross_product_can_have(thrust, offset, cant):
    force = thrust * np.array([math.cos(cant), 0.0, math.sin(cant)])
    across = np.array([-math.sin(cant), 0.0, math.cos(cant)])
    most = 0.0
    for angle in np.linspace(0.0, 2.0 * math.pi, 73):
        place = offset * (math.cos(angle) * np.array([0.0, 1.0, 0.0]) + math.sin(angle) * across)
        torque = np.cross(place, force)
        assert np.linalg.norm(torque) == pytest.approx(thrust_torque(thrust, offset), rel=1e-9)
        most = max(most, abs(torque[0]))
    assert most == pytest.approx(thrust_roll_torque(thrust, offset, cant), rel=1e-9, abs=1e-9)


@pytest.mark.parametrize(("altitude", "torque"), [(415e3, 118.0), (220e3, 129.0), (150e3, 133.0)])
def test_gravity_holds_so_much_about_the_pitch_axis(altitude, torque):
    found = gravity_gradient_limit(orbital_rate(altitude), JEOD[0], JEOD[2])
    assert found == pytest.approx(torque, rel=0.02)


@pytest.mark.parametrize(("altitude", "degrees"), [(250, 3.7), (220, 8.1), (200, 16.0)])
def test_the_atmosphere_turns_the_trim_attitude(altitude, degrees):
    gradient = gravity_gradient_limit(orbital_rate(1e3 * altitude), JEOD[0], JEOD[2])
    found = trim_angle(aerodynamic_torque(DRAG[altitude], 3.0), gradient)
    assert math.degrees(found) == pytest.approx(degrees, rel=0.06)


def test_no_attitude_is_in_balance_where_the_atmosphere_is_stronger():
    gradient = gravity_gradient_limit(orbital_rate(150e3), JEOD[0], JEOD[2])
    assert math.isnan(trim_angle(aerodynamic_torque(DRAG[150], 3.0), gradient))
    assert trim_angle(gradient, gradient) == pytest.approx(0.25 * math.pi)


def test_half_the_mean_torque_over_the_rate_is_a_swing_of_half_of_it():
    """A torque of T (1 + sin nt) / 1 less its mean, integrated: from the least to the most."""
    rate, torque = 1.178e-3, 36.0
    t = np.linspace(0.0, 2.0 * math.pi / rate, 20001)
    stored = np.cumsum(0.5 * torque * np.sin(rate * t)) * (t[1] - t[0])
    swing = 0.5 * (stored.max() - stored.min())
    assert cyclic_momentum(torque, rate) == pytest.approx(swing, rel=1e-3)


@pytest.mark.parametrize("exponent", [0.5, 0.75, 1.0])
def test_todays_propellant_scaled_to_the_station_of_2005(exponent):
    """14 kg for one orbit on Russian thrusters, 183 t at 355 km: NASA status report 05-07."""
    found = dead_band_propellant(183e3, 30.0, 455e3, exponent)
    assert 0.5 < found / 14.0 < 2.0
    # and the other way the range of today's station holds what was flown
    today = dead_band_propellant(455e3, 14.0, 183e3, exponent)
    usual = ControlAssumptions().per_orbit
    assert 30.0 * usual.low < today < 30.0 * usual.high


@pytest.mark.parametrize(("torque", "altitude", "mass"), [(20.0, 220e3, 1.3), (560.0, 150e3, 36.0)])
def test_propellant_against_a_steady_torque(torque, altitude, mass):
    assert orbit_propellant(torque, altitude, 30.0, 285.0) == pytest.approx(mass, rel=0.04)
