"""Outcomes of reference cases as text: numbers rounded to their tolerance, the page
docs/validation.md, and records for JSON.
"""

import math
from collections.abc import Sequence
from typing import Any

from sim.validation.comparison import MET, MISSED, NOT_SIMULATED, SKIPPED, Comparison, Outcome
from sim.validation.goals import GOALS, NOT_RUN, Goal, closest_to_limit, comparisons_of

MINUS = "\N{MINUS SIGN}"
MAX_DECIMALS = 7
"""Numbers that need more decimals are written in powers of ten."""

HEAD = """# Validation against flights and other codes

Every reference case: its source, the reference values, the values this simulator computes, the
differences, their tolerances and the reasons for the tolerances. Written by

```
ISS_DEORBIT_REFERENCE=<folder of the reference files> iss-deorbit validate --out docs/validation.md
```

and not by hand. `iss-deorbit validate CASE...` runs selected cases (`'nesc_*'` works too) and
prints the same table; `--json` prints it for programs. The reference files have licences of their
own and are not part of the project; without the folder the cases that read them are skipped and
never count as met. A difference is the computed minus the reference value; the last column gives
the reason for the tolerance. "No test" there means that an unknown was fitted to the
quantity, "after a first look" that a choice was made when the result was known. Exit code 1 means
that a tolerance was missed or a case failed.

Other programs can fly a scenario too: `iss-deorbit export SCENARIO --to gmat` writes a script for
GMAT, and `--to orekit` a Python program for Orekit with its gravity field, both with the burns as
flown (`scenarios/hindcasts` and `scenarios/checks` hold the flights of this page). The head of each
exported file lists the effects it leaves out.

Break-up and demise are compared with what others computed and with what was found, in two halves
that were named before the first run of any of them. The sphere of SESAM, UARS, the Delta II stage,
the stanchion of Naples and ATV-1 may fix constants of the model; ROSAT, CGRO, ERS-2, Hubble and the
trunk of a Dragon judge it; GOCE is shown. No list of the parts of these spacecraft is public: their
catalogues are generic, made by one recipe from public figures and not changed after the first run
([how](entry.md#generic-catalogues)). What misses stays a miss. One constant, the least wall that a
break-up counts with (13.5 kg/m²), was set after a first look at cases of both halves, CGRO and
ROSAT among them; without it stages and satellites part at 81 to 104 km.
"""


def decimals(comparison: Comparison) -> int:
    """Decimals that show two digits of the tolerance, and more if a miss needs them to show."""
    tolerance = max(abs(comparison.low), abs(comparison.high))
    places = max(0, 1 - math.floor(math.log10(tolerance))) if tolerance > 0.0 else 3
    if comparison.result == MISSED:
        difference = comparison.difference
        bound = comparison.high if difference > 0.0 else comparison.low
        while places < MAX_DECIMALS and round(difference, places) == round(bound, places):
            places += 1
    return places


def format_number(value: float, places: int) -> str:
    """A number with so many decimals, or in powers of ten if they are many; a dash for NaN."""
    if math.isnan(value):
        return "\N{EN DASH}"
    text = f"{value:,.{places}f}" if places <= MAX_DECIMALS else f"{value:.4g}"
    if text.strip("-0.,") == "":
        text = text.replace("-", "")
    return text.replace("-", MINUS) if places <= MAX_DECIMALS else text


def format_bounds(comparison: Comparison) -> str:
    """Bounds on the difference."""
    places = decimals(comparison)
    if comparison.high == -comparison.low:
        return f"\N{PLUS-MINUS SIGN}{format_number(comparison.high, places)}"
    low, high = (format_number(bound, places) for bound in (comparison.low, comparison.high))
    return f"{low} to {'+' if comparison.high > 0.0 else ''}{high}"


def cells(comparison: Comparison) -> tuple[str, str, str, str, str, str, str]:
    """Quantity with its unit, reference, computed, difference, bounds, result and reason."""
    places = decimals(comparison)
    unit = f", {comparison.unit}" if comparison.unit else ""
    values = (comparison.reference, comparison.computed, comparison.difference)
    reference, computed, difference = (format_number(value, places) for value in values)
    return (
        comparison.quantity + unit,
        reference,
        computed,
        difference,
        format_bounds(comparison),
        comparison.result,
        comparison.reason,
    )


def tally(outcomes: Sequence[Outcome]) -> dict[str, int]:
    """Number of quantities met, missed and not simulated, and of cases skipped and failed."""
    results = [comparison.result for outcome in outcomes for comparison in outcome.comparisons]
    count = {result: results.count(result) for result in (MET, MISSED, NOT_SIMULATED)}
    count[SKIPPED] = sum(outcome.skipped is not None for outcome in outcomes)
    return count | {"failed": sum(outcome.failure is not None for outcome in outcomes)}


