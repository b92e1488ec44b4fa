"""What a line between tanks, and the rated life of an engine, allow a plan; and what it is told."""

import math
from dataclasses import replace

import numpy as np
import pytest

from sim.flight.fly import fly
from sim.flight.phase import Condition, Firing, Phase
from sim.flight.record import Flight
from sim.planning.feasibility.hardware import find_hardware_violations
from sim.planning.feasibility.why_stopped import describe_line, describe_silence, describe_wear
from sim.planning.problem import AimPoint, PlannedBurn, PlanningProblem
from sim.planning.targeting.calendar import crossing_argument
from sim.planning.targeting.sequence import find_starts, nominal_trials
from sim.planning.targeting.trial import fly_trials
from sim.planning.violation import Violation
from sim.vehicle.hardware import EngineGroup, Feed, Line, Tank, Vehicle

DAY = 86400.0
MAINS = EngineGroup(
    name="station.mains", count=2, thrust=3069.0, isp=300.0, feeds=(Feed("station.zvezda"),)
)
SHIP = EngineGroup(
    name="ship.skd",
    count=1,
    thrust=2950.0,
    isp=302.0,
    feeds=(Feed("ship.own"),),
    rated_time=890.0,
    starts=30,
)


@pytest.fixture(scope="module")
def orbit(orbiting) -> Flight:
    """A station with Zvezda's main engines and a ship, at 200 km."""
    node = Phase(name="node", until=Condition("ascending_node"), field_degree=2)
    mission = orbiting(200e3, phases=(node,))
    station = replace(
        mission.vehicles[0],
        tanks=(Tank("station.zvezda", 860.0, 860.0), Tank("station.zarya", 6100.0, 6100.0)),
        engines=(MAINS,),
    )
    ship = Vehicle("ship", 4404.0, (Tank("ship.own", 2000.0, 2000.0),), (SHIP,))
    return fly(replace(mission, vehicles=(station, ship), docked=("station", "ship")))


@pytest.fixture(scope="module")
def problem() -> PlanningProblem:
    """One burn to 60 km."""
    burn = PlannedBurn(name="final_burn", firings=(Firing("station.mains"),), perigee=60e3)
    aim = AimPoint(math.radians(-45.0), math.radians(-120.0))
    return PlanningProblem(aim=aim, lowering=(), final=burn, window=0.2 * DAY)


def with_line(flight: Flight, switch: str) -> Flight:
    """The flight with a line from Zarya to Zvezda."""
    line = Line("station.zarya", "station.zvezda", switch, 0.37, 0.1)
    station, ship = flight.mission.vehicles
    vehicles = (replace(station, engines=(replace(MAINS, line=line),)), ship)
    mission = replace(flight.mission, vehicles=vehicles)
    return replace(flight, mission=mission, final=replace(flight.final, vehicles=vehicles))


def only(problem: PlanningProblem, flight: Flight) -> Violation:
    """What hinders the burns of a plan, of which there is one thing."""
    reach = [crossing_argument(problem.aim.latitude, math.radians(51.64), -1)]
    starts = find_starts(flight, problem.window, degree=2)
    (told,) = find_hardware_violations(replace(problem, directions=(-1,)), starts, reach)
    return told


@pytest.mark.parametrize("switch", ["none", "transfer", "direct"])
def test_a_plan_on_own_tanks_is_told_the_line_and_what_it_would_have_to_carry(
    orbit, problem, switch
):
    told = only(problem, with_line(orbit, switch))
    assert told.constraint == "propellant of final_burn"
    has = 1045.4 if switch == "direct" else 860.0
    assert told.allowed == pytest.approx(has, abs=0.1)
    assert f"has {has:.0f} kg: {told.needed - told.allowed:.0f} kg short; " in told.sentence
    closed = "is closed" if switch == "none" else "carries nothing during a burn"
    words = f"412 s; its line from station.zarya {closed}, a feed of 0.37 kg/s gives 501 s"
    if switch == "direct":
        words = "501 s, with 0.37 kg/s from station.zarya (412 s without)"
    assert told.sentence.endswith(f"; station.zvezda is empty after {words}")
    least = 6138.0 / (300.0 * 9.80665) * (1.0 - 860.0 / told.needed)
    assert told.remedy.startswith(f"a feed of {math.ceil(100.0 * least) / 100.0:.2f} kg/s from")


