"""The audit of a run: what each change moves, from where it is flown, and the line in words."""

import io
import json
from dataclasses import replace
from pathlib import Path

import numpy as np
import pytest
from rich.console import Console

from sim.environment.atmosphere.density_ratio import density_ratio
from sim.environment.atmosphere.models import MODELS
from sim.environment.space_weather.indices import indices
from sim.flight.fly import fly, join_flights
from sim.flight.record import EventKind
from sim.flight.status import FlightProgress
from sim.frames.epoch import DAY
from sim.lanes import interpreted
from sim.report.results.audit import AUDIT_FIGURES
from sim.report.tables.audit import audit_sentence, audit_table
from sim.scenario.build.mission import build_mission
from sim.scenario.load import load
from sim.vehicle.parameters import Parameters
from sim.workflow.audit import (
    DENSER,
    _base,
    _weather_from,
    _with_msis21,
    audit,
    run_audited_scenario,
    variants,
)
from sim.workflow.flown_scenario import run_scenario

PLAN = Path(__file__).parent / "short_plan.yaml"
MADE_UP_AIR = (
    '{model: exponential, density: "5.6e-7 kg/m3", scale_height: "6.9 km", '
    'reference_altitude: "100 km"}'
)
NAMES = [
    "tolerance x 0.5", "tolerance x 0.1", "longest step x 0.5", "field to degree 8",
    f"air x {DENSER}",
]  # fmt: skip


def shown(found: dict) -> str:
    console = Console(file=io.StringIO(), width=120)
    console.print(audit_table(found))
    return console.file.getvalue()


def row(**figures: float | None) -> dict:
    return dict.fromkeys(AUDIT_FIGURES) | figures


@pytest.fixture(scope="module")
def planned():
    """Journey and audit of the short plan."""
    scenario = load(PLAN)
    return run_audited_scenario(scenario, build_mission(scenario), FlightProgress())


def test_run_writes_and_tells_the_audit(command, variant, tmp_path):
    said = command("run", variant("short"), "--audit", "--no-plots")
    assert said.code == 0
    found = json.loads((tmp_path / "runs" / "short" / "audit.json").read_text())
    assert [each["name"] for each in found["variants"]] == NAMES
    assert found["from_utc"] == "2025-06-01T00:00:00Z" and not found["from_plan"]
    assert "Audit: flown again from" in said.out
    assert "numerical error below 0.001 km, model error" in " ".join(said.out.split())
    # a made-up descent through made-up air: the ranges are those of its design, not of physics
    assert found["numerical_error"]["impact_km"] < 1e-3 < 10.0 < found["model_error"]["impact_km"]
    said = command("run", variant("short"), "--audit", "--no-plots", "--force", "--json")
    assert json.loads(said.out)["audit"]["sentence"] == found["sentence"]


def test_without_the_option_nothing_is_audited(command, variant, tmp_path):
    assert command("run", variant("short"), "--no-plots", "--quiet") == (0, "", "")
    assert not (tmp_path / "runs" / "short" / "audit.json").exists()


def test_plan_is_flown_again_from_its_beginning(planned):
    flown, found = planned
    assert found["from_plan"]
    assert found["from_utc"] == flown.flight.mission.epoch.utc_iso(flown.plan.start)
    # what is flown again is the nominal flight, to the bit
    base = _base(flown)
    again = join_flights(flown.plan.before, fly(base))
    assert np.array_equal(again.y, flown.flight.y) and again.t == flown.flight.t
    assert len(again.burns) == len(flown.flight.burns)
    # and what is changed is the flight after the plan's beginning alone
    assert base.start == flown.plan.start > 0.0
    assert all(each["status"] == "impact" for each in found["variants"])
    assert found["numerical_error"]["impact_km"] < 0.1 < found["model_error"]["impact_km"]


def test_denser_air_takes_the_stack_down_sooner(planned):
    denser = planned[1]["variants"][-1]
    assert denser["name"] == f"air x {DENSER}" and denser["kind"] == "model"
    # its burns count their velocity change, whatever the air
    assert abs(denser["propellant_kg"]) < 1.0 and denser["impact_km"] > 1.0


def test_greatest_change_of_a_kind_is_its_error(planned):
    found = planned[1]
    for kind in ("numerical", "model"):
        values = [abs(v["entry_s"]) for v in found["variants"] if v["kind"] == kind]
        assert found[f"{kind}_error"]["entry_s"] == max(values)


def test_changes_are_what_their_names_say(variant):
    mission = build_mission(load(variant("short")))
    made = {each.name: each.make() for each in variants(mission, 1e5)}
    first = mission.phases[0]
    half, tenth, step, field, air = (made[name] for name in NAMES)
    assert half.phases[0].relative_tolerance == 0.5 * first.relative_tolerance
    assert tenth.phases[0].relative_tolerance == 0.1 * first.relative_tolerance
    assert step.phases[0].longest_step == 0.5 * first.longest_step
    assert [p.field_degree for p in field.phases] == [8] * len(mission.phases)
    assert field.phases[0].longest_step <= 5000.0 / 8
    assert air.dispersed["density_factor"] == DENSER * mission.dispersed["density_factor"]
    for each in made.values():  # one change at a time
        same = replace(each, phases=mission.phases, dispersed=mission.dispersed)
        assert same == replace(mission, position=same.position, velocity=same.velocity)


