"""What a notebook shows of a scenario and of results: sentences of the pages, and short tables."""

from collections.abc import Mapping, Sequence
from typing import Any

from sim.flight.figures import BurnFigures
from sim.planning.figures import PlannedBurnFigures
from sim.report.page.markup import paragraphs, table, tag, text
from sim.report.results.campaign import CampaignResult
from sim.report.results.contents import PlanAnswerFigures, RunFigures
from sim.report.text.campaign import campaign_lead, outcome_sentences, pair_sentences
from sim.report.text.dependence import dependences
from sim.report.text.flight import end_remarks, flight_sentences
from sim.report.text.formatting import MISSING, long_date, number
from sim.report.text.limits import broken_limits, broken_plan_limits
from sim.report.text.names import human_name
from sim.report.text.plan import plan_lead, plan_sentences, violation_sentences
from sim.scenario.schema.scenario import Scenario

WARNING = "color:#b00020;font-weight:600"


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


def flight_html(summary: RunFigures) -> str:
    """Broken limits, results in sentences, and the burns of a flight."""
    first, *others = flight_sentences(summary)
    body = tag("p", tag("strong", text(first))) + _warnings(dependences([summary]))
    body += _warnings([each.sentence for each in broken_limits(summary)])
    body += _warnings(end_remarks(summary))
    return body + paragraphs(others) + _burns(summary["burns"])


def plan_html(plan: PlanAnswerFigures) -> str:
    """Whether a plan is feasible, why, and its burns."""
    if not plan["feasible"]:
        words = f"{plan.get('title') or plan['scenario']}: no plan is feasible."
        return tag("p", tag("strong", text(words))) + _warnings(violation_sentences(plan))
    body = tag("p", tag("strong", text(plan_lead(plan)))) + _warnings(dependences([plan]))
    body += _warnings([each.sentence for each in broken_plan_limits(plan)])
    return body + paragraphs(plan_sentences(plan)) + _burns(plan["burns"])


def campaign_html(result: CampaignResult) -> str:
    """Results of a campaign in sentences."""
    unknown = [None] * len(result.plans)
    body = tag("p", tag("strong", text(campaign_lead(result, unknown))))
    body += _warnings(dependences(result.answers["campaign"]["plans"]))
    for plan in result.plans:
        body += paragraphs(outcome_sentences(plan, None, result.samples))
    return body + paragraphs(pair_sentences(result))


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
