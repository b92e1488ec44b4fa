"""Margins of thrust and of propellant: each answer holds when it is flown again."""

import math
from dataclasses import replace

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from sim.environment.space_weather.indices import weather
from sim.environment.world import world
from sim.flight.attitude_control.rule import AttitudeControl
from sim.flight.disposal.reserve import deorbit_delta_v
from sim.flight.fly import fly
from sim.flight.mission import Mission
from sim.flight.phase import AltitudeProfile, Burn, Condition, Firing, Ignition, Phase, Transfer
from sim.flight.record import ControlRecord
from sim.frames.constants import STANDARD_GRAVITY
from sim.frames.epoch import Epoch
from sim.integrate.observe import observations
from sim.operations.backup.rename import rename_ship
from sim.planning.margins.control_authority import ControlAssumptions
from sim.planning.margins.control_propellant import booked_by_tank, booked_propellant
from sim.planning.margins.propellant import (
    ABOARD,
    DEPARTED,
    Charge,
    list_booked,
    tabulate_propellant,
)
from sim.planning.margins.start_orbit import state_on_mean_orbit
from sim.planning.margins.thrust import BurnDemand, find_least_thrust
from sim.planning.margins.usable import find_margin, reachable_tanks
from sim.vehicle.hardware import Attitude, Disposal, EngineGroup, Feed, Line, Tank, Vehicle
from sim.vehicle.parameters import COLUMNS

DAY = 86400.0
INCLINATION = math.radians(51.64)
PLAIN = Attitude(
    name="station.plain", area=1500.0, cd_free_molecular=2.2, cd_continuum=1.05, length=4.4
)
STATION = Vehicle(
    "station",
    411e3,
    (Tank("station.store", 6960.0, 6960.0),),
    (
        EngineGroup(
            name="station.mains", count=2, thrust=3069.0, isp=300.0, feeds=(Feed("station.store"),)
        ),
    ),
    (PLAIN,),
)
FEEDS = (Feed("ship.own"), Feed("ship.refuel"))
SHIP = Vehicle(
    "ship",
    4404.0,
    (Tank("ship.own", 880.0, 480.0), Tank("ship.refuel", 1798.0, 1798.0)),
    (
        EngineGroup(
            name="ship.skd", count=1, thrust=2950.0, isp=302.0, feeds=FEEDS, rated_time=890.0
        ),
        EngineGroup(name="ship.dpo", count=8, thrust=130.0, isp=287.0, feeds=FEEDS),
    ),
)


@pytest.fixture(scope="module")
def mission():
    """The standard atmosphere, and nothing else of use."""
    epoch = Epoch.from_utc("2028-07-01T00:00:00Z")
    span = 20.0 * DAY
    made = world(
        epoch,
        span,
        degree=8,
        third_body=False,
        air="us1976",
        weather_table=weather(epoch, span, constant=(150.0, 150.0, 10.0)),
    )
    state = state_on_mean_orbit(220e3, 220e3, INCLINATION, 0.0, 0.0, 0.0)
    wait = (Phase(name="wait", until=Condition("time", 60.0)),)
    return Mission(
        name="margins",
        epoch=epoch,
        horizon=span,
        world=made,
        vehicles=(STATION,),
        docked=("station",),
        phases=wait,
        position=state[None, :3],
        velocity=state[None, 3:],
        dispersed={},
    )


# -- orbits to start from --------------------------------------------------------------------------


@settings(max_examples=30)
@given(
    st.floats(140e3, 400e3),
    st.floats(0.0, 100e3),
    st.floats(0.0, math.tau),
    st.floats(0.0, math.tau),
)
def test_mean_apsides_of_a_start(mission, perigee, more, omega, u):
    state = state_on_mean_orbit(perigee, perigee + more, INCLINATION, 0.0, omega, u)
    y = np.append(state, 1.0)[None, :]
    case = np.ones((1, COLUMNS))
    seen = observations(mission.world, np.zeros(1), y, case)
    assert seen.mean_perigee[0] == pytest.approx(perigee, abs=300.0)
    assert seen.mean_apogee[0] == pytest.approx(perigee + more, abs=300.0)


