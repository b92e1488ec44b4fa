"""The search for a backup, flown: what is known to work does not fly, one change makes it fly."""

from pathlib import Path

import pytest

from sim.errors import InputError
from sim.scenario.load import load
from sim.workflow.backup_search import search_to_folder
from sim.workflow.output import Output

SCENARIOS = Path(__file__).parents[2] / "scenarios"

SMALL = """
include: shipped:variants/progress_as_announced.yaml
name: small_search
plan:
  search:
    ships: [7, 8]
    kept: [0]
    launches_per_year: [3]
    first_docking: ["2028-07-01T00:00:00Z"]
    cross_feed: [none]
    finishers: [station]
    ship_burns: [0]
    station_burns: [2]
    parking: ["138 km"]
    perigee: ["80 km"]
    favours:
      - {name: half_feed, cross_feed: [direct], direct: "0.6 kg/s", says: "a feed of 0.6 kg/s"}
      - {name: full_feed, cross_feed: [full], says: "a feed without limit"}
"""


def test_a_backup_flies_with_a_full_feed_alone(tmp_path):
    """Own tanks hold a third of the final burn, half a feed is too little, a full one is enough;
    what is written says so in its first line.
    """
    scenario_file = tmp_path / "small.yaml"
    scenario_file.write_text(SMALL)
    scenario = load(scenario_file)
    output = Output(folder=tmp_path / "out", force=False, plots=False, command="search")
    folder, answer = search_to_folder(scenario, scenario_file, output)
    assert answer["feasible"] == 0
    assert answer["best"][0]["fails"].startswith("burn_")
    changes = {change["name"]: change for change in answer["changes"]}
    full = changes["full_feed"]
    assert not changes["half_feed"]["feasible"]
    assert full["feasible"], full["best"]["fails"]
    assert full["best"]["margin_kg"] > 0.0
    text = (folder / "search.md").read_text()
    assert "the least change that makes one fly: a feed without limit" in text
    assert (folder / "candidates.csv").read_text().count("\n") >= answer["flown"]


def test_a_scenario_without_a_set_is_refused(tmp_path):
    """The sentence says what is missing and where there is one."""
    output = Output(folder=tmp_path / "out", force=False, plots=False, command="search")
    file = SCENARIOS / "usdv.yaml"
    with pytest.raises(InputError, match="no `plan: search`"):
        search_to_folder(load(file), file, output)
