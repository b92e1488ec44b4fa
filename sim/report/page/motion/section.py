"""How the stack turned: drawings, charts in time, margin by altitude, a table of phases."""

from collections.abc import Sequence
from typing import Any

import numpy as np

from sim.report.colours import PALETTE
from sim.report.page.chart import MOST, SMALL, Chart, placeholder, significant
from sim.report.page.markup import key_list, paragraphs, table
from sim.report.page.motion.filmstrip import filmstrip_markup
from sim.report.results.run import RunResult
from sim.report.series.attitude import AXES, Turned, margin_by_altitude, turned
from sim.report.series.thinning import shape_rows, thinned_rows
from sim.report.text.attitude_control import MOTION_HEADS, motion_rows, motion_sentences

COLOURS = PALETTE[:3]
"""Of roll, pitch and yaw."""
MOST_MARGIN = 300.0
"""Times the torque, beyond which a margin is not told apart."""
FINE = 2e-3
"""Share of its height to which a line is drawn."""
TIME = "minutes since it flew as a rigid body"


def motion_section(runs: Sequence[RunResult], charts: dict[str, Any]) -> str:
    """The body of the section; nothing where no run was a rigid body."""
    found = [(run, path) for run in runs if (path := turned(run)) is not None]
    if not found:
        return ""
    body = paragraphs(sentence for run, _ in found for sentence in motion_sentences(run.summary))
    body += filmstrip_markup(runs)
    panels = ""
    for k, (run, path) in enumerate(found):
        prefix = f"{run.label}: " if len(found) > 1 else ""
        for name, caption, chart in _charts(path):
            charts[f"motion_{k}_{name}"] = chart
            panels += placeholder(f"motion_{k}_{name}", f"{prefix}{caption}")
    body += key_list(list(zip(AXES, COLOURS, strict=True)))
    body += f'<div class="panels">{panels}</div>'
    for run, _ in found:
        caption = f"{run.label}: how the stack turned, by phase"
        body += table(MOTION_HEADS, motion_rows(run.summary), caption, range(1, len(MOTION_HEADS)))
    return body


def _charts(path: Turned) -> list[tuple[str, str, Chart]]:
    """Name, caption and data of each chart that has something to show."""
    x = path.minutes
    found = [
        ("rates", "rates of the body", _chart(x, "deg/s", _three(path.rates))),
        (
            "off",
            "angle from the attitude of the phase",
            _chart(x, "deg", [("error", PALETTE[3], path.off_deg)], zero=True),
        ),
        (
            "torque",
            "torque of air, gravity and engines"
            + (", up to twice what can hold it" if path.authority.any() else ""),
            _chart(x, "kN m", _three(_clipped(path) / 1e3)),
        ),
    ]
    if path.capacity.any():
        lines = [
            ("momentum", PALETTE[3], path.momentum / 1e3),
            ("capacity", PALETTE[4], np.where(path.capacity > 0.0, path.capacity, np.nan) / 1e3),
        ]
        chart = _chart(x, "kN m s", lines, zero=True)
        found.append(("momentum", "momentum of the gyroscopes, and what they hold", chart))
    if path.propellant.any():
        chart = _chart(x, "kg", [("propellant", PALETTE[3], path.propellant)], zero=True)
        found.append(("propellant", "propellant of the thrusters", chart))
    if (margin := margin_by_altitude(path)) is not None:
        found.append(("margin", "torque of control over what turns the stack", _margin(*margin)))
    return found


def _three(values: np.ndarray) -> list[tuple[str, str, np.ndarray]]:
    return [(axis, COLOURS[k], values[:, k]) for k, axis in enumerate(AXES)]


def _clipped(path: Turned) -> np.ndarray:
    """Torques up to twice the largest that can hold them, where something can."""
    most = 2.0 * float(path.authority.max())
    return np.clip(path.torque, -most, most) if most > 0.0 else path.torque


def _chart(
    x: np.ndarray, unit: str, lines: list[tuple[str, str, np.ndarray]], zero: bool = False
) -> Chart:
    series = []
    for name, colour, values in lines:
        kept = thinned_rows(len(x), MOST)
        height = max(float(np.nanmax(values[kept]) - np.nanmin(values[kept])), 1e-9)
        kept = kept[shape_rows(x[kept], values[kept], within=FINE * height)]
        line = {"x": np.round(x[kept], 3), "y": significant(values[kept])}
        series.append({"kind": "line", "name": name, "colour": colour} | line)
    return {
        "x": {"label": TIME, "kind": "number"},
        "y": {"label": unit, "zero": zero},
        "series": series,
        "group": "motion",
        "height": SMALL,
    }


def _margin(height: np.ndarray, factor: np.ndarray) -> Chart:
    """The margin in powers of ten over altitude, from the lowest on; 0 is just enough."""
    order = np.argsort(height, kind="stable")
    values = np.log10(np.minimum(factor[order], MOST_MARGIN))
    chart = _chart(height[order], "power of ten (0: just enough)", _three(values))
    return chart | {
        "x": {"label": "altitude (km)", "kind": "number"},
        "group": "margin",
    }
