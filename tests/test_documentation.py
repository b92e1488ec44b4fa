"""The pages build without a warning, fetch nothing, and show what their scripts print."""

import importlib.util
import re
import subprocess
import sys
from pathlib import Path
from types import ModuleType

import numpy as np
import pytest

ROOT = Path(__file__).parents[1]
DOCS = ROOT / "docs"


def script(name: str) -> ModuleType:
    spec = importlib.util.spec_from_file_location(name, DOCS / f"{name}.py")
    assert spec is not None and spec.loader is not None
    module = importlib.util.module_from_spec(spec)
    sys.modules[name] = module  # named tuples look their annotations up there
    spec.loader.exec_module(module)
    return module


@pytest.fixture(scope="module")
def site(tmp_path_factory) -> Path:
    pytest.importorskip("material", reason="mkdocs-material is not installed")
    folder = tmp_path_factory.mktemp("site")
    words = ["build", "--strict", "-f", str(DOCS / "site" / "mkdocs.yml"), "-d", str(folder)]
    done = subprocess.run(
        [sys.executable, "-m", "mkdocs", *words], capture_output=True, text=True, check=False
    )
    assert done.returncode == 0, done.stderr
    return folder


def test_every_page_is_built_and_in_the_navigation(site):
    pages = {page.relative_to(DOCS).with_suffix(".html") for page in DOCS.rglob("*.md")}
    front = (site / "index.html").read_text(encoding="utf-8")
    for page in pages:
        assert (site / page).is_file()
        assert f'href="{page.as_posix()}"' in front, page


def test_nothing_is_fetched(site):
    for page in site.rglob("*.html"):
        text = page.read_text(encoding="utf-8")
        for tag in re.findall(r"<(?:script|img|link|iframe)[^>]*>", text):
            assert not re.search(r'(?:src|href)="(?:https?:)?//', tag), (page.name, tag)


def test_pages_know_nothing_of_a_machine():
    for page in [*DOCS.rglob("*.md"), ROOT / "README.md"]:
        text = page.read_text(encoding="utf-8")
        assert not re.search(r"(?<![\w.])/(root|home|work)/", text), page.name


def test_the_import_graph_is_that_of_the_source():
    pytest.importorskip("grimp")
    graph = script("import_graph")
    drawn = graph.FIGURE.read_text(encoding="utf-8")
    assert drawn == graph.drawn(), "python docs/import_graph.py draws it again"


def test_only_lower_layers_are_imported():
    pytest.importorskip("grimp")
    graph = script("import_graph")
    rows = {name: i for i, row in enumerate(graph.layers()) for name in row}
    files, found = graph.imports()
    assert set(files) == set(rows)
    assert all(rows[one] < rows[other] for one, other in found)
    needed = graph.reduced(found)
    assert ("cli", "frames") not in needed and ("flight", "integrate") in needed
    assert needed < set(found)


def test_the_tutorial_shows_what_its_script_prints():
    """Regression: 2 % of a distance or 5 m, 0.2 h; flights differ by less between machines."""
    text = (DOCS / "tutorial.md").read_text(encoding="utf-8")
    number = r"(-?\+?[\d.]+|never)"
    shown = re.findall(rf"^\| ([^|]+?) \| ([\d.]+) \| {number} \|$", text, re.MULTILINE)
    tutorial = script("tutorial")
    steps = tutorial.flown()
    rows = tutorial.rows(steps)
    assert [name for name, *_ in shown] == [row.name for row in rows]
    for (_, away, later), row in zip(shown, rows, strict=True):
        assert row.away == pytest.approx(float(away), rel=0.02, abs=0.005)
        if later == "never":
            assert np.isnan(row.later)
        else:
            assert row.later == pytest.approx(float(later), abs=0.2)
    days = re.search(r"model, ([\d.]+) days", text)
    assert days is not None
    full = steps[rows[len(tutorial.ADDED) - 1].name].entry / 24.0
    assert full == pytest.approx(float(days[1]), abs=0.02)


def test_steps_of_the_tutorial_start_alike():
    """Property: the surroundings do not change the first state."""
    import sim

    tutorial = script("tutorial")
    first = {
        tuple(
            sim.load(DOCS / "tutorial.yaml", changes | {"phases.decay": None, **short}).fly()
            .position_m[0]
        )
        for short in ({"phases.first_day.until": {"duration": "1 h"}},)
        for changes in (dict(tutorial.SKETCH), {})
    }  # fmt: skip
    assert len(first) == 1
