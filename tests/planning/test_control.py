"""Torque against authority: published check values, and what a flown plan asks for."""

import math
from dataclasses import replace

import numpy as np
import pytest

from sim.environment.space_weather.indices import weather
from sim.environment.world import world
from sim.flight.fly import fly
from sim.flight.mission import Mission
from sim.flight.phase import Burn, Condition, Firing, Phase
from sim.flight.trajectory import trajectory
from sim.frames.constants import EQUATORIAL_RADIUS, MEAN_RADIUS, MU, STANDARD_GRAVITY
from sim.frames.elements import cartesian_from_kepler
from sim.frames.epoch import Epoch
from sim.planning.margins.attitude_control import estimate_propellant, find_control_need
from sim.planning.margins.control_authority import (
    ControlAssumptions,
    ControlAuthority,
    find_altitude,
    find_control_limits,
    tabulate_torque,
)
from sim.vehicle.hardware import Attitude, EngineGroup, Feed, Tank, Vehicle

DAY = 86400.0
PLATE = Attitude(
    name="station.plate", area=1400.0, cd_free_molecular=2.1, cd_continuum=2.1, length=4.4
)
SMALL = Attitude(
    name="station.small", area=700.0, cd_free_molecular=2.1, cd_continuum=2.1, length=4.4
)
POLAR = 0.5 * math.pi
INCLINATION = math.radians(51.64)
ENGINE = EngineGroup(
    name="station.engine", count=1, thrust=12e3, isp=300.0, feeds=(Feed("station.tank"),)
)
STATION = Vehicle("station", 420e3, (Tank("station.tank", 2e4, 2e4),), (ENGINE,), (PLATE, SMALL))
AUTHORITIES = tuple(
    ControlAuthority(f"{torque} N m", torque) for torque in (1032.0, 2e3, 5e3, 1e4, 2e4)
)


@pytest.fixture(scope="module")
def mission():
    """From 150 by 210 km down, in the standard atmosphere."""
    epoch = Epoch.from_utc("2028-07-01T00:00:00Z")
    made = world(epoch, 20.0 * DAY, degree=0, third_body=False, air="us1976")
    axis = EQUATORIAL_RADIUS + 180e3
    state = np.array(cartesian_from_kepler(axis, 30e3 / axis, 0.9, 0.0, 0.0, 0.0))
    firings = (Firing("station.engine"),)
    return Mission(
        name="control",
        epoch=epoch,
        horizon=20.0 * DAY,
        world=made,
        vehicles=(STATION,),
        docked=("station",),
        phases=(
            Phase(name="wait", until=Condition("apogee", 3.0), field_degree=0, save_every=120.0),
            Phase(
                name="final", burn=Burn(firings, "perigee", 50e3), field_degree=0, save_every=10.0
            ),
            Phase(
                name="entry", attitude="station.small", until=Condition("ground"), field_degree=0
            ),
        ),
        position=state[None, :3],
        velocity=state[None, 3:],
        dispersed={},
    )


@pytest.fixture(scope="module")
def table(mission):
    control = ControlAssumptions(offset=5.0, offsets=(2.0, 10.0), authorities=AUTHORITIES)
    heights = 1e3 * np.array([100, 105, 110, 115, 120, 130, 140, 150, 160, 200, 220, 250, 300, 415])
    return tabulate_torque(mission, heights, control, (PLATE, SMALL), inclination=POLAR)


