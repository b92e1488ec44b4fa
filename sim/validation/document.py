"""Outcomes in words: numbers with as many digits as their tolerance has, the page
docs/validation.md, and plain records for JSON.
"""

import math
from collections.abc import Sequence
from typing import Any

from sim.validation.comparison import MET, MISSED, NOT_SIMULATED, SKIPPED, Comparison, Outcome
from sim.validation.goals import GOALS, NOT_RUN, attained, worst

MINUS = "\N{MINUS SIGN}"
EXACT = 7
"""Decimals up to which numbers are written out."""

HEAD = """# Checked against the world and against other codes

Every reference case: what it is, where its numbers come from, what they are, what this simulator
finds, and how far apart the two may be and why. Written by

```
ISS_DEORBIT_REFERENCE=<folder of the reference files> iss-deorbit validate --out docs/validation.md
```

and not by hand. `iss-deorbit validate CASE...` runs some of the cases (`'nesc_*'` works too) and
prints the same table; `--json` prints it for programs. The files of the references come under
licences of their own and are no part of the project; without the folder the cases that read them
are skipped, never passed. A difference is ours less the reference; the last column says why just
so much of one is allowed. "No test" stands there where something unknown was fitted to the
quantity, "a first look" where a choice was made after the outcome was known. Exit code 1 says that
something was missed or broke.

Others can fly a scenario too: `iss-deorbit export SCENARIO --to gmat` writes a script for GMAT, and
`--to orekit` a Python program for Orekit with its gravity field, both with the burns as they were
flown (`scenarios/hindcasts` and `scenarios/checks` hold the flights of this page). What they leave
out stands at the top of what they write.
"""


def decimals(finding: Comparison) -> int:
    """Decimals that show two digits of the tolerance, and more for a miss that these would hide."""
    most = max(abs(finding.low), abs(finding.high))
    places = max(0, 1 - math.floor(math.log10(most))) if most > 0.0 else 3
    if finding.verdict == MISSED:
        bound = finding.high if finding.difference > 0.0 else finding.low
        while places < EXACT and round(finding.difference, places) == round(bound, places):
            places += 1
    return places


def number(value: float, places: int) -> str:
    """A number with so many decimals, or in powers of ten if they are many; a dash for none."""
    if math.isnan(value):
        return "\N{EN DASH}"
    text = f"{value:,.{places}f}" if places <= EXACT else f"{value:.4g}"
    if text.strip("-0.,") == "":
        text = text.replace("-", "")
    return text.replace("-", MINUS) if places <= EXACT else text


def allowed(finding: Comparison) -> str:
    """Bounds on the difference."""
    places = decimals(finding)
    if finding.high == -finding.low:
        return f"\N{PLUS-MINUS SIGN}{number(finding.high, places)}"
    low, high = (number(bound, places) for bound in (finding.low, finding.high))
    return f"{low} to {'+' if finding.high > 0.0 else ''}{high}"


def cells(finding: Comparison) -> tuple[str, str, str, str, str, str, str]:
    """Quantity with its unit, reference, ours, difference, bounds, verdict and reason."""
    places = decimals(finding)
    unit = f", {finding.unit}" if finding.unit else ""
    values = (finding.reference, finding.ours, finding.difference)
    reference, ours, difference = (number(value, places) for value in values)
    return (
        finding.quantity + unit,
        reference,
        ours,
        difference,
        allowed(finding),
        finding.verdict,
        finding.why,
    )


def tally(outcomes: Sequence[Outcome]) -> dict[str, int]:
    """How many findings were met, missed or are not simulated, how many cases skipped or broke."""
    verdicts = [finding.verdict for each in outcomes for finding in each.findings]
    count = {word: verdicts.count(word) for word in (MET, MISSED, NOT_SIMULATED)}
    count[SKIPPED] = sum(each.skipped is not None for each in outcomes)
    return count | {"broken": sum(each.failure is not None for each in outcomes)}


