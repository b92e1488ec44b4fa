"""The answer of a page on flights: where debris falls, which limits are broken, and the figures
asked for first as tiles; then the results in sentences.
"""

from collections.abc import Iterable, Mapping, Sequence
from typing import Any, NamedTuple

from sim.entry.figures import DebrisFigures, margin_km
from sim.entry.risk.casualty import one_in
from sim.flight.figures import BurnFigures, LoweringFigures
from sim.planning.margins.figures import MarginFigures
from sim.report.page.inputs import computed_value
from sim.report.page.markup import folded, paragraphs, table, tag, text
from sim.report.results.contents import RunFigures
from sim.report.text.debris import counted_extent, share_words
from sim.report.text.flight import (
    compare_flights,
    end_remarks,
    flight_sentences,
)
from sim.report.text.formatting import amount, long_date, number, typographic_minus
from sim.report.text.headline import debris_place, headline, risk_sentences
from sim.report.text.limits import broken_limits
from sim.report.text.names import human_name
from sim.report.text.plan_differences import difference_sentences
from sim.report.text.propellant import usable_words
from sim.report.text.requirements import verdict_words

Summary = RunFigures

SATISFIED = "Casualty risk and distances from land satisfy their limits (NASA-STD-8719.14C, 4.7-1)."

MEANINGS = {
    "end of the flight": "impact of the intact stack, or end of the last phase",
    "all burns": "total velocity change of all burns, from thrust and mass flow by the rocket "
    "equation",
    "entry angle": "inertial flight-path angle at the entry interface; negative downward",
    "length of the footprint": "along the track, of the stretch that holds the stated share of all "
    "fragments over 15 J",
    "debris falls": "first and last impact of a fragment over 15 J, in any computed break-up",
    "nearest land": "least distance of any fragment over 15 J, in any computed break-up, from the "
    "land whose limit it comes nearest to",
    "risk of a casualty": "expected number of casualties on the ground, including the failures "
    "that the scenario lists, with their probabilities",
    "usable propellant": "what the engines of the final burn can still draw when it ends, beyond "
    "reserve, residuals and attitude control",
    "outside the corridor": "share of the flights in which any fragment over 15 J falls outside",
    "too near to land": "share of the flights in which any fragment over 15 J falls nearer to land "
    "than NASA-STD-8719.14C allows",
    "reserve used": "share of the flights that end with less propellant than the reserve",
    "propellant beyond the reserve": "at the end, median of the flights",
}
"""What the figures of the tiles are, by their terms."""


UNBROKEN = "\u2011"
"""Hyphen at which no line breaks."""
HARD = "\u00a0"
"""Space at which no line breaks."""
SHORT = 12
"""Characters of a value up to which it stays on one line: as long as a date."""


class Tile(NamedTuple):
    """A figure with its term above and a note below; `state` is `broken` where a limit is."""

    term: str
    value: str
    note: str
    state: str = ""


def answer(summaries: Sequence[Summary], globe: str) -> str:
    """The first part of the page: of each flight what falls where and when, limits that are broken
    and the clauses of the standard as pass or fail; beside them the globe, then where the risk
    comes from.
    """
    said = "".join(
        tag(
            "div",
            tag("p", text(headline(summary)), class_="lead")
            + _limits(summary)
            + _verdict_list(summary),
        )
        for summary in summaries
    )
    causes = " ".join(risk_sentences(summaries))
    return tag("div", said + globe, class_="hero") + paragraphs(filter(None, [causes]))


def _limits(summary: Summary) -> str:
    """A sentence for each limit that is broken, in red; nothing without debris."""
    debris = summary.get("debris")
    if not debris or not debris["footprint"]:
        return ""
    broken = [each.sentence for each in broken_limits(summary)]
    return broken_list(broken) or tag("p", text(SATISFIED), class_="satisfied")


def _verdict_list(summary: Summary) -> str:
    """The clauses of the standard that apply, with their verdicts; nothing without debris."""
    debris = summary.get("debris")
    if not debris or not debris["footprint"]:
        return ""
    return clause_list(debris["requirements"])


