"""What a finished flight comes to: its events as a table, and one dictionary with the figures
people ask for.

Whatever did not happen is None. Heat flux is that of a sphere of the stated radius, not of the
station.
"""

from collections.abc import Callable
from typing import Any

import numpy as np
from scipy.optimize import brentq

from sim.dynamics.heating import REFERENCE_RADIUS
from sim.flight.interface import find_entry, observe_events
from sim.flight.record import BurnRecord, EventKind, EventRecord, Flight
from sim.flight.trajectory import degrees_of, great_circle, ground_path, trajectory
from sim.frames.epoch import utc_datetime64
from sim.integrate.batch import force_evaluations
from sim.integrate.observe import observations
from sim.vehicle.parameters import COLUMNS

__all__ = ["POINT_NEMO", "events", "summary", "trajectory"]

POINT_NEMO = (-48.877, -123.393)
"""deg, latitude and longitude of the place farthest from land: 48 52.6 S, 123 23.6 W (H. Lukatela,
1992)."""

MILESTONES = (400.0, 375.0, 350.0, 330.0, 300.0, 270.0, 250.0, 220.0, 200.0)
"""km of mean altitude whose date is noted."""

COARSE = 600.0
"""s between samples beyond which a node is not read off the ground track."""

ORDER = {EventKind.PHASE_END: 0, EventKind.UNDOCK: 1, EventKind.DOCK: 1, EventKind.BURN: 2}
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
    parameter_table = np.array([mark["case"] for mark in marks]).reshape(-1, COLUMNS)
    seen = observations(flight.mission.world, t, states, parameter_table)
    columns = {
        "time_s": t,
        "utc": utc_datetime64(flight.mission.epoch, t),
        "kind": np.array([mark["kind"] for mark in marks], dtype=str),
        "phase": np.array([mark["phase"] for mark in marks], dtype=str),
        "detail": np.array([mark["detail"] for mark in marks], dtype=str),
        "lowering": np.array([mark["lowering"] for mark in marks], dtype=bool),
        "latitude_deg": np.degrees(seen.latitude),
        "longitude_deg": np.degrees(seen.longitude),
        "altitude_km": seen.height / 1e3,
        "speed_inertial_m_s": seen.speed_inertial,
        "flight_path_angle_inertial_deg": np.degrees(seen.flight_path_angle_inertial),
        "mass_kg": states[:, 6],
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
        "case": event.parameters,
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
        "case": own[-1].parameters,
        "lowering": burn.lowering,
        "burn": _burn_figures(burn),
    }


def _burn_figures(burn: BurnRecord) -> dict[str, float]:
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


def summary(
    flight: Flight,
    scenario_name: str,
    row: int = 0,
    path: dict[str, np.ndarray] | None = None,
) -> dict[str, Any]:
    """The figures of one row of a flight; keys carry units and are defined in `docs/outputs.md`.

    Parameters
    ----------
    flight
        A finished flight.
    scenario_name
        Name put under ``scenario``.
    row
        Which of its rows.
    path
        The columns of `trajectory`, if at hand already.
    """
    path = trajectory(flight, row) if path is None else path
    epoch = flight.mission.epoch
    burns = flight.burns_of(row)
    status = flight.status[row]
    accepted, rejected, retaken, equal = (int(n) for n in flight.work[row])

    def utc(seconds: float) -> str:
        return epoch.utc_iso(float(seconds), 3)

    return {
        "scenario": scenario_name,
        "status": str(status),
        "status_sentence": status.sentence,
        "start_utc": utc(0.0),
        "end_utc": utc(flight.t[row]),
        "duration_days": float(flight.t[row] / 86400.0),
        "last_phase": str(path["phase"][-1]),
        "phases_not_flown": _not_flown(flight, str(path["phase"][-1])),
        "burns": [
            {"name": burn.name, "ignition_utc": utc(burn.ignition)}
            | _burn_figures(burn)
            | {"ending": burn.ending, "propellant_by_tank_kg": burn.tanks}
            for burn in burns
            if not burn.lowering
        ],
        "lowering": _lowering([burn for burn in burns if burn.lowering], utc),
        "delta_v_m_s": sum(burn.delta_v for burn in burns),
        "propellant": _propellant(flight, row, burns),
        "orbit": _orbit(path, utc),
        "milestones": _milestones(path, utc),
        "entry_interface": _entry(flight, row, utc),
        "peak": _peak(flight, row, path),
        "impact": _impact(flight, row, path, utc),
        "ground_track": _ground_track(path, utc),
        "compute": {
            "wall_s": flight.wall,
            "force_evaluations": int(force_evaluations(flight.work[row])),
            "steps_accepted": accepted,
            "steps_rejected": rejected,
            "steps_retaken": retaken,
            "steps_equal": equal,
        },
    }


