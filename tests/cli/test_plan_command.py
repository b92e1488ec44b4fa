"""The command `plan`: what it writes can be flown and drawn again, an infeasible plan is an answer,
and its books add up.
"""

import json
import re
from pathlib import Path

import numpy as np
import pytest

from sim.flight.trajectory import great_circle
from sim.formats.parquet import read_table, units_in
from sim.report.figures.draw import PLAN_FIGURES
from sim.scenario.load import load
from sim.workflow.output import Output
from sim.workflow.plan import plan_to_folder

SCENARIO = Path(__file__).parent / "short_plan.yaml"
PAGE = Path(__file__).parent.parent.parent / "docs" / "outputs.md"
TABLES = {
    "calendar.parquet", "control.parquet", "failure_map.geojson", "failure_map.parquet",
    "lowering.parquet",
}  # fmt: skip
ALWAYS = {"manifest.json", "plan.json", "scenario.yaml"}
PICTURES = {f"{name}.{ending}" for name in PLAN_FIGURES for ending in ("png", "svg")}
PICTURES -= {"perigee_and_thrust.png", "perigee_and_thrust.svg"}  # nothing breaks up
PICTURES |= {"report.html"}


@pytest.fixture(scope="module")
def folder(tmp_path_factory) -> Path:
    """The short plan with everything."""
    target = tmp_path_factory.mktemp("plan") / "out"
    plan_to_folder(load(SCENARIO), SCENARIO, Output(folder=target))
    return target


@pytest.fixture(scope="module")
def answer(folder) -> dict:
    return json.loads((folder / "plan.json").read_text())


@pytest.fixture
def changed(tmp_path):
    """A file with the short plan, some of its text replaced."""

    def write(*changes: tuple[str, str]) -> Path:
        text = SCENARIO.read_text()
        for old, new in changes:
            assert old in text, old
            text = text.replace(old, new)
        file = tmp_path / "changed.yaml"
        file.write_text(text)
        return file

    return write


def test_the_folder_is_whole(folder, answer):
    assert {path.name for path in folder.iterdir()} == ALWAYS | TABLES | PICTURES
    assert answer["feasible"] and not answer["findings"] and not answer["left_out"]
    assert answer["miss"]["total_km"] < 1.0
    assert abs(answer["miss"]["perigee_before_final_km"]) < 0.1
    assert 0.0 < answer["search"]["wall_s"] < answer["wall_s"]
    assert load(folder / "scenario.yaml").plan is None
    for name in ("calendar", "failure_map", "control", "lowering"):
        bare = {key for key, unit in units_in(folder / f"{name}.parquet").items() if not unit}
        text = {
            "first_burn_utc", "final_burn_utc", "leg", "can_meet_aim", "effort", "nearest_land",
            "backup_1_nearest_land", "backup_2_nearest_land", "kind", "label", "fraction",
            "ending", "status", "revolutions", "hours_to_entry", "later", "countries", "attitude",
            "course", "percentile", "utc",
        }  # fmt: skip
        assert bare <= text, name
    assert units_in(folder / "control.parquet")["torque_n_m"] == "N m"


def test_what_was_planned_lands_on_the_aim_when_flown(folder, command, tmp_path):
    said = command("run", folder / "scenario.yaml", "--out", "flown", "--no-plots", "--quiet")
    assert said.code == 0, said.err
    impact = json.loads((tmp_path / "flown" / "summary.json").read_text())["impact"]
    miss = great_circle(impact["latitude_deg"], impact["longitude_deg"], -45.0, -120.0)
    assert miss < 1.0


def test_figures_are_drawn_again_from_the_files(folder, command):
    before = {name: (folder / name).read_bytes() for name in PICTURES}
    for name in PICTURES:
        (folder / name).unlink()
    said = command("plot", folder)
    assert said.code == 0 and len(said.out.splitlines()) == len(PICTURES)
    for name, content in before.items():
        assert (folder / name).read_bytes() == content, name