def clause_list(requirements: Sequence[Mapping[str, Any]]) -> str:
    """The clauses of the standard that apply, with their verdicts; nothing without any."""
    return verdict_list(
        (verdict_words(each), f"{each['clause'].replace('-', UNBROKEN)} {each['text']}")
        for each in requirements
        if each.get("applies", True)
    )


def verdict_list(verdicts: Iterable[tuple[str, str]]) -> str:
    """What was checked, each with its verdict before it; nothing without any."""
    items = ""
    for verdict, words in verdicts:
        mark = tag("span", text(verdict), class_=f"verdict {verdict.partition(' ')[0]}")
        items += tag("li", mark + text(words))
    return tag("ul", items, class_="verdicts") if items else ""


def broken_list(sentences: Sequence[str]) -> str:
    """Sentences on broken limits as a list in red; nothing without any."""
    items = "".join(
        tag("li", tag("strong", "Limit broken. ") + text(sentence)) for sentence in sentences
    )
    return tag("ul", items, class_="broken-limits") if items else ""


def figures(summaries: Sequence[Summary], colours: Sequence[str]) -> str:
    """Figures that people ask for next, and the results in sentences."""
    labels = [str(summary.get("label") or summary["scenario"]) for summary in summaries]
    if len(summaries) == 1:
        summary = summaries[0]
        sentences = [s for s in flight_sentences(summary) if s != headline(summary)]
        tiles = tile_list(_tiles(summary), colours[0], "")
        return tiles + _remarks(summary) + paragraphs(sentences)
    body = tag("p", text(compare_flights(summaries)))
    for label, summary, colour in zip(labels, summaries, colours, strict=True):
        body += tile_list(_tiles(summary), colour, label) + _remarks(summary)
    body += paragraphs(difference_sentences(summaries))
    for label, summary in zip(labels, summaries, strict=True):
        body += folded(f"{label} in sentences", paragraphs(flight_sentences(summary)))
    return body


def _tiles(summary: Summary) -> list[Tile]:
    """When, where and at what risk; then how the entry begins and what is left."""
    return danger_tiles(summary) + figure_tiles(summary)


def danger_tiles(summary: Summary) -> list[Tile]:
    """When, where, how far from land, at what risk."""
    debris, end = summary.get("debris"), summary["end_utc"]
    if debris and (fallen := debris["footprint"]):
        first, last = fallen["first_impact_utc"], fallen["last_impact_utc"]
        until = last[11:16] if last[:10] == first[:10] else long_date(last)
        tiles = [
            Tile("debris falls", long_date(first, False), f"{first[11:16]} to {until} UTC"),
            Tile("where", _place(summary), ""),
        ]
        return [*tiles, *_land_tile(debris), _risk_tile(summary, debris)]
    tiles = [Tile("end of the flight", long_date(end, False), f"{end[11:16]} UTC")]
    if impact := summary["impact"]:
        distance = amount(impact["distance_to_point_nemo_km"], "km")
        tiles.append(Tile("where", _place(summary), f"intact stack, {distance} from Point Nemo"))
    return tiles


def _place(summary: Summary) -> str:
    """The ocean or country, as a tile names it."""
    return debris_place(summary).partition(" ")[2].removeprefix("the ")


def _land_tile(debris: DebrisFigures) -> list[Tile]:
    """The land whose keep-out distance is satisfied least."""
    least = min(debris["keep_out"], key=margin_km)
    if least["least_km"] is None:
        return []
    state, word = ("", "satisfied") if least["kept"] else ("broken", "broken")
    note = f"{least['nearest_country']}; limit {least['limit_km']:.0f} km: {word}"
    return [Tile("nearest land", amount(least["least_km"], "km"), note, state)]


def _risk_tile(summary: Summary, debris: DebrisFigures) -> Tile:
    """The risk with failures, without burns that of an uncontrolled entry, against its limit."""
    expected = debris["expected_casualties"]
    span = expected["with_failures"] if summary["burns"] else expected["uncontrolled"]
    broken = span["likely"] > expected["limit"]
    note = f"limit {one_in(expected['limit'])}: {'broken' if broken else 'satisfied'}"
    return Tile("risk of a casualty", one_in(span["likely"]), note, "broken" if broken else "")


