"""Answers of a finished campaign, written beside its store with merged samples and figures."""

import json
from collections.abc import Sequence
from dataclasses import replace
from functools import partial
from pathlib import Path

import numpy as np

from sim.campaign.analysis.summary import analyse_campaign
from sim.campaign.run.apart import write_identity
from sim.campaign.run.campaign import Campaign
from sim.campaign.run.merge import merge_chunks, read_chunks
from sim.campaign.run.place import LocalFolder
from sim.campaign.run.store import SHARDS, Store
from sim.formats.folder import new_folder
from sim.formats.json_text import json_text
from sim.report.results.campaign import FRAGMENT_KINDS, MOST_READ, CampaignResult, come_down
from sim.report.results.contents import CampaignFigures, CampaignSettings, PlanFacts
from sim.report.results.provenance import Provenance
from sim.report.results.reading import read_columns
from sim.scenario.load import resolved_yaml, scenario_hash
from sim.scenario.schema.scenario import Scenario
from sim.workflow.build_results import weather_source
from sim.workflow.output import Output


def write_results(
    store: Store,
    campaign: Campaign,
    scenarios: Sequence[Scenario],
    *,
    chunks: int,
    facts: CampaignSettings,
    output: Output,
) -> CampaignResult:
    """Write the answers beside the store, or as a whole into a folder of their own; parameters are
    those of `write_answers`.
    """
    folder = output.target([])
    write = partial(
        write_answers, store, campaign, scenarios, chunks=chunks, facts=facts, output=output
    )
    if output.shards is None:
        return write(folder)
    with new_folder(folder, force=True) as unfinished:  # refused before it was flown, if need be
        result = write(unfinished)
        write_identity(store, unfinished)
    return replace(result, folder=folder)


def write_answers(
    store: Store,
    campaign: Campaign,
    scenarios: Sequence[Scenario],
    folder: Path,
    *,
    chunks: int,
    facts: CampaignSettings,
    output: Output,
) -> CampaignResult:
    """Merge the samples, answer, and write everything but the store itself.

    Parameters
    ----------
    store, campaign
        The first `chunks` chunks are there.
    scenarios
        Of the plans, with dated burns.
    folder
        To write to; if it is not that of the store, it gets the fragments that are shown as well.
    chunks
        Chunks that count.
    facts
        What the answers say of how they were made.
    output
        Whether figures are drawn, and the command for the manifest.
    """
    plans = _plan_facts(campaign, scenarios)
    figures: CampaignFigures = {
        **analyse_campaign(store, campaign, chunks=chunks),
        "campaign": {**facts, "chunks": chunks, "plans": plans},
    }
    for experiment in campaign.experiments:
        kinds = ("samples",) if experiment.sequence is None else ("samples", "decisions")
        for table in (f"{kind}-{experiment.name}" for kind in kinds):
            merge_chunks(store, table, folder / f"{table}.parquet", chunks)
    result = CampaignResult(
        folder=folder,
        answers=json.loads(json_text(figures)),  # as it is read again
        scenarios={scenario.name: resolved_yaml(scenario) for scenario in scenarios},
        manifest=_provenance(store, campaign, scenarios, chunks, output.command),
    )
    result.write()
    if store.place != LocalFolder(folder):
        _copy_shown_fragments(store, scenarios, folder, chunks)
    if output.plots:
        from sim.report.figures.campaign.draw import draw_campaign
        from sim.report.page.write import write_page

        draw_campaign(CampaignResult.read(folder), folder)
        write_page(folder)
    return result


def _plan_facts(campaign: Campaign, scenarios: Sequence[Scenario]) -> list[PlanFacts]:
    return [
        {
            "name": scenario.name,
            "title": scenario.title,
            "label": scenario.comparison.label or scenario.name,
            "depends_on": scenario.depends_on,
            "colour": scenario.comparison.colour,
            "scenario_sha256": scenario_hash(scenario),
            "start_utc": experiment.mission.epoch.utc_iso(),
            "begins_utc": experiment.mission.epoch.utc_iso(float(np.max(experiment.mission.start))),
        }
        for scenario, experiment in zip(scenarios, campaign.experiments, strict=True)
    ]


def _copy_shown_fragments(
    store: Store, scenarios: Sequence[Scenario], folder: Path, chunks: int
) -> None:
    """Copy as many of the first shards of fragments as figures show, so that they can be drawn
    again without the store.
    """
    copied = LocalFolder(folder)
    copied.prepare(SHARDS)
    for scenario in scenarios:
        count = 0
        for chunk in range(chunks):
            shard = store.shard(f"fragments-{scenario.name}", chunk)
            copied.write(shard, store.place.read(shard))
            count += come_down(read_columns(folder / shard, FRAGMENT_KINDS)).sum()
            if count > MOST_READ:
                break


def _provenance(
    store: Store, campaign: Campaign, scenarios: Sequence[Scenario], chunks: int, command: str
) -> Provenance:
    statuses: list[str] = []
    for scenario in scenarios:
        for part in read_chunks(store, f"samples-{scenario.name}", ["status"], chunks):
            statuses += part["status"].tolist()
    missions = [experiment.mission for experiment in campaign.experiments]
    return Provenance(
        scenarios={scenario.name: scenario_hash(scenario) for scenario in scenarios},
        statuses=statuses,
        weather={
            scenario.name: weather_source(scenario, mission)
            for scenario, mission in zip(scenarios, missions, strict=True)
        },
        command=command,
    )
