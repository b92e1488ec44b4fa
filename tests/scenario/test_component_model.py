"""The catalogue of the station: its sums and rows; and each kind of bad row: one clear error."""

import json
import math
import re
from dataclasses import replace
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from jsonschema import Draft202012Validator
from pydantic import ValidationError

from sim.entry.breakup.component import STAGES, Burst, Component, Tear, assembly_mass, totals
from sim.entry.breakup.material import MATERIALS
from sim.entry.breakup.shape import Plate
from sim.scenario.build.components import components_of
from sim.scenario.checks.components import check_catalogue
from sim.scenario.error import ScenarioError
from sim.scenario.reading.include import parse_tree
from sim.scenario.reading.text import parse
from sim.scenario.reading.validation_errors import issues_of
from sim.scenario.reference.json_schema import schema
from sim.scenario.schema.entry import Catalogue

DRY_MASS = 411e3

BASE = """\
station:
  dry_mass: {value: 1000 kg, assumption: trial}
families:
  hull:
    stage: module
    count: 2
    mass: 300 kg
    material: Al 2219
    shape: {cylinder: {diameter: 2 m, length: 4 m}}
    wall: 3 mm
    assumption: trial hull
  battery:
    parent: hull
    stage: content
    count: 10
    mass: {value: 35 kg, source: a public paper}
    material: nickel
    shape: {box: {length: 0.5 m, width: 40 cm, height: 0.3 m}}
    late_share: 20 %
    assumption: trial battery
remainder:
  soft:
    stage: content
    share: 0.6
    mass: 4 kg
    material: Nomex
    shape: {box: {length: 0.5 m, width: 0.4 m, height: 0.3 m}}
    assumption: trial
  hard:
    stage: late
    share: 0.4
    mass: 2 kg
    material: steel
    shape: {sphere: {diameter: 0.3 m}}
    wall: 1 mm
    source: a public list
"""


def read_components(text: str, file: str = "components.yaml") -> tuple[Component, ...]:
    """Families of a catalogue; ScenarioError with everything wrong with it."""
    tree = parse_tree(text, file)
    try:
        catalogue = Catalogue.model_validate(tree.plain())
    except ValidationError as error:
        raise ScenarioError(issues_of(error, tree, Catalogue)) from None
    whole = float(catalogue.station.dry_mass)
    issues = list(check_catalogue(catalogue, whole, "station"))
    if not issues:
        components, issues = components_of(catalogue, whole)
    if issues:
        raise ScenarioError(
            tree.issue(each.key, each.problem, each.given, each.allowed) for each in issues
        )
    return components


@pytest.fixture(scope="module")
def catalogue():
    path = Path(__file__).parents[2] / "scenarios/vehicles/iss_components.yaml"
    return read_components(path.read_text(encoding="utf-8"), str(path))


def test_the_station_adds_up(catalogue) -> None:
    """To the dry mass of station.yaml exactly; 90 % and more of it by name."""
    assert sum(each.loaded_mass for each in catalogue) == pytest.approx(DRY_MASS, rel=1e-9)
    unnamed = sum(each.total_mass for each in catalogue if each.name.startswith("unnamed"))
    assert 0.0 < unnamed < 0.1 * DRY_MASS
    assert 150 <= len(catalogue) <= 400


def test_every_row_is_usable_and_says_where_it_comes_from(catalogue) -> None:
    for each in catalogue:
        assert each.material.name in MATERIALS
        assert "source: " in each.provenance or "assumption: " in each.provenance, each.name
        assert 0.3 < each.ballistic_coefficient < 2000.0, each.name
        if each.wall is not None:
            metal = each.wall * each.heated_area * each.material.density
            assert metal <= 1.02 * each.mass, f"walls of {each.name} weigh {metal:.0f} kg"
            assert each.wall < 0.5 * min(each.shape.sides), each.name
    assert {each.stage for each in catalogue} == set(STAGES)


