"""Following an altitude by date: the burns that bring the station down (or hold it) when drag
alone will not.

At every interval the mean altitude is compared with the profile. The difference is burnt off in
two parts, the first where the station is highest and the second half an orbit later, which keeps
the orbit nearly circular (two halves of a Hohmann transfer).
"""

import math
from collections.abc import Sequence
from dataclasses import replace

import numpy as np

from sim.flight.attitude_control.propellant import pay_for_turn
from sim.flight.burn import fly_burn
from sim.flight.condition import already_met, deadline, mark_out_of_time, stop_of, wanted_end
from sim.flight.phase import AltitudeProfile, Burn, Condition, Firing, Ignition, Steering
from sim.flight.propagation_state import TIME, TURNING, PropagationState, advance
from sim.flight.record import EventKind
from sim.flight.stack import engine_output
from sim.flight.status import FLYING
from sim.frames.constants import EQUATORIAL_RADIUS, MU
from sim.vehicle.hardware import Number


def follow_profile(
    state: PropagationState, index: np.ndarray, profile: AltitudeProfile, until: Condition
) -> None:
    """Fly some rows along a profile until a condition holds.

    Parameters
    ----------
    state
        Changed in place.
    index
        Rows, shape (k,).
    profile
        Profile, interval and engines.
    until
        A level or a time; passages make no sense here.

    Notes
    -----
    A row without propellant goes on under drag alone; its burns are logged as exhausted.
    """
    wanted = wanted_end(state, index, until)
    end = deadline(state, index, until)
    stop = stop_of(state, index, until)
    stops = [] if stop is None else [stop]
    due = state.t[index] + profile.every
    usual = state.attitude.copy()
    waiting = np.flatnonzero(~already_met(state, index, until))
    _correct(state, index[waiting], profile, usual, engines=False)
    while len(waiting):
        rows = index[waiting]
        here = [each.of(rows) for each in stops]
        outcome = advance(state, rows, np.minimum(due[waiting], end[waiting]), here)
        over = (outcome != TIME) | (state.t[rows] >= end[waiting])
        mark_out_of_time(state, rows[over], outcome[over], wanted[waiting[over]])
        waiting = waiting[~over]
        _correct(state, index[waiting], profile, usual)
        due[waiting] = np.maximum(due[waiting] + profile.every, state.t[index[waiting]])
        waiting = waiting[state.status[index[waiting]] == FLYING]
        waiting = waiting[~already_met(state, index[waiting], until)] if stops else waiting
    state.attitude[index] = usual[index]


def velocity_to_profile(
    state: PropagationState, index: np.ndarray, profile: AltitudeProfile
) -> np.ndarray:
    """Velocity change in m/s that puts each row on its profile now, shape (k,); below 0 lowers."""
    altitude = state.observe(index).mean_altitude
    wanted = np.interp(state.t[index], profile.times, profile.altitudes)
    axis = EQUATORIAL_RADIUS + altitude
    return 0.5 * np.sqrt(MU / axis) * (wanted - altitude) / axis


def _correct(
    state: PropagationState,
    index: np.ndarray,
    profile: AltitudeProfile,
    usual: np.ndarray,
    *,
    engines: bool = True,
) -> None:
    """Bring rows back to the profile: by attitude until the next check, or by engines now."""
    change = velocity_to_profile(state, index, profile) if len(index) else np.zeros(0)
    if profile.attitude is not None:
        state.attitude[index] = np.where(change < 0.0, profile.attitude, usual[index])
        return
    if not engines:
        return
    half = np.zeros(len(state.t))
    half[index] = 0.5 * np.abs(change)
    due = 2.0 * half[index] >= profile.least_delta_v
    _pair(state, index[due & (change < 0.0)], profile, half, raising=False)
    if profile.raising:
        _pair(state, index[due & (change > 0.0)], profile, half, raising=True)


def _pair(
    state: PropagationState,
    index: np.ndarray,
    profile: AltitudeProfile,
    half: np.ndarray,
    *,
    raising: bool,
) -> None:
    """Two burns half an orbit apart, each of `half` m/s, shape (n,)."""
    index = _turn_round(state, index, profile, raising)
    if not len(index):
        return
    burn = _retrograde(profile.firings, half, raising=raising)
    fly_burn(state, index, replace(burn, ignition=Ignition("highest")), lowering=True)
    index = index[state.status[index] == FLYING]
    axis = EQUATORIAL_RADIUS + state.observe(index).mean_altitude
    advance(state, index, state.t[index] + math.pi * np.sqrt(axis**3 / MU))
    fly_burn(state, index[state.status[index] == FLYING], burn, lowering=True)


def _turn_round(
    state: PropagationState, index: np.ndarray, profile: AltitudeProfile, raising: bool
) -> np.ndarray:
    """Turn some rows for burns of engines that push the other way as the stack flies; returns those
    that could pay for it, and notes the others. Where no engine has anything left to burn there is
    nothing to turn for.
    """
    control = state.mission.attitude_control
    owners = [state.stack.owner(firing.group).name for firing in profile.firings]
    if control is None or all((name in control.unturned) != raising for name in owners):
        return index
    output = engine_output(state.stack, profile.firings, np.zeros_like(state.stack.fired))
    able = output.thrust[index] > 0.0
    idle, index = index[~able], index[able]
    state.stack, turned, paid = pay_for_turn(
        control, state.stack, index, state.phase.name, state.t[index]
    )
    state.control.extend(paid)
    for record in paid:
        state.y[record.row, 6] -= record.propellant
    for row in index[~turned]:
        state.note(row, EventKind.ATTITUDE_LOST, TURNING)
    return np.sort(np.concatenate([idle, index[turned]]))


def _retrograde(firings: Sequence[Firing], delta_v: Number, raising: bool = False) -> Burn:
    """A burn against (or along) the velocity with a velocity change in m/s as cut-off."""
    direction = (1.0, 0.0, 0.0) if raising else (-1.0, 0.0, 0.0)
    return Burn(tuple(firings), "delta_v", delta_v, Steering("velocity", direction))
