"""The answer of a search for a backup in words: whether one flies, the set, the best of it."""

from sim.report.results.backup_search import BackupCandidateFigures, BackupSearchFigures


def search_headline(answer: BackupSearchFigures) -> str:
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


def candidate_sentence(of: BackupCandidateFigures) -> str:
    """One candidate in a sentence."""
    last = "the station's engines" if of["finisher"] == "station" else "the ship at the aft port"
    burns = f"{of['ship_burns']} burns by the ship, {of['station_burns']} by the station"
    ships = f"{of['ships']} ships ({of['launches_per_year']:g} a year, {of['kept']} of them kept)"
    end = of["fails"] or f"{of['margin_kg']:,.0f} kg over the reserve"
    return (
        f"{ships}, line {of['cross_feed']}, {burns}, {of['parking_km']:.0f} km, then {last} to "
        f"{of['perigee_km']:.0f} km: {end}"
    )


def search_markdown(answer: BackupSearchFigures) -> str:
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
