import math
from collections.abc import Callable
from dataclasses import replace

import pytest
from fly_lowering import apply_lowering

from sim.flight.attitude_control.rule import AttitudeControl
from sim.flight.disposal.reserve import deorbit_delta_v
from sim.flight.fly import fly
from sim.flight.mission import Mission
from sim.flight.phase import AltitudeProfile, Condition, Firing, Phase, Visit
from sim.flight.record import EventKind
from sim.frames.constants import STANDARD_GRAVITY
from sim.frames.epoch import DAY
from sim.planning.lowering.mission import build_lowering_problem
from sim.planning.lowering.optimise import find_cheapest, follow_profile
from sim.planning.lowering.orbit_decay import DecayTable
from sim.planning.lowering.solution import ACCURACY
from sim.vehicle.hardware import Disposal, Vehicle

GOALS = [(60.0 * DAY, 312e3), (120.0 * DAY, 265e3)]


def _policy(every: float) -> AltitudeProfile:
    return AltitudeProfile(
        times=(0.0, 1.0),
        altitudes=(330e3, 330e3),
        every=every,
        firings=(Firing("tanker.aft"),),
        least_delta_v=0.1,
    )


@pytest.fixture
def mission(orbiting: Callable[..., Mission]) -> Mission:
    phases = (
        Phase(
            name="first",
            until=Condition("time", 60.0 * DAY),
            altitude_profile=_policy(20.0 * DAY),
            dock=("tanker",),
            field_degree=8,
            relative_tolerance=1e-9,
        ),
        Phase(
            name="second",
            until=Condition("mean_altitude", 265e3, by=180.0 * DAY),
            altitude_profile=_policy(10.0 * DAY),
            field_degree=8,
            relative_tolerance=1e-9,
        ),
        Phase(name="coast", until=Condition("duration", 3600.0), field_degree=8),
    )
    return replace(orbiting(330e3, phases=phases), docked=("station",))


def test_a_mission_is_read_as_a_task(mission: Mission) -> None:
    problem = build_lowering_problem(mission, GOALS, attitudes=("broadside",))
    # the mean altitude of one state is good to 0.2 km
    assert problem.altitude == pytest.approx(330e3, abs=200.0)
    assert [(goal.end, goal.altitude) for goal in problem.goals] == GOALS
    first, second = problem.intervals
    assert [(s.every, s.burns_from) for s in problem.intervals] == [
        (20 * DAY, 0.0),
        (10 * DAY, 60 * DAY),
    ]
    assert (first.start, first.end, second.start, second.end) == (0, 60 * DAY, 60 * DAY, 180 * DAY)
    assert first.name == second.name == "tanker"
    assert first.mass == 440e3 + 4404.0 + 4000.0
    assert first.propellant == 4000.0
    assert first.isp == pytest.approx(287.0)
    assert first.most_delta_v == pytest.approx(2.0 * 8 * 113.0 * 900.0 / first.mass)
    assert [e.name for e in problem.attitude_options] == ["nominal", "broadside"]
    assert problem.attitude_options[1].drag_area == pytest.approx(2.2 * 2750.0)
    kept = build_lowering_problem(mission, GOALS, reserve={"tanker": 1500.0}, longest_burn=450.0)
    assert kept.intervals[1].propellant == 2500.0
    assert kept.intervals[0].most_delta_v == pytest.approx(0.5 * first.most_delta_v)


def test_stays_of_one_ship_share_what_it_carries(decay: DecayTable, mission: Mission) -> None:
    problem = build_lowering_problem(mission, GOALS, reserve={"tanker": 500.0})
    solution = find_cheapest(decay, problem, [0.0])[0]
    assert solution.feasible, solution.reason
    assert solution.used[1] == 0.0
    assert solution.used[0] == pytest.approx(solution.total_propellant)
    exhaust = 287.0 * STANDARD_GRAVITY
    burned, mass = 0.0, problem.intervals[0].mass
    for change, kg in zip(solution.delta_v, solution.propellant, strict=True):
        assert kg == pytest.approx((mass - burned) * change / exhaust, rel=1e-3)
        burned += kg
    short = build_lowering_problem(
        mission, GOALS, reserve={"tanker": 4000.0 - solution.total_propellant + 50.0}
    )
    refused = find_cheapest(decay, short, [0.0])[0]
    assert refused.reason.startswith("propellant binds")


def test_the_answer_flies_in_the_mission_it_came_from(decay: DecayTable, mission: Mission) -> None:
    solution = find_cheapest(decay, build_lowering_problem(mission, GOALS), [0.0])[0]
    changed = apply_lowering(mission, solution)
    assert [phase.name for phase in changed.phases] == ["first", "second", "coast"]
    assert changed.phases[0].dock == ("tanker",)
    assert changed.phases[2] == mission.phases[2]
    flight = fly(changed)
    spent = sum(burn.delta_v for burn in flight.burns)
    assert abs(spent - solution.total_delta_v) < solution.delta_v_error
    reached = next(
        e for e in flight.events if e.kind is EventKind.PHASE_END and e.phase == "second"
    )
    assert abs(reached.time - 120 * DAY) < 0.03 * 120 * DAY


