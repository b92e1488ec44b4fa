import itertools
import math
from collections.abc import Callable
from dataclasses import replace

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from sim.flight.mission import Mission
from sim.flight.phase import Firing, Phase
from sim.frames.epoch import DAY
from sim.planning.lowering.entry_window import entry_windows, natural_arrivals
from sim.planning.lowering.flight import as_phases, flown
from sim.planning.lowering.optimise import by_percentile, cheapest, following
from sim.planning.lowering.orbit_decay import Decay, activity_of
from sim.planning.lowering.problem import Leg, Stay, Task, delta_v_between, lowered
from sim.planning.lowering.profile import Attitudes, begun, descend
from sim.planning.lowering.solution import LoweringPolicy
from sim.vehicle.hardware import STANDARD_GRAVITY

Make = Callable[..., Task]
END = 120.0 * DAY


def _one(decay: Decay, task: Task, z: float = 0.0) -> LoweringPolicy:
    return cheapest(decay, task, [z])[0]


def _programmed(decay: Decay, task: Task, z: float, spacing: float) -> float:
    """Least velocity change by dynamic programming backwards over dates and altitudes.

    On every date any of the grid's lower altitudes within the limit, or the lowest the limit
    allows, may be burnt to; between dates any attitude of the task may be flown. What is
    missing at the end is bought at ten times its price, which no optimum pays.
    """
    leg, stay = task.legs[0], task.stays[0]
    grid = np.arange(leg.altitude - 4.0 * spacing, task.altitude + 0.5 * spacing, spacing)
    sky = decay.under(np.full(len(grid), z))
    dates = [
        task.start + k * leg.every for k in range(math.ceil((leg.end - task.start) / leg.every))
    ]
    ends = [*dates[1:], leg.end]
    value = 10.0 * np.maximum(delta_v_between(grid, leg.altitude), 0.0)
    for date, end in zip(reversed(dates), reversed(ends), strict=True):
        ballistic = [stay.mass / exposure.drag_area for exposure in task.exposures]
        after = np.min(
            [np.interp(sky.fall(date, grid, b, end), grid, value, left=0.0) for b in ballistic],
            axis=0,
        )
        if date == task.start:
            value = after
            break
        lowest = lowered(grid, stay.most_delta_v)
        cost = delta_v_between(grid[:, None], grid[None, :])
        able = (cost >= 0.0) & (cost <= stay.most_delta_v)
        choice = np.where(able, cost + after, np.inf).min(axis=1)
        deepest = stay.most_delta_v + np.interp(lowest, grid, after, left=0.0)
        value = np.minimum(choice, deepest)
    return float(np.interp(task.altitude, grid, value))


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
    decay: Decay, lowering: Make, attitudes: tuple[str, ...], z: float, limit: float
) -> None:
    task = lowering(*attitudes, most_delta_v=limit, propellant=9000.0)
    answer = _one(decay, task, z)
    assert answer.feasible, answer.reason
    # a grid of 250 m rounds up by 0.2 m/s (0.1 on 100 m); the mass it holds constant is worth 0.01
    least = _programmed(decay, task, z, 250.0)
    assert answer.total_delta_v <= least + 0.02
    assert answer.total_delta_v >= least - 0.3


def test_exhaustive_search_finds_nothing_cheaper(decay: Decay, lowering: Make) -> None:
    task = lowering(legs=(Leg(END, 260e3, 30.0 * DAY),), most_delta_v=12.0, propellant=9000.0)
    answer = _one(decay, task)
    steps = np.arange(0.0, 12.01, 1.0)
    every = np.array(list(itertools.product(steps, repeat=3)))
    sky = decay.under(np.zeros(len(every)))
    course = descend(
        sky,
        task,
        0,
        begun(task, len(every)),
        lambda t, h, spent: every[:, round(t / (30.0 * DAY)) - 1],
        Attitudes(np.inf),
    )
    total = every.sum(axis=1)
    down = course.end.altitude <= 260e3
    assert 0 < down.sum() < len(every)
    assert answer.total_delta_v <= total[down].min() + 1e-3
    # and the first of the cheapest burns at its limit, the next what is left, the last nothing
    best = every[down & (total == total[down].min())]
    assert best[:, 0].max() == 12.0
    assert answer.total_delta_v > total[down].min() - 1.5
    assert answer.delta_v[0] == pytest.approx(12.0)
    assert len(answer.dates) == 2


