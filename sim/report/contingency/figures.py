"""Figures of a contingency: the exposure over time, and the ways down from the day on."""

from collections.abc import Callable, Sequence
from functools import partial
from pathlib import Path

import numpy as np
from matplotlib.dates import date2num
from matplotlib.figure import Figure
from matplotlib.lines import Line2D
from matplotlib.patches import Patch

from sim.report.colours import INK, MUTED, PALETTE, WARNING
from sim.report.figures.save import FORMATS, save_figures
from sim.report.figures.style import date_axis, heading, legend_line, margins, marker, new_figure
from sim.report.results.contingency import ContingencyResult
from sim.report.text.names import attitude_name

Columns = dict[str, np.ndarray]


def exposure_figure(result: ContingencyResult) -> Figure | None:
    """Planned altitude, months to live and expected casualties by the day of losing control."""
    columns = result.exposure
    if not len(columns["percentile"]):
        return None
    figure = new_figure(10.0, 7.4)
    altitude, life, risk = figure.subplots(3, 1, sharex=True)
    rows, names = _by_percentile(columns)
    day = date2num(columns["lost_utc"][rows[0]])
    middle = _middle(names)
    altitude.plot(day, columns["altitude_km"][rows[0]], color=INK)
    altitude.set_ylabel("planned\naltitude (km)")
    low, high = columns["months"][rows[0]], columns["months"][rows[-1]]
    life.fill_between(day, low, high, color=PALETTE[0], alpha=0.25, lw=0)
    life.plot(day, columns["months"][rows[middle]], color=PALETTE[0])
    life.set_ylabel("months\nto live")
    some = rows[middle]
    risk.fill_between(
        day,
        columns["casualties_low"][some],
        columns["casualties_high"][some],
        color=PALETTE[1],
        alpha=0.25,
        lw=0,
    )
    risk.plot(day, columns["casualties_likely"][some], color=PALETTE[1])
    risk.set_ylabel("expected\ncasualties")
    risk.set_xlabel("day on which control is lost (UTC)")
    for axes in (altitude, life, risk):
        axes.set_ylim(bottom=0.0)
        axes.margins(x=0.01)
    date_axis(risk)
    margins(figure, left=0.9, top=0.8, down=0.18)
    heading(figure, "Exposure: control of the station is lost on a day")
    handles = [
        Line2D([], [], color=PALETTE[0], label="median forecast of the Sun"),
        Patch(color=PALETTE[0], alpha=0.25, lw=0, label=f"{names[0]:g} to {names[-1]:g} %"),
        Line2D([], [], color=PALETTE[1], label="likely break-up"),
        Patch(color=PALETTE[1], alpha=0.25, lw=0, label="5 to 95 % of break-ups"),
    ]
    legend_line(figure, handles, down=0.3)
    return figure


def descent_figure(result: ContingencyResult) -> Figure | None:
    """Altitude by date in every attitude, with docking of ships, burns and entry."""
    columns, answer = result.descent, result.answer
    figure = new_figure(10.0, 5.6)
    axes = figure.subplots()
    handles: list[Line2D | Patch] = []
    lost = {each["attitude"]: not each["controlled"] for each in answer["alone"]}
    for k, attitude in enumerate(dict.fromkeys(columns["attitude"].tolist())):
        colour = WARNING if lost.get(attitude) else PALETTE[2 * k % len(PALETTE)]
        some = {n: values[columns["attitude"] == attitude] for n, values in columns.items()}
        rows, names = _by_percentile(some)
        for j, row in enumerate(rows):
            style = "-" if j == _middle(names) else ":"
            axes.plot(date2num(some["utc"][row]), some["altitude_km"][row], style, color=colour)
        words = attitude_name(attitude) + (", control lost" if lost.get(attitude) else "")
        handles.append(Line2D([], [], color=colour, label=words))
    handles.append(Line2D([], [], color=MUTED, ls=":", label="active and quiet Sun"))
    chosen = [each for each in answer["earliest"] if each["begin_utc"]]
    chosen = [e for e in chosen if e["ships"] == answer["asked"]["ships"]]
    for each in chosen:
        x = date2num(np.datetime64(each["begin_utc"][:19]))
        axes.plot([x], [each["height_km"]], "o", color=INK, ms=5, zorder=4)
    if chosen:
        handles.append(marker("o", "burns can begin", ms=5))
    axes.set_ylim(bottom=100.0)
    axes.margins(x=0.01)
    axes.set_ylabel("mean altitude (km)")
    axes.set_xlabel("date (UTC)")
    date_axis(axes)
    margins(figure, top=0.85)
    ships = answer["asked"]["ships"]
    heading(figure, f"Ways down from {answer['asked']['date_utc'][:10]}; {ships} ships can come")
    legend_line(figure, handles, down=0.3)
    return figure


def draw_contingency(
    result: ContingencyResult, folder: Path, formats: Sequence[str] = FORMATS
) -> list[Path]:
    """Draw both; returns the files written."""
    return save_figures(contingency_makers(result), [result], folder, formats)


def contingency_makers(result: ContingencyResult) -> dict[str, Callable[[], Figure | None]]:
    """Makers of both figures by their names."""
    return {
        "exposure": partial(exposure_figure, result),
        "descent": partial(descent_figure, result),
    }


def _by_percentile(columns: Columns) -> tuple[list[np.ndarray], list[float]]:
    """Rows of each percentile, and the percentiles."""
    names = list(dict.fromkeys(columns["percentile"].tolist()))
    return [np.flatnonzero(columns["percentile"] == each) for each in names], names


def _middle(percentiles: Sequence[float]) -> int:
    return min(range(len(percentiles)), key=lambda k: abs(percentiles[k] - 50.0))
