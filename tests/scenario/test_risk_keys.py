"""Shelter, and tables of ships and aircraft, as a scenario states them."""

import numpy as np
import pytest

from sim.entry.risk.sheltering import DAY_SHARE
from sim.scenario.build.entry import sheltering_of, traffic_tables
from sim.scenario.error import ScenarioError
from sim.scenario.load import load, loads, resolved_yaml

SHIPS = """\
# made up
latitude_deg,longitude_deg,ships_per_km2
-50,170,1e-4
-50,180,2e-4
-40,170,3e-4
-40,180,0
"""
AIRCRAFT = """\
latitude_deg,longitude_deg,flight_level,aircraft_per_km2
-50,170,300,1e-5
-50,180,300,2e-5
-40,170,300,3e-5
-40,180,300,0
-50,170,400,0
-50,180,400,0
-40,170,400,0
-40,180,400,7e-5
"""


@pytest.fixture
def variant(scenarios, tmp_path):
    """The short descent of the reports with debris and some more keys of its entry."""

    def make(entry: str, **files: str):
        reports = scenarios.parent / "tests" / "report"
        text = (reports / "descent.yaml").read_text() + (reports / "catalogue.yaml").read_text()
        for name, content in files.items():
            (tmp_path / f"{name}.csv").write_text(content, encoding="utf-8")
        file = tmp_path / "variant.yaml"
        file.write_text(f"{text}  {entry}\n", encoding="utf-8")
        return load(file)

    return make


def test_nobody_is_sheltered_and_no_traffic_is_known_unless_asked_for(variant):
    entry = variant("seed: 2").entry
    assert sheltering_of(entry) is None
    assert traffic_tables(entry) == (None, None)


def test_shelter_by_default_and_in_part(variant):
    usual = sheltering_of(variant("sheltering: {}").entry)
    assert usual.urban.roofs == {"light": 0.3, "wood": 0.2, "concrete": 0.5}
    assert usual.rural.indoors_day < usual.urban.indoors_day < usual.urban.indoors_night
    assert 0.5 < DAY_SHARE < 0.65
    given = variant(
        "sheltering: {rural: {indoors_day: 0.1, indoors_night: 0.2, roofs: {wood: 1.0}}}"
    )
    found = sheltering_of(given.entry)
    assert found.urban == usual.urban
    assert found.rural.roofs == {"light": 0.0, "wood": 1.0, "concrete": 0.0}
    assert loads(resolved_yaml(given)) == given


def test_tables_are_read_and_kept(variant, tmp_path):
    given = variant(
        "traffic: {ships: {file: ships.csv}, aircraft: {file: air.csv}}", ships=SHIPS, air=AIRCRAFT
    )
    for name in ("ships", "air"):
        (tmp_path / f"{name}.csv").unlink()
    again = loads(resolved_yaml(given), str(tmp_path / "again.yaml"))
    assert again == given
    ships, aircraft = traffic_tables(again.entry)
    place = np.array([-44.0]), np.array([183.0])
    assert ships.source == "ships.csv" and ships.density(*place).tolist() == [[0.0]]
    assert aircraft.level.tolist() == [300.0, 400.0]
    assert aircraft.density(*place).tolist() == [[0.0], [7e-5]]


@pytest.mark.parametrize(
    ("content", "message"),
    [
        (SHIPS.replace("3e-4", "many"), r"ships\.csv:5: entry\.traffic\.ships\.file: .*'many'"),
        (SHIPS.replace("-50,170,1e-4\n", ""), r"ships\.csv:5: .*no row for the cell -50 deg, 170"),
        (AIRCRAFT, r"ships\.csv:1: .*the header is 'latitude_deg,longitude_deg,flight_level"),
        ("\x00\x01", r"ships\.csv"),
    ],
)
def test_bad_tables(variant, content, message):
    with pytest.raises(ScenarioError, match=message):
        variant("traffic: {ships: {file: ships.csv}}", ships=content)


@pytest.mark.parametrize(
    ("entry", "message"),
    [
        ("traffic: {ships: {file: gone.csv}}", r"traffic\.ships\.file: no such file"),
        ("traffic: {ships: {file: 3}}", r"traffic\.ships\.file: .*a path relative to this file"),
        ("traffic: {ships: {}}", r"exactly one of file, grid"),
        ("traffic: [1]", r"entry\.traffic"),
        ("traffic: {trains: {file: a.csv}}", r"traffic\.trains: unknown key"),
        (
            "traffic: {ships: {grid: {latitude_deg: [0, 1], longitude_deg: [0, 1],"
            " per_km2: [[[1, 2]]]}}}",
            r"per_km2 has not a value for each",
        ),
        (
            "traffic: {ships: {grid: {latitude_deg: [0, 1, 3], longitude_deg: [0, 1],"
            " per_km2: [[[1, 2], [1, 2], [1, 2]]]}}}",
            r"latitude_deg does not rise in equal steps",
        ),
        (
            "sheltering: {rural: {indoors_day: 0.1, indoors_night: 0.2, roofs: {wood: 0.5}}}",
            r"shares of roofs sum to 0\.5",
        ),
        (
            "sheltering: {rural: {indoors_day: 2, indoors_night: 0.2, roofs: {wood: 1}}}",
            r"indoors_day: out of range",
        ),
    ],
)
def test_refused(variant, entry, message):
    with pytest.raises(ScenarioError, match=message):
        variant(entry)
