"""The figures of a finished flight in one dictionary, as `summary.json` holds them.

Whatever did not happen is None. Heat flux is that of a sphere of the stated radius, not of the
station.
"""

from collections.abc import Callable

import numpy as np

from sim.flight.end_figures import (
    equator_crossings,
    impact_figures,
    interface_figures,
    peak_figures,
)
from sim.flight.event_table import burn_figures
from sim.flight.figures import (
    BurnFigures,
    FlightFigures,
    LoweringFigures,
    Milestone,
    OrbitFigures,
    PropellantFigures,
    TankFigures,
)
from sim.flight.mean_orbit import orbit_figures
from sim.flight.motion.summary import summarise_motion
from sim.flight.record import BurnRecord, EventKind, Flight
from sim.flight.trajectory import STATE_COLUMNS, trajectory
from sim.integrate.batch import force_evaluations

MILESTONES = (400.0, 395.0, 380.0, 375.0, 350.0, 330.0, 300.0, 270.0, 250.0, 220.0, 200.0)
"""km of mean altitude whose date is noted."""


def summary(
    flight: Flight,
    scenario_name: str,
    row: int = 0,
    path: dict[str, np.ndarray] | None = None,
) -> FlightFigures:
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
    status, lost = flight.status[row], flight.first(row, EventKind.ATTITUDE_LOST)
    accepted, rejected, retaken, equal = (int(n) for n in flight.work[row])

    def utc(seconds: float) -> str:
        return epoch.utc_iso(float(seconds), 3)

    figures: FlightFigures = {
        "scenario": scenario_name,
        "status": str(status),
        "status_sentence": status.sentence,
        "start_utc": utc(0.0),
        "end_utc": utc(flight.t[row]),
        "duration_days": float(flight.t[row] / 86400.0),
        "last_phase": str(path["phase"][-1]),
        "phases_not_flown": _not_flown(flight, str(path["phase"][-1])),
        "burns": [_burn(burn, utc) for burn in burns if not burn.lowering],
        "lowering": _lowering([burn for burn in burns if burn.lowering], utc),
        "delta_v_m_s": sum(burn.delta_v for burn in burns),
        "propellant": _propellant(flight, row, burns),
        "attitude_lost_utc": None if lost is None else utc(lost.time),
        "orbit": _orbit(flight, path, utc),
        "milestones": _milestones(path, utc),
        "entry_interface": interface_figures(flight, row, utc),
        "peak": peak_figures(flight, row, path),
        "impact": impact_figures(flight, row, path, utc),
        "ground_track": equator_crossings(path, utc),
        "compute": {
            "wall_s": flight.wall,
            "force_evaluations": int(force_evaluations(flight.work[row])),
            "steps_accepted": accepted,
            "steps_rejected": rejected,
            "steps_retaken": retaken,
            "steps_equal": equal,
        },
    }
    if (motion := summarise_motion(flight, row)) is not None:
        figures["motion"] = motion
    return figures


def _burn(burn: BurnRecord, utc: Callable[[float], str]) -> BurnFigures:
    return {
        "name": burn.name,
        "ignition_utc": utc(burn.ignition),
        **burn_figures(burn),
        "ending": burn.ending,
        "propellant_by_tank_kg": burn.tanks,
    }


def _not_flown(flight: Flight, last: str) -> list[str]:
    """Phases after the one in which the flight ended."""
    names = [phase.name for phase in flight.mission.phases]
    return names[names.index(last) + 1 :]


def _lowering(burns: list[BurnRecord], utc: Callable[[float], str]) -> LoweringFigures:
    return {
        "burns": len(burns),
        "delta_v_m_s": sum(burn.delta_v for burn in burns),
        "propellant_kg": sum(burn.propellant for burn in burns),
        "duration_s": sum(burn.duration for burn in burns),
        "exhausted": sum(burn.ending == "exhausted" for burn in burns),
        "first_utc": utc(burns[0].ignition) if burns else None,
        "last_utc": utc(burns[-1].ignition) if burns else None,
    }


def _propellant(flight: Flight, row: int, burns: list[BurnRecord]) -> PropellantFigures:
    """Available is what was aboard or came; margin is what is aboard at the end; the rest left with
    vehicles.
    """
    start, end = flight.initial, flight.final
    control = [record for record in flight.control if record.row == row]
    held = sum(record.propellant for record in control)
    used = held + sum(burn.propellant for burn in burns)
    available = float((start.load * start.aboard)[row].sum() + flight.delivered[row])
    margin = float((end.load * end.aboard)[row].sum())
    by_cause: dict[str, float] = {"attitude_control": held} if held > 0.0 else {}
    for burn in burns:
        cause = "lowering" if burn.lowering else burn.name
        by_cause[cause] = by_cause.get(cause, 0.0) + burn.propellant
    by_tank: dict[str, TankFigures] = {
        name: {
            "start_kg": float(start.load[row, k]),
            "used_kg": sum(each.tanks.get(name, 0.0) for each in (*control, *burns)),
            "end_kg": float(end.load[row, k]),
            "aboard_at_end": bool(end.aboard[row, k]),
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


def _orbit(
    flight: Flight, path: dict[str, np.ndarray], utc: Callable[[float], str]
) -> dict[str, OrbitFigures]:
    """The orbit at the start, and the last one before the entry interface."""
    orbiting = np.flatnonzero(np.isfinite(path["mean_altitude_km"]))
    found: dict[str, OrbitFigures] = {}
    for word, k in (("start", orbiting[0]), ("end", orbiting[-1])):
        t, mass = float(path["time_s"][k]), float(path["mass_kg"][k])
        state = np.array([*(1e3 * path[name][k] for name in STATE_COLUMNS), mass])
        found[word] = {"utc": utc(t), **orbit_figures(flight.mission, t, state), "mass_kg": mass}
    return found


def _milestones(path: dict[str, np.ndarray], utc: Callable[[float], str]) -> list[Milestone]:
    """First dates at which the mean altitude fell through round values."""
    altitude = path["mean_altitude_km"]
    milestones: list[Milestone] = []
    for level in MILESTONES:
        below = np.flatnonzero(altitude <= level)
        if not len(below) or below[0] == 0:
            continue
        k = below[0]
        t = np.interp(level, altitude[[k, k - 1]], path["time_s"][[k, k - 1]])
        milestones.append({"mean_altitude_km": level, "utc": utc(t)})
    return milestones
