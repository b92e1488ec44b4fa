"""Why a lowering can't be done: which limit binds, by how much, and what would free it."""

import math
from collections.abc import Callable, Sequence
from dataclasses import replace

import numpy as np

from sim.frames.elements import MU
from sim.frames.epoch import DAY
from sim.frames.geodesy import EQUATORIAL_RADIUS
from sim.planning.lowering.orbit_decay import Decay
from sim.planning.lowering.problem import Task, delta_v_between
from sim.planning.lowering.solution import ABOVE, EARLY, HELD, PAST, Part

Solve = Callable[[Decay, Task, Sequence[float]], list[Part]]


def reason(
    decay: Decay, task: Task, activity: float, parts: Sequence[Part], row: int, solve: Solve
) -> str:
    """One sentence for a row that misses a leg; empty for one that misses none.

    Parameters
    ----------
    decay, task, activity
        As given to `sim.planning.lowering.optimise.cheapest`; one deviate.
    parts
        What was found, leg by leg.
    row
        Which row.
    solve
        Solves the task again with a limit taken away, to tell which one binds.
    """
    words = [str(part.outcome[row]) for part in parts]
    if all(word == HELD for word in words):
        return ""
    leg = next(i for i, word in enumerate(words) if word != HELD)
    goal, part = task.legs[leg], parts[leg]
    began, above = (
        (task.start, task.altitude)
        if leg == 0
        else (
            task.legs[leg - 1].end,
            task.legs[leg - 1].altitude,
        )
    )
    where = f"{goal.altitude / 1e3:.1f} km"
    if words[leg] == PAST:
        return (
            f"the date for {where} lies {(began - goal.end) / DAY:.1f} d before the leg begins; "
            f"a date after its beginning would free it"
        )
    if words[leg] == ABOVE:
        return (
            f"{where} is not below the {above / 1e3:.1f} km the leg begins at, by "
            f"{(goal.altitude - above) / 1e3:.1f} km; a higher start or a lower goal would free it"
        )
    if words[leg] == EARLY:
        return _too_early(decay, task, activity, leg, part, row)
    return _too_short(decay, task, activity, leg, part, row, solve)


def _too_early(decay: Decay, task: Task, activity: float, leg: int, part: Part, row: int) -> str:
    goal = task.legs[leg]
    arrival = float(part.course.arrival[row])
    days = np.linspace(arrival, goal.end, 50)
    stay = next(s for s in task.stays if s.end >= goal.end)
    least = min(e.drag_area for e in task.exposures)
    fall = -decay.rate(days, goal.altitude, activity, stay.mass / least)
    axis = EQUATORIAL_RADIUS + goal.altitude
    hold = 0.5 * math.sqrt(MU / axis) / axis * float(np.trapezoid(fall, days))
    return (
        f"drag binds: without any burn and in the attitude of least drag the station is at "
        f"{goal.altitude / 1e3:.1f} km {(goal.end - arrival) / DAY:.1f} d before the date; a date "
        f"so much earlier, or {hold:.1f} m/s upward to wait there, would free it"
    )


def _too_short(
    decay: Decay, task: Task, activity: float, leg: int, part: Part, row: int, solve: Solve
) -> str:
    goal = task.legs[leg]
    height = float(part.course.end.altitude[row])
    missed = (
        f"at {goal.altitude / 1e3:.1f} km the station would be "
        f"{(part.course.arrival[row] - goal.end) / DAY:.1f} d late (on the date it is "
        f"{(height - goal.altitude) / 1e3:.1f} km too high, "
        f"{float(delta_v_between(height, goal.altitude)):.1f} m/s)"
    )
    until = replace(task, legs=task.legs[: leg + 1])
    began = task.start if leg == 0 else task.legs[leg - 1].end
    present = {s.name for s in task.stays if s.start < goal.end and s.end > began}
    plenty = 0.5 * min(s.mass for s in task.stays)
    rich = tuple(replace(s, propellant=plenty) if s.name in present else s for s in task.stays)
    free = tuple(replace(s, most_delta_v=math.inf) for s in rich)
    fed = solve(decay, replace(until, stays=rich), [activity])
    if fed[-1].outcome[0] == HELD and len(fed) == leg + 1:
        used = fed[-1].course.end.used[0]
        lacking = np.maximum(used - [s.propellant for s in task.stays], 0.0)
        names = ", ".join(
            f"{kg:.0f} kg more for {s.name}"
            for s, kg in zip(task.stays, lacking, strict=True)
            if kg > 0.5
        )
        return f"propellant binds: {missed}; {names} would free it"
    strength = _strength(decay, until, activity, solve)
    if strength is not None:
        return (
            f"the limit of velocity change per date binds: {missed}; {strength:.1f} m/s at one "
            f"date or a shorter interval than {goal.every / DAY:.1f} d would free it"
        )
    both = solve(decay, replace(until, stays=free), [activity])
    if both[-1].outcome[0] == HELD and len(both) == leg + 1:
        used = both[-1].course.end.used[0]
        more = float(np.maximum(used - [s.propellant for s in task.stays], 0.0).sum())
        return (
            f"propellant and the limit per date bind: {missed}; {more:.0f} kg more and larger "
            f"burns, or a later date, would free it"
        )
    return (
        f"the burn interval binds: {missed}; no burn falls between the beginning of the leg and "
        f"its date, {goal.every / DAY:.1f} d apart at most; a shorter interval would free it"
    )


def _strength(decay: Decay, task: Task, activity: float, solve: Solve) -> float | None:
    """Least limit per date in m/s, the same for all stays, that would do; None if none does."""

    def does(limit: float) -> bool:
        stays = tuple(replace(s, most_delta_v=max(limit, s.most_delta_v)) for s in task.stays)
        parts = solve(decay, replace(task, stays=stays), [activity])
        return len(parts) == len(task.legs) and all(p.outcome[0] == HELD for p in parts)

    if not does(math.inf):
        return None
    low = min(s.most_delta_v for s in task.stays)
    high = float(delta_v_between(task.altitude, task.legs[-1].altitude))
    while high - low > 0.05:
        middle = 0.5 * (low + high)
        low, high = (low, middle) if does(middle) else (middle, high)
    return high