# whole pieces with what is in or on them, t; public masses at launch or on orbit, and leeway for
# what was fitted out since, or is counted with another family
@pytest.mark.parametrize(
    ("name", "tonnes", "leeway"),
    [
        ("unity", 11.6, 0.15),
        ("destiny", 24.0, 0.05),
        ("columbus", 16.0, 0.15),  # 10.3 empty, 19.3 at most
        ("kibo", 24.0, 0.15),  # 15.9 at launch with 4 of its racks
        ("zarya", 15.5, 0.10),  # 19.3 with 3.8 of propellant
        ("zvezda", 20.3, 0.10),
        ("nauka", 20.3, 0.10),
        ("rassvet", 5.1, 0.25),
        ("poisk", 3.67, 0.20),
        ("prichal", 4.0, 0.15),
        ("cupola", 1.88, 0.25),
        ("z1", 8.8, 0.20),
        ("s1_p1", 14.1, 0.10),
        ("s5_p5", 1.8, 0.10),
        ("array_wing", 1.088, 0.01),
        ("radiator_wing", 1.12, 0.01),
        ("liion_battery", 0.194, 0.01),
        ("nickel_battery", 0.165, 0.02),
        ("cmg", 0.272, 0.01),
        ("pump_module", 0.354, 0.01),
        ("sarj", 1.16, 0.10),
        ("era", 0.63, 0.01),
        ("ams", 7.5, 0.05),
    ],
)
def test_whole_pieces_weigh_what_is_published(catalogue, name, tonnes, leeway) -> None:
    assert assembly_mass(catalogue)[name] == pytest.approx(1e3 * tonnes, rel=leeway)


def test_the_file_fits_its_schema(scenarios) -> None:
    path = scenarios / "vehicles" / "iss_components.yaml"
    first, content = path.read_text(encoding="utf-8").split("\n", 1)
    match = re.fullmatch(r"# yaml-language-server: \$schema=(\S+)", first)
    assert match
    published = json.loads((path.parent / match[1]).read_text(encoding="utf-8"))
    assert published == json.loads(json.dumps(schema(Catalogue)))
    Draft202012Validator(published).validate(parse(content, "x").plain())


def test_the_base_is_right() -> None:
    hull, battery, soft, hard = read_components(BASE)
    assert (hull.count, hull.mass, hull.wall, hull.parent) == (2, 300.0, 0.003, "station")
    assert (battery.late_share, battery.parent, battery.wall) == (0.2, "hull", None)
    assert battery.provenance == "mass: a public paper; assumption: trial battery"
    assert hard.provenance == "source: a public list"
    assert (soft.count, hard.count) == (8, 10)  # 30 kg in 4 kg pieces, 20 kg in 2 kg pieces
    assert totals((hull, battery, soft, hard)).mass == pytest.approx(1000.0, rel=1e-12)
    assert assembly_mass((hull, battery))["hull"] == 475.0


