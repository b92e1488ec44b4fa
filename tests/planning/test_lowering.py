import itertools
import math
from collections.abc import Callable
from dataclasses import replace

import numpy as np
import pytest
from fly_lowering import fly_lowering, lowering_phases
from hypothesis import given, settings
from hypothesis import strategies as st

from sim.flight.mission import Mission
from sim.flight.phase import Firing, Phase
from sim.frames.constants import STANDARD_GRAVITY
from sim.frames.epoch import DAY
from sim.planning.lowering.entry_window import find_entry_windows
from sim.planning.lowering.optimise import find_cheapest, follow_profile
from sim.planning.lowering.orbit_decay import DecayTable, activity_of
from sim.planning.lowering.problem import (
    AltitudeGoal,
    DockedInterval,
    LoweringProblem,
    altitude_after,
    delta_v_between,
)
from sim.planning.lowering.profile import AttitudeSwitch, descend, initial_state
from sim.planning.lowering.solution import LoweringSolution

Make = Callable[..., LoweringProblem]
END = 120.0 * DAY


def _interval(**changed) -> DockedInterval:
    """A docked interval that is longer than the lowering, changed."""
    given = {"name": "a", "start": 0.0, "end": 2.0 * END, "every": DAY, "burns_from": 0.0}
    return DockedInterval(**given | {"mass": 1e5, "propellant": 1.0, "isp": 300.0} | changed)


def _one(decay: DecayTable, problem: LoweringProblem, z: float = 0.0) -> LoweringSolution:
    return find_cheapest(decay, problem, [z])[0]


def _programmed(decay: DecayTable, problem: LoweringProblem, z: float, spacing: float) -> float:
    """Least velocity change by dynamic programming backwards over dates and altitudes.

    On every date any of the grid's lower altitudes within the limit, or the lowest the limit
    allows, may be burnt to; between dates any attitude of the problem may be flown. What is
    missing at the end is bought at ten times its price, which no optimum pays.
    """
    goal, interval = problem.goals[0], problem.intervals[0]
    every = interval.every
    grid = np.arange(goal.altitude - 4.0 * spacing, problem.altitude + 0.5 * spacing, spacing)
    decays = decay.under(np.full(len(grid), z))
    dates = [
        problem.start + k * every for k in range(math.ceil((goal.end - problem.start) / every))
    ]
    ends = [*dates[1:], goal.end]
    value = 10.0 * np.maximum(delta_v_between(grid, goal.altitude), 0.0)
    for date, end in zip(reversed(dates), reversed(ends), strict=True):
        ballistic = [interval.mass / option.drag_area for option in problem.attitude_options]
        after = np.min(
            [np.interp(decays.fall(date, grid, b, end), grid, value, left=0.0) for b in ballistic],
            axis=0,
        )
        if date == problem.start:
            value = after
            break
        lowest = altitude_after(grid, interval.most_delta_v)
        cost = delta_v_between(grid[:, None], grid[None, :])
        able = (cost >= 0.0) & (cost <= interval.most_delta_v)
        choice = np.where(able, cost + after, np.inf).min(axis=1)
        deepest = interval.most_delta_v + np.interp(lowest, grid, after, left=0.0)
        value = np.minimum(choice, deepest)
    return float(np.interp(problem.altitude, grid, value))


@pytest.mark.parametrize(
    ("attitudes", "z", "limit"),
    [
        (("nominal",), 0.0, 3.8),
        (("nominal",), 0.0, 9.0),
        (("nominal",), -1.2, 5.0),
        (("nominal", "broadside"), -1.2, 3.8),
        (("feathered", "nominal", "broadside"), 1.2, 2.5),
        (("feathered",), 0.0, 9.0),
    ],
)
def test_dynamic_programming_finds_nothing_cheaper(
    decay: DecayTable, lowering: Make, attitudes: tuple[str, ...], z: float, limit: float
) -> None:
    problem = lowering(*attitudes, most_delta_v=limit, propellant=9000.0)
    solution = _one(decay, problem, z)
    assert solution.feasible, solution.reason
    # a grid of 250 m rounds up by 0.2 m/s (0.1 on 100 m); the mass it holds constant is worth 0.01
    least = _programmed(decay, problem, z, 250.0)
    assert solution.total_delta_v <= least + 0.02
    assert solution.total_delta_v >= least - 0.3


