"""The choice of aim: the best place between coasts of known geometry; on a short plan no worse than
a point that is given or places beside it; and what is refused.
"""

import math
from dataclasses import replace
from pathlib import Path

import numpy as np
import pytest

from sim.entry import break_ups
from sim.entry import study as entry_study
from sim.entry.breakup.fragment_catalogue import pieces_of
from sim.entry.representative_fragments import Representatives
from sim.flight.fly import fly
from sim.frames.constants import EQUATORIAL_RADIUS, MEAN_RADIUS
from sim.frames.earth_orientation import inclination_of_date
from sim.frames.great_circle import central_angle
from sim.operations import break_up
from sim.operations import choose_aim as aim
from sim.operations.aim_choice import AimBox, AimChoice, NoAimError
from sim.operations.backup_revolution import fly_backups
from sim.operations.break_up import Fallen
from sim.operations.choose_aim import choose_aim
from sim.operations.footprint_shape import ShapeFamily, shape_of
from sim.operations.land_clearance import ClearanceGrid
from sim.operations.measure_plan import PlanClearance, clearance_at, measure_plan
from sim.operations.orbit_frame import (
    UNDER,
    OrbitPlace,
    find_on_orbit,
    out_of_frame,
    westward_drift,
)
from sim.operations.rank_passes import _best_places, _Passes
from sim.planning.feasibility.hardware import fly_coarse
from sim.planning.targeting import calendar
from sim.planning.targeting.calendar import crossing_argument, find_burn_centre, nominal_start
from sim.planning.targeting.sequence import find_starts, nominal_trials
from sim.planning.targeting.solve import search_burns
from sim.scenario.build.mission import build_mission
from sim.scenario.build.plan import aim_choice_of, problem_of
from sim.scenario.load import loads
from sim.workflow.aim import station_model

TESTS = Path(__file__).parent.parent
DEGREE = 4
FLATTENING = 1.0 / 298.257223563
COASTS = -60.0, -20.0
"""Parallels in deg, with open sea between them."""
AHEAD, BEHIND = 6.0, 2.0
"""What a footprint reaches beyond its aim point, deg."""
GRID = 30e3 / 370e3
"""Normalised: by how much the grid of 1 degree is off on lines between two coasts, where the best
places are.
"""


@pytest.mark.parametrize("direction", [1, -1])
def test_between_two_coasts_the_middle_of_the_footprint_is_aimed_at_their_middle(direction) -> None:
    """On a polar orbit along a meridian, toe and heel are then equally far from the coasts."""
    inclination, north = 0.5 * math.pi, np.arange(-90.0, 91.0)
    value = np.tile(np.minimum(north - COASTS[0], COASTS[1] - north)[:, None], (1, 361))
    grid = ClearanceGrid(-90.0, -180.0, value)
    aim = np.radians([-45.0])
    place = find_on_orbit(aim, np.zeros(1), np.array([direction > 0]), inclination)
    ends = aim + direction * np.radians([-BEHIND, 0.0, AHEAD])
    shape = shape_of(Fallen(ends, np.zeros(3), np.ones(3)), place, inclination)
    family = ShapeFamily(
        inclination, np.array([direction]), place.argument, np.array([2.0]), (shape,)
    )
    choice = AimChoice(AimBox(*np.radians([-55.0, -25.0, -10.0, 10.0])), share=1.0)
    passes = _Passes(np.array([7]), place, np.zeros(1))
    (best,), places = _best_places(passes, family, choice, grid, direction)
    assert places == pytest.approx(30.0 * math.radians(MEAN_RADIUS) / 50e3, abs=2)
    middle = 0.5 * (sum(COASTS) - direction * (AHEAD - BEHIND))
    assert math.degrees(best.latitude) == pytest.approx(middle, abs=0.3)
    far = 0.5 * (COASTS[1] - COASTS[0] - AHEAD - BEHIND)
    assert far - 0.3 < best.clearance <= far + 0.1
    assert best.start == 7


@pytest.fixture(scope="module")
def short():
    """A short plan with three burns and a break-up of few pieces: its flight before the plan."""
    file = TESTS / "cli" / "short_plan.yaml"
    text = file.read_text().replace('window: "3 d"', 'window: "1 d"')
    scenario = loads(text + (TESTS / "report" / "catalogue.yaml").read_text(), str(file))
    before = fly(build_mission(scenario))
    return scenario, problem_of(scenario), before, station_model(scenario, before)


@pytest.fixture(scope="module")
def chosen(short):
    scenario, problem, before, model = short
    return choose_aim(problem, aim_choice_of(scenario), before, model, degree=DEGREE)