CASES = [
    ("count: 10", "count: 0", 0, "families.battery.count", ["out of range", "from 1 to"]),
    ("count: 10", "count: 1.5", 0, "families.battery.count", ["not a whole number"]),
    ("mass: 300 kg", "mass: -300 kg", 0, "families.hull.mass", ["out of range", "a mass from"]),
    ("mass: 300 kg", "mass: 300", 0, "families.hull.mass", ["without a unit", "330 kg"]),
    ("mass: 300 kg", "mass: 300 m", 0, "families.hull.mass", ["is not a unit of a mass"]),
    (
        "material: nickel",
        "material: nikel",
        0,
        "families.battery.material",
        ["no such material", "given 'nikel'", "did you mean 'nickel'"],
    ),
    (
        "parent: hull",
        "parent: hul",
        0,
        "families.battery.parent",
        ["no such family", "given 'hul'", "did you mean 'hull'"],
    ),
    ("parent: hull", "parent: battery", 0, "families.battery.parent", ["go in a ring"]),
    ("parent: hull", "parent: soft", 0, "families.battery.parent", ["no such family"]),
    (
        "count: 10",
        "count: 20",
        1,
        "families.battery.mass",
        ["weigh more than the station, 1000 kg", "20 x 35 kg on top of 600 kg", "at most 400 kg"],
    ),
    ("count: 2\n", "count: 1\n", -3, "families", ["weigh 65.0 % of the station", "90 % to 100 %"]),
    ("share: 0.4", "share: 0.3", -10, "remainder", ["shares add up to 0.9", "make 1"]),
    ("stage: module", "stage: modul", 0, "families.hull.stage", ["'appendage', 'module'"]),
    ("wall: 3 mm", "wal: 3 mm", 0, "families.hull.wal", ["unknown key", "did you mean 'wall'"]),
    (
        "{sphere: {diameter: 0.3 m}}",
        "{sphere: {diametre: 0.3 m}}",
        0,
        "remainder.hard.shape.sphere.diametre",
        ["unknown key", "did you mean 'diameter'"],
    ),
    (
        "{sphere: {diameter: 0.3 m}}",
        "{sphere: {diameter: 0.3 m}, box: {length: 1 m, width: 1 m, height: 1 m}}",
        0,
        "remainder.hard.shape",
        ["holds sphere, box", "exactly one of"],
    ),
    ("{sphere: {diameter: 0.3 m}}", "{ball: 1 m}", 0, "remainder.hard.shape.ball", ["unknown key"]),
    ("    assumption: trial hull\n", "", -7, "families.hull", ["no source", "source, assumption"]),
    (
        "    source: a public list\n",
        "    source: a public list\n    assumption: trial\n",
        -7,
        "remainder.hard",
        ["both `source` and `assumption`"],
    ),
    ("late_share: 20 %", "late_share: 2", 0, "families.battery.late_share", ["out of range"]),
    ("    wall: 3 mm\n", "    solidity: 0\n", 0, "families.hull.solidity", ["out of range"]),
    (
        "length: 0.5 m, width: 40 cm, height: 0.3 m",
        "length: 1 cm, width: 40 cm, height: 0.3 m",
        -2,
        "families.battery.mass",
        ["heavier than its shape full of nickel, 10.6", "given '35 kg'"],
    ),
    ("  soft:", "  hull:", 0, "remainder.hull", ["the name stands twice"]),
    (
        "    wall: 1 mm\n",
        "    tears: {count: 3, into: {sphere: {diameter: 0.1 m}}}\n",
        0,
        "remainder.hard.tears",
        ["nothing tears it", "pressure, temperature or both"],
    ),
    (
        "    wall: 1 mm\n",
        "    bursts: {contents: air, slowest: 200 m/s}\n",
        0,
        "remainder.hard.bursts",
        ["slowest 200 m/s is above fastest 100 m/s"],
    ),
    (
        "    wall: 3 mm\n",
        "    tears: {count: 2, into: {sphere: {diameter: 10 cm}}, pressure: 1 kPa}\n",
        -3,
        "families.hull.mass",
        ["what 'hull' tears into", "heavier than its shape full of Al 2219, 1.4"],
    ),
]


@pytest.mark.parametrize(("old", "new", "further", "key", "words"), CASES)
def test_the_error_names_the_row(old, new, further, key, words) -> None:
    assert BASE.count(old) == 1, old
    line = BASE[: BASE.index(old)].count("\n") + 1 + further
    with pytest.raises(ScenarioError) as caught:
        read_components(BASE.replace(old, new), "trial.yaml")
    found = {problem.key: str(problem) for problem in caught.value.issues}
    assert key in found, str(caught.value)
    assert found[key].startswith(f"trial.yaml:{line}: {key}: "), found[key]
    for word in words:
        assert word in found[key]


