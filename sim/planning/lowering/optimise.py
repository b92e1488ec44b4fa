"""Lowering to dates at the least cost: when to burn how much, and which attitude to fly.

One state, the mean altitude, whose fall by drag is faster the lower it is. So of two profiles with
the same velocity change, the one that burns earlier is lower ever after; an optimal profile
therefore burns at the limit from the first date on until drag alone meets the goal on its date, in
the attitude of most drag (exchange argument; checked against dynamic programming and exhaustive
search in the tests). One number remains to be found for each goal, by bracketing. A profile that
would be too low without any burn changes to an attitude of less drag on a date.
"""

from collections.abc import Callable, Sequence
from dataclasses import replace

import numpy as np

from sim.planning.lowering.infeasibility import explain_infeasibility
from sim.planning.lowering.orbit_decay import DecayTable, TrajectoryDecay
from sim.planning.lowering.problem import LoweringProblem, delta_v_between
from sim.planning.lowering.profile import (
    AltitudeProfile,
    AttitudeSwitch,
    BurnDates,
    LoweringState,
    decay_under,
    descend,
    early_burn_rule,
    initial_state,
    profile_rule,
)
from sim.planning.lowering.solution import (
    ABOVE,
    ACCURACY,
    EARLY,
    MET,
    PAST,
    SHORT,
    GoalSolution,
    LoweringSolution,
    build_solutions,
)

PARTS = 12
"""A bracket is cut into so many parts at once, each a trajectory."""
ROUNDS = 6
"""12 to the sixth of a bracket: 20 um/s of 50 m/s, 5 s of two years."""
CLOSE = 10.0
"""m at the date: a goal is met within it."""
BESIDE = 1e3
"""m at the date by which a profile may be missed that is followed at intervals."""


def find_cheapest(
    decay: DecayTable, problem: LoweringProblem, activity: Sequence[float]
) -> tuple[LoweringSolution, ...]:
    """Find the least velocity change for each level of solar activity.

    Parameters
    ----------
    decay
        Table for the inclination; it should reach past the last date.
    problem
        Goals and means.
    activity
        Normal deviates of the forecast, one for each answer.

    Returns
    -------
    tuple of LoweringPolicy
        `feasible` or with a reason. Costs are those of the orbit-mean model, good to
        `LoweringPolicy.delta_v_error`; flights with the full propagator are tests of it.

    Raises
    ------
    ValueError
        If the table does not reach over the dates of the problem.

    Notes
    -----
    The least velocity change, which is the least propellant where all docked intervals have
    one specific impulse. Propellant left in one interval is not carried into the next.
    """
    goal_solutions = _solve_goals(decay, problem, activity)
    reasons = [
        explain_infeasibility(decay, problem, z, goal_solutions, row, _solve_goals)
        for row, z in enumerate(activity)
    ]
    return build_solutions(problem, activity, goal_solutions, reasons)


def follow_profile(
    decay: DecayTable,
    problem: LoweringProblem,
    activity: Sequence[float],
    times: tuple[float, ...],
    altitudes: tuple[float, ...],
    least_delta_v: float = 0.0,
) -> tuple[LoweringSolution, ...]:
    """What it costs to follow a profile of altitudes m by date s with engines, in the usual
    attitude; burns of less than `least_delta_v` m/s are left out.

    A solution is feasible if each goal is met within 1 km on its date, or from below, or later by
    no more than drag may be off (`ACCURACY`): a profile is followed, not optimised.
    """
    decays = decay_under(decay, problem, activity)
    state, goal_solutions = initial_state(problem, len(activity)), []
    usual, rule = AttitudeSwitch(-np.inf), profile_rule(times, altitudes, least_delta_v)
    reasons, begin = [""] * len(activity), problem.start
    for goal_index, goal in enumerate(problem.goals):
        profile = descend(decays, problem, goal_index, state, rule, usual)
        high = profile.end.altitude - goal.altitude
        late = profile.arrival - goal.end > ACCURACY * (goal.end - begin)
        missed = (high > BESIDE) & late
        goal_solutions.append(GoalSolution(profile, usual, np.where(missed, SHORT, MET)))
        for row in np.flatnonzero(missed):
            reasons[row] = reasons[row] or (
                f"following the profile ends {high[row] / 1e3:.1f} km above "
                f"{goal.altitude / 1e3:.1f} km on its date"
            )
        state, begin = profile.end, goal.end
    return build_solutions(problem, activity, goal_solutions, reasons)


