"""Both shipped plans from a cold guess: closed, flown again, and the same to the last bit."""

import json
from dataclasses import replace

import numpy as np
import pytest

from sim.flight.fly import continue_from, fly
from sim.flight.status import IMPACT
from sim.planning.failures.early_ends import PLACES, fly_early_ends
from sim.planning.failures.interruptions import REVOLUTIONS
from sim.planning.feasibility.go_no_go import (
    BACKUPS,
    find_interruptions,
    find_last_go_no_go,
    find_lifetimes,
)
from sim.planning.feasibility.limits import find_violations, is_feasible
from sim.planning.plan_summary import summarise_plan
from sim.planning.targeting.reference_piece import compute_miss, find_impacts
from sim.planning.targeting.solve import build_dated_mission, search_burns
from sim.planning.targeting.trial import read_outcome
from sim.scenario.build.mission import build_mission
from sim.scenario.build.plan import planned
from sim.scenario.load import loads, resolved_yaml

BOTH = ("usdv", "progress")
SHORT = {"window": 1.5 * 86400.0, "altitude": None, "directions": (-1,)}
"""A quick search."""


@pytest.mark.parametrize("name", BOTH)
def test_both_plans_close_from_a_cold_guess(shipped, name) -> None:
    one = shipped(name)
    found = one.plan
    assert found.closed and find_violations(found) == [] and is_feasible(found)
    assert np.hypot(found.along, found.across) < 1e3
    below = found.outcome.perigee_after[0, -2] - one.problem.lowering[-1].perigee
    assert abs(below) < 100.0
    assert one.seconds < 20.0
    assert found.iterations <= 14
    assert one.before.t[0] <= found.ignition[0] <= one.before.t[0] + one.problem.window + 5400.0


@pytest.mark.parametrize("name", BOTH)
def test_burns_are_within_what_was_asked(shipped, name) -> None:
    found, problem = shipped(name).plan, shipped(name).problem
    outcome = found.outcome
    assert outcome.complete.all() and not outcome.late.any()
    for k, burn in enumerate(problem.burns):
        assert burn.longest is None or outcome.duration[0, k] <= burn.longest
        assert outcome.perigee_after[0, k] == pytest.approx(found.perigee[k], abs=2.0)
    assert (np.diff(found.perigee) < 0.0).all()
    before = found.ignition[-1] - found.ignition
    nominal = np.array([burn.before for burn in problem.burns])
    # the times asked for, drawn out by the stretch, to within a revolution
    drawn = found.opportunity.stretch * nominal
    np.testing.assert_allclose(before, drawn, rtol=0.0, atol=5500.0)
    np.testing.assert_allclose(found.ignition, np.round(found.ignition, 3), rtol=0.0, atol=2e-8)


def test_what_is_claimed_is_the_flight_with_dates_at_a_tighter_tolerance(shipped) -> None:
    """The plan's figures are those of that flight; a looser one moves the impact a little."""
    found = shipped("usdv").plan
    made = (found.problem, found.before, found.ignition, found.commands, 36)
    again = read_outcome(found.problem, fly(build_dated_mission(*made, 1e-12)))
    assert (again.along[0], again.across[0]) == (found.along, found.across)
    looser = read_outcome(found.problem, fly(build_dated_mission(*made, 1e-10)))
    assert 0.0 < abs(looser.along[0] - found.along) < 500.0
    tolerances = {p.relative_tolerance for p in found.outcome.flight.mission.phases}
    assert tolerances == {1e-12}


@pytest.mark.parametrize("name", BOTH)
def test_the_resolved_scenario_lands_where_the_plan_says(shipped, scenarios_folder, name) -> None:
    """Through its text, from the start in 2028 at the scenario's own tolerances."""
    one = shipped(name)
    text = resolved_yaml(planned(one.scenario, one.plan))
    again = loads(text, str(scenarios_folder / "planned.yaml"))
    assert again.plan is None and again == planned(one.scenario, one.plan)
    names = [phase.name for phase in again.phases]
    burns = [burn.name for burn in one.problem.burns]
    assert names[-len(burns) - 2 :] == [*burns, "coast", "entry"]
    # the piece leaves the stack at the release height: the flight is cut there, and goes on
    mission = build_mission(again)
    *others, entry = mission.phases
    release = replace(entry, until=one.plan.outcome.flight.mission.phases[-1].until)
    flight = fly(replace(mission, phases=(*others, release)))
    assert fly(continue_from(flight, (entry,))).status == (IMPACT,)
    flown = {b.name: b for b in flight.burns if not b.lowering}
    for k, burn in enumerate(burns):
        assert flown[burn].ignition == pytest.approx(one.plan.ignition[k], abs=1e-3)
        assert flown[burn].ending == "cut_off"
        assert flown[burn].propellant == pytest.approx(one.plan.outcome.propellant[0, k], rel=1e-3)
    aim = one.problem.aim
    along, across = compute_miss(find_impacts(flight, aim), aim.latitude, aim.longitude)
    assert np.hypot(along[0], across[0]) < 1e3
    assert np.hypot(along[0] - one.plan.along, across[0] - one.plan.across) < 1e3


