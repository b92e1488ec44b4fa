"""The failure of a final burn on a page: a map with a slider over the second of cut-off, with the
consequences in words, the impacts, and the track that leads there.
"""

from collections.abc import Mapping, Sequence
from typing import Any

import numpy as np

from sim.report.colours import PALETTE
from sim.report.page.markup import key_list, tag, text
from sim.report.page.svg_map import WORLD, dots_data, map_figure, mark, path_data
from sim.report.results.failures import FailureMap
from sim.report.series.ground_track import WORLD as TRACK_WORLD
from sim.report.series.ground_track import wrap_longitude
from sim.report.text.failure import failure_sentences

LAST = 110
"""Points of a ground track that are drawn, a minute apart: 1.2 revolutions."""
BODIES = (("light", "dot"), ("heavy", "square"), ("body", "impact"))
"""Column and mark of what comes down; the last one is drawn on top."""
AROUND = 30.0
"""deg around the planned impact that the closer view shows."""
PLANNED, LATER = PALETTE[0], PALETTE[1]
CAPTION = (
    "Impacts if the final burn stops early. Small dots: the intact stack, for every cut-off "
    "computed. Marks and line: the cut-off chosen with the slider, with the last revolution before "
    "impact."
)
LEGEND = (
    "● light fragment (20 kg/m²), crossed lines: intact stack, ■ heavy fragment (1,000 kg/m²)",
)
KEYS = (
    ("impact in the planned revolution", PLANNED),
    ("impact a revolution or more later", LATER),
)
HOW_TO_GET = (
    "This folder has no failure map of the final burn. `iss-deorbit run`, `compare` and `plan` "
    "compute one for scenarios with a plan, unless --no-plots or --no-failures is given."
)

Table = Mapping[str, np.ndarray]


def failure_section(plans: Sequence[tuple[str, FailureMap | None]], charts: dict[str, Any]) -> str:
    """A map with a slider for each plan that has a failure map; puts their data into `charts`.

    Without any, the page says how to get them.
    """
    body = ""
    for k, (label, failures) in enumerate(plans):
        drawn = None if failures is None else failure_map(failures)
        if drawn is None:
            continue
        name = "failures" if len(plans) == 1 else f"failures-{k}"
        first = not any("views" in chart for chart in charts.values())
        layers, charts[name] = drawn
        if len(plans) > 1:
            body += tag("h3", text(label))
        caption = CAPTION if len(plans) == 1 else f"{label}: {CAPTION[0].lower()}{CAPTION[1:]}"
        body += map_figure(name, caption, layers, LEGEND, first) + key_list(KEYS)
    return body or tag("p", text(HOW_TO_GET))


def failure_map(failures: FailureMap) -> tuple[str, dict[str, Any]] | None:
    """Layers of the map, and data with a row for each cut-off and each other failure mode; None
    without a cut-off.
    """
    table = failures.table
    cut = np.flatnonzero(table["kind"] == "cut_off")
    if not len(cut):
        return None
    cut = cut[np.argsort(table["cut_off_s"][cut], kind="stable")]
    planned = np.flatnonzero(table["kind"] == "nominal")
    rows = np.concatenate([cut, planned])
    others = np.flatnonzero((table["kind"] != "cut_off") & (table["kind"] != "nominal"))
    down = rows[np.isfinite(table["body_longitude_deg"][rows])]
    later = table["later"][down].astype(bool)
    layers = []
    for group, colour in ((down[later], LATER), (down[~later], PLANNED)):
        x = wrap_longitude(table["body_longitude_deg"][group], WORLD[0])
        d = dots_data(x, table["body_latitude_deg"][group])
        layers.append(tag("path", d=d, stroke=colour, class_="dot s1"))
    data = {
        "tall": 0.5,
        "views": [{"label": "world", "window": WORLD}, *_closer_view(table, planned)],
        "rows": [_consequences(failures, row) for row in rows.tolist()],
        "others": [_consequences(failures, row) for row in others.tolist()],
    }
    return "".join(layers), data


def _closer_view(table: Table, planned: np.ndarray) -> list[dict[str, Any]]:
    """The window around the planned impact; nothing if there is none."""
    if not len(planned) or not np.isfinite(table["body_longitude_deg"][planned[0]]):
        return []
    x = float(wrap_longitude(table["body_longitude_deg"][planned[0]], WORLD[0]))
    y = float(table["body_latitude_deg"][planned[0]])
    window = (x - AROUND, x + AROUND, max(y - 0.5 * AROUND, -85.0), min(y + 0.5 * AROUND, 85.0))
    return [{"label": "around the planned impact", "window": window}]


def _consequences(failures: FailureMap, row: int) -> dict[str, Any]:
    """One failure mode: its name, consequences in words, marks on the map, and the track."""
    table = failures.table
    kind = table["kind"][row]
    if kind in ("nominal", "cut_off"):
        label = f"{table['cut_off_s'][row]:,.0f} s" + (", as planned" if kind == "nominal" else "")
    else:
        label = str(table["label"][row])
    colour = LATER if table["later"][row] else PLANNED
    marks = []
    for body, shape in BODIES:
        x, y = table[f"{body}_longitude_deg"][row], table[f"{body}_latitude_deg"][row]
        if np.isfinite(x) and np.isfinite(y):
            marks.append(mark(x, y, shape, "", colour=colour))
    track = _track(failures.tracks[row]) if row < len(failures.tracks) and marks else ""
    words = failure_sentences(table, row)
    return {"label": label, "words": words, "marks": marks, "track": track}


def _track(points: np.ndarray) -> str:
    """Path of the last revolution, on the turn of the Earth on which its end is drawn."""
    last = points[-LAST:]
    if len(last) < 2:
        return ""
    x = np.degrees(np.unwrap(np.radians(last[:, 0])))
    x += float(wrap_longitude(x[-1], TRACK_WORLD[0])) - x[-1]
    return path_data(x, last[:, 1])
