"""The answer of the page of a campaign: sentences, and the figures asked for first as tiles."""

from collections.abc import Iterator, Sequence

from sim.report.page.markup import paragraphs, tag, text
from sim.report.page.run_answer import Tile, broken_list, clause_list, tile_list
from sim.report.results.campaign import CampaignResult, PlanOutcome
from sim.report.text.campaign import (
    BRACKETS,
    EVENTS,
    Size,
    campaign_lead,
    chance_words,
    outcome_sentences,
    pair_sentences,
    short_percent,
    spread_note,
)
from sim.report.text.formatting import number, typographic_minus

CHANCES = (
    ("aimed", "down at the aim, on the planned pass"),
    ("backup", "down on another pass"),
    ("missed", "down outside the corridor about the aim"),
    ("uncontrolled", "uncontrolled entry"),
    ("unplannable", "no plan could be made any more"),
    ("in_orbit", "still in orbit at the end"),
    ("keep_out", "too near to land"),
    ("outside_corridor", "outside the corridor"),
    ("reserve_touched", "reserve used"),
)
"""Keys of probabilities and the terms of their tiles: what became of the flights first."""
RARE = ("missed", "unplannable", "in_orbit")
"""Keys of those that have a tile only where they happened."""
LIMITS = ("keep_out",)
"""Keys of those that no flight may meet."""
MEASURES = (
    ("length_km", "length of the footprint", " km", 0),
    ("entry_angle_deg", "entry angle", "°", 2),
    ("margin_kg", "propellant beyond the reserve", " kg", 0),
)
"""Keys of measures, the terms of their tiles, units, and digits after the point."""


def campaign_answer(
    result: CampaignResult, corridors: Sequence[Size | None], confidence: float
) -> str:
    """The first part of the page: what happens how often, and what passes and fails."""
    body = tag("p", text(campaign_lead(result, corridors)), class_="lead")
    body += broken_list([words for plan in result.plans for words in _too_near(plan)])
    for plan in result.plans:
        if clauses := clause_list(plan.answer.get("requirements") or []):
            whose = tag("p", text(plan.label), class_="whose") if len(result.plans) > 1 else ""
            body += whose + clauses
    notes = [BRACKETS.format(confidence=100.0 * confidence), spread_note(result.samples)]
    body += tag("p", text(" ".join(filter(None, notes))), class_="muted")
    return body


def campaign_figures(
    result: CampaignResult, colours: Sequence[str], corridors: Sequence[Size | None]
) -> str:
    """The figures asked for first, how the plans differ, and the results of each in sentences."""
    body = ""
    for plan, colour in zip(result.plans, colours, strict=True):
        body += tiles(plan, colour)
    if sentences := pair_sentences(result):
        body += tag("h3", "How the plans differ") + paragraphs(sentences)
    for plan, corridor in zip(result.plans, corridors, strict=True):
        body += tag("h3", text(plan.label))
        body += paragraphs(outcome_sentences(plan, corridor, result.samples))
    return body


def _too_near(plan: PlanOutcome) -> Iterator[str]:
    """A sentence if debris of a flight falls nearer to land than allowed."""
    chance = plan.answer["probabilities"].get("keep_out")
    if chance and chance["estimate"] > 0.0:
        yield f"{plan.label}: {EVENTS['keep_out']} {chance_words(chance)}."


def tiles(plan: PlanOutcome, colour: str) -> str:
    """The figures people ask for first, as a list of terms."""
    return tile_list(outcome_tiles(plan), colour, plan.label)


def outcome_tiles(plan: PlanOutcome) -> list[Tile]:
    """Chances and measures of a plan that people ask for first."""
    tiles = []
    for key, term in CHANCES:
        chance = plan.answer["probabilities"].get(key)
        if chance and not (key in RARE and chance["estimate"] == 0.0):
            low, high = short_percent(chance["low"]), short_percent(chance["high"])
            estimate = f"{short_percent(chance['estimate'])} %"
            state = "broken" if key in LIMITS and chance["estimate"] > 0.0 else ""
            tiles.append(Tile(term, estimate, f"of the flights ({low} to {high} %)", state))
    for key, term, unit, digits in MEASURES:
        measure = plan.answer["measures"].get(key)
        if measure and measure["count"]:
            median, low, high = (
                typographic_minus(number(measure[quantile], digits=digits))
                for quantile in ("median", "p05", "p95")
            )
            tiles.append(Tile(term, f"{median}{unit}", f"90 %: {low} to {high}"))
    return tiles