def test_what_is_usable_counts_not_what_the_tank_holds(orbit, problem):
    station, ship = orbit.mission.vehicles
    tanks = (replace(station.tanks[0], residual=60.0), station.tanks[1])
    vehicles = (replace(station, tanks=tanks), ship)
    mission = replace(orbit.mission, vehicles=vehicles)
    kept = replace(orbit, mission=mission, final=replace(orbit.final, vehicles=vehicles))
    told = only(problem, kept)
    assert told.allowed == pytest.approx(800.0, abs=0.1)


def test_a_trial_finds_its_tank_refilled_since_the_flight_before_it_ended(orbit, problem):
    before = with_line(orbit, "transfer")
    load = before.final.load.copy()
    load[:, 0] = 0.0
    before = replace(before, final=replace(before.final, load=load))
    starts = find_starts(before, 0.2 * DAY, degree=2)
    trials = nominal_trials(problem, np.arange(3), np.full(3, 1.0))
    outcome = fly_trials(problem, starts, trials, degree=2, tolerance=1e-7)
    since = starts.t[:3] - before.t[0]
    assert since[1] > 5000.0 and since[2] > 8600.0
    brought = np.minimum(0.1 * since, 860.0)
    assert outcome.flight.initial.load[:, 0] == pytest.approx(brought)
    burnt = [b.tanks["station.zvezda"] for b in outcome.flight.burns]
    waited = np.array([b.ignition for b in outcome.flight.burns]) - before.t[0]
    assert burnt == pytest.approx(np.minimum(0.1 * waited, 860.0), abs=1e-3)


def test_life_counts_over_all_burns_and_the_message_says_how_much(orbit, problem):
    """The main engine of a ship has fired 700 of its 890 s before; this burn needs more."""
    fired = orbit.final.fired.copy()
    fired[:, 1] = 700.0
    burn = replace(problem.final, firings=(Firing("ship.skd"),), perigee=150e3)
    told = only(
        replace(problem, final=burn), replace(orbit, final=replace(orbit.final, fired=fired))
    )
    assert told.constraint == "engines of final_burn"
    assert told.allowed == pytest.approx(190.0)
    assert told.sentence == (
        "the engines of final_burn stopped after 190 s, before its perigee was reached; "
        "ship.skd has fired 890 s of its rated 890 s"
    )


def test_engines_that_are_worn_out_or_dry_are_named(orbit, problem):
    burn = replace(problem, final=replace(problem.final, firings=(Firing("ship.skd"),)))
    stack = orbit.final
    worn = replace(stack, fired=np.full_like(stack.fired, 890.0))
    told = only(burn, replace(orbit, final=worn))
    assert told.sentence == (
        "no engine of final_burn can fire: ship.skd has fired 890 s of its rated 890 s"
    )
    started = replace(stack, starts=np.full_like(stack.starts, 30))
    assert describe_wear(started, SHIP) == "ship.skd has used 30 of its 30 starts"
    assert describe_wear(stack, SHIP) == describe_silence(stack, SHIP, 70.0) == ""
    dry = replace(stack, load=np.zeros_like(stack.load))
    told = "ship.skd has none of the 70 kg it needs in ship.own"
    assert describe_silence(dry, SHIP, 70.0) == told
    assert describe_silence(dry, SHIP, math.nan) == "ship.skd has no propellant in ship.own"
    away = replace(stack, present=np.array([[True, False]]))
    assert describe_silence(away, SHIP, 70.0) == "ship.skd is not docked"


def test_a_line_as_strong_as_the_engines_empties_no_tank():
    line = Line("a.store", "a.own", "none", 2.5, 0.1)
    assert describe_line(line, 1000.0, 2.0).endswith("a feed of 2.5 kg/s keeps it from that")


def test_tanks_that_reach_an_engine_include_those_of_an_open_line():
    for switch, tanks in (("none", ("a.own",)), ("direct", ("a.own", "a.store"))):
        line = Line("a.store", "a.own", switch, 0.5, 0.1)
        group = replace(MAINS, feeds=(Feed("a.own"),), line=line)
        assert group.tanks == tanks