def test_exhaustive_search_finds_nothing_cheaper(decay: DecayTable, lowering: Make) -> None:
    problem = lowering(
        goals=(AltitudeGoal(END, 260e3),), every=30.0 * DAY, most_delta_v=12.0, propellant=9000.0
    )
    solution = _one(decay, problem)
    steps = np.arange(0.0, 12.01, 1.0)
    every = np.array(list(itertools.product(steps, repeat=3)))
    decays = decay.under(np.zeros(len(every)))
    profile = descend(
        decays,
        problem,
        0,
        initial_state(problem, len(every)),
        lambda t, h, spent: every[:, round(t / (30.0 * DAY)) - 1],
        AttitudeSwitch(np.inf),
    )
    total = every.sum(axis=1)
    down = profile.end.altitude <= 260e3
    assert 0 < down.sum() < len(every)
    assert solution.total_delta_v <= total[down].min() + 1e-3
    # and the first of the cheapest burns at its limit, the next what is left, the last nothing
    best = every[down & (total == total[down].min())]
    assert best[:, 0].max() == 12.0
    assert solution.total_delta_v > total[down].min() - 1.5
    assert solution.delta_v[0] == pytest.approx(12.0)
    assert len(solution.dates) == 2


@pytest.mark.parametrize("percentile", [5.0, 50.0, 95.0])
def test_cheaper_than_the_straight_line(
    decay: DecayTable, lowering: Make, percentile: float
) -> None:
    z = activity_of(percentile)
    problem = lowering(propellant=9000.0)
    best = _one(decay, problem, z)
    line = follow_profile(decay, problem, [z], (0.0, END), (330e3, 260e3))[0]
    assert line.feasible
    # the line ends within 1 km of the goal: 0.6 m/s
    assert best.total_delta_v < line.total_delta_v - 1.0
    assert best.total_propellant < line.total_propellant


def test_propellant_by_the_rocket_equation(decay: DecayTable, lowering: Make) -> None:
    solution = _one(decay, lowering())
    mass = solution.problem.intervals[0].mass
    whole = mass * -math.expm1(-solution.total_delta_v / (287.0 * STANDARD_GRAVITY))
    assert solution.total_propellant == pytest.approx(whole, rel=1e-12)
    assert solution.used == (pytest.approx(whole, rel=1e-12),)
    assert solution.goal_propellant == (pytest.approx(whole, rel=1e-12),)
    # v da / 2a as in docs/lowering.md
    assert delta_v_between(415e3, 330e3) == pytest.approx(48.0, abs=0.5)
    assert delta_v_between(330e3, 220e3) == pytest.approx(64.0, abs=0.5)
    assert altitude_after(np.array([330e3]), delta_v_between(330e3, 260e3)) == pytest.approx(260e3)


@settings(max_examples=12)
@given(
    z=st.floats(-2.0, 2.0),
    limit=st.floats(0.0, 15.0),
    propellant=st.floats(0.0, 8000.0),
    altitude=st.floats(265e3, 420e3),
    attitudes=st.sampled_from(
        [("nominal",), ("nominal", "broadside"), ("nominal", "broadside", "feathered")]
    ),
)
def test_an_answer_keeps_its_word(
    decay: DecayTable,
    lowering: Make,
    z: float,
    limit: float,
    propellant: float,
    altitude: float,
    attitudes: tuple[str, ...],
) -> None:
    problem = lowering(*attitudes, altitude=altitude, most_delta_v=limit, propellant=propellant)
    solution = _one(decay, problem, z)
    assert np.all(solution.delta_v <= limit + 1e-9)
    assert solution.total_propellant <= propellant + 1e-6
    assert np.all(np.diff(solution.altitudes) <= 1e-6)
    if not solution.feasible:
        assert "bind" in solution.reason
        return
    assert solution.reason == ""
    assert solution.altitudes[-1] == pytest.approx(260e3, abs=10.0)
    # 10 m of altitude near the end are two hours at the slowest
    assert solution.arrivals[0] == pytest.approx(END, abs=0.2 * DAY)
    assert np.all(solution.altitudes >= 260e3 - 10.0)


