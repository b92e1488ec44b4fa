"""All figures of a plan, drawn and saved."""

from collections.abc import Sequence
from functools import partial
from pathlib import Path

import numpy as np
from matplotlib.figure import Figure

from sim.report.figures.controllability import controllability_figure
from sim.report.figures.draw import FORMATS, saved
from sim.report.figures.failure_map import failure_map_figure
from sim.report.figures.plan_calendar import calendar_figure
from sim.report.figures.plan_lowering import lowering_figure
from sim.report.figures.plan_propellant import plan_budget_figure
from sim.report.results.plan import PlanResult


def failures_figure(result: PlanResult) -> Figure | None:
    """The failure map; None without one."""
    if result.failures is None:
        return None
    tracks = () if result.track is None else (result.track,)
    heading = f"{result.label}: failure of the final burn"
    return failure_map_figure(result.failures, tracks, heading)


def control_figure(result: PlanResult) -> Figure | None:
    """Torque of the air against authority; None without a table."""
    told = result.answer.get("control")
    if result.torque is None or not told:
        return None
    rows = told["lost_at"]
    lost = {name: np.array([row[name] for row in rows]) for name in ("attitude", "authority")}
    for name in ("torque_n_m", "lost_at_km"):
        lost[name] = np.array([row[name] for row in rows], dtype=float)
    return controllability_figure(result.torque, lost, f"{result.label}: attitude control")


PLAN_FIGURES = {
    "calendar": calendar_figure,
    "budget": plan_budget_figure,
    "failure_map": failures_figure,
    "controllability": control_figure,
    "lowering": lowering_figure,
}
"""File stem and maker of each figure of a plan; a maker answers None when there is nothing."""


def draw_plan(result: PlanResult, folder: Path, formats: Sequence[str] = FORMATS) -> list[Path]:
    """Draw every figure that has something to show; returns the files written."""
    makers = {name: partial(make, result) for name, make in PLAN_FIGURES.items()}
    return saved(makers, [result], folder, formats)
