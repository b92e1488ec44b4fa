"""Events of a finished flight as a table: burns, dockings, ends of phases, entry interface,
impact.
"""

from typing import Any

import numpy as np

from sim.flight.figures import BurnNumbers
from sim.flight.record import BurnRecord, EventKind, EventRecord, Flight
from sim.frames.epoch import utc_column
from sim.integrate.observe import observations
from sim.vehicle.parameters import COLUMNS

ORDER = {
    EventKind.PHASE_END: 0,
    EventKind.REFILL: 0,
    EventKind.UNDOCK: 1,
    EventKind.DOCK: 1,
    EventKind.BURN: 2,
}
"""Which of two events of one time comes first: a phase ends, the next one begins with docking."""

BURN_COLUMNS = (
    "duration_s",
    "delta_v_m_s",
    "thrust_n",
    "propellant_kg",
    "perigee_before_km",
    "apogee_before_km",
    "perigee_after_km",
    "apogee_after_km",
)


def events(flight: Flight, row: int = 0) -> dict[str, np.ndarray]:
    """Events of one row as columns, in time order: burns, dockings, ends of phases, entry
    interface, impact.

    A burn stands at its ignition, with its figures in columns of their own (NaN elsewhere) and in
    `detail` how it ended; `lowering` marks burns that follow an altitude profile.
    """
    marks = [_mark(e) for e in flight.events if e.row == row]
    marks += [_burn_mark(flight, burn) for burn in flight.burns_of(row)]
    marks.sort(key=lambda mark: (mark["time"], mark["order"]))
    t = np.array([mark["time"] for mark in marks])
    states = np.array([mark["state"] for mark in marks]).reshape(-1, 7)
    parameter_table = np.array([mark["parameters"] for mark in marks]).reshape(-1, COLUMNS)
    observed = observations(flight.mission.world, t, states, parameter_table)
    columns = {
        "time_s": t,
        "utc": utc_column(flight.mission.epoch, t),
        "kind": np.array([mark["kind"] for mark in marks], dtype=str),
        "phase": np.array([mark["phase"] for mark in marks], dtype=str),
        "detail": np.array([mark["detail"] for mark in marks], dtype=str),
        "lowering": np.array([mark["lowering"] for mark in marks], dtype=bool),
        "latitude_deg": np.degrees(observed.latitude),
        "longitude_deg": np.degrees(observed.longitude),
        "altitude_km": observed.height / 1e3,
        "speed_inertial_m_s": observed.speed_inertial,
        "flight_path_angle_inertial_deg": np.degrees(observed.flight_path_angle_inertial),
        "mass_kg": states[:, 6],
        "drag_area_m2": observed.area,
        "beta_deg": np.degrees(observed.beta),
    }
    for name in BURN_COLUMNS:
        columns[name] = np.array([mark["burn"].get(name, np.nan) for mark in marks])
    return columns


def _mark(event: EventRecord) -> dict[str, Any]:
    return {
        "time": event.time,
        "order": ORDER.get(event.kind, 3),
        "kind": event.kind,
        "phase": event.phase,
        "detail": event.subject,
        "state": event.state,
        "parameters": event.parameters,
        "lowering": False,
        "burn": {},
    }


def _burn_mark(flight: Flight, burn: BurnRecord) -> dict[str, Any]:
    """The event of a burn, with the state of the segment that begins at ignition."""
    own = [s for s in flight.segments if s.row == burn.row and s.samples[0, 0] <= burn.ignition]
    state = own[-1].samples[np.searchsorted(own[-1].samples[:, 0], burn.ignition, "right") - 1]
    return {
        "time": burn.ignition,
        "order": ORDER[EventKind.BURN],
        "kind": EventKind.BURN,
        "phase": burn.name,
        "detail": burn.ending,
        "state": state[1:],
        "parameters": own[-1].parameters,
        "lowering": burn.lowering,
        "burn": burn_figures(burn),
    }


def burn_figures(burn: BurnRecord) -> BurnNumbers:
    """Figures of a burn, with units in their names."""
    return {
        "duration_s": burn.duration,
        "delta_v_m_s": burn.delta_v,
        "thrust_n": burn.thrust,
        "propellant_kg": burn.propellant,
        "perigee_before_km": burn.perigee_before / 1e3,
        "apogee_before_km": burn.apogee_before / 1e3,
        "perigee_after_km": burn.perigee_after / 1e3,
        "apogee_after_km": burn.apogee_after / 1e3,
    }