@pytest.mark.parametrize(
    ("altitude", "drag", "torque", "momentum"),
    [
        (415, "0.19", "0.9", "1.0e3"),
        (300, "1.7", "8.4", "9.1e3"),
        (250, "5.4", "27", "2.9e4"),
        (220, "12", "61", "6.5e4"),
        (200, "23", "113", "1.2e5"),
        (160, "111", "553", "5.8e5"),
        (150, "187", "933", "9.8e5"),
        (130, "735", "3.7e3", "3.8e6"),
        (120, "2006", "1.0e4", "1.0e7"),
    ],
)
def test_check_values_in_the_standard_atmosphere(table, altitude, drag, torque, momentum):
    # 2.1 x 1400 m2, 5 m, circular speed through air at rest (here a polar orbit, 0.3 % more)
    k = int(np.flatnonzero(table["altitude_km"] == altitude)[0])
    names = ("drag_n", "torque_n_m", "momentum_per_orbit_1_m_n_m_s")
    for name, text in zip(names, (drag, torque, momentum), strict=True):
        mantissa, _, exponent = text.partition("e")
        digits = len(mantissa.partition(".")[2])
        half = 0.5 * 10.0 ** (int(exponent or 0) - digits)
        assert table[name][k] == pytest.approx(float(text), rel=0.02, abs=half), name


@pytest.mark.parametrize(
    ("torque", "at_5_m", "at_2_m"),
    [(1032.0, 148, 135), (2e3, 138, 127), (5e3, 127, 118), (1e4, 120, 113), (2e4, 115, 109)],
)
def test_altitudes_where_control_is_lost(table, torque, at_5_m, at_2_m):
    assert find_altitude(table, "station.plate", torque, "torque_n_m") / 1e3 == pytest.approx(
        at_5_m, abs=1.0
    )
    found = find_altitude(table, "station.plate", torque, "torque_low_n_m") / 1e3
    assert found == pytest.approx(at_2_m, abs=1.0)


def test_gyroscopes_are_full_in_an_orbit_at_267_km(table):
    control = ControlAssumptions(authorities=(ControlAuthority("gyroscopes", 1032.0, 19e3),))
    lost = find_control_limits(table, control)
    assert lost["full_in_one_orbit_1_m_km"][0] == pytest.approx(267.0, abs=3.0)


def test_limits_have_a_row_for_each_attitude_and_authority(table):
    control = ControlAssumptions(
        offset=5.0, offsets=(2.0, 10.0), authorities=(*AUTHORITIES, ControlAuthority("giant", 1e9))
    )
    lost = find_control_limits(table, control)
    assert len(lost["attitude"]) == 12
    assert np.isnan(lost["lost_at_km"][lost["authority"] == "giant"]).all()
    plate = lost["lost_at_km"][lost["attitude"] == "station.plate"][:5]
    assert (np.diff(plate) < 0.0).all()
    # half the area is half the torque
    small = lost["lost_at_km"][lost["attitude"] == "station.small"][1]
    double = find_altitude(table, "station.plate", 4e3, "torque_n_m") / 1e3
    assert small == pytest.approx(double, abs=0.1)
    assert (lost["lost_at_low_km"] < lost["lost_at_km"])[:5].all()
    assert (lost["lost_at_km"] < lost["lost_at_high_km"])[:5].all()


def test_activity_thickens_the_air(mission):
    epoch = mission.epoch
    sunlit = world(
        epoch,
        DAY,
        degree=0,
        third_body=False,
        weather_table=weather(epoch, DAY, percentile=50.0),
    )
    flown = replace(mission, world=sunlit, fields={})
    control, heights = ControlAssumptions(), np.array([300e3])
    quiet, active = (
        tabulate_torque(flown, heights, control, (PLATE,), inclination=INCLINATION, activity=a)[
            "torque_n_m"
        ][0]
        for a in (-1.645, 1.645)
    )
    assert 1.2 * quiet < active < 20.0 * quiet


@pytest.fixture(scope="module")
def flown(mission):
    flight = fly(mission)
    return flight, trajectory(flight)


def test_need_of_a_flown_plan(flown, table):
    flight, path = flown
    strong = find_control_limits(table, ControlAssumptions(authorities=AUTHORITIES))
    need = find_control_need(flight, path, strong)
    burn = flight.burns[0]
    assert need.at_cut_off == pytest.approx(
        1e3 * np.interp(burn.ignition + burn.duration, path["time_s"], path["altitude_km"])
    )
    before = path["altitude_km"][path["time_s"] <= burn.ignition]
    assert need.lowest_before == 1e3 * before.min()
    assert 140e3 < need.lowest_before < 155e3 < need.at_cut_off
    assert need.until == need.lowest_before
    # 5 m, 20 kN m: lost at 115 km, far below
    assert need.limit == pytest.approx(115e3, abs=1e3)
    assert not need.flagged


