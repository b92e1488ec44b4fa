"""Attitude control on the page of a plan: one sentence, torques by axis, gyroscopes, propellant."""

from sim.planning.margins.figures import ControlFigures
from sim.report.page.markup import paragraphs, table
from sim.report.text.attitude_control import (
    ASSUMED,
    GYROSCOPE_HEADS,
    PHASE_HEADS,
    TORQUE_HEADS,
    gyroscope_rows,
    phase_rows,
    torque_rows,
)


def control_markup(control: ControlFigures | None) -> str:
    """The tables of a plan's attitude control; nothing without a study."""
    if not control or not control.get("stages"):
        return ""
    parts = [paragraphs([control["sentence"]])] if control.get("sentence") else []
    parts.append(
        table(TORQUE_HEADS, torque_rows(control), "Torques against the thrusters", range(2, 9))
    )
    parts.append(paragraphs([ASSUMED]))
    for heads, rows, caption, numbers in (
        (GYROSCOPE_HEADS, gyroscope_rows(control), "Momentum of the gyroscopes", range(1, 4)),
        (PHASE_HEADS, phase_rows(control), "Propellant of attitude control", range(2, 4)),
    ):
        cells = list(rows)
        if cells:
            parts.append(table(heads, cells, caption, numbers))
    return "".join(parts)
