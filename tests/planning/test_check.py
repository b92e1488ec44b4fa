"""No feasible plan is an answer: what binds, by how much, and a remedy that frees it."""

import math
import re
from dataclasses import replace

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from sim.flight.record import EventKind
from sim.flight.stack import dock_vehicles
from sim.planning.feasibility.hardware import fly_coarse, remove_hardware_limits
from sim.planning.feasibility.limits import is_feasible
from sim.planning.plan_summary import summarise_plan
from sim.planning.problem import PlanLimits
from sim.planning.targeting.sequence import find_starts, nominal_trials
from sim.planning.targeting.solve import search_burns
from sim.planning.violation import Violation, more_propellant, round_up
from sim.vehicle.hardware import Disposal

DAY = 86400.0


@pytest.fixture(scope="module")
def before(shipped):
    return shipped("usdv").before


@pytest.fixture(scope="module")
def problem(shipped):
    """The plan of the US Deorbit Vehicle in a day and a half, southbound, without reserves: quick
    to find.
    """
    short = replace(shipped("usdv").problem, window=1.5 * DAY, altitude=None, directions=(-1,))
    return replace(short, limits=PlanLimits())


@pytest.fixture(scope="module")
def found(problem, before):
    made = search_burns(problem, before)
    assert is_feasible(made)
    return made


def only(made) -> Violation:
    """The one finding of a plan, as its answer tells it."""
    given = summarise_plan(made, "trial")
    assert given["feasible"] is False
    (told,) = given["findings"]
    assert told["sentence"] and told["remedy"]
    return Violation(**told)


def figure(text: str, unit: str) -> float:
    """The first number in front of a unit."""
    match = re.search(rf"(-?[0-9.]+) {unit}", text)
    assert match, text
    return float(match[1])


def times(burn, factor: float):
    """A burn with its thrust multiplied."""
    firings = (replace(f, thrust_factor=f.thrust_factor * factor) for f in burn.firings)
    return replace(burn, firings=tuple(firings))


def fuelled(flight, tank: str, kg: float):
    """A flight that ended with another load in a tank."""
    index, load, y = flight.final.tanks.index(tank), flight.final.load.copy(), flight.y.copy()
    y[0, 6] += kg - load[0, index]
    load[0, index] = kg
    return replace(flight, y=y, final=replace(flight.final, load=load))


def test_an_aim_beyond_the_inclination(problem, before) -> None:
    made = search_burns(
        replace(problem, aim=replace(problem.aim, latitude=math.radians(-60.0))), before
    )
    told = only(made)
    assert told.constraint == "latitude of the aim"
    assert (told.needed, told.allowed) == pytest.approx((60.0, 51.7), abs=0.3)
    assert "-60.00 deg lies beyond the inclination" in told.sentence
    assert made.outcome is None and not made.closed and np.isnan(made.along)


@pytest.mark.parametrize("which", ["burn_1", "final_burn"])
def test_zero_thrust(problem, before, which) -> None:
    lowering = tuple(times(b, 0.0) if b.name == which else b for b in problem.lowering)
    final = times(problem.final, 0.0) if which == "final_burn" else problem.final
    told = only(search_burns(replace(problem, lowering=lowering, final=final), before))
    assert told.constraint == f"engines of {which}"
    assert told.sentence == f"no engine of {which} can fire: zero thrust"


def test_engines_that_are_not_there(problem, before) -> None:
    away = replace(problem.lowering[0], undock=("usdv",))
    told = only(search_burns(replace(problem, lowering=(away, *problem.lowering[1:])), before))
    assert told.sentence == "no engine of burn_1 can fire: usdv.translation not docked"
    none = replace(problem.final, firings=())
    assert (
        "every one has failed" in only(search_burns(replace(problem, final=none), before)).sentence
    )


def test_a_ship_that_docks_for_an_earlier_burn_is_there_for_a_later_one(problem, before) -> None:
    """It is not engines that are missing, but a longer window."""
    apart = replace(before, final=dock_vehicles(before.final, (), ("usdv",)))
    first = replace(problem.lowering[0], dock=("usdv",))
    lowering = (first, *problem.lowering[1:])
    told = only(search_burns(replace(problem, lowering=lowering, window=5500.0), apart))
    assert told.constraint == "passes over the aim"


def test_too_little_thrust_and_the_thrust_that_is_enough(problem, before) -> None:
    weak = replace(problem, final=times(problem.final, 0.3))
    told = only(search_burns(weak, before))
    assert told.constraint == "thrust of the final burn"
    assert "too weak to reach 50 km" in told.sentence
    factor = figure(told.remedy, "times the thrust")
    assert 1.3 < factor < 2.5
    assert factor == pytest.approx(told.needed, abs=0.0101)
    assert is_feasible(search_burns(replace(weak, final=times(weak.final, factor)), before))
    perigee = 1e3 * figure(told.remedy, "km")
    assert 50e3 < perigee < 120e3
    assert is_feasible(
        search_burns(replace(weak, final=replace(weak.final, perigee=perigee)), before)
    )