def _not_flown(flight: Flight, last: str) -> list[str]:
    """Phases after the one in which the flight ended."""
    names = [phase.name for phase in flight.mission.phases]
    return names[names.index(last) + 1 :]


def _lowering(burns: list[BurnRecord], utc: Callable[[float], str]) -> dict[str, Any]:
    return {
        "burns": len(burns),
        "delta_v_m_s": sum(burn.delta_v for burn in burns),
        "propellant_kg": sum(burn.propellant for burn in burns),
        "duration_s": sum(burn.duration for burn in burns),
        "exhausted": sum(burn.ending == "exhausted" for burn in burns),
        "first_utc": utc(burns[0].ignition) if burns else None,
        "last_utc": utc(burns[-1].ignition) if burns else None,
    }


def _propellant(flight: Flight, row: int, burns: list[BurnRecord]) -> dict[str, Any]:
    """Available is what was aboard or came; margin is what is aboard at the end; the rest left with
    vehicles.
    """
    start, end = flight.initial, flight.final
    used = sum(burn.propellant for burn in burns)
    available = float((start.load * start.aboard)[row].sum() + flight.delivered[row])
    margin = float((end.load * end.aboard)[row].sum())
    by_cause: dict[str, float] = {}
    for burn in burns:
        cause = "lowering" if burn.lowering else burn.name
        by_cause[cause] = by_cause.get(cause, 0.0) + burn.propellant
    by_tank = {
        name: {
            "start_kg": float(start.load[row, k]),
            "used_kg": sum(burn.tanks.get(name, 0.0) for burn in burns),
            "end_kg": float(end.load[row, k]),
            "aboard_at_end": bool(end.aboard[k]),
        }
        for k, name in enumerate(start.tanks)
    }
    return {
        "used_kg": used,
        "available_kg": available,
        "margin_kg": margin,
        "departed_kg": max(available - used - margin, 0.0),
        "by_cause_kg": by_cause,
        "by_tank": by_tank,
    }


def _orbit(path: dict[str, np.ndarray], utc: Callable[[float], str]) -> dict[str, Any]:
    """The J2-mean orbit at the start, and the last one before the entry interface."""
    orbiting = np.flatnonzero(np.isfinite(path["mean_altitude_km"]))
    names = ("mean_altitude_km", "mean_perigee_km", "mean_apogee_km", "mass_kg")
    return {
        word: {"utc": utc(path["time_s"][k])} | {name: float(path[name][k]) for name in names}
        for word, k in (("start", orbiting[0]), ("end", orbiting[-1]))
    }


def _milestones(path: dict[str, np.ndarray], utc: Callable[[float], str]) -> list[dict[str, Any]]:
    """First dates at which the mean altitude fell through round values."""
    altitude = path["mean_altitude_km"]
    found = []
    for level in MILESTONES:
        below = np.flatnonzero(altitude <= level)
        if not len(below) or below[0] == 0:
            continue
        k = below[0]
        t = np.interp(level, altitude[[k, k - 1]], path["time_s"][[k, k - 1]])
        found.append({"mean_altitude_km": level, "utc": utc(t)})
    return found


