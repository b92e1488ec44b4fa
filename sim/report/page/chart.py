"""Charts of a page as data: descent, timeline, profiles of the entry, propellant.

A chart is a mapping that `chart.js` draws: `x` and `y` with their labels, `series` of lines,
bands, bars or dots, and `presets`, stretches of x to jump to. Dates are milliseconds since 1970.
"""

from collections.abc import Mapping, Sequence
from typing import Any

import numpy as np

from sim.report.figures.style import PALETTE
from sim.report.page.html import figures, tag, text
from sim.report.results.run import RunResult

Chart = dict[str, Any]
MOST = 1500
"""Points of a line: as many as a wide screen has pixels."""
DAY = 86400e3
"""ms."""
PANELS = (
    ("altitude_km", "altitude (km)", 1.0),
    ("speed_air_m_s", "air speed (km/s)", 1e-3),
    ("deceleration_g", "deceleration by drag (g)", 1.0),
    ("heat_flux_w_m2", "heat flux, sphere of 1 m radius (kW/m²)", 1e-3),
)
"""Column of the trajectory, label of the axis, and factor to its unit."""
LOWERING, PERIGEE, FINAL, MARGIN, DEPARTED = (
    PALETTE[5],
    PALETTE[4],
    PALETTE[1],
    PALETTE[2],
    "#c2c2c2",
)
BUDGET = (
    ("lowering", LOWERING),
    ("burns before the last", PERIGEE),
    ("last burn", FINAL),
    ("aboard at the end", MARGIN),
    ("left with vehicles", DEPARTED),
)
"""What a bar of propellant consists of, with its colours."""


def placeholder(name: str, label: str, kind: str = "chart") -> str:
    """The element a chart of this name is drawn into."""
    return tag("figure", tag("figcaption", text(label)), class_=kind, data_chart=name)


def milliseconds(utc: np.ndarray) -> np.ndarray:
    """Dates as whole milliseconds since 1970, UTC."""
    return np.asarray(utc).astype("datetime64[ms]").astype(np.int64)


def thin(n: int, keep: Sequence[int] = ()) -> np.ndarray:
    """Indices of at most `MOST` evenly spread samples out of n, and those of `keep`."""
    even = np.unique(np.linspace(0, max(n - 1, 0), min(n, MOST)).astype(int))
    return np.unique(np.concatenate([even, np.asarray(keep, dtype=int)]))


def decay_chart(runs: Sequence[RunResult], shades: Sequence[str]) -> Chart:
    """Mean altitude between perigee and apogee by date, and the altitude itself in the entry."""
    series = []
    for run, colour in zip(runs, shades, strict=True):
        path = run.trajectory
        orbit = np.flatnonzero(np.isfinite(path["mean_altitude_km"]))
        orbit = orbit[thin(len(orbit))] if len(orbit) else orbit
        rest = np.flatnonzero(~np.isfinite(path["mean_altitude_km"]))
        date = milliseconds(path["utc"][orbit])
        low, high = (figures(path[f"mean_{k}_km"][orbit]) for k in ("perigee", "apogee"))
        hull = {"kind": "band", "name": run.label, "colour": colour}
        series.append(hull | {"x": date, "y": low, "y2": high, "what": "perigee to apogee"})
        mean = {"kind": "line", "name": run.label, "colour": colour, "what": "mean altitude"}
        series.append(mean | {"x": date, "y": figures(path["mean_altitude_km"][orbit])})
        if len(rest):
            rest = np.concatenate([orbit[-1:], rest[thin(len(rest))]])
            fall = {"x": milliseconds(path["utc"][rest]), "y": figures(path["altitude_km"][rest])}
            series.append({**mean, **fall, "what": "altitude in the entry", "dash": True})
        series += _other_suns(run, colour)
    return {
        "x": {"label": "date (UTC)", "kind": "date"},
        "y": {"label": "altitude (km)", "zero": any(r.summary["entry_interface"] for r in runs)},
        "series": series,
        "presets": presets(runs),
        "group": "dates",
    }