def test_a_plan_that_needs_control_too_low_is_flagged(flown, table):
    flight, path = flown
    weak = find_control_limits(
        table,
        ControlAssumptions(
            authorities=(ControlAuthority("weak", 500.0), ControlAuthority("some", 900.0))
        ),
    )
    need = find_control_need(flight, path, weak)
    assert need.flagged and need.lost == ("weak", "some")
    one = find_control_limits(
        table, ControlAssumptions(authorities=(ControlAuthority("weak", 500.0), AUTHORITIES[2]))
    )
    need = find_control_need(flight, path, one)
    assert not need.flagged and need.lost == ("weak",)


def test_need_asks_for_a_burn_and_for_its_attitude(flown, table):
    flight, path = flown
    lost = find_control_limits(table, ControlAssumptions(authorities=AUTHORITIES))
    with pytest.raises(ValueError, match="no burn"):
        find_control_need(replace(flight, burns=()), path, lost)
    other = {name: values[lost["attitude"] == "station.small"] for name, values in lost.items()}
    with pytest.raises(ValueError, match="attitude of final"):
        find_control_need(flight, path, other)


def test_propellant_of_a_constant_torque():
    """With a path of constant drag the integral is a product."""
    t = np.linspace(0.0, 5000.0, 51)
    path = {
        "time_s": t,
        "mass_kg": np.full(51, 400e3),
        "deceleration_g": np.full(51, 1e-5),
        "mean_altitude_km": np.linspace(225.0, 215.0, 51),
    }

    class Quiet:
        """A flight without burns or entry."""

        events = ()

        def burns_of(self, row):
            return []

    control = ControlAssumptions(
        offset=4.0, offsets=(1.0, 8.0), lever=16.0, isp=290.0, duty=0.5, dead_band=1.2
    )
    found = estimate_propellant(Quiet(), path, control)
    drag = 400e3 * 1e-5 * STANDARD_GRAVITY
    expected = 4.0 * drag * 2500.0 / (16.0 * 290.0 * STANDARD_GRAVITY) * 0.5 * 1.2
    assert found.value == pytest.approx(expected, rel=1e-9)
    assert found.low == pytest.approx(expected / 4.0) and found.high == pytest.approx(2 * expected)
    high = replace(control, gyroscopes_down_to=100e3)
    assert estimate_propellant(Quiet(), path, high).high == 0.0


def test_propellant_ends_with_the_last_burn(flown):
    flight, path = flown
    found = estimate_propellant(flight, path, ControlAssumptions())
    burn = flight.burns[0]
    end = burn.ignition + burn.duration
    inside = path["time_s"] <= end
    force = (path["mass_kg"] * path["deceleration_g"])[inside] * STANDARD_GRAVITY
    mean = np.trapezoid(force, path["time_s"][inside]) / end
    assert found.value == pytest.approx(
        5.0 * mean * end * 0.75 / (20.0 * 287.0 * STANDARD_GRAVITY), rel=1e-6
    )
    assert 10.0 < found.value < 200.0


def test_speed_on_the_table_is_that_of_a_circle(mission):
    """Without the turn of the Earth drag is half rho v2 Cd A."""
    heights = np.array([200e3])
    found = tabulate_torque(mission, heights, ControlAssumptions(), (PLATE,), inclination=POLAR)
    speed2 = MU / (MEAN_RADIUS + 200e3)
    # US Standard Atmosphere 1976: 2.541e-10 kg/m3 at 200 km
    assert found["drag_n"][0] == pytest.approx(0.5 * 2.541e-10 * speed2 * 2940.0, rel=0.01)
