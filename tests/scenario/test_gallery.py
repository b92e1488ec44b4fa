"""scenarios/gallery: every file reads, differs from what it includes, stands on its page; the cheap
ones do what the page says.
"""

import re
from pathlib import Path

import numpy as np
import pytest

import sim
from sim.scenario.load import load, loads, resolved_yaml

ROOT = Path(__file__).parents[2]
FILES = sorted((ROOT / "scenarios" / "gallery").glob("*.yaml"))
PAGE = (ROOT / "docs" / "gallery.md").read_text(encoding="utf-8")
MEAN_RADIUS = 6371.0
"""km, IUGG."""


@pytest.mark.parametrize("file", FILES, ids=lambda file: file.stem)
def test_reads_and_reads_back(file):
    scenario = load(file)
    assert scenario.name == file.stem
    assert scenario.comparison is not None and scenario.comparison.label
    assert loads(resolved_yaml(scenario)) == scenario


@pytest.mark.parametrize("file", FILES, ids=lambda file: file.stem)
def test_says_what_it_changes_and_why(file):
    lines = file.read_text(encoding="utf-8").splitlines()
    assert lines[0].endswith("$schema=../scenario.schema.json")
    assert lines[1].startswith("# ") and len(lines[1]) > 60
    assert sum(line.startswith("include:") for line in lines) == 1


def test_the_page_has_every_file():
    rows = re.findall(r"^\| `(\w+)` \|", PAGE, re.MULTILINE)
    assert sorted(rows) == [file.stem for file in FILES]


def cells(name: str) -> list[str]:
    row = re.search(rf"^\| `{name}` \|(.*)\|$", PAGE, re.MULTILINE)
    assert row is not None
    shown = re.sub(r"<!--.*?-->", "", row[1])
    return [cell.strip().strip("*") for cell in shown.split("|")]


@pytest.fixture(scope="module")
def last_days() -> "dict[str, sim.api.Flight]":
    names = ("last_days", "storm", "tumbling", "engines_out", "slipped_burn")
    return {
        name: sim.load(ROOT / "scenarios" / "gallery" / f"{name}.yaml", {"entry": None}).fly()
        for name in names
    }


def apart(one, other) -> float:
    """Great circle between two impacts, km."""
    la, lb = one.latitude_rad[-1], other.latitude_rad[-1]
    turn = one.longitude_rad[-1] - other.longitude_rad[-1]
    cosine = np.sin(la) * np.sin(lb) + np.cos(la) * np.cos(lb) * np.cos(turn)
    return MEAN_RADIUS * float(np.arccos(np.clip(cosine, -1.0, 1.0)))


def test_the_last_days_come_out_as_the_page_says(last_days):
    """Regression: the page rounds to 1 s, 0.001 deg and 1 km, and a new model may move the rest."""
    plan = last_days["last_days"]
    for name, flight in last_days.items():
        _, burn, angle, away = cells(name)
        assert flight.status == "impact"
        assert flight.figures["burns"][-1]["duration_s"] == pytest.approx(
            float(burn.replace(",", "")), abs=2.0
        )
        entry = flight.figures["entry_interface"]["flight_path_angle_deg"]
        assert entry == pytest.approx(float(angle.rstrip("°")), abs=0.002)
        if away:
            number = float(re.sub(r"[^\d]", "", away))
            assert apart(plan, flight) == pytest.approx(number, abs=8.0)


def test_the_dated_burns_are_those_of_the_plan(last_days):
    """The unbroken stack falls where the page has it, and that is where the plan has it."""
    flight = last_days["last_days"]
    shown = re.search(
        r"from that of `last_days` \((\S+)°, (\S+)°; in the plan itself\s+(\S+)°, (\S+)°\)",
        re.sub(r"<!--.*?-->", "", PAGE),
    )
    assert shown is not None
    north, east, planned_north, planned_east = map(float, shown.groups())
    latitude, longitude = np.degrees([flight.latitude_rad[-1], flight.longitude_rad[-1]])
    assert (latitude, planned_north) == pytest.approx((north, north), abs=0.15)
    assert (longitude, planned_east) == pytest.approx((east, east), abs=0.5)


def test_later_by_a_revolution(last_days):
    """Property: burns a revolution apart end apart by the turn of the Earth, less precession."""
    here, there = last_days["last_days"], last_days["slipped_burn"]
    passed = there.time_s[-1] - here.time_s[-1]
    turn = np.degrees(here.longitude_rad[-1] - there.longitude_rad[-1])
    assert turn == pytest.approx(passed / 86164.1 * 360.0 + passed / 86400.0 * 5.3, abs=2.0)