def _other_suns(run: RunResult, colour: str) -> list[dict[str, Any]]:
    """Band and lines of the descent between the least and the greatest percentile of the forecast;
    one that has ended keeps its last altitude until the other one ends.
    """
    rows, series = run.forecast, []
    if rows is None:
        return series
    ends = np.unique(rows["percentile"])[[0, -1]]
    date, low, high = sun_band(rows)
    kept = thin(len(date))
    band = {"kind": "band", "name": run.label, "colour": colour, "silent": 1}
    series.append(band | {"x": milliseconds(date[kept]), "y": low[kept], "y2": high[kept]})
    for share in ends:
        own = np.flatnonzero(rows["percentile"] == share)
        own = own[thin(len(own))]
        line = {"kind": "line", "name": run.label, "colour": colour, "dash": True}
        y = {"y": figures(rows["mean_altitude_km"][own]), "what": f"{share:g} % of the forecast"}
        series.append(line | {"x": milliseconds(rows["utc"][own])} | y)
    return series


def sun_band(rows: Mapping[str, np.ndarray]) -> tuple[np.ndarray, np.ndarray, np.ndarray]:
    """Dates, and the lowest and highest mean altitude in km under any percentile flown."""
    date = np.unique(rows["utc"])
    lines = []
    for share in np.unique(rows["percentile"]):
        own = rows["percentile"] == share
        x = milliseconds(rows["utc"][own]).astype(float)
        lines.append(np.interp(milliseconds(date).astype(float), x, rows["mean_altitude_km"][own]))
    return date, figures(np.min(lines, axis=0)), figures(np.max(lines, axis=0))


def suns_words(run: RunResult, named: bool) -> str:
    """When the descent ends under other percentiles of the forecast; nothing if none was flown."""
    rows = run.forecast
    if rows is None:
        return ""
    found = []
    for share in np.unique(rows["percentile"]):
        own = np.flatnonzero(rows["percentile"] == share)
        found.append((share, rows["utc"][own[-1]], float(rows["mean_altitude_km"][own[-1]])))
    (low, first, height), (high, last, _) = found[0], found[-1]
    days = (last - first).astype("timedelta64[s]").astype(float) / 86400.0
    whose = f"{run.label}: under" if named else "Under"
    begins = "the burns are due" if run.summary["burns"] else "the flight ends"
    if abs(days) < 0.05:
        return (
            f"{whose} a quiet Sun ({low:g} % of the forecast) and an active one ({high:g} %) the "
            f"descent to where {begins} ends on the same date."
        )
    quiet, active = (str(each)[:10] for each in (first, last))
    apart = f"{abs(days):,.1f}" if abs(days) < 100.0 else f"{abs(days):,.0f}"
    said = (
        f"{whose} a quiet Sun ({low:g} % of the forecast) the stack comes to where {begins} "
        f"({height:,.0f} km) on {quiet}, under an active one ({high:g} %) on {active}, "
        f"{apart} days {'earlier' if days < 0.0 else 'later'}."
    )
    if run.summary["lowering"]["burns"]:
        said += " Until then the lowering burns make up for most of what the Sun does."
    return said


def presets(runs: Sequence[RunResult]) -> list[dict[str, Any]]:
    """Stretches of time worth a look: all of it, the last days, the last orbit of each run."""
    begin = min(int(milliseconds(run.trajectory["utc"][:1])[0]) for run in runs)
    ends = [int(milliseconds(run.trajectory["utc"][-1:])[0]) for run in runs]
    made = [{"label": "all", "range": [begin, max(ends)]}]
    if max(ends) - begin > 40 * DAY:
        made.append({"label": "last 30 days", "range": [max(ends) - 30 * DAY, max(ends)]})
    for run, end in zip(runs, ends, strict=True):
        whose = f", {run.label}" if len(runs) > 1 else ""
        if end - begin > 6 * DAY:
            made.append({"label": f"last 5 days{whose}", "range": [end - 5 * DAY, end]})
        made.append({"label": f"last 2 hours{whose}", "range": [end - DAY / 12.0, end]})
    return made


