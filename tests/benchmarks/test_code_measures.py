"""Measures of a small package with known figures."""

import json
import subprocess
import sys
from pathlib import Path

import pytest
from code_measures import (
    ADDITIONS,
    TRACED,
    files_touched,
    format_markdown,
    label_of,
    measure,
    package_of,
)
from source_tree import (
    long_functions,
    modules_by_folder,
    positional_records,
    read_tree,
    undocumented,
)

ORBIT = '''"""Orbits."""

from dataclasses import KW_ONLY, dataclass
from typing import Any, NamedTuple

MU = 3.986e14
"""m3/s2."""


@dataclass(frozen=True)
class Wide:
    a: int; b: int; c: int; d: int; e: int; f: int; g: int


@dataclass(frozen=True, kw_only=True)
class Named:
    a: int; b: int; c: int; d: int; e: int; f: int; g: int


@dataclass
class Half:
    a: int
    _: KW_ONLY
    b: int; c: int; d: int; e: int; f: int; g: int


@dataclass
class More(Half):
    h: int = 0


class Row(NamedTuple):
    a: int; b: int; c: int; d: int; e: int; f: int; g: int


@kernel
def rates(t, x, y, z, u, v, w):  # bare
    return t


def period(a: float, *rest: float) -> float:
    """Of one revolution.

    In seconds.
    """

    def inside(b):
        # why
        return b

    return inside(a)


class Orbit:
    """An orbit."""

    def shape(self) -> dict[str, Any]:
        return {}

    def _hidden(self):
        return rates(1, 2, 3, 4, 5, 6, 7), rates(1, *range(6)), period(1)
'''

LONG = "def tall():\n" + "    x = 1\n" * 60


@pytest.fixture
def package(tmp_path) -> Path:
    folder = tmp_path / "sim"
    (folder / "frames").mkdir(parents=True)
    (folder / "__init__.py").write_text("", encoding="utf-8")
    (folder / "orbit.py").write_text(ORBIT, encoding="utf-8")
    (folder / "frames" / "tall.py").write_text(LONG, encoding="utf-8")
    return folder


def test_sizes(package):
    modules = read_tree(package)
    assert {str(m.path): m.lines for m in modules} == {
        "__init__.py": 0, "frames/tall.py": 61, "orbit.py": ORBIT.count("\n")
    }  # fmt: skip
    assert modules_by_folder(modules) == {Path("frames"): 1, Path(): 1}
    assert modules_by_folder(modules, initial=True)[Path()] == 2
    assert long_functions(modules) == ["frames/tall.py:1 tall (61)"]
    assert long_functions(modules, 61) == []


def test_classes_with_positional_fields(package):
    """Fields after a `KW_ONLY` mark are keyword-only; a class that inherits them and adds a
    positional one may count, a keyword-only class never does.
    """
    modules = read_tree(package)
    wide = ORBIT[: ORBIT.index("class Wide")].count("\n") + 1
    more = ORBIT[: ORBIT.index("class More")].count("\n") + 1
    assert positional_records(modules, "dataclass") == [
        f"orbit.py:{wide} Wide (7)",
        f"orbit.py:{more} More (8)",
    ]
    assert len(positional_records(modules, "NamedTuple")) == 1


def test_documentation(package):
    names = {each.partition(" ")[2] for each in undocumented(read_tree(package))}
    assert names == {"tall", "rates", "shape"}


def test_measures(package):
    m = measure(package, types=False)
    assert m["functions"] == 6
    assert m["functions_over_60_lines"] == 1
    assert m["function_lines"] == {"median": 2.5, "p90": 61, "max": 61}
    assert (m["functions_over_6_arguments"], m["functions_over_6_arguments_compiled"]) == (1, 1)
    assert m["arguments"]["max"] == 7
    # dataclass twice with arguments, inside, rates twice, range, period
    assert m["calls"] == 7
    assert m["calls_7_positional_per_1000"] == pytest.approx(1000 / 7)
    lines = m["lines"]
    assert m["comment_share"] == pytest.approx(2 / lines)
    assert m["docstring_share"] == pytest.approx(6 / lines)
    assert m["constant_share"] == pytest.approx(1 / lines)
    assert m["public_functions"] == 5
    assert m["public_functions_documented"] == pytest.approx(1 / 5)
    # period has three of three, shape one of one; 0 of 8, 2, 1 and 1 of the others
    assert m["annotated"] == pytest.approx(4 / 16)
    assert m["lines_with_any_dictionary"] == 1
    assert m["dataclasses_over_6_fields_positional"] == 2
    assert m["pyright_errors"] is None
    text = format_markdown({"one": m, "other": m})
    assert "| functions > 60 lines (> 100) | 1 (0) | 1 (0) |" in text.splitlines()


def test_files_are_counted_in_diffs(tmp_path):
    page = tmp_path / "extending.md"
    assert files_touched(page, "sim") == TRACED
    page.write_text(
        "# Adding things\n\n## An atmosphere\n\n```diff\n--- a/sim/air.py\n+++ b/sim/air.py\n+x\n"
        "+++ b/tests/test_air.py\n```\n\n```diff\n+++ b/sim/air.py\n+++ b/sim/new.py\n```\n\n"
        "## A figure\n\n```python\nx\n```\n",
        encoding="utf-8",
    )
    counts = files_touched(page, "sim")
    assert counts.keys() == ADDITIONS.keys()
    assert counts["an atmosphere"] == "2 (+1)"
    assert {counts[kind] for kind in ADDITIONS if kind != "an atmosphere"} == {"-"}


def test_the_command(package, tmp_path):
    assert package_of(tmp_path) == package_of(package) == package
    with pytest.raises(SystemExit, match="holds no Python package"):
        package_of(package / "nothing")
    script = Path(__file__).parents[2] / "benchmarks" / "code_measures.py"
    command = [sys.executable, script, tmp_path, "--json", "--without-types"]
    run = subprocess.run(command, capture_output=True, text=True, check=True)
    assert json.loads(run.stdout)[label_of(tmp_path)]["files"] == 3