def test_the_budget_adds_up(answer):
    budget = answer["budget"]
    for row in budget["by_tank"]:
        burned = row["lowering_kg"] + row["perigee_burns_kg"] + row["final_burn_kg"]
        assert row["loaded_kg"] - burned + row["pumped_kg"] == pytest.approx(row["left_kg"])
        if row["aboard_at_end"]:
            free = row["left_kg"] - row["attitude_control_kg"] - row["reserve_kg"]
            assert row["margin_kg"] == pytest.approx(free)
    by_name = {row["name"]: row for row in budget["by_cause"]}
    for burn in answer["burns"]:
        assert by_name[burn["name"]]["kg"] == pytest.approx(burn["propellant_kg"], rel=1e-3)
    assert by_name["reserve"]["kg"] == pytest.approx(1600.0)
    assert by_name["rendezvous"]["kg"] == pytest.approx(400.0)
    control = by_name["attitude_control"]
    assert control["low_kg"] < control["kg"] < control["high_kg"]
    assert control["kg"] == pytest.approx(answer["control"]["propellant_kg"])
    margin = budget["margin"]
    aboard = sum(row["left_kg"] for row in budget["by_tank"] if row["aboard_at_end"])
    assert margin["reachable_kg"] + margin["unreachable_kg"] == pytest.approx(aboard)
    assert margin["usable_kg"] == pytest.approx(
        margin["reachable_kg"] - margin["reserve_kg"] - margin["attitude_control_kg"]
    )
    assert margin["low_kg"] == pytest.approx(
        margin["usable_kg"] - control["high_kg"] + control["kg"]
    )
    tug = next(row for row in budget["by_vehicle"] if row["vehicle"] == "tug")
    assert tug["attitude_control_kg"] == pytest.approx(control["kg"])
    assert budget["closes"]


def test_margins_hold_against_the_flight(answer):
    thrust = answer["margins"]["thrust"]
    assert thrust["thrust_n"] == pytest.approx(12e3)
    assert 1.0 < thrust["thrust_over_least"] < 4.0
    circular = [r for r in thrust["least_thrust"] if r["percentile"] == 50.0][1:]
    needed = [row["delta_v_m_s"] for row in circular]
    assert needed == sorted(needed)


def test_failures_are_those_of_the_map(folder, answer):
    columns, told = read_table(folder / "failure_map.parquet"), answer["failures"]
    assert told["rows"] == len(columns["kind"]) > 200
    first = np.flatnonzero(columns["kind"] == "cut_off")[0]
    assert columns["fraction"][first] == 0.0
    none = told["without_final_burn"]
    assert none["hours_to_entry"] == pytest.approx(columns["hours_to_entry"][first])
    assert none["countries"] == len(columns["countries"][first].split(", ")) > 50
    assert 0.2 < told["least_fraction_same_revolution"] < 0.9
    features = json.loads((folder / "failure_map.geojson").read_text())["features"]
    tracks = [f for f in features if f["properties"]["what"] == "ground track"]
    assert len(tracks) == told["rows"]


def test_the_calendar_knows_how_far_land_is(folder, answer):
    columns = read_table(folder / "calendar.parquet")
    assert len(columns["leg"]) == answer["search"]["passes"] == len(answer["calendar"])
    assert columns["can_meet_aim"].any()
    away = columns["to_land_km"]
    assert np.all((away >= 0.0) & (away < 2700.0))
    assert np.all(columns["nearest_land"] != "")


def test_the_lowering_is_compared(answer):
    (row,) = answer["lowering"]["by_percentile"]
    assert row["cheapest"]["feasible"]
    assert row["earliest_utc"] < row["drag_alone_utc"] < row["latest_utc"]
    assert answer["lowering"]["other_attitudes"] == ["station.edge_on"]


def keys(value) -> set[str]:
    if isinstance(value, list):
        return set().union(*(keys(item) for item in value)) if value else set()
    if not isinstance(value, dict):
        return set()
    return set(value) | set().union(*(keys(item) for item in value.values()), set())


def test_every_key_and_column_is_defined(folder, answer):
    quoted = re.findall(r"`([^`]+)`", PAGE.read_text(encoding="utf-8"))
    words = {word for text in quoted for word in re.split(r"[.\[\]]+", text)}
    counts = set(answer["failures"]["rows_by_kind"])
    assert keys(answer) - counts <= words
    for name in TABLES:
        if name.endswith("parquet"):
            assert set(read_table(folder / name)) <= words, name


def test_an_infeasible_plan_is_an_answer(command, changed, tmp_path):
    file = changed(('load: {value: "16 t"', 'load: {value: "3 t"'))
    options = ("--out", "out", "--no-failures", "--no-plots")
    said = command("plan", file, *options)
    assert said.code == 3 and "no feasible plan" in said.out and "no feasible plan" in said.err
    told = json.loads((tmp_path / "out" / "plan.json").read_text())
    assert not told["feasible"]
    (finding, *_) = told["findings"]
    assert finding["needed"] > finding["allowed"] and finding["unit"] == "kg"
    assert finding["remedy"]
    assert load(tmp_path / "out" / "scenario.yaml").plan is not None
    said = command("plan", file, *options, "--force", "--json", "--quiet")
    assert said.code == 3 and json.loads(said.out)["findings"] == told["findings"]


