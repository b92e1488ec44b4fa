"""The audit of a scenario: flown again with finer steps and other models, and what that moves.

A scenario that asked for a plan is flown from where its plan begins, with the dated burns, so that
the question is about the flight and not about the search. Each change is made alone. Leaves out
uncertainty of space weather, vehicle and engines, which campaigns draw.
"""

from collections.abc import Callable, Sequence
from dataclasses import replace
from importlib.util import find_spec
from typing import NamedTuple, cast

import numpy as np

from sim.data import open_data
from sim.environment.atmosphere.models import MODELS
from sim.environment.atmosphere.nrlmsis21 import msis21_ratio
from sim.environment.gravity import FIELDS
from sim.environment.world import World
from sim.flight.fly import continue_from, fly, join_flights, scale_tolerances
from sim.flight.interface import find_entry, observe_events
from sim.flight.mission import Mission
from sim.flight.phase import Phase
from sim.flight.record import EventKind, EventRecord, Flight
from sim.flight.status import IN_ORBIT, FlightProgress
from sim.flight.trajectory import great_circle
from sim.frames.epoch import DAY
from sim.integrate.step_limit import longest_step
from sim.report.results.audit import (
    AUDIT_FIGURES,
    AuditErrors,
    AuditFigures,
    DifferenceFigures,
    VariantFigures,
)
from sim.report.tables.audit import audit_sentence
from sim.scenario.build.phases import phases_of
from sim.scenario.schema.scenario import Scenario
from sim.workflow.acceptance import has_failed
from sim.workflow.flown_scenario import FlownScenario, run_scenario

AUDITING = "auditing"

NUMERICAL, MODEL = "numerical", "model"

FINEST = 120
"""Highest degree of the field an audit takes."""

DENSER = 1.13
"""NRLMSISE-00 over NRLMSIS 2.1 along the station's orbit under a quiet Sun (docs/lowering.md): the
change of the air where no second model is at hand."""

ALIKE = 1e-3
"""s between two ends in orbit beyond which their places are not compared: 8 m of flight."""


class Variant(NamedTuple):
    """One change: whether of accuracy or of models, its name, and the mission with it."""

    kind: str
    name: str
    make: Callable[[], Mission]


def run_audited_scenario(
    scenario: Scenario, mission: Mission, live: FlightProgress, sensitivity_cases: bool = False
) -> tuple[FlownScenario, AuditFigures | None]:
    """Fly a scenario to its end, then audit it; None where the flight itself failed."""
    flown = run_scenario(scenario, mission, live, sensitivity_cases)
    live.phase = AUDITING
    return flown, None if has_failed(flown.flight) else audit(flown)


def audit(flown: FlownScenario) -> AuditFigures:
    """Fly everything in `variants` and set it beside the flight as it was."""
    flight, base = flown.flight, _base(flown)
    again: list[VariantFigures] = []
    for variant in variants(base, float(flight.t[0])):
        other = fly(variant.make())
        if flown.plan is not None:
            other = join_flights(flown.plan.before, other)
        again.append(
            {
                "kind": variant.kind,
                "name": variant.name,
                "status": str(other.status[0]),
                **_differences(flight, other),
            }
        )
    start = float(np.broadcast_to(base.start, 1)[0])
    errors: AuditErrors = {
        "scenario": flown.scenario.name,
        "from_utc": flight.mission.epoch.utc_iso(start),
        "from_plan": flown.plan is not None,
        "status": str(flight.status[0]),
        "variants": again,
        "numerical_error": _greatest(again, NUMERICAL),
        "model_error": _greatest(again, MODEL),
    }
    return {**errors, "sentence": audit_sentence(errors)}


def variants(base: Mission, end: float) -> list[Variant]:
    """The changes that make sense for a mission whose nominal flight ends at `end` s."""
    changes = [
        Variant(NUMERICAL, "tolerance x 0.5", lambda: scale_tolerances(base, 0.5)),
        Variant(NUMERICAL, "tolerance x 0.1", lambda: scale_tolerances(base, 0.1)),
        Variant(NUMERICAL, "longest step x 0.5", lambda: _shorter(base)),
    ]
    finer = tuple(_finer(phase, _highest(base)) for phase in base.phases)
    if finer != base.phases:
        degrees = " and ".join(
            str(n) for n in sorted({phase.field_degree for phase in finer}, reverse=True)
        )
        name = f"field to degree {degrees}"
        changes.append(Variant(MODEL, name, lambda: replace(base, phases=finer)))
    name, change = _other_air(base, end)
    if change is not None:
        changes.append(Variant(MODEL, name, change))
    return changes


def _base(flown: FlownScenario) -> Mission:
    """The mission to fly again: the whole one, or what follows the beginning of the plan."""
    if flown.plan is None:
        return flown.flight.mission
    before = flown.plan.before
    phases = phases_of(flown.scenario, before.mission.epoch)[len(before.mission.phases) :]
    return continue_from(before, phases)


