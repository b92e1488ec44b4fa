"""What a flown plan asks of attitude control: down to which height, and how much propellant.

Both follow from the aerodynamic torque of `sim.planning.margins.control_authority`, with its
assumptions.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

import numpy as np

from sim.flight.interface import find_entry
from sim.flight.record import Flight
from sim.frames.constants import STANDARD_GRAVITY
from sim.frames.elements import inclination_of_state
from sim.planning.margins.control_authority import (
    ControlAssumptions,
    find_control_limits,
    tabulate_torque,
)


@dataclass(frozen=True)
class Estimate:
    """A quantity with its range."""

    low: float
    value: float
    high: float


@dataclass(frozen=True)
class ControlNeed:
    """What a plan asks of attitude control, heights in m.

    `at_cut_off` is the height when the last burn ends, `lowest_before` the lowest one flown before
    that burn, `until` the lower of the two; `limit` is the height at which the atmosphere
    overcomes the strongest authority in the attitude of that burn (0 if it does not), for the
    nominal distance of the centres; `lost` names the authorities overcome above `until`.
    """

    at_cut_off: float
    lowest_before: float
    until: float
    limit: float
    lost: tuple[str, ...]

    @property
    def flagged(self) -> bool:
        """Whether the plan needs control where nothing can give it."""
        return self.until < self.limit


def find_control_need(
    flight: Flight, path: Mapping[str, np.ndarray], lost: Mapping[str, np.ndarray], row: int = 0
) -> ControlNeed:
    """How low a flown plan needs control, and what gives way before that.

    Parameters
    ----------
    flight
        Finished, with a burn.
    path
        Columns of `sim.flight.trajectory.trajectory` of the trajectory.
    lost
        Of `find_control_limits`; the rows of the attitude flown during the last burn count.
    row
        Of the flight.

    Raises
    ------
    ValueError
        If the trajectory has no burn, or its attitude is not in `lost`.
    """
    burns = flight.burns_of(row)
    if not burns:
        raise ValueError("the flight has no burn: nothing asks for control")
    ignition, end = burns[-1].ignition, burns[-1].ignition + burns[-1].duration
    t, height = path["time_s"], 1e3 * path["altitude_km"]
    at_cut_off = float(np.interp(end, t, height))
    before = height[t <= ignition]
    lowest = float(before.min()) if len(before) else float(height[0])
    until = min(at_cut_off, lowest)
    rows = np.flatnonzero(lost["attitude"] == _attitude_of(flight, burns[-1].name))
    if not len(rows):
        raise ValueError(f"no limits of control for the attitude of {burns[-1].name}")
    heights = np.nan_to_num(1e3 * lost["lost_at_km"][rows])
    gone = tuple(str(name) for name in lost["authority"][rows[heights > until]])
    return ControlNeed(at_cut_off, lowest, until, float(heights.min()), gone)


def _attitude_of(flight: Flight, phase: str) -> str:
    """Attitude flown in a phase."""
    attitude = flight.mission.attitude_at_start
    for each in flight.mission.phases:
        attitude = attitude if each.attitude is None else each.attitude
        if each.name == phase:
            break
    return attitude


def estimate_propellant(
    flight: Flight, path: Mapping[str, np.ndarray], control: ControlAssumptions, row: int = 0
) -> Estimate:
    """Propellant in kg for holding the attitude with thrusters, from the mean altitude at which
    the gyroscopes give up to the end of the last burn.

    Integral of |torque| over lever times exhaust speed, trapezoids between the samples of the
    path (which should be a few minutes apart), with the control's duty and dead-band factor; low
    and high for the ends of its range of distances, all else equal.
    """
    burns = flight.burns_of(row)
    entry = find_entry(flight, row)
    t = path["time_s"]
    end = burns[-1].ignition + burns[-1].duration if burns else t[-1]
    end = end if entry is None else min(end, entry.time)
    below = np.flatnonzero(1e3 * path["mean_altitude_km"] <= control.gyroscopes_down_to)
    if not len(below) or t[below[0]] >= end:
        return Estimate(0.0, 0.0, 0.0)
    inside = (t >= t[below[0]]) & (t <= end)
    drag = (path["mass_kg"] * path["deceleration_g"] * STANDARD_GRAVITY)[inside]
    impulse = float(np.trapezoid(drag, t[inside]))
    each = control.duty * control.dead_band * impulse
    each /= control.lever * control.isp * STANDARD_GRAVITY
    low, high = control.offsets
    return Estimate(low * each, control.offset * each, high * each)


ALTITUDES = 1e3 * np.append(np.arange(90.0, 160.0, 2.5), np.arange(160.0, 425.0, 10.0))
"""m of the torque table."""


@dataclass(frozen=True)
class ControlStudy:
    """Torque by attitude and altitude, where control is lost, what is asked for, and propellant."""

    control: ControlAssumptions
    torque: dict[str, np.ndarray]
    lost: dict[str, np.ndarray]
    need: ControlNeed
    propellant: Estimate


def study_control(
    flight: Flight,
    path: Mapping[str, np.ndarray],
    seconds: float,
    control: ControlAssumptions | None = None,
) -> ControlStudy:
    """Compare the aerodynamic torque with the control authorities, along a plan.

    Parameters
    ----------
    flight
        Finished, one trajectory, with a final burn.
    path
        Of `sim.flight.trajectory.trajectory`.
    seconds
        s since the epoch at which the atmosphere is evaluated.
    control
        How the attitude is held.
    """
    control = control or ControlAssumptions()
    mission = flight.mission
    attitudes = [attitude for vehicle in mission.vehicles for attitude in vehicle.attitudes]
    activity = float(mission.dispersed.get("activity", np.zeros(1))[0])
    torque = tabulate_torque(
        mission,
        ALTITUDES,
        control,
        attitudes,
        seconds=seconds,
        inclination=inclination_of_state(mission.position[0], mission.velocity[0]),
        activity=activity,
    )
    lost = find_control_limits(torque, control)
    need = find_control_need(flight, path, lost)
    return ControlStudy(control, torque, lost, need, estimate_propellant(flight, path, control))


def summarise_control(study: ControlStudy) -> dict[str, Any]:
    """The study as plain figures; keys are defined in `docs/outputs.md`."""
    control, need = study.control, study.need
    low, high = control.offsets
    return {
        "assumptions": {
            "offset_m": control.offset,
            "offset_low_m": low,
            "offset_high_m": high,
            "gyroscopes_down_to_km": control.gyroscopes_down_to / 1e3,
            "lever_m": control.lever,
            "isp_s": control.isp,
            "duty": control.duty,
            "dead_band": control.dead_band,
        },
        "authorities": [
            {"authority": a.name, "torque_n_m": a.torque, "momentum_n_m_s": a.momentum}
            for a in control.authorities
        ],
        "lost_at": [
            {name: _plain(values[k]) for name, values in study.lost.items()}
            for k in range(len(study.lost["attitude"]))
        ],
        "needed_down_to_km": need.until / 1e3,
        "at_cut_off_km": need.at_cut_off / 1e3,
        "lowest_before_final_km": need.lowest_before / 1e3,
        "limit_km": need.limit / 1e3,
        "overcome": list(need.lost),
        "flagged": need.flagged,
        "propellant_low_kg": study.propellant.low,
        "propellant_kg": study.propellant.value,
        "propellant_high_kg": study.propellant.high,
    }


def _plain(value: Any) -> Any:
    return str(value) if isinstance(value, str) else float(value)
