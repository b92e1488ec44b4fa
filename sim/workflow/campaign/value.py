"""The value of better navigation, forecasts, burns or another law of guidance: the same draws are
flown with each of them switched, a campaign each, and compared flight by flight.
"""

import threading
import time
from collections.abc import Sequence
from dataclasses import dataclass, replace
from pathlib import Path

from sim._version import __version__
from sim.campaign.analysis.value import ValueAnswers, compare_switched
from sim.formats.json_text import write_json
from sim.report.results.campaign import CampaignResult
from sim.scenario.schema.scenario import Scenario
from sim.workflow.aim import SearchedPlan
from sim.workflow.campaign.fly import run_campaign, send_message
from sim.workflow.campaign.options import CampaignOptions, OptionError
from sim.workflow.campaign.prepare import check_dispersed, prepare_plans
from sim.workflow.campaign.switches import SWITCHES, Switch, with_switch
from sim.workflow.output import Output
from sim.workflow.progress import OnProgress, ignore_progress

VALUE = "value.json"
BASE = "base"
"""Folder of the campaign with nothing switched."""


@dataclass(frozen=True)
class ValueResult:
    """A finished comparison: its folder, which holds a campaign for each switch, and answers."""

    folder: Path
    answers: ValueAnswers


def chosen_switches(names: str | None) -> tuple[Switch, ...]:
    """Switches by their names with commas; all for None.

    Raises
    ------
    OptionError
        If there is no such switch.
    """
    known = {switch.name: switch for switch in SWITCHES}
    if names is None:
        return SWITCHES
    for name in names.split(","):
        if name not in known:
            raise OptionError("switches", f" {name}: allowed: {', '.join(known)}")
    return tuple(known[name] for name in dict.fromkeys(names.split(",")))


def run_value(
    scenarios: Sequence[Scenario],
    files: Sequence[Path],
    options: CampaignOptions,
    output: Output,
    *,
    switches: Sequence[Switch] = SWITCHES,
    resume: bool = False,
    on_progress: OnProgress = ignore_progress,
    stop: threading.Event | None = None,
) -> ValueResult:
    """Fly what is switched and compare it with what is not; parameters and errors as of
    `sim.workflow.campaign.fly.run_campaign`.
    """
    if options.until is not None:
        raise OptionError("until", ": what is compared takes the same flights of each")
    folder = output.target([scenario.name for scenario in scenarios], "value")
    check_dispersed(scenarios, files)
    searched = _search_burns(scenarios, options, on_progress)

    changed = _switched(scenarios, switches)
    begun, number, most = time.monotonic(), 0, 1 + len(changed)

    def fly(name: str, flown: Sequence[Scenario]) -> CampaignResult:
        nonlocal number
        each, number = (time.monotonic() - begun) / max(number, 1), number + 1
        left = f"; about {each * (most - number + 1) / 60.0:.0f} min left" if number > 1 else ""
        send_message(on_progress, f"campaign {number} of {most}: {name}{left}")
        inside = replace(output, folder=folder / name, plots=False)
        return run_campaign(
            flown, files, options, inside,
            resume=resume, searched=searched, on_progress=on_progress, stop=stop,
        )  # fmt: skip

    base = fly(BASE, scenarios)
    answers: ValueAnswers = {
        "samples": base.samples,
        "version": __version__,
        "labels": {each.name: each.comparison.label or each.name for each in scenarios},
        "switches": {},
    }
    for switch, plans in changed:
        names = [name for name, plan in plans.items() if plan is not None]
        result = fly(switch.name, [plans[each.name] or each for each in scenarios])
        answers["switches"][switch.name] = {
            "meaning": switch.words,
            "plans": {
                name: compare_switched(base.columns(name), result.columns(name)) for name in names
            },
        }
    write_json(folder / VALUE, answers)
    if output.plots:
        from sim.report.figures.campaign.draw import draw_value

        draw_value(answers, base.plans, folder)
    return ValueResult(folder, answers)


def _switched(
    scenarios: Sequence[Scenario], switches: Sequence[Switch]
) -> list[tuple[Switch, dict[str, Scenario | None]]]:
    """Switches that change a plan, with the plans by name; None for those that stay as they are."""
    changed = [
        (switch, {each.name: with_switch(each, switch) for each in scenarios})
        for switch in switches
    ]
    return [pair for pair in changed if any(pair[1].values())]


def _search_burns(
    scenarios: Sequence[Scenario], options: CampaignOptions, on_progress: OnProgress
) -> dict[str, SearchedPlan]:
    """Burns of each plan by its name: whatever is switched, they are searched for once."""
    plans = prepare_plans(scenarios, options, on_progress)
    return {plan.scenario.name: plan.searched for plan in plans if plan.searched is not None}
