"""What a flown plan asks of attitude control: down to which height, against which torque in each of
its burns, and how much propellant.

Torques are those of `sim.planning.margins.attitude_torque`, with the assumptions of
`sim.planning.margins.control_authority`. Propellant is what the flight booked; where a scenario
books nothing it is estimated by the same rule.
"""

from collections.abc import Mapping
from dataclasses import dataclass

import numpy as np

from sim.flight.record import EventKind, Flight
from sim.frames.elements import inclination_of_state
from sim.planning.margins.control_authority import (
    ControlAssumptions,
    Estimate,
    find_control_limits,
    find_saturation,
    tabulate_torque,
)
from sim.planning.margins.control_propellant import (
    booked_propellant,
    estimate_propellant,
    tabulate_by_phase,
)
from sim.planning.margins.controllability import AxisDemand, describe_alignment, find_demands
from sim.planning.margins.figures import (
    AuthorityLossFigures,
    ControlFigures,
    ControlPhaseFigures,
    GyroscopeFigures,
    StageFigures,
)


@dataclass(frozen=True)
class ControlNeed:
    """How low a plan asks for attitude control, heights in m.

    `at_cut_off` is the height when the last burn ends, `lowest_before` the lowest one flown before
    that burn, `until` the lower of the two; `limit` is the height at which the atmosphere
    overcomes the thrusters about the first axis in the attitude of that burn (0 if it does not),
    for the nominal distance of the centres; `lost` names the axes overcome above `until`.
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
    """How low a flown plan needs control, and about which axes the atmosphere is stronger there.

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
    gone = tuple(str(name) for name in lost["axis"][rows[heights > until]])
    return ControlNeed(at_cut_off, lowest, until, float(heights.max()), gone)


def _attitude_of(flight: Flight, phase: str) -> str:
    """Attitude flown in a phase."""
    attitude = flight.mission.attitude_at_start
    for each in flight.mission.phases:
        attitude = attitude if each.attitude is None else each.attitude
        if each.name == phase:
            break
    return attitude


ALTITUDES = 1e3 * np.append(np.arange(90.0, 160.0, 2.5), np.arange(160.0, 425.0, 10.0))
"""m of the torque table."""


@dataclass(frozen=True, kw_only=True)
class ControlStudy:
    """Torque by attitude and altitude, where control is lost, what is asked for, and propellant."""

    control: ControlAssumptions
    torque: dict[str, np.ndarray]
    lost: dict[str, np.ndarray]
    full: dict[str, np.ndarray]
    need: ControlNeed
    demands: list[AxisDemand]
    propellant: Estimate
    by_phase: list[ControlPhaseFigures] | None
    lost_utc: str | None


def study_control(
    flight: Flight,
    path: Mapping[str, np.ndarray],
    seconds: float,
    control: ControlAssumptions | None = None,
) -> ControlStudy:
    """Compare the torques of atmosphere and engines with the control authorities, along a plan.

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
    booked = mission.attitude_control is not None
    gone = flight.first(0, EventKind.ATTITUDE_LOST)
    return ControlStudy(
        control=control,
        torque=torque,
        lost=lost,
        full=find_saturation(torque, control),
        need=find_control_need(flight, path, lost),
        demands=find_demands(flight, path, control),
        propellant=booked_propellant(flight, control)
        if booked
        else estimate_propellant(flight, path, control),
        by_phase=tabulate_by_phase(flight, control) if booked else None,
        lost_utc=None if gone is None else mission.epoch.utc_iso(gone.time, 3),
    )


def summarise_control(study: ControlStudy) -> ControlFigures:
    """The study as plain figures; keys are defined in `docs/outputs.md`."""
    control, need = study.control, study.need
    offset = control.thrust_offset
    return {
        "assumptions": {
            "axes": [
                {
                    "axis": axis.name,
                    "authority_n_m": axis.authority.value,
                    "authority_low_n_m": axis.authority.low,
                    "authority_high_n_m": axis.authority.high,
                    "arm_m": axis.arm.value,
                    "arm_low_m": axis.arm.low,
                    "arm_high_m": axis.arm.high,
                }
                for axis in control.axes
            ],
            "thrust_offset_m": offset.value,
            "thrust_offset_low_m": offset.low,
            "thrust_offset_high_m": offset.high,
            "cant_deg": float(np.degrees(control.cant)),
            "gyroscopes_down_to_km": control.gyroscopes_down_to / 1e3,
            "momentum_n_m_s": control.momentum,
        },
        "sentence": describe_alignment(study.demands, control),
        "stages": [_demand(each) for each in study.demands],
        "lost_at": _losses(study.lost),
        "gyroscopes": _gyroscopes(study.full),
        "needed_down_to_km": need.until / 1e3,
        "at_cut_off_km": need.at_cut_off / 1e3,
        "lowest_before_final_km": need.lowest_before / 1e3,
        "limit_km": need.limit / 1e3,
        "overcome": list(need.lost),
        "flagged": need.flagged,
        "controllable": all(each.controllable for each in study.demands),
        "propellant_low_kg": study.propellant.low,
        "propellant_kg": study.propellant.value,
        "propellant_high_kg": study.propellant.high,
        "booked": study.by_phase is not None,
        "by_phase": study.by_phase,
        "lost_utc": study.lost_utc,
    }


def _demand(each: AxisDemand) -> StageFigures:
    factor = each.factor
    return {
        "stage": each.stage,
        "axis": each.axis,
        "altitude_km": each.altitude / 1e3,
        "thrust_n": each.thrust,
        "authority_n_m": each.authority.value,
        "air_n_m": each.air.value,
        "push_n_m": each.push.value,
        "factor": _plain(factor.value),
        "factor_low": _plain(factor.low),
        "factor_high": _plain(factor.high),
        "controllable": each.controllable,
    }


def _losses(table: Mapping[str, np.ndarray]) -> list[AuthorityLossFigures]:
    """Rows of `find_control_limits`."""
    return [
        {
            "attitude": str(table["attitude"][k]),
            "axis": str(table["axis"][k]),
            "authority": str(table["authority"][k]),
            "torque_n_m": float(table["torque_n_m"][k]),
            "lost_at_km": _plain(table["lost_at_km"][k]),
            "lost_at_low_km": _plain(table["lost_at_low_km"][k]),
            "lost_at_high_km": _plain(table["lost_at_high_km"][k]),
        }
        for k in range(len(table["attitude"]))
    ]


def _gyroscopes(table: Mapping[str, np.ndarray]) -> list[GyroscopeFigures]:
    """Rows of `find_saturation`."""
    return [
        {
            "attitude": str(table["attitude"][k]),
            "gyroscopes": int(table["gyroscopes"][k]),
            "momentum_n_m_s": float(table["momentum_n_m_s"][k]),
            "full_at_km": _plain(table["full_at_km"][k]),
            "holds": bool(table["holds"][k]),
        }
        for k in range(len(table["attitude"]))
    ]


def _plain(value: float) -> float | None:
    return float(value) if np.isfinite(value) else None
