"""The notebooks of the docs run from their first cell to their last, and are stored without
outputs.
"""

import json
import os
from pathlib import Path

import pytest

import sim

FOLDER = Path(__file__).parents[2] / "docs" / "notebooks"
NOTEBOOKS = sorted(FOLDER.glob("*.ipynb"))


def test_there_are_notebooks():
    assert {"tour", "trade_study", "ten_thousand_orbits"} <= {each.stem for each in NOTEBOOKS}


@pytest.mark.parametrize("file", NOTEBOOKS, ids=lambda file: file.stem)
def test_notebooks_are_stored_without_outputs(file):
    cells = json.loads(file.read_text())["cells"]
    assert all(cell.get("outputs", []) == [] for cell in cells)
    assert all(cell.get("execution_count") is None for cell in cells)


def run_slowly(file):
    """Marks of the notebook that compiles kernels of its own."""
    if file.stem != "own_atmosphere":
        return []
    missing = "register" not in sim.__all__
    return [pytest.mark.slow, pytest.mark.skipif(missing, reason="no functions of one's own here")]


@pytest.mark.filterwarnings("ignore")
@pytest.mark.parametrize(
    "file", [pytest.param(each, id=each.stem, marks=run_slowly(each)) for each in NOTEBOOKS]
)
def test_notebooks_run(file, monkeypatch):
    nbformat = pytest.importorskip("nbformat")
    nbclient = pytest.importorskip("nbclient")
    monkeypatch.setenv("MPLBACKEND", "agg")
    monkeypatch.setenv("PYTHONPATH", os.pathsep.join([str(FOLDER.parents[1]), *_paths()]))
    notebook = nbformat.read(file, as_version=4)
    client = nbclient.NotebookClient(
        notebook, timeout=300, resources={"metadata": {"path": str(FOLDER)}}
    )
    client.execute()
    shown = [output for cell in notebook.cells for output in cell.get("outputs", [])]
    assert not any(output["output_type"] == "error" for output in shown)
    assert any("text/html" in output.get("data", {}) for output in shown)


def _paths() -> list[str]:
    found = os.environ.get("PYTHONPATH", "")
    return [found] if found else []