def figure_tiles(summary: Summary) -> list[Tile]:
    """What the burns take, how steep the entry is, how long the footprint."""
    tiles = [Tile("all burns", amount(summary["delta_v_m_s"], "m/s"), "velocity change")]
    if entry := summary["entry_interface"]:
        angle = typographic_minus(amount(entry["flight_path_angle_deg"], "°"))
        tiles.append(Tile("entry angle", angle, "inertial"))
    debris = summary.get("debris")
    if debris and (span := counted_extent(debris)):
        note = share_words(span["share"])
        tiles.append(Tile("length of the footprint", amount(span["length_km"], "km"), note))
    return margin_tile(summary.get("margin")) + tiles


def margin_tile(margin: MarginFigures | None, broken: bool = False) -> list[Tile]:
    """The propellant that is of use after the final burn; nothing where none was flown."""
    if margin is None:
        return []
    away = margin["unreachable_kg"]
    note = "after the final burn" + (f"; {amount(away, 'kg')} out of reach" if away > 50.0 else "")
    state = "broken" if broken or margin["usable_kg"] < 0.0 else ""
    usable, _, spread = usable_words(margin).partition(" (")
    if spread:
        note = f"({typographic_minus(spread)} {note}"
    return [Tile("usable propellant", typographic_minus(usable), note, state)]


def tile_list(found: Sequence[Tile], colour: str, heading: str) -> str:
    """Tiles under the heading of whom they are about, in rows that are full: of an odd number, the
    first one is two wide. A figure says on demand what it is.
    """
    if not found:
        return ""
    cells = ""
    for tile in found:
        meaning = MEANINGS.get(tile.term)
        shown = _whole(tile.value) if len(tile.value) <= SHORT else tile.value
        value = text(shown) if meaning is None else computed_value(shown, meaning)
        note = tag("small", text(tile.note)) if tile.note else ""
        state = {"class_": tile.state} if tile.state else {}
        cells += tag("div", tag("dt", text(tile.term)) + tag("dd", value + note), **state)
    head = ""
    if heading:
        swatch = tag("span", class_="swatch", style=f"background:{colour}")
        head = tag("p", swatch + text(heading), class_="whose")
    places = len(found) + len(found) % 2
    columns = next(n for n in (4, 3, 5, 2) if places % n == 0)
    odd = " odd" if len(found) % 2 else ""
    return head + tag("dl", cells, class_=f"tiles of-{columns}{odd}", style=f"--own:{colour}")


def _whole(words: str) -> str:
    """Words that stay on one line."""
    return words.replace(" ", HARD)


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
        dates = f"{_whole(first)} to\n{_whole(last)}"
        rows.append((name.replace(" ", HARD, 1), dates, *_effort(lowering), "", ""))
    for burn in summary["burns"]:
        orbits = [
            f"{perigee:.0f} x {apogee:.0f}"
            for perigee, apogee in (
                (burn["perigee_before_km"], burn["apogee_before_km"]),
                (burn["perigee_after_km"], burn["apogee_after_km"]),
            )
        ]
        ignition = _whole(long_date(burn["ignition_utc"]))
        rows.append((human_name(burn["name"]), ignition, *_effort(burn), *orbits))
    heads = ["burn", "ignition", "duration, s", "velocity change, m/s", "thrust, kN"]
    heads += ["propellant, kg", "orbit before, km", "orbit after, km"]
    label = summary.get("label") or summary["scenario"]
    return table(heads, rows, f"{label}: burns", range(2, 8)) if rows else ""


def _effort(burn: BurnFigures | LoweringFigures) -> tuple[str, str, str, str]:
    """Seconds, m/s, kN and kg."""
    thrust = burn.get("thrust_n")
    return (
        number(burn["duration_s"], "s"),
        number(burn["delta_v_m_s"], "m/s"),
        "" if thrust is None else number(thrust / 1e3, "kN"),
        number(burn["propellant_kg"], "kg"),
    )