def test_how_a_piece_tears_and_bursts_is_read() -> None:
    torn_hull = "wall: 3 mm\n    tears: {count: 40, into: {plate: {length: 1 m, width: 1 m, " + (
        "thickness: 3 mm}}, pressure: 2 kPa, temperature: 800 K}\n"
    )
    tank = "late_share: 20 %\n    bursts: {contents: oxygen, slowest: 20 m/s}\n"
    text = BASE.replace("wall: 3 mm\n", torn_hull).replace("late_share: 20 %\n", tank)
    hull, battery, *_ = read_components(text)
    assert hull.tear == Tear(40, Plate(1.0, 1.0, 3e-3), None, 2000.0, 800.0)
    half = "{plate: {length: 1 m, width: 50 cm, thickness: 3 mm}}"
    again = f", again: {{count: 2, into: {half}, pressure: 4 kPa}}}}"
    twice, *_ = read_components(text.replace("temperature: 800 K}", f"temperature: 800 K{again}"))
    assert twice.tear == replace(hull.tear, again=Tear(2, Plate(1.0, 0.5, 3e-3), None, 4000.0))
    # nickel melts at 1,728 K
    assert battery.burst == Burst("oxygen", 864.0, 20.0, 100.0)


def test_a_remainder_is_needed_where_something_is_left() -> None:
    text = BASE[: BASE.index("remainder:")]
    with pytest.raises(ScenarioError, match="nothing stands for the 50 kg no family names"):
        read_components(text)
    whole = text.replace("mass: 300 kg", "mass: 325 kg")
    assert totals(read_components(whole)).mass == 1000.0
    with_rows = BASE.replace("mass: 300 kg", "mass: 325 kg")
    assert [each.name for each in read_components(with_rows)] == ["hull", "battery"]


def test_a_heavier_catalogue_than_the_station_names_the_row_that_tips_it(scenarios) -> None:
    text = (scenarios / "vehicles/iss_components.yaml").read_text(encoding="utf-8")
    heavier = text.replace("count: 1, mass: 2500 kg", "count: 20, mass: 2500 kg", 1)
    with pytest.raises(ScenarioError, match=r"families\.\w+\.mass: .* more than the station") as e:
        read_components(heavier, str(scenarios / "vehicles/x.yaml"))
    assert len(e.value.issues) == 1


def test_an_include_overrides_one_row(scenarios) -> None:
    text = "include: iss_components.yaml\nfamilies: {ams: {mass: 3000 kg}}\n"
    made = {each.name: each for each in read_components(text, str(scenarios / "vehicles/x.yaml"))}
    assert made["ams"].mass == 3000.0
    assert math.fsum(each.loaded_mass for each in made.values()) == pytest.approx(DRY_MASS)


JUNK = st.one_of(
    st.none(),
    st.booleans(),
    st.floats(),
    st.integers(-(10**9), 10**9),
    st.text(max_size=12),
    st.sampled_from(["1 kg", "-1 kg", "1e308 kg", "1e-300 kg", "nan kg", "5 m", "Al 2219", "hull"]),
    st.lists(st.integers(), max_size=3),
    st.dictionaries(st.sampled_from(["value", "source", "sphere", "x"]), st.integers(), max_size=2),
)


@settings(max_examples=150)
@given(
    st.sampled_from(["hull", "battery", "soft"]),
    st.sampled_from(
        ["parent", "stage", "count", "share", "mass", "shape", "material", "wall", "late_share",
         "solidity", "tears", "bursts", "source", "assumption"]
    ),
    JUNK,
)  # fmt: skip
def test_any_value_is_used_or_refused_with_its_place(row, key, junk) -> None:
    tree = parse(BASE, "x").plain()
    section = "remainder" if row == "soft" else "families"
    tree[section][row][key] = junk
    text = json.dumps(tree)
    try:
        made = read_components(text, "trial.yaml")
    except ScenarioError as error:
        assert error.issues
        assert all(problem.file == "trial.yaml" for problem in error.issues)
    else:
        assert sum(each.loaded_mass for each in made) == pytest.approx(1000.0, rel=1e-5)
