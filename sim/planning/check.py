"""Why a plan does or does not hold: every limit with what was needed and what is allowed, and what
would free it.

What a burn would have needed is found by flying it with tanks and engines that never give out;
what would free a limit by flying a row of variants of the final burn.
"""

from collections.abc import Iterator
from dataclasses import dataclass, replace

import numpy as np

from sim.flight.phase import Firing
from sim.flight.record import Flight
from sim.flight.stack import drive
from sim.planning.calendar import (
    ARC,
    Calendar,
    argument_of,
    inclination_of,
    nominal_start,
    place_of,
)
from sim.planning.phasing import DEGREE, TOLERANCE
from sim.planning.problem import Problem
from sim.planning.sequence import Starts, Trials, first_trials, starts_of
from sim.planning.target import Plan
from sim.planning.trial import Outcome, fly_trials
from sim.vehicle.hardware import Vehicle

PLENTY = 1e6
"""kg more in every tank of hardware that never gives out."""

VARIANTS = 24
"""Variants of the final burn flown to find what would free a limit."""

MOST_THRUST = 4.0
"""Times the thrust, at most, that is looked for."""

GOOD_MISS = 1e3
GOOD_PERIGEE = 100.0
"""m: a plan is good if its last flight came so near to the aim, and to the perigee before the final
burn."""


@dataclass(frozen=True)
class Finding:
    """A limit that binds: what was needed and allowed (in `unit`), and what would free it."""

    constraint: str
    needed: float
    allowed: float
    unit: str
    sentence: str
    remedy: str