def test_a_flight_meets_the_profile_when_the_orbit_mean_model_does(
    decay: DecayTable, mission: Mission
) -> None:
    """Dates of burns are counted from the phase, each with its interval, though a visitor comes or
    leaves every six days and a goal lies inside; the last stretch is by drag alone.
    """
    line, altitudes = (0.0, 30.0 * DAY, 60.0 * DAY), (330e3, 318e3, 295e3)
    profiles = [
        replace(_policy(every * DAY), times=line, altitudes=altitudes) for every in (8.0, 4.0)
    ]
    visitors = [Vehicle(f"visitor_{k}", 12e3) for k in range(6)]
    visits = [
        Visit(v.name, (6.0 + 12.0 * k) * DAY, (12.0 + 12.0 * k) * DAY)
        for k, v in enumerate(visitors)
    ]
    first, second, _ = mission.phases
    flown = replace(
        mission,
        vehicles=(*mission.vehicles, *visitors),
        visits=tuple(visits),
        phases=(
            replace(first, until=Condition("time", 20.0 * DAY), altitude_profile=profiles[0]),
            replace(
                second,
                until=Condition("mean_altitude", 291e3, by=100.0 * DAY),
                altitude_profile=profiles[1],
            ),
        ),
    )
    flight = fly(flown)
    arrived = float(flight.t[0])
    problem = build_lowering_problem(
        flown, [(line[1], altitudes[1]), (arrived, 291e3)], longest_burn=math.inf
    )
    assert len(problem.intervals) > 8
    (model,) = follow_profile(decay, problem, [0.0], line, altitudes, 0.1)
    # 3 % of the drag is 3 % of the time; burns make up for the rest
    assert abs(model.arrivals[-1] - arrived) < ACCURACY * arrived
    assert model.feasible
    burns = [burn for burn in flight.burns if burn.lowering]
    assert len(model.dates) == len(burns) / 2 >= 6
    for date, burn in zip(model.dates, burns[::2], strict=True):
        assert abs(date - burn.ignition) < 0.2 * DAY
    assert sum(burn.propellant for burn in burns) == pytest.approx(
        model.total_propellant, rel=ACCURACY
    )


def test_turns_and_the_deorbit_of_the_ship_are_not_for_lowering(
    decay: DecayTable, mission: Mission
) -> None:
    """What a tanker keeps for its own deorbit and what turns take shortens what it can burn."""
    control = AttitudeControl(below=0.0, per_orbit=0.0, per_turn=100.0, tanks=("tanker.tank",))
    disposal = Disposal(
        controlled=True,
        dry_mass=4404.0,
        engines=("tanker.aft",),
        perigee=0.0,
        free_flight=0.0,
        longest_wait=DAY,
        latitude=0.0,
        longitude=0.0,
        area=10.0,
        surviving_share=0.1,
        casualty_area=0.01,
    )
    dear = replace(mission, attitude_control=control, disposals={"tanker": disposal})
    problem = build_lowering_problem(dear, GOALS)
    first, second = problem.intervals
    kept = 4000.0 - first.propellant
    assert kept == pytest.approx(
        1.05 * 4404.0 * math.expm1(float(deorbit_delta_v(330e3)) / (287.0 * STANDARD_GRAVITY)),
        rel=0.01,
    )
    assert second.propellant == first.propellant
    assert first.turn == second.turn == 100.0
    solution = find_cheapest(decay, problem, [0.0])[0]
    assert solution.used[0] == pytest.approx(
        solution.total_propellant + 100.0 * len(solution.dates)
    )
    unturned = replace(dear, attitude_control=replace(control, unturned=("tanker",)))
    assert build_lowering_problem(unturned, GOALS).intervals[0].turn == 0.0


def test_a_switch_of_attitude_cuts_a_phase(decay: DecayTable, mission: Mission) -> None:
    goals = [(100.0 * DAY, 312e3), (170.0 * DAY, 285e3)]
    late = replace(mission.phases[0], until=Condition("time", 100.0 * DAY))
    slow = replace(mission, phases=(late, *mission.phases[1:]))
    solution = find_cheapest(
        decay, build_lowering_problem(slow, goals, attitudes=("broadside",)), [0.0]
    )[0]
    assert solution.feasible, solution.reason
    assert len(solution.attitudes) > 1
    changed = apply_lowering(slow, solution)
    names = [phase.name for phase in changed.phases]
    assert len(set(names)) == len(names) > 3
    assert [phase.dock for phase in changed.phases].count(("tanker",)) == 1
    flown = [(p.attitude, p.until) for p in changed.phases if p.altitude_profile is not None]
    assert [a for a, _ in flown if a == "broadside"]
    for span in solution.attitudes[:-1]:
        assert any(u.kind == "time" and u.value == pytest.approx(span.end) for _, u in flown)


@pytest.mark.parametrize(
    ("change", "goals", "text"),
    [
        ({}, [], "needs a goal"),
        ({}, [(200 * DAY, 265e3)], "the last goal is at"),
        ({"phases": (Phase(name="x"),)}, GOALS, "begins with lowering burns to 0 s"),
        ({"phases": (Phase(name="x", altitude_profile=_policy(DAY)),)}, GOALS, "x has no date"),
        ({"docked": ("station",)}, GOALS, "have nothing to burn"),
    ],
)
def test_missions_without_a_lowering_are_refused(
    mission: Mission, change: dict, goals: list, text: str
) -> None:
    if "docked" in change:
        bare = replace(mission.phases[0], dock=())
        change = change | {"phases": (bare, *mission.phases[1:])}
    with pytest.raises(ValueError, match=text):
        build_lowering_problem(replace(mission, **change), goals)


def test_a_reserve_needs_a_ship_that_lowers(mission: Mission) -> None:
    with pytest.raises(ValueError, match="usdv burns nothing for lowering"):
        build_lowering_problem(mission, GOALS, reserve={"usdv": 1.0})