def test_too_little_propellant_and_what_is_missing(problem, before) -> None:
    dry = fuelled(before, "usdv.propellant", 500.0)
    kept = replace(problem, limits=PlanLimits(reserve={"usdv": 300.0}))
    told = only(search_burns(kept, dry))
    assert told.constraint == "propellant of burn_1"
    assert told.allowed == pytest.approx(500.0, abs=0.1)
    assert f"{told.needed - 500.0:.0f} kg short" in told.sentence
    more = figure(told.remedy, "kg more")
    assert is_feasible(search_burns(kept, fuelled(before, "usdv.propellant", 500.0 + more)))
    # and it is not much more than needed: a tenth less is too little
    assert not is_feasible(
        search_burns(kept, fuelled(before, "usdv.propellant", 500.0 + 0.9 * more))
    )


def test_what_is_missing_is_told_for_the_start_from_which_the_burns_get_farthest(
    problem, before
) -> None:
    """The first burn is the cheaper the later it comes; with enough for a late one alone, it is the
    second that is short.
    """
    starts = find_starts(before, problem.window + 1.0)
    ends = nominal_trials(problem, np.array([0, len(starts.t) - 1]), np.full(2, 1.0))
    early, late = fly_coarse(problem, starts, ends).propellant[:, 0]
    assert late < early - 40.0
    dry = fuelled(before, "usdv.propellant", 0.5 * (early + late))
    told = only(search_burns(problem, dry))
    assert told.constraint == "propellant of burn_2"


def test_an_engine_without_propellant_is_told_what_its_burn_needs(problem, before) -> None:
    told = only(search_burns(problem, fuelled(before, "usdv.propellant", 0.0)))
    assert told.sentence.endswith("kg it needs in usdv.propellant")
    assert 800.0 < figure(told.sentence, "kg") < 2000.0


def test_a_final_burn_without_propellant_may_stop_higher(problem, before) -> None:
    """With what the lowering leaves, the final burn gets only so low."""
    dry = fuelled(before, "usdv.propellant", 6000.0)
    told = only(search_burns(problem, dry))
    assert told.constraint == "propellant of final_burn"
    assert told.needed > told.allowed + 500.0
    perigee = 1e3 * figure(told.remedy, "km")
    assert 50e3 < perigee < 115e3
    assert is_feasible(
        search_burns(replace(problem, final=replace(problem.final, perigee=perigee)), dry)
    )


def test_a_burn_longer_than_its_engines_may_fire(problem, before) -> None:
    first = replace(problem.lowering[0], longest=100.0)
    told = only(search_burns(replace(problem, lowering=(first, *problem.lowering[1:])), before))
    assert told.constraint == "length of burn_1"
    assert told.allowed == 100.0 and told.needed > 150.0
    assert f"takes {told.needed:.0f} s" in told.sentence
    strong = times(first, figure(told.remedy, "times the thrust"))
    cured = search_burns(replace(problem, lowering=(strong, *problem.lowering[1:])), before)
    assert is_feasible(cured)
    assert cured.outcome.duration[0, 0] <= 100.0


def test_a_limit_that_only_the_phasing_breaks_is_named(shipped) -> None:
    """Burns of the backup hold their limit with nominal shares, not where a pass leads over."""
    one = shipped("progress")
    problem = replace(one.problem, final=times(one.problem.final, 0.7), window=2.5 * DAY)
    told = only(search_burns(problem, one.before))
    assert told.constraint.startswith("length of burn_")
    assert told.allowed == 1800.0 < told.needed < 2400.0
    assert "where a pass leads over the aim" in told.sentence


@pytest.mark.parametrize("window", [0.0, -2.0 * DAY])
def test_a_window_that_has_closed(problem, before, window) -> None:
    told = only(search_burns(replace(problem, window=window), before))
    assert told.constraint == "window"
    assert f"the window closes {-window / DAY:.1f} d before the plan can begin" in told.sentence


def test_no_pass_in_a_single_revolution(problem, before) -> None:
    made = search_burns(replace(problem, window=5500.0), before)
    told = only(made)
    assert told.constraint == "passes over the aim"
    nearest = min(abs(p.across) for p in made.calendar.passes)
    assert told.allowed == pytest.approx(nearest / 1e3)
    assert f"the nearest runs {nearest / 1e3:.0f} km beside it" in told.sentence
    assert "a longer window" in told.remedy
    fixed = only(search_burns(replace(problem, window=5500.0, fixed_shares=True), before))
    assert "shares that may be moved" in fixed.remedy


def test_fixed_shares_promise_no_pass_that_they_do_not_meet(problem, before) -> None:
    made = search_burns(replace(problem, fixed_shares=True), before)
    across = {o.start: None for o in made.calendar.opportunities}
    near = [p for p in made.calendar.passes if abs(p.across) < 25e3]
    assert len(across) <= len(near)
    assert made.closed or only(made).constraint == "passes over the aim"


