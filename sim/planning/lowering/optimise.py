"""Lowering to dates at the least cost: when to burn how much, and which attitude to fly.

One state, the mean altitude, whose fall by drag is faster the lower it is. So of two courses that
burn the same, the one that burns earlier is lower ever after; an optimal course therefore burns at
the limit from the first date on until drag alone ends the leg on its date, and flies the attitude
with most drag (exchange argument; checked against dynamic programming and exhaustive search in the
tests). What is left to find is one number a leg, by bracketing. A course that would be too low
without any burn flies less drag from a date on.
"""

from collections.abc import Callable, Sequence
from dataclasses import replace

import numpy as np

from sim.planning.lowering.infeasibility import reason
from sim.planning.lowering.orbit_decay import Decay, Sky, activity_of
from sim.planning.lowering.problem import Task, delta_v_between
from sim.planning.lowering.profile import (
    Attitudes,
    Course,
    Dates,
    Position,
    along,
    at_once,
    begun,
    descend,
    sky_of,
)
from sim.planning.lowering.solution import (
    ABOVE,
    EARLY,
    HELD,
    PAST,
    SHORT,
    LoweringPolicy,
    Part,
    policies,
)

PARTS = 12
"""A bracket is cut into so many parts at once, each a row."""
ROUNDS = 6
"""12 to the sixth of a bracket: 20 um/s of 50 m/s, 5 s of two years."""
CLOSE = 10.0
"""m at the date: a leg that ends within is met."""
BESIDE = 1e3
"""m at the date by which a profile may be missed that is followed at intervals."""


def cheapest(decay: Decay, task: Task, activity: Sequence[float]) -> tuple[LoweringPolicy, ...]:
    """Solve a lowering under one Sun after another.

    Parameters
    ----------
    decay
        Table for the inclination; it should reach past the last date.
    task
        What to do and with what.
    activity
        Normal deviates of the forecast, one for each answer.

    Returns
    -------
    tuple of LoweringPolicy
        `feasible` or with a reason. Costs are those of the orbit-mean model, good to
        `LoweringPolicy.delta_v_error`; `sim.planning.lowering.flight.flown` tells the true miss.

    Raises
    ------
    ValueError
        If the table does not reach over the dates of the task.

    Notes
    -----
    The least velocity change, which is the least propellant where all stays have one specific
    impulse. What a stay does not use is not carried into the next.
    """
    parts = _parts(decay, task, activity)
    reasons = [reason(decay, task, z, parts, row, _parts) for row, z in enumerate(activity)]
    return policies(task, activity, parts, reasons)


def following(
    decay: Decay,
    task: Task,
    activity: Sequence[float],
    times: tuple[float, ...],
    altitudes: tuple[float, ...],
) -> tuple[LoweringPolicy, ...]:
    """What it costs to follow a profile of altitudes m by date s with engines, in the usual
    attitude.

    An answer is feasible if each leg is within 1 km of its altitude on its date, or below it
    whatever the floor: a profile is followed, not judged.
    """
    sky = sky_of(decay, task, activity)
    position, parts = begun(task, len(activity)), []
    usual = Attitudes(-np.inf)
    reasons = [""] * len(activity)
    for leg, goal in enumerate(task.legs):
        course = descend(sky, task, leg, position, along(times, altitudes), usual)
        high = course.end.altitude - goal.altitude
        parts.append(Part(course, usual, np.where(high <= BESIDE, HELD, SHORT)))
        for row in np.flatnonzero(high > BESIDE):
            reasons[row] = reasons[row] or (
                f"following the profile ends {high[row] / 1e3:.1f} km above "
                f"{goal.altitude / 1e3:.1f} km on its date"
            )
        position = course.end
    return policies(task, activity, parts, reasons)


def by_percentile(
    decay: Decay, task: Task, percentiles: Sequence[float] = (5.0, 25.0, 50.0, 75.0, 95.0)
) -> tuple[LoweringPolicy, ...]:
    """The cheapest lowering at percentiles of the forecast (1 to 99; 95 is an active Sun)."""
    return cheapest(decay, task, [activity_of(p) for p in percentiles])


def _parts(decay: Decay, task: Task, activity: Sequence[float]) -> list[Part]:
    sky = sky_of(decay, task, activity)
    position = begun(task, len(activity))
    parts = []
    for leg, goal in enumerate(task.legs):
        began = task.start if leg == 0 else task.legs[leg - 1].end
        above = task.altitude if leg == 0 else task.legs[leg - 1].altitude
        if goal.end <= began or goal.altitude >= above:
            parts.append(_refused(position, PAST if goal.end <= began else ABOVE))
            break
        part = _solve_leg(sky, task, leg, position)
        parts.append(part)
        if not np.any(part.outcome == HELD):
            break
        position = part.course.end
    return parts


def _refused(position: Position, word: str) -> Part:
    """A leg that can't begin."""
    rows = len(position.altitude)
    empty = np.zeros((0, rows))
    dates = Dates(np.zeros(0), empty, empty, empty, empty)
    course = Course(dates, position, np.full(rows, np.nan))
    return Part(course, Attitudes(-np.inf), np.full(rows, word, dtype=object))


def _solve_leg(sky: Sky, task: Task, leg: int, begin: Position) -> Part:
    """Find, for each row, the sum of velocity changes, or else the date of the switch."""
    goal, rows = task.legs[leg], len(begin.altitude)
    start = task.start if leg == 0 else task.legs[leg - 1].end
    most = float(delta_v_between(begin.altitude.max(), goal.altitude))

    def ends(total: np.ndarray | float, attitudes: Attitudes, places: np.ndarray) -> np.ndarray:
        some = replace(sky, log_rate=sky.log_rate[places])
        rule = at_once(total)
        return descend(some, task, leg, _rows(begin, places), rule, attitudes).end.altitude

    every = np.arange(rows)
    drag = Attitudes(np.inf)
    free = ends(0.0, drag, every) <= goal.altitude
    short = ends(most, drag, every) > goal.altitude + CLOSE
    total = _bracket(lambda x, p: ends(x, drag, p), goal.altitude, 0.0, most, rows)
    total = np.where(free, 0.0, np.where(short, most, total))
    outcome = np.where(short, SHORT, HELD).astype(object)
    attitudes = drag
    if free.any():
        gentle = ends(0.0, Attitudes(-np.inf), every) < goal.altitude
        switch = _bracket(
            lambda x, p: ends(0.0, Attitudes(x, gentle[p]), p), goal.altitude, start, goal.end, rows
        )
        lightest = ends(0.0, Attitudes(-np.inf, gentle), every)
        outcome[free & (lightest < goal.altitude - CLOSE)] = EARLY
        attitudes = Attitudes(np.where(free, switch, np.inf), gentle & free)
    return Part(descend(sky, task, leg, begin, at_once(total), attitudes), attitudes, outcome)


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


def _rows(position: Position, places: np.ndarray) -> Position:
    return Position(position.altitude[places], position.used[places])
