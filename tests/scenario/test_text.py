"""Hostile and broken YAML, includes, overrides: a tree with lines, or a ScenarioError."""

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from sim.scenario.error import ScenarioError
from sim.scenario.load import loads
from sim.scenario.reading import text as text_module
from sim.scenario.reading.include import load_tree, parse_tree
from sim.scenario.reading.text import parse


def refused(text: str) -> str:
    with pytest.raises(ScenarioError) as caught:
        parse(text, "x.yaml")
    assert len(caught.value.issues) == 1
    return str(caught.value)


def test_scalars_resolve_as_in_yaml_1_2_and_dates_stay_text():
    tree = parse(
        "a: 1\nb: 1.5\nc: 1e3\nd: true\ne: ~\nf: '1'\ng: yes\n"
        "h: 2028-07-01T00:00:00Z\ni: 0x10\nj: .5\n",
        "x",
    )
    assert tree.plain() == {
        "a": 1,
        "b": 1.5,
        "c": 1000.0,
        "d": True,
        "e": None,
        "f": "1",
        "g": "yes",
        "h": "2028-07-01T00:00:00Z",
        "i": "0x10",
        "j": 0.5,
    }


def test_every_value_knows_its_line():
    tree = parse("a:\n  - b: 1\n    c:\n      d: 2\n  -\n    e\n", "x")
    assert tree.at(("a", 0, "b")).line == 2
    assert tree.at(("a", 0, "c", "d")).line == 4
    assert tree.at(("a", 1)).line == 6
    assert tree.at(("a", 0, "c", "nothing")).line == 3


@pytest.mark.parametrize(
    ("text", "says"),
    [
        ("a: [1, 2", "x.yaml:1: not YAML"),
        ("a: 1\nb: {c: }}\n", "x.yaml:2: not YAML"),
        ("a: 1\n\tb: 2\n", "x.yaml:2: not YAML"),
        ("a: 1\na: 2\n", "x.yaml:2: a: the key stands twice, first on line 1"),
        ("a: !!python/object/apply:os.system [ls]\n", "x.yaml:1: tag"),
        ("a: !include other.yaml\n", "x.yaml:1: tag"),
        ("a: &b {c: 1}\nd:\n  <<: *b\n", "x.yaml:3: <<: merge key"),
        ("a: *b\n", "x.yaml:1: alias *b"),
        ("a: &b [*b]\n", "x.yaml:1: alias *b"),
        ("a: 1\n---\nb: 2\n", "x.yaml:2: a second document"),
        ("- 1\n- 2\n", "x.yaml:1: the file holds a list"),
        ("just text\n", "x.yaml:1: the file holds a str"),
        ("", "x.yaml:1: the file holds nothing"),
        ("? [a]\n: 1\n", "x.yaml:1: a key that is not plain text"),
        ("a: " + "[" * 60 + "]" * 60, "nested more than 40 levels"),
        ("a: 1\nb: \x00\n", "x.yaml:2: not YAML: the character U+0000 is not allowed"),
        ("%YAML 9.9.9\n---\na: 1\n", "not YAML"),
        ('a: "\\UFFFFFFFF"\n', "not YAML"),
    ],
)
def test_broken_and_hostile_text_is_refused_with_its_line(text, says):
    assert says in refused(text)


def test_a_file_that_expands_without_bound_is_refused():
    laughs = "a0: &a0 [lol, lol, lol, lol, lol, lol, lol, lol, lol]\n" + "".join(
        f"a{i}: &a{i} [{', '.join([f'*a{i - 1}'] * 9)}]\n" for i in range(1, 12)
    )
    assert "expands to more than" in refused(laughs)


def test_an_alias_within_the_budget_is_a_copy():
    assert parse("a: &x {b: 1}\nc: *x\n", "x").plain() == {"a": {"b": 1}, "c": {"b": 1}}