def timeline_chart(runs: Sequence[RunResult], shades: Sequence[str]) -> Chart:
    """Phases as bars and burns as ticks, two rows a run."""
    series, rows = [], []
    for run, colour in zip(runs, shades, strict=True):
        whose = f"{run.label}: " if len(runs) > 1 else ""
        rows += [f"{whose}phases", f"{whose}burns"]
        name, date = run.trajectory["phase"], milliseconds(run.trajectory["utc"])
        starts = np.concatenate([[0], np.flatnonzero(name[1:] != name[:-1]) + 1])
        ends = np.concatenate([date[starts[1:]], date[-1:]])
        told = [str(n).replace("_", " ") for n in name[starts]]
        bars = {"kind": "bars", "colour": colour, "row": len(rows) - 2, "alternate": True}
        series.append(bars | {"x": date[starts], "x2": ends, "text": told, "label": True})
        burn = run.events["kind"] == "burn"
        start = milliseconds(run.events["utc"][burn])
        span = np.round(1e3 * run.events["duration_s"][burn]).astype(np.int64)
        told = [
            f"{str(phase).replace('_', ' ')}{' (lowering)' if low else ''}: {dv:.2f} m/s, "
            f"{kg:,.0f} kg, {s:,.0f} s"
            for phase, low, dv, kg, s in zip(
                *(
                    run.events[k][burn]
                    for k in ("phase", "lowering", "delta_v_m_s", "propellant_kg", "duration_s")
                ),
                strict=True,
            )
        ]
        ticks = {"kind": "bars", "colour": colour, "row": len(rows) - 1, "least": 2}
        series.append(ticks | {"x": start, "x2": start + span, "text": told})
    return {
        "x": {"label": "date (UTC)", "kind": "date"},
        "y": {"rows": rows},
        "series": series,
        "presets": presets(runs),
        "group": "dates",
    }


def entry_charts(runs: Sequence[RunResult], shades: Sequence[str]) -> dict[str, Chart]:
    """Profiles below the entry interface, by time and by altitude; nothing without an entry."""
    made: dict[str, Chart] = {}
    for column, label, factor in PANELS:
        for other in ("time", "altitude"):
            if column == "altitude_km" and other == "altitude":
                continue
            series = []
            for run, colour in zip(runs, shades, strict=True):
                inside = np.flatnonzero(np.isfinite(run.trajectory["downrange_km"]))
                if len(inside) < 2:
                    continue
                peak = int(np.nanargmax(np.abs(run.trajectory[column][inside])))
                kept = inside[thin(len(inside), [peak])]
                x = _abscissa(run, inside[0], kept, other)
                y = figures(factor * run.trajectory[column][kept])
                order = slice(None, None, -1) if other == "altitude" else slice(None)
                line = {"kind": "line", "name": run.label, "colour": colour}
                series.append(line | {"x": x[order], "y": y[order]})
            if series:
                made[f"{column}_by_{other}"] = {
                    "x": {"label": _axis(other), "kind": "number"},
                    "y": {"label": label, "zero": True},
                    "series": series,
                    "group": f"entry by {other}",
                    "height": 230,
                }
    return made


def _abscissa(run: RunResult, first: int, kept: np.ndarray, other: str) -> np.ndarray:
    if other == "altitude":
        return np.round(run.trajectory["altitude_km"][kept], 3)
    return np.round((run.trajectory["time_s"][kept] - run.trajectory["time_s"][first]) / 60.0, 4)


def _axis(other: str) -> str:
    return "altitude (km)" if other == "altitude" else "minutes after the entry interface"


def budget_chart(runs: Sequence[RunResult]) -> Chart | None:
    """A bar of propellant a run: burned by cause, aboard at the end, left with vehicles."""
    series = []
    for row, run in enumerate(runs):
        told = run.summary["propellant"]
        if told["available_kg"] <= 0.0:
            continue
        causes = list(told["by_cause_kg"].items())
        parts = [
            (name, kg, _cause(name, k == len(causes) - 1)) for k, (name, kg) in enumerate(causes)
        ]
        parts += [
            ("aboard at the end", told["margin_kg"], MARGIN),
            ("left with vehicles", told["departed_kg"], DEPARTED),
        ]
        series += stacked(parts, row)
    if not series:
        return None
    return {
        "x": {"label": "propellant (t)", "kind": "number", "zero": True},
        "y": {"rows": [run.label for run in runs]},
        "series": series,
    }


def stacked(parts: Sequence[tuple[str, float, str]], row: int) -> list[Mapping[str, Any]]:
    """Bars of one row end to end, from names, kilograms and colours."""
    made, begin = [], 0.0
    for name, kg, colour in parts:
        if kg <= 0.0:
            continue
        words = name.replace("_", " ")
        ends = {"x": [begin / 1e3], "x2": [(begin + kg) / 1e3]}
        bar = {"kind": "bars", "colour": colour, "row": row, "label": True, "gap": True}
        made.append(bar | ends | {"text": [f"{words}: {kg:,.0f} kg"]})
        begin += kg
    return made


def _cause(name: str, last: bool) -> str:
    return LOWERING if name == "lowering" else FINAL if last else PERIGEE