def tally_sentence(outcomes: Sequence[Outcome]) -> str:
    """The same in a sentence."""
    count = tally(outcomes)
    words = [
        f"{count[MET]:,} of {sum(count[w] for w in (MET, MISSED, NOT_SIMULATED)):,} quantities in "
        f"{len(outcomes)} cases met",
        f"{count[MISSED]} missed",
        f"{count[NOT_SIMULATED]} not simulated",
    ]
    words += [f"{count[w]} cases {w}" for w in (SKIPPED, "broken") if count[w]]
    return ", ".join(words) + "."


def record(outcome: Outcome) -> dict[str, Any]:
    """A case as plain data."""
    case = outcome.case
    return {
        "case": case.name,
        "title": case.title,
        "source": case.source,
        "family": case.family,
        "about": case.about,
        "skipped": outcome.skipped,
        "failure": outcome.failure,
        "findings": [
            {
                "quantity": each.quantity,
                "unit": each.unit,
                "reference": each.reference,
                "ours": None if math.isnan(each.ours) else each.ours,
                "difference": None if math.isnan(each.ours) else each.difference,
                "lowest_difference": each.low,
                "highest_difference": each.high,
                "verdict": each.verdict,
                "why": each.why,
            }
            for each in outcome.findings
        ],
    }


def page(outcomes: Sequence[Outcome]) -> str:
    """The page docs/validation.md."""
    lines = [HEAD, f"**{tally_sentence(outcomes)}**", ""]
    lines += [*_exceptions(outcomes), *_aims(outcomes)]
    for family in dict.fromkeys(each.case.family for each in outcomes):
        lines += [f"## {family}", ""]
        for each in outcomes:
            if each.case.family == family:
                lines += _section(each)
    return "\n".join(lines)


def _exceptions(outcomes: Sequence[Outcome]) -> list[str]:
    """What a reader should see first: misses, what isn't simulated, what was not run."""
    lines = []
    for each in outcomes:
        name = each.case.name
        if each.skipped:
            lines.append(f"* **Skipped**: `{name}`: {each.skipped}.")
        if each.failure:
            lines.append(f"* **Broken**: `{name}`: {each.failure}.")
        for finding in each.findings:
            quantity, reference, ours, _, bounds, verdict, why = cells(finding)
            if verdict == MISSED:
                said = f"reference {reference}, ours {ours}, allowed {bounds}: {why}."
                lines.append(f"* **Missed**: `{name}`, {quantity}: {said}")
            if verdict == NOT_SIMULATED:
                lines.append(f"* **Not simulated**: `{name}`, {quantity}: {why}.")
    return [*lines, ""] if lines else []


def _aims(outcomes: Sequence[Outcome]) -> list[str]:
    """What the simulator was asked to reach, and how near the nearest miss of each aim comes."""
    lines = [
        "## What was aimed at",
        "",
        "| Aim | Nearest to its limit | Reached |",
        "|:--|:--|:--|",
    ]
    for goal in GOALS:
        found = attained(goal, outcomes)
        verdict = goal.known[1] if goal.known else NOT_RUN
        shown = goal.known[0] if goal.known else "\N{EN DASH}"
        if found:
            tight = worst(found)
            quantity, _, _, difference, bounds, _, _ = cells(tight)
            shown = f"{quantity}: {difference} of {bounds}"
            verdict = "yes" if all(each.verdict == MET for each in found) else "**no**"
        lines.append(f"| {goal.asked} | {shown} | {verdict} |")
    return [*lines, ""]


def _section(outcome: Outcome) -> list[str]:
    case = outcome.case
    lines = [f"### {case.name}: {case.title}", "", f"Source: {case.source}.", ""]
    if case.about:
        lines += [case.about, ""]
    if outcome.skipped or outcome.failure:
        return [*lines, f"Not run: {outcome.skipped or outcome.failure}.", ""]
    lines += [
        "| Quantity | Reference | Ours | Difference | Allowed | Why so much |",
        "|:--|--:|--:|--:|--:|:--|",
    ]
    for finding in outcome.findings:
        quantity, reference, ours, difference, bounds, verdict, why = cells(finding)
        if verdict != MET:
            difference = f"**{difference} {verdict}**"
        row = (quantity, reference, ours, difference, bounds, why)
        lines.append("| " + " | ".join(cell.replace("|", "\\|") for cell in row) + " |")
    return [*lines, ""]