def findings(plan: Plan) -> list[Finding]:
    """Everything that keeps a plan from being good; empty for a good one.

    Parameters
    ----------
    plan
        As `sim.planning.target.plan` left it.
    """
    problem = plan.problem
    if problem.window <= 0.0:
        days = -problem.window / 86400.0
        return [
            Finding(
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
    starts = starts_of(plan.before, problem.window + 1.0)
    inclination = inclination_of(starts)
    reach = [argument_of(problem.aim.latitude, inclination, leg) for leg in problem.legs]
    if not any(argument is not None for argument in reach):
        return [_out_of_reach(problem, inclination)]
    found = list(_hardware(problem, starts, reach))
    return found or [_no_pass(problem, plan.calendar)]


def feasible(plan: Plan) -> bool:
    """Whether a plan meets its aim within all limits."""
    return not findings(plan)


def relaxed(flight: Flight) -> Flight:
    """The same flight with tanks and engines that never give out; masses are what they were."""

    def free(vehicle: Vehicle) -> Vehicle:
        tanks = tuple(
            replace(tank, capacity=tank.capacity + PLENTY, load=tank.load + PLENTY)
            for tank in vehicle.tanks
        )
        engines = tuple(
            replace(group, rated_time=None, longest_burn=None, starts=None)
            for group in vehicle.engines
        )
        # what is added to the tanks is taken from the dry mass: the stack weighs the same
        dry = vehicle.dry_mass - PLENTY * len(vehicle.tanks)
        return replace(vehicle, dry_mass=dry, tanks=tanks, engines=engines)

    vehicles = tuple(free(vehicle) for vehicle in flight.mission.vehicles)
    final = replace(flight.final, vehicles=vehicles, load=flight.final.load + PLENTY)
    return replace(flight, mission=replace(flight.mission, vehicles=vehicles), final=final)


def _limits(plan: Plan, outcome: Outcome) -> Iterator[Finding]:
    limits, names = plan.problem.limits, [burn.name for burn in plan.problem.burns]
    angle = float(np.degrees(outcome.angle[0]))
    if limits.shallowest is not None and outcome.angle[0] < limits.shallowest:
        least = float(np.degrees(limits.shallowest))
        starts = starts_of(plan.before, plan.problem.window + 1.0)
        lower = _perigee_for(plan, starts, lambda o: o.flown & (o.angle >= limits.shallowest))
        yield Finding(
            "entry angle",
            least,
            angle,
            "deg",
            f"the stack enters {angle:.3f} deg below the horizon, shallower than {least:.3f} deg",
            "more thrust" if lower is None else f"a final perigee of {lower / 1e3:.0f} km",
        )
    perigee = float(outcome.perigee[0, -1])
    if limits.least_perigee is not None and perigee < limits.least_perigee:
        least = limits.least_perigee
        yield Finding(
            "perigee before the final burn",
            least / 1e3,
            perigee / 1e3,
            "km",
            f"attitude must be held at a perigee of {perigee / 1e3:.1f} km, "
            f"below the {least / 1e3:.1f} km at which it can be",
            f"a last lowering burn to {least / 1e3:.0f} km, paid for by a longer final burn",
        )
    left = _left(plan, outcome)
    for vehicle, kg in limits.reserve.items():
        if left[vehicle] < kg:
            yield Finding(
                f"reserve of {vehicle}",
                kg,
                left[vehicle],
                "kg",
                f"{vehicle} has {left[vehicle]:.0f} kg left after {names[-1]}, "
                f"{kg - left[vehicle]:.0f} kg less than its reserve",
                f"{kg - left[vehicle]:.0f} kg more in its tanks",
            )


def _left(plan: Plan, outcome: Outcome) -> dict[str, float]:
    """Propellant left in the tanks of every vehicle, kg."""
    final = outcome.flight.final
    owner = [vehicle.name for vehicle in final.vehicles for _ in vehicle.tanks]
    return {
        vehicle.name: float(
            sum(kg for name, kg in zip(owner, final.load[0], strict=True) if name == vehicle.name)
        )
        for vehicle in final.vehicles
    }


def _accuracy(plan: Plan, outcome: Outcome) -> Iterator[Finding]:
    """What was flown again must be what was claimed."""
    size = float(np.hypot(plan.along, plan.across))
    if not size <= GOOD_MISS:
        yield Finding(
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
        yield Finding(
            "perigee before the final burn",
            plan.problem.lowering[-1].perigee / 1e3,
            float(outcome.perigee_after[0, -2]) / 1e3,
            "km",
            f"the perigee before the final burn is {off / 1e3:+.2f} km off",
            "a shorter sequence, or a higher perigee before it",
        )


def _out_of_reach(problem: Problem, inclination: float) -> Finding:
    most = np.degrees(inclination)
    wanted = abs(float(np.degrees(problem.aim.latitude)))
    return Finding(
        "latitude of the aim",
        wanted,
        float(most),
        "deg",
        f"the aim at latitude {np.degrees(problem.aim.latitude):.2f} deg lies beyond the "
        f"inclination of {most:.2f} deg",
        f"an aim between {most:.1f} deg south and north",
    )


def _hardware(problem: Problem, starts: Starts, reach: list[float | None]) -> Iterator[Finding]:
    """Burns that end early, last too long, or are not over at the interface."""
    argument = next(angle for angle in reach if angle is not None)
    spot = (argument - ARC) % (2.0 * np.pi)
    free = replace(starts, flight=relaxed(starts.flight))
    for leg, angle in zip(problem.legs, reach, strict=True):
        found = None if angle is None else place_of(problem, free, leg, angle)
        if found is not None:
            spot = found
            break
    begin = nominal_start(problem, starts)
    trial = first_trials(problem, np.array([begin]), np.array([spot]))
    real = _looked(problem, starts, trial)
    need = _looked(problem, free, trial)
    for number, burn in enumerate(problem.burns):
        silent = _silent(starts.flight, burn.firings, burn.dock)
        if silent:
            yield Finding(
                f"engines of {burn.name}",
                1.0,
                0.0,
                "",
                f"no engine of {burn.name} can fire: {silent}",
                "engines of a docked vehicle with thrust, propellant and rated time",
            )
            return
        if not real.complete[0, number]:
            yield _short(problem, starts, trial, number, real, need)
            return
        seconds = float(need.duration[0, number])
        if burn.longest is not None and seconds > burn.longest:
            yield Finding(
                f"length of {burn.name}",
                seconds,
                burn.longest,
                "s",
                f"{burn.name} takes {seconds:.0f} s, its engines may fire for {burn.longest:.0f} s",
                f"{seconds / burn.longest:.2f} times the thrust, or more burns",
            )
            return
    if real.late[0] or not np.isfinite(real.angle[0]):
        yield _late(problem, starts, free, trial)


def _looked(problem: Problem, starts: Starts, trials: Trials) -> Outcome:
    return fly_trials(problem, starts, trials, degree=DEGREE, tolerance=TOLERANCE)


def _silent(flight: Flight, firings: tuple[Firing, ...], dock: tuple[str, ...]) -> str:
    """Why no engine of some firings gives thrust; empty if one does."""
    stack = replace(flight.final, docked=flight.final.docked | set(dock))
    now = drive(stack, firings, np.zeros_like(stack.fired))
    if now.thrust[0] > 0.0:
        return ""
    away = [f.group for f in firings if stack.owner(f.group).name not in stack.docked]
    if len(away) == len(firings):
        return f"{', '.join(away)} not docked"
    force = sum(
        group.thrust * (group.count if f.count is None else f.count) * f.thrust_factor
        for f in firings
        for group in stack.groups
        if group.name == f.group
    )
    if force <= 0.0:
        return "zero thrust"
    return "no propellant, rated time or starts left"


def _short(
    problem: Problem, starts: Starts, trial: Trials, number: int, real: Outcome, need: Outcome
) -> Finding:
    """A burn that gave out: how much was missing."""
    name = problem.burns[number].name
    used, wanted = float(real.propellant[0, number]), float(need.propellant[0, number])
    final = number == len(problem.burns) - 1
    if not wanted > used + 1.0:
        seconds = float(real.duration[0, number])
        return Finding(
            f"engines of {name}",
            float(need.duration[0, number]),
            seconds,
            "s",
            f"the engines of {name} stopped after {seconds:.0f} s, before its perigee was reached",
            "engines with more rated time or starts, or more burns",
        )
    perigee = _least_perigee(problem, starts, trial) if final else None
    remedy = f"{wanted - used:.0f} kg more"
    if perigee is not None:
        remedy += f", or a final perigee of {perigee / 1e3:.0f} km"
    return Finding(
        f"propellant of {name}",
        wanted,
        used,
        "kg",
        f"{name} needs {wanted:.0f} kg to reach {problem.burns[number].perigee / 1e3:.0f} km and "
        f"has {used:.0f} kg: {wanted - used:.0f} kg short",
        remedy,
    )


def _least_perigee(problem: Problem, starts: Starts, trial: Trials) -> float | None:
    """Lowest final perigee that the hardware reaches before the interface, m."""
    top = problem.lowering[-1].perigee if problem.lowering else 140e3
    levels = np.linspace(problem.final.perigee, min(top - 5e3, 115e3), VARIANTS)
    many = replace(trial.of(np.zeros(VARIANTS, dtype=int)), perigee=levels)
    outcome = _looked(problem, starts, many)
    good = np.flatnonzero(outcome.flown)
    return float(levels[good[0]]) if len(good) else None


def _perigee_for(plan: Plan, starts: Starts, test) -> float | None:
    """Highest final perigee with which a plan's opportunity passes a test, m."""
    levels = np.linspace(plan.problem.final.perigee, -50e3, VARIANTS)
    start = 0 if plan.opportunity is None else plan.opportunity.start
    trial = first_trials(plan.problem, np.full(VARIANTS, start), np.full(VARIANTS, plan.place))
    outcome = _looked(plan.problem, starts, replace(trial, perigee=levels))
    good = np.flatnonzero(test(outcome))
    return float(levels[good[0]]) if len(good) else None


def _late(problem: Problem, starts: Starts, free: Starts, trial: Trials) -> Finding:
    """The final burn is too weak: drag pulls the stack in before the perigee is reached."""
    factor = np.linspace(1.0, MOST_THRUST, VARIANTS)
    firings = tuple(
        replace(firing, thrust_factor=firing.thrust_factor * factor)
        for firing in problem.final.firings
    )
    strong = replace(problem, final=replace(problem.final, firings=firings))
    many = trial.of(np.zeros(VARIANTS, dtype=int))
    outcome = _looked(strong, free, many)
    good = np.flatnonzero(outcome.flown)
    enough = float(factor[good[0]]) if len(good) else np.nan
    perigee = _least_perigee(problem, starts, trial)
    remedy = [] if np.isnan(enough) else [f"{enough:.2f} times the thrust"]
    if perigee is not None:
        remedy.append(f"a final perigee of {perigee / 1e3:.0f} km")
    goal = problem.final.perigee / 1e3
    return Finding(
        "thrust of the final burn",
        enough,
        1.0,
        "times the thrust",
        f"the final burn is still on at the entry interface: too weak to reach {goal:.0f} km "
        "before drag pulls the stack in",
        " or ".join(remedy) or "another way to end the flight: no thrust up to 4 times is enough",
    )


def _no_pass(problem: Problem, calendar: Calendar) -> Finding:
    """Nothing is wrong with the burns: no revolution of the window leads over the aim."""
    if not calendar.passes:
        return Finding(
            "passes",
            1.0,
            0.0,
            "passes",
            "no revolution of the window comes down at the latitude of the aim",
            "a longer window, or a start higher up",
        )
    nearest = min(calendar.passes, key=lambda p: abs(p.across) + abs(p.along))
    off = float(np.degrees(nearest.off))
    return Finding(
        "passes over the aim",
        0.0,
        abs(nearest.across) / 1e3,
        "km",
        f"no pass of the window leads over the aim; the nearest runs "
        f"{abs(nearest.across) / 1e3:.0f} km beside it ({off:+.1f} deg of longitude)",
        "a longer window, both legs, or an aim near that pass",
    )
