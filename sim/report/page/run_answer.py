"""The answer of a page on flights: sentences, and the figures asked for first as tiles."""

from collections.abc import Sequence
from typing import NamedTuple

from sim.entry.figures import DebrisFigures
from sim.entry.risk.casualty import one_in
from sim.flight.figures import BurnFigures, LoweringFigures
from sim.report.page.inputs import computed_value
from sim.report.page.markup import paragraphs, table, tag, text
from sim.report.results.contents import RunFigures
from sim.report.text.debris import COUNTED, extent
from sim.report.text.flight import (
    compare_flights,
    end_remarks,
    flight_sentences,
    percent_left,
)
from sim.report.text.formatting import long_date, percent, spaced, typographic_minus
from sim.report.text.plan_differences import difference_sentences

Summary = RunFigures

MEANINGS = {
    "end of the flight": "impact of the intact stack, or end of the last phase",
    "all burns": "total velocity change of all burns, from thrust and mass flow by the rocket "
    "equation",
    "entry angle": "inertial flight-path angle at the entry interface; negative downward",
    "length of the footprint": "along the track, of the stretch that holds the stated share of all "
    "fragments over 15 J",
    "nearest foreign land": "least distance of any fragment over 15 J from land other than that of "
    "the United States; Antarctica counts as ice",
    "risk with failures": "expected number of casualties on the ground, including the failures "
    "that the scenario lists, with their probabilities",
    "from Point Nemo": "great circle to 48.877 S, 123.393 W, the place farthest from land",
    "propellant left": "in all vehicles docked at the end",
    "outside the corridor": "share of the flights in which any fragment over 15 J falls outside",
    "too near to land": "share of the flights in which any fragment over 15 J falls nearer to land "
    "than NASA-STD-8719.14C allows",
    "reserve used": "share of the flights that end with less propellant than the reserve",
    "propellant beyond the reserve": "at the end, median of the flights",
}
"""What the figures of the tiles are, by their terms."""


class Tile(NamedTuple):
    """A figure with its term above and a note below."""

    term: str
    value: str
    note: str


def answer(summaries: Sequence[Summary], colours: Sequence[str]) -> str:
    """The first part of the page."""
    if len(summaries) == 1:
        sentences = flight_sentences(summaries[0])
        lead = tag("p", text(sentences[0]), class_="lead") + tiles(summaries[0], colours[0], "")
        return lead + paragraphs(sentences[1:]) + _remarks(summaries[0])
    labels = [summary.get("label") or summary["scenario"] for summary in summaries]
    body = tag("p", text(compare_flights(summaries)), class_="lead")
    for label, summary, colour in zip(labels, summaries, colours, strict=True):
        body += tiles(summary, colour, label) + _remarks(summary)
    if sentences := difference_sentences(summaries):
        body += tag("h3", "How the plans differ") + paragraphs(sentences)
    for label, summary in zip(labels, summaries, strict=True):
        body += tag("h3", text(label)) + paragraphs(flight_sentences(summary))
    return body


def tiles(summary: Summary, colour: str, heading: str) -> str:
    """The figures people ask for first, as a list of terms."""
    end = summary["end_utc"]
    found = [
        Tile("end of the flight", long_date(end, False), f"{end[11:16]} UTC"),
        Tile("all burns", f"{summary['delta_v_m_s']:.1f} m/s", ""),
    ]
    if entry := summary["entry_interface"]:
        angle = typographic_minus(f"{entry['flight_path_angle_deg']:.2f}°")
        found.append(Tile("entry angle", angle, "inertial"))
    debris = summary.get("debris")
    if debris and extent(debris, COUNTED):
        found += _debris_tiles(debris)
    elif impact := summary["impact"]:
        distance = f"{impact['distance_to_point_nemo_km']:,.0f} km"
        found.append(Tile("from Point Nemo", distance, "intact stack"))
    propellant = summary["propellant"]
    if propellant["available_kg"] > 0.0:
        share = f"{percent_left(propellant):.0f} % of what was available"
        found.append(Tile("propellant left", f"{propellant['margin_kg'] / 1e3:,.1f} t", share))
    return tile_list(found, colour, heading)


def _debris_tiles(debris: DebrisFigures) -> list[Tile]:
    found = []
    if span := extent(debris, COUNTED):
        note = f"{percent(COUNTED)} of fragments"
        found.append(Tile("length of the footprint", f"{span['length_km']:,.0f} km", note))
    for clearance in debris["keep_out"]:
        if clearance["land"] == "foreign land" and clearance["least_km"] is not None:
            limit = f"limit {clearance['limit_km']:.0f} km"
            found.append(Tile("nearest foreign land", f"{clearance['least_km']:,.0f} km", limit))
    risk = debris["expected_casualties"]["with_failures"]["likely"]
    return [*found, Tile("risk with failures", one_in(risk), "of one casualty")]


def tile_list(found: Sequence[Tile], colour: str, heading: str) -> str:
    """Tiles under the heading of whom they are about; a figure says on demand what it is."""
    cells = ""
    for tile in found:
        meaning = MEANINGS.get(tile.term)
        value = text(tile.value) if meaning is None else computed_value(tile.value, meaning)
        note = tag("small", text(tile.note)) if tile.note else ""
        cells += tag("div", tag("dt", text(tile.term)) + tag("dd", value + note))
    head = ""
    if heading:
        swatch = tag("span", class_="swatch", style=f"background:{colour}")
        head = tag("p", swatch + text(heading), class_="whose")
    return head + tag("dl", cells, class_="tiles", style=f"--own:{colour}")


def _remarks(summary: Summary) -> str:
    return "".join(tag("p", text(remark), class_="warn") for remark in end_remarks(summary))


def burns_table(summary: Summary) -> str:
    """The burns of one flight."""
    rows: list[tuple[str, ...]] = []
    lowering = summary["lowering"]
    if lowering["burns"]:
        dates = (lowering["first_utc"] or "", lowering["last_utc"] or "")
        first, last = (long_date(date, False) for date in dates)
        name = f"{lowering['burns']} lowering burns"
        rows.append((name, f"{first} to {last}", *_effort(lowering), "", ""))
    for burn in summary["burns"]:
        orbits = [
            f"{perigee:.0f} x {apogee:.0f}"
            for perigee, apogee in (
                (burn["perigee_before_km"], burn["apogee_before_km"]),
                (burn["perigee_after_km"], burn["apogee_after_km"]),
            )
        ]
        ignition = long_date(burn["ignition_utc"])
        rows.append((spaced(burn["name"]), ignition, *_effort(burn), *orbits))
    heads = ["burn", "ignition", "s", "m/s", "kN", "kg", "orbit before, km", "orbit after, km"]
    label = summary.get("label") or summary["scenario"]
    return table(heads, rows, f"{label}: burns", range(2, 8)) if rows else ""


def _effort(burn: BurnFigures | LoweringFigures) -> tuple[str, str, str, str]:
    """Seconds, m/s, kN and kg."""
    thrust = burn.get("thrust_n")
    return (
        f"{burn['duration_s']:,.0f}",
        f"{burn['delta_v_m_s']:.2f}",
        "" if thrust is None else f"{thrust / 1e3:.2f}",
        f"{burn['propellant_kg']:,.0f}",
    )