def test_files_that_are_too_large_missing_or_not_text(tmp_path):
    large, binary = tmp_path / "large.yaml", tmp_path / "binary.yaml"
    large.write_bytes(b"a: 1\n" + b"# \n" * (text_module.LARGEST_FILE // 3))
    binary.write_bytes(b"a: 1\nb: \xff\xfe\n")
    with pytest.raises(ScenarioError, match="larger than"):
        load_tree(large)
    with pytest.raises(ScenarioError, match=r"binary\.yaml:2: not UTF-8"):
        load_tree(binary)
    with pytest.raises(ScenarioError, match="no such file"):
        load_tree(tmp_path / "missing.yaml")
    with pytest.raises(ScenarioError, match="no such file"):
        load_tree(tmp_path)


@given(st.text(max_size=200))
@settings(max_examples=300)
def test_arbitrary_text_is_a_tree_or_a_scenario_error(junk):
    try:
        loads(junk)
    except ScenarioError as error:
        assert error.issues and str(error)
    else:
        pytest.fail("junk made a scenario")


WORDS = (
    "a b: - [ ] { } , : ? & * ! | > ' \" % @ ` # &x *x <<: include: name: phases: state: kepler: "
    "tle: lines: 12 km ~ null true 1e5 start: vehicles: stack: value: source: --- ... \\n"
)
SNIPPETS = st.sampled_from([*WORDS.split(), "\n", "\n  ", "\n- ", "\n    ", " ", "\t"])


@given(st.lists(SNIPPETS, max_size=60).map(" ".join))
@settings(max_examples=300)
def test_yaml_like_junk_is_never_anything_but_a_scenario_error(junk):
    with pytest.raises(ScenarioError):
        loads(junk)


YAML_VALUES = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats() | st.text(max_size=12),
    lambda inner: (
        st.lists(inner, max_size=4) | st.dictionaries(st.text(max_size=8), inner, max_size=4)
    ),
    max_leaves=12,
)
TOP_KEYS = "name title start state environment vehicles stack phases comparison description".split()


@given(st.dictionaries(st.sampled_from(TOP_KEYS), YAML_VALUES))
@settings(max_examples=200)
def test_wrong_values_under_real_keys_are_scenario_errors(content):
    import json

    with pytest.raises(ScenarioError) as caught:
        loads(json.dumps(content))
    assert all(problem.line == 1 for problem in caught.value.issues)


def write(folder, **files: str):
    for name, content in files.items():
        (folder / f"{name}.yaml").write_text(content)
    return folder


def test_an_include_is_relative_to_its_file_and_siblings_override_deeply(tmp_path):
    (tmp_path / "parts").mkdir()
    write(tmp_path / "parts", inner="a: 1\nb: {c: 2, d: 3}\n", deep="x: {include: inner.yaml}\n")
    write(tmp_path, top="include: parts/deep.yaml\nx:\n  b:\n    d: 4\n  e: 5\n")
    tree = load_tree(tmp_path / "top.yaml")
    assert tree.plain() == {"x": {"a": 1, "b": {"c": 2, "d": 4}, "e": 5}}
    assert tree.at(("x", "b", "c")).file.endswith("parts/inner.yaml")
    assert (tree.at(("x", "b", "d")).file, tree.at(("x", "b", "d")).line) == (
        str(tmp_path / "top.yaml"),
        4,
    )


def test_null_takes_a_key_away_and_a_sourced_number_is_replaced_whole(tmp_path):
    write(tmp_path, base="a: 1\nm: {value: 1 kg, assumption: guess}\n")
    write(tmp_path, top="include: base.yaml\na: null\nm: {value: 2 kg, source: scale}\n")
    assert load_tree(tmp_path / "top.yaml").plain() == {"m": {"value": "2 kg", "source": "scale"}}


def test_a_list_of_named_entries_is_overridden_by_name(tmp_path):
    write(tmp_path, base="phases:\n- {name: a, x: 1, y: 1}\n- {name: b, x: 2}\n- {name: c}\n")
    write(tmp_path, top="include: base.yaml\nphases:\n  a: {y: 5}\n  c: null\n")
    write(tmp_path, bad="include: base.yaml\nphases:\n  a: {y: 5}\n  bb: {x: 1}\n")
    plain = load_tree(tmp_path / "top.yaml").plain()
    assert plain == {"phases": [{"name": "a", "x": 1, "y": 5}, {"name": "b", "x": 2}]}
    with pytest.raises(ScenarioError, match=r"bad\.yaml:4: phases\.bb: no such entry.*mean 'b'"):
        load_tree(tmp_path / "bad.yaml")


def test_a_new_choice_takes_the_place_of_the_old_one(tmp_path):
    write(
        tmp_path,
        base="until: {duration: 1 d, by: x}\n"
        "burn: {direction: retrograde, cutoff: {perigee: 1 km}}\n",
    )
    write(tmp_path, top="include: base.yaml\nuntil: {apogee: 2}\nburn: {steering: {yaw: 1 deg}}\n")
    assert load_tree(tmp_path / "top.yaml").plain() == {
        "until": {"apogee": 2, "by": "x"},
        "burn": {"steering": {"yaw": "1 deg"}, "cutoff": {"perigee": "1 km"}},
    }


@pytest.mark.parametrize(
    ("content", "says"),
    [
        ("a: 1\ninclude: [x.yaml]\n", r"top\.yaml:2: include: given \['x\.yaml'\]"),
        ("a: 1\nb: {include: /etc/passwd}\n", r"top\.yaml:2: b\.include: given '/etc/passwd'"),
        ("b:\n  include: none.yaml\n", r"top\.yaml:2: b\.include: no such file: .*none\.yaml"),
        ("b:\n  include: top.yaml\n", r"include each other without end: top\.yaml -> top\.yaml"),
        ("b:\n  include: broken.yaml\n", r"broken\.yaml:2: not YAML"),
        ("b:\n  include: ''\n", r"top\.yaml:2: b\.include: given ''"),
    ],
)
def test_bad_includes_name_the_line_that_asks_for_them(tmp_path, content, says):
    write(tmp_path, top=content, broken="a: 1\nb: [\n")
    with pytest.raises(ScenarioError, match=says):
        load_tree(tmp_path / "top.yaml")


def test_includes_share_one_budget(tmp_path):
    write(tmp_path, leaf="v: [" + "1, " * 900 + "1]\n")
    write(tmp_path, top="".join(f"k{i}: {{include: leaf.yaml}}\n" for i in range(60)))
    with pytest.raises(ScenarioError, match="expands to more than"):
        load_tree(tmp_path / "top.yaml")


def test_text_without_a_file_includes_relative_to_the_given_name(tmp_path):
    write(tmp_path, leaf="v: 1\n")
    assert parse_tree("include: leaf.yaml\n", str(tmp_path / "memory.yaml")).plain() == {"v": 1}


def test_depth_counts_through_aliases():
    lists = "[" * 35 + "{}" + "]" * 35
    text = f"a: &a {lists.format(1)}\nb: &b {lists.format('*a')}\nc: {lists.format('*b')}\n"
    assert "x.yaml:2: nested more than 40 levels deep" in refused(text)
    assert parse("a: &a [[[1]]]\nb: [[*a]]\n", "x.yaml").plain()["b"] == [[[[[1]]]]]


def test_depth_counts_through_includes(tmp_path):
    for k in range(13):
        (tmp_path / f"f{k}.yaml").write_text(
            f"a: {{b: {{c: {{d: {{include: f{k + 1}.yaml}}}}}}}}\n"
        )
    (tmp_path / "f13.yaml").write_text("v: 1\n")
    assert load_tree(tmp_path / "f5.yaml").value
    with pytest.raises(ScenarioError, match=r"f\d+\.yaml:1: .*nested more than 40 levels deep"):
        load_tree(tmp_path / "f0.yaml")


def test_messages_are_bounded():
    with pytest.raises(ScenarioError) as caught:
        loads("".join(f"key_{k}: 1\n" for k in range(2000)))
    assert len(caught.value.issues) == 101
    assert str(caught.value).endswith("more like these") and len(str(caught.value)) < 100_000
    assert len(refused("a: !" + "x" * 100_000)) < 2000
    assert len(refused("k" * 3000 + ": [1, {b: *c}]\n")) < 2000
