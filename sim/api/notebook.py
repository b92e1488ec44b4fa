"""What a notebook shows of a scenario and of results: sentences of the pages, and short tables."""

from collections.abc import Mapping, Sequence
from typing import Any

import numpy as np

from sim.api.notebook_map import Spot, small_map
from sim.flight.figures import BurnFigures
from sim.planning.figures import PlannedBurnFigures
from sim.report.colours import PALETTE
from sim.report.page.campaign_answer import outcome_tiles
from sim.report.page.markup import paragraphs, table, tag, text
from sim.report.page.plan_page import plan_tiles
from sim.report.page.run_answer import Tile, danger_tiles, figure_tiles
from sim.report.results.campaign import CampaignResult
from sim.report.results.plan import PlanResult
from sim.report.results.run import RunResult
from sim.report.results.sweep import SweepResult
from sim.report.text.campaign import campaign_lead, outcome_sentences, pair_sentences
from sim.report.text.dependence import dependences
from sim.report.text.flight import end_remarks, flight_sentences
from sim.report.text.formatting import MISSING, long_date, number
from sim.report.text.limits import broken_limits, broken_plan_limits
from sim.report.text.names import human_name
from sim.report.text.plan import plan_lead, plan_sentences, violation_sentences
from sim.report.text.sweep.words import cell, point_words, reached_words
from sim.scenario.schema.scenario import Scenario

WARNING = "color:#b00020;font-weight:600"
SMALL = "font-size:85%;opacity:.75"
TILE = "border:1px solid #8884;border-radius:4px;padding:.35em .7em;max-width:16em"
LAST_HOURS = 3.0
"""Of a flight, whose track is on the map: two revolutions."""
MOST_TILES, MOST_SPOTS = 6, 400


def scenario_html(scenario: Scenario, file: str, changes: Mapping[str, Any]) -> str:
    """Title, place and changes of a scenario, and its phases."""
    body = tag("p", tag("strong", text(scenario.title)))
    body += tag("p", text(f"{scenario.name}, from {file}"))
    if changes:
        rows = [(key, MISSING if value is None else value) for key, value in changes.items()]
        body += table(["change", "value"], rows, "changes")
    rows = [
        (human_name(phase.name), human_name(phase.attitude or ""), "burn" if phase.burn else "")
        for phase in scenario.phases
    ]
    return body + table(["phase", "attitude", ""], rows, "phases")


def flight_html(result: RunResult) -> str:
    """Tiles, broken limits, results in sentences, a map, and the burns of a flight."""
    summary = result.summary
    first, *others = flight_sentences(summary)
    body = tag("p", tag("strong", text(first))) + _warnings(dependences([summary]))
    body += _warnings([each.sentence for each in broken_limits(summary)])
    body += _warnings(end_remarks(summary))
    body += _tiles([*danger_tiles(summary), *figure_tiles(summary)])
    return body + paragraphs(others) + _flight_map(result) + _burns(summary["burns"])


def _flight_map(result: RunResult) -> str:
    """The last hours over the ground, with the impact; nothing of a flight without a path."""
    path = result.trajectory
    if not len(path.get("time_s", ())):
        return ""
    last = path["time_s"] > path["time_s"][-1] - LAST_HOURS * 3600.0
    impact = result.summary["impact"]
    spots = []
    if impact is not None:
        words = "impact of the intact stack"
        spots.append(Spot(impact["longitude_deg"], impact["latitude_deg"], words))
    track = np.column_stack([path["longitude_deg"][last], path["latitude_deg"][last]])
    return small_map(spots, track)


def plan_html(result: PlanResult) -> str:
    """Whether a plan is feasible, why, tiles, a map and its burns."""
    plan = result.answer
    if not plan["feasible"]:
        words = f"{plan.get('title') or plan['scenario']}: no plan is feasible."
        return tag("p", tag("strong", text(words))) + _warnings(violation_sentences(plan))
    body = tag("p", tag("strong", text(plan_lead(plan)))) + _warnings(dependences([plan]))
    body += _warnings([each.sentence for each in broken_plan_limits(plan)])
    body += _tiles(plan_tiles(plan)) + paragraphs(plan_sentences(plan))
    aim = plan.get("aim")
    spots = [] if aim is None else [Spot(aim["longitude_deg"], aim["latitude_deg"], "aim point")]
    return body + small_map(spots, result.track) + _burns(plan["burns"])