def test_two_goals_and_two_docked_intervals(decay: DecayTable, lowering: Make) -> None:
    problem = lowering(
        altitude=345e3,
        goals=(AltitudeGoal(60 * DAY, 320e3), AltitudeGoal(180 * DAY, 240e3)),
        most_delta_v=6.0,
    )
    early, late = (replace(problem.intervals[0], name=name, propellant=2500.0) for name in "ab")
    early = replace(early, end=90 * DAY, every=25 * DAY)
    late = replace(late, start=90 * DAY, burns_from=90 * DAY, mass=early.mass + 2000.0)
    solution = _one(decay, replace(problem, intervals=(early, late)))
    assert solution.feasible, solution.reason
    at = {round(t / DAY): h for t, h in zip(solution.times, solution.altitudes, strict=True)}
    assert at[60] == pytest.approx(320e3, abs=10.0)
    assert at[180] == pytest.approx(240e3, abs=10.0)
    assert min(h for day, h in at.items() if day <= 60) >= 320e3 - 10.0
    assert solution.used[0] <= 2500.0 + 1e-6
    assert solution.used[0] == pytest.approx(2500.0, abs=1e-3)  # early first
    assert solution.used[1] > 0.0
    # the count of days begins again with the second docked interval, not with the goal
    days = {round(t / DAY, 6) for t in solution.dates}
    assert days <= {25.0, 50.0, 75.0, 100.0, 110.0, 120.0, 130.0, 140.0}
    assert sum(solution.goal_delta_v) == pytest.approx(solution.total_delta_v)


def test_an_active_sun_and_more_drag_are_cheaper(decay: DecayTable, lowering: Make) -> None:
    activities = [activity_of(percentile) for percentile in (5.0, 25.0, 50.0, 75.0, 95.0)]
    solutions = find_cheapest(decay, lowering(propellant=9000.0), activities)
    costs = [solution.total_delta_v for solution in solutions]
    assert np.all(np.diff(costs) < 0.0)
    by_attitude = [
        _one(decay, lowering(name, propellant=9000.0, most_delta_v=9.0)).total_delta_v
        for name in ("feathered", "nominal", "broadside")
    ]
    assert by_attitude[0] > by_attitude[1] > by_attitude[2]
    free = _one(decay, lowering("nominal", "broadside", "feathered"))
    assert free.total_delta_v == pytest.approx(by_attitude[2], rel=0.05)


def test_attitudes_switch_where_drag_would_be_too_much(decay: DecayTable, lowering: Make) -> None:
    # 330 to 300 km in 300 days: too slow feathered, too fast in the usual attitude
    problem = lowering("nominal", "broadside", "feathered", goals=(AltitudeGoal(280 * DAY, 300e3),))
    solution = _one(decay, problem)
    assert solution.feasible, solution.reason
    assert solution.total_delta_v == 0.0
    assert [span.attitude for span in solution.attitudes] == ["nominal", "feathered"]
    assert solution.attitudes[0].end == solution.attitudes[1].start
    faster = _one(decay, replace(problem, goals=(AltitudeGoal(150 * DAY, 300e3),)))
    assert [span.attitude for span in faster.attitudes] == ["broadside", "nominal"]
    assert faster.total_delta_v == 0.0
    assert faster.altitudes[-1] == pytest.approx(300e3, abs=10.0)


def test_an_attitude_with_dates_is_flown_only_then(
    decay: DecayTable, lowering: Make, option: Callable
) -> None:
    problem = lowering("nominal")
    some = replace(
        problem,
        attitude_options=(
            *problem.attitude_options,
            option("broadside", start=30 * DAY, end=80 * DAY),
        ),
    )
    solution = _one(decay, some)
    assert [(s.attitude, s.start / DAY, s.end / DAY) for s in solution.attitudes] == [
        ("nominal", 0.0, 30.0),
        ("broadside", 30.0, 80.0),
        ("nominal", 80.0, 120.0),
    ]
    always = _one(decay, lowering("nominal", "broadside")).total_delta_v
    assert always < solution.total_delta_v < _one(decay, problem).total_delta_v


