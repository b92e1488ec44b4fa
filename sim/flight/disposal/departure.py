"""Ships that have undocked: what each has aboard, and whether that does its deorbit."""

from dataclasses import dataclass

import numpy as np

from sim.flight.disposal.reserve import DisposalEngine, deorbit_delta_v, disposal_engines
from sim.flight.record import EventKind, EventRecord, Flight
from sim.flight.stack import EMPTY
from sim.frames.constants import STANDARD_GRAVITY
from sim.integrate.observe import observations
from sim.vehicle.hardware import Disposal, Vehicle


@dataclass(frozen=True, kw_only=True)
class Departure:
    """A ship with a disposal that has undocked.

    Attributes
    ----------
    vehicle, disposal
        Which, and how it comes down.
    event
        Time, phase and state of the stack at undocking.
    row
        Of the flight.
    load
        kg, all propellant in its tanks.
    usable
        kg, what its engine can draw.
    engine
        The one that does the burn; None if none can.
    delta_v, needed, seconds
        m/s, kg and s of the burn with that engine, or with its first one.
    shortfall
        Why it can't deorbit itself, with figures; empty if it can or is left to fall.
    """

    vehicle: Vehicle
    disposal: Disposal
    event: EventRecord
    row: int
    load: float
    usable: float
    engine: DisposalEngine | None
    delta_v: float
    needed: float
    seconds: float
    shortfall: str

    @property
    def mass(self) -> float:
        """Kg at undocking."""
        return self.disposal.dry_mass + self.load


def find_departures(flight: Flight, row: int = 0) -> list[Departure]:
    """Ships with a disposal that undocked in a row of a flight, in time, and what their deorbit
    takes.
    """
    ships = {vehicle.name: vehicle for vehicle in flight.final.vehicles}
    disposals = flight.mission.disposals
    return [
        _departure(flight, ships[event.subject], disposal, event)
        for event in flight.events
        if event.row == row and event.kind is EventKind.UNDOCK
        if (disposal := disposals.get(event.subject)) is not None
    ]


def _departure(
    flight: Flight, vehicle: Vehicle, disposal: Disposal, event: EventRecord
) -> Departure:
    """A departure with the first engine that can do its burn."""
    stack, row = flight.final, event.row
    held = [stack.tanks.index(tank.name) for tank in vehicle.tanks]
    load = float(stack.load[row, held].sum())
    seen = observations(
        flight.mission.world, np.array([event.time]), event.state[None], event.parameters[None]
    )
    delta_v = float(deorbit_delta_v(seen.mean_altitude[0], disposal.perigee))
    mass = disposal.dry_mass + load
    first, reasons = (load, 0.0, 0.0), []
    chosen = None
    for engine in disposal_engines(stack, vehicle, disposal):
        speed = engine.group.isp * STANDARD_GRAVITY
        needed = -mass * float(np.expm1(-delta_v / speed))
        seconds = needed * speed / engine.thrust
        tanks = list(engine.tanks)
        usable = float(np.maximum(stack.load - stack.residual, 0.0)[row, tanks].sum())
        reason = _what_is_missing(flight, row, engine, needed, usable, seconds)
        if not reasons:
            first = usable, needed, seconds
        if not reason:
            chosen, first = engine, (usable, needed, seconds)
            break
        reasons.append(f"{engine.group.name} {reason}")
    shortfall = ""
    if disposal.controlled and chosen is None:
        altitude = float(seen.mean_altitude[0]) / 1e3
        date = flight.mission.epoch.utc_iso(event.time)
        told = "; ".join(reasons) or "no engine of its own draws from its tanks"
        shortfall = (
            f"{vehicle.name} undocks on {date} at a mean altitude of {altitude:.0f} km with "
            f"{load:.0f} kg aboard, and its deorbit takes {delta_v:.1f} m/s: {told}"
        )
    return Departure(
        vehicle=vehicle,
        disposal=disposal,
        event=event,
        row=row,
        load=load,
        usable=first[0],
        engine=chosen,
        delta_v=delta_v,
        needed=first[1],
        seconds=first[2],
        shortfall=shortfall,
    )


def _what_is_missing(
    flight: Flight, row: int, engine: DisposalEngine, needed: float, usable: float, seconds: float
) -> str:
    """Why an engine can't do a burn; empty if it can."""
    group, stack = engine.group, flight.final
    if needed > usable + EMPTY:
        return f"needs {needed:.0f} kg and can draw {usable:.0f} kg"
    limits = [np.inf if group.longest_burn is None else group.longest_burn]
    if group.rated_time is not None:
        limits.append(group.rated_time - float(stack.fired[row, engine.index]))
    if seconds > min(limits):
        return f"needs {seconds:.0f} s and is rated for {max(min(limits), 0.0):.0f} s more"
    if group.starts is not None and stack.starts[row, engine.index] >= group.starts:
        return f"has used all of its {group.starts} starts"
    return ""
