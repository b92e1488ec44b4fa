"""Preparing the plans of a campaign: checked, and flown to where their samples begin."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from functools import partial
from pathlib import Path

import numpy as np

from sim.campaign.run.experiment import Experiment
from sim.campaign.run.prepare import prepare_experiment
from sim.campaign.sampling.dispersion import Dispersion, describe_dispersions
from sim.errors import InputError
from sim.flight.fly import continue_from, fly
from sim.flight.interface import find_aboard
from sim.flight.mission import Mission
from sim.flight.status import IN_ORBIT, FlightProgress
from sim.operations.guidance.rule import GuidanceRule
from sim.planning.failures.early_ends import fly_early_ends
from sim.planning.feasibility.go_no_go import find_interruptions
from sim.scenario.build.campaign import corridor, dispersions
from sim.scenario.build.decisions import failure_dispersions, failure_model
from sim.scenario.build.entry import burn_rates, components, entry_options, keep_out_limits
from sim.scenario.build.guidance import guidance_of
from sim.scenario.build.mission import build_mission
from sim.scenario.build.phases import phases_of
from sim.scenario.build.plan import planned
from sim.scenario.schema.scenario import Scenario
from sim.workflow.acceptance import has_failed
from sim.workflow.aim import SearchedPlan
from sim.workflow.campaign.guided import guided_plan
from sim.workflow.campaign.options import CampaignOptions
from sim.workflow.flown_scenario import search_feasible_plan, stage_names
from sim.workflow.progress import OnProgress, process_side_by_side

NOMINAL = "nominal flight"


@dataclass(frozen=True)
class PreparedPlan:
    """A plan that can be dispersed: its scenario with dated burns, its experiment, and its burns as
    they were searched for; None where none were.
    """

    scenario: Scenario
    experiment: Experiment
    searched: SearchedPlan | None = None


@dataclass(frozen=True)
class _Beginning:
    """Where the samples of a plan begin: scenario with dated burns, mission from there, aim point
    (latitude, longitude in rad) and plan; both None where none is asked for.
    """

    scenario: Scenario
    mission: Mission
    aim: tuple[float, float] | None = None
    searched: SearchedPlan | None = None


def check_dispersed(scenarios: Sequence[Scenario], files: Sequence[Path]) -> None:
    """Refuse scenarios that can't be flown as one campaign, before anything flies.

    Raises
    ------
    InputError
        If names are not different, one has nothing dispersed, or two disperse one parameter
        differently.
    """
    names = [scenario.name for scenario in scenarios]
    if len(set(names)) < len(names):
        raise InputError(f"plans of a campaign need different names; given: {', '.join(names)}")
    for file, scenario in zip(files, scenarios, strict=True):
        if scenario.campaign is None or not scenario.campaign.dispersions:
            raise InputError(
                f"{file}: nothing is dispersed; add `campaign: {{include: campaign/iss.yaml}}` or "
                "dispersions of your own (docs/campaigns.md)"
            )
    shared_dispersions(scenarios)


def shared_dispersions(scenarios: Sequence[Scenario]) -> tuple[Dispersion, ...]:
    """Dispersions of all plans together.

    Raises
    ------
    InputError
        If two plans disperse one parameter differently.
    """
    by_name: dict[str, Dispersion] = {}
    for scenario in scenarios:
        for dispersion in (*(given := dispersions(scenario)), *_failures(scenario, given)):
            first = by_name.setdefault(dispersion.name, dispersion)
            if describe_dispersions([dispersion]) != describe_dispersions([first]):
                raise InputError(
                    f"{scenario.name}: {dispersion.name} is dispersed differently than in "
                    f"{scenarios[0].name}; plans are compared on the same draws"
                )
    return tuple(by_name.values())


def _failures(scenario: Scenario, given: Sequence[Dispersion]) -> tuple[Dispersion, ...]:
    """What is drawn besides so that burns fail, where they are planned again."""
    if scenario.plan is None or guidance_of(scenario).law != "replan":
        return ()
    burns = [burn.name for burn in scenario.plan.burns]
    return failure_dispersions(failure_model(scenario), burns, [each.name for each in given])


def prepare_plans(
    scenarios: Sequence[Scenario],
    options: CampaignOptions,
    on_progress: OnProgress,
    searched: Mapping[str, SearchedPlan] | None = None,
) -> list[PreparedPlan]:
    """Fly every plan to where its samples begin, and make an experiment of it.

    Parameters
    ----------
    scenarios, options, on_progress
        Plans; how they will be flown; called with the progress.
    searched
        Burns that are known, by the name of the scenario: they are not searched for again. They
        depend on neither `guidance` nor `campaign`.

    Raises
    ------
    InputError
        If a plan can't begin there, or its nominal flight fails.
    """
    missions = [build_mission(scenario) for scenario in scenarios]
    stages = [[*stage_names(*pair), NOMINAL] for pair in zip(scenarios, missions, strict=True)]
    work = partial(_prepare_plan, options=options, searched=searched or {})
    return process_side_by_side(work, scenarios, missions, stages, on_progress)


def _prepare_plan(
    scenario: Scenario,
    mission: Mission,
    live: FlightProgress,
    options: CampaignOptions,
    searched: Mapping[str, SearchedPlan],
) -> PreparedPlan:
    settings = scenario.campaign
    if settings is None:
        raise InputError(f"{scenario.name}: nothing is dispersed")
    if options.begin == "start":
        beginning = _Beginning(scenario, mission)
    else:
        beginning = _fly_to_burns(scenario, mission, live, searched.get(scenario.name))
    live.phase = NOMINAL
    dated = beginning.scenario
    entry = dated.entry
    experiment, nominal = prepare_experiment(
        dated.name,
        beginning.mission,
        options.seed,
        families=None if entry is None else lambda flown: components(dated, find_aboard(flown)),
        options=None if entry is None else entry_options(entry),
        aim=beginning.aim,
        year=_year(beginning.mission),
        pieces=settings.pieces,
        degree=settings.field_degree,
        tolerance=float(settings.relative_tolerance),
        corridor=corridor(scenario),
        limits=None if entry is None else keep_out_limits(entry),
        reserve=_reserve(scenario),
        guidance=_guidance(scenario, beginning.searched),
        guided=None if beginning.searched is None else guided_plan(scenario, beginning.searched),
    )
    if has_failed(nominal):
        raise InputError(f"{dated.name}: the nominal flight failed: {nominal.status[0]}")
    if entry is None or entry.burn_rates is None:
        return PreparedPlan(dated, experiment, beginning.searched)
    plan = None if beginning.searched is None else beginning.searched.plan
    unflown, ends = entry.burn_rates.unflown, fly_early_ends(nominal)
    interruptions = tuple(find_interruptions(nominal, ends, unflown, plan))
    experiment = replace(experiment, interruptions=interruptions, rates=burn_rates(entry))
    return PreparedPlan(dated, experiment, beginning.searched)


def _guidance(scenario: Scenario, plan: SearchedPlan | None) -> GuidanceRule:
    """How burns are guided; without a plan that samples begin with, none are planned again.

    Raises
    ------
    InputError
        If that was asked for.
    """
    rule = guidance_of(scenario)
    if rule.law != "replan" or plan is not None:
        return rule
    if scenario.guidance is not None and scenario.guidance.law == "replan":
        raise InputError(
            f"{scenario.name}: guidance.law replan plans burns again, and samples that begin at "
            "the start have no plan; begin at the burns, or take orbit or clock"
        )
    return replace(rule, law="orbit")


def _reserve(scenario: Scenario) -> dict[str, float]:
    """What must stay in vehicles, kg by their names."""
    if scenario.plan is None:
        return {}
    return {name: float(mass) for name, mass in scenario.plan.limits.reserve.items()}


def _fly_to_burns(
    scenario: Scenario, mission: Mission, live: FlightProgress, known: SearchedPlan | None
) -> _Beginning:
    """Fly to the first deorbit burn: planned, as known or to be found, or as the phases have it."""
    if scenario.plan is not None:
        searched = known or search_feasible_plan(scenario, mission, live)
        plan = searched.plan
        dated = planned(scenario, plan)
        phases = phases_of(dated, mission.epoch)[len(mission.phases) :]
        aim = plan.problem.aim
        return _Beginning(
            dated,
            continue_from(plan.before, phases),
            (aim.latitude, aim.longitude),
            searched,
        )
    burning = [k for k, phase in enumerate(mission.phases) if phase.burn is not None]
    if not burning:
        raise InputError(
            f"{scenario.name}: no burns to begin at; begin at the start (`--from start`), or add a "
            "`plan`"
        )
    # with the coast before the first burn, so that its ignition can be early or late
    first = max(burning[0] - 1, 0)
    if first == 0:
        return _Beginning(scenario, mission)
    before = fly(replace(mission, phases=mission.phases[:first]), live)
    if before.status[0] != IN_ORBIT:
        raise InputError(f"{scenario.name}: the flight does not reach its burns")
    return _Beginning(scenario, continue_from(before, mission.phases[first:]))


def _year(mission: Mission) -> float:
    """Year in which samples begin, with its month as a fraction."""
    return mission.epoch.fractional_year(float(np.max(mission.start)))
