"""Propellant of attitude control: what a flight booked, by phase; and an estimate from the torque
of the atmosphere where a scenario books nothing.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

import numpy as np

from sim.flight.interface import find_entry
from sim.flight.record import Flight
from sim.frames.constants import STANDARD_GRAVITY
from sim.planning.margins.control_authority import ControlAssumptions, Estimate


@dataclass(frozen=True, kw_only=True)
class ImpulseAssumptions:
    """What the propellant estimate of a scenario that books nothing rests on.

    Attributes
    ----------
    offset, offsets
        m between centre of pressure and centre of mass. assumption: 5, range 1 to 10.
    gyroscopes_down_to
        m of mean altitude; below it thrusters alone.
    lever
        m between the thrusters and the axis they turn the stack about. assumption: 20.
    isp
        s. assumption: 287, between 285 and 290.
    duty
        Share of the torque that is not balanced by flying at the angle where it vanishes.
        assumption: 0.5.
    dead_band
        Propellant spent over that which the torque asks for: limit cycles and pulses against each
        other. assumption: 1.5.
    """

    offset: float = 5.0
    offsets: tuple[float, float] = (1.0, 10.0)
    gyroscopes_down_to: float = 220e3
    lever: float = 20.0
    isp: float = 287.0
    duty: float = 0.5
    dead_band: float = 1.5


def estimate_propellant(
    flight: Flight, path: Mapping[str, np.ndarray], control: ImpulseAssumptions, row: int = 0
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


def booked_propellant(flight: Flight, control: ControlAssumptions, row: int = 0) -> Estimate:
    """Propellant in kg that a flight booked for attitude control, with the range assumed for it."""
    total = Estimate(0.0, 0.0, 0.0)
    for record in flight.control:
        if record.row == row:
            share = (control.per_turn if record.turn else control.per_orbit).times(
                record.propellant
            )
            total = Estimate(
                total.low + share.low, total.value + share.value, total.high + share.high
            )
    return total


def tabulate_by_phase(flight: Flight, control: ControlAssumptions) -> list[dict[str, Any]]:
    """Booked propellant by phase and what for, as rows of plain figures, in time."""
    rows: dict[tuple[str, bool], dict[str, Any]] = {}
    for record in flight.control:
        if record.row:
            continue
        share = control.per_turn if record.turn else control.per_orbit
        key = record.phase, record.turn
        row = rows.setdefault(
            key,
            {
                "phase": record.phase,
                "use": "turning" if record.turn else "holding",
                "kg": 0.0,
                "low_kg": 0.0,
                "high_kg": 0.0,
                "by_tank_kg": {},
            },
        )
        mass = share.times(record.propellant)
        for name, kg in (("kg", mass.value), ("low_kg", mass.low), ("high_kg", mass.high)):
            row[name] += kg
        for tank, kg in record.tanks.items():
            row["by_tank_kg"][tank] = row["by_tank_kg"].get(tank, 0.0) + kg
    return list(rows.values())
