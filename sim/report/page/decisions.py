"""The part of the page of a campaign on decisions: what came of every burn, and why."""

from typing import Any

from sim.report.colours import DECISIONS
from sim.report.page.chart import Chart, placeholder
from sim.report.page.markup import folded, key_list, paragraphs, table, tag
from sim.report.results.campaign import CampaignResult, PlanOutcome
from sim.report.series.decisions import OUTCOMES, Try, list_causes, list_tries
from sim.report.text.decisions import (
    decision_sentences,
    reason_words,
    share_words,
    try_name,
    when_words,
)
from sim.report.text.formatting import short_percent

HOW = (
    "A bar is all flights that came to that try of a burn, in the order flown, and what came of "
    "it: zoom in to see what is rare. A burn that waits is tried again. Times count from the first "
    "try of the final burn."
)
HEADS = ("burn", "decided", "what came of it", "why", "of all flights")
CAPTION = "Burns that were not simply flown as commanded"


def decisions_section(result: CampaignResult, charts: dict[str, Any]) -> str:
    """Sentences, bars of each plan, and a table of reasons; nothing where nothing was decided."""
    shown = [(plan, tries) for plan in result.plans if (tries := list_tries(plan))]
    if not shown:
        return ""
    body = paragraphs(words for plan, _ in shown for words in decision_sentences(plan))
    present = {name for _, tries in shown for each in tries for name in each.shares}
    keys = [(words, DECISIONS[name]) for name, words in OUTCOMES.items() if name in present]
    panels = ""
    for k, (plan, tries) in enumerate(shown):
        charts[f"decisions_{k}"] = _lanes(plan, tries)
        panels += placeholder(f"decisions_{k}", plan.label)
    body += paragraphs([HOW]) + key_list(keys) + tag("div", panels, class_="panels")
    for plan, tries in shown:
        rows = [
            (
                try_name(cause.burn, cause.attempt, tries),
                next(
                    when_words(each.hours)
                    for each in tries
                    if (each.burn, each.attempt) == (cause.burn, cause.attempt)
                ),
                OUTCOMES[cause.outcome],
                reason_words(cause.outcome, cause.reason),
                share_words(cause.share),
            )
            for cause in list_causes(plan)
        ]
        if rows:
            listed = table(HEADS, rows, f"{plan.label}: {CAPTION.lower()}")
            body += folded(f"{plan.label}: why", tag("div", listed, class_="wide"))
    return body


def _lanes(plan: PlanOutcome, tries: list[Try]) -> Chart:
    """Bars end to end, one lane a try: shares of the flights that came to it, %."""
    series = []
    for row, each in enumerate(tries):
        begin = 0.0
        for name, share in each.shares.items():
            part = 100.0 * share.estimate / each.flights
            words = f"{OUTCOMES[name]}: {share_words(share)} of all flights"
            series.append(
                {
                    "kind": "bars",
                    "colour": DECISIONS[name],
                    "row": row,
                    "x": [round(begin, 4)],
                    "x2": [round(begin + part, 4)],
                    "text": [words],
                }
            )
            begin += part
    return {
        "title": f"{plan.label}: what came of each burn",
        "x": {"label": "flights that came to it (%)", "kind": "number", "zero": True},
        "y": {
            "rows": [
                f"{try_name(each.burn, each.attempt, tries)} · {when_words(each.hours)} · "
                f"{short_percent(each.flights)} % of flights"
                for each in tries
            ],
            "above": 1,
            "pitch": 26,
        },
        "series": series,
    }
