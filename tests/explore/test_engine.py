"""States flown from the hold: the plan is what `run` flies, and each control moves the debris the
way it must.
"""

from dataclasses import replace

import numpy as np
import pytest

from sim.entry.break_ups import fly_break_ups
from sim.entry.breakup.stages import median, sample
from sim.entry.effort import COARSE, FULL
from sim.entry.study import flown_break_ups, parent_at_interface, parents_at_interface
from sim.flight.status import FlightProgress
from sim.flight.trajectory import great_circle
from sim.scenario.load import load
from sim.workflow.explore.aim import AimNotMetError, approximate_aim, plan_again
from sim.workflow.explore.answer import answer_state
from sim.workflow.explore.cloud import disperse_state, join_parts, measure_cloud
from sim.workflow.explore.controls import Controls, ControlsError
from sim.workflow.explore.pieces import choose_pieces, without_idle
from sim.workflow.explore.save import footprint_text, scenario_text
from sim.workflow.flown_scenario import run_scenario
from sim.workflow.run import build_missions

AS_RUN = 0.01
"""km between a piece of the nominal state and that of `run`."""


def middle(answer) -> tuple[float, float]:
    debris = answer.figures["debris"]
    return debris["latitude_deg"], debris["longitude_deg"]


def beyond(opened, answer) -> float:
    """Km by which an answer's debris lies beyond that of the plan along its track."""
    moved = great_circle(*middle(answer), *middle(opened.nominal))
    return float(np.sign(middle(answer)[1] - middle(opened.nominal)[1]) * moved)


def test_the_nominal_state_is_the_flight_of_run(opened, flown):
    end, known = opened.nominal.study.nominal.impacts, flown.reentry.study.nominal.impacts
    assert (end.status == known.status).all()
    apart = great_circle(
        *(np.degrees(x) for x in (end.latitude, end.longitude, known.latitude, known.longitude))
    )
    assert np.nanmax(apart) < AS_RUN
    assert abs(opened.nominal.flight.t[0] - flown.flight.t[0]) < 1e-2
    figures = opened.nominal.figures
    area = flown.reentry.assessment.casualty_area.likely
    assert figures["debris"]["casualty_area_m2"] == pytest.approx(area, rel=1e-6)


def test_a_quick_answer_falls_where_all_pieces_fall(opened):
    state = Controls(ignition_shift_s=30.0)
    quick, whole = (opened.reply(state, quick=each).answer for each in (True, False))
    assert great_circle(*middle(quick), *middle(whole)) < 10.0
    lengths = [each.figures["debris"]["length_km"] for each in (quick, whole)]
    assert lengths[0] == pytest.approx(lengths[1], rel=0.02)


def test_a_burn_a_minute_later_falls_farther_on(opened):
    """By less than 7.3 km/s: the perigee of a later burn lies farther back."""
    later = beyond(opened, answer_state(opened.plan, Controls(ignition_shift_s=60.0)))
    assert 150.0 < later < 450.0


@pytest.mark.parametrize(
    ("state", "farther"),
    [
        (Controls(density=1.2), False),
        (Controls(drag_area=1.2), False),
        (Controls(cutoff="perigee", perigee_km=60.0), True),
        (Controls(cutoff="perigee", perigee_km=40.0), False),
        (Controls(cutoff="delta_v", delta_v_m_s=27.0), True),
        (Controls(engines_out=6), True),
        (Controls(thrust=0.9), True),
    ],
)
def test_controls_move_the_debris_the_right_way(opened, state, farther):
    moved = beyond(opened, answer_state(opened.plan, state, opened.few))
    assert (moved > 5.0) if farther else (moved < -5.0)


def test_a_quick_answer_is_near_the_whole_one(opened):
    quick, whole = (
        answer_state(opened.plan, Controls(), few).figures for few in (opened.few, None)
    )
    assert quick["ignition_utc"] == whole["ignition_utc"]
    heights = [each["debris"]["stages_km"][:2] for each in (quick, whole)]
    assert heights[0] == pytest.approx(heights[1], abs=0.1)
    middles = [(d["debris"]["latitude_deg"], d["debris"]["longitude_deg"]) for d in (quick, whole)]
    assert great_circle(*middles[0], *middles[1]) < 30.0


