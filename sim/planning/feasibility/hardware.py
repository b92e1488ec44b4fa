"""What burns would need, and what the hardware gives: engines that can't fire, tanks too small,
burns too long or too weak.

What a burn would have needed is found by flying it with tanks and engines that never give out;
what would free a limit by flying variants of the final burn.
"""

from collections.abc import Iterator
from dataclasses import replace

import numpy as np

from sim.flight.phase import Firing, Number
from sim.flight.record import Flight
from sim.flight.stack import Stack, dock_vehicles, engine_output
from sim.planning.feasibility.why_stopped import describe_line, describe_silence, describe_wear
from sim.planning.problem import PlanningProblem
from sim.planning.targeting.calendar import ARC, find_burn_centre, nominal_start
from sim.planning.targeting.phasing import TOLERANCE
from sim.planning.targeting.sequence import StartStates, Trials, nominal_trials
from sim.planning.targeting.trial import TrialOutcome, fly_trials, observe_starts
from sim.planning.violation import Violation, more_propellant, round_up
from sim.vehicle.hardware import Vehicle

PLENTY = 1e6
"""kg more in every tank of hardware that never gives out."""

VARIANTS = 24
"""Variants of the final burn flown to find what would free a limit."""

MOST_THRUST = 4.0
"""Largest factor on the thrust that is tried."""

SAMPLE = 8
"""Starts all over the window from which a remedy is tried."""

STARTS = 24
"""Starts all over the window of which the one is asked from where the burns get farthest."""

SPARE_PERIGEE = 4e3
"""m, added to a perigee that would just do: shares moved for phasing take some propellant more."""

DRY = 1.0
"""kg left in tanks that have given out."""


def without_limits(vehicle: Vehicle) -> Vehicle:
    """The vehicle with tanks and engines that never give out; it weighs what it did."""
    tanks = tuple(
        replace(tank, capacity=tank.capacity + PLENTY, load=tank.load + PLENTY)
        for tank in vehicle.tanks
    )
    engines = tuple(
        replace(group, rated_time=None, longest_burn=None, starts=None) for group in vehicle.engines
    )
    # what is added to the tanks is taken from the dry mass
    dry = vehicle.dry_mass - PLENTY * len(vehicle.tanks)
    return replace(vehicle, dry_mass=dry, tanks=tanks, engines=engines)


def remove_hardware_limits(flight: Flight) -> Flight:
    """The same flight with tanks and engines that never give out; masses are what they were."""
    vehicles = tuple(without_limits(vehicle) for vehicle in flight.mission.vehicles)
    final = replace(flight.final, vehicles=vehicles, load=flight.final.load + PLENTY)
    return replace(flight, mission=replace(flight.mission, vehicles=vehicles), final=final)


def find_hardware_violations(
    problem: PlanningProblem, starts: StartStates, reach: list[float | None]
) -> Iterator[Violation]:
    """The first thing that keeps burns with nominal times and shares from being flown.

    Parameters
    ----------
    problem, starts
        What is planned, and from where. What is told is told for the start from which the burns
        get farthest.
    reach
        rad, argument of latitude of the aim for each direction of the problem, None where out of
        reach.
    """
    begin = nominal_start(problem, starts)
    low = float(observe_starts(starts).mean_perigee[begin])
    if problem.lowering and low <= problem.lowering[-1].perigee:
        yield _below(problem, low)
        return
    free = replace(starts, flight=remove_hardware_limits(starts.flight))
    trial = _farthest_trial(problem, starts, begin, _burn_centres(problem, free, reach))
    real = fly_coarse(problem, starts, trial)
    need = fly_coarse(problem, free, trial)
    stack = starts.flight.final
    for number, burn in enumerate(problem.burns):
        stack = dock_vehicles(stack, burn.dock, burn.undock)
        silent = _silent(stack, burn.firings, float(need.propellant[0, number]))
        if silent:
            yield Violation(
                f"engines of {burn.name}",
                1.0,
                0.0,
                "",
                f"no engine of {burn.name} can fire: {silent}",
                "engines of a docked vehicle with thrust, propellant and rated time",
            )
            return
        if not real.complete[0, number] and need.complete[0, number]:
            yield _short(problem, starts, trial, number, real, need, reach)
            return
        seconds = float(need.duration[0, number])
        if burn.longest is not None and seconds > burn.longest:
            yield describe_long_burn(burn.name, seconds, burn.longest)
            return
    if need.late[0] or not np.isfinite(need.flight_path_angle[0]) or not need.complete.all():
        yield _late(problem, starts, free, trial, reach)


