"""Decisions of a campaign in words."""

from collections.abc import Sequence

from sim.campaign.analysis.statistics import Interval
from sim.operations.decisions.reasons import SENTENCES, Reason
from sim.report.results.campaign import PlanOutcome
from sim.report.series.decisions import EVENTFUL, OUTCOMES, Try, flights_with
from sim.report.text.formatting import MISSING, short_percent
from sim.report.text.names import human_name

ORDINALS = ("first", "second", "third", "fourth", "fifth")


def try_name(burn: str, attempt: int, tries: Sequence[Try]) -> str:
    """A try as the label of a row: the burn, and which try it is where there are several."""
    several = any(each.burn == burn and each.attempt > 1 for each in tries)
    if not several:
        return human_name(burn)
    count = ORDINALS[attempt - 1] if attempt <= len(ORDINALS) else f"{attempt}th"
    return f"{human_name(burn)}, {count} try"


def when_words(hours: float) -> str:
    """How long before the first try of the final burn, in the unit that suits."""
    side, size = "before" if hours >= 0.0 else "after", abs(hours)
    if size < 0.05:
        return "0 h"
    if size >= 48.0:
        return f"{size / 24.0:.1f} d {side}"
    return f"{size:.0f} h {side}" if size >= 10.0 else f"{size:.1f} h {side}"


def share_words(share: Interval) -> str:
    """A share of the flights with its interval."""
    low, high = short_percent(share.low), short_percent(share.high)
    return f"{short_percent(share.estimate)} % ({low} to {high})"


def reason_words(outcome: str, reason: str) -> str:
    """Why; nothing but what failed where every rule was satisfied."""
    if reason == Reason.SATISFIED.word:
        return "engines failed" if outcome in ("early", "engines_out") else MISSING
    known = {each.word: sentence for each, sentence in SENTENCES.items()}
    return known.get(reason, human_name(reason))


def decision_sentences(plan: PlanOutcome) -> list[str]:
    """How often burns were not flown as commanded; nothing without decisions."""
    if not len(plan.decisions.get("sample", ())):
        return []
    events = {name: flights_with(plan, name) for name in EVENTFUL}
    sentences = [
        f"{words} in {share_words(events[name])}"
        for name, words in OUTCOMES.items()
        if name in events and events[name].estimate > 0.0
    ]
    if not sentences:
        return [
            f"{plan.label}: every burn of every flight was flown as commanded at its first try."
        ]
    eventful = flights_with(plan, *EVENTFUL)
    return [
        f"{plan.label}: in {share_words(eventful)} of the flights a burn was not simply flown as "
        f"commanded at its first try: {'; '.join(sentences)}."
    ]