def test_a_coarse_break_up_falls_beside_an_exact_one(opened):
    study = opened.nominal.study
    one = study.options.break_up
    whole = parents_at_interface(opened.nominal.flight, study.options, [0, 0])
    draw = sample(one, 2, len(opened.few), np.random.default_rng(2))
    exact, coarse = (
        fly_break_ups(
            flown_break_ups(
                opened.plan.held.mission, opened.plan.columns, opened.few,
                replace(study.options, effort=each), whole, draw,
            )
        )
        for each in (FULL, COARSE)
    )  # fmt: skip
    assert coarse.stages == pytest.approx(exact.stages, abs=100.0)
    down = exact.impacts.landed & coarse.impacts.landed
    assert down.sum() > 4
    places = [np.degrees(x[down]) for e in (exact, coarse)
              for x in (e.impacts.latitude, e.impacts.longitude)]  # fmt: skip
    assert great_circle(*places).max() < 3.0


def test_a_stronger_station_breaks_up_lower(opened):
    heights = [
        answer_state(opened.plan, Controls(break_up=factor)).figures["debris"]["stages_km"]
        for factor in (0.5, 1.0, 2.0)
    ]
    assert (np.diff(np.array(heights), axis=0) < -0.5).all()


def test_a_revolution_later_falls_a_turn_of_the_earth_to_the_west(opened):
    later = middle(answer_state(opened.plan, Controls(revolution=1)))[1]
    west = (middle(opened.nominal)[1] - later) % 360.0
    assert west == pytest.approx(360.0 * opened.plan.period / 86164.0, abs=2.0)


def test_a_burn_that_does_nothing_stays_up(opened):
    answer = answer_state(opened.plan, Controls(cutoff="delta_v", delta_v_m_s=0.0))
    assert answer.study is None and answer.figures["debris"] is None and len(answer.track)


def test_pieces_without_what_none_travels_in_land_the_same(opened):
    plan, study = opened.plan, opened.nominal.study
    appendage = study.pieces.pick(np.flatnonzero(study.pieces.stage == 0))
    whole = parent_at_interface(opened.nominal.flight, plan.options)
    for pieces in (appendage, study.pieces.pick(np.array([1, 3]))):
        few = without_idle(pieces)
        assert len(few.loads) <= len(pieces.loads)
        draw = sample(plan.options.break_up, 1, len(pieces), np.random.default_rng(1))
        ends = [
            fly_break_ups(
                flown_break_ups(plan.held.mission, plan.columns, each, plan.options, whole, draw)
            ).impacts
            for each in (pieces, few)
        ]
        assert (ends[0].latitude == ends[1].latitude).all()
        assert (ends[0].mass == ends[1].mass).all()
    assert len(median(plan.options.break_up, 2).stage) == 1


def test_a_cloud_refines_by_adding_samples(opened):
    cloud = disperse_state(opened.plan, opened.nominal, opened.dispersed)
    few, more = (join_parts(list(cloud.fly(0, n))) for n in (16, 48))
    for name, values in few.samples.items():
        np.testing.assert_array_equal(values, more.samples[name][:16])
    figures = measure_cloud(more)
    assert figures["samples"] == figures["down"] == 48
    low, median_, high = figures["centre_km"]
    nominal = opened.nominal.figures["debris"]["beyond_interface_km"]
    assert low < nominal < high and low < median_ < high


def test_threads_do_not_change_a_cloud(opened):
    cloud = disperse_state(opened.plan, opened.nominal, opened.dispersed)
    one, two = (join_parts(list(cloud.fly(0, 50, threads))) for threads in (1, 2))
    np.testing.assert_array_equal(one.places, two.places)


def test_a_cloud_keeps_what_the_state_changes(opened):
    state = Controls(drag_area=1.3)
    answer = answer_state(opened.plan, state)
    dispersed = tuple(
        replace(each, name="drag_factor") if each.name == "ballistic_factor" else each
        for each in opened.dispersed
    )
    cloud = disperse_state(opened.plan, answer, dispersed)
    centre = measure_cloud(join_parts(list(cloud.fly(0, 32))))["centre_km"]
    assert centre[0] < answer.figures["debris"]["beyond_interface_km"] < centre[2]


