"""What the page is sent: answers as numbers rounded to what can be seen, land as outlines."""

from collections.abc import Mapping
from typing import Any

import numpy as np

from sim.data.build_once import build_once
from sim.entry.risk.casualty import one_in
from sim.entry.risk.limit_lines import limit_lines
from sim.explore.address import query_of
from sim.explore.session import CloudStep, OpenPlan, Reply
from sim.report.page.maps.svg_map import ocean_around
from sim.report.series.outlines import thinned_land
from sim.workflow.explore.controls import Controls

THINNING = 0.06
"""deg to which outlines of land are thinned: 7 km."""
MOST_POINTS = 600
"""Places of one part of a cloud that are sent."""
CELL = 1.5
"""deg between the points that lines at the least distances from land are found from."""


def opened(plan: OpenPlan) -> dict[str, Any]:
    """What a page needs to know of a plan once: words, controls, passes, answer without changes."""
    scenario = plan.scenario
    given = scenario.comparison
    return {
        "name": plan.name,
        "title": scenario.title or plan.name,
        "label": (given.label if given else "") or plan.name,
        "digest": plan.digest,
        "aim": plan.plan.aim,
        "plans_again": plan.scenario.plan is not None,
        "dispersed": len(plan.dispersed),
        "controls": [
            {
                "name": each.name, "label": each.label, "unit": each.unit, "least": each.least,
                "most": each.most, "step": each.step, "usual": each.usual, "whole": each.whole,
                "missing": each.missing,
            }
            for each in plan.plan.controls().values()
        ],
        "passes": [each.figures for each in plan.passes],
        "nominal": answered(plan, Controls(), Reply(plan=plan.plan, answer=plan.nominal)),
        "limits": limits(plan),
    }  # fmt: skip


def answered(plan: OpenPlan, state: Controls, reply: Reply) -> dict[str, Any]:
    """An answer as the page draws it."""
    answer = reply.answer
    figures = dict(answer.figures)
    debris = figures["debris"]
    if debris is not None:
        words = {
            "expected_words": one_in(debris["expected_casualties"]),
            "uncontrolled_words": one_in(debris["uncontrolled_casualties"]),
        }
        figures["debris"] = debris | words
    return {
        "state": state.changed(),
        "address": query_of(state, plan.name, plan.digest),
        "figures": figures,
        "approximate_km": reply.approximate,
        "aim": state.aim or plan.plan.aim,
        "flown": {
            "ignition_shift_s": answer.state.ignition_shift_s,
            "revolution": answer.state.revolution,
        },
        "track": _rounded(answer.track, (3, 3, 1, 0, 0)),
        "profile": _rounded(answer.profile, (1, 2, 0, 3, 3, 2)),
        "fragments": _rounded(answer.fragments, (3, 3, 1, 1, 0)),
        "ring": _rounded(answer.ring, (3, 3)),
    }


def clouded(step: CloudStep) -> dict[str, Any]:
    """A step of a cloud: some of the newest places, and figures if there are new ones."""
    places = step.part.places
    stride = max(1, len(places) // MOST_POINTS)
    figures = step.figures
    if figures is not None:
        risk = figures["expected_casualties"]
        figures = {**figures, "risk_words": None if risk is None else [one_in(r) for r in risk]}
    return {
        "samples": step.samples,
        "wanted": step.wanted,
        "pieces": step.pieces,
        "places": _rounded(places[::stride, :2], (2, 2)),
        "figures": figures,
    }


def _rounded(table: np.ndarray, digits: tuple[int, ...]) -> list[list[float]]:
    """Rows of columns rounded to so many digits each."""
    columns = [np.round(table[:, k], n) for k, n in enumerate(digits)]
    return np.column_stack(columns).tolist() if len(table) else []


@build_once
def land() -> list[list[float]]:
    """Outlines of land, each as longitude and latitude in deg one after the other."""
    return [np.round(ring, 2).ravel().tolist() for ring in thinned_land(THINNING)]


def limits(plan: OpenPlan) -> list[dict[str, Any]]:
    """Lines at the least distances from land that are allowed, around the debris of a plan."""
    debris = plan.nominal.figures["debris"]
    if debris is None:
        return []
    east, north = debris["longitude_deg"], debris["latitude_deg"]
    first, last, south, top = ocean_around(east, north)
    x, y = np.arange(first, last, CELL), np.arange(south, top, CELL)
    return [
        {
            "land": each["land"],
            "limit_km": each["limit_km"],
            "lines": [
                np.round(line, 2).tolist()
                for line in limit_lines(each["land"], 1e3 * each["limit_km"], x, y)
                if len(line) > 2
            ],
        }
        for each in debris["keep_out"]
    ]


def problems(found: Mapping[str, str]) -> dict[str, Any]:
    """What is wrong with values, by the names of their controls."""
    return {"problems": dict(found)}
