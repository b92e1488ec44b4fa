"""What the scenario floor knows by itself, so that reading a file takes no compiler."""

import subprocess
import sys

import pytest
from astropy import units

from sim.scenario.error import ScenarioError
from sim.scenario.reading.include import load_tree
from sim.scenario.reading.text import MOST_NODES, text_issues
from sim.scenario.schema import quantity


@pytest.mark.parametrize(("unit", "si"), quantity.USUAL)
def test_usual_units_are_those_of_astropy(unit, si):
    assert quantity.USUAL[unit, si] == float(units.Unit(unit).to(units.Unit(si)))


def test_a_scenario_is_read_without_the_compiler():
    script = "import sys, sim.scenario.load; print('numba' in sys.modules, 'pymsis' in sys.modules)"
    done = subprocess.run([sys.executable, "-c", script], capture_output=True, text=True)
    assert done.stdout == "False False\n", done.stderr


def test_what_fields_mean_is_read_from_the_source_when_somebody_asks():
    script = (
        "import linecache, sim.scenario.load as load\n"
        "read = lambda: any('schema' in name for name in linecache.cache)\n"
        "print(read(), load.Scenario.meanings()['stack'] != '', read())"
    )
    done = subprocess.run([sys.executable, "-c", script], capture_output=True, text=True)
    assert done.stdout == "False True True\n", done.stderr


def test_parts_without_includes_are_read_once_and_stand_in_every_place(tmp_path):
    """Looked through once: a word that is wrong in them is told in each place all the same."""
    (tmp_path / "part.yaml").write_text('a: {b: [{c: "go\\u202eod"}]}\nd: {e: good}\n')
    (tmp_path / "both.yaml").write_text("x: {include: part.yaml}\ny: {include: part.yaml, f: 1}\n")
    tree = load_tree(tmp_path / "both.yaml")
    assert tree.value["x"].value["d"] is tree.value["y"].value["d"]
    assert [issue.key for issue in text_issues(tree)] == ["x.a.b[0].c", "y.a.b[0].c"]


def test_a_file_included_often_is_counted_every_time(tmp_path):
    (tmp_path / "part.yaml").write_text("a: [" + ", ".join("1" for _ in range(9000)) + "]\n")
    lines = [f"p{k}: {{include: part.yaml}}" for k in range(5)]
    (tmp_path / "few.yaml").write_text("\n".join(lines))
    tree = load_tree(tmp_path / "few.yaml")
    assert [len(node.value["a"].value) for node in tree.value.values()] == [9000] * 5
    lines.append("p5: {include: part.yaml}")
    (tmp_path / "many.yaml").write_text("\n".join(lines))
    with pytest.raises(ScenarioError, match=f"more than {MOST_NODES}"):
        load_tree(tmp_path / "many.yaml")
