"""The way down under a rule: drag between the dates, velocity changes on them, propellant by stay.

Many rows at once, each under a Sun of its own. Burns are impulses; the loss of a pair of burns of
15 minutes against an impulse is below 0.1 %.
"""

from collections.abc import Callable, Sequence
from dataclasses import dataclass

import numpy as np

from sim.frames.constants import STANDARD_GRAVITY
from sim.planning.lowering.orbit_decay import DecayTable, TrajectoryDecay
from sim.planning.lowering.problem import (
    LoweringProblem,
    Stretch,
    altitude_after,
    delta_v_between,
    split_goal,
)

Rule = Callable[[float, np.ndarray, np.ndarray], np.ndarray]
"""Velocity change wanted (m/s, above 0 lowers) from the date in s, the altitudes in m, and the sum
of velocity changes so far in this leg in m/s, all of shape (r,)."""


@dataclass(frozen=True)
class LoweringState:
    """Where r rows stand: altitude m, shape (r,), propellant used kg by ship
    (in the first of its stays), shape (r, stays).
    """

    altitude: np.ndarray
    used: np.ndarray


@dataclass(frozen=True)
class BurnDates:
    """What happened on k dates to r rows: times s, shape (k,); altitudes m before and after,
    velocity change m/s and propellant kg, shape (k, r). The first is the beginning of the leg and
    the last its end.
    """

    times: np.ndarray
    before: np.ndarray
    after: np.ndarray
    delta_v: np.ndarray
    propellant: np.ndarray


@dataclass(frozen=True)
class AltitudeProfile:
    """A leg as it went: its dates, where it ends, and when its altitude was reached, s, shape (r,)
    (engines off after the end where it was not).
    """

    dates: BurnDates
    end: LoweringState
    arrival: np.ndarray


@dataclass(frozen=True)
class AttitudeSwitch:
    """Which attitude is flown: before `switch` (s, shape (r,)) the one with most drag, then the
    usual one; with `gentle` (shape (r,)) before it the usual one, then the one with least drag.
    """

    switch: np.ndarray | float
    gentle: np.ndarray | bool = False

    def area(self, stretch: Stretch, start: float, end: float) -> np.ndarray:
        """Mean of Cd A over an interval, m2, shape (r,) or a number."""
        usual = stretch.attitude_options[0].drag_area
        before = np.where(self.gentle, usual, stretch.most_drag.drag_area)
        after = np.where(self.gentle, stretch.least_drag.drag_area, usual)
        share = np.clip((self.switch - start) / (end - start), 0.0, 1.0)
        return after + share * (before - after)

    def switch_of(self, row: int) -> float:
        """Date of the switch of a row, s."""
        return float(np.atleast_1d(self.switch)[row if np.ndim(self.switch) else 0])

    def name(self, stretch: Stretch, t: float, row: int) -> str:
        """Attitude of a row at a time in s."""
        gentle = bool(np.atleast_1d(self.gentle)[row if np.ndim(self.gentle) else 0])
        if t < self.switch_of(row):
            return (stretch.attitude_options[0] if gentle else stretch.most_drag).name
        return (stretch.least_drag if gentle else stretch.attitude_options[0]).name


def descend(
    decays: TrajectoryDecay,
    problem: LoweringProblem,
    goal_index: int,
    begin: LoweringState,
    rule: Rule,
    attitudes: AttitudeSwitch,
) -> AltitudeProfile:
    """Go through a leg under a rule.

    Parameters
    ----------
    sky
        Decay under the activity of each row.
    task, leg
        What to do, and which part of it.
    begin
        Where the rows stand at the beginning of the leg.
    rule
        What is burnt on a date, before limits: velocity change per date and propellant of the stay.
    attitudes
        What is flown.
    """
    level = problem.goals[goal_index].altitude
    h, used = begin.altitude.copy(), begin.used.copy()
    spent = np.zeros(len(h))
    arrival = np.full(len(h), np.nan)
    log = []
    for stretch in split_goal(problem, goal_index):
        interval, ship = problem.intervals[stretch.interval], problem.ship(stretch.interval)
        exhaust = interval.isp * STANDARD_GRAVITY
        now = stretch.start
        log.append((now, h, h, 0.0 * h, 0.0 * h))
        for date in (*stretch.dates, stretch.end):
            mass = interval.mass - used[:, ship]
            ballistic = mass / attitudes.area(stretch, now, date)
            fallen = decays.fall(now, h, ballistic, date)
            met = np.isnan(arrival) & (fallen <= level)
            if met.any():
                arrival[met] = decays.time_at(now, h, ballistic, level)[met]
            h, now = fallen, date
            if date == stretch.end:
                break
            left = interval.propellant - used[:, ship]
            able = np.minimum(interval.most_delta_v, -exhaust * np.log1p(-left / mass))
            change = np.clip(rule(date, h, spent), -able, able)
            after = altitude_after(h, change)
            burned = -mass * np.expm1(-np.abs(change) / exhaust)
            arrival[np.isnan(arrival) & (after <= level)] = date
            log.append((date, h, after, change, burned))
            h, spent = after, spent + np.abs(change)
            used = used.copy()
            used[:, ship] += burned
    log.append((now, h, h, 0.0 * h, 0.0 * h))
    late = np.isnan(arrival)
    if late.any():
        arrival[late] = decays.time_at(now, h, ballistic, level)[late]
    columns = [np.array(column) for column in zip(*log, strict=True)]
    return AltitudeProfile(BurnDates(*columns), LoweringState(h, used), arrival)


def early_burn_rule(total: np.ndarray | float) -> Rule:
    """As much as the limits allow, from the first date on, until so many m/s are spent."""
    return lambda t, h, spent: np.maximum(total - spent, 0.0)


def profile_rule(
    times: tuple[float, ...], altitudes: tuple[float, ...], raising: bool = False
) -> Rule:
    """Down to a profile of altitudes m by date s, as `sim.flight.altitude_profile` flies it."""

    def wanted(t: float, h: np.ndarray, spent: np.ndarray) -> np.ndarray:
        change = delta_v_between(h, np.interp(t, times, altitudes))
        return change if raising else np.maximum(change, 0.0)

    return wanted


def decay_under(
    decay: DecayTable, problem: LoweringProblem, activity: Sequence[float]
) -> TrajectoryDecay:
    """The decay of a task under each activity.

    Raises
    ------
    ValueError
        If the table does not reach over the dates of the task.
    """
    first, last = float(decay.times[0]), float(decay.times[-1])
    if problem.start < first - 1.0 or problem.goals[-1].end > last + 1.0:
        raise ValueError(
            f"the decay table reaches from {first:.0f} s to {last:.0f} s, the lowering from "
            f"{problem.start:.0f} s to {problem.goals[-1].end:.0f} s"
        )
    return decay.under(np.array(activity))


def initial_state(problem: LoweringProblem, rows: int) -> LoweringState:
    """Rows at the start of a task."""
    return LoweringState(np.full(rows, problem.altitude), np.zeros((rows, len(problem.intervals))))
