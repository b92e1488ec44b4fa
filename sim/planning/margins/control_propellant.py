"""Propellant of attitude control: what a flight booked, by phase; and what it would have booked
where a scenario says nothing.
"""

import math
from collections.abc import Mapping, Sequence
from dataclasses import replace

import numpy as np

from sim.flight.disposal.reserve import keep_disposal_reserve
from sim.flight.interface import find_entry, observe_events
from sim.flight.record import EventKind, EventRecord, Flight
from sim.frames.constants import EQUATORIAL_RADIUS, MU
from sim.planning.margins.control_authority import ControlAssumptions, Estimate
from sim.planning.margins.figures import ControlPhaseFigures

ASSUMED_MASS = 440e3
"""kg, of the stack that the assumed amounts belong to; holding grows with the mass. assumption:
14 kg for 183 t (NASA status report 05-07) and 30 kg for 440 t lie on mass^0.87, between mass^0.75
and mass^1.5.
"""


def estimate_propellant(
    flight: Flight, path: Mapping[str, np.ndarray], control: ControlAssumptions, row: int = 0
) -> Estimate:
    """Propellant in kg that attitude control would take of a flight that books none, by the rule
    that one that does pays by: so much per revolution from the mean altitude at which the
    gyroscopes give up to the end of the last burn, in proportion to the mass of the stack, and so
    much for each pair of burns that lower the orbit along a profile.

    Revolutions are counted by trapezoids between the samples of the path.
    """
    burns = flight.burns_of(row)
    pairs = (
        sum(
            burn.lowering
            and burn.perigee_after + burn.apogee_after < burn.perigee_before + burn.apogee_before
            for burn in burns
        )
        // 2
    )
    turning = control.per_turn.times(control.turn * pairs)
    entry = find_entry(flight, row)
    t, altitude = path["time_s"], 1e3 * path["mean_altitude_km"]
    end = burns[-1].ignition + burns[-1].duration if burns else t[-1]
    end = end if entry is None else min(end, entry.time)
    inside = (np.cumsum(altitude <= control.gyroscopes_down_to) > 0) & (t <= end)
    rate = np.sqrt(MU / (EQUATORIAL_RADIUS + altitude) ** 3) / (2.0 * math.pi)
    held = float(np.trapezoid((path["mass_kg"] / ASSUMED_MASS * rate)[inside], t[inside]))
    holding = control.per_orbit.times(control.orbit * held)
    return Estimate(
        holding.low + turning.low, holding.value + turning.value, holding.high + turning.high
    )


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


def booked_by_tank(
    flight: Flight, control: ControlAssumptions, row: int = 0
) -> dict[str, Estimate]:
    """The same by tank. What the high end takes beyond the booking is paid, at its time, by the
    tanks that were docked then in the order in which they pay, out of what they have left at the
    end; so the burns stay as flown. What none of them has stands under the name "".
    """
    rule = flight.mission.attitude_control
    if rule is None:
        return {}
    taken: dict[str, Estimate] = {}
    spare, docked = _spare_by_tank(flight, row), _docked_spans(flight, row)

    def take(tank: str, low: float, value: float, high: float) -> None:
        was = taken.get(tank, Estimate(0.0, 0.0, 0.0))
        taken[tank] = Estimate(was.low + low, was.value + value, was.high + high)

    for record in sorted(flight.control, key=lambda each: each.begin):
        if record.row != row:
            continue
        share = control.per_turn if record.turn else control.per_orbit
        for tank, kg in record.tanks.items():
            take(tank, share.low * kg, kg, kg)
        more = (share.high - 1.0) * record.propellant
        for tank in rule.tanks:
            arrives, leaves = docked[tank.partition(".")[0]]
            if arrives <= record.begin < leaves and more > 0.0:
                paid = min(more, spare[tank])
                spare[tank], more = spare[tank] - paid, more - paid
                take(tank, 0.0, 0.0, paid)
        if more > 0.0:
            take("", 0.0, 0.0, more)
    return taken


def _docked_spans(flight: Flight, row: int) -> dict[str, tuple[float, float]]:
    """From when to when each vehicle was docked, s."""
    here = flight.initial.present[row]
    spans = {
        vehicle.name: (-math.inf if docked else math.inf, math.inf)
        for vehicle, docked in zip(flight.initial.vehicles, here, strict=True)
    }
    for event in flight.events:
        if event.row == row and event.kind is EventKind.DOCK:
            spans[event.subject] = event.time, math.inf
        elif event.row == row and event.kind is EventKind.UNDOCK:
            spans[event.subject] = spans[event.subject][0], event.time
    return spans


def _spare_by_tank(flight: Flight, row: int) -> dict[str, float]:
    """What could still be taken from each tank at the end, kg; of a ship that left, without what
    its own deorbit takes.
    """
    stack = flight.final.of(np.array([row]))
    gone = [e for e in flight.events if e.row == row and e.kind is EventKind.UNDOCK]
    for event, seen in zip(gone, _mean_altitudes(flight, gone), strict=True):
        alone = replace(
            stack, present=np.array([[v.name == event.subject for v in stack.vehicles]])
        )
        kept = keep_disposal_reserve(alone, flight.mission.disposals, np.array([seen]))
        stack = replace(stack, floor=np.maximum(stack.floor, kept.floor))
    return dict(zip(stack.tanks, stack.usable[0].tolist(), strict=True))


def _mean_altitudes(flight: Flight, events: Sequence[EventRecord]) -> list[float]:
    return observe_events(flight.mission.world, events).mean_altitude.tolist() if events else []


def tabulate_by_phase(flight: Flight, control: ControlAssumptions) -> list[ControlPhaseFigures]:
    """Booked propellant by phase and what for, as rows of plain figures, in time."""
    rows: dict[tuple[str, bool], ControlPhaseFigures] = {}
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
        row["kg"] += mass.value
        row["low_kg"] += mass.low
        row["high_kg"] += mass.high
        for tank, kg in record.tanks.items():
            row["by_tank_kg"][tank] = row["by_tank_kg"].get(tank, 0.0) + kg
    return list(rows.values())