def test_planning_twice_gives_equal_bits(shipped) -> None:
    one = shipped("progress")
    again = search_burns(one.problem, one.before)
    for name in ("ignition", "perigee"):
        np.testing.assert_array_equal(getattr(again, name), getattr(one.plan, name))
    assert (again.burn_centre, again.shift) == (one.plan.burn_centre, one.plan.shift)
    assert (again.along, again.across) == (one.plan.along, one.plan.across)
    assert again.calendar.passes == one.plan.calendar.passes
    assert [a[1] for a in again.alternatives] == [a[1] for a in one.plan.alternatives]


def test_a_flight_path_angle_is_met_with_the_perigee_it_takes(shipped) -> None:
    one = shipped("usdv")
    wanted = -np.radians(0.55)
    found = search_burns(replace(one.problem, flight_path_angle=wanted, **SHORT), one.before)
    assert found.closed and find_violations(found) == []
    assert found.outcome.flight_path_angle[0] == pytest.approx(wanted, abs=2e-5)
    assert np.hypot(found.along, found.across) < 1e3
    assert found.outcome.flight_path_angle[0] > one.plan.outcome.flight_path_angle[0]
    assert found.perigee[-1] > one.plan.perigee[-1] + 2e3  # shallower: from higher up


def test_the_unbroken_stack_can_be_aimed(shipped) -> None:
    """Then the last flight ends in the sea, at the aim."""
    one = shipped("usdv")
    aim = replace(one.problem.aim, ballistic_coefficient=None)
    found = search_burns(replace(one.problem, aim=aim, **SHORT), one.before)
    assert found.closed and find_violations(found) == []
    assert found.outcome.flight.status == (IMPACT,)
    assert np.hypot(found.along, found.across) < 1e3


def test_alternatives_closed_too(shipped) -> None:
    found = shipped("usdv").plan
    for opportunity, size in found.alternatives:
        assert size < 300.0
        assert opportunity in found.calendar.opportunities
        assert opportunity != found.opportunity


@pytest.mark.parametrize("name", BOTH)
def test_without_further_burns_the_stack_comes_down_ever_sooner(shipped, name) -> None:
    found = shipped(name).plan
    left = find_lifetimes(found)
    names = [burn.name for burn in found.problem.lowering]
    assert [each.after for each in left] == ["start of the plan", *names]
    revolutions = [each.revolutions for each in left]
    assert revolutions == sorted(revolutions, reverse=True)
    np.testing.assert_allclose([e.perigee for e in left[1:]], found.perigee[:-1], atol=2e3)
    # after the last lowering burn there is still a pass or two: the final burn takes place on one
    assert 1.0 < revolutions[-1] < 60.0
    stop = find_last_go_no_go(left)
    assert stop is not None and stop.revolutions >= 1.0 + BACKUPS
    assert find_last_go_no_go([replace(each, revolutions=2.9) for each in left]) is None
    flight = found.outcome.flight
    ends = fly_early_ends(flight)
    *before, final = find_interruptions(flight, ends, ("nobody",), found)
    assert [each.revolutions[0] for each in before] == [each.revolutions for each in left[1:]]
    assert final.is_final and len(final.revolutions) == PLACES and not final.is_first_firing
    # hardly begun, it leaves the last orbit; almost whole, the plan
    assert final.revolutions[0] == pytest.approx(left[-1].revolutions, rel=0.35)
    assert final.revolutions[-1] < 1.0
    assert all(np.diff(final.revolutions) <= 0.0)
    everyone = [v.name for v in found.before.mission.vehicles]
    first, *_ = find_interruptions(flight, ends, everyone, found)
    assert first.is_first_firing
    # without a plan the orbit after a burn is not known: the six revolutions of the rate itself
    *before, final = find_interruptions(flight, ends)
    assert {each.revolutions for each in before} == {(REVOLUTIONS,)}
    assert final.revolutions == tuple(ends.revolutions)


@pytest.mark.parametrize("name", BOTH)
def test_the_answer_is_plain_json(shipped, name) -> None:
    one = shipped(name)
    given = json.loads(json.dumps(summarise_plan(one.plan, name), allow_nan=False))
    assert given["feasible"] is True and given["findings"] == []
    assert given["miss"]["total_km"] < 1.0
    assert abs(given["miss"]["perigee_before_final_km"]) < 0.1
    assert [b["name"] for b in given["burns"]] == [b.name for b in one.problem.burns]
    assert given["burns"][-1]["before_final_h"] == 0.0
    assert len(given["calendar"]) == given["search"]["passes"] > 100
    able = [p for p in given["calendar"] if p["can_meet_aim"]]
    assert able and all(p["effort"] is not None for p in able)
    assert -1.0 < given["entry"]["flight_path_angle_deg"] < -0.3
    assert given["last_go_no_go"]["revolutions_to_entry"] >= 3.0