def _entry(flight: Flight, row: int, utc: Callable[[float], str]) -> dict[str, Any] | None:
    entry = find_entry(flight, row)
    if entry is None:
        return None
    seen = observe_events(flight.mission.world, [entry])
    return {
        "utc": utc(entry.time),
        "altitude_km": float(seen.height[0]) / 1e3,
        "speed_inertial_m_s": float(seen.speed_inertial[0]),
        "flight_path_angle_deg": float(np.degrees(seen.flight_path_angle_inertial[0])),
        "speed_air_m_s": float(seen.speed_air[0]),
        "flight_path_angle_air_deg": float(np.degrees(seen.flight_path_angle_air[0])),
        "latitude_deg": float(np.degrees(seen.latitude[0])),
        "longitude_deg": float(np.degrees(seen.longitude[0])),
        "mass_kg": float(entry.state[6]),
    }


def _peak(flight: Flight, row: int, path: dict[str, np.ndarray]) -> dict[str, float] | None:
    """Largest values below the entry interface, each with its altitude, on parabolas through three
    samples.
    """
    entry = find_entry(flight, row)
    if entry is None:
        return None
    inside = path["time_s"] >= entry.time
    t, altitude = path["time_s"][inside], path["altitude_km"][inside]
    peak: dict[str, float] = {}
    for name in ("deceleration_g", "dynamic_pressure_kpa", "heat_flux_w_m2"):
        stem = name.removesuffix("_g").removesuffix("_kpa").removesuffix("_w_m2")
        peak[name], peak[f"{stem}_altitude_km"] = _top(t, path[name][inside], altitude)
    peak["heat_flux_reference_radius_m"] = REFERENCE_RADIUS
    return peak


def _top(t: np.ndarray, values: np.ndarray, altitude: np.ndarray) -> tuple[float, float]:
    """Largest value and the altitude there; the sample itself where its neighbours make no
    parabola.
    """
    k = int(np.argmax(values))
    near = slice(k - 1, k + 2)
    if not 0 < k < len(t) - 1 or (np.diff(t[near]) <= 0.0).any():
        return float(values[k]), float(altitude[k])
    since = t[near] - t[k]
    curve = np.polyfit(since, values[near], 2)
    top = -0.5 * curve[1] / curve[0] if curve[0] < 0.0 else 0.0
    top = float(np.clip(top, since[0], since[2]))
    return float(np.polyval(curve, top)), float(np.interp(top, since, altitude[near]))


def _impact(
    flight: Flight, row: int, path: dict[str, np.ndarray], utc: Callable[[float], str]
) -> dict[str, Any] | None:
    event = flight.first(row, EventKind.IMPACT)
    if event is None:
        return None
    latitude, longitude = float(path["latitude_deg"][-1]), float(path["longitude_deg"][-1])
    return {
        "utc": utc(event.time),
        "latitude_deg": latitude,
        "longitude_deg": longitude,
        "speed_air_m_s": float(path["speed_air_m_s"][-1]),
        "flight_path_angle_air_deg": float(path["flight_path_angle_air_deg"][-1]),
        "downrange_km": _number(path["downrange_km"][-1]),
        "mass_kg": float(event.state[6]),
        "distance_to_point_nemo_km": float(great_circle(latitude, longitude, *POINT_NEMO)),
    }


def _ground_track(path: dict[str, np.ndarray], utc: Callable[[float], str]) -> dict[str, Any]:
    """Last crossings of the equator, None where samples are too far apart to tell."""
    t, latitude = path["time_s"], path["latitude_deg"]
    found: dict[str, Any] = {}
    for name, sense in (("last_ascending_node", 1.0), ("last_descending_node", -1.0)):
        found[name] = None
        crossing = np.flatnonzero((sense * latitude[:-1] < 0.0) & (sense * latitude[1:] >= 0.0))
        if not len(crossing):
            continue
        k = crossing[-1]
        near = slice(max(k - 8, 0), k + 10)
        if len(np.unique(t[near])) < 4 or np.diff(t[near]).max() > COARSE:
            continue
        track = ground_path(t[near], latitude[near], path["longitude_deg"][near])
        at = brentq(lambda seconds, z=track: z(seconds)[2], t[k], t[k + 1])
        found[name] = {"utc": utc(at), "longitude_deg": float(degrees_of(track(at))[1])}
    return found


def _number(value: float) -> float | None:
    return None if np.isnan(value) else float(value)