@pytest.mark.parametrize("percentile", [5.0, 50.0, 95.0])
def test_cheaper_than_the_straight_line(decay: Decay, lowering: Make, percentile: float) -> None:
    z = activity_of(percentile)
    task = lowering(propellant=9000.0)
    best = _one(decay, task, z)
    line = following(decay, task, [z], (0.0, END), (330e3, 260e3))[0]
    assert line.feasible
    # the line ends within 1 km of the goal: 0.6 m/s
    assert best.total_delta_v < line.total_delta_v - 1.0
    assert best.total_propellant < line.total_propellant


def test_propellant_by_the_rocket_equation(decay: Decay, lowering: Make) -> None:
    answer = _one(decay, lowering())
    mass = answer.task.stays[0].mass
    whole = mass * -math.expm1(-answer.total_delta_v / (287.0 * STANDARD_GRAVITY))
    assert answer.total_propellant == pytest.approx(whole, rel=1e-12)
    assert answer.used == (pytest.approx(whole, rel=1e-12),)
    assert answer.leg_propellant == (pytest.approx(whole, rel=1e-12),)
    # v da / 2a as in docs/lowering.md
    assert delta_v_between(415e3, 330e3) == pytest.approx(48.0, abs=0.5)
    assert delta_v_between(330e3, 220e3) == pytest.approx(64.0, abs=0.5)
    assert lowered(np.array([330e3]), delta_v_between(330e3, 260e3)) == pytest.approx(260e3)


@settings(deadline=None, max_examples=12)
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
    decay: Decay,
    lowering: Make,
    z: float,
    limit: float,
    propellant: float,
    altitude: float,
    attitudes: tuple[str, ...],
) -> None:
    task = lowering(*attitudes, altitude=altitude, most_delta_v=limit, propellant=propellant)
    answer = _one(decay, task, z)
    assert np.all(answer.delta_v <= limit + 1e-9)
    assert answer.total_propellant <= propellant + 1e-6
    assert np.all(np.diff(answer.altitudes) <= 1e-6)
    if not answer.feasible:
        assert "bind" in answer.reason
        return
    assert answer.reason == ""
    assert answer.altitudes[-1] == pytest.approx(260e3, abs=10.0)
    # 10 m of altitude near the end are two hours at the slowest
    assert answer.arrivals[0] == pytest.approx(END, abs=0.2 * DAY)
    assert np.all(answer.altitudes >= 260e3 - 10.0)


def test_two_legs_and_two_stays(decay: Decay, lowering: Make) -> None:
    task = lowering(
        altitude=345e3,
        legs=(Leg(60 * DAY, 320e3, 20 * DAY), Leg(180 * DAY, 240e3, 10 * DAY)),
        most_delta_v=6.0,
    )
    early, late = (replace(task.stays[0], name=name, propellant=2500.0) for name in "ab")
    early = replace(early, end=90 * DAY)
    late = replace(late, start=90 * DAY, mass=early.mass + 2000.0)
    answer = _one(decay, replace(task, stays=(early, late)))
    assert answer.feasible, answer.reason
    at = {round(t / DAY): h for t, h in zip(answer.times, answer.altitudes, strict=True)}
    assert at[60] == pytest.approx(320e3, abs=10.0)
    assert at[180] == pytest.approx(240e3, abs=10.0)
    assert min(h for day, h in at.items() if day <= 60) >= 320e3 - 10.0
    assert answer.used[0] <= 2500.0 + 1e-6
    assert answer.used[0] == pytest.approx(2500.0, abs=1e-3)  # early first
    assert answer.used[1] > 0.0
    # the clock begins again with the second stay
    days = {round(t / DAY, 6) for t in answer.dates}
    assert days <= {20.0, 40.0, 70.0, 80.0, 100.0, 110.0, 120.0, 130.0}
    assert sum(answer.leg_delta_v) == pytest.approx(answer.total_delta_v)


def test_an_active_sun_and_more_drag_are_cheaper(decay: Decay, lowering: Make) -> None:
    costs = [a.total_delta_v for a in by_percentile(decay, lowering(propellant=9000.0))]
    assert len(costs) == 5
    assert np.all(np.diff(costs) < 0.0)
    by_attitude = [
        _one(decay, lowering(name, propellant=9000.0, most_delta_v=9.0)).total_delta_v
        for name in ("feathered", "nominal", "broadside")
    ]
    assert by_attitude[0] > by_attitude[1] > by_attitude[2]
    free = _one(decay, lowering("nominal", "broadside", "feathered"))
    assert free.total_delta_v == pytest.approx(by_attitude[2], rel=0.05)