def test_start_refuses_apsides_out_of_order():
    with pytest.raises(ValueError, match="do not make an orbit"):
        state_on_mean_orbit(200e3, 100e3, 0.9, 0.0, 0.0, 0.0)


# -- least thrust ----------------------------------------------------------------------------------

BURN_CENTRE = math.radians(125.0)
DEMAND = BurnDemand(
    perigee=50e3,
    flight_path_angle=0.0,
    mass=455e3,
    isp=300.0,
    attitude=PLAIN,
    burn_centre=BURN_CENTRE,
    inclination=INCLINATION,
)
STARTS = ((180e3, 180e3), (250e3, 250e3), (145e3, 200e3))


@pytest.fixture(scope="module")
def least(mission):
    return find_least_thrust(mission, DEMAND, 0.0, STARTS, (0.0,))


def test_least_thrust_from_145_by_200_km(least):
    # a planar integration in the same air: with 6.14 kN the cut-off comes 19 s after 120 km, and
    # 34.6 m/s in 2551 s; and 8.8 kN leaves 535 s
    assert least["thrust_n"][2] == pytest.approx(6.2e3, rel=0.05)
    assert least["delta_v_m_s"][2] == pytest.approx(34.6, rel=0.03)
    assert least["burn_s"][2] == pytest.approx(2551.0, rel=0.05)


def test_least_thrust_is_the_edge(mission, least):
    assert (least["reason"] == "").all()
    assert (np.diff(least["thrust_n"][:2]) > 0.0).all()
    ratio = least["thrust_n"] / least["weaker_n"]
    assert (ratio > 1.0).all() and (ratio < 1.02).all()
    assert (least["cut_off_to_interface_s"] >= 0.0).all()
    np.testing.assert_allclose(least["perigee_km"], 50.0, atol=0.1)
    # 30 percent more is far from the edge, 30 percent less beyond it
    for factor, fits in ((1.3, True), (0.7, False)):
        levels = tuple(factor * least["thrust_n"][1] * np.array([0.999, 1.0]))
        again = find_least_thrust(mission, replace(DEMAND, levels=levels), 0.0, STARTS[1:2], (0.0,))
        assert (again["reason"][0] == "") == fits


def test_steeper_takes_more_thrust_or_is_refused(mission, least):
    shallow = -least["entry_angle_deg"][0]
    steeper = replace(DEMAND, flight_path_angle=-math.radians(shallow + 0.05))
    found = find_least_thrust(mission, steeper, 0.0, STARTS[:1], (0.0,))
    assert found["thrust_n"][0] > least["thrust_n"][0]
    assert found["entry_angle_deg"][0] <= -(shallow + 0.05)
    never = find_least_thrust(
        mission, replace(DEMAND, flight_path_angle=-0.05), 0.0, STARTS[:1], (0.0,)
    )
    assert "too shallow" in never["reason"][0] and np.isnan(never["thrust_n"][0])


def test_too_weak_engines_are_told(mission):
    weak = replace(DEMAND, levels=(100.0, 1000.0))
    found = find_least_thrust(mission, weak, 0.0, STARTS[1:2], (0.0,))
    assert "1,000 N do not reach" in found["reason"][0]


@pytest.mark.parametrize(
    ("change", "seconds", "words"),
    [
        ({"mass": 1e3}, 0.0, "allowed"),
        ({"isp": 0.0}, 0.0, "allowed"),
        ({"levels": (0.0, 1e3)}, 0.0, "positive, rising"),
        ({"levels": (2e3, 1e3)}, 0.0, "positive, rising"),
        ({}, -1.0, "do not reach"),
        ({}, 20.0 * DAY, "do not reach"),
    ],
)
def test_least_thrust_refuses_what_cannot_be_meant(mission, change, seconds, words):
    with pytest.raises(ValueError, match=words):
        find_least_thrust(mission, replace(DEMAND, **change), seconds, STARTS[:1], (0.0,))


# -- ships -----------------------------------------------------------------------------------------


def copy_ship(ship: Vehicle, n: int) -> tuple[Vehicle, ...]:
    return tuple(rename_ship(ship, f"ship_{k}") for k in range(1, n + 1))