def test_the_chosen_aim_is_no_worse_than_the_given_one_and_its_neighbours(short, chosen) -> None:
    """Beside it: up to 300 km on along its pass, by moving its footprint."""
    _, problem, before, model = short
    assert chosen.plan.closed
    box = chosen.choice.box
    aim = chosen.plan.problem.aim
    assert bool(box.holds(np.array([aim.latitude]), np.array([aim.longitude]))[0])
    found = chosen.clearance
    given = measure_plan(search_burns(problem, before, degree=DEGREE), model, chosen.choice.share)
    assert found.clearance >= given.clearance
    near = beside(found, np.array([-3.0, -2.0, -1.0, 1.0, 2.0, 3.0]))
    moved = clearance_at(found, near, found.share)[0]
    # it was chosen among footprints moved there, which are as good as the short cut is
    assert (moved <= found.clearance + GRID + chosen.shortcut_error).all()


def beside(found: PlanClearance, steps: np.ndarray) -> OrbitPlace:
    """Places so many times 100 km further along the pass of a plan."""
    turn = steps * 100e3 / MEAN_RADIUS
    drift = westward_drift(np.array([EQUATORIAL_RADIUS + 150e3]), found.inclination)
    return OrbitPlace(found.place.argument + turn, found.place.node - drift * turn)


def test_no_later_revolution_serves_that_drops_one_fragment_in_a_thousand_near_land(chosen) -> None:
    """As the verdict counts: every fragment over 15 J. Strewn all round the orbit some hit land."""
    found, turn = chosen.clearance, np.radians(np.arange(0.0, 360.0))
    stray = np.stack([np.cos(turn), np.sin(turn), np.zeros(360)], axis=1)
    weight = np.full(360, 1e-3 * found.shape.weight.sum() / 360)
    strewn = found.shape._replace(
        local=np.concatenate([found.shape.local, stray]),
        weight=np.concatenate([found.shape.weight, weight]),
    )
    assert chosen.has_backup
    box = chosen.choice.box
    late = fly_backups(
        chosen.plan, box, replace(found, shape=strewn), degree=DEGREE, tolerance=1e-10
    )
    assert not any(each.serves for each in late)
    here = clearance_at(replace(found, shape=strewn), found.place, 0.99)[0]
    assert here[0] == pytest.approx(clearance_at(found, found.place, 0.99)[0][0], abs=0.3)


def _without_ends(chosen: Representatives) -> Representatives:
    """Representatives but the first and the last of them."""
    inner = np.arange(1, len(chosen.index) - 1)
    return Representatives(
        chosen.fragments.pick(inner), chosen.represented[inner], chosen.index[inner]
    )


def test_fragments_at_the_ends_of_dispersed_break_ups_are_among_those_flown(
    short, chosen, monkeypatch
) -> None:
    """Whatever the nominal break-up makes of them: here it leaves the ends out."""
    monkeypatch.setattr(break_up, "ENDS", 1)
    middle = break_up.choose_representatives
    monkeypatch.setattr(
        break_up, "choose_representatives", lambda *given: _without_ends(middle(*given))
    )
    flight, model = chosen.plan.outcome.flight, short[3]
    few = break_up.choose_pieces(flight, 0, model)
    pieces = pieces_of(model.columns)
    whole = break_up._Chosen(pieces, np.arange(len(pieces)))
    (every,) = break_up.break_up_rows(flight, [0], model, whole)
    (flown,) = break_up.break_up_rows(flight, [0], model, few)
    far = central_angle(every.latitude[0], every.longitude[0], every.latitude, every.longitude)
    end = every.latitude[far.argmax()], every.longitude[far.argmax()]
    of_all = central_angle(*end, every.latitude, every.longitude)
    of_few = central_angle(*end, flown.latitude, flown.longitude)
    assert of_few.min() == pytest.approx(of_all.min(), abs=1e-7)
    assert of_few.max() == pytest.approx(of_all.max(), abs=1e-7)


def test_first_break_ups_are_those_of_the_whole_sample(chosen, short) -> None:
    """So one of their fragments that forbids a revolution forbids it for all."""
    found, model = chosen.clearance, short[3]
    first = measure_plan(chosen.plan, model, found.share, 1)
    n = len(first.shape.weight)
    assert 0 < n < len(found.shape.weight) and first.least >= found.least
    assert np.allclose(first.shape.local, found.shape.local[:n], rtol=0.0, atol=1e-14)


def test_a_further_plan_flies_few_break_ups_where_no_revolution_serves(short, monkeypatch) -> None:
    """Work of a choice in a box so narrow that a revolution later all come down beside it: of the
    second plan the first break-up, and no backup passes of its calendar.
    """
    _, problem, before, model = short
    flown, calendars = [], []

    def fly_break_ups(each):
        flown.append(len(each.whole.t))
        return study.fly_break_ups(each)

    def fly_backup_passes(*given):
        calendars.append(len(given[1].t))
        return backups(*given)

    study, backups = break_ups, calendar._backups
    monkeypatch.setattr(entry_study, "fly_break_ups", fly_break_ups)
    monkeypatch.setattr(calendar, "_backups", fly_backup_passes)
    monkeypatch.setattr(aim, "FIRST", 1)
    choice = AimChoice(AimBox(*np.radians([-50.0, -35.0, -140.0, -120.0])))
    found = choose_aim(problem, choice, before, model, degree=DEGREE)
    assert not found.has_backup
    assert flown == [1, model.options.samples, 1, 1]
    assert len(calendars) == len(problem.directions)


