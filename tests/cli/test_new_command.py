"""`new` writes what can be flown, never over something; `explain` knows every key there is."""

import contextlib
import io
import json
import random
import re
import string

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from sim.cli.explain import explain as explain_key
from sim.cli.new import write_new
from sim.errors import InputError
from sim.scenario.error import ScenarioError
from sim.scenario.load import load
from sim.scenario.reading.include import load_tree
from sim.scenario.reading.shipped import scenarios
from sim.scenario.reference.key import all_keys, ending, matching, values_of


@pytest.mark.parametrize("like", ["usdv", "progress", "drift"])
def test_new_writes_the_same_flight_under_a_new_name(command, tmp_path, like):
    said = command("new", "mine", "--like", like)
    assert said == (0, "mine.yaml\n", "")
    assert command("check", "mine.yaml").code == 0
    made, base = load(tmp_path / "mine.yaml"), load(scenarios()[like])
    assert made.name == "mine" and made.comparison.label == "mine"
    same = {"name": base.name, "title": base.title, "comparison": base.comparison}
    assert made.model_copy(update=same) == base
    text = (tmp_path / "mine.yaml").read_text()
    assert f'include: "shipped:{scenarios()[like].stem}"' in text
    assert len(text.splitlines()) > 20 and "iss-deorbit run mine.yaml" in text
    comments = [line for line in text.splitlines() if line.lstrip().startswith("#")]
    assert max(map(len, comments)) <= 80


@pytest.mark.parametrize("like", sorted(scenarios()))
def test_every_shipped_scenario_can_be_started_from(tmp_path, like):
    assert load(write_new("mine", like, tmp_path, False, False)).name == "mine"


def test_a_whole_file_needs_no_other_one(command, tmp_path):
    assert command("new", "--like", "drift", "--whole", "-q") == (0, "", "")
    text = (tmp_path / "my_drift_alone.yaml").read_text()
    assert "include" not in text and load(tmp_path / "my_drift_alone.yaml").phases


def test_a_file_of_ones_own_can_be_started_from(command, variant, tmp_path):
    file = variant("short")
    assert command("new", "other", "--like", file).code == 0
    assert 'include: "short.yaml"' in (tmp_path / "other.yaml").read_text()
    assert load(tmp_path / "other.yaml").phases[2].burn.cutoff.perigee == 30e3


def test_changed_values_are_flown(command, tmp_path):
    command("new", "mine")
    file = tmp_path / "mine.yaml"
    file.write_text(re.sub(r'(final_burn:\n\s+perigee: )"50 km"', r'\1"45 km"', file.read_text()))
    assert load(file).plan.burns[-1].perigee == 45e3


def test_new_refuses(command, tmp_path):
    command("new", "mine", "-q")
    before = (tmp_path / "mine.yaml").read_bytes()
    said = command("new", "mine", "--like", "progress")
    assert said.code == 2 and "overwrite it with --force" in said.err
    assert (tmp_path / "mine.yaml").read_bytes() == before
    assert command("new", "mine", "--like", "progress", "--force").code == 0
    said = command("new", "--like", "usvd")
    assert said.code == 2 and "did you mean 'usdv'" in said.err
    said = command("new", "a/b")
    assert said.code == 2 and "can't name a scenario" in said.err
    said = command("new", "x", "--out", "mine.yaml")
    assert said.code == 2 and "not a folder" in said.err
    said = command("new", "x", "--like", "nothing.yaml")
    assert said.code == 2 and "no such file" in said.err
    assert {path.name for path in tmp_path.iterdir()} == {"mine.yaml"}


@settings(max_examples=30)
@given(st.text(string.printable, max_size=50))
def test_any_name_is_written_well_or_refused(tmp_path_factory, name):
    folder = tmp_path_factory.mktemp("new")
    try:
        file = write_new(name, "drift", folder, False, False)
    except (InputError, ScenarioError):
        assert not list(folder.iterdir())
    else:
        assert load(file).name == name


def test_every_key_has_a_meaning_and_words_for_what_is_allowed():
    assert len(all_keys()) > 300
    for facts in all_keys():
        assert facts.meaning.endswith((".", ")", '"')) and facts.allowed and facts.default, (
            facts.name
        )


def test_every_key_finds_itself():
    for facts in all_keys():
        assert facts in matching(facts.name)
        assert facts in ending(facts.path[-1])


@given(st.sampled_from(all_keys()), st.randoms(use_true_random=False))
def test_any_way_of_writing_a_path_finds_it(facts, choose: random.Random):
    steps = []
    for step in facts.path:
        if step == "[]":
            if choose.random() < 0.5:
                steps[-1] += f"[{choose.randrange(9)}]"
            elif choose.random() < 0.5:
                steps.append("anything")
        elif step == "*":
            steps.append("anything")
        else:
            steps.append(step)
    assert facts in matching(".".join(steps))


@settings(max_examples=60)
@given(st.text(string.printable, max_size=30))
def test_explain_answers_or_refuses(key):
    said = io.StringIO()
    try:
        with contextlib.redirect_stdout(said):
            explain_key(key, None, False)
    except InputError as error:
        assert "no scenario has a key" in str(error)
    else:
        assert said.getvalue()


def test_every_value_of_a_scenario_is_under_a_key():
    tree = load_tree(scenarios()["usdv"])
    paths = [path for facts in all_keys() for path, _ in values_of(tree, facts.path)]
    assert ".plan.burns.final_burn.perigee" in paths
    assert ".vehicles.usdv.tanks.main.load" in paths or any("usdv.tanks" in p for p in paths)
    assert len(paths) == len(set(paths)) > 500


def test_explain_tells_value_source_and_place(command):
    said = command("explain", "plan.burns.final_burn.perigee")
    assert said.code == 0 and said.err == ""
    assert "50 km" in said.out and "SpaceNews" in said.out and "usdv.yaml:" in said.out
    assert "kept in  m" in said.out and "required" in said.out
    assert max(map(len, said.out.splitlines())) <= 100


def test_explain_within_a_file(command, variant):
    said = command("explain", "cutoff.perigee", "--in", variant("short"))
    assert said.code == 0 and "phases.final_burn.burn.cutoff.perigee: 30 km" in said.out
    said = command("explain", "name", "--in", "nothing.yaml")
    assert said.code == 2 and "no such file" in said.err


def test_explain_as_json(command):
    said = command("explain", "environment.space_weather.percentile", "--json")
    (facts,) = json.loads(said.out)
    assert facts["key"] == "environment.space_weather.percentile" and facts["unit"] == ""
    assert {each["value"] for each in facts["values"]["usdv"]} == {50}
    assert len(json.loads(command("explain", "--json").out)) > 10


def test_explain_what_there_is_not(command):
    said = command("explain", "environment.space_weather.percentil")
    assert said.code == 2 and "did you mean environment.space_weather.percentile" in said.err
    assert "Traceback" not in said.err
