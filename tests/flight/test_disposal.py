"""Ships that leave: what they keep while docked, what their deorbit takes, and where they fall."""

import math
import re
from dataclasses import replace

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from sim.flight.disposal.departure import find_departures
from sim.flight.disposal.propagation import fly_disposals
from sim.flight.disposal.reserve import deorbit_delta_v, reserve_mass
from sim.flight.fly import fly
from sim.flight.phase import Burn, Condition, Firing, Transfer
from sim.frames.constants import STANDARD_GRAVITY
from sim.vehicle.hardware import Disposal, EngineGroup, Feed, Tank, Vehicle

from .conftest import STATION

HOUR = 3600.0
DISPOSAL = Disposal(
    controlled=True,
    dry_mass=4404.0,
    engines=("ship.main", "ship.aft"),
    perigee=0.0,
    free_flight=3.0 * HOUR,
    longest_wait=24.0 * HOUR,
    latitude=math.radians(-42.5),
    longitude=math.radians(-125.0),
    area=20.0,
    surviving_share=0.094,
    casualty_area=0.042,
)


def ship(dry=4404.0, load=480.0, fuel=1798.0, isp=302.0, name="ship", **changes):
    """A Progress-like ship with a main engine of limited life and thrusters."""
    feeds = (Feed(f"{name}.own"), Feed(f"{name}.fuel"), Feed("station.store", 0.5))
    main = EngineGroup(
        name=f"{name}.main", count=1, thrust=2950.0, isp=isp, feeds=feeds, rated_time=890.0
    )
    aft = EngineGroup(name=f"{name}.aft", count=8, thrust=130.0, isp=isp - 15.0, feeds=feeds)
    tanks = (Tank(f"{name}.own", 880.0, load), Tank(f"{name}.fuel", 1798.0, fuel))
    return Vehicle(name, dry, tanks, **({"engines": (main, aft)} | changes))


def disposals(*vehicles, **changes):
    """A disposal by all engines of each vehicle, by its name."""
    return {
        each.name: replace(
            DISPOSAL,
            **{"dry_mass": each.dry_mass, "engines": tuple(e.name for e in each.engines)} | changes,
        )
        for each in vehicles
    }


@pytest.fixture
def undocking(trial, coast):
    """Fly a ship away after an hour, from a circular orbit; returns the flight."""

    def make(vehicle, altitude=400e3, before=(), apogee=None, air="us1976", **changes):
        phases = (
            *before,
            coast("docked", until=Condition("duration", HOUR)),
            coast("alone", until=Condition("duration", HOUR), undock=(vehicle.name,)),
        )
        given = {
            "vehicles": (STATION, vehicle),
            "docked": ("station", vehicle.name),
            "disposals": disposals(vehicle),
        } | changes
        return fly(
            trial.mission(*phases, perigee=altitude, apogee=apogee or altitude, air=air, **given)
        )

    return make


@pytest.mark.parametrize(
    ("altitude", "delta_v", "propellant"),
    [(290e3, 86.4, 130.0), (330e3, 97.8, 148.0), (400e3, 117.5, 178.0)],
)
def test_a_deorbit_of_an_empty_progress_takes_what_the_rocket_equation_says(
    altitude, delta_v, propellant
):
    found = deorbit_delta_v(altitude)
    assert found == pytest.approx(delta_v, rel=0.01)
    assert reserve_mass(4404.0, found, 302.0) == pytest.approx(propellant, rel=0.01)


def test_firings_and_transfers_leave_the_reserve_which_is_lifted_at_undocking(undocking, coast):
    until_empty = Burn((Firing("ship.aft"),), "depletion", 0.0)
    pump = coast(
        "pump",
        until=Condition("duration", 60.0),
        transfers=(Transfer("ship.fuel", "station.store"), Transfer("ship.own", "station.store")),
    )
    vehicle = ship()
    near = replace(STATION, tanks=(Tank("station.store", 6000.0, 0.0),))
    kept = 1.05 * float(reserve_mass(4404.0, deorbit_delta_v(400e3), 287.0))
    pumped = undocking(vehicle, before=(pump,), vehicles=(near, vehicle))
    burned = undocking(vehicle, before=(coast("burn", burn=until_empty),), vehicles=(near, vehicle))
    for flight in (pumped, burned):
        (left,) = find_departures(flight)
        assert left.load == pytest.approx(kept, rel=1e-3)
        assert not left.shortfall
        assert left.needed < left.load
    assert burned.burns[0].ending == "exhausted"


def test_a_ship_that_leaves_lighter_than_it_came_needs_less(undocking):
    """What it brought is used up by then: propellant goes by the mass at undocking."""
    vehicle = ship()
    needed = [
        find_departures(undocking(vehicle, disposals=disposals(vehicle, dry_mass=mass)))[0]
        for mass in (4404.0, 3404.0)
    ]
    assert needed[0].mass - needed[1].mass == pytest.approx(1000.0)
    assert needed[1].needed / needed[0].needed == pytest.approx(needed[1].mass / needed[0].mass)