def campaign_html(result: CampaignResult) -> str:
    """Results of a campaign in sentences."""
    unknown = [None] * len(result.plans)
    body = tag("p", tag("strong", text(campaign_lead(result, unknown))))
    body += _warnings(dependences(result.answers["campaign"]["plans"]))
    spots = []
    for k, plan in enumerate(result.plans):
        body += _tiles(outcome_tiles(plan)) + paragraphs(
            outcome_sentences(plan, None, result.samples)
        )
        colour = PALETTE[(k + 1) % len(PALETTE)]
        places = plan.fragments[:: max(1, len(plan.fragments) // MOST_SPOTS)]
        spots += [Spot(x, y, f"a fragment of {plan.label}", colour) for x, y in places.tolist()]
    return body + paragraphs(pair_sentences(result)) + (small_map(spots) if spots else "")


def sweep_html(result: SweepResult) -> str:
    """What became of the points of a sweep, why some do not count, and the ends of each metric."""
    answer = result.answer
    body = tag("p", tag("strong", text(reached_words(result)))) + _warnings(dependences([answer]))
    shown = [each for each in answer["metrics"] if each["least"] is not None]
    body += _tiles(
        [
            Tile(
                each["words"],
                f"{cell(each['least'])} to {cell(each['most'])} {each['unit']}".strip(),
                f"least at {point_words(result, each['least_at'])}",
            )
            for each in shown[:MOST_TILES]
        ]
    )
    causes = [(each["points"], each["status"], each["reason"]) for each in answer["causes"]]
    if causes:
        body += table(["points", "", "first reason"], causes, "why points do not count")
    return body + _front_table(result)


def _front_table(result: SweepResult) -> str:
    """Points that no other beats in both metrics; nothing without a front."""
    pareto = result.answer["pareto"]
    if pareto is None or not pareto["points"]:
        return ""
    rows = [
        (point_words(result, k), *(cell(float(result.columns[n][k])) for n in pareto["metrics"]))
        for k in pareto["points"][:MOST_SPOTS]
    ]
    named = zip(pareto["senses"], pareto["metrics"], strict=True)
    heads = ["point", *(f"{sense} {name}" for sense, name in named)]
    return table(heads, rows, "points that no other beats in both", (1, 2))


def _tiles(found: Sequence[Tile]) -> str:
    """Figures with their terms and notes, side by side, in a style of their own: a notebook has
    none for them.
    """
    cells = ""
    for tile in found:
        colour = {"style": WARNING} if tile.state else {"style": "font-weight:600"}
        note = tag("div", text(tile.note), style=SMALL) if tile.note else ""
        term = tag("div", text(tile.term), style=SMALL)
        cells += tag("div", term + tag("div", text(tile.value), **colour) + note, style=TILE)
    return tag("div", cells, style="display:flex;flex-wrap:wrap;gap:.5em") if found else ""


def _warnings(sentences: Sequence[str]) -> str:
    return "".join(tag("p", text(sentence), style=WARNING) for sentence in sentences)


def _burns(burns: Sequence[BurnFigures] | Sequence[PlannedBurnFigures]) -> str:
    """The deorbit burns, a row each; nothing without any."""
    rows = [
        (
            human_name(burn["name"]),
            long_date(burn["ignition_utc"]),
            number(burn["duration_s"], "s"),
            number(burn["delta_v_m_s"], "m/s"),
            number(burn["propellant_kg"], "kg"),
            number(burn["perigee_after_km"], "km"),
        )
        for burn in burns
    ]
    heads = ["burn", "ignition", "time (s)", "Δv (m/s)", "propellant (kg)", "perigee after (km)"]
    return table(heads, rows, "burns", range(2, 6)) if rows else ""
