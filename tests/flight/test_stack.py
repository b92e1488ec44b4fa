"""The stack: no mass is made or lost, whatever docks, leaves, is pumped or burnt."""

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from sim.flight.fly import fly
from sim.flight.phase import Burn, Condition, Firing, Steering, Transfer
from sim.flight.record import EventKind
from sim.flight.stack import (
    assemble_stack,
    burn_propellant,
    dock_vehicles,
    engine_output,
    transfer_propellant,
)
from sim.flight.status import IN_ORBIT
from sim.vehicle.hardware import EngineGroup, Feed, Tank, Vehicle

TANKS = ("a.left", "a.right", "b.tank")
ENGINE = EngineGroup(
    name="a.push", count=4, thrust=200.0, isp=300.0, feeds=(Feed("a.left"), Feed("b.tank", 0.5))
)
OTHER = EngineGroup(
    name="b.push", count=1, thrust=3000.0, isp=302.0, feeds=(Feed("b.tank"), Feed("a.right", 0.5))
)
PAIR = (
    Vehicle("a", 1000.0, (Tank("a.left", 300.0, 200.0), Tank("a.right", 900.0, 0.0)), (ENGINE,)),
    Vehicle("b", 500.0, (Tank("b.tank", 250.0, 250.0),), (OTHER,)),
)

mass = st.one_of(st.none(), st.floats(0.0, 400.0))
transfers = st.builds(Transfer, st.sampled_from(TANKS), st.sampled_from(TANKS), mass)
firings = st.builds(
    Firing,
    st.sampled_from(("a.push", "b.push")),
    st.none() | st.integers(1, 4),
    st.floats(0.1, 1.2),
)
burns = st.tuples(st.lists(firings, min_size=1, max_size=2), st.floats(0.0, 500.0))
docking = st.sets(st.sampled_from(("a", "b")), min_size=1)


@given(st.lists(st.one_of(transfers, burns, docking), max_size=12))
@settings(max_examples=150)
def test_no_sequence_of_actions_makes_or_loses_mass(actions):
    stack = assemble_stack(PAIR, ("a", "b"), 2)
    capacity = np.array([300.0, 900.0, 250.0])
    spent = np.zeros(2)
    for action in actions:
        before = stack
        if isinstance(action, Transfer):
            ends = {action.source.split(".")[0], action.target.split(".")[0]}
            if not ends <= stack.docked:
                with pytest.raises(ValueError, match="must both be docked"):
                    transfer_propellant(stack, action)
                continue
            stack = transfer_propellant(stack, action)
            np.testing.assert_allclose(stack.load.sum(1), before.load.sum(1), atol=1e-9)
        elif isinstance(action, set):
            stack = dock_vehicles(stack, sorted(action), sorted({"a", "b"} - action))
            np.testing.assert_array_equal(stack.load, before.load)
        else:
            now = engine_output(stack, action[0], np.zeros((2, 2)))
            seconds = np.where(np.isfinite(now.lasts), np.minimum(now.lasts, action[1]), 0.0)
            stack = burn_propellant(stack, now, seconds, np.ones((2, 2), dtype=bool))
            used = before.load.sum(1) - stack.load.sum(1)
            np.testing.assert_allclose(used, now.flow * seconds, atol=1e-9)
            spent += used
        assert (stack.load >= 0.0).all()
        assert (stack.load <= capacity + 1e-9).all()
        dry = 1000.0 * ("a" in stack.docked) + 500.0 * ("b" in stack.docked)
        np.testing.assert_allclose(stack.mass, dry + (stack.load * stack.aboard).sum(1))
    np.testing.assert_allclose(stack.load.sum(1) + spent, 450.0, atol=1e-6)


