"""The answer of a search for a backup in words: whether one flies, the set, the best of it."""

from collections.abc import Mapping
from typing import Any


def search_headline(answer: Mapping[str, Any]) -> str:
    """The first line: how many fly, or that none does and what would change it."""
    if answer["feasible"]:
        best = answer["best"][0]
        return (
            f"{answer['feasible']:,} of {answer['flown']:,} candidates fly; the least takes "
            f"{best['ships']} ships"
        )
    none = f"none of the {answer['candidates']:,} candidates flies with what is known to work"
    able = [change for change in answer["changes"] if change["feasible"]]
    if not able:
        return f"{none}, nor with any one of the changes tried"
    least = able[0]
    return f"{none}; the least change that makes one fly: {least['says']}"


def candidate_sentence(row: Mapping[str, Any]) -> str:
    """One candidate in a sentence."""
    last = "the station's engines" if row["finisher"] == "station" else "the ship at the aft port"
    burns = f"{row['ship_burns']} burns by the ship, {row['station_burns']} by the station"
    ships = (
        f"{row['ships']} ships ({row['launches_per_year']:g} a year, {row['kept']} of them kept)"
    )
    end = row["fails"] or f"{row['margin_kg']:,.0f} kg over the reserve"
    return (
        f"{ships}, line {row['cross_feed']}, {burns}, {row['parking_km']:.0f} km, then {last} to "
        f"{row['perigee_km']:.0f} km: {end}"
    )


def search_markdown(answer: Mapping[str, Any]) -> str:
    """The whole answer as Markdown: headline, changes, best candidates, the set."""
    lines = [f"# {answer['title'] or answer['scenario']}: search for a backup", ""]
    lines += [f"{search_headline(answer)[:1].upper()}{search_headline(answer)[1:]}.", ""]
    if answer["changes"]:
        lines += [
            "## Changes tried alone",
            "",
            "| change | assumes | best candidate |",
            "|---|---|---|",
        ]
        lines += [
            f"| {c['name']} | {c['says']} | {candidate_sentence(c['best'])} |"
            for c in answer["changes"]
        ]
        lines.append("")
    lines += ["## Best candidates", ""]
    lines += [f"* {candidate_sentence(row)}" for row in answer["best"]]
    lines += [
        "",
        f"## The set: {answer['candidates']:,} candidates",
        "",
        f"{answer['flown']:,} of them were flown: none whose ships cannot do the way down before, "
        "and of those that leave the same for the burns the one with fewest ships.",
        "",
    ]
    lines += [
        f"* {name}: {', '.join(map(str, value)) if isinstance(value, list) else value}"
        for name, value in answer["set"].items()
        if name != "favours"
    ]
    return "\n".join(lines) + "\n"
