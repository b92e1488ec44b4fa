"""The probability of a rare event as tables for a terminal."""

from rich.console import Group, RenderableType
from rich.text import Text

from sim.report.results.tail import TailAnswers
from sim.report.tables.layout import dependence_lines, rows_table
from sim.report.text.tail import event_words, leading_words, tail_chance, tail_notes


def tail_table(answers: TailAnswers) -> RenderableType:
    """Probability of the event for each plan, what it rests on, and what leads there."""
    plans = answers["plans"].values()
    parts = dependence_lines(plans)
    rows = [
        (plan["label"], tail_chance(plan), leading_words(plan) or "nothing alone") for plan in plans
    ]
    heads = ("plan", "probability, 95 % interval", "where it happened, on average")
    parts.append(rows_table(event_words(answers["event"]), heads, rows))
    parts += [Text(f"{plan['label']}: {' '.join(tail_notes(plan))}") for plan in plans]
    return Group(*parts)