def tally_sentence(outcomes: Sequence[Outcome]) -> str:
    """The same in a sentence."""
    count = tally(outcomes)
    total = sum(count[result] for result in (MET, MISSED, NOT_SIMULATED))
    parts = [
        f"{count[MET]:,} of {total:,} quantities in {len(outcomes)} cases met",
        f"{count[MISSED]} missed",
        f"{count[NOT_SIMULATED]} not simulated",
    ]
    unfinished = {"skipped": count[SKIPPED], "failed": count["failed"]}
    parts += [f"{number} cases {result}" for result, number in unfinished.items() if number]
    return ", ".join(parts) + "."


def record(outcome: Outcome) -> dict[str, Any]:
    """An outcome as a record for JSON."""
    case = outcome.case
    return {
        "case": case.name,
        "title": case.title,
        "source": case.source,
        "family": case.family,
        "about": case.about,
        "skipped": outcome.skipped,
        "failure": outcome.failure,
        "comparisons": [_comparison_record(comparison) for comparison in outcome.comparisons],
    }


def _comparison_record(comparison: Comparison) -> dict[str, Any]:
    simulated = not math.isnan(comparison.computed)
    return {
        "quantity": comparison.quantity,
        "unit": comparison.unit,
        "reference": comparison.reference,
        "computed": comparison.computed if simulated else None,
        "difference": comparison.difference if simulated else None,
        "lowest_difference": comparison.low,
        "highest_difference": comparison.high,
        "result": comparison.result,
        "reason": comparison.reason,
    }


def page(outcomes: Sequence[Outcome]) -> str:
    """Text of the page docs/validation.md."""
    lines = [HEAD, f"**{tally_sentence(outcomes)}**", ""]
    lines += [*_exceptions(outcomes), *_goals(outcomes)]
    for family in dict.fromkeys(outcome.case.family for outcome in outcomes):
        lines += [f"## {family}", ""]
        for outcome in outcomes:
            if outcome.case.family == family:
                lines += _section(outcome)
    return "\n".join(lines)


def _exceptions(outcomes: Sequence[Outcome]) -> list[str]:
    """Quantities missed or not simulated and cases not run, for the top of the page."""
    lines = []
    for outcome in outcomes:
        name = outcome.case.name
        if outcome.skipped:
            lines.append(f"* **Skipped**: `{name}`: {outcome.skipped}.")
        if outcome.failure:
            lines.append(f"* **Failed**: `{name}`: {outcome.failure}.")
        for comparison in outcome.comparisons:
            quantity, reference, computed, _, bounds, result, reason = cells(comparison)
            if result == MISSED:
                values = f"reference {reference}, computed {computed}, tolerance {bounds}"
                lines.append(f"* **Missed**: `{name}`, {quantity}: {values}: {reason}.")
            if result == NOT_SIMULATED:
                lines.append(f"* **Not simulated**: `{name}`, {quantity}: {reason}.")
    return [*lines, ""] if lines else []


def _goals(outcomes: Sequence[Outcome]) -> list[str]:
    """Table of the goals, each with the comparison closest to its limit."""
    lines = ["## Goals", "", "| Goal | Closest to its limit | Reached |", "|:--|:--|:--|"]
    for goal in GOALS:
        result, reached = _goal_result(goal, outcomes)
        lines.append(f"| {goal.statement} | {result} | {reached} |")
    return [*lines, ""]


def _goal_result(goal: Goal, outcomes: Sequence[Outcome]) -> tuple[str, str]:
    comparisons = comparisons_of(goal, outcomes)
    if not comparisons:
        return goal.known or ("\N{EN DASH}", NOT_RUN)
    quantity, _, _, difference, bounds, _, _ = cells(closest_to_limit(comparisons))
    reached = all(comparison.result == MET for comparison in comparisons)
    return f"{quantity}: {difference} of {bounds}", "yes" if reached else "**no**"


def _section(outcome: Outcome) -> list[str]:
    case = outcome.case
    lines = [f"### {case.name}: {case.title}", "", f"Source: {case.source}.", ""]
    if case.about:
        lines += [case.about, ""]
    if outcome.skipped or outcome.failure:
        return [*lines, f"Not run: {outcome.skipped or outcome.failure}.", ""]
    lines += [
        "| Quantity | Reference | Computed | Difference | Tolerance | Reason for the tolerance |",
        "|:--|--:|--:|--:|--:|:--|",
    ]
    for comparison in outcome.comparisons:
        quantity, reference, computed, difference, bounds, result, reason = cells(comparison)
        if result != MET:
            difference = f"**{difference} {result}**"
        row = (quantity, reference, computed, difference, bounds, reason)
        lines.append("| " + " | ".join(cell.replace("|", "\\|") for cell in row) + " |")
    return [*lines, ""]
