"""Why a lowering can't be done: which limit binds, by how much, and what would free it."""

import math
from collections.abc import Callable, Sequence
from dataclasses import replace

import numpy as np

from sim.frames.constants import EQUATORIAL_RADIUS, MU
from sim.frames.epoch import DAY
from sim.planning.lowering.orbit_decay import DecayTable
from sim.planning.lowering.problem import LoweringProblem, delta_v_between
from sim.planning.lowering.solution import ABOVE, EARLY, MET, PAST, GoalSolution

Solve = Callable[[DecayTable, LoweringProblem, Sequence[float]], list[GoalSolution]]


def explain_infeasibility(
    decay: DecayTable,
    problem: LoweringProblem,
    activity: float,
    goal_solutions: Sequence[GoalSolution],
    row: int,
    solve: Solve,
) -> str:
    """One sentence for a trajectory that misses a goal; empty for one that misses none.

    Parameters
    ----------
    decay, problem, activity
        As given to `sim.planning.lowering.optimise.find_cheapest`; one deviate.
    goal_solutions
        The solution, goal by goal.
    row
        Number of the trajectory.
    solve
        Solves the problem again with a limit taken away, to tell which one binds.
    """
    words = [str(goal_solution.outcome[row]) for goal_solution in goal_solutions]
    if all(word == MET for word in words):
        return ""
    goal_index = next(i for i, word in enumerate(words) if word != MET)
    goal, goal_solution = problem.goals[goal_index], goal_solutions[goal_index]
    began, above = (
        (problem.start, problem.altitude)
        if goal_index == 0
        else (
            problem.goals[goal_index - 1].end,
            problem.goals[goal_index - 1].altitude,
        )
    )
    where = f"{goal.altitude / 1e3:.1f} km"
    if words[goal_index] == PAST:
        return (
            f"the date for {where} lies {(began - goal.end) / DAY:.1f} d before the lowering "
            f"to it begins; a later date would free it"
        )
    if words[goal_index] == ABOVE:
        return (
            f"{where} is not below the {above / 1e3:.1f} km where the lowering to it begins, by "
            f"{(goal.altitude - above) / 1e3:.1f} km; a higher start or a lower goal would free it"
        )
    if words[goal_index] == EARLY:
        return _too_early(decay, problem, activity, goal_index, goal_solution, row)
    return _too_short(decay, problem, activity, goal_index, goal_solution, row, solve)


def _too_early(
    decay: DecayTable,
    problem: LoweringProblem,
    activity: float,
    goal_index: int,
    goal_solution: GoalSolution,
    row: int,
) -> str:
    goal = problem.goals[goal_index]
    arrival = float(goal_solution.profile.arrival[row])
    days = np.linspace(arrival, goal.end, 50)
    interval = next(s for s in problem.intervals if s.end >= goal.end)
    least = min(e.drag_area for e in problem.attitude_options)
    fall = -decay.rate(days, goal.altitude, activity, interval.mass / least)
    axis = EQUATORIAL_RADIUS + goal.altitude
    hold = 0.5 * math.sqrt(MU / axis) / axis * float(np.trapezoid(fall, days))
    return (
        f"drag binds: without any burn and in the attitude of least drag the station is at "
        f"{goal.altitude / 1e3:.1f} km {(goal.end - arrival) / DAY:.1f} d before the date; a date "
        f"so much earlier, or {hold:.1f} m/s upward to wait there, would free it"
    )


def _too_short(
    decay: DecayTable,
    problem: LoweringProblem,
    activity: float,
    goal_index: int,
    goal_solution: GoalSolution,
    row: int,
    solve: Solve,
) -> str:
    goal = problem.goals[goal_index]
    height = float(goal_solution.profile.end.altitude[row])
    missed = (
        f"at {goal.altitude / 1e3:.1f} km the station would be "
        f"{(goal_solution.profile.arrival[row] - goal.end) / DAY:.1f} d late (on the date it is "
        f"{(height - goal.altitude) / 1e3:.1f} km too high, "
        f"{float(delta_v_between(height, goal.altitude)):.1f} m/s)"
    )
    until = replace(problem, goals=problem.goals[: goal_index + 1])
    began = problem.start if goal_index == 0 else problem.goals[goal_index - 1].end
    here = [s for s in problem.intervals if s.start < goal.end and s.end > began]
    present, apart = {s.name for s in here}, max(s.every for s in here) / DAY
    plenty = 0.5 * min(s.mass for s in problem.intervals)
    rich = tuple(
        replace(s, propellant=plenty) if s.name in present else s for s in problem.intervals
    )
    free = tuple(replace(s, most_delta_v=math.inf) for s in rich)
    fed = solve(decay, replace(until, intervals=rich), [activity])
    if fed[-1].outcome[0] == MET and len(fed) == goal_index + 1:
        used = fed[-1].profile.end.used[0]
        lacking = np.maximum(used - [s.propellant for s in problem.intervals], 0.0)
        names = ", ".join(
            f"{kg:.0f} kg more for {s.name}"
            for s, kg in zip(problem.intervals, lacking, strict=True)
            if kg > 0.5
        )
        return f"propellant binds: {missed}; {names} would free it"
    strength = _strength(decay, until, activity, solve)
    if strength is not None:
        return (
            f"the limit of velocity change per date binds: {missed}; {strength:.1f} m/s at one "
            f"date or a shorter interval than {apart:.1f} d would free it"
        )
    both = solve(decay, replace(until, intervals=free), [activity])
    if both[-1].outcome[0] == MET and len(both) == goal_index + 1:
        used = both[-1].profile.end.used[0]
        more = float(np.maximum(used - [s.propellant for s in problem.intervals], 0.0).sum())
        return (
            f"propellant and the limit per date bind: {missed}; {more:.0f} kg more and larger "
            f"burns, or a later date, would free it"
        )
    return (
        f"the burn interval binds: {missed}; no burn falls between the goal before and "
        f"its date, {apart:.1f} d apart at most; a shorter interval would free it"
    )


def _strength(
    decay: DecayTable, problem: LoweringProblem, activity: float, solve: Solve
) -> float | None:
    """Least limit per date in m/s, the same for all docked intervals, that would do; None if none
    does.
    """

    def does(limit: float) -> bool:
        intervals = tuple(
            replace(s, most_delta_v=max(limit, s.most_delta_v)) for s in problem.intervals
        )
        goal_solutions = solve(decay, replace(problem, intervals=intervals), [activity])
        return len(goal_solutions) == len(problem.goals) and all(
            p.outcome[0] == MET for p in goal_solutions
        )

    if not does(math.inf):
        return None
    low = min(s.most_delta_v for s in problem.intervals)
    high = float(delta_v_between(problem.altitude, problem.goals[-1].altitude))
    while high - low > 0.05:
        middle = 0.5 * (low + high)
        low, high = (low, middle) if does(middle) else (middle, high)
    return high