def _solve_goals(
    decay: DecayTable, problem: LoweringProblem, activity: Sequence[float]
) -> list[GoalSolution]:
    decays = decay_under(decay, problem, activity)
    state = initial_state(problem, len(activity))
    goal_solutions = []
    for goal_index, goal in enumerate(problem.goals):
        began = problem.start if goal_index == 0 else problem.goals[goal_index - 1].end
        above = problem.altitude if goal_index == 0 else problem.goals[goal_index - 1].altitude
        if goal.end <= began or goal.altitude >= above:
            goal_solutions.append(_refused(state, PAST if goal.end <= began else ABOVE))
            break
        goal_solution = _solve_goal(decays, problem, goal_index, state)
        goal_solutions.append(goal_solution)
        if not np.any(goal_solution.outcome == MET):
            break
        state = goal_solution.profile.end
    return goal_solutions


def _refused(state: LoweringState, word: str) -> GoalSolution:
    """A goal that cannot be aimed at."""
    rows = len(state.altitude)
    empty = np.zeros((0, rows))
    dates = BurnDates(np.zeros(0), empty, empty, empty, empty)
    profile = AltitudeProfile(dates, state, np.full(rows, np.nan))
    return GoalSolution(profile, AttitudeSwitch(-np.inf), np.full(rows, word, dtype=object))


def _solve_goal(
    decays: TrajectoryDecay, problem: LoweringProblem, goal_index: int, begin: LoweringState
) -> GoalSolution:
    """Find the sum of velocity changes of each trajectory, or the date of its change of
    attitude.
    """
    goal, rows = problem.goals[goal_index], len(begin.altitude)
    start = problem.start if goal_index == 0 else problem.goals[goal_index - 1].end
    most = float(delta_v_between(begin.altitude.max(), goal.altitude))

    def ends(
        total: np.ndarray | float, attitudes: AttitudeSwitch, places: np.ndarray
    ) -> np.ndarray:
        some = replace(decays, log_rate=decays.log_rate[places])
        rule = early_burn_rule(total)
        return descend(
            some, problem, goal_index, _select(begin, places), rule, attitudes
        ).end.altitude

    every = np.arange(rows)
    drag = AttitudeSwitch(np.inf)
    free = ends(0.0, drag, every) <= goal.altitude
    short = ends(most, drag, every) > goal.altitude + CLOSE
    total = _bracket(lambda x, p: ends(x, drag, p), goal.altitude, 0.0, most, rows)
    total = np.where(free, 0.0, np.where(short, most, total))
    outcome = np.where(short, SHORT, MET).astype(object)
    attitudes = drag
    if free.any():
        gentle = ends(0.0, AttitudeSwitch(-np.inf), every) < goal.altitude
        switch = _bracket(
            lambda x, p: ends(0.0, AttitudeSwitch(x, gentle[p]), p),
            goal.altitude,
            start,
            goal.end,
            rows,
        )
        lightest = ends(0.0, AttitudeSwitch(-np.inf, gentle), every)
        outcome[free & (lightest < goal.altitude - CLOSE)] = EARLY
        attitudes = AttitudeSwitch(np.where(free, switch, np.inf), gentle & free)
    return GoalSolution(
        descend(decays, problem, goal_index, begin, early_burn_rule(total), attitudes),
        attitudes,
        outcome,
    )


def _bracket(
    ends: Callable[[np.ndarray, np.ndarray], np.ndarray],
    level: float,
    low: float,
    high: float,
    rows: int,
) -> np.ndarray:
    """Where an end altitude, falling with its argument, comes to a level; shape (rows,)."""
    a, b = np.full(rows, low), np.full(rows, high)
    places = np.repeat(np.arange(rows), PARTS - 1)
    share = np.arange(1, PARTS) / PARTS
    for _ in range(ROUNDS):
        trial = a[:, None] + (b - a)[:, None] * share
        above = ends(trial.ravel(), places).reshape(trial.shape) > level
        k = above.sum(axis=1)
        width = (b - a) / PARTS
        a, b = a + k * width, a + (k + 1) * width
    return 0.5 * (a + b)


def _select(state: LoweringState, places: np.ndarray) -> LoweringState:
    return LoweringState(state.altitude[places], state.used[places])