def test_a_ship_that_stays_or_has_no_disposal_keeps_nothing(undocking, coast):
    until_empty = coast("burn", burn=Burn((Firing("ship.aft"),), "depletion", 0.0))
    vehicle = ship()
    near = replace(STATION, tanks=(Tank("station.store", 6000.0, 0.0),))
    flight = undocking(vehicle, before=(until_empty,), vehicles=(near, vehicle), disposals={})
    assert flight.final.load[0, 1:].sum() == pytest.approx(0.0, abs=1e-6)
    assert find_departures(flight) == []


@pytest.mark.parametrize(
    ("vehicle", "words"),
    [
        (ship(load=100.0, fuel=0.0), r"main needs 1\d\d kg and can draw 100 kg"),
        (ship(engines=ship().engines[:1]), "rated for 0 s more"),
        (ship(engines=()), "no engine of its own"),
    ],
)
def test_a_ship_that_cannot_deorbit_itself_says_what_it_lacks(undocking, coast, vehicle, words):
    spent = coast("spent", burn=Burn((Firing("ship.main"),), "duration", 890.0))
    before = (spent,) if len(vehicle.engines) == 1 else ()
    (left,) = find_departures(undocking(vehicle, before=before))
    assert left.engine is None
    assert "undocks on 2028-07-01" in left.shortfall
    assert re.search(words, left.shortfall), left.shortfall


def test_a_ship_left_to_fall_needs_nothing(undocking):
    vehicle = ship(load=0.0, fuel=0.0)
    flight = undocking(vehicle, disposals=disposals(vehicle, controlled=False))
    (left,) = find_departures(flight)
    assert not left.shortfall
    assert fly_disposals(flight, [left]) == []


def test_thrusters_take_over_where_the_main_engine_is_used_up(undocking, coast):
    spent = coast("spent", burn=Burn((Firing("ship.main"),), "duration", 890.0))
    flight = undocking(ship(), before=(spent,))
    (left,) = find_departures(flight)
    assert left.engine.group.name == "ship.aft"
    (fresh,) = find_departures(undocking(ship(), altitude=390e3))
    assert fresh.engine.group.name == "ship.main"
    assert left.seconds > 2.0 * fresh.seconds


@given(
    dry=st.floats(3e3, 12e3),
    isp=st.floats(250.0, 330.0),
    altitude=st.floats(240e3, 420e3),
    spare=st.floats(0.0, 500.0),
)
@settings(max_examples=8)
def test_the_flown_deorbit_takes_the_propellant_of_the_arithmetic(
    trial, coast, dry, isp, altitude, spare
):
    needed = float(reserve_mass(dry, deorbit_delta_v(altitude), isp))
    vehicle = ship(dry=dry, load=1.03 * needed + spare, fuel=0.0, isp=isp)
    phases = (
        coast("docked", until=Condition("duration", 60.0)),
        coast("alone", until=Condition("duration", 60.0), undock=("ship",)),
    )
    flight = fly(
        trial.mission(
            *phases,
            perigee=altitude,
            apogee=altitude,
            air="us1976",
            vehicles=(STATION, vehicle),
            docked=("station", "ship"),
            disposals=disposals(vehicle, longest_wait=6.0 * HOUR),  # drag does little of it
        )
    )
    (flown,) = fly_disposals(flight, find_departures(flight))
    assert not flown.shortfall
    assert flown.burn.propellant == pytest.approx(flown.departure.needed, rel=0.01)
    assert flown.burn.delta_v == pytest.approx(flown.departure.delta_v, rel=0.01)


def test_ships_come_down_near_the_aim_in_one_batch_and_to_the_same_bits(undocking, coast, trial):
    first, second = ship(), ship(name="other", dry=6000.0, isp=290.0)
    leave = coast("second", until=Condition("duration", HOUR), undock=("other",))
    flight = undocking(
        first,
        before=(leave,),
        vehicles=(STATION, first, second),
        docked=("station", "ship", "other"),
        disposals=disposals(first, second),
    )
    departures = find_departures(flight)
    assert [each.vehicle.name for each in departures] == ["other", "ship"]
    flown = fly_disposals(flight, departures)
    assert fly_disposals(flight, departures) == flown
    (alone,) = fly_disposals(flight, departures[1:])
    assert alone.latitude == flown[1].latitude
    assert alone.burn.propellant == flown[1].burn.propellant
    for each in flown:
        after = each.burn.ignition - each.departure.event.time
        assert 2.9 * HOUR < after < 24.0 * HOUR
        assert 35.0 < (each.impact_time - each.burn.ignition) / 60.0 < 55.0
        assert -55.0 < each.latitude < -30.0
        assert -165.0 < each.longitude < -85.0
        assert each.flight_path_angle < math.radians(-0.8)


def test_a_ship_that_falls_before_its_burn_says_so(undocking):
    flight = undocking(ship(), altitude=140e3)
    (flown,) = fly_disposals(flight, find_departures(flight))
    assert "less than 3.0 h of free flight" in flown.shortfall
    assert flown.burn is None


def test_the_burn_of_a_long_wait_leaves_the_propellant_it_does_not_need(undocking):
    flight = undocking(ship())
    (flown,) = fly_disposals(flight, find_departures(flight))
    speed = flown.departure.engine.group.isp * STANDARD_GRAVITY
    mass = flown.departure.mass
    assert flown.burn.delta_v == pytest.approx(
        speed * math.log(mass / (mass - flown.burn.propellant)), rel=1e-9
    )