def test_what_binds_is_named_and_its_cure_cures(decay: DecayTable, lowering: Make) -> None:
    poor = _one(decay, lowering(propellant=1000.0))
    assert not poor.feasible
    assert poor.reason.startswith("propellant binds")
    more = float(poor.reason.split(" kg more")[0].rsplit(" ", 1)[1])
    assert _one(decay, lowering(propellant=1001.0 + more)).feasible
    assert not _one(decay, lowering(propellant=990.0 + more)).feasible
    weak = _one(decay, lowering(most_delta_v=1.0))
    assert weak.reason.startswith("the limit of velocity change per date binds")
    needed = float(weak.reason.split(" m/s at one date")[0].rsplit(" ", 1)[1])
    assert _one(decay, lowering(most_delta_v=needed + 0.1)).feasible
    assert not _one(decay, lowering(most_delta_v=needed - 0.2)).feasible
    both = _one(decay, lowering(most_delta_v=1.0, propellant=1000.0))
    assert both.reason.startswith("propellant and the limit per date bind")
    seldom = _one(decay, lowering(every=200 * DAY))
    assert seldom.reason.startswith("the burn interval binds")
    assert _one(decay, lowering(every=5 * DAY)).feasible
    early = _one(decay, lowering("broadside", goals=(AltitudeGoal(300 * DAY, 260e3),)))
    assert early.reason.startswith("drag binds")
    days = float(early.reason.split(" d before the date")[0].rsplit(" ", 1)[1])
    assert _one(
        decay, lowering("broadside", goals=(AltitudeGoal((299.9 - days) * DAY, 260e3),), every=DAY)
    ).feasible


def test_the_past_and_the_upward_are_answers(decay: DecayTable, lowering: Make) -> None:
    past = _one(decay, lowering(start=200 * DAY))
    assert not past.feasible
    assert "lies 80.0 d before the lowering to it begins" in past.reason
    above = _one(decay, lowering(altitude=250e3))
    assert not above.feasible
    assert "not below the 250.0 km where the lowering to it begins, by 10.0 km" in above.reason
    assert len(above.dates) == 0
    second = _one(
        decay,
        lowering(goals=(AltitudeGoal(END, 260e3), AltitudeGoal(150 * DAY, 261e3))),
    )
    assert not second.feasible
    assert second.total_delta_v > 0.0


@pytest.mark.parametrize(
    ("change", "text"),
    [
        ({"altitude": math.nan}, "altitude of LoweringProblem is nan"),
        ({"altitude": 330.0}, "allowed: 170000 to 540000"),
        ({"goals": ()}, "needs an altitude goal"),
        ({"intervals": (_interval(every=0.0),)}, "every of a is 0.0; it must be positive"),
        ({"intervals": (_interval(turn=-1.0),)}, "must be 0 or more"),
        (
            {"goals": (AltitudeGoal(END, 260e3), AltitudeGoal(DAY, 250e3))},
            "dates must rise",
        ),
        ({"start": -DAY}, "docked intervals reach from"),
        (
            {"intervals": (_interval(end=DAY),)},
            "docked intervals reach from",
        ),
        (
            {"intervals": (_interval(propellant=-1.0),)},
            "must be 0 or more",
        ),
        (
            {"intervals": (_interval(mass=1e3, propellant=2e3),)},
            "mass of a less propellant",
        ),
        (
            {"intervals": (_interval(isp=0.0),)},
            "isp of a",
        ),
        (
            {
                "intervals": (
                    _interval(end=DAY),
                    _interval(name="b", start=2 * DAY),
                )
            },
            "a gap",
        ),
    ],
)
def test_nonsense_is_refused(lowering: Make, change: dict, text: str) -> None:
    with pytest.raises(ValueError, match=text):
        replace(lowering(), **change)


def test_a_table_that_is_too_short_is_refused(decay: DecayTable, lowering: Make) -> None:
    late = lowering(goals=(AltitudeGoal(800 * DAY, 260e3),), until=900 * DAY)
    for function in (find_cheapest, find_entry_windows):
        with pytest.raises(ValueError, match="the decay table reaches from"):
            function(decay, late, [0.0])
    with pytest.raises(ValueError, match="one finite deviate or more"):
        find_cheapest(decay, lowering(), [])
    with pytest.raises(ValueError, match="one finite deviate or more"):
        find_cheapest(decay, lowering(), [math.nan])


def test_the_usual_attitude_has_no_dates(lowering: Make, option: Callable) -> None:
    with pytest.raises(ValueError, match="usual attitude"):
        replace(lowering(), attitude_options=(option("nominal", end=DAY),))


