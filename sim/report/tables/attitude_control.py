"""Attitude control printed at the end of `plan`: torques by axis, gyroscopes, propellant."""

from collections.abc import Iterable, Sequence

from rich.console import Group, RenderableType
from rich.table import Table
from rich.text import Text

from sim.planning.margins.figures import ControlFigures
from sim.report.tables.layout import plain_table
from sim.report.text.attitude_control import (
    ASSUMED,
    GYROSCOPE_HEADS,
    PHASE_HEADS,
    TORQUE_HEADS,
    gyroscope_rows,
    phase_rows,
    torque_rows,
)


def control_tables(control: ControlFigures) -> RenderableType:
    """Tables of a plan's attitude control; those without rows are left out."""
    parts: list[RenderableType] = []
    for title, heads, rows in (
        ("Attitude control: torques against the thrusters", TORQUE_HEADS, torque_rows(control)),
        ("Attitude control: gyroscopes", GYROSCOPE_HEADS, gyroscope_rows(control)),
        ("Attitude control: propellant booked", PHASE_HEADS, phase_rows(control)),
    ):
        cells = list(rows)
        if cells:
            parts.append(_table(title, heads, cells))
            if heads is TORQUE_HEADS:
                parts.append(Text(ASSUMED, style="dim"))
    return Group(*parts)


def _table(title: str, heads: Sequence[str], rows: Iterable[Sequence[str]]) -> Table:
    table = plain_table(title)
    for head in heads:
        words = head in ("stage", "axis", "attitude", "phase", "for", "verdict")
        table.add_column(head, justify="left" if words else "right", overflow="fold")
    for row in rows:
        table.add_row(*row)
    return table
