"""Whether a plan is feasible: every limit with what was needed and what is allowed, and what
would free it.
"""

import math
from collections.abc import Iterator
from dataclasses import replace

import numpy as np

from sim.flight.disposal.departure import find_departures
from sim.flight.propagation_state import HOLDING
from sim.flight.record import EventKind
from sim.frames.constants import EQUATORIAL_RADIUS, MU
from sim.frames.earth_orientation import inclination_of_date
from sim.planning.feasibility.hardware import (
    VARIANTS,
    describe_long_burn,
    find_hardware_violations,
    fly_coarse,
)
from sim.planning.problem import PlanningProblem
from sim.planning.targeting.calendar import build_calendar, crossing_argument
from sim.planning.targeting.phasing import build_trials
from sim.planning.targeting.sequence import StartStates, find_starts, nominal_trials
from sim.planning.targeting.solve import BurnPlan
from sim.planning.targeting.solve import search_burns as plan_for
from sim.planning.targeting.trial import TrialOutcome
from sim.planning.violation import Violation, more_propellant

GOOD_MISS = 1e3
GOOD_PERIGEE = 100.0
"""m: a plan is good if its last flight came so near to the aim, and to the perigee before the final
burn."""


def find_violations(plan: BurnPlan) -> list[Violation]:
    """Everything that keeps a plan from being good; empty for a good one.

    Parameters
    ----------
    plan
        As `sim.planning.targeting.solve.search_burns` left it.
    """
    disposals = list(_disposals(plan))
    return [*disposals, *_find_violations(plan)]


def _disposals(plan: BurnPlan) -> Iterator[Violation]:
    """Ships that leave before or during the burns and can't deorbit themselves."""
    flights = [plan.before] if plan.outcome is None else [plan.before, plan.outcome.flight]
    for each in (departure for flight in flights for departure in find_departures(flight)):
        if each.shortfall:
            yield Violation(
                f"disposal of {each.vehicle.name}",
                each.needed,
                each.usable,
                "kg",
                each.shortfall,
                "more propellant or rated time kept for it, or `disposal: uncontrolled`",
            )


def _find_violations(plan: BurnPlan) -> list[Violation]:
    """What keeps the burns from meeting the aim within their limits."""
    problem = plan.problem
    if problem.window <= 0.0:
        days = -problem.window / 86400.0
        return [
            Violation(
                "window",
                0.0,
                days,
                "d",
                f"the window closes {days:.1f} d before the plan can begin",
                "a window that closes later",
            )
        ]
    if plan.closed and plan.outcome is not None:
        return [*_limits(plan, plan.outcome), *_accuracy(plan, plan.outcome)]
    starts = find_starts(plan.before, problem.window + 1.0)
    inclination = inclination_of_date(starts.t[0], starts.y[0], starts.orientation)
    reach = [
        crossing_argument(problem.aim.latitude, inclination, direction)
        for direction in problem.directions
    ]
    if not any(argument is not None for argument in reach):
        return [_out_of_reach(problem, inclination)]
    violations = [*find_hardware_violations(problem, starts, reach), *_angle(plan, starts)]
    return violations or [_no_pass(plan, starts)]


def is_feasible(plan: BurnPlan) -> bool:
    """Whether a plan meets its aim within all limits."""
    return not find_violations(plan)


