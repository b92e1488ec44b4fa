"""The altitude profile that follows from a burn rule: drag between the dates, velocity changes on
them, propellant by docked interval.

Many trajectories at once, each under its own solar activity. Burns are impulses; the loss of a
pair of burns of 15 minutes against an impulse is below 0.1 %.
"""

from collections.abc import Callable, Sequence
from dataclasses import dataclass

import numpy as np

from sim.frames.constants import STANDARD_GRAVITY
from sim.planning.lowering.orbit_decay import DecayTable, TrajectoryDecay
from sim.planning.lowering.problem import (
    DockedInterval,
    LoweringProblem,
    Stretch,
    altitude_after,
    delta_v_between,
    split_goal,
)

Rule = Callable[[float, np.ndarray, np.ndarray], np.ndarray]
"""Velocity change wanted (m/s, above 0 lowers) from the date in s, the altitudes in m, and the sum
of velocity changes since the last goal in m/s, all of shape (r,)."""


@dataclass(frozen=True)
class LoweringState:
    """State of r trajectories: altitude m, shape (r,), propellant used kg by ship
    (in the first of its docked intervals), shape (r, intervals).
    """

    altitude: np.ndarray
    used: np.ndarray


@dataclass(frozen=True)
class BurnDates:
    """What happened on k dates to r trajectories: times s, shape (k,); altitudes m before and
    after, velocity change m/s and propellant kg, shape (k, r). The first is the goal before and
    the last the goal.
    """

    times: np.ndarray
    before: np.ndarray
    after: np.ndarray
    delta_v: np.ndarray
    propellant: np.ndarray


@dataclass(frozen=True)
class AltitudeProfile:
    """Altitude profile to one goal: its dates, its end, and when the altitude was reached, s,
    shape (r,) (engines off after the end where it was not).
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
        """Date of the change of attitude of a trajectory, s."""
        return float(np.atleast_1d(self.switch)[row if np.ndim(self.switch) else 0])

    def name(self, stretch: Stretch, t: float, row: int) -> str:
        """Attitude of a trajectory at a time in s."""
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
    """Descend to one goal under a burn rule.

    Parameters
    ----------
    decays
        Decay under the activity of each trajectory.
    problem, goal_index
        The problem, and the number of the goal.
    begin
        States at the goal before.
    rule
        Velocity change wanted on a date; propellant and the limit per date may allow less.
    attitudes
        Flown.
    """
    level = problem.goals[goal_index].altitude
    h, used = begin.altitude.copy(), begin.used.copy()
    now, ballistic = np.nan, np.full(len(h), np.nan)
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
            if date > now:
                ballistic = mass / attitudes.area(stretch, now, date)
                fallen = decays.fall(now, h, ballistic, date)
                arrived = np.isnan(arrival) & (fallen <= level)
                if arrived.any():
                    arrival[arrived] = decays.time_at(now, h, ballistic, level)[arrived]
                h, now = fallen, date
            if date == stretch.end:
                break
            able = _most_change(interval, used[:, ship], mass)
            change = np.clip(rule(date, h, spent), -able, able)
            after = altitude_after(h, change)
            burned = -mass * np.expm1(-np.abs(change) / exhaust)
            arrival[np.isnan(arrival) & (after <= level)] = date
            log.append((date, h, after, change, burned))
            h, spent = after, spent + np.abs(change)
            used = used.copy()
            used[:, ship] += burned + np.where(change != 0.0, interval.turn, 0.0)
    log.append((now, h, h, 0.0 * h, 0.0 * h))
    late = np.isnan(arrival)
    if late.any():
        arrival[late] = decays.time_at(now, h, ballistic, level)[late]
    columns = [np.array(column) for column in zip(*log, strict=True)]
    return AltitudeProfile(BurnDates(*columns), LoweringState(h, used), arrival)


def _most_change(interval: DockedInterval, used: np.ndarray, mass: np.ndarray) -> np.ndarray:
    """Largest velocity change of a ship on a date, m/s, after it has used so much, kg."""
    remaining = np.maximum(interval.propellant - used - interval.turn, 0.0)
    return np.minimum(
        interval.most_delta_v, -interval.isp * STANDARD_GRAVITY * np.log1p(-remaining / mass)
    )


def early_burn_rule(total: np.ndarray | float) -> Rule:
    """As much as the limits allow, from the first date on, until so many m/s are spent."""
    return lambda t, h, spent: np.maximum(total - spent, 0.0)


def profile_rule(
    times: tuple[float, ...], altitudes: tuple[float, ...], least_delta_v: float = 0.0
) -> Rule:
    """Down to a profile of altitudes m by date s, as `sim.flight.altitude_profile` flies it: not
    for less than a velocity change in m/s.
    """

    def wanted(t: float, h: np.ndarray, spent: np.ndarray) -> np.ndarray:
        change = delta_v_between(h, np.interp(t, times, altitudes))
        return np.where(change >= least_delta_v, np.maximum(change, 0.0), 0.0)

    return wanted


def decay_under(
    decay: DecayTable, problem: LoweringProblem, activity: Sequence[float]
) -> TrajectoryDecay:
    """The decay of a problem under each activity.

    Raises
    ------
    ValueError
        If the table does not reach over the dates of the problem.
    """
    first, last = float(decay.times[0]), float(decay.times[-1])
    if problem.start < first - 1.0 or problem.goals[-1].end > last + 1.0:
        raise ValueError(
            f"the decay table reaches from {first:.0f} s to {last:.0f} s, the lowering from "
            f"{problem.start:.0f} s to {problem.goals[-1].end:.0f} s"
        )
    return decay.under(np.array(activity))


def initial_state(problem: LoweringProblem, rows: int) -> LoweringState:
    """States of some trajectories at the start of a problem."""
    return LoweringState(np.full(rows, problem.altitude), np.zeros((rows, len(problem.intervals))))
