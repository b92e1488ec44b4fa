"""What a flown plan asks of attitude control, and where the air takes it away, as plain figures."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

import numpy as np

from sim.flight.record import Flight
from sim.frames.elements import inclination_of_state
from sim.planning.margins.control_authority import (
    ControlAssumptions,
    find_control_limits,
    tabulate_torque,
)
from sim.planning.margins.control_demand import (
    ControlNeed,
    Estimate,
    estimate_propellant,
    find_control_need,
)

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
    """Compare the torque of the air with what holds the attitude, along a plan.

    Parameters
    ----------
    flight
        Finished, one row, with a final burn.
    path
        Of `sim.flight.trajectory.trajectory`.
    seconds
        s since the epoch at which the air is asked.
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
