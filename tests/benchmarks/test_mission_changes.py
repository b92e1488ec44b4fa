"""The table of mission changes: what is planned again, how rows read, and the runs that first
showed how much the mission depends on its model.
"""

import csv
import json
from pathlib import Path

import mission_changes as table
import pytest

from sim.scenario.load import load, scenario_hash

ROOT = Path(__file__).parents[2]
FOLDER = ROOT / "scenarios" / "one_change"


def kept(path: Path, **row: object) -> str:
    """Text of a kept row, as the script writes it."""
    whole = dict.fromkeys(list(table.HEADS)[1:]) | row
    key = scenario_hash(load(path))
    return json.dumps({"key": key, "made_by": table.made_by(), "row": whole})


def test_a_change_file_appears_by_itself():
    for plan in table.PLANS:
        first, *others = table.change_files(plan)
        whole = [path for path in others if path.parent != FOLDER]
        assert first == FOLDER / f"base_{plan}.yaml" and others[-len(whole) :] == whole
        assert whole[-1] == ROOT / "scenarios" / f"{plan}.yaml" and all(map(Path.is_file, whole))
        assert set(others) - set(whole) == set(FOLDER.glob(f"{plan}_*.yaml"))


def test_every_word_names_a_change_that_is_there():
    stems = {path.stem.partition("_")[2] for path in FOLDER.glob("*_*.yaml")}
    assert set(table.WORDS) <= stems
    assert all((FOLDER / f"{name}.yaml").is_file() for name in table.REPRODUCED)


def test_only_what_changed_is_planned_again(tmp_path, monkeypatch):
    paths = [tmp_path / "one.yaml", tmp_path / "other.yaml"]
    for path in paths:
        path.write_text(f"include: shipped:drift_alone\nname: {path.stem}\n")
    store = tmp_path / "one.json"

    def wanted(**options: bool) -> list[str]:
        return [
            path.stem
            for path, _, _ in table.wanted_jobs(paths, tmp_path, **{"as_planned": False} | options)
        ]

    assert wanted() == ["one", "other"]
    store.write_text(kept(paths[0]))
    assert wanted() == ["other"]
    store.write_text(kept(paths[1]))  # the row of another text
    assert wanted() == ["one", "other"]
    store.write_text(kept(paths[0]))
    monkeypatch.setattr(table, "made_by", lambda: "other code")
    assert wanted() == ["one", "other"]
    assert wanted(as_planned=True) == ["other"]


def test_the_table_has_a_row_for_each_result(tmp_path, capsys):
    base, change = FOLDER / "base_progress.yaml", FOLDER / "progress_own_tanks.yaml"
    figures = {
        "lowering_kg": 5954.2, "burns_kg": 9000.0, "usable_kg": 2400.0,
        "entry_utc": "2031-01-01T10:00:00.000Z", "angle_deg": -0.5591, "clearance_km": 493.4,
        "nearest": "Marotiri, French Polynesia", "feasible": True, "reason": "",
    }  # fmt: skip
    (tmp_path / f"{base.stem}.json").write_text(kept(base, **figures))
    lacks = {"lowering_kg": 5954.2, "feasible": False, "reason": "final_burn lacks propellant"}
    (tmp_path / f"{change.stem}.json").write_text(kept(change, **lacks))
    page = tmp_path / "page.md"
    page.write_text("# Before\n\n<!-- changes begin -->\nold\n<!-- changes end -->\nAfter\n")
    table.write_table(tmp_path, page)
    text = (tmp_path / "table.md").read_text()
    assert capsys.readouterr().out.strip() == text.strip()
    lines = text.splitlines()
    assert lines[0] == "**progress**" and lines[7] == "**found independently**"
    assert len({line.count("|") for line in lines[2:6]}) == 1
    assert "own tanks only | no feasible plan | no feasible plan | - |" in text
    before, _, after = page.read_text().partition(text)
    assert before.startswith("# Before") and "old" not in before and after.endswith("After\n")
    assert "| none (frozen plan) | 5,954 | 9,000 | 2,400 | 2031-01-01 | -0.559 | 493 |" in text
    assert (
        "| Zvezda's own tanks only | 5,954 | - | - | - | - | - | - | **no** | final_burn lacks"
        in text
    )
    with (tmp_path / "table.csv").open(newline="") as file:
        rows = list(csv.DictReader(file))
    assert [row["change"] for row in rows] == ["none (frozen plan)", "Zvezda's own tanks only"]
    assert float(rows[0]["lowering_kg"]) == 5954.2 and rows[1]["burns_kg"] == ""


LATE = """
include: shipped:one_change/progress_own_tanks.yaml
name: late
start: "2030-12-26T00:00:00Z"
state: {kepler: {altitude: 228 km}}
stack: [station, tanker_1, tanker_2, tanker_3]
phases:
  drift_2028: null
  drift_2029: null
  drift_2030: null
  descent_1: null
  descent_2: null
  descent_to_the_burns: {dock: null, attitude: station.nominal, lowering: null}
"""
"""The last days of a backup whose main engines have Zvezda's own tanks."""


def test_the_own_tanks_of_zvezda_do_not_hold_the_final_burn(tmp_path):
    path = tmp_path / "late.yaml"
    path.write_text(LATE)
    row = table.plan_row(path)
    assert row["feasible"] is False and row["lowering_kg"] == 0.0
    assert row["reason"].startswith("final_burn needs") and "860 kg" in row["reason"]


def test_a_page_without_marks_is_refused(tmp_path):
    page = tmp_path / "page.md"
    page.write_text("<!-- changes end -->\n<!-- changes begin -->\n")
    with pytest.raises(SystemExit, match=r"page\.md"):
        table.write_page(page, "text")
    assert page.read_text() == "<!-- changes end -->\n<!-- changes begin -->\n"


LOWERING = {name: found for name, found in table.REPRODUCED.items() if found is not None}
"""kg of propellant for the lowering, found independently on these plans."""


@pytest.mark.slow
@pytest.mark.parametrize("name", LOWERING)
def test_lowering_takes_what_it_was_found_to_take(name):
    row = table.plan_row(FOLDER / f"{name}.yaml")
    assert row["lowering_kg"] == pytest.approx(LOWERING[name], rel=0.02)
    assert row["feasible"]


@pytest.mark.slow
@pytest.mark.parametrize(
    ("name", "reason"),
    [
        ("progress_own_tanks", r"final_burn"),
        ("progress_870_kg_ships", r"burn_2"),
    ],
)
def test_the_backup_has_no_plan_with_less(name, reason):
    row = table.plan_row(FOLDER / f"{name}.yaml")
    assert row["feasible"] is False and reason in row["reason"]