def test_ships_have_names_of_their_own():
    fed = replace(SHIP.engines[1], feeds=(*FEEDS, Feed("station.store", 0.5)))
    two = copy_ship(replace(SHIP, engines=(SHIP.engines[0], fed)), 2)
    assert [ship.name for ship in two] == ["ship_1", "ship_2"]
    assert two[1].tanks[0].name == "ship_2.own"
    assert [feed.tank for feed in two[1].engines[1].feeds] == [
        "ship_2.own",
        "ship_2.refuel",
        "station.store",
    ]
    assert two[1].mass == SHIP.mass


# -- propellant by cause ---------------------------------------------------------------------------


@pytest.fixture(scope="module")
def flown(mission):
    """Lowering by a policy, a pump, a ship that leaves, two burns."""
    ship = copy_ship(SHIP, 2)
    how = {"field_degree": 2, "relative_tolerance": 1e-9}
    policy = AltitudeProfile(
        times=(0.0, DAY),
        altitudes=(219e3, 214e3),
        every=0.4 * DAY,
        firings=(Firing("ship_1.dpo"),),
        least_delta_v=0.05,
    )
    pump = (Transfer("ship_2.refuel", "ship_2.own", 300.0),)
    burn_centre = Ignition("apogee")
    phases = (
        Phase(name="drift", altitude_profile=policy, until=Condition("time", DAY), **how),
        Phase(
            name="first",
            undock=("ship_1",),
            transfers=pump,
            burn=Burn((Firing("ship_2.skd"),), "delta_v", 2.0, ignition=burn_centre),
            **how,
        ),
        Phase(name="last", burn=Burn((Firing("station.mains"),), "delta_v", 3.0), **how),
    )
    return fly(
        replace(
            mission,
            vehicles=(STATION, *ship),
            docked=("station", "ship_1", "ship_2"),
            phases=phases,
        )
    )


def test_table_closes_tank_by_tank(flown):
    charges = (
        Charge("attitude_control", 200.0, 100.0, 500.0, "station.store"),
        Charge("reserve", 50.0, 50.0, 50.0, "ship_2.refuel"),
        Charge("phasing", 80.0, 0.0, 160.0),
        Charge("rendezvous", 400.0, 300.0, 500.0, "ship_2.own", gone="before"),
    )
    c = tabulate_propellant(flown, charges)
    at = {str(name): k for k, name in enumerate(c["tank"])}
    tanks = range(len(c["tank"]) - 2)
    by_burn = c["lowering_kg"] + c["perigee_burns_kg"] + c["final_burn_kg"]
    np.testing.assert_allclose(
        (c["loaded_kg"] - by_burn + c["pumped_kg"])[tanks], c["left_kg"][tanks], atol=1e-6
    )
    assert c["pumped_kg"][at["ship_2.own"]] == pytest.approx(300.0)
    assert c["pumped_kg"][at["ship_2.refuel"]] == pytest.approx(-300.0)
    assert c["lowering_kg"][at["ship_1.own"]] > 10.0
    assert c["perigee_burns_kg"][at["ship_2.own"]] == pytest.approx(flown.burns[-2].propellant)
    assert c["final_burn_kg"][at["station.store"]] == pytest.approx(flown.burns[-1].propellant)
    left = c["left_kg"]
    store, refuel = at["station.store"], at["ship_2.refuel"]
    assert c["margin_kg"][store] == pytest.approx(left[store] - 200.0)
    assert c["margin_low_kg"][store] == pytest.approx(left[store] - 500.0)
    assert c["margin_high_kg"][store] == pytest.approx(left[store] - 100.0)
    assert c["margin_kg"][refuel] == pytest.approx(left[refuel] - 50.0)
    # what went into the rendezvous is not in the tank any more
    assert c["rendezvous_kg"][at["ship_2.own"]] == 400.0
    assert c["margin_kg"][at["ship_2.own"]] == left[at["ship_2.own"]]


