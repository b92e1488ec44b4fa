"""Charts of flights as data: descent, timeline, profiles of the entry, propellant."""

from collections.abc import Sequence
from typing import Any

import numpy as np

from sim.report.page.chart import (
    MOST,
    SMALL,
    Chart,
    Series,
    milliseconds,
    significant,
    stacked_bars,
)
from sim.report.results.run import RunResult
from sim.report.series.descent import descent, extreme_percentiles, phases, solar_activity_band
from sim.report.series.entry import entry_minutes, entry_rows
from sim.report.series.propellant import PARTS, propellant_portions
from sim.report.series.thinning import shape_rows, thinned_rows
from sim.report.text.formatting import amount
from sim.report.text.names import human_name

DAY = 86400e3
"""ms."""
WITHIN = 0.3
"""km to which the descent is drawn: a third of a pixel."""
FINE = 1e-3
"""Share of its height to which a profile of the entry is drawn."""
PANELS = (
    ("altitude_km", "altitude (km)", 1.0),
    ("speed_air_m_s", "speed relative to the atmosphere (km/s)", 1e-3),
    ("deceleration_g", "deceleration by drag (g)", 1.0),
    ("heat_flux_w_m2", "heat flux, sphere of 1 m radius (kW/m²)", 1e-3),
)
"""Column of the trajectory, label of the axis, and factor to its unit."""
AXES = {"time": "minutes after the entry interface", "altitude": "altitude (km)"}
"""What profiles of the entry are drawn over."""


def decay_chart(runs: Sequence[RunResult], colours: Sequence[str]) -> Chart:
    """Mean altitude between perigee and apogee by date, and the altitude itself in the entry."""
    series = []
    for run, colour in zip(runs, colours, strict=True):
        path = descent(run, MOST)
        x, orbit = milliseconds(path.utc), (path.perigee_km, path.mean_km, path.apogee_km)
        rows = shape_rows(x, *orbit, within=WITHIN)
        x, (low, mean, high) = x[rows], (significant(line[rows]) for line in orbit)
        band = {"kind": "band", "name": run.label, "colour": colour}
        line = {"kind": "line", "name": run.label, "colour": colour}
        series.append(band | {"x": x, "y": low, "y2": high, "what": "perigee to apogee"})
        series.append(line | {"x": x, "y": mean, "what": "mean altitude"})
        if len(path.entry_utc):
            x = milliseconds(path.entry_utc)
            rows = shape_rows(x, path.entry_km, within=WITHIN)
            fall = {"x": x[rows], "y": significant(path.entry_km[rows])}
            series.append(line | fall | {"what": "altitude in entry", "dash": True})
        series += _solar_activity(run, colour)
    return {
        "x": {"label": "date (UTC)", "kind": "date"},
        "y": {"label": "altitude (km)", "zero": any(r.summary["entry_interface"] for r in runs)},
        "series": series,
        "presets": presets(runs),
        "group": "dates",
    }


def _solar_activity(run: RunResult, colour: str) -> list[Series]:
    """Band and lines of the descent between low and high solar activity."""
    if run.forecast is None:
        return []
    band = solar_activity_band(run.forecast, MOST)
    x = milliseconds(band.utc)
    rows = shape_rows(x, band.low_km, band.high_km, within=WITHIN)
    low, high = significant(band.low_km[rows]), significant(band.high_km[rows])
    style = {"name": run.label, "colour": colour}
    shade = {"kind": "band", "silent": 1, "x": x[rows], "y": low, "y2": high}
    series: list[Series] = [style | shade]
    for path in extreme_percentiles(run.forecast, MOST):
        x = milliseconds(path.utc)
        rows = shape_rows(x, path.mean_km, within=WITHIN)
        line = {"kind": "line", "dash": True, "x": x[rows], "y": significant(path.mean_km[rows])}
        words = f"solar activity, {path.percentile:g}th percentile"
        series.append(style | line | {"what": words})
    return series


def presets(runs: Sequence[RunResult]) -> list[dict[str, Any]]:
    """Stretches of time worth a look: all of it, the last days, the last orbit of each run."""
    begin = min(int(milliseconds(run.trajectory["utc"][:1])[0]) for run in runs)
    ends = [int(milliseconds(run.trajectory["utc"][-1:])[0]) for run in runs]
    stretches = [{"label": "all", "range": [begin, max(ends)]}]
    if max(ends) - begin > 40 * DAY:
        stretches.append({"label": "last 30 days", "range": [max(ends) - 30 * DAY, max(ends)]})
    for run, end in zip(runs, ends, strict=True):
        suffix = f", {run.label}" if len(runs) > 1 else ""
        if end - begin > 6 * DAY:
            stretches.append({"label": f"last 5 days{suffix}", "range": [end - 5 * DAY, end]})
        stretches.append({"label": f"last 2 hours{suffix}", "range": [end - DAY / 12.0, end]})
    return stretches


