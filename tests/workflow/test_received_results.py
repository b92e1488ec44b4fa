"""Folders of results are passed on: nothing in one leads out of it, and whatever is wrong with one
is told in a sentence that names it.
"""

import json
import shutil
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import replace
from pathlib import Path
from typing import Any

import numpy as np
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from sim.errors import InputError
from sim.formats.parquet import read_table, write_table
from sim.report.page.document import read_yaml
from sim.report.page.write import make_page
from sim.report.results.reading import ResultsError
from sim.report.results.run import RunResult
from sim.workflow.build_results import compare_results
from sim.workflow.export.export import export
from sim.workflow.export.tables import MAKERS
from sim.workflow.redraw import redraw

OUTSIDE = ("../../elsewhere", "/tmp/elsewhere", "..", ".", "", "a/b", "a\\b", "x" * 300, "a\nb")
NOT_NAMES = (*OUTSIDE, None, 7, ["a"], {})
NASTY = st.one_of(
    st.none(),
    st.booleans(),
    st.sampled_from([[], {}, "", "../x", "\ud800", "9" * 30, 10**400, 1e308, -1e308, 0, -1]),
    st.integers(-(10**20), 10**20),
    st.floats(),
    st.text(max_size=20),
    st.lists(st.integers(), max_size=3),
)  # fmt: skip


@pytest.fixture(scope="module")
def folder(with_debris, tmp_path_factory) -> Path:
    """Of one run."""
    target = tmp_path_factory.mktemp("received") / "run"
    target.mkdir()
    with_debris.write(target)
    return target


@pytest.fixture(scope="module")
def compared(with_debris, tmp_path_factory) -> Path:
    """Of a comparison."""
    other = replace(with_debris, summary=with_debris.summary | {"scenario": "other"})
    target = tmp_path_factory.mktemp("received") / "comparison"
    target.mkdir()
    compare_results([with_debris, other]).write(target)
    return target


@contextmanager
def changed(file: Path, content: Any) -> Iterator[None]:
    """The file with other content, given as text or as a value, for a while."""
    before = file.read_bytes()
    words = content if isinstance(content, str) else json.dumps(content)
    file.write_text(words, encoding="utf-8")
    try:
        yield
    finally:
        file.write_bytes(before)


def refusals(folder: Path) -> list[str]:
    """What is said by those who use a folder and refuse it; anything but an `InputError` escapes,
    and so does text that cannot be written.
    """
    said = []
    for to in MAKERS:
        try:
            for name, content in export(folder, to).texts.items():
                assert Path(name).name == name and name not in (".", "..")
                if isinstance(content, str):
                    content.encode()
        except InputError as error:
            said.append(str(error))
    try:
        make_page(folder).encode()
    except InputError as error:
        said.append(str(error))
    except (ValueError, KeyError, TypeError, AttributeError):
        pass  # `redraw`, which calls it, tells this of the folder
    return said


@pytest.mark.parametrize("name", NOT_NAMES)
def test_no_name_leads_out_of_the_folder(folder, compared, name):
    summary = folder / "summary.json"
    with changed(summary, json.loads(summary.read_text()) | {"scenario": name}):
        for to in MAKERS:
            with pytest.raises(ResultsError, match=r"summary\.json: results can't be read: scen"):
                export(folder, to)
        with pytest.raises(ResultsError, match="scenario"):
            list(redraw(folder))
    file = compared / "comparison.json"
    with changed(file, json.loads(file.read_text()) | {"scenarios": ["descent", name]}):
        for use in (lambda: export(compared, "kml"), lambda: list(redraw(compared))):
            with pytest.raises(ResultsError, match=r"comparison\.json: .* scenarios\[1\]"):
                use()


@pytest.mark.parametrize("file", ["summary.json", "manifest.json", "footprint.geojson"])
@pytest.mark.parametrize("content", ["[]", "null", "7", '"x"', "{", "", "[" * 100_000, "NaN"])
def test_content_of_another_kind_is_refused_with_its_file(folder, file, content):
    with changed(folder / file, content):
        for use in (lambda: export(folder, "kml"), lambda: list(redraw(folder))):
            with pytest.raises(ResultsError) as told:
                use()
            assert f"{folder / file}: results can't be read: " in str(told.value)
            assert "\n" not in str(told.value)


