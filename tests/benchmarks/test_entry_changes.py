"""The table of changes below the interface: what leaving one out does, and how rows read."""

from dataclasses import replace
from pathlib import Path

import entry_changes as table
import numpy as np
import pytest

from sim.dynamics.demise import ACCOMMODATION
from sim.entry.breakup.component import NEVER
from sim.entry.breakup.fragment_catalogue import catalogue_columns
from sim.entry.breakup.stages import BY_ALTITUDE
from sim.entry.study import EntryOptions
from sim.flight.interface import Aboard
from sim.scenario.build.components import docked_at_entry
from sim.scenario.build.entry import components
from sim.scenario.load import load

ROOT = Path(__file__).parents[2]


@pytest.fixture(scope="module")
def families():
    scenario = load(ROOT / "scenarios" / "usdv.yaml")
    docked = docked_at_entry(scenario)
    mass = sum(float(model.dry_mass) for model in docked.values())
    return components(scenario, Aboard(vehicles=tuple(docked), dry_mass=mass, propellant={}))


def test_with_every_change_the_catalogue_is_the_shipped_one(families):
    columns, options = table.left_out(families, EntryOptions(), set())
    whole = catalogue_columns(families)
    assert options == EntryOptions() and columns.keys() == whole.keys()
    assert all(np.array_equal(columns[name], whole[name], equal_nan=True) for name in whole)


@pytest.mark.parametrize("change", table.NEUTRAL)
def test_each_change_is_felt_by_its_columns_alone(families, change):
    columns, _ = table.left_out(families, EntryOptions(), {change})
    whole = catalogue_columns(families)
    differ = {n for n in whole if not np.array_equal(columns[n], whole[n], equal_nan=True)}
    assert differ == set(table.NEUTRAL[change])


def test_without_ships_the_station_is_left(families):
    columns, _ = table.left_out(families, EntryOptions(), {table.SHIPS})
    assert 0 < len(columns["mass"]) < len(families)


def test_the_old_break_up_is_by_altitude(families):
    _, options = table.left_out(families, EntryOptions(), {table.FLIGHT})
    assert options == replace(
        EntryOptions(), break_up=replace(EntryOptions().break_up, by_altitude=BY_ALTITUDE)
    )


def test_neutral_values_are_those_of_the_models():
    assert table.OLD_ACCOMMODATION == ACCOMMODATION
    assert table.NEUTRAL["tanks burst"]["burst_temperature"] == NEVER


def test_a_table_stands_between_its_marks(tmp_path):
    row = table.Row("none of them", 0.4, 0.37, (6900.0, 9000.0, 12000.0), 1468.0, np.nan, 0.173)
    page = tmp_path / "page.md"
    page.write_text(f"before\n{table.MARKS[0]}\nold\n{table.MARKS[1]}\nafter\n")
    table.write_page(page, table.markdown([row]))
    text = page.read_text()
    assert "| none of them | 40.0 %, 37.0 % | 9,000 (6,900 to 12,000) | 1,468 | - | 0.173 |" in text
    assert text.startswith("before\n") and text.endswith("\nafter\n") and "old" not in text
    page.write_text("no marks")
    with pytest.raises(SystemExit):
        table.write_page(page, "")
