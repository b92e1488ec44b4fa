"""One page that says when and where an object comes down; the pictures lie beside it."""

from collections.abc import Iterator, Mapping
from typing import Any

from sim.report.page.document import document
from sim.report.page.markup import Section, paragraphs, table, tag, text
from sim.report.text.prediction.lines import object_label, prediction_lines

PICTURES = (("window.svg", "When"), ("ground_tracks.svg", "Where"))


def prediction_page(figures: Mapping[str, Any]) -> str:
    """Markup of the page, from the content of ``prediction.json``."""
    stamp = f"Made {figures['made_utc']} from data up to {figures['issued_utc']}"
    heading = f"{object_label(figures)}: when and where it comes down"
    return document(heading, stamp, list(_sections(figures)), {}, [figures["warning"]])


def _sections(figures: Mapping[str, Any]) -> Iterator[Section]:
    lines = [line.strip() for line in prediction_lines(figures)]
    links = "".join(tag("li", tag("a", text(words), href=name)) for name, words in PICTURES)
    yield Section("answer", "The answer", paragraphs(lines) + tag("ul", links))
    if figures["countries"]:
        rows = [
            (each["name"], f"{100 * each['share_of_ends']:.1f} %") for each in figures["countries"]
        ]
        body = table(("Country", "Share of all ends"), rows, "Countries under the window", (1,))
        yield Section("countries", "Countries under the window", body)
    if figures["arcs"]:
        rows = [
            (
                each["begin_utc"], each["end_utc"], f"{each['coefficient']:.4f}",
                f"{100 * each['sigma']:.0f} %", "yes" if each["used"] else "no",
            )
            for each in figures["arcs"]
        ]  # fmt: skip
        heads = ("From", "To", "Cd A/m (m²/kg)", "Within", "Used")
        body = table(heads, rows, "Fits of the drag between the sets", (2, 3))
        yield Section("drag", "What the drag comes from", body)