@pytest.mark.parametrize(("shift", "revolution"), [(200.0, 0), (-150.0, 0), (100.0, 2)])
def test_an_aim_on_the_track_is_met_by_the_burn_alone(opened, shift, revolution):
    there = answer_state(opened.plan, Controls(ignition_shift_s=shift, revolution=revolution))
    aim = tuple(np.add(opened.plan.aim, np.subtract(middle(there), middle(opened.nominal))))
    near = approximate_aim(opened.plan, opened.nominal, opened.reach, Controls(thrust=0.99), aim)
    assert near.state.thrust == 0.99 and near.state.aim is None
    assert near.state.revolution == revolution
    flown = answer_state(opened.plan, replace(near.state, thrust=1.0))
    assert great_circle(*middle(flown), *middle(there)) < 100.0
    assert near.miss_km < 100.0


def test_an_aim_beside_the_track_is_met_by_planning_again(opened):
    latitude, longitude = opened.plan.aim
    again = plan_again(opened.scenario, opened.plan, (latitude, longitude - 1.0))
    shift = np.subtract(middle(answer_state(again, Controls())), middle(opened.nominal))
    assert again.aim == pytest.approx((latitude, longitude - 1.0))
    assert shift == pytest.approx([0.0, -1.0], abs=0.5)
    with pytest.raises(AimNotMetError):
        plan_again(opened.scenario, opened.plan, (80.0, longitude))


def test_a_reply_says_that_an_aim_is_approximate_until_it_is_planned_for(opened):
    latitude, longitude = opened.plan.aim
    state = Controls(aim_latitude_deg=latitude, aim_longitude_deg=longitude - 1.0)
    first = opened.reply(state, quick=True)
    assert first.approximate is not None and first.answer.state.aim is None
    planned = opened.replan(state)
    assert planned.approximate is None
    assert opened.reply(state, quick=True).approximate is None


@pytest.mark.parametrize(
    "state",
    [
        Controls(),
        Controls(ignition_shift_s=90.0, engines_out=3, thrust=0.95),
        Controls(density=1.2, drag_area=1.1, cutoff="perigee", perigee_km=40.0),
    ],
)
def test_a_state_is_saved_as_a_scenario_that_flies_there(opened, tmp_path, state):
    answer = answer_state(opened.plan, state)
    file = tmp_path / "saved.yaml"
    file.write_text(scenario_text(opened.plan, state, "saved", state.changed()))
    scenario = load(file)
    flown = run_scenario(scenario, build_missions([scenario])[0], FlightProgress())
    end, known = flown.reentry.study.nominal.impacts, answer.study.nominal.impacts
    apart = great_circle(
        *(np.degrees(x) for x in (end.latitude, end.longitude, known.latitude, known.longitude))
    )
    assert np.nanmax(apart) < 0.2


def test_a_footprint_is_exported(opened):
    text = footprint_text(opened.nominal)
    assert text.count('"piece"') == len(opened.nominal.fragments) and "ground track" in text


def test_passes_are_flown(opened):
    by = {each.revolution: each for each in opened.passes}
    assert set(by) == set(opened.plan.ignitions) and 0 in by
    assert by[0].longitude_deg == pytest.approx(
        opened.nominal.figures["impact"]["longitude_deg"], abs=1e-3
    )


@pytest.mark.parametrize(
    ("given", "name"),
    [
        ({"thrust": "much"}, "thrust"),
        ({"thrust": "9"}, "thrust"),
        ({"engines_out": "1.5"}, "engines_out"),
        ({"cutoff": "never"}, "cutoff"),
        ({"aim_latitude_deg": "3"}, "aim_longitude_deg"),
        ({"activity": "95"}, "activity"),
        ({"nonsense": "1"}, "nonsense"),
        ({"ignition_shift_s": "nan"}, "ignition_shift_s"),
    ],
)
def test_what_controls_can_t_have_is_told_by_name(opened, given, name):
    with pytest.raises(ControlsError) as caught:
        opened.read(given)
    assert set(caught.value.problems) == {name}


def test_representative_pieces_carry_the_casualty_area(opened):
    few = choose_pieces(opened.plan, opened.nominal.study, 3)
    assert len(few.fragments) <= 3
