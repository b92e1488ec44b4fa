"""Footprint length and distance from land against the perigee and the thrust of the final burn."""

from matplotlib.artist import Artist
from matplotlib.figure import Figure
from matplotlib.lines import Line2D

from sim.report.colours import INK, MUTED, PALETTE
from sim.report.figures.style import (
    heading,
    legend_line,
    margins,
    marker,
    new_figure,
    thousands,
)
from sim.report.results.plan import PlanResult
from sim.report.series.plan_curves import curves_of


def curves_figure(result: PlanResult) -> Figure | None:
    """Two columns of two panels; None without a table."""
    curves = list(curves_of(result))
    if not curves:
        return None
    figure = new_figure(10.0, 6.4)
    panels = figure.subplots(2, len(curves), sharex="col", sharey="row", squeeze=False)
    for column, curve in enumerate(curves):
        upper, lower = panels[:, column]
        parts = [(upper, line.length_km, PALETTE[k]) for k, line in enumerate(curve.lengths)]
        for axes, y, colour in [*parts, (lower, curve.clearance, PALETTE[2])]:
            axes.plot(curve.x, y, "-", color=colour)
            for which, face in ((curve.feasible, colour), (~curve.feasible, "white")):
                axes.plot(curve.x[which], y[which], "o", ms=5, color=colour, mfc=face)
            k = curve.nominal
            axes.plot(curve.x[k], y[k], "o", ms=12, mfc="none", mec=INK, mew=1.5, zorder=6)
        lower.axhline(1.0, color=MUTED, lw=0.8, ls="--")
        lower.set_xlabel(curve.words)
    panels[0, 0].set_ylim(bottom=0.0)
    panels[1, 0].set_ylim(bottom=0.0)
    panels[0, 0].set_ylabel("length of the footprint (km)")
    panels[1, 0].set_ylabel("distance from land over its limit")
    thousands(panels[0, 0].yaxis)
    margins(figure, left=0.95, top=0.85)
    heading(figure, f"{result.label}: footprint against perigee and thrust")
    handles: list[Artist] = [
        Line2D([], [], color=PALETTE[k], label=f"{line.share:g} % of fragments")
        for k, line in enumerate(curves[0].lengths)
    ]
    handles.append(Line2D([], [], color=PALETTE[2], label="least distance"))
    handles.append(marker("o", "beyond a limit", MUTED, ms=5, mfc="white"))
    handles.append(marker("o", "as planned", ms=10, mfc="none", mew=1.5))
    legend_line(figure, handles, down=0.22)
    return figure
