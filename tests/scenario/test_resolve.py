"""The resolved text, the hash, the published schema, and the scenario files as files."""

import json
import re
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st
from jsonschema import Draft202012Validator
from ruamel.yaml import YAML

from sim.scenario.load import _scalar, load, loads, resolved_yaml, scenario_hash
from sim.scenario.reading.text import parse
from sim.scenario.reference.json_schema import FILES, schema, schema_text

LOWER = "plan:\n  burns:\n    final_burn: {perigee: 30 km}\n"
FOLDER = Path(__file__).parents[2] / "scenarios"
FLIGHTS = sorted(path.stem for path in FOLDER.glob("*.yaml"))
VARIANTS = sorted(path.stem for path in (FOLDER / "variants").glob("*.yaml"))


@pytest.mark.parametrize("name", FLIGHTS)
def test_the_resolved_text_loads_back_to_an_equal_scenario(scenarios, name):
    scenario = load(scenarios / f"{name}.yaml")
    text = resolved_yaml(scenario)
    assert "include:" not in text
    again = loads(text, "elsewhere/resolved.yaml")
    assert again == scenario
    assert resolved_yaml(again) == text
    assert scenario_hash(again) == scenario_hash(scenario)


def test_the_resolved_text_keeps_units_and_sources(scenarios):
    text = resolved_yaml(load(scenarios / "usdv.yaml"))
    assert '"220 km"' in text
    assert "NASA request for information" in text
    assert 'entry_interface: "120 km"' in text
    assert "relative_tolerance: 1e-10" not in text.replace("1.0e-10", "")


def test_the_hash_changes_with_any_number(base):
    assert scenario_hash(loads(base)) == scenario_hash(loads("# a remark\n" + base))
    assert scenario_hash(loads(base)) != scenario_hash(loads(base.replace("50 km", "51 km")))


@given(
    st.text()
    | st.integers(-(10**17), 10**17)
    | st.floats(allow_nan=False, allow_infinity=False)
    | st.booleans()
)
def test_any_scalar_reads_back_as_itself(value):
    written = _scalar(value)
    back = parse(f"a: {written}\n", "x").plain()["a"]
    assert back == value and type(back) is type(value)


@pytest.mark.parametrize("name", FILES)
def test_the_published_schema_is_current(scenarios, name):
    published = (scenarios / name).read_text(encoding="utf-8")
    assert published == schema_text(FILES[name]), "run iss-deorbit schema --out scenarios --force"
    Draft202012Validator.check_schema(json.loads(published))


def test_every_file_names_its_schema_and_fits_it(scenarios):
    files = sorted(scenarios.rglob("*.yaml"))
    assert len(files) >= 12
    for path in files:
        first, content = path.read_text().split("\n", 1)
        match = re.fullmatch(r"# yaml-language-server: \$schema=(\S+)", first)
        assert match, path
        validator = Draft202012Validator(json.loads((path.parent / match[1]).read_text()))
        found = [
            f"{error.json_path}: {error.message}"
            for error in validator.iter_errors(parse(content, "x").plain())
        ]
        assert not found, path


@pytest.mark.parametrize(
    ("old", "new"),
    [
        ("50 km", "50"),
        ("dock:", "dokc:"),
        ("failed: 1", "failed: one"),
        ("retrograde", "backwards"),
        ("{value: 3 kN, assumption: trial}", "{value: 3 kN}"),
        ("{value: 3 kN, assumption: trial}", "3 kN"),
    ],
)
def test_the_schema_catches_what_an_editor_should_show(base, old, new):
    validator = Draft202012Validator(schema())
    assert validator.is_valid(parse(base, "x").plain())
    assert not validator.is_valid(parse(base.replace(old, new), "x").plain())


@pytest.mark.parametrize("name", VARIANTS)
def test_a_variant_reads_and_differs_from_its_plan(scenarios, name):
    variant = load(scenarios / "variants" / f"{name}.yaml")
    plan = load(scenarios / f"{name.partition('_')[0].replace('drift', 'drift_alone')}.yaml")
    assert variant.name == name != plan.name and variant.comparison != plan.comparison
    flown = ("environment", "vehicles", "visits", "phases", "plan", "guidance")
    assert any(getattr(variant, part) != getattr(plan, part) for part in flown)
    if plan.plan is not None:
        assert variant.plan.aim == plan.plan.aim


def test_the_schema_allows_includes_and_overrides():
    validator = Draft202012Validator(schema())
    variant = f"include: usdv.yaml\n{LOWER}phases:\n  descent: null\n"
    assert validator.is_valid(parse(variant, "x").plain())
    assert not validator.is_valid(parse(variant.replace("perigee", "perige"), "x").plain())


def test_a_variant_is_an_include_and_what_differs(scenarios, tmp_path):
    path = scenarios / "variant_of_a_test.yaml"
    text = f"include: usdv.yaml\nname: variant\n{LOWER}"
    variant, original = loads(text, str(path)), load(scenarios / "usdv.yaml")
    assert variant.phases == original.phases
    both = zip(variant.plan.burns, original.plan.burns, strict=True)
    assert [a.name for a, b in both if a != b] == ["final_burn"]
    assert variant.plan.burns[-1].perigee == 30e3


def test_every_number_of_every_vehicle_has_a_source(scenarios):
    """The model asks for it; this counts that there is something to ask for."""

    def stated(node):
        if isinstance(node, dict):
            yield from [node] if "value" in node else []
        for each in node.values() if isinstance(node, dict) else node:
            if isinstance(each, dict | list):
                yield from stated(each)

    tree = YAML(typ="safe").load(resolved_yaml(load(scenarios / "usdv.yaml")))
    numbers = list(stated(tree["vehicles"]))
    assert len(numbers) > 100
    assert all(("source" in each) != ("assumption" in each) for each in numbers)
