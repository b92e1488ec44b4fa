"""The failure of a final burn on a page: a map with a slider over the second at which the burn
stops, with what follows in words, where everything comes down, and the track that leads there.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import numpy as np

from sim.formats.json_text import read_json
from sim.formats.parquet import read_table
from sim.report.figures.ground_track import WORLD as WHOLE
from sim.report.figures.ground_track import into
from sim.report.figures.style import PALETTE
from sim.report.page.html import key_list, tag, text
from sim.report.page.map import WORLD, dots, map_figure, mark, path

LAST = 110
"""Points of a ground track that are drawn, a minute apart: 1.2 revolutions."""
NAMED = 12
"""Countries that are named of those under a track."""
BODIES = (("light", "dot"), ("heavy", "square"), ("body", "impact"))
"""Column and mark of what comes down; the last one is drawn on top."""
AROUND = 30.0
"""deg around the planned impact that are shown when asked for."""
PLANNED, LATER = PALETTE[0], PALETTE[1]
CAPTION = (
    "Where everything comes down if the last burn stops early. Small dots: the unbroken stack, for "
    "every second looked at. Marks and line: the second chosen with the slider, with the last "
    "revolution before the ground."
)
KEYS = (
    ("comes down in the revolution planned", PLANNED),
    ("comes down a revolution or more later", LATER),
)
HOW_TO_GET = (
    "The failures of the last burn are not in this folder. `iss-deorbit run`, `compare` and `plan` "
    "find them for scenarios that ask for a plan, unless --no-plots or --no-failures is given."
)


@dataclass(frozen=True)
class Failures:
    """A failure map: its columns, and by row longitude and latitude in deg, shape (k, 2)."""

    table: dict[str, np.ndarray]
    tracks: tuple[np.ndarray, ...]


def read_failures(folder: Path) -> Failures | None:
    """The failure map of a folder; None if there is none.

    Raises
    ------
    OSError, ValueError
        If a file is damaged.
    """
    file, areas = folder / "failure_map.parquet", folder / "failure_map.geojson"
    if not file.is_file():
        return None
    found = []
    for feature in read_json(areas)["features"] if areas.is_file() else ():
        if feature["properties"]["what"] == "ground track":
            parts = [np.array(p) for p in feature["geometry"]["coordinates"]]
            found.append(np.concatenate(parts) if parts else np.zeros((0, 2)))
    return Failures(read_table(file), tuple(found))


def failure_section(parts: Sequence[tuple[str, Failures | None]], charts: dict[str, Any]) -> str:
    """A map with a slider for each plan that has a failure map; puts their data into `charts`.

    Without any, the page says how to get them.
    """
    made = ""
    for k, (label, each) in enumerate(parts):
        drawn = None if each is None else failure_map(each)
        if drawn is None:
            continue
        name = "failures" if len(parts) == 1 else f"failures-{k}"
        first = not any("views" in chart for chart in charts.values())
        layers, charts[name] = drawn
        if len(parts) > 1:
            made += tag("h3", text(label))
        caption = CAPTION if len(parts) == 1 else f"{label}: {CAPTION[0].lower()}{CAPTION[1:]}"
        legend = [
            "● light fragment (20 kg/m²), crossed lines: unbroken stack, "
            "■ heavy fragment (1,000 kg/m²)"
        ]
        made += map_figure(name, caption, layers, legend, first) + key_list(KEYS)
    return made or tag("p", text(HOW_TO_GET))


def failure_map(found: Failures) -> tuple[str, dict[str, Any]] | None:
    """Layers of the map, and data with a row for each second and each other failure; None without
    a row that is cut off.
    """
    table = found.table
    cut = np.flatnonzero(table["kind"] == "cut_off")
    if not len(cut):
        return None
    cut = cut[np.argsort(table["cut_off_s"][cut], kind="stable")]
    planned = np.flatnonzero(table["kind"] == "nominal")
    rows = np.concatenate([cut, planned])
    others = np.flatnonzero((table["kind"] != "cut_off") & (table["kind"] != "nominal"))
    down = rows[np.isfinite(table["body_longitude_deg"][rows])]
    same = ~table["later"][down].astype(bool)
    layers = []
    for inside, colour in ((~same, LATER), (same, PLANNED)):
        own = down[inside]
        d = dots(into(table["body_longitude_deg"][own], WORLD[0]), table["body_latitude_deg"][own])
        layers.append(tag("path", d=d, stroke=colour, class_="dot s1"))
    data = {
        "tall": 0.5,
        "views": [{"label": "world", "window": WORLD}, *_closer(table, planned)],
        "rows": [_told(found, k) for k in rows],
        "others": [_told(found, k) for k in others],
    }
    return "".join(layers), data


def _closer(table: dict[str, np.ndarray], planned: np.ndarray) -> list[dict[str, Any]]:
    """The window around where the plan comes down; nothing if it does not."""
    if not len(planned) or not np.isfinite(table["body_longitude_deg"][planned[0]]):
        return []
    x = float(into(table["body_longitude_deg"][planned[0]], WORLD[0]))
    y = float(table["body_latitude_deg"][planned[0]])
    window = (x - AROUND, x + AROUND, max(y - 0.5 * AROUND, -85.0), min(y + 0.5 * AROUND, 85.0))
    return [{"label": "around the place planned", "window": window}]


def _told(found: Failures, k: int) -> dict[str, Any]:
    """One failure: its name, what follows in words, the marks on the map, and the track."""
    table = found.table
    nominal, kind = table["kind"][k] == "nominal", table["kind"][k]
    label = f"{table['cut_off_s'][k]:,.0f} s" + (", as planned" if nominal else "")
    if kind not in ("nominal", "cut_off"):
        label = str(table["label"][k])
    colour = LATER if table["later"][k] else PLANNED
    marks = []
    for key, shape in BODIES:
        x, y = table[f"{key}_longitude_deg"][k], table[f"{key}_latitude_deg"][k]
        if np.isfinite(x) and np.isfinite(y):
            marks.append(mark(x, y, shape, "", colour=colour))
    track = _track(found.tracks[k]) if k < len(found.tracks) and marks else ""
    return {"label": label, "words": _words(table, k), "marks": marks, "track": track}


def _track(points: np.ndarray) -> str:
    """Path of the last revolution, on the turn of the Earth on which its end is drawn."""
    kept = points[-LAST:]
    if len(kept) < 2:
        return ""
    x = np.degrees(np.unwrap(np.radians(kept[:, 0])))
    x += float(into(x[-1], WHOLE[0])) - x[-1]
    return path(x, kept[:, 1])


def _words(table: dict[str, np.ndarray], k: int) -> str:
    dv, part = table["delta_v_m_s"][k], 100.0 * table["fraction"][k]
    said = f"{dv:.2f} m/s ({part:.0f} % of the plan). "
    hours = table["hours_to_entry"][k]
    if np.isfinite(hours):
        wait = f"{60.0 * hours:.0f} minutes" if hours < 2.0 else f"{hours:.1f} hours"
        place = "in the revolution planned" if not table["later"][k] else "in a later revolution"
        said += f"The entry interface follows {wait} after the end of the burn, {place}."
    else:
        said += "The stack stays in orbit for more than 60 days."
    away = table["body_along_track_km"][k]
    if np.isfinite(away) and not table["later"][k] and abs(away) >= 1.0:
        way = "beyond" if away > 0.0 else "short of"
        said += f" It comes down {abs(away):,.0f} km {way} the place planned."
    ends = [table[f"{end}_along_track_km"][k] for end in ("light", "heavy")]
    if np.isfinite(ends).all():
        said += f" Debris is spread over {abs(ends[1] - ends[0]):,.0f} km of the track."
    names = [n for n in str(table["countries"][k]).split(", ") if n]
    if names:
        more = f" and {len(names) - NAMED} more" if len(names) > NAMED else ""
        said += f" Countries under the track until then: {', '.join(names[:NAMED])}{more}."
    elif np.isfinite(hours):
        said += " No country lies under the track until then."
    return said
