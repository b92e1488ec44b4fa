"""The first sentences on a flight: when and where debris falls, how far from land, and where its
risk comes from.
"""

from collections.abc import Mapping, Sequence
from typing import Any

from sim.entry.risk.casualty import one_in
from sim.entry.risk.land import country_at
from sim.report.results.contents import RunFigures
from sim.report.text.debris import counted_extent, share_words
from sim.report.text.flight import flight_sentences
from sim.report.text.formatting import amount, long_date
from sim.report.text.names import human_name
from sim.report.text.oceans import ocean_name

Summary = RunFigures
Figures = Mapping[str, Any]

PLANNED = "as planned"
"""The part of the risk that no failure causes."""
SHOWN = 0.05
"""Failures below this share of the risk are not named."""


def headline(summary: Summary) -> str:
    """When and where the debris of a flight falls; without debris, how the flight ends."""
    debris = summary.get("debris")
    fallen = debris["footprint"] if debris else None
    span = counted_extent(debris) if debris else None
    if debris is None or fallen is None or span is None:
        return flight_sentences(summary)[0]
    label = summary.get("label") or summary["scenario"]
    first, last = fallen["first_impact_utc"], fallen["last_impact_utc"]
    when = (
        f"on {long_date(first, False)}, from {first[11:16]} to {last[11:16]} UTC"
        if first[:10] == last[:10]
        else f"from {long_date(first)} to {long_date(last)}"
    )
    sentence = (
        f"{label}: debris falls {when}, {debris_place(summary)}, over "
        f"{amount(span['length_km'], 'km')} along the track ({share_words(span['share'])})."
    )
    near = [
        (each["least_km"], each["nearest_country"])
        for each in debris["keep_out"]
        if each["least_km"] is not None
    ]
    if near:
        distance, country = min(near, key=lambda pair: pair[0])
        away = amount(distance, "km")
        sentence += (
            f" Some of it falls on {country}."
            if distance < 0.5
            else f" The nearest land is {country}, {away} from the nearest fragment."
        )
    return sentence


def debris_place(summary: Summary) -> str:
    """Where the middle of the debris falls: `into the South Pacific Ocean`, or `on Chile`."""
    debris = summary.get("debris")
    reference = (debris["reference"] if debris else None) or summary["impact"]
    if reference is None:
        return "to the ground"
    place = reference["latitude_deg"], reference["longitude_deg"]
    country = str(country_at([place[1]], [place[0]])[0])
    return f"on {country}" if country else f"into the {ocean_name(*place)}"


def risk_sentences(summaries: Sequence[Summary]) -> list[str]:
    """What the casualty risk of flights is as planned, and which failures make up the rest; nothing
    without debris, or where no burn aims it.
    """
    risks = {
        str(summary.get("label") or summary["scenario"]): debris["expected_casualties"]
        for summary in summaries
        if summary["burns"] and (debris := summary.get("debris")) and debris["footprint"]
    }
    planned = _each({label: _planned(expected) for label, expected in risks.items()})
    causes = _each({label: _failures(expected) for label, expected in risks.items()})
    return [
        f"{words}: {listed}."
        for words, listed in (
            ("If all goes as planned", planned),
            ("The risk comes from failures", causes),
        )
        if listed
    ]


def _each(words_by_label: Mapping[str, str]) -> str:
    """What is said of all if it is the same, else of each with its label."""
    labels = set(words_by_label.values())
    if len(labels) < 2:
        return "".join(labels)
    return "; ".join(f"{words} for {label}" for label, words in words_by_label.items() if words)


def _planned(expected: Figures) -> str:
    risk = expected[PLANNED.replace(" ", "_")]["likely"]
    return "nobody lives under the debris" if risk <= 0.0 else f"{one_in(risk)} for one casualty"


def _failures(expected: Figures) -> str:
    """Failures and their shares of the risk, the largest first."""
    total = expected["with_failures"]["likely"]
    shares = {
        human_name(name): span["likely"] / total
        for name, span in expected["contributions"].items()
        if name != PLANNED and total > 0.0 and span["likely"] >= SHOWN * total
    }
    ordered = sorted(shares, key=lambda name: -shares[name])
    return " and ".join(f"{name} ({100.0 * shares[name]:.0f} %)" for name in ordered)
