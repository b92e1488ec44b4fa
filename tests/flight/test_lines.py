"""Lines between tanks: engines run as long as what flows in lets them, tanks fill between burns,
and no mass is made or lost.
"""

from dataclasses import replace

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from sim.flight.fly import fly, resume_from
from sim.flight.phase import Burn, Condition, Firing, Steering
from sim.flight.record import EventKind
from sim.flight.stack import assemble_stack, burn_propellant, engine_output, refill_tanks
from sim.frames.constants import STANDARD_GRAVITY
from sim.vehicle.hardware import Attitude, EngineGroup, Feed, Line, Tank, Vehicle

INERTIAL = Steering("inertial", (0.0, 0.0, 1.0))
MAINS = (Firing("station.mains"),)
FLOW = 2 * 3069.0 / (300.0 * STANDARD_GRAVITY)
"""kg/s of the two main engines of Zvezda: 2.09."""


def station(switch: str, *, direct: float = 0.37, transfer: float = 0.1, zarya: float = 6100.0):
    """Zvezda's main engines and tanks, and a line from Zarya."""
    mains = EngineGroup(
        name="station.mains",
        count=2,
        thrust=3069.0,
        isp=300.0,
        feeds=(Feed("station.zvezda"),),
        line=Line("station.zarya", "station.zvezda", switch, direct, transfer),
    )
    tanks = (Tank("station.zvezda", 860.0, 860.0), Tank("station.zarya", 6100.0, zarya))
    attitude = Attitude(
        name="station.nominal", area=1500.0, cd_free_molecular=2.2, cd_continuum=1.05, length=4.4
    )
    return Vehicle("station", 411e3, tanks, (mains,), (attitude,))


def burn(trial, coast, vehicle, *phases):
    """A burn of the mains until they stop, and what follows."""
    first = coast("burn", burn=Burn(MAINS, "depletion", 0.0, INERTIAL))
    mission = trial.weightless(first, *phases, vehicles=(vehicle,), docked=("station",))
    return fly(mission)


def wait(coast, seconds, name="wait"):
    return coast(name, until=Condition("duration", seconds))


@pytest.mark.parametrize(
    ("switch", "seconds"), [("none", 412.2), ("transfer", 412.2), ("direct", 501.1)]
)
def test_two_mains_run_412_s_alone_and_501_s_with_a_feed(trial, coast, switch, seconds):
    flight = burn(trial, coast, station(switch))
    record = flight.burns[0]
    brought = 0.37 if switch == "direct" else 0.0
    assert record.duration == pytest.approx(860.0 / (FLOW - brought), rel=1e-9)
    assert record.duration == pytest.approx(seconds, abs=0.1)
    assert record.thrust == pytest.approx(6138.0)
    assert record.ending == "exhausted"
    assert record.propellant == pytest.approx(FLOW * record.duration, rel=1e-9)
    from_zarya = brought * record.duration
    assert record.tanks["station.zvezda"] == pytest.approx(860.0, abs=1e-6)
    assert record.tanks.get("station.zarya", 0.0) == pytest.approx(from_zarya, abs=1e-6)
    assert flight.final.load[0] == pytest.approx([0.0, 6100.0 - from_zarya], abs=1e-6)
    assert flight.y[0, 6] == pytest.approx(411e3 + flight.final.load[0].sum(), rel=1e-12)


def test_a_strong_line_and_one_that_runs_dry(trial, coast):
    flight = burn(trial, coast, station("direct", direct=5.0, zarya=1000.0))
    # more than the engines draw: the tank stays full, and both tanks are burnt
    assert flight.burns[0].duration == pytest.approx(1860.0 / FLOW, rel=1e-9)
    assert flight.final.load[0] == pytest.approx([0.0, 0.0], abs=1e-6)
    flight = burn(trial, coast, station("direct", zarya=50.0))
    assert flight.burns[0].duration == pytest.approx(910.0 / FLOW, rel=1e-9)


@pytest.mark.parametrize("switch", ["transfer", "direct"])
def test_a_tank_is_refilled_between_burns_and_the_flight_tells_when(trial, coast, switch):
    again = coast("again", burn=Burn(MAINS, "depletion", 0.0, INERTIAL))
    flight = burn(
        trial, coast, station(switch), wait(coast, 5400.0), again, wait(coast, 9000.0, "x")
    )
    first, second = flight.burns
    flow = FLOW - (0.37 if switch == "direct" else 0.0)
    assert second.duration == pytest.approx(540.0 / flow, rel=1e-9)
    told = [e for e in flight.events if e.kind is EventKind.REFILL]
    assert [e.subject for e in told] == [
        "540.0 kg into station.zvezda",
        "860.0 kg into station.zvezda",
    ]
    assert told[0].time == pytest.approx(second.ignition)
    assert told[1].time == flight.t[0]
    used = first.propellant + second.propellant
    assert flight.final.load[0] == pytest.approx([860.0, 6100.0 - used], abs=1e-6)


def test_a_closed_line_refills_nothing(trial, coast):
    flight = burn(trial, coast, station("none"), wait(coast, 1e5))
    assert flight.final.load[0] == pytest.approx([0.0, 6100.0], abs=1e-6)
    assert not [e for e in flight.events if e.kind is EventKind.REFILL]


def test_a_flight_that_goes_on_later_finds_its_tanks_refilled(trial, coast):
    flight = burn(trial, coast, station("transfer"))
    later = flight.t + np.array([1000.0, 1e6])
    states = np.repeat(flight.y, 2, axis=0)
    last = wait(coast, 1.0)
    mission = resume_from(flight, np.arange(2), later, states, (last,))
    assert mission.stack.load[:, 0] == pytest.approx([100.0, 860.0])
    assert mission.stack.load.sum(axis=1) == pytest.approx(6100.0)