def timeline_chart(runs: Sequence[RunResult], colours: Sequence[str]) -> Chart:
    """Phases as bars and burns as ticks, two rows a run."""
    series, rows = [], []
    for run, colour in zip(runs, colours, strict=True):
        prefix = f"{run.label}: " if len(runs) > 1 else ""
        bars, ticks = phase_bars(run), _burn_bars(run)
        rows += [f"{prefix}phases", f"{prefix}burns ({len(ticks['x'])})"]
        series.append({"kind": "bars", "colour": colour, "row": len(rows) - 2} | bars)
        series.append({"kind": "bars", "colour": colour, "row": len(rows) - 1} | ticks)
    return {
        "x": {"label": "date (UTC)", "kind": "date"},
        "y": {"rows": rows},
        "series": series,
        "presets": presets(runs),
        "group": "dates",
    }


def phase_bars(run: RunResult) -> Series:
    """Phases of a run with their dates and names, numbered where a name has no room."""
    date, bars = milliseconds(run.trajectory["utc"]), list(phases(run))
    starts = date[[phase.first for phase in bars]]
    ends = np.concatenate([starts[1:], date[-1:]])
    names = [human_name(phase.name) for phase in bars]
    return {"x": starts, "x2": ends, "text": names, "label": True, "numbered": 1, "alternate": True}


def _burn_bars(run: RunResult) -> Series:
    rows = run.events["kind"] == "burn"
    start = milliseconds(run.events["utc"][rows])
    duration = run.events["duration_s"][rows]
    keys = ("phase", "lowering", "delta_v_m_s", "propellant_kg")
    burns = zip(*(run.events[key][rows] for key in keys), duration, strict=True)
    words = [
        f"{human_name(phase)}{' (lowering)' if lowering else ''}: {amount(delta_v, 'm/s')}, "
        f"{amount(mass_kg, 'kg')}, {amount(seconds, 's')}"
        for phase, lowering, delta_v, mass_kg, seconds in burns
    ]
    end = start + np.round(1e3 * duration).astype(np.int64)
    return {"x": start, "x2": end, "text": words, "least": 2, "many": "burns"}


def entry_charts(runs: Sequence[RunResult], colours: Sequence[str]) -> dict[str, Chart]:
    """Profiles below the entry interface, by time and by altitude; nothing without an entry."""
    charts: dict[str, Chart] = {}
    for column, label, factor in PANELS:
        for abscissa, words in AXES.items():
            if column == "altitude_km" and abscissa == "altitude":
                continue
            series = [
                {"kind": "line", "name": run.label, "colour": colour}
                | _profile(run, column, factor, abscissa)
                for run, colour in zip(runs, colours, strict=True)
                if len(entry_rows(run)) > 1
            ]
            if series:
                charts[f"{column}_by_{abscissa}"] = {
                    "x": {"label": words, "kind": "number"},
                    "y": {"label": label, "zero": True},
                    "series": series,
                    "group": f"entry by {abscissa}",
                    "height": SMALL,
                }
    return charts


def _profile(run: RunResult, column: str, factor: float, abscissa: str) -> Series:
    """One column over time, or over altitude from the ground up, with its peak kept."""
    rows = entry_rows(run)
    values = run.trajectory[column]
    peak = int(np.nanargmax(np.abs(values[rows])))
    rows = rows[thinned_rows(len(rows), MOST, [peak])]
    by_time = abscissa == "time"
    x = entry_minutes(run, rows) if by_time else run.trajectory["altitude_km"][rows]
    rise = np.nanmax(values[rows]) - np.nanmin(values[rows])
    shape = shape_rows(x, values[rows], within=FINE * max(float(rise), 1e-9))
    x, y = np.round(x[shape], 4 if by_time else 3), significant(factor * values[rows][shape])
    return {"x": x, "y": y} if by_time else {"x": x[::-1], "y": y[::-1]}


def budget_chart(runs: Sequence[RunResult]) -> Chart | None:
    """A bar of propellant a run: burned by cause, aboard at the end, left with vehicles."""
    series = []
    for row, run in enumerate(runs):
        portions = propellant_portions(run)
        series += stacked_bars([(p.name, p.mass_kg, PARTS[p.part]) for p in portions], row)
    if not series:
        return None
    return {
        "x": {"label": "propellant (t)", "kind": "number", "zero": True},
        "y": {"rows": [run.label for run in runs]},
        "series": series,
    }
