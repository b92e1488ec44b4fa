"""Verdicts on the clauses of NASA-STD-8719.14C, requirement 4.7-1: one table for the terminal, the
page and the documents, of a flight or of many.
"""

from collections.abc import Mapping, Sequence
from typing import Any, NamedTuple

from sim.entry.risk.casualty import one_in
from sim.report.text.formatting import (
    MISSING,
    amount,
    number,
    risk_words,
    short_percent,
    significant,
)
from sim.report.text.names import human_name

Figures = Mapping[str, Any]

STANDARD = "NASA-STD-8719.14C, 4.7-1"
HEADS = ("clause", "asks", "figure", "limit", "verdict")


class Verdict(NamedTuple):
    """A row of the table."""

    clause: str
    asks: str
    figure: str
    limit: str
    verdict: str


def verdicts(
    requirements: Sequence[Figures],
    keep_out: Sequence[Figures] = (),
    probability: Figures | None = None,
) -> list[Verdict]:
    """The clauses with their figures and verdicts.

    Parameters
    ----------
    requirements
        ``requirements`` of a flight, or of a plan of a campaign.
    keep_out
        Distances of a single flight.
    probability
        Of a failed re-entry, ``probability`` under ``reliability``; None where none is known.
    """
    return [
        Verdict(
            each["clause"], each["text"], *_figure(each, keep_out, probability), verdict_words(each)
        )
        for each in requirements
    ]


def debris_verdicts(debris: Figures) -> list[Verdict]:
    """The same of the debris of one flight."""
    reliability = debris.get("reliability")
    return verdicts(
        debris["requirements"],
        debris["keep_out"],
        None if reliability is None else reliability["probability"],
    )


def compare_verdicts(summaries: Sequence[Figures]) -> list[list[str]]:
    """Heads, and a row for each clause with a column for each flight that has debris: its verdict
    and figure; empty without any.
    """
    fallen = [
        (str(s.get("label") or s["scenario"]), debris_verdicts(debris))
        for s in summaries
        if (debris := s.get("debris")) and debris["requirements"]
    ]
    if not fallen:
        return []
    rows = [["clause", "asks", *(label for label, _ in fallen)]]
    for each in zip(*(found for _, found in fallen), strict=True):
        cells = [f"{one.verdict}: {one.figure}" for one in each]
        limit = each[0].limit.replace("\n", ", ")
        rows.append([each[0].clause, f"{each[0].asks} (limit {limit})", *cells])
    return rows


def verdict_words(requirement: Figures) -> str:
    """`passes`, `fails`, `undecided`; and where a clause is not about this kind of entry."""
    met = requirement["met"]
    word = "undecided" if met is None else "passes" if met else "fails"
    if requirement.get("applies", True):
        return word
    if requirement["clause"].endswith("a"):
        return f"{word}; the entry is controlled instead" if met is not True else word
    return "does not apply: nothing is aimed"


def _figure(
    each: Figures, keep_out: Sequence[Figures], probability: Figures | None
) -> tuple[str, str]:
    """The figure of a clause, and its limit."""
    value, limit = each["value"], each["limit"]
    if each["clause"].endswith("b"):
        return _share_of_flights(value) if isinstance(value, Mapping) else _distances(keep_out)
    if not isinstance(value, Mapping):
        return significant(value), significant(limit)
    words = risk_words(value)  # type: ignore[arg-type]
    if each["clause"].endswith("c") and probability is not None:
        words += f", failing with {probability_words(probability)}"
    return words, MISSING if limit is None else one_in(limit)


def _share_of_flights(value: Figures) -> tuple[str, str]:
    low, high = (short_percent(1.0 - value[key]) for key in ("high", "low"))
    if value["likely"] >= 1.0:
        return f"all flights keep them (at most {high} % do not)", "all flights"
    return (
        f"{short_percent(1.0 - value['likely'])} % of flights do not ({low} to {high})",
        "all flights",
    )