def test_degree_stays_within_the_field_and_vacuum_has_no_other_air(variant):
    file = variant("fine", ("degree: 4", "degree: 100"))
    mission = build_mission(load(file))
    assert "field to degree 120" in [each.name for each in variants(mission, 1e5)]
    switch = mission.world.switch._replace(air=MODELS["none"])
    empty = replace(mission, world=mission.world._replace(switch=switch))
    assert not [each for each in variants(empty, 1e5) if each.name.startswith("air")]
    highest = replace(empty, phases=tuple(replace(p, field_degree=120) for p in empty.phases))
    assert {each.kind for each in variants(highest, 1e5)} == {"numerical"}


def test_newer_model_is_the_other_air_of_nrlmsise00(variant):
    pytest.importorskip("pymsis")
    scenario = load(variant("real", (MADE_UP_AIR, "{model: nrlmsise00}")))
    flown = run_scenario(scenario, build_mission(scenario), FlightProgress())
    found = audit(flown)
    assert found["variants"][-1]["name"] == "air of NRLMSIS 2.1"
    newer = load(variant("newer", (MADE_UP_AIR, "{model: nrlmsis21}")))
    there = run_scenario(newer, build_mission(newer), FlightProgress())
    moved = there.flight.t[0] - flown.flight.t[0]
    entry = [f.first(0, EventKind.ENTRY_INTERFACE).time for f in (there.flight, flown.flight)]
    assert found["variants"][-1]["entry_s"] == pytest.approx(entry[0] - entry[1], abs=0.05)
    assert abs(moved) > 0.0


def test_air_is_tabulated_for_the_time_that_is_flown(variant):
    """From forty days on, in the weather of those days: as a table of the whole time answers."""
    pytest.importorskip("pymsis")
    held = '{constant: {f107: "100 sfu", f107a: "100 sfu", ap: 10}}'
    file = variant("late", (MADE_UP_AIR, "{model: nrlmsise00}"), (held, "{percentile: 50}"))
    mission = build_mission(load(file))
    late = replace(mission, start=np.array([40.0 * DAY]))
    kernel, plain = interpreted(density_ratio), np.zeros(24)
    t, hour = np.full(24, 41.0 * DAY), np.arange(24.0)
    sine, cosine = np.sin(np.radians(30.0)), np.cos(np.radians(30.0))
    for height in (150e3, 220e3, 400e3):
        ratios = [
            kernel(t, plain + sine, plain + cosine, plain + height, hour, made.world.ratio)
            for made in (_with_msis21(late, 42.0 * DAY), _with_msis21(mission, 80.0 * DAY))
        ]
        # a day of Ap and flux instead of weeks moves the ratio by a few percent at most
        assert np.abs(ratios[0] / ratios[1] - 1.0).max() < 0.05
        assert np.abs(ratios[0] - 1.0).max() > 0.02
    moved = _weather_from(mission.world, 40.0 * DAY).weather
    plain = Parameters(*(np.zeros(1) for _ in Parameters._fields))
    ask = interpreted(indices)
    there = ask(np.array([41.5 * DAY]), mission.world.weather, plain)
    assert np.allclose(ask(np.array([1.5 * DAY]), moved, plain), there, rtol=1e-12)


def test_flight_that_stays_in_orbit_is_judged_by_its_end(variant):
    text = "  - name: final_burn"
    file = variant("aloft")
    kept = file.read_text().split("  - name: wait")[0]
    file.write_text(kept)
    assert text not in kept
    scenario = load(file)
    _, found = run_audited_scenario(scenario, build_mission(scenario), FlightProgress())
    assert found["status"] == "in_orbit" and found["sentence"].endswith(
        "(position at the end of the flight)"
    )
    assert found["model_error"]["entry_s"] is None and found["model_error"]["end_km"] > 0.0


@pytest.mark.parametrize(
    ("numerical", "model", "words"),
    [
        (row(impact_km=0.3), row(impact_km=400.0), "numerical error 0.30 km, model error 400 km"),
        (row(impact_km=1e-7), row(impact_km=1234.0), "below 0.001 km, model error 1,200 km"),
        (
            row(interface_km=2.04),
            row(interface_km=9.96),
            "error 2.0 km, model error 10.0 km (position",
        ),
        (row(impact_km=1.0), row(), "too differently"),
    ],
)
def test_line_in_words(numerical, model, words):
    assert words in audit_sentence({"numerical_error": numerical, "model_error": model})


def test_flight_that_ends_otherwise_is_told():
    row_aloft = row(propellant_kg=-12.0) | {"name": "air x 2", "status": "in_orbit"}
    found = {"from_utc": "2030-01-01T00:00:00Z", "status": "impact", "sentence": "so",
             "variants": [row_aloft]}  # fmt: skip
    text = shown(found)
    assert (
        "air x 2: a different end (in_orbit)." in text
        and "-12" in text
        and "impact, km" not in text
    )
