"""Commands: what a vehicle counts in place of the perigee solved for flies the same orbit."""

import math
from dataclasses import replace

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from sim.dynamics.event import DOWNRANGE, event_value
from sim.flight.fly import fly
from sim.flight.interface import find_entry
from sim.flight.phase import Burn
from sim.lanes import on_lanes
from sim.planning.targeting.command import (
    DIGITS,
    BurnFigures,
    command_burn,
    commanded_law,
    find_downrange,
    read_figures,
)
from sim.planning.targeting.solve import build_dated_mission
from sim.scenario.build.plan import planned

angles = st.floats(0.0, 2.0 * math.pi)


def commands(found, law) -> tuple[Burn, ...]:
    problem = found.problem
    burns = tuple(replace(burn, law=law) for burn in problem.burns)
    problem = replace(problem, lowering=burns[:-1], final=burns[-1])
    return tuple(
        command_burn(burn, law, read_figures(problem, found.outcome, number))
        for number, burn in enumerate(burns)
    )


@pytest.mark.parametrize("law", ["delta_v", "duration", "downrange"])
def test_every_law_flies_the_orbit_that_was_solved_for(shipped, law):
    """Four burns over four days and the final one; the perigee itself is what was solved for."""
    found = shipped("usdv").plan
    told = commands(found, law)
    last = "delta_v" if law == "downrange" else law
    assert [burn.cutoff for burn in told] == [last] * 4 + [law]
    flight = fly(build_dated_mission(found.problem, found.before, found.ignition, told, 36, 1e-12))
    assert [burn.ending for burn in flight.burns] == ["cut_off"] * 5
    for k, burn in enumerate(flight.burns):
        assert burn.perigee_after == pytest.approx(found.perigee[k], abs=20.0)
    here, there = find_entry(flight), find_entry(found.outcome.flight)
    assert here is not None and there is not None
    assert np.linalg.norm(here.state[:3] - there.state[:3]) < 1e3
    assert abs(here.time - there.time) < 0.2


@pytest.mark.parametrize("law", ["delta_v", "duration", "perigee", "downrange"])
def test_a_command_is_written_as_it_is_flown(shipped, law):
    one = shipped("usdv")
    told = commands(one.plan, law)
    dated = planned(one.scenario, replace(one.plan, commands=told))
    written = {phase.name: phase.burn.cutoff for phase in dated.phases if phase.burn is not None}
    for burn, command in zip(one.problem.burns, told, strict=True):
        value = float(getattr(written[burn.name], command.cutoff))
        assert value == pytest.approx(float(np.ravel(command.value)[0]), rel=1e-15, abs=0.0)
        assert value == round(value, DIGITS[command.cutoff] + (3 if law == "perigee" else 0))


@settings(max_examples=60)
@given(st.floats(-1e5, 1.15e5), st.floats(2e5, 4e5), angles, angles, angles, st.floats(0.0, 3e5))
def test_the_place_of_entry_is_where_the_event_is_zero(
    small_world, low_orbit, low, high, w, nu, raan, t
):
    y = low_orbit(low, high, 0.9, raan, w, nu)
    place = find_downrange(small_world, np.array([t]), y)
    if np.isnan(place[0]):  # the flattened Earth leaves some of these orbits above the interface
        assert low > 9e4
        return
    value, _ = on_lanes(event_value, DOWNRANGE, np.array([t]), *y.T.copy(), small_world, place)
    assert abs(value[0]) < 1e-3
    ahead = place + 1e-4
    value, _ = on_lanes(event_value, DOWNRANGE, np.array([t]), *y.T.copy(), small_world, ahead)
    assert value[0] < 0.0  # downward: beyond it the arc is below


def test_an_orbit_above_the_interface_has_no_place_of_entry(small_world, low_orbit):
    y = low_orbit(np.array([1.5e5, 2e5]), 2e5)
    assert np.isnan(find_downrange(small_world, np.zeros(2), y)).all()


def test_a_burn_that_stays_in_orbit_counts_its_velocity_change(shipped):
    assert commanded_law("downrange", 145e3) == "delta_v"
    assert commanded_law("downrange", 50e3) == "downrange"
    assert commanded_law("perigee", 145e3) == "perigee"
    first = shipped("usdv").problem.lowering[0]
    figures = BurnFigures(
        delta_v=np.array([5.12345678, np.nan]),
        duration=np.array([200.0, np.nan]),
        perigee_after=np.array([2e5, np.nan]),
        downrange=np.full(2, np.nan),
    )
    told = command_burn(first, "downrange", figures)
    assert told.cutoff == "delta_v" and told.firings == first.firings
    np.testing.assert_array_equal(told.value, [5.1235, np.nan])
