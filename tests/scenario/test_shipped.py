"""Shipped scenarios by name: what a name is, what it means, and names in includes."""

import pytest

from sim.scenario.error import ScenarioError
from sim.scenario.load import load
from sim.scenario.reading.include import load_tree
from sim.scenario.reading.shipped import folder, is_name, scenario_file, scenarios


def test_names_are_those_of_the_files_that_hold_scenarios() -> None:
    names = scenarios()
    assert {"usdv", "progress", "storm", "usdv_22", "atv1_2008"} < set(names)
    assert names["drift"] == names["drift_alone"]
    assert names["mir_2001"] == folder() / "mir_2001.yaml"  # not the hind-cast that includes it
    assert "iss_components" not in names


@pytest.mark.parametrize("text", ["usdv.yaml", "./usdv", "a/usdv", "", "2usdv", "usdv.yml"])
def test_what_has_a_folder_or_a_suffix_is_a_file(text) -> None:
    assert not is_name(text) and scenario_file(text) == text


def test_a_name_means_the_shipped_scenario_and_not_a_file_here(tmp_path, monkeypatch) -> None:
    monkeypatch.chdir(tmp_path)
    (tmp_path / "usdv").write_text("name: mine\n")
    assert load("usdv").title == load(folder() / "usdv.yaml").title
    with pytest.raises(ScenarioError, match=r"^\./usdv:"):
        load("./usdv")


def test_a_word_that_is_no_name_is_a_file_if_there_is_one(tmp_path, monkeypatch) -> None:
    monkeypatch.chdir(tmp_path)
    with pytest.raises(ScenarioError, match=r"neither a shipped scenario nor a file .* 'usdv'"):
        load("usdw")
    (tmp_path / "usdw").write_text("include: drift\nname: mine\n")
    assert load("usdw").name == "mine"


def test_a_file_beside_the_other_one_goes_before_a_shipped_scenario(tmp_path) -> None:
    (tmp_path / "mine.yaml").write_text("include: usdv\n")
    assert load_tree(tmp_path / "mine.yaml").plain()["name"] == "usdv"
    (tmp_path / "usdv").write_text("name: beside\n")
    assert load_tree(tmp_path / "mine.yaml").plain() == {"name": "beside"}


def test_shipped_files_go_by_their_prefix_wherever_the_scenario_lies(tmp_path) -> None:
    (tmp_path / "usdv").write_text("name: beside\n")
    (tmp_path / "mine.yaml").write_text(
        "include: shipped:usdv\nvehicles: {station: {include: 'shipped:vehicles/station.yaml'}}\n"
    )
    tree = load_tree(tmp_path / "mine.yaml").plain()
    assert tree["name"] == "usdv" and "dry_mass" in tree["vehicles"]["station"]
    assert load("shipped:usdv") == load("usdv")


@pytest.mark.parametrize(
    ("name", "says"),
    [
        ("shipped:usdw", r"mine\.yaml:1: include: given 'shipped:usdw'; allowed: .*mean 'usdv'"),
        ("shipped:../../etc/passwd", "allowed: shipped: and the name of a scenario or one of"),
        ("shipped:/etc/passwd", "allowed: shipped: and the name of a scenario or one of"),
        ("shipped:", "allowed: shipped:"),
        ("/etc/passwd", 'a path relative to this file, .* such as "shipped:usdv"'),
    ],
)
def test_what_is_not_shipped(tmp_path, name, says) -> None:
    (tmp_path / "mine.yaml").write_text(f"include: '{name}'\n")
    with pytest.raises(ScenarioError, match=says):
        load_tree(tmp_path / "mine.yaml")
    if name.startswith("shipped:"):
        with pytest.raises(ScenarioError, match="nothing of this name is shipped"):
            load(name)
