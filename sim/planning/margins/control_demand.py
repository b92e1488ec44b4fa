"""What a flown plan asks of attitude control: down to which height, and how much propellant.

Both follow from the torque of the air in `sim.planning.margins.control_authority`, with its
assumptions.
"""

from collections.abc import Mapping
from dataclasses import dataclass

import numpy as np

from sim.flight.interface import find_entry
from sim.flight.record import Flight
from sim.frames.constants import STANDARD_GRAVITY
from sim.planning.margins.control_authority import ControlAssumptions


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
    that burn, `until` the lower of the two; `limit` is the height at which the air overcomes the
    strongest authority in the attitude of that burn (0 if it does not), for the nominal distance
    of the centres; `lost` names the authorities overcome above `until`.
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
        Columns of `sim.flight.trajectory.trajectory` of the row.
    lost
        Of `limits`; the rows of the attitude flown during the last burn count.
    row
        Of the flight.

    Raises
    ------
    ValueError
        If the row has no burn, or its attitude is not in `lost`.
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
