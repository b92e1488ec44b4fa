"""The page of a contingency: the answer, its caveats, exposure over time, ways down, and what it
rests on.
"""

from pathlib import Path
from typing import Any

import numpy as np

from sim.data.whole_file import write_whole_text
from sim.formats.folder import without_link
from sim.report.colours import PALETTE
from sim.report.contingency.words import (
    CAVEATS,
    NO_WARNING,
    Rows,
    alone_table,
    assumption_table,
    earliest_table,
    exposure_table,
    headline,
    sentences,
    ways_table,
)
from sim.report.page.chart import Chart, milliseconds, placeholder, significant
from sim.report.page.document import document
from sim.report.page.markup import Section, paragraphs, table, tag, text
from sim.report.page.provenance import manifest_section
from sim.report.page.write import PAGE
from sim.report.results.contingency import ContingencyResult
from sim.report.results.provenance import read_manifest
from sim.report.text.names import attitude_name


def contingency_page(folder: Path) -> str:
    """Page of a folder that `contingency` wrote."""
    result = ContingencyResult.read(folder)
    answer, charts = result.answer, {}
    exposure = [_risk_chart(result, charts), _life_chart(result, charts)]
    body = tag("p", text(headline(answer)), class_="lead")
    body += paragraphs(each for each in sentences(answer) if each != headline(answer))
    if answer["deorbit"] is not None:
        body += tag("p", tag("a", text("The deorbit flown"), href="deorbit/report.html"))
    sections = [
        Section("answer", "The answer", body),
        Section("caveats", "Caveats", paragraphs([NO_WARNING, *CAVEATS])),
        Section("alone", "If nothing is done", _table(alone_table(answer))),
        Section(
            "exposure",
            "Exposure over time",
            "".join(exposure) + _table(exposure_table(result.exposure)),
        ),
        Section("ships", "What ships make possible", _table(earliest_table(answer))),
        Section("ways", "Ways down", _descent_chart(result, charts) + _table(ways_table(answer))),
        Section("assumptions", "Assumptions", _table(assumption_table(answer))),
        Section("manifest", "How it was made", manifest_section(read_manifest(folder))),
    ]
    shown = [section for section in sections if section.body]
    title = str(answer.get("title") or answer["scenario"])
    return document(title, result.stamp, shown, charts, [f"It depends on: {result.depends_on}."])


def write_contingency_page(folder: Path) -> Path:
    """Write `report.html` into a folder of results; returns the file."""
    file = without_link(folder / PAGE)
    write_whole_text(file, contingency_page(folder))
    return file


def _table(of: Rows) -> str:
    return table(of.heads, of.rows, of.caption) if of.rows else ""


def _lines(columns: dict[str, np.ndarray], x: str, y: str) -> list[dict[str, Any]]:
    """A line for each percentile."""
    series = []
    for k, percentile in enumerate(dict.fromkeys(columns["percentile"].tolist())):
        rows = columns["percentile"] == percentile
        series.append(
            {
                "kind": "line",
                "name": f"solar activity {percentile:g} %",
                "colour": PALETTE[k % len(PALETTE)],
                "x": milliseconds(columns[x][rows]),
                "y": significant(columns[y][rows]),
            }
        )
    return series


def _risk_chart(result: ContingencyResult, charts: dict[str, Chart]) -> str:
    charts["risk"] = {
        "x": {"label": "day on which control is lost (UTC)", "kind": "date"},
        "y": {"label": "expected casualties", "zero": True},
        "series": _lines(result.exposure, "lost_utc", "casualties_likely"),
    }
    return placeholder("risk", "Expected casualties of the uncontrolled entry")


def _life_chart(result: ContingencyResult, charts: dict[str, Chart]) -> str:
    charts["life"] = {
        "x": {"label": "day on which control is lost (UTC)", "kind": "date"},
        "y": {"label": "months to live", "zero": True},
        "series": _lines(result.exposure, "lost_utc", "months"),
    }
    return placeholder("life", "Months until the station is down")


def _descent_chart(result: ContingencyResult, charts: dict[str, Chart]) -> str:
    series, columns = [], result.descent
    for k, attitude in enumerate(dict.fromkeys(columns["attitude"].tolist())):
        some = {n: values[columns["attitude"] == attitude] for n, values in columns.items()}
        for line in _lines(some, "utc", "altitude_km"):
            name = f"{attitude_name(attitude)}, {line['name']}"
            series.append(line | {"name": name, "colour": PALETTE[k % len(PALETTE)]})
    charts["descent"] = {
        "x": {"label": "date (UTC)", "kind": "date"},
        "y": {"label": "mean altitude (km)"},
        "series": series,
    }
    return placeholder("descent", "Altitude by the air alone")