def test_a_reserve_that_is_used_up_is_told_with_the_budget(command, changed, tmp_path):
    file = changed(('tug: {value: "1600 kg"', 'tug: {value: "9 t"'))
    said = command("plan", file, "--out", "out", "--no-failures", "--no-plots")
    assert said.code == 3
    told = json.loads((tmp_path / "out" / "plan.json").read_text())
    assert told["findings"][0]["constraint"] == "reserve of tug"
    assert not told["budget"]["closes"] and told["failures"] is None
    assert "no-failures" in told["left_out"]["failures"]


CONTROL = """attitude_control:
  gyroscopes_down_to: {{value: "220 km", source: "a test"}}
  per_orbit: {{value: "30 kg", assumption: "14 to 60 kg"}}
  per_turn: {{value: "25 kg", assumption: "20 to 200 kg"}}
  tanks: [{tank}]
plan:
"""


def test_attitude_control_that_is_booked_is_the_one_of_the_budget(command, changed, tmp_path):
    file = changed(("plan:\n", CONTROL.format(tank="store")))
    said = command("plan", file, "--out", "out", "--no-failures", "--no-plots")
    assert said.code == 0, said.err
    told = json.loads((tmp_path / "out" / "plan.json").read_text())
    control, budget = told["control"], told["budget"]
    assert control["booked"] and budget["attitude_control_booked"] and control["controllable"]
    booked = sum(row["kg"] for row in control["by_phase"])
    assert 30.0 < booked == pytest.approx(control["propellant_kg"])
    turned = [row for row in control["by_phase"] if row["use"] == "turning"]
    assert [row["phase"] for row in turned] == ["drift"] and turned[0]["kg"] % 25.0 == 0.0
    (station,) = (row for row in budget["by_vehicle"] if row["vehicle"] == "station")
    assert station["attitude_control_kg"] == pytest.approx(booked)
    # what has left the tanks is not taken from the margin again
    assert station["left_kg"] == pytest.approx(station["loaded_kg"] - booked)
    assert station["margin_kg"] == pytest.approx(station["left_kg"])
    assert station["margin_low_kg"] < station["margin_kg"] < station["margin_high_kg"]
    assert station["pumped_kg"] == pytest.approx(0.0, abs=1e-6)
    assert control["sentence"] in " ".join(said.out.split())
    assert "Attitude control: propellant booked" in said.out


def test_a_plan_whose_attitude_is_lost_is_infeasible(command, changed, tmp_path):
    file = changed(
        ("plan:\n", CONTROL.format(tank="own")),
        ('load: {value: "2.3 t"', 'load: {value: "0.6 t"'),
    )
    said = command("plan", file, "--out", "out", "--no-failures", "--no-plots")
    assert said.code == 3
    told = json.loads((tmp_path / "out" / "plan.json").read_text())
    (finding,) = (f for f in told["findings"] if f["constraint"] == "attitude control")
    lost = told["control"]["lost_utc"]
    assert lost[:16] in finding["sentence"] and "ship.own" in finding["remedy"]
    assert 0.0 < finding["needed"] < 2000.0


def test_a_flight_that_comes_down_before_the_plan_is_infeasible(command, changed, tmp_path):
    file = changed(
        ('altitude: "229 km"', 'altitude: "125 km"'),
        ('{date: "2025-06-01T18:00:00Z"}', '{duration: "12 h"}'),
    )
    said = command("plan", file, "--out", "out")
    assert said.code == 3 and "did not end in orbit" in said.err
    assert {p.name for p in (tmp_path / "out").iterdir()} == ALWAYS | {"report.html"}
    assert command("plot", "out").code == 0


def test_a_scenario_without_a_plan_is_told_what_to_add(command, changed, tmp_path):
    text = SCENARIO.read_text()
    (tmp_path / "bare.yaml").write_text(text[: text.index("plan:\n")])
    said = command("plan", tmp_path / "bare.yaml", "--out", "out")
    assert said.code == 2 and "no `plan`" in said.err and "aim" in said.err
    assert not (tmp_path / "out").exists()


def test_results_that_are_there_are_refused_before_anything_flies(command, tmp_path):
    (tmp_path / "out").mkdir()
    (tmp_path / "out" / "mine.txt").write_text("")
    said = command("plan", SCENARIO, "--out", "out", "--force")
    assert said.code == 2 and "does not hold results" in said.err
    assert (tmp_path / "out" / "mine.txt").exists()