def _burn_centres(
    problem: PlanningProblem, free: StartStates, reach: list[float | None]
) -> list[float]:
    """Arguments of latitude in rad of burns that lead to the aim's latitude in each direction, or
    one that nearly does.
    """
    centres = [
        find_burn_centre(problem, free, direction, angle)
        for direction, angle in zip(problem.directions, reach, strict=True)
        if angle is not None
    ]
    argument = next(angle for angle in reach if angle is not None)
    return [each for each in centres if each is not None] or [(argument - ARC) % (2.0 * np.pi)]


def _farthest_trial(
    problem: PlanningProblem, starts: StartStates, nominal: int, centres: list[float]
) -> Trials:
    """The trial in which most burns are completed before one is not; of equals the one from the
    nominal start, or the earliest.
    """
    spread = np.linspace(0, len(starts.t) - 1, STARTS).astype(int)
    some = np.repeat([nominal, *spread], len(centres))
    trials = nominal_trials(problem, some, np.tile(centres, STARTS + 1))
    done = fly_coarse(problem, starts, trials).complete.cumprod(axis=1).sum(axis=1)
    return trials.of(np.array([np.argmax(done)]))


def fly_coarse(problem: PlanningProblem, starts: StartStates, trials: Trials) -> TrialOutcome:
    """Fly trials with the coarse settings of the search."""
    return fly_trials(problem, starts, trials, degree=starts.coarse_degree, tolerance=TOLERANCE)


def describe_long_burn(name: str, seconds: float, longest: float, when: str = "") -> Violation:
    """A burn that takes longer than its engines may fire."""
    return Violation(
        f"length of {name}",
        seconds,
        longest,
        "s",
        f"{name} takes {seconds:.0f} s{when}, its engines may fire for {longest:.0f} s",
        f"{round_up(seconds / longest)} times the thrust, or more burns",
    )


def _below(problem: PlanningProblem, low: float) -> Violation:
    wanted = problem.lowering[-1].perigee
    return Violation(
        "perigee at the start",
        wanted / 1e3,
        low / 1e3,
        "km",
        f"the perigee is at {low / 1e3:.0f} km before the first burn, not above the "
        f"{wanted / 1e3:.0f} km that the lowering is to end at",
        "an earlier start, or lower perigees",
    )


def _silent(stack: Stack, firings: tuple[Firing, ...], needed: float) -> str:
    """Why no engine of some firings gives thrust, of the kg needed; empty if one does."""
    now = engine_output(stack, firings, np.zeros_like(stack.fired))
    if now.thrust[0] > 0.0:
        return ""
    if not firings:
        return "every one has failed"
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
    named = [group for group in stack.groups if group.name in {f.group for f in firings}]
    return "; ".join(filter(None, (describe_silence(stack, group, needed) for group in named)))


def _short(
    problem: PlanningProblem,
    starts: StartStates,
    trial: Trials,
    number: int,
    real: TrialOutcome,
    need: TrialOutcome,
    reach: list[float | None],
) -> Violation:
    """A burn that gave out: how much was missing for it, and for the burns after it."""
    name, before = problem.burns[number].name, starts.flight
    used, wanted = float(real.propellant[0, number]), float(need.propellant[0, number])
    after = real.flight.final
    groups = [g for g in after.groups if g.name in {f.group for f in problem.burns[number].firings}]
    worn = [*filter(None, (describe_wear(after, group) for group in groups))]
    fed = {tank for group in groups for tank in group.tanks}
    index = [k for k, tank in enumerate(after.tanks) if tank in fed]
    lines = [group.line for group in groups if group.line is not None]
    # what a ship that has left kept for its own deorbit was not there for the burn
    gone = not after.aboard[0, index].any()
    idle = bool(worn) if gone else after.usable[0, index].sum() > DRY
    if idle and (not lines or len(worn) == len(groups)):
        seconds = float(real.duration[0, number])
        return Violation(
            f"engines of {name}",
            float(need.duration[0, number]),
            seconds,
            "s",
            f"the engines of {name} stopped after {seconds:.0f} s, before its perigee was reached"
            + "".join(f"; {each}" for each in worn),
            "engines with more rated time or starts, or more burns",
        )
    burnt = next(b.tanks for b in real.flight.burns if b.row == 0 and b.name == name)
    flow = wanted / float(need.duration[0, number])
    sentences = [describe_line(line, burnt.get(line.target, 0.0), flow) for line in lines]
    owners = {tank.partition(".")[0] for tank in fed}
    kept = sum(kg for vehicle, kg in problem.limits.reserve.items() if vehicle in owners)
    if lines:
        least = flow * (1.0 - burnt.get(lines[0].target, 0.0) / wanted)
        remedy = f"a feed of {round_up(least)} kg/s from {lines[0].source} during the burn"
    else:
        burns = need.flight.burns
        total = sum(kg for burn in burns for tank, kg in burn.tanks.items() if tank in fed)
        missing = total + kept - float(before.final.usable[0, index].sum())
        more = more_propellant(missing, float(before.y[0, 6]), float(np.nansum(need.propellant)))
        remedy = f"{more:.0f} kg more for this and all later burns"
        remedy += " with its reserve" if kept else ""
    final = number == len(problem.burns) - 1
    perigee = _least_perigee(problem, starts, trial, reach) if final else None
    if perigee is not None and (lines or not kept):
        remedy += f", or a final perigee of {perigee / 1e3:.1f} km"
    sentence = (
        f"{name} needs {wanted:.0f} kg to reach {problem.burns[number].perigee / 1e3:.0f} km and "
        f"has {used:.0f} kg: {wanted - used:.0f} kg short"
    )
    return Violation(
        f"propellant of {name}", wanted, used, "kg", "; ".join([sentence, *sentences]), remedy
    )


