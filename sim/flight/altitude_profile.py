"""Following an altitude by date: the burns that bring the station down (or hold it) when drag
alone will not.

At every interval the mean altitude is compared with the profile. The difference is burnt off in
two parts, the first at apogee and the second half an orbit later, which keeps the orbit nearly
circular (two halves of a Hohmann transfer).
"""

import math
from dataclasses import replace

import numpy as np

from sim.flight.burn import fly_burn, retrograde
from sim.flight.condition import already, deadline, mark_out_of_time, stop_of, wanted_end
from sim.flight.phase import Condition, Ignition, Policy
from sim.flight.propagation_state import TIME, PropagationState, advance
from sim.flight.status import FLYING
from sim.frames.constants import EQUATORIAL_RADIUS, MU


def follow(course: PropagationState, index: np.ndarray, policy: Policy, until: Condition) -> None:
    """Fly some rows along a policy until a condition holds.

    Parameters
    ----------
    course
        Changed in place.
    index
        Rows, shape (k,).
    policy
        Profile, interval and engines.
    until
        A level or a time; passages make no sense here.

    Notes
    -----
    A row without propellant goes on under drag alone; its burns are logged as exhausted.
    """
    wanted = wanted_end(course, index, until)
    end = deadline(course, index, until)
    stop = stop_of(until)
    stops = [] if stop is None else [stop]
    due = course.t[index] + policy.every
    usual = course.attitude.copy()
    waiting = np.flatnonzero(~already(course, index, until))
    _correct(course, index[waiting], policy, usual, engines=False)
    while len(waiting):
        rows = index[waiting]
        here = [each.of(rows) for each in stops]
        outcome = advance(course, rows, np.minimum(due[waiting], end[waiting]), here)
        over = (outcome != TIME) | (course.t[rows] >= end[waiting])
        mark_out_of_time(course, rows[over], outcome[over], wanted[waiting[over]])
        waiting = waiting[~over]
        _correct(course, index[waiting], policy, usual)
        due[waiting] = np.maximum(due[waiting] + policy.every, course.t[index[waiting]])
        waiting = waiting[course.status[index[waiting]] == FLYING]
        waiting = waiting[~already(course, index[waiting], until)] if stops else waiting
    course.attitude[index] = usual[index]


def needed(course: PropagationState, index: np.ndarray, policy: Policy) -> np.ndarray:
    """Velocity change in m/s that puts each row on its profile now, shape (k,); below 0 lowers."""
    altitude = course.observe(index).mean_altitude
    wanted = np.interp(course.t[index], policy.times, policy.altitudes)
    axis = EQUATORIAL_RADIUS + altitude
    return 0.5 * np.sqrt(MU / axis) * (wanted - altitude) / axis


def _correct(
    course: PropagationState,
    index: np.ndarray,
    policy: Policy,
    usual: np.ndarray,
    *,
    engines: bool = True,
) -> None:
    """Bring rows back to the profile: by attitude until the next check, or by engines now."""
    change = needed(course, index, policy) if len(index) else np.zeros(0)
    if policy.attitude is not None:
        course.attitude[index] = np.where(change < 0.0, policy.attitude, usual[index])
        return
    if not engines:
        return
    half = np.zeros(len(course.t))
    half[index] = 0.5 * np.abs(change)
    due = 2.0 * half[index] >= policy.least_delta_v
    _pair(course, index[due & (change < 0.0)], policy, half, raising=False)
    if policy.raising:
        _pair(course, index[due & (change > 0.0)], policy, half, raising=True)


def _pair(
    course: PropagationState, index: np.ndarray, policy: Policy, half: np.ndarray, *, raising: bool
) -> None:
    """Two burns half an orbit apart, each of `half` m/s, shape (n,)."""
    if not len(index):
        return
    burn = retrograde(policy.firings, half, raising=raising)
    fly_burn(course, index, replace(burn, ignition=Ignition("apogee")), lowering=True)
    index = index[course.status[index] == FLYING]
    axis = EQUATORIAL_RADIUS + course.observe(index).mean_altitude
    advance(course, index, course.t[index] + math.pi * np.sqrt(axis**3 / MU))
    fly_burn(course, index[course.status[index] == FLYING], burn, lowering=True)