def test_sums_are_of_what_is_aboard(flown):
    c = tabulate_propellant(flown, (Charge("phasing", 80.0, 0.0, 160.0),))
    gone = np.array([str(name).startswith("ship_1.") for name in c["tank"]])
    aboard = ~gone
    aboard[-2:] = False
    assert [str(name) for name in c["tank"][-2:]] == [ABOARD, DEPARTED]
    assert c["left_kg"][-2] == pytest.approx(c["left_kg"][aboard].sum())
    assert c["left_kg"][-1] == pytest.approx(c["left_kg"][gone].sum())
    assert c["phasing_kg"][-2] == 80.0
    assert c["margin_kg"][-2] == pytest.approx(c["left_kg"][-2] - 80.0)
    assert c["margin_low_kg"][-2] == pytest.approx(c["left_kg"][-2] - 160.0)
    assert c["margin_high_kg"][-2] == pytest.approx(c["left_kg"][-2])


def test_causes_can_be_named(flown):
    c = tabulate_propellant(flown, causes={"first": "phasing"})
    assert c["phasing_kg"].max() == pytest.approx(flown.burns[-2].propellant)
    assert not c["perigee_burns_kg"].any()


@pytest.mark.parametrize(
    ("charge", "words"),
    [
        (Charge("tea", 1.0, 1.0, 1.0), "cause 'tea'"),
        (Charge("reserve", 1.0, 1.0, 1.0, "none"), "no tank 'none'"),
        (Charge("reserve", 1.0, 2.0, 3.0), "must rise"),
    ],
)
def test_charges_are_checked(flown, charge, words):
    with pytest.raises(ValueError, match=words):
        tabulate_propellant(flown, (charge,))


def test_the_margin_counts_the_tanks_that_the_final_engines_reach(flown):
    burn = next(p.burn for p in flown.mission.phases if p.name == flown.burns[-1].name)
    charges = (
        Charge("attitude_control", 200.0, 100.0, 500.0, "station.store"),
        Charge("reserve", 30.0, 30.0, 30.0, "station.store"),
        Charge("reserve", 50.0, 50.0, 50.0, "ship_2.refuel"),
        Charge("phasing", 80.0, 0.0, 160.0),
        Charge("rendezvous", 400.0, 300.0, 500.0, "station.store", gone="before"),
    )
    assert reachable_tanks(flown.final, burn.firings) == {"station.store"}
    margin = find_margin(flown, burn.firings, charges)
    left = dict(zip(flown.final.tanks, flown.final.load[0], strict=True))
    aboard = dict(zip(flown.final.tanks, flown.final.aboard[0], strict=True))
    others = sum(kg for name, kg in left.items() if aboard[name] and name != "station.store")
    assert margin["reachable_kg"] == left["station.store"]
    assert margin["usable_kg"] == pytest.approx(left["station.store"] - 310.0)
    assert margin["low_kg"] == pytest.approx(left["station.store"] - 690.0)
    assert margin["high_kg"] == pytest.approx(left["station.store"] - 130.0)
    assert margin["reserve_kg"] == 30.0 and margin["residual_kg"] == 0.0
    assert margin["unreachable_kg"] == pytest.approx(others) and others > 0.0
    assert all(aboard[each["tank"]] for each in margin["unreachable"])
    assert not any(each["tank"].startswith("ship_1") for each in margin["unreachable"])


@settings(max_examples=20)
@given(turns=st.floats(0.0, 5000.0), holds=st.floats(0.0, 5000.0))
def test_what_attitude_control_may_take_more_falls_on_the_tanks_in_order(flown, turns, holds):
    """While the first ship was docked it paid; what it cannot spare the others give."""
    rule = AttitudeControl(
        below=0.0, per_orbit=0.0, per_turn=0.0, tanks=("ship_1.refuel", "station.store")
    )
    paid = "ship_1.refuel"
    records = (
        ControlRecord(
            row=0, phase="drift", begin=0.5 * DAY, end=0.5 * DAY, tanks={paid: turns}, turn=True
        ),
        ControlRecord(
            row=0, phase="last", begin=1.2 * DAY, end=1.3 * DAY, tanks={"station.store": holds}
        ),
    )
    flight = replace(flown, control=records, mission=replace(flown.mission, attitude_control=rule))
    control = ControlAssumptions()
    found = booked_by_tank(flight, control)
    spare = dict(zip(flown.final.tanks, flown.final.usable[0], strict=True))
    total = booked_propellant(flight, control)
    for end in ("low", "value", "high"):
        assert sum(getattr(each, end) for each in found.values()) == pytest.approx(
            getattr(total, end), rel=1e-12, abs=1e-9
        )
    left = min((control.per_turn.high - 1.0) * turns, spare[paid])
    assert found[paid].value == pytest.approx(turns)
    assert found[paid].high == pytest.approx(turns + left)
    rest = (control.per_turn.high - 1.0) * turns - left + (control.per_orbit.high - 1.0) * holds
    others = found["station.store"].high + (found[""].high if "" in found else 0.0)
    assert others == pytest.approx(holds + rest)
    assert found["station.store"].high <= holds + spare["station.store"] + 1e-6
    burn = next(p.burn for p in flown.mission.phases if p.name == flown.burns[-1].name)
    margin = find_margin(flight, burn.firings, list_booked(flight, control))
    # the ship has left: what it could not pay is missing after the final burn, and nothing else
    assert margin["usable_kg"] - margin["low_kg"] == pytest.approx(rest)


