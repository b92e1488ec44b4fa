"""Files of a finished campaign beside its store: answers, areas, merged samples, figures."""

import shlex
import sys
from collections.abc import Mapping, Sequence
from datetime import UTC, datetime
from typing import Any

import numpy as np

from sim.campaign.analysis.summary import analyse_campaign
from sim.campaign.run.campaign import Campaign
from sim.campaign.run.merge import merge_chunks, read_chunks
from sim.campaign.run.store import Store, write_whole
from sim.formats.geojson import geojson_text, points, polygon
from sim.formats.json_text import write_json
from sim.formats.manifest import manifest
from sim.scenario.load import resolved_yaml, scenario_hash
from sim.scenario.schema.scenario import Scenario
from sim.workflow.results import weather_of


def write_answers(
    store: Store,
    campaign: Campaign,
    scenarios: Sequence[Scenario],
    *,
    chunks: int,
    facts: Mapping[str, Any],
    plots: bool,
) -> dict[str, Any]:
    """Write everything but the store itself; returns the answers."""
    folder = store.path
    found = analyse_campaign(store, campaign, chunks=chunks)
    found["campaign"] = {
        **facts,
        "chunks": chunks,
        "plans": [
            {
                "name": scenario.name,
                "title": scenario.title,
                "label": scenario.comparison.label or scenario.name,
                "colour": scenario.comparison.colour,
                "scenario_sha256": scenario_hash(scenario),
                "start_utc": experiment.mission.epoch.utc_iso(),
                "begins_utc": experiment.mission.epoch.utc_iso(
                    float(np.max(experiment.mission.start))
                ),
            }
            for scenario, experiment in zip(scenarios, campaign.experiments, strict=True)
        ],
    }
    for scenario in scenarios:
        path = folder / f"{scenario.name}.yaml"
        path.write_text(resolved_yaml(scenario), encoding="utf-8")
        merge_chunks(
            store, f"samples-{scenario.name}", folder / f"samples-{scenario.name}.parquet", chunks
        )
    areas = geojson_text(_features(found))
    write_whole(folder / "footprint.geojson", lambda part: part.write_text(areas, encoding="utf-8"))
    write_json(folder / "answers.json", found)
    write_json(folder / "manifest.json", _manifest(store, campaign, scenarios, chunks))
    if plots:
        from sim.report.figures.campaign import draw_campaign
        from sim.report.page.file import write_page
        from sim.report.results.campaign import CampaignResult

        draw_campaign(CampaignResult.read(folder), folder)
        write_page(folder)
    return found


def _features(found: Mapping[str, Any]) -> list[dict[str, Any]]:
    """Areas that hold given shares of all fragments of each plan."""
    made = []
    for name, plan in found["plans"].items():
        if plan["debris"] is None:
            continue
        for each in plan["debris"]["contours"]:
            told = {"kind": "contour", "scenario": name, "share": each["share"]}
            made.append(polygon(each["latitude_deg"], each["longitude_deg"], told))
        aim = plan["debris"]["aim"]
        told = {"kind": "aim", "scenario": name}
        made += points([aim["latitude_deg"]], [aim["longitude_deg"]], [told])
    return made


def _manifest(
    store: Store, campaign: Campaign, scenarios: Sequence[Scenario], chunks: int
) -> dict[str, Any]:
    status: list[str] = []
    for scenario in scenarios:
        for part in read_chunks(store, f"samples-{scenario.name}", ["status"], chunks):
            status += part["status"].tolist()
    missions = [each.mission for each in campaign.experiments]
    return manifest(
        {scenario.name: scenario_hash(scenario) for scenario in scenarios},
        status,
        weather={
            scenario.name: weather_of(scenario, mission)
            for scenario, mission in zip(scenarios, missions, strict=True)
        },
        created_utc=datetime.now(UTC).strftime("%Y-%m-%dT%H:%M:%SZ"),
        command=[shlex.join(["iss-deorbit", *sys.argv[1:]])],
    )