def test_attitudes_switch_where_drag_would_be_too_much(decay: Decay, lowering: Make) -> None:
    # 330 to 300 km in 300 days: too slow feathered, too fast in the usual attitude
    task = lowering("nominal", "broadside", "feathered", legs=(Leg(280 * DAY, 300e3, 10 * DAY),))
    answer = _one(decay, task)
    assert answer.feasible, answer.reason
    assert answer.total_delta_v == 0.0
    assert [span.attitude for span in answer.attitudes] == ["nominal", "feathered"]
    assert answer.attitudes[0].end == answer.attitudes[1].start
    faster = _one(decay, replace(task, legs=(Leg(150 * DAY, 300e3, 10 * DAY),)))
    assert [span.attitude for span in faster.attitudes] == ["broadside", "nominal"]
    assert faster.total_delta_v == 0.0
    assert faster.altitudes[-1] == pytest.approx(300e3, abs=10.0)


def test_an_attitude_with_dates_is_flown_only_then(
    decay: Decay, lowering: Make, exposure: Callable
) -> None:
    task = lowering("nominal")
    some = replace(
        task, exposures=(*task.exposures, exposure("broadside", start=30 * DAY, end=80 * DAY))
    )
    answer = _one(decay, some)
    assert [(s.attitude, s.start / DAY, s.end / DAY) for s in answer.attitudes] == [
        ("nominal", 0.0, 30.0),
        ("broadside", 30.0, 80.0),
        ("nominal", 80.0, 120.0),
    ]
    always = _one(decay, lowering("nominal", "broadside")).total_delta_v
    assert always < answer.total_delta_v < _one(decay, task).total_delta_v


def test_what_binds_is_named_and_its_cure_cures(decay: Decay, lowering: Make) -> None:
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
    seldom = _one(decay, lowering(legs=(Leg(END, 260e3, 200 * DAY),)))
    assert seldom.reason.startswith("the burn interval binds")
    assert _one(decay, lowering(legs=(Leg(END, 260e3, 5 * DAY),))).feasible
    early = _one(decay, lowering("broadside", legs=(Leg(300 * DAY, 260e3, 10 * DAY),)))
    assert early.reason.startswith("drag binds")
    days = float(early.reason.split(" d before the date")[0].rsplit(" ", 1)[1])
    assert _one(
        decay, lowering("broadside", legs=(Leg((299.9 - days) * DAY, 260e3, DAY),))
    ).feasible


def test_the_past_and_the_upward_are_answers(decay: Decay, lowering: Make) -> None:
    past = _one(decay, lowering(start=200 * DAY))
    assert not past.feasible
    assert "lies 80.0 d before the leg begins" in past.reason
    above = _one(decay, lowering(altitude=250e3))
    assert not above.feasible
    assert "not below the 250.0 km the leg begins at, by 10.0 km" in above.reason
    assert len(above.dates) == 0
    second = _one(
        decay,
        lowering(legs=(Leg(END, 260e3, 10 * DAY), Leg(150 * DAY, 261e3, 10 * DAY))),
    )
    assert not second.feasible
    assert second.total_delta_v > 0.0


@pytest.mark.parametrize(
    ("change", "text"),
    [
        ({"altitude": math.nan}, "altitude of Task is nan"),
        ({"altitude": 330.0}, "allowed: 170000 to 540000"),
        ({"legs": ()}, "needs a leg"),
        ({"legs": (Leg(END, 260e3, 0.0),)}, "every .* must be positive"),
        ({"legs": (Leg(END, 260e3, DAY), Leg(DAY, 250e3, DAY))}, "dates must rise"),
        ({"start": -DAY}, "stays reach from"),
        ({"stays": (Stay("a", 0.0, DAY, 1e5, 1.0, 300.0),)}, "stays reach from"),
        ({"stays": (Stay("a", 0.0, 2 * END, 1e5, -1.0, 300.0),)}, "must be 0 or more"),
        ({"stays": (Stay("a", 0.0, 2 * END, 1e3, 2e3, 300.0),)}, "mass of a less propellant"),
        ({"stays": (Stay("a", 0.0, 2 * END, 1e5, 1.0, 0.0),)}, "isp of a"),
        (
            {
                "stays": (
                    Stay("a", 0.0, DAY, 1e5, 1.0, 300.0),
                    Stay("b", 2 * DAY, 2 * END, 1e5, 1.0, 300.0),
                )
            },
            "a gap",
        ),
    ],
)
def test_nonsense_is_refused(lowering: Make, change: dict, text: str) -> None:
    with pytest.raises(ValueError, match=text):
        replace(lowering(), **change)