def test_a_ship_that_left_spares_nothing_of_its_own_deorbit(flown):
    disposal = Disposal(
        controlled=True,
        dry_mass=4404.0,
        engines=("ship_1.dpo",),
        perigee=0.0,
        free_flight=0.0,
        longest_wait=DAY,
        latitude=0.0,
        longitude=0.0,
        area=10.0,
        surviving_share=0.1,
        casualty_area=0.01,
    )
    rule = AttitudeControl(
        below=0.0, per_orbit=0.0, per_turn=0.0, tanks=("ship_1.own", "ship_1.refuel")
    )
    record = ControlRecord(
        row=0, phase="drift", begin=0.5 * DAY, end=0.5 * DAY, tanks={"ship_1.own": 1e4}, turn=True
    )
    mission = replace(flown.mission, attitude_control=rule)
    extra = [
        sum(
            each.high - each.value
            for tank, each in booked_by_tank(flight, ControlAssumptions()).items()
            if tank
        )
        for flight in (
            replace(flown, control=(record,), mission=mission),
            replace(
                flown, control=(record,), mission=replace(mission, disposals={"ship_1": disposal})
            ),
        )
    ]
    kept = 1.05 * 4404.0 * math.expm1(float(deorbit_delta_v(214e3)) / (287.0 * STANDARD_GRAVITY))
    assert extra[0] - extra[1] == pytest.approx(kept, rel=0.02)


def test_residuals_and_open_lines_count_where_there_are_any(flown):
    burn = next(p.burn for p in flown.mission.phases if p.name == flown.burns[-1].name)
    station, *others = flown.final.vehicles
    tanks = tuple(
        replace(t, residual=40.0) if t.name == "station.store" else t for t in station.tanks
    )
    line = Line("ship_2.refuel", "station.store", "transfer", 0.3, 0.1)
    left = dict(zip(flown.final.tanks, flown.final.load[0], strict=True))
    flow = 2.0 * 3069.0 / (300.0 * STANDARD_GRAVITY)
    # 40 kg of the store stay in it; the line brings 0.3 kg/s for as long as the rest lasts
    brought = 0.3 * (left["station.store"] - 40.0) / (flow - 0.3)
    assert 0.0 < brought < left["ship_2.refuel"]
    for switch, more in (("none", 0.0), ("transfer", 0.0), ("direct", brought)):
        mains = tuple(
            replace(e, line=replace(line, switch=switch)) if e.name == "station.mains" else e
            for e in station.engines
        )
        changed = (replace(station, tanks=tanks, engines=mains), *others)
        flight = replace(flown, final=replace(flown.final, vehicles=changed))
        margin = find_margin(flight, burn.firings, ())
        assert margin["reachable_kg"] == pytest.approx(left["station.store"] + more)
        unreachable = {each["tank"]: each["kg"] for each in margin["unreachable"]}
        assert unreachable["ship_2.refuel"] == pytest.approx(left["ship_2.refuel"] - more)
        assert margin["residual_kg"] == pytest.approx(40.0)
        assert margin["usable_kg"] == pytest.approx(margin["reachable_kg"] - 40.0)