def _shorter(base: Mission) -> Mission:
    phases = tuple(replace(p, longest_step=0.5 * p.longest_step) for p in base.phases)
    return replace(base, phases=phases)


def _finer(phase: Phase, highest: int) -> Phase:
    """The phase in a field of twice the degree, its steps short enough for the waves of that."""
    degree = max(phase.field_degree, min(2 * phase.field_degree, highest))
    if degree == phase.field_degree:
        return phase
    step = min(phase.longest_step, longest_step(degree))
    return replace(phase, field_degree=degree, longest_step=step)


def _highest(base: Mission) -> int:
    if base.gravity_field not in FIELDS:
        return max(base.fields)  # stated: there is no more of it
    return min(FINEST, len(open_data(base.gravity_field)["c"]) - 1)


def _other_air(base: Mission, end: float) -> tuple[str, Callable[[], Mission] | None]:
    """Name of another air and how to fly in it; no air has no other."""
    model = base.world.switch.air
    if model == MODELS["none"]:
        return "", None
    if model == MODELS["nrlmsis21"]:
        return "air of NRLMSISE-00", lambda: _with_air(base, "nrlmsise00")
    if model == MODELS["nrlmsise00"] and find_spec("pymsis") is not None:
        return "air of NRLMSIS 2.1", lambda: _with_msis21(base, end)
    return f"air x {DENSER}", lambda: _denser(base)


def _with_air(base: Mission, model: str) -> Mission:
    switch = base.world.switch._replace(air=MODELS[model])
    return replace(base, world=base.world._replace(switch=switch))


def _with_msis21(base: Mission, end: float) -> Mission:
    """In the air of NRLMSIS 2.1, tabulated for the time that is flown."""
    start = float(np.broadcast_to(base.start, 1)[0])
    begun = _weather_from(base.world, start)
    ratio = msis21_ratio(base.epoch.plus(start), end - start + DAY, begun.weather)
    other = _with_air(base, "nrlmsis21")
    return replace(
        other, world=other.world._replace(ratio=ratio._replace(origin=ratio.origin + start))
    )


def _weather_from(world: World, start: float) -> World:
    """The world with its space weather counted from `start` s."""
    weather = world.weather
    past = weather.past
    moved = weather._replace(
        past=None if past is None else past._replace(origin=past.origin - start),
        origin=weather.origin - start,
        history_origin=weather.history_origin - start,
        storms=weather.storms - start * np.array([1.0, 1.0, 0.0, 0.0, 0.0]),
    )
    return world._replace(weather=moved)


def _denser(base: Mission) -> Mission:
    factor = DENSER * base.dispersed.get("density_factor", np.ones(base.rows))
    return replace(base, dispersed=base.dispersed | {"density_factor": factor})


def _differences(flight: Flight, other: Flight) -> DifferenceFigures:
    here, there = find_entry(flight), find_entry(other)
    impacts = flight.first(0, EventKind.IMPACT), other.first(0, EventKind.IMPACT)
    return {
        "entry_s": None if here is None or there is None else there.time - here.time,
        "interface_km": _apart(flight, here, there),
        "impact_km": _apart(flight, *impacts),
        "end_km": _ends_apart(flight, other),
        "propellant_kg": _burned(other) - _burned(flight),
    }


def _burned(flight: Flight) -> float:
    return sum(burn.propellant for burn in flight.burns)


def _apart(flight: Flight, a: EventRecord | None, b: EventRecord | None) -> float | None:
    """Distance in km over the ground between the points below two events."""
    if a is None or b is None:
        return None
    observed = observe_events(flight.mission.world, [a, b])
    latitude, longitude = np.degrees(observed.latitude), np.degrees(observed.longitude)
    return float(great_circle(latitude[1], longitude[1], latitude[0], longitude[0]))


def _ends_apart(flight: Flight, other: Flight) -> float | None:
    """Distance in km between two ends in orbit at one time."""
    if {flight.status[0], other.status[0]} != {IN_ORBIT} or abs(flight.t - other.t)[0] > ALIKE:
        return None
    return float(np.linalg.norm(flight.y[0, :3] - other.y[0, :3])) / 1e3


def _greatest(variants: Sequence[VariantFigures], kind: str) -> DifferenceFigures:
    """Largest change of each figure among the variants of a kind; None where a flight lacks it."""
    greatest: dict[str, float | None] = {}
    for key in AUDIT_FIGURES:
        changes = [variant[key] for variant in variants if variant["kind"] == kind]
        known = [abs(change) for change in changes if change is not None]
        greatest[key] = max(known) if known and len(known) == len(changes) else None
    return cast("DifferenceFigures", greatest)