def _least_perigee(
    problem: PlanningProblem, starts: StartStates, trial: Trials, reach: list[float | None]
) -> float | None:
    """Lowest final perigee that the hardware reaches before the interface, with something to spare
    for phasing, m.
    """
    top = problem.lowering[-1].perigee if problem.lowering else 140e3
    levels = np.linspace(problem.final.perigee, min(top - 5e3, 115e3), VARIANTS)
    many = replace(trial.of(np.zeros(VARIANTS, dtype=int)), perigee=levels)
    outcome = fly_coarse(problem, starts, many)
    for level in levels[np.flatnonzero(outcome.flown)] + SPARE_PERIGEE:
        if _reached(replace(problem, final=replace(problem.final, perigee=level)), starts, reach):
            return float(level)
    return None


def _enough_thrust(
    problem: PlanningProblem, free: StartStates, trial: Trials, reach: list[float | None]
) -> float | None:
    """Least factor on the thrust of the final burn with which it is over before the interface."""
    factor = np.linspace(1.0, MOST_THRUST, VARIANTS)
    many = trial.of(np.zeros(VARIANTS, dtype=int))
    outcome = fly_coarse(_stronger(problem, factor), free, many)
    for each in factor[np.flatnonzero(outcome.flown)]:
        if _reached(_stronger(problem, float(each)), free, reach):
            return float(each)
    return None


def _stronger(problem: PlanningProblem, factor: Number) -> PlanningProblem:
    """The problem with the thrust of its final burn multiplied."""
    firings = tuple(
        replace(firing, thrust_factor=firing.thrust_factor * factor)
        for firing in problem.final.firings
    )
    return replace(problem, final=replace(problem.final, firings=firings))


def _reached(problem: PlanningProblem, starts: StartStates, reach: list[float | None]) -> bool:
    """Whether burns bring the stack down at the latitude of the aim from all over the window."""
    for direction, angle in zip(problem.directions, reach, strict=True):
        burn_centre = None if angle is None else find_burn_centre(problem, starts, direction, angle)
        if burn_centre is not None:
            some = np.unique(np.linspace(0, len(starts.t) - 1, SAMPLE).astype(int))
            trials = nominal_trials(problem, some, np.full(len(some), burn_centre))
            return bool(fly_coarse(problem, starts, trials).flown.all())
    return False


def _late(
    problem: PlanningProblem,
    starts: StartStates,
    free: StartStates,
    trial: Trials,
    reach: list[float | None],
) -> Violation:
    """The final burn is too weak: drag pulls the stack in before the perigee is reached."""
    factor = _enough_thrust(problem, free, trial, reach)
    perigee = _least_perigee(problem, starts, trial, reach)
    remedy = [] if factor is None else [f"{round_up(factor)} times the thrust"]
    if perigee is not None:
        remedy.append(f"a final perigee of {perigee / 1e3:.1f} km")
    goal = problem.final.perigee / 1e3
    return Violation(
        "thrust of the final burn",
        np.nan if factor is None else factor,
        1.0,
        "times the thrust",
        f"the final burn is still on at the entry interface: too weak to reach {goal:.0f} km "
        "before drag pulls the stack in",
        " or ".join(remedy) or "another way to end the flight: no thrust up to 4 times is enough",
    )
