"""One page that says when and where an object comes down, and how sure that is."""

from collections.abc import Iterator, Mapping, Sequence
from typing import Any

import numpy as np

from sim.prediction.prediction import Prediction
from sim.report.colours import PALETTE
from sim.report.page.chart import Chart, milliseconds, placeholder
from sim.report.page.document import document
from sim.report.page.maps.svg_map import (
    dots_data,
    map_figure,
    mark,
    ocean_around,
    track_data,
    view,
    world_around,
)
from sim.report.page.markup import Section, paragraphs, table, tag, text
from sim.report.page.story import Story
from sim.report.series.ground_track import wrap_longitude
from sim.report.text.prediction.lines import (
    answer_lines,
    basis_lines,
    object_label,
    place_lines,
)

WEST = -180.0
ABOUT = (
    "Computed with the open program iss-deorbit from public orbits and space weather. It is not by "
    "NASA or any other agency."
)
MAP = (
    "Where the flights of the ensemble pass 80 km: each of them may be the one. Drag to move; zoom "
    "with the buttons, with Ctrl and the wheel, or with two fingers."
)
TRACK = "dashed: ground track within the window"
WINDOW = "When: the windows that hold half and nine tenths of the flights, and those issued before"


def prediction_page(found: Prediction, figures: Mapping[str, Any]) -> str:
    """Markup of the page.

    Parameters
    ----------
    found
        Ends and track of the flights.
    figures
        Content of ``prediction.json``.
    """
    stamp = f"Made {figures['made_utc']} from data up to {figures['issued_utc']}"
    heading = f"{object_label(figures)}: when and where it comes down"
    charts: dict[str, Any] = {}
    story = Story(
        answer=[_answer(found, figures, charts), *_countries(figures)],
        sure=[*_window(figures, charts), _basis(figures)],
    )
    return document(heading, stamp, story.sections(), charts, [figures["warning"]], ABOUT)


def _answer(found: Prediction, figures: Mapping[str, Any], charts: dict[str, Any]) -> Section:
    first, *windows = answer_lines(figures)
    body = tag("p", text(first), class_="lead") + paragraphs(windows)
    if len(found.end_s):
        layers, charts["map"] = _map(found)
        legend = (TRACK,) if len(found.track_s) > 1 else ()
        body += map_figure("map", MAP, layers, legend)
    return Section("answer", "When and where?", body, "The answer")


def _countries(figures: Mapping[str, Any]) -> Iterator[Section]:
    if figures["countries"]:
        rows = [
            (each["name"], f"{100 * each['share_of_ends']:.1f} %") for each in figures["countries"]
        ]
        body = paragraphs(place_lines(figures))
        body += table(("country", "share of all ends"), rows, "Countries under the window", (1,))
        yield Section("countries", "Who lives there", body)


def _window(figures: Mapping[str, Any], charts: dict[str, Any]) -> Iterator[Section]:
    if (chart := _window_chart(figures)) is not None:
        charts["window"] = chart
        yield Section("window", "The window", placeholder("window", WINDOW))


def _basis(figures: Mapping[str, Any]) -> Section:
    body = paragraphs(basis_lines(figures))
    if figures["arcs"]:
        rows = [
            (
                each["begin_utc"], each["end_utc"], f"{each['coefficient']:.4f}",
                f"{100 * each['sigma']:.0f} %", "yes" if each["used"] else "no",
            )
            for each in figures["arcs"]
        ]  # fmt: skip
        heads = ("from", "to", "Cd A/m, m²/kg", "within", "used")
        body += table(heads, rows, "Drag between the sets", (2, 3))
    return Section("basis", "How sure it is, and from what", body, "How sure")


def _map(found: Prediction) -> tuple[str, dict[str, Any]]:
    """Layers and data of the map: ends of the flights, the track within the window, the median."""
    x, y = wrap_longitude(found.longitude_deg, WEST), found.latitude_deg
    layers = ""
    if len(found.track_s) > 1:
        d = track_data(found.track_longitude_deg, found.track_latitude_deg, WEST, 0.02)
        layers += tag("path", d=d, class_="trail")
    layers += tag("path", d=dots_data(x, y), stroke=PALETTE[1], class_="dot s1")
    middle = int(np.argsort(found.end_s)[len(found.end_s) // 2])
    place = float(x[middle]), float(y[middle])
    data = {
        "views": [
            view("world", world_around(0.0)),
            view("around the median", ocean_around(*place)),
        ],
        "marks": [mark(*place, "impact", "median", colour=PALETTE[0])],
    }
    return layers, data


def _window_chart(figures: Mapping[str, Any]) -> Chart | None:
    """A row for each window that ends within the horizon; None without any."""
    issues: Sequence[Mapping[str, Any]] = [*figures["history"], figures]
    bars: list[tuple[str, list[str]]] = []
    for each in issues:
        now = each is figures
        when = "now" if now else f"issued {each['issued_utc'][:10]}"
        for share in (90, 50) if now else (90,):
            window = each[f"window_{share}_utc"]
            if all(window):
                bars.append((f"{when}, {share} %", window))
    if not bars:
        return None
    series = []
    for row, (words, window) in enumerate(bars):
        first, last = milliseconds(np.array([utc.removesuffix("Z") for utc in window], "M8[ms]"))
        ends = {"x": [int(first)], "x2": [int(last)], "text": [words], "row": row}
        series.append({"kind": "bars", "colour": PALETTE[0]} | ends)
    return {
        "x": {"label": "date (UTC)", "kind": "date"},
        "y": {"rows": [words for words, _ in bars]},
        "series": series,
    }