@given(st.lists(transfers, max_size=3), st.lists(transfers, max_size=3), st.data())
@settings(max_examples=25)
def test_books_of_a_flight_balance(trial, coast, first, second, data):
    """State and stack have one mass; propellant in is propellant used plus left."""
    firing = data.draw(st.lists(firings, min_size=1, max_size=2, unique_by=lambda f: f.group))
    seconds = data.draw(st.floats(0.0, 800.0))
    rest = data.draw(st.floats(0.0, 2.0))
    wait = Condition("duration", 10.0)
    attitudes = trial.mission(coast()).vehicles[0].attitudes
    a = Vehicle("a", 1000.0, PAIR[0].tanks, PAIR[0].engines, attitudes)
    phases = (
        coast(
            "one", until=wait, transfers=tuple(t for t in first if "b" not in t.source + t.target)
        ),
        coast("two", until=wait, dock=("b",), transfers=tuple(second)),
        coast("three", burn=Burn(tuple(firing), "duration", seconds, Steering("lvlh"))),
        coast("four", burn=Burn(tuple(firing), "delta_v", rest)),
        coast("five", until=wait, undock=("b",)),
    )
    flight = fly(trial.mission(*phases, vehicles=(a, PAIR[1]), docked=("a",)))
    assert flight.status == (IN_ORBIT,)
    assert flight.y[0, 6] == pytest.approx(flight.final.mass[0], abs=1e-6)
    used = sum(burn.propellant for burn in flight.burns)
    assert sum(sum(b.tanks.values()) for b in flight.burns) == pytest.approx(used, abs=1e-5)
    assert flight.initial.load.sum() == pytest.approx(used + flight.final.load.sum(), abs=1e-6)
    # what was aboard or came, less what was used, is aboard or left with b
    start = (flight.initial.load * flight.initial.aboard).sum() + flight.delivered[0]
    assert start == pytest.approx(flight.initial.load.sum(), abs=1e-6)


def test_docking_and_undocking_change_the_mass_and_leave_the_orbit(trial, coast):
    wait = Condition("duration", 100.0)
    phases = (
        coast("alone", until=wait),
        coast("with", until=wait, dock=("tug",)),
        coast("after", until=wait, undock=("tug",)),
    )
    flight = fly(trial.mission(*phases, docked=("station",)))
    masses = [segment.samples[0, 7] for segment in flight.segments]
    assert masses == pytest.approx([404e3, 412e3, 404e3])
    for before, after in zip(flight.segments, flight.segments[1:], strict=False):
        np.testing.assert_array_equal(before.samples[-1, :7], after.samples[0, :7])
    assert flight.delivered[0] == 3000.0
    kinds = [(e.kind, e.subject, e.time) for e in flight.events if "dock" in e.kind]
    assert kinds == [(EventKind.DOCK, "tug", 100.0), (EventKind.UNDOCK, "tug", 200.0)]


def test_transfer_moves_what_is_asked_there_and_fits():
    stack = assemble_stack(PAIR, ("a", "b"), 1)
    assert transfer_propellant(stack, Transfer("a.left", "a.right", 50.0)).load[0].tolist() == [
        150,
        50,
        250,
    ]
    assert transfer_propellant(stack, Transfer("a.left", "a.right", 999.0)).load[0].tolist() == [
        0,
        200,
        250,
    ]
    assert transfer_propellant(stack, Transfer("b.tank", "a.left")).load[0].tolist() == [
        300,
        0,
        150,
    ]
    assert transfer_propellant(stack, Transfer("a.right", "a.left")).load[0].tolist() == [
        200,
        0,
        250,
    ]


def test_drive_takes_the_first_feed_with_propellant_and_its_thrust_factor():
    stack = assemble_stack(PAIR, ("a", "b"), 1)
    both = (Firing("a.push"), Firing("b.push"))
    now = engine_output(stack, both, np.zeros((1, 2)))
    assert now.thrust[0] == 3800.0
    assert now.draw[0, 1] == 0.0
    emptied = transfer_propellant(stack, Transfer("a.left", "a.right"))
    now = engine_output(emptied, both, np.zeros((1, 2)))
    assert now.thrust[0] == 3400.0
    # both draw from one tank now, which empties sooner than for either alone
    assert now.lasts[0] == pytest.approx(250.0 / now.flow[0])
    gone = dock_vehicles(emptied, (), ("b",))
    assert engine_output(gone, both, np.zeros((1, 2))).thrust[0] == 0.0
