"""The failure of a final burn on a page: a map with a slider over the second of cut-off, with the
consequences in words, the impacts, and the track that leads there.
"""

from collections.abc import Mapping, Sequence
from typing import Any

import numpy as np

from sim.report.colours import PALETTE
from sim.report.page.maps.svg_map import (
    dots_data,
    map_figure,
    ocean_around,
    track_data,
    view,
    world_around,
)
from sim.report.page.markup import key_list, paragraphs, tag, text
from sim.report.results.failures import FailureMap
from sim.report.series.failures import find_beneath
from sim.report.series.ground_track import wrap_longitude
from sim.report.text.failure import failure_sentences, fall_sentence
from sim.report.text.names import failure_name

LAST = 110
"""Points of a ground track that are drawn, a minute apart: 1.2 revolutions."""
TRACK_WITHIN = 0.3
"""deg to which these tracks are drawn: less than a line is wide on a map of the world."""
BODIES = (("light", "dot"), ("heavy", "square"), ("body", "impact"))
"""Column and mark of what comes down; the last one is drawn on top."""
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
    return body or paragraphs([HOW_TO_GET])


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
    middle = _middle(table, np.concatenate([planned, down[::-1]]))
    west, layers = middle[0] - 180.0, []
    for group, colour in ((down[later], LATER), (down[~later], PLANNED)):
        x = wrap_longitude(table["body_longitude_deg"][group], west)
        d = dots_data(x, table["body_latitude_deg"][group])
        layers.append(tag("path", d=d, stroke=colour, class_="dot s1"))
    lands, people = find_beneath(table)

    def follow(row: int) -> dict[str, Any]:
        return _consequences(failures, row, lands[row], float(people[row]), west)

    data = {
        "tall": 0.5,
        "views": [view("world", world_around(middle[0])), view("ocean", ocean_around(*middle))],
        "shapes": [shape for _, shape in BODIES],
        "colours": [PLANNED, LATER],
        "rows": [follow(row) for row in rows.tolist()],
        "others": [follow(row) for row in others.tolist()],
    }
    return "".join(layers), data


def _middle(table: Table, rows: np.ndarray) -> tuple[float, float]:
    """Longitude and latitude in deg of the first impact known of some rows, (0, 0) without one."""
    places = np.column_stack([table[f"body_{name}_deg"] for name in ("longitude", "latitude")])
    known = rows[np.isfinite(places[rows]).all(axis=1)]
    return (float(places[known[0], 0]), float(places[known[0], 1])) if len(known) else (0.0, 0.0)


def _consequences(
    failures: FailureMap, row: int, land: list[str], people: float, west: float
) -> dict[str, Any]:
    """One failure mode: its name, where its debris falls and other consequences in words, marks on
    the map, and the track.
    """
    table = failures.table
    kind = table["kind"][row]
    if kind in ("nominal", "cut_off"):
        label = f"{table['cut_off_s'][row]:,.0f} s" + (", as planned" if kind == "nominal" else "")
    else:
        label = failure_name(str(table["label"][row]))
    marks = []
    for k, (body, _) in enumerate(BODIES):
        x, y = table[f"{body}_longitude_deg"][row], table[f"{body}_latitude_deg"][row]
        if np.isfinite(x) and np.isfinite(y):
            marks.append([k, round(float(x), 2), round(float(y), 2)])
    track = ""
    if row < len(failures.tracks) and marks:
        longitude, latitude = failures.tracks[row][-LAST:].T
        track = track_data(longitude, latitude, west, TRACK_WITHIN)
    return {
        "label": label,
        "falls": fall_sentence(table, row, land, people),
        "words": failure_sentences(table, row),
        "place": land[0] if land else "",
        "later": int(table["later"][row]),
        "marks": marks,
        "track": track,
    }
