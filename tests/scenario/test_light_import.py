"""What the scenario floor knows by itself, so that reading a file takes no compiler."""

import subprocess
import sys

import pytest
from astropy import units

from sim.scenario.error import ScenarioError
from sim.scenario.reading.include import load_tree
from sim.scenario.reading.text import MOST_NODES
from sim.scenario.schema import quantity


@pytest.mark.parametrize(("unit", "si"), quantity.USUAL)
def test_usual_units_are_those_of_astropy(unit, si):
    assert quantity.USUAL[unit, si] == float(units.Unit(unit).to(units.Unit(si)))


def test_a_scenario_is_read_without_the_compiler():
    script = "import sys, sim.scenario.load; print('numba' in sys.modules, 'pymsis' in sys.modules)"
    done = subprocess.run([sys.executable, "-c", script], capture_output=True, text=True)
    assert done.stdout == "False False\n", done.stderr


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