def test_a_table_that_is_too_short_is_refused(decay: Decay, lowering: Make) -> None:
    late = lowering(legs=(Leg(800 * DAY, 260e3, DAY),), until=900 * DAY)
    for function in (cheapest, entry_windows):
        with pytest.raises(ValueError, match="the decay table reaches from"):
            function(decay, late, [0.0])
    with pytest.raises(ValueError, match="one finite deviate or more"):
        cheapest(decay, lowering(), [])
    with pytest.raises(ValueError, match="one finite deviate or more"):
        cheapest(decay, lowering(), [math.nan])


def test_the_usual_attitude_has_no_dates(lowering: Make, exposure: Callable) -> None:
    with pytest.raises(ValueError, match="usual attitude"):
        replace(lowering(), exposures=(exposure("nominal", end=DAY),))


def test_window_is_what_the_propellant_affords(decay: Decay, lowering: Make) -> None:
    task = lowering(propellant=3000.0)
    (window,) = entry_windows(decay, task, [0.0])
    (rich,) = entry_windows(decay, lowering(propellant=4000.0), [0.0])
    assert rich.earliest < window.earliest < window.planned < window.natural < window.latest
    assert window.latest < rich.latest
    assert window.natural == rich.natural
    assert window.natural_delay == window.natural - END
    # bisection of the plan's own cost comes to the same earliest date
    sooner, later = 60.0 * DAY, END
    while later - sooner > 0.1 * DAY:
        middle = 0.5 * (sooner + later)
        leg = Leg(middle, 260e3, 10.0 * DAY)
        if _one(decay, replace(task, legs=(leg,))).feasible:
            later = middle
        else:
            sooner = middle
    assert window.earliest == pytest.approx(later, abs=0.3 * DAY)
    drag = natural_arrivals(decay, task, [0.0, 1.0], (300e3, 260e3))
    assert drag[0, 1] == pytest.approx(window.natural, rel=1e-4)
    assert drag[1, 1] < drag[0, 1]
    assert drag[0, 0] < drag[0, 1]


def test_a_window_keeps_the_months_between_two_legs(decay: Decay, lowering: Make) -> None:
    legs = (Leg(80 * DAY, 310e3, 10 * DAY), Leg(200 * DAY, 260e3, 10 * DAY))
    (window,) = entry_windows(decay, lowering(legs=legs), [0.0])
    assert window.earliest >= window.arrivals[0] + 120 * DAY
    assert window.arrivals[1] < window.earliest


@pytest.mark.parametrize("attitudes", [("nominal",), ("nominal", "broadside")])
def test_flown_with_the_full_propagator(
    decay: Decay, lowering: Make, orbiting: Callable[..., Mission], attitudes: tuple[str, ...]
) -> None:
    answer = _one(decay, lowering(*attitudes))
    template = Phase("lowering", field_degree=8, relative_tolerance=1e-9)
    engines = {"tanker": (Firing("tanker.aft"),)}
    miss = flown(answer, orbiting(330e3, phases=()), engines, template)
    # 3 % of the drag is 3 % of the time, or as much of the burns that make up for it
    assert abs(miss.arrival) < 0.03 * END
    assert abs(miss.delta_v) < answer.delta_v_error < 0.12 * answer.total_delta_v + 0.5
    assert abs(miss.propellant) < answer.delta_v_error / answer.total_delta_v * (
        answer.total_propellant
    )
    assert miss.altitudes == ()
    assert {burn.lowering for burn in miss.flight.burns} == {True}


def test_flown_in_two_legs(decay: Decay, lowering: Make, orbiting: Callable[..., Mission]) -> None:
    legs = (Leg(50 * DAY, 312e3, 10 * DAY), Leg(110 * DAY, 270e3, 10 * DAY))
    answer = _one(decay, lowering(legs=legs))
    assert answer.feasible, answer.reason
    template = Phase("lowering", field_degree=8, relative_tolerance=1e-9)
    engines = {"tanker": (Firing("tanker.aft"),)}
    phases = as_phases(answer, engines, template)
    assert [phase.until.value for phase in phases] == [50 * DAY, 270e3]
    miss = flown(answer, orbiting(330e3, phases=()), engines, template)
    assert abs(miss.altitudes[0]) < 0.03 * 18e3
    assert abs(miss.arrival) < 0.03 * 110 * DAY
    assert abs(miss.delta_v) < answer.delta_v_error


def test_an_infeasible_answer_is_not_flown(
    decay: Decay, lowering: Make, orbiting: Callable[..., Mission]
) -> None:
    answer = _one(decay, lowering(propellant=10.0))
    with pytest.raises(ValueError, match="can't be flown: propellant binds"):
        flown(answer, orbiting(330e3, phases=()), {}, Phase("x"))
