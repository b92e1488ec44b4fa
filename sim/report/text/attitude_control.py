"""Rows of the tables of attitude control, as text: torques by axis, gyroscopes, propellant; and of
how a stack turned as a rigid body.

Terminal and page show the same rows.
"""

from collections.abc import Iterator

import numpy as np

from sim.planning.margins.figures import ControlFigures, ControlPhaseFigures
from sim.report.results.contents import RunFigures
from sim.report.text.formatting import MISSING, amount, number, typographic_minus, utc_minutes
from sim.report.text.names import attitude_name, human_name

TORQUE_HEADS = (
    "stage", "axis", "km", "kN", "thrusters", "atmosphere", "thrust", "factor", "at worst",
    "verdict",
)  # fmt: skip
"""Of `torque_rows`."""
GYROSCOPE_HEADS = ("attitude", "gyroscopes", "store, N m s", "full at, km", "verdict")
"""Of `gyroscope_rows`."""
PHASE_HEADS = ("phase", "for", "kg", "range, kg")
"""Of `phase_rows`."""

ASSUMED = (
    "Torques in N m. Assumed: what the thrusters have, the distances of the centres and the offset "
    "of the thrust line (ranges: docs/planning.md). Factor: thrusters over the sum of both "
    "torques; at worst: with all ranges against it."
)
"""Under the torques."""
MOTION_HEADS = (
    "phase", "largest rate, deg/s", "control at most, N m", "gyroscopes at most, N m s",
    "of, N m s", "propellant, kg", "thrusters fire, %",
)  # fmt: skip
"""Of `motion_rows`."""


def torque_rows(control: ControlFigures) -> Iterator[tuple[str, ...]]:
    """A row for each stage of a plan and axis."""
    for row in control.get("stages", []):
        sure = row["factor_low"] is None or row["factor_low"] >= 1.0
        verdict = "held" if sure else "held, but not in all the range"
        yield (
            human_name(row["stage"]),
            row["axis"],
            number(row["altitude_km"], "km"),
            number(row["thrust_n"] / 1e3, "kN") if row["thrust_n"] else MISSING,
            number(row["authority_n_m"]),
            number(row["air_n_m"]),
            number(row["push_n_m"]),
            number(row["factor"], digits=1),
            number(row["factor_low"], digits=1),
            verdict if row["controllable"] else "lost",
        )


def gyroscope_rows(control: ControlFigures) -> Iterator[tuple[str, ...]]:
    """A row for each attitude and number of gyroscopes."""
    limit = (control.get("assumptions") or {}).get("gyroscopes_down_to_km")
    down = "" if limit is None else f" {amount(limit, 'km')}"
    for row in control.get("gyroscopes", []):
        yield (
            attitude_name(row["attitude"]),
            number(row["gyroscopes"]),
            number(row["momentum_n_m_s"]),
            number(row["full_at_km"]),
            f"hold down to{down}" if row["holds"] else f"full before{down}",
        )


def phase_rows(control: ControlFigures) -> Iterator[tuple[str, ...]]:
    """A row for each phase and use, with the sum last; none where nothing is booked."""
    rows = control.get("by_phase") or []
    for row in rows:
        yield human_name(row["phase"]), row["use"], *_span(*_masses(row))
    if rows:
        kg, low, high = (sum(each) for each in zip(*map(_masses, rows), strict=True))
        yield "all", "", *_span(kg, low, high)


def _masses(row: ControlPhaseFigures) -> tuple[float, float, float]:
    return row["kg"], row["low_kg"], row["high_kg"]


def _span(kg: float, low: float, high: float) -> tuple[str, str]:
    return number(kg, "kg"), f"{number(low, 'kg')} to {number(high, 'kg')}"


def motion_rows(summary: RunFigures) -> Iterator[tuple[str, ...]]:
    """A row for each phase in which the stack was a rigid body."""
    motion = summary.get("motion")
    for phase in motion["phases"] if motion else []:
        capacity, duty = phase.get("gyroscope_capacity_n_m_s"), phase.get("thruster_duty")
        yield (
            human_name(phase["phase"]),
            number(phase["largest_rate_deg_s"], "deg"),
            number(phase["largest_control_torque_n_m"], "N m"),
            number(phase["largest_momentum_n_m_s"]) if capacity else MISSING,
            number(capacity) if capacity else MISSING,
            number(phase["propellant_kg"], digits=1),
            MISSING if duty is None else number(100.0 * duty, "%"),
        )


def motion_sentences(summary: RunFigures) -> Iterator[str]:
    """When the attitude was lost, and the rates with which entry begins."""
    motion = summary.get("motion")
    if not motion:
        return
    if (lost := motion.get("attitude_lost_utc")) is not None:
        yield f"The attitude is lost at {utc_minutes(lost)} UTC: nothing holds the stack from then."
    if (rates := motion["entry_interface_rates_deg_s"]) is not None:
        size = float(np.linalg.norm(rates))
        yield (
            f"At the entry interface the stack turns at {amount(size, 'deg')}/s "
            f"(roll, pitch, yaw: {', '.join(number(rate, 'deg') for rate in rates)})."
        )


def instant_words(
    minutes: float, altitude_km: float, rates: np.ndarray, off_deg: float
) -> list[str]:
    """What stands under a drawing of the stack: minutes before the end of its motion, altitude,
    rates (3,) in deg/s about roll, pitch and yaw, and the angle from its phase's attitude.
    """
    before = amount(minutes, "min", digits=1)
    turning = " ".join(typographic_minus(f"{rate:+.2f}") for rate in rates)
    return [
        "the end" if minutes == 0.0 else f"{before} before",
        amount(altitude_km, "km"),
        f"{turning} °/s",
        f"{amount(off_deg, '°', digits=0)} off",
    ]