def _limits(plan: BurnPlan, outcome: TrialOutcome) -> Iterator[Violation]:
    limits, names = plan.problem.limits, [burn.name for burn in plan.problem.burns]
    shallowest, entry = limits.shallowest, outcome.flight_path_angle[0]
    if shallowest is not None and entry > shallowest:
        angle, least = float(-np.degrees(entry)), float(-np.degrees(shallowest))
        starts = find_starts(plan.before, plan.problem.window + 1.0)
        lower = _perigee_for(plan, starts, lambda o: o.flown & (o.flight_path_angle <= shallowest))
        yield Violation(
            "entry angle",
            least,
            angle,
            "deg",
            f"the stack enters {angle:.3f} deg below the horizon, shallower than {least:.3f} deg",
            "more thrust" if lower is None else f"a final perigee of {lower / 1e3:.1f} km",
        )
    perigee = float(outcome.perigee[0, -1])
    if limits.least_perigee is not None and perigee < limits.least_perigee:
        least = limits.least_perigee
        # what it falls by between the last lowering burn and the final one comes on top
        fall = plan.problem.lowering[-1].perigee - perigee if plan.problem.lowering else 0.0
        higher = math.ceil((least + max(fall, 0.0)) / 100.0) / 10.0
        yield Violation(
            "perigee before the final burn",
            least / 1e3,
            perigee / 1e3,
            "km",
            f"attitude must be held at a perigee of {perigee / 1e3:.1f} km, "
            f"below the {least / 1e3:.1f} km at which it can be",
            f"a last lowering burn to {higher:.1f} km, paid for by a longer final burn",
        )
    yield from _attitude_lost(plan, outcome)
    left, mass = _left(plan, outcome), float(plan.before.y[0, 6])
    used = float(outcome.propellant[0].sum())
    for vehicle, kg in limits.reserve.items():
        if left[vehicle] < kg:
            yield Violation(
                f"reserve of {vehicle}",
                kg,
                left[vehicle],
                "kg",
                f"{vehicle} has {left[vehicle]:.0f} kg left after {names[-1]}, "
                f"{kg - left[vehicle]:.0f} kg less than its reserve",
                f"{more_propellant(kg - left[vehicle], mass, used):.0f} kg more in its tanks",
            )


def _attitude_lost(plan: BurnPlan, outcome: TrialOutcome) -> Iterator[Violation]:
    """Whether propellant for holding the attitude lasts to the end of the last burn."""
    control = plan.before.mission.attitude_control
    found = (flight.first(0, EventKind.ATTITUDE_LOST) for flight in (plan.before, outcome.flight))
    lost = next((e for e in found if e is not None and e.subject == HOLDING), None)
    end = float(outcome.ignition[0, -1] + outcome.duration[0, -1])
    if control is None or lost is None or lost.time >= end:
        return
    period = 2.0 * np.pi * np.sqrt((EQUATORIAL_RADIUS + control.below) ** 3 / MU)
    missing = math.ceil((end - lost.time) / period * float(np.max(control.per_orbit)))
    yield Violation(
        "attitude control",
        float(missing),
        0.0,
        "kg",
        f"the tanks that pay for attitude control are empty on "
        f"{plan.before.mission.epoch.utc_iso(lost.time, 0)}, "
        f"{(end - lost.time) / 3600.0:.1f} h before the last burn ends",
        f"{missing} kg more in {' or '.join(control.tanks)}, or another tank that pays",
    )


def _left(plan: BurnPlan, outcome: TrialOutcome) -> dict[str, float]:
    """Propellant to be used that is left in the tanks of every vehicle, kg."""
    final = outcome.flight.final
    owner = [vehicle.name for vehicle in final.vehicles for _ in vehicle.tanks]
    return {
        vehicle.name: float(
            sum(kg for name, kg in zip(owner, final.usable[0], strict=True) if name == vehicle.name)
        )
        for vehicle in final.vehicles
    }


def _accuracy(plan: BurnPlan, outcome: TrialOutcome) -> Iterator[Violation]:
    """What was flown again must be what was claimed."""
    size = float(np.hypot(plan.along, plan.across))
    if not size <= GOOD_MISS:
        yield Violation(
            "miss of the last flight",
            GOOD_MISS / 1e3,
            size / 1e3,
            "km",
            f"flown with its dates and a tighter tolerance the plan misses by {size / 1e3:.2f} km",
            "a tighter tolerance in the search",
        )
    if not plan.problem.lowering:
        return
    off = float(outcome.perigee_after[0, -2]) - plan.problem.lowering[-1].perigee
    if not abs(off) <= GOOD_PERIGEE:
        yield Violation(
            "perigee before the final burn",
            plan.problem.lowering[-1].perigee / 1e3,
            float(outcome.perigee_after[0, -2]) / 1e3,
            "km",
            f"the perigee before the final burn is {off / 1e3:+.2f} km off",
            "a shorter sequence, or a higher perigee before it",
        )


def _out_of_reach(problem: PlanningProblem, inclination: float) -> Violation:
    most = np.degrees(inclination)
    wanted = abs(float(np.degrees(problem.aim.latitude)))
    return Violation(
        "latitude of the aim",
        wanted,
        float(most),
        "deg",
        f"the aim at latitude {np.degrees(problem.aim.latitude):.2f} deg lies beyond the "
        f"inclination of {most:.2f} deg",
        f"an aim between {most:.1f} deg south and north",
    )


