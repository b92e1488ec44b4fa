"""A state as files: a scenario that begins at the hold and flies to the same place, and what lands.

The stack begins with the position, velocity and loads of the hold; how long its engines have fired
before is not carried over.
"""

from collections.abc import Mapping
from typing import Any

import numpy as np

from sim.flight.phase import Phase
from sim.formats.geojson import geojson_text, line, points, polygon
from sim.scenario.load import resolved_yaml
from sim.scenario.schema.scenario import Scenario
from sim.workflow.explore.answer import Answer
from sim.workflow.explore.controls import DELTA_V, PERIGEE, Controls
from sim.workflow.explore.held import HeldPlan

ORIGIN = "explored"
"""Assumption of every value that the hold or a control has set."""


def scenario_text(plan: HeldPlan, state: Controls, name: str, changed: Mapping[str, object]) -> str:
    """A scenario as YAML that flies a state from the hold on.

    Parameters
    ----------
    plan, state
        What is flown; an aim is taken up by them already.
    name
        Of the new scenario.
    changed
        What a person had changed, for its description.
    """
    scenario = plan.flown.scenario
    content = scenario.model_dump(mode="json", by_alias=True, exclude_none=True)
    for key in ("plan", "guidance", "campaign", "visits", "disposals", "include", "search"):
        content.pop(key, None)
    mission, held = plan.held.mission, plan.held
    epoch = mission.epoch
    words = ", ".join(f"{key} {value}" for key, value in changed.items()) or "as planned"
    content |= {
        "name": name,
        "title": f"{scenario.title or scenario.name}, explored",
        "description": f"From {epoch.utc_iso(plan.begin, 0)} on, with the last burn: {words}.",
        "start": epoch.utc_iso(plan.begin, 3),
        "state": {"cartesian": {
            "frame": "gcrf",
            "position": [f"{x / 1e3:.9f} km" for x in held.y[0, :3]],
            "velocity": [f"{v:.9f} m/s" for v in held.y[0, 3:6]],
            "assumption": f"{ORIGIN}: as the flight of {scenario.name} is held",
        }},
        "stack": sorted(held.final.docked),
    }  # fmt: skip
    _keep_docked(content, plan)
    _change_air(content, state)
    content["phases"] = _phases(content["phases"], plan, state)
    return resolved_yaml(Scenario.model_validate(content).made_from(scenario))


def _keep_docked(content: dict[str, Any], plan: HeldPlan) -> None:
    """Vehicles that are docked or come later, with what is in their tanks."""
    stack = plan.held.final
    later = {name for phase in (plan.coast, plan.burn, *plan.after) for name in phase.dock}
    kept = set(stack.docked) | later
    content["vehicles"] = {k: v for k, v in content["vehicles"].items() if k in kept}
    for tank, load in zip(stack.tanks, stack.load[0], strict=True):
        vehicle, _, own = tank.partition(".")
        if vehicle in stack.docked:
            told = {"value": f"{load:.6f} kg", "assumption": f"{ORIGIN}: what is left"}
            content["vehicles"][vehicle]["tanks"][own]["load"] = told
    control = content.get("attitude_control")
    if control is not None and "tanks" in control:
        control["tanks"] = [tank for tank in control["tanks"] if tank.partition(".")[0] in kept]


def _change_air(content: dict[str, Any], state: Controls) -> None:
    """Density, solar activity, and the areas that drag counts on."""
    environment = content["environment"]
    if state.density != 1.0:
        air = environment.setdefault("atmosphere", {})
        usual = float(air.get("density_factor", 1.0))
        air["density_factor"] = usual * state.density
    if state.activity is not None:
        environment["space_weather"]["percentile"] = state.activity
    if state.drag_area == 1.0:
        return
    for vehicle in content["vehicles"].values():
        for attitude in vehicle.get("attitudes", {}).values():
            usual = attitude.get("area_factor", {"value": 1.0})
            value = float(usual["value"] if isinstance(usual, dict) else usual)
            attitude["area_factor"] = {"value": value * state.drag_area, "assumption": ORIGIN}


def _phases(given: list[dict[str, Any]], plan: HeldPlan, state: Controls) -> list[dict[str, Any]]:
    """The wait, the burn and what follows, as a scenario has them."""
    k = next(i for i, phase in enumerate(given) if phase["name"] == plan.record.name)
    burn = dict(given[k])
    del burn["name"]
    actions = plan.burn
    wait = _plain(plan.coast) | {
        "name": f"{plan.record.name}_wait",
        "attitude": str(plan.held.attitude[0]),
        "until": {"date": plan.held.mission.epoch.utc_iso(plan.ignition(state), 6)},
    }
    for key, kept in (("attitude", actions.attitude), ("dock", actions.dock),
                      ("undock", actions.undock), ("transfer", actions.transfers)):  # fmt: skip
        if not kept:
            burn.pop(key, None)
    told = dict(burn["burn"])
    told.pop("ignition", None)
    out = state.engines_out
    engines = []
    firings = plan.burn.burn.firings if plan.burn.burn is not None else ()
    for use, firing in zip(told["engines"], firings, strict=True):
        count = int(firing.count or 0)
        lost = min(out, count)
        out -= lost
        usual = float(use.get("thrust_factor", 1.0))
        more = {} if lost == 0 else {"count": count - lost}
        engines.append(use | more | {"thrust_factor": usual * state.thrust})
    told["engines"] = engines
    if state.cutoff == PERIGEE:
        told["cutoff"] = {"perigee": f"{state.perigee_km} km"}
    if state.cutoff == DELTA_V:
        told["cutoff"] = {"delta_v": f"{state.delta_v_m_s} m/s"}
    return [wait, {"name": plan.record.name, **burn, "burn": told}, *given[k + 1 :]]


def _plain(phase: Phase) -> dict[str, Any]:
    """How a phase is propagated, as a scenario has it."""
    return {
        "field_degree": phase.field_degree,
        "relative_tolerance": phase.relative_tolerance,
        "longest_step": f"{phase.longest_step:g} s",
        "save_every": f"{phase.save_every:g} s",
    }


def footprint_text(answer: Answer) -> str:
    """Pieces, the area around them and the ground track as GeoJSON (RFC 7946)."""
    track, ring, pieces = answer.track, answer.ring, answer.fragments
    features = [line(track[:, 1], track[:, 0], {"what": "ground track"})]
    if len(ring):
        features.append(polygon(ring[:, 1], ring[:, 0], {"what": "area that holds all pieces"}))
    told = [
        {"what": "piece", "mass_kg": float(mass), "count": float(np.round(count, 1))}
        for mass, count in pieces[:, 2:4]
    ]
    if told:
        features += points(pieces[:, 1], pieces[:, 0], told)
    return geojson_text(features)