def test_window_is_what_the_propellant_affords(decay: DecayTable, lowering: Make) -> None:
    problem = lowering(propellant=3000.0)
    (window,) = find_entry_windows(decay, problem, [0.0])
    (rich,) = find_entry_windows(decay, lowering(propellant=4000.0), [0.0])
    assert rich.earliest < window.earliest < window.planned < window.natural < window.latest
    assert window.latest < rich.latest
    assert window.natural == rich.natural
    assert window.natural_delay == window.natural - END
    # bisection of the plan's own cost comes to the same earliest date
    sooner, later = 60.0 * DAY, END
    while later - sooner > 0.1 * DAY:
        middle = 0.5 * (sooner + later)
        goal = AltitudeGoal(middle, 260e3)
        if _one(decay, replace(problem, goals=(goal,))).feasible:
            later = middle
        else:
            sooner = middle
    assert window.earliest == pytest.approx(later, abs=0.3 * DAY)
    # drag alone, without burns
    ballistic = problem.intervals[0].mass / problem.attitude_options[0].drag_area
    fall = decay.under(np.array([0.0, 1.0]))
    start = np.full(2, problem.altitude)
    high, low = (fall.time_at(0.0, start, ballistic, level) for level in (300e3, 260e3))
    assert low[0] == pytest.approx(window.natural, rel=1e-4)
    assert low[1] < low[0] and high[0] < low[0]


def test_a_window_keeps_the_months_between_two_goals(decay: DecayTable, lowering: Make) -> None:
    goals = (AltitudeGoal(80 * DAY, 310e3), AltitudeGoal(200 * DAY, 260e3))
    (window,) = find_entry_windows(decay, lowering(goals=goals), [0.0])
    assert window.earliest >= window.arrivals[0] + 120 * DAY
    assert window.arrivals[1] < window.earliest


@pytest.mark.parametrize("attitudes", [("nominal",), ("nominal", "broadside")])
def test_flown_with_the_full_propagator(
    decay: DecayTable, lowering: Make, orbiting: Callable[..., Mission], attitudes: tuple[str, ...]
) -> None:
    solution = _one(decay, lowering(*attitudes))
    template = Phase(name="lowering", field_degree=8, relative_tolerance=1e-9)
    engines = {"tanker": (Firing("tanker.aft"),)}
    miss = fly_lowering(solution, orbiting(330e3, phases=()), engines, template)
    # 3 % of the drag is 3 % of the time, or as much of the burns that make up for it
    assert abs(miss.arrival) < 0.03 * END
    assert abs(miss.delta_v) < solution.delta_v_error < 0.12 * solution.total_delta_v + 0.5
    assert abs(miss.propellant) < solution.delta_v_error / solution.total_delta_v * (
        solution.total_propellant
    )
    assert miss.altitudes == ()
    assert {burn.lowering for burn in miss.flight.burns} == {True}


def test_flown_to_two_goals(
    decay: DecayTable, lowering: Make, orbiting: Callable[..., Mission]
) -> None:
    goals = (AltitudeGoal(50 * DAY, 312e3), AltitudeGoal(110 * DAY, 270e3))
    solution = _one(decay, lowering(goals=goals))
    assert solution.feasible, solution.reason
    template = Phase(name="lowering", field_degree=8, relative_tolerance=1e-9)
    engines = {"tanker": (Firing("tanker.aft"),)}
    phases = lowering_phases(solution, engines, template)
    assert [phase.until.value for phase in phases] == [50 * DAY, 270e3]
    miss = fly_lowering(solution, orbiting(330e3, phases=()), engines, template)
    assert abs(miss.altitudes[0]) < 0.03 * 18e3
    assert abs(miss.arrival) < 0.03 * 110 * DAY
    assert abs(miss.delta_v) < solution.delta_v_error


def test_an_infeasible_answer_is_not_flown(
    decay: DecayTable, lowering: Make, orbiting: Callable[..., Mission]
) -> None:
    solution = _one(decay, lowering(propellant=10.0))
    with pytest.raises(ValueError, match="can't be flown: propellant binds"):
        fly_lowering(solution, orbiting(330e3, phases=()), {}, Phase(name="x"))