@pytest.mark.parametrize(
    ("key", "value", "told"),
    [
        ("colour", "blue", "colour: string should match"),
        ("colour", '#12345"', "colour"),
        ("burns", {}, "burns: input should be a valid list; given {}"),
        ("duration_days", "3", "duration_days: input should be a valid number; given '3'"),
        ("start_utc", "2025-13-01T00:00:00Z", "start_utc"),
        ("title", "half a pair: \ud83d", "title: input should be a valid string"),
        ("anything", "half a pair: \ud83d", "surrogates not allowed"),
    ],
)
def test_a_wrong_value_is_told_with_its_key(folder, key, value, told):
    summary = folder / "summary.json"
    with changed(summary, json.loads(summary.read_text()) | {key: value}):
        with pytest.raises(ResultsError) as error:
            export(folder, "kml")
    assert f"{summary}: results can't be read: " in str(error.value) and told in str(error.value)


def test_a_table_without_a_column_is_refused_with_its_name(folder):
    file = folder / "fragments.parquet"
    before, columns = file.read_bytes(), read_table(file)
    for wrong in (
        {name: column for name, column in columns.items() if name != "energy_j"},
        columns | {"energy_j": np.full(len(columns["energy_j"]), "x")},
    ):
        write_table(file, wrong)
        with pytest.raises(ResultsError, match=r"fragments\.parquet: .*column energy_j"):
            RunResult.read(folder)
    file.write_bytes(before)


def test_links_are_neither_followed_nor_written_through(folder, compared, tmp_path):
    copy, precious = tmp_path / "copy", tmp_path / "precious"
    shutil.copytree(folder, copy)
    precious.write_text("as it was")
    for name in ("decay.svg", "report.html"):
        (copy / name).symlink_to(precious)
    assert copy / "report.html" in list(redraw(copy, ["svg"]))
    assert precious.read_text() == "as it was" and not (copy / "decay.svg").is_symlink()
    copy = tmp_path / "comparison"
    shutil.copytree(compared, copy)
    shutil.rmtree(copy / "other")
    (copy / "other").symlink_to(compared / "other")
    for use in (lambda: export(copy, "kml"), lambda: list(redraw(copy))):
        with pytest.raises(ResultsError, match=r"other: .* a link"):
            use()


def test_a_scenario_with_aliases_is_not_unfolded(tmp_path):
    lines = ["a0: &a0 [1, 2]"] + [f"a{k}: &a{k} [*a{k - 1}, *a{k - 1}]" for k in range(1, 60)]
    file = tmp_path / "scenario.yaml"
    file.write_text("\n".join(lines))
    with pytest.raises(ResultsError, match=r"scenario\.yaml: .*aliases"):
        read_yaml(file)


def paths_of(value: Any, path: tuple[Any, ...] = ()) -> Iterator[tuple[Any, ...]]:
    """Paths of all values in a value, its own first."""
    yield path
    if isinstance(value, dict):
        pairs = list(value.items())
    else:
        pairs = list(enumerate(value)) if isinstance(value, list) else []
    for key, inner in pairs:
        yield from paths_of(inner, (*path, key))


def with_value(value: Any, path: tuple[Any, ...], new: Any) -> Any:
    """A copy of a value with another one at a path; ... takes it away."""
    if not path:
        return None if new is ... else new
    copy = dict(value) if isinstance(value, dict) else list(value)
    if len(path) == 1 and new is ...:
        del copy[path[0]]
    else:
        copy[path[0]] = with_value(copy[path[0]], path[1:], new)
    return copy


FILES = ("summary.json", "manifest.json", "footprint.geojson")


@settings(max_examples=40, deadline=None, suppress_health_check=list(HealthCheck))
@given(data=st.data())
def test_mutated_results_are_used_or_refused_in_a_sentence(folder, data):
    file = folder / data.draw(st.sampled_from(FILES))
    content = json.loads(file.read_text())
    paths = [path for path in paths_of(content) if len(path) < 6]
    new = data.draw(st.one_of(st.just(...), NASTY))
    mutant = with_value(content, data.draw(st.sampled_from(paths)), new)
    with changed(file, json.dumps(mutant)):
        for words in refusals(folder):
            assert words.startswith(str(folder)) and "\n" not in words
            assert "can't be read" in words or "was written by" in words or "format" in words


@settings(max_examples=3, deadline=None, suppress_health_check=list(HealthCheck))
@given(data=st.data())
def test_mutated_results_are_drawn_or_refused_in_a_sentence(folder, data):
    file = folder / "summary.json"
    content = json.loads(file.read_text())
    paths = [path for path in paths_of(content) if path and path[0] != "compute"]
    new = data.draw(st.one_of(st.just(...), NASTY))
    mutant = with_value(content, data.draw(st.sampled_from(paths)), new)
    with changed(file, json.dumps(mutant)):
        try:
            assert list(redraw(folder, ["png"]))
        except InputError as error:
            assert str(error).startswith(str(folder)) and "\n" not in str(error)