@pytest.mark.slow
def test_plans_for_points_beside_the_chosen_one_are_no_better(short, chosen) -> None:
    """Planned and broken up anew, 100 km on and back on the same pass."""
    _, problem, before, model = short
    found, steps = chosen.clearance, np.array([-1.0, 1.0])
    latitude, longitude = out_of_frame(UNDER, beside(found, steps), found.inclination)
    for north, east in zip(latitude[:, 0], longitude[:, 0], strict=True):
        aim = replace(problem.aim, latitude=float(north), longitude=float(east))
        plan = search_burns(
            replace(problem, aim=aim),
            before,
            degree=DEGREE,
            final_burn=float(chosen.plan.ignition[-1]),
        )
        assert plan.closed
        other = measure_plan(plan, model, chosen.choice.share)
        assert other.clearance <= found.clearance + GRID


def test_the_short_cut_tells_what_flying_tells(chosen) -> None:
    """Footprints moved over 1,000 km, against those flown there: a tenth of the keep-out limits."""
    assert all(math.isfinite(each.flown) for each in chosen.candidates)
    assert chosen.shortcut_error < 0.3
    assert chosen.candidates[0].flown == max(
        each.flown
        for each in chosen.candidates
        if each.has_backup == chosen.candidates[0].has_backup
    )


@pytest.mark.parametrize(
    ("sides", "words"),
    [
        ((-80.0, -75.0, -165.0, -85.0), "no burn of the plan brings debris down in the box"),
        ((-45.001, -45.0, -120.001, -120.0), "none of the passes in the 1 d of the window leads"),
    ],
)
def test_a_box_that_no_pass_leads_through_is_refused(short, sides, words) -> None:
    _, problem, before, model = short
    choice = AimChoice(AimBox(*map(math.radians, sides)))
    with pytest.raises(NoAimError, match=words):
        choose_aim(problem, choice, before, model, degree=DEGREE)


@pytest.mark.parametrize("direction", [1, -1])
def test_burns_lead_to_the_turn_of_the_orbit_too(short, direction) -> None:
    """0.05 deg from the southernmost latitude, near which latitude hardly tells the place."""
    scenario, problem, before, _ = short
    starts = find_starts(before, problem.window + 1.0, degree=DEGREE)
    inclination = inclination_of_date(starts.t[0], starts.y[0], starts.orientation)
    turn = math.atan(math.tan(inclination) / (1.0 - FLATTENING) ** 2)
    latitude = math.radians(0.05) - turn
    aimed = problem.aimed_at(aim_choice_of(scenario).point(latitude, 0.0))
    argument = crossing_argument(latitude, inclination, direction)
    assert argument is not None
    centre = find_burn_centre(aimed, starts, direction, argument)
    assert centre is not None
    begin = np.array([nominal_start(aimed, starts)])
    flown = fly_coarse(aimed, starts, nominal_trials(aimed, begin, np.array([centre])))
    assert flown.impact.latitude[0] == pytest.approx(latitude, abs=math.radians(0.2))


def test_a_window_that_closes_too_early_is_refused(short) -> None:
    _, problem, before, model = short
    with pytest.raises(NoAimError, match="closes before the plan can begin"):
        choose_aim(replace(problem, window=-1.0), AimChoice(), before, model, degree=DEGREE)


def test_burns_that_fall_short_are_told_with_what_they_lack(short) -> None:
    """Not a box that is out of reach: a tank holds less than the final burn takes."""
    _, problem, before, model = short
    stack = before.final
    load = stack.load.copy()
    load[:, stack.tanks.index("tug.fuel")] = 4000.0
    poor = replace(before, final=replace(stack, load=load))
    with pytest.raises(NoAimError, match=r"final_burn needs .* kg to reach 50 km") as told:
        choose_aim(problem, AimChoice(), poor, model, degree=DEGREE)
    assert told.value.violation.constraint == "propellant of final_burn"
    assert "kg more for this and all later burns" in told.value.violation.remedy


def test_an_aim_to_be_chosen_is_no_aim_point(short) -> None:
    scenario, problem, _, _ = short
    text = (TESTS / "cli" / "short_plan.yaml").read_text()
    text = text.replace('{latitude: "-45 deg", longitude: "-120 deg", unbroken: true}', "best")
    text += (TESTS / "report" / "catalogue.yaml").read_text()
    open_problem = problem_of(loads(text))
    assert not hasattr(open_problem, "aim")
    assert open_problem.burns == problem.burns
    choice = aim_choice_of(scenario)
    point = choice.point(problem.aim.latitude, problem.aim.longitude)
    assert replace(open_problem.aimed_at(point), window=problem.window) == problem