def _distances(keep_out: Sequence[Figures]) -> tuple[str, str]:
    """Nearest fragment of each class of land, and the limits."""
    nearest = "\n".join(
        f"{c['land']} {MISSING if c['least_km'] is None else amount(c['least_km'], 'km')}"
        for c in keep_out
    )
    limits = ", ".join(number(c["limit_km"], "km") for c in keep_out)
    return nearest or MISSING, f"{limits} km" if limits else MISSING


def probability_words(probability: Figures) -> str:
    """A chance of failure with its range: `a chance of 0.42 % (0.08 to 2.1)`."""
    low, high = short_percent(probability["low"]), short_percent(probability["high"])
    words = f"a chance of {short_percent(probability['likely'])} %"
    return words if low == high else f"{words} ({low} to {high})"


def verdict_sentence(requirements: Sequence[Figures]) -> str:
    """What the clauses that apply come to, in a sentence; nothing without any."""
    sentences = [
        f"{each['clause']} {verdict_words(each)}"
        for each in requirements
        if each.get("applies", True)
    ]
    return f"{STANDARD.partition(',')[0]}: {', '.join(sentences)}." if sentences else ""


def reliability_sentences(reliability: Figures | None) -> list[str]:
    """How likely the re-entry fails, which burn that comes from, and how reliable burns have to be.

    Parameters
    ----------
    reliability
        ``reliability`` of the debris of a flight; None where no rates are known.
    """
    if reliability is None:
        return []
    chance, needed = reliability["probability"], reliability["needed"]
    burns = reliability["burns"]
    sentences = [
        f"By the flown record the re-entry fails with {probability_words(chance)}"
        + (
            f", mostly by an interruption of the {human_name(worst['burn'])}."
            if (worst := max(burns, key=lambda b: b["probability"], default=None))
            else "."
        )
    ]
    if burns:
        sentences[0] += (
            " The casualty risk with failures is another figure: it counts a final burn that stops "
            "and is not taken up again wherever it stops, with the people where the debris then "
            "falls."
        )
    sentences.append(
        f"The other way round: clause c passes if less than {one_in(needed['sequence'])} sequences "
        f"fails ({significant(100.0 * needed['sequence'])} %)"
        + (
            ", which every burn would meet."
            if needed["per_burn"] >= 1.0
            else f", that is if less than {significant(100.0 * needed['per_burn'])} % of burns are "
            f"interrupted; the record is "
            f"{significant(100.0 * reliability['rates']['interrupted']['likely'])} %."
        )
    )
    return sentences


def burn_rows(reliability: Figures) -> list[tuple[str, str, str, str, str]]:
    """A row for each burn: how often it is interrupted, revolutions left then, chance that it ends
    in an uncontrolled entry after an interruption, and in all.
    """
    return [
        (
            human_name(each["burn"]),
            f"{short_percent(each['interrupted'])} %",
            _revolutions(each),
            _small_percent(each["lost"]),
            _small_percent(each["probability"]),
        )
        for each in reliability["burns"]
    ]


def _small_percent(chance: float) -> str:
    """Percent of a chance; nobody needs to know how small it is below one in a million."""
    return "below 0.0001 %" if 0.0 <= chance < 1e-6 else f"{short_percent(chance)} %"


BURN_HEADS = (
    "burn", "interrupted", "revolutions left", "not recovered", "uncontrolled entry"
)  # fmt: skip


def _revolutions(each: Figures) -> str:
    low, high = (
        "over 300" if value is None else number(value, digits=0 if value >= 9.5 else 1)
        for value in (each["revolutions_least"], each["revolutions_most"])
    )
    return low if low == high else f"{low} to {high}"


def cut_off_rows(windows: Sequence[Figures]) -> list[tuple[str, str, str, str]]:
    """Stretches of the final burn, and what an early cut-off there comes to: a rule for the
    flight.
    """
    return [
        (
            f"{100.0 * each['from_fraction']:.0f} to {100.0 * each['to_fraction']:.0f} %",
            number(each["cut_offs"]),
            significant(each["mean"]),
            significant(each["largest"]),
        )
        for each in windows
    ]


CUT_OFF_HEADS = ("cut off at", "cut-offs", "expected casualties", "largest")