def test_a_start_below_the_last_perigee(problem, before) -> None:
    burns = tuple(replace(b, perigee=b.perigee + 100e3) for b in problem.lowering)
    told = only(search_burns(replace(problem, lowering=burns), before))
    assert told.constraint == "perigee at the start"
    assert told.needed == 245.0 and 215.0 < told.allowed < 232.0


def test_a_flight_path_angle_out_of_reach(problem, before) -> None:
    steep = replace(problem, flight_path_angle=-math.radians(1.6))
    told = only(search_burns(steep, before))
    assert told.constraint == "flight-path angle"
    assert told.needed == pytest.approx(1.6) and 0.6 < told.allowed < 0.8
    assert "or more thrust" in told.remedy


def test_an_entry_too_shallow_and_the_perigee_that_steepens_it(problem, before, found) -> None:
    angle = found.outcome.flight_path_angle[0]
    limited = replace(problem, limits=PlanLimits(shallowest=angle - math.radians(0.02)))
    told = only(replace(found, problem=limited))
    assert told.constraint == "entry angle"
    assert told.needed - told.allowed == pytest.approx(0.02, abs=1e-9)
    perigee = 1e3 * figure(told.remedy, "km")
    assert perigee < 50e3
    lower = replace(limited, final=replace(limited.final, perigee=perigee))
    assert is_feasible(search_burns(lower, before))


def test_a_perigee_too_low_to_hold_the_attitude_at(problem, before, found) -> None:
    """Between the last lowering burn and the final one drag takes the perigee down."""
    limited = replace(problem, limits=PlanLimits(least_perigee=147e3))
    told = only(replace(found, problem=limited))
    assert told.constraint == "perigee before the final burn"
    assert told.needed == 147.0 and 140.0 < told.allowed < 145.0
    higher = 1e3 * figure(told.remedy, "km")
    assert higher > 147e3
    *others, last = limited.lowering
    cured = search_burns(
        replace(limited, lowering=(*others, replace(last, perigee=higher))), before
    )
    assert is_feasible(cured)


def test_a_reserve_and_what_has_to_be_added(problem, before, found) -> None:
    left = found.outcome.flight.final.load[0][before.final.tanks.index("usdv.propellant")]
    limited = replace(problem, limits=PlanLimits(reserve={"usdv": left + 1000.0}))
    told = only(replace(found, problem=limited))
    assert told.constraint == "reserve of usdv"
    assert (told.needed, told.allowed) == pytest.approx((left + 1000.0, left))
    assert "1000 kg less than its reserve" in told.sentence
    more = figure(told.remedy, "kg more")
    assert 1000.0 < more < 1100.0
    assert is_feasible(search_burns(limited, fuelled(before, "usdv.propellant", 16000.0 + more)))


@settings(max_examples=100)
@given(st.floats(1.0, 1e4), st.floats(3e5, 5e5), st.floats(0.0, 3e4))
def test_added_propellant_carries_itself(missing, mass, used) -> None:
    """Tsiolkovsky: with it the burns take the same share of a heavier stack."""
    more = more_propellant(missing, mass, used)
    left = more - (mass + more) * used / mass + used
    assert left >= missing
    assert left <= 1.03 * missing + 11.0


@given(st.floats(1.0, 10.0))
def test_factors_are_rounded_up(value) -> None:
    assert value <= float(round_up(value)) + 1e-9 < value + 0.0101


def test_relaxed_hardware_weighs_the_same_and_never_gives_out(before) -> None:
    free = remove_hardware_limits(before)
    assert free.final.mass[0] == pytest.approx(before.final.mass[0], rel=1e-12)
    assert (free.final.load > 9e5).all()
    assert all(g.rated_time is None and g.starts is None for g in free.final.groups)


def test_a_ship_that_cannot_deorbit_itself_makes_a_plan_infeasible(found) -> None:
    """One that left on the way down, were it 400 t: its propellant does not do its deorbit."""
    before = found.before
    name = next(each.subject for each in before.events if each.kind is EventKind.UNDOCK)
    disposal = Disposal(
        controlled=True,
        dry_mass=400e3,
        engines=(f"{name}.dpo",),
        perigee=0.0,
        free_flight=3.0 * 3600.0,
        longest_wait=DAY,
        latitude=-0.7,
        longitude=-2.2,
        area=20.0,
        surviving_share=0.1,
        casualty_area=0.04,
    )
    mission = replace(before.mission, disposals={name: disposal})
    told = only(replace(found, before=replace(before, mission=mission)))
    assert told.constraint == f"disposal of {name}"
    assert told.needed > told.allowed and told.unit == "kg"
    assert f"{name} undocks on" in told.sentence and "uncontrolled" in told.remedy