def _perigee_for(plan: BurnPlan, starts: StartStates, test) -> float | None:
    """Highest final perigee with which a plan's opportunity passes a test, m."""
    levels = np.linspace(plan.problem.final.perigee, -50e3, VARIANTS)
    start = 0 if plan.opportunity is None else plan.opportunity.start
    trial = nominal_trials(
        plan.problem, np.full(VARIANTS, start), np.full(VARIANTS, plan.burn_centre)
    )
    outcome = fly_coarse(plan.problem, starts, replace(trial, perigee=levels))
    good = np.flatnonzero(test(outcome))
    return float(levels[good[0]]) if len(good) else None


def _angle(plan: BurnPlan, starts: StartStates) -> Iterator[Violation]:
    """A flight-path angle at the interface that no final perigee gives."""
    wanted = plan.problem.flight_path_angle
    if wanted is None or not plan.calendar.opportunities:
        return
    first = plan.calendar.opportunities[0]
    levels = np.linspace(-100e3, 110e3, 2 * VARIANTS)
    row = np.zeros(len(levels), dtype=int)
    trial = nominal_trials(plan.problem, row + first.start, np.full(len(levels), first.burn_centre))
    outcome = fly_coarse(plan.problem, starts, replace(trial, perigee=levels))
    able = outcome.flight_path_angle[outcome.flown]
    if len(able) and able.min() <= wanted <= able.max():
        return
    # in messages angles below the horizon are positive
    least, most = -np.degrees([able.max(), able.min()]) if len(able) else (np.nan, np.nan)
    degrees = float(-np.degrees(wanted))
    near = most if degrees > most else least
    yield Violation(
        "flight-path angle",
        degrees,
        float(near),
        "deg",
        f"no final perigee gives an entry {degrees:.3f} deg below the horizon; burns complete "
        f"before the interface give {least:.3f} to {most:.3f} deg",
        f"an angle of {near:.2f} deg" + (", or more thrust" if degrees > most else ""),
    )


def _no_pass(plan: BurnPlan, starts: StartStates) -> Violation:
    """Nothing is wrong with the burns: no revolution of the window leads over the aim."""
    problem, calendar = plan.problem, plan.calendar
    if not calendar.passes:
        return Violation(
            "passes",
            1.0,
            0.0,
            "passes",
            "no revolution of the window comes down at the latitude of the aim",
            "a longer window, or a start higher up",
        )
    longer = _length_for_a_pass(plan, starts)
    if longer is not None:
        return longer
    nearest = min(calendar.passes, key=lambda p: abs(p.across))
    remedy = "a longer window, both legs, or an aim near that pass"
    if problem.fixed_shares:
        remedy += ", or shares that may be moved"
    return Violation(
        "passes over the aim",
        0.0,
        abs(nearest.across) / 1e3,
        "km",
        "no pass of the window can be brought over the aim; with nominal times and shares the "
        f"nearest runs {abs(nearest.across) / 1e3:.0f} km beside it",
        remedy,
    )


def _length_for_a_pass(plan: BurnPlan, starts: StartStates) -> Violation | None:
    """Whether a pass would lead over the aim if burns might last longer, and how much longer."""
    problem = plan.problem
    if all(burn.longest is None for burn in problem.burns):
        return None
    endless = replace(
        problem,
        lowering=tuple(replace(burn, longest=None) for burn in problem.lowering),
        final=replace(problem.final, longest=None),
    )
    if plan.calendar.opportunities:  # met only roughly within the limits
        closed = plan_for(endless, plan.before)
        outcome = closed.outcome if closed.closed else None
    else:
        able = build_calendar(endless, starts, with_backups=False).opportunities
        outcome = fly_coarse(endless, starts, build_trials(problem, able)) if able else None
    if outcome is None:
        return None
    most = np.array([np.inf if burn.longest is None else burn.longest for burn in problem.burns])
    use = np.where(outcome.flown, (outcome.duration / most).max(axis=1), np.inf)
    best = int(np.argmin(use))
    k = int(np.argmax(outcome.duration[best] / most))
    if not 1.0 < use[best] < np.inf:
        return None
    when = " where a pass leads over the aim"
    return describe_long_burn(
        problem.burns[k].name, float(outcome.duration[best, k]), float(most[k]), when
    )
