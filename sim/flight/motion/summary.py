"""How rigid bodies turned in a flight, in a few figures."""

import numpy as np

from sim.flight.figures import MeansFigures, MotionFigures
from sim.flight.motion.control import GYROSCOPE_TORQUE, Hold, Law
from sim.flight.motion.fly import CONTROL
from sim.flight.record import EventKind, Flight


def summarise_motion(flight: Flight, row: int) -> MotionFigures | None:
    """Figures of the phases in which a row of a flight was a rigid body, deg/s, N m, N m s and kg;
    None without one.
    """
    phases: dict[str, list[np.ndarray]] = {}
    for record in flight.motions:
        if record.row == row:
            phases.setdefault(record.phase, []).append(record.samples)
    if not phases:
        return None
    spent = {name: 0.0 for name in phases}
    for paid in flight.control:
        if paid.row == row and paid.phase in spent:
            spent[paid.phase] += paid.propellant
    joined = {name: np.vstack(parts) for name, parts in phases.items()}
    laws = {phase.name: phase.motion.law for phase in flight.mission.phases if phase.motion}
    lost = (
        event.time
        for event in flight.events
        if event.row == row and event.kind is EventKind.ATTITUDE_LOST and event.subject == CONTROL
    )
    given_up = next(lost, None)
    epoch = flight.mission.epoch
    return {
        "attitude_lost_utc": None if given_up is None else epoch.utc_iso(float(given_up), 3),
        "entry_interface_rates_deg_s": _rates_at_entry(flight, row, np.vstack([*joined.values()])),
        "phases": [
            {
                "phase": name,
                "largest_rate_deg_s": float(np.degrees(_longest(samples[:, 12:15]))),
                "end_rates_deg_s": np.degrees(samples[-1, 12:15]).tolist(),
                "largest_control_torque_n_m": _longest(samples[:, 15:18]),
                "largest_momentum_n_m_s": _longest(samples[:, 18:21]),
                "propellant_kg": spent[name],
                **_means(laws[name], spent[name], _duration(phases[name])),
            }
            for name, samples in joined.items()
        ],
    }


def _duration(parts: list[np.ndarray]) -> float:
    """Seconds that stretches took."""
    return float(sum(part[-1, 0] - part[0, 0] for part in parts))


def _means(law: Law | None, propellant: float, seconds: float) -> MeansFigures:
    """What held a phase for so many seconds; nothing is known of laws of one's own."""
    if not isinstance(law, Hold):
        law = None
    has_thrusters = law is not None and any(law.authority)
    most = law.largest_flow * seconds if law is not None else 0.0
    return {
        "gyroscope_capacity_n_m_s": 0.0 if law is None else law.capacity,
        "gyroscope_torque_n_m": 0.0 if law is None else law.gyroscopes * GYROSCOPE_TORQUE,
        "authority_n_m": list(law.authority) if law is not None and has_thrusters else None,
        "thruster_duty": propellant / most if has_thrusters and most > 0.0 else None,
    }


def _longest(vectors: np.ndarray) -> float:
    return float(np.linalg.norm(vectors, axis=1).max())


def _rates_at_entry(flight: Flight, row: int, samples: np.ndarray) -> list[float] | None:
    """Body rates in deg/s at the entry interface; None where the row was no body there."""
    entry = flight.first(row, EventKind.ENTRY_INTERFACE)
    if entry is None or not samples[0, 0] <= entry.time <= samples[-1, 0]:
        return None
    rates = [np.interp(entry.time, samples[:, 0], samples[:, k]) for k in (12, 13, 14)]
    return np.degrees(rates).tolist()