def test_rows_are_refilled_by_their_own_clocks(trial, coast):
    """A lowering pair, a coast to a place: each row finds what its line brought until then."""
    values = np.array([100.0, 400.0])
    first = coast("burn", burn=Burn(MAINS, "duration", values, INERTIAL))
    last = coast("last", burn=Burn(MAINS, "duration", 10.0, INERTIAL))
    mission = trial.weightless(
        first,
        wait(coast, 3000.0),
        last,
        vehicles=(station("transfer"),),
        docked=("station",),
        density=(1.0, 1.0),
    )
    flight = fly(mission)
    full = np.minimum(860.0 - FLOW * values + 300.0, 860.0)
    assert flight.final.load[:, 0] == pytest.approx(full - 10.0 * FLOW)


def test_a_line_leaves_the_path_alone(trial, coast):
    """Propellant that is pumped aboard changes no mass: the bits of a coast are the same."""
    flights = [burn(trial, coast, station(s), wait(coast, 7200.0)) for s in ("none", "transfer")]
    assert flights[0].y.tobytes() == flights[1].y.tobytes()


def test_a_full_feed_is_the_chain_of_tanks_it_was(trial, coast):
    chain = station("none")
    mains = replace(
        chain.engines[0], feeds=(Feed("station.zvezda"), Feed("station.zarya")), line=None
    )
    flight = burn(trial, coast, replace(chain, engines=(mains,)))
    assert flight.burns[0].duration == pytest.approx(6960.0 / FLOW, rel=1e-9)


def test_residuals_are_neither_burnt_nor_pumped(trial, coast):
    vehicle = station("direct", zarya=1000.0)
    tanks = tuple(replace(tank, residual=60.0) for tank in vehicle.tanks)
    flight = burn(trial, coast, replace(vehicle, tanks=tanks), wait(coast, 1e6))
    assert flight.burns[0].duration == pytest.approx(800.0 / (FLOW - 0.37), rel=1e-9)
    brought = 0.37 * flight.burns[0].duration
    assert flight.final.load[0] == pytest.approx([1000.0 - brought, 60.0])
    assert flight.final.usable[0] == pytest.approx([940.0 - brought, 0.0], abs=1e-6)


flows = st.floats(0.0, 8.0)
loads = st.floats(0.0, 1.0)


@st.composite
def plumbing(draw):
    """Two ships with three tanks, two engine groups, and a line into the first tank of each."""
    tank = {
        name: Tank(name, size, size * draw(loads), size * draw(st.sampled_from([0.0, 0.03])))
        for name, size in (("a.own", 300.0), ("a.store", 900.0), ("b.own", 200.0))
    }
    groups = []
    for name, own, thrust in (("a.push", "a.own", 6138.0), ("b.push", "b.own", 900.0)):
        switch = draw(st.sampled_from(["none", "transfer", "direct"]))
        line = Line("a.store", own, switch, draw(flows), draw(flows))
        feeds = (Feed(own), *draw(st.sampled_from([(), (Feed("a.store", 0.5),)])))
        groups.append(
            EngineGroup(name=name, count=1, thrust=thrust, isp=300.0, feeds=feeds, line=line)
        )
    return (
        Vehicle("a", 1000.0, (tank["a.own"], tank["a.store"]), (groups[0],)),
        Vehicle("b", 500.0, (tank["b.own"],), (groups[1],)),
    )


firing = st.lists(st.sampled_from(["a.push", "b.push"]), unique=True)
actions = st.lists(st.tuples(firing, st.floats(0.0, 3000.0)), max_size=6)


@given(plumbing(), actions)
@settings(max_examples=150)
def test_what_leaves_the_tanks_is_what_the_engines_used(vehicles, steps):
    stack = assemble_stack(vehicles, ("a", "b"), 2)
    factor = np.array([1.0, 0.25])
    for groups, seconds in steps:
        before = stack.load.sum(axis=1)
        used = np.zeros(2)
        if not groups:
            stack = refill_tanks(stack, seconds * factor)
        left, burning, pieces = seconds * factor, np.zeros((2, 2)), 0
        while groups and (left > 0.0).any():
            now = engine_output(stack, [Firing(name) for name in groups], burning)
            span = np.where(now.thrust > 0.0, np.minimum(now.lasts, left), 0.0)
            if not (span > 0.0).any():
                break
            stack = burn_propellant(stack, now, span, np.zeros((2, 2), dtype=bool))
            burning += now.active * span[:, None]
            used += now.flow * span
            left = left - span
            pieces += 1
            assert pieces < 20, "tanks and lines start and stop each other"
        np.testing.assert_allclose(before - stack.load.sum(axis=1), used, atol=1e-8)
        assert (stack.load >= 0.0).all()
        assert (stack.load <= stack.capacity + 1e-9).all()
        kept = np.array([t.residual for v in vehicles for t in v.tanks])
        first = np.array([t.load for v in vehicles for t in v.tanks])
        assert (stack.load >= np.minimum(kept, first) - 1e-9).all()


@given(plumbing(), st.floats(0.0, 1e4), st.floats(0.0, 1.0))
@settings(max_examples=100)
def test_refilling_in_two_steps_is_refilling_in_one(vehicles, seconds, share):
    stack = assemble_stack(vehicles, ("a", "b"), 1)
    part = np.array([share * seconds])
    twice = refill_tanks(refill_tanks(stack, part), seconds - part)
    once = refill_tanks(stack, np.array([seconds]))
    np.testing.assert_allclose(twice.load, once.load, atol=1e-4)
