"""What a thrust line that misses the centre of mass, and engines that are out, do to the last burn
that a rigid body flies, to its entry and to where it comes down.
"""

import math
from dataclasses import dataclass, replace
from typing import TypedDict

import numpy as np

from sim.errors import InputError
from sim.flight.fly import fly
from sim.flight.mission import Mission
from sim.flight.phase import Burn, Phase
from sim.flight.record import EventKind, Flight
from sim.flight.trajectory import great_circle, trajectory

OFFSETS = (0.0, 0.15, 0.4, 1.5)
"""m: in line, after canting, the far end of what is assumed of that, and not canted at all."""

SOON = 7200.0
"""s from ignition to impact, beyond which a burn has missed its revolution."""


@dataclass(frozen=True)
class BurnCase:
    """Distance in m of the thrust line from the centre of mass, and engines that are out."""

    offset: float
    engines_out: int = 0


class OffsetFigures(TypedDict):
    """A burn as it went: s, m/s, propellant of attitude control in the burn and to the entry
    interface, kg, seconds after ignition at which the attitude was lost in it (None: held), perigee
    km after it; at the entry interface the flight-path angle deg (None: no entry), and how much
    farther along the track the intact stack comes down than in the first case, km.
    """

    offset_m: float
    engines_out: int
    torque_n_m: float
    duration_s: float
    delta_v_m_s: float
    burn_propellant_kg: float
    propellant_kg: float
    lost_after_s: float | None
    perigee_km: float
    entry_angle_deg: float | None
    impact_shift_km: float | None


def compare_offsets(mission: Mission, engines_out: int) -> tuple[list[OffsetFigures], Flight]:
    """Fly the burn with each offset, and with engines out at the second one; returns the flight
    with that offset and all engines too.

    Raises
    ------
    InputError
        If no phase burns as a rigid body.
    """
    cases = [BurnCase(offset) for offset in OFFSETS]
    cases += [BurnCase(OFFSETS[1], engines_out), BurnCase(OFFSETS[2], engines_out)]
    flights = [fly(_mission_of(mission, case)) for case in cases]
    found = [_figures(flight, case) for flight, case in zip(flights, cases, strict=True)]
    first = _impact(flights[0])
    for figures, flight in zip(found, flights, strict=True):
        figures["impact_shift_km"] = _shift(first, _impact(flight))
    return found, flights[1]


def burning_phase(mission: Mission) -> Phase:
    """The last phase that burns as a rigid body.

    Raises
    ------
    InputError
        If there is none.
    """
    for phase in reversed(mission.phases):
        if phase.burn is not None and phase.motion is not None:
            return phase
    raise InputError(
        f"{mission.name}: no burn is flown as a rigid body; allowed: a phase with `burn` and "
        "`attitude: dynamic`"
    )


def _mission_of(mission: Mission, case: BurnCase) -> Mission:
    """The mission with its thrust line moved away from the centre of mass, in the direction it
    misses it already, and engines of its first group taken out.
    """
    burning = burning_phase(mission)
    assert burning.motion is not None and burning.burn is not None
    along, y, z = burning.motion.thrust_lever
    size = math.hypot(y, z)
    side = (y / size, z / size) if size else (0.0, 1.0)
    lever = (along, case.offset * side[0], case.offset * side[1])
    motion = replace(burning.motion, thrust_lever=lever)
    burn = _without(mission, burning.burn, case.engines_out)
    phases = tuple(
        replace(phase, motion=motion, burn=burn) if phase is burning else phase
        for phase in mission.phases
    )
    return replace(mission, phases=phases)


def _without(mission: Mission, burn: Burn, engines_out: int) -> Burn:
    first, *rest = burn.firings
    left = engines_of(mission, first.group) - engines_out
    if left < 1:
        raise InputError(
            f"{engines_out} engines of {first.group} out leave none; allowed: at least one burns"
        )
    return replace(burn, firings=(replace(first, count=float(left)), *rest))


def engines_of(mission: Mission, group: str) -> int:
    """How many engines a group has."""
    every = (each for vehicle in mission.vehicles for each in vehicle.engines)
    return next(each.count for each in every if each.name == group)


def _figures(flight: Flight, case: BurnCase) -> OffsetFigures:
    burn = flight.burns_of(0)[-1]
    entry = flight.first(0, EventKind.ENTRY_INTERFACE)
    lost = flight.first(0, EventKind.ATTITUDE_LOST)
    last = burn.ignition + burn.duration
    in_burn = lost is not None and lost.time <= last
    spent = {
        phase: sum(r.propellant for r in flight.control if (r.phase == burn.name) == phase)
        for phase in (True, False)
    }
    return {
        "offset_m": case.offset,
        "engines_out": case.engines_out,
        "torque_n_m": case.offset * burn.thrust,
        "duration_s": burn.duration,
        "delta_v_m_s": burn.delta_v,
        "burn_propellant_kg": spent[True],
        "propellant_kg": spent[True] + spent[False],
        "lost_after_s": lost.time - burn.ignition if lost is not None and in_burn else None,
        "perigee_km": burn.perigee_after / 1e3,
        "entry_angle_deg": None if entry is None else math.degrees(_angle(entry.state)),
        "impact_shift_km": None,
    }


def _angle(state: np.ndarray) -> float:
    r, v = state[:3], state[3:6]
    return math.asin(float(r @ v) / float(np.linalg.norm(r) * np.linalg.norm(v)))


def _impact(flight: Flight) -> tuple[float, float, float] | None:
    """Latitude, longitude in deg and time in s of the impact; None without one in the revolution
    that the burn was for.
    """
    impact = flight.first(0, EventKind.IMPACT)
    if impact is None or impact.time > flight.burns_of(0)[-1].ignition + SOON:
        return None
    path = trajectory(flight)
    latitude, longitude = float(path["latitude_deg"][-1]), float(path["longitude_deg"][-1])
    return latitude, longitude, float(path["time_s"][-1])


def _shift(
    first: tuple[float, float, float] | None, other: tuple[float, float, float] | None
) -> float | None:
    """Distance in km from one impact to another, above 0 for a later one."""
    if first is None or other is None:
        return None
    apart = float(great_circle(other[0], other[1], first[0], first[1]))
    return math.copysign(apart, other[2] - first[2])
