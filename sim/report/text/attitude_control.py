"""Rows of the tables of attitude control, as text: torques by axis, gyroscopes, propellant.

Terminal and page show the same rows.
"""

from collections.abc import Iterator

from sim.planning.margins.figures import ControlFigures, ControlPhaseFigures
from sim.report.text.formatting import MISSING, amount, number
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
