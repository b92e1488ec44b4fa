"""GMAT scripts: every number in its unit, burns in order, directions in GMAT's axes."""

import re
from dataclasses import replace

import numpy as np
import pytest

from sim.formats.gmat_script import gmat_direction, gmat_script, kp_of
from sim.formats.plain_flight import PlainBurn, PlainFlight

BURN = PlainBurn(
    name="final",
    ignition=3600.0,
    duration=600.0,
    thrust=10e3,
    isp=300.0,
    frame="velocity",
    direction=(-1.0, 0.0, 0.0),
)
FLIGHT = PlainFlight(
    name="trial",
    start_utc="2025-06-01T12:00:30.250000Z",
    position=np.array([6578137.0, 0.0, 1.5]),
    velocity=np.array([0.0, 7784.25, 10.0]),
    mass=430e3,
    area=1500.0,
    cd=2.2,
    field="egm2008",
    degree=36,
    third_bodies=True,
    air="nrlmsise00",
    weather=np.array([[0.0, 140.0, 150.0, 15.0], [86400.0, 160.0, 150.0, 15.0]]),
    burns=(BURN, replace(BURN, name="again", ignition=9000.0, frame="lvlh")),
    duration=20000.0,
)


def value(text, key):
    return re.search(rf"^{re.escape(key)} = (.*);$", text, re.MULTILINE)[1]


def test_state_in_kilometres_and_the_date_to_the_millisecond():
    text = gmat_script(FLIGHT)
    assert value(text, "Sat.Epoch") == "'01 Jun 2025 12:00:30.250'"
    assert [value(text, f"Sat.{k}") for k in ("X", "Z", "VY", "VZ")] == [
        "6578.137", "0.0015", "7.78425", "0.01",
    ]  # fmt: skip
    assert value(text, "Sat.CoordinateSystem") == "EarthICRF"


def test_dry_mass_and_fuel_are_the_mass_and_the_fuel_lasts():
    text = gmat_script(FLIGHT)
    fuel = float(value(text, "Tank.FuelMass"))
    assert float(value(text, "Sat.DryMass")) + fuel == pytest.approx(430e3)
    assert fuel > 2 * 10e3 * 600.0 / (300.0 * 9.80665)


def test_burns_follow_each_other_with_the_time_between():
    text = gmat_script(FLIGHT)
    assert text.count("Create FiniteBurn") == 2 and "% again" in text
    sequence = text[text.index("BeginMissionSequence") :]
    times = [float(s) for s in re.findall(r"ElapsedSecs = ([\d.]+)", sequence)]
    assert times == [3600.0, 600.0, 4800.0, 600.0, 20000.0 - 9600.0]
    assert sequence.index("BeginFiniteBurn Burn1") < sequence.index("EndFiniteBurn Burn1")
    assert "Sat.Earth.Altitude = 80.0, Sat.ElapsedSecs = 10400.0" in sequence


def test_directions_in_the_axes_of_gmat():
    for frame, direction, expected in (
        ("velocity", (1.0, 2.0, 3.0), (1.0, -2.0, -3.0)),
        ("lvlh", (1.0, 2.0, 3.0), (-3.0, 1.0, -2.0)),
        ("inertial", (1.0, 2.0, 3.0), (1.0, 2.0, 3.0)),
    ):
        _, found = gmat_direction(replace(BURN, frame=frame, direction=direction))
        assert found == expected
    assert "Thruster1.Axes = VNB;" in gmat_script(FLIGHT)
    assert "Thruster2.Axes = LVLH;" in gmat_script(FLIGHT)


def test_models_that_gmat_does_not_have_are_named():
    text = gmat_script(replace(FLIGHT, air="us1976"))
    assert "% flown with egm2008; GMAT has EGM96" in text
    assert "% flown with us1976; GMAT has NRLMSISE00" in text
    assert "%" not in gmat_script(replace(FLIGHT, field="egm96", air="none", burns=()))[10:]


def test_solar_flux_is_the_mean_and_ap_becomes_kp():
    text = gmat_script(FLIGHT)
    assert value(text, "Forces.Drag.F107") == "150.000"
    assert value(text, "Forces.Drag.MagneticIndex") == "3.000"
    assert kp_of(400.0) == 9.0 and kp_of(0.0) == 0.0
    assert kp_of(48.0) == pytest.approx(5.0)
    still = gmat_script(replace(FLIGHT, air="none"))
    assert "Forces.Drag = None;" in still and "F107" not in still
