"""The wheel by itself: shipped scenarios by name, from an empty folder and without the checkout."""

import os
import shutil
import subprocess
import sys
import tarfile
import zipfile
from collections.abc import Callable
from pathlib import Path

import pytest

pytest.importorskip("setuptools", minversion="77", reason="the build backend of pyproject.toml")

TREE = Path(__file__).parents[1]
SOURCES = ("sim", "scenarios", "pyproject.toml", "setup.py", "README.md", "LICENSE")


def build(hook: str, source: Path, out: Path) -> Path:
    """Run a hook of the build backend in a source tree; path of what it made."""
    script = f"from setuptools.build_meta import {hook}; print({hook}(r'{out}'))"
    done = subprocess.run(
        [sys.executable, "-c", script], cwd=source, capture_output=True, text=True, check=True
    )
    return out / done.stdout.splitlines()[-1]


@pytest.fixture(scope="module")
def wheels(tmp_path_factory: pytest.TempPathFactory) -> tuple[Path, Path]:
    """A wheel from the checkout, and one from the source distribution."""
    source, out, again = (tmp_path_factory.mktemp(name) for name in ("tree", "dist", "again"))
    skip = shutil.ignore_patterns("__pycache__")
    for name in SOURCES:
        copy = shutil.copytree if (TREE / name).is_dir() else shutil.copy
        copy(TREE / name, source / name, **({"ignore": skip} if copy is shutil.copytree else {}))
    with tarfile.open(build("build_sdist", source, out)) as archive:
        archive.extractall(again, filter="data")
    (unpacked,) = again.iterdir()
    return build("build_wheel", source, out), build("build_wheel", unpacked, again)


@pytest.fixture
def installed(
    wheels: tuple[Path, Path], tmp_path: Path
) -> Callable[..., subprocess.CompletedProcess[str]]:
    """Python, or the command line, on an unpacked wheel in an empty folder."""
    site, empty = tmp_path / "site", tmp_path / "empty"
    empty.mkdir()
    with zipfile.ZipFile(wheels[0]) as archive:
        archive.extractall(site)

    def run(*arguments: str) -> subprocess.CompletedProcess[str]:
        environment = {**os.environ, "PYTHONPATH": str(site)}
        return subprocess.run(
            [sys.executable, *arguments], cwd=empty, env=environment, capture_output=True, text=True
        )

    return run


def test_both_wheels_carry_the_scenarios_and_leave_the_builders_out(wheels) -> None:
    direct, through_sdist = (sorted(zipfile.ZipFile(wheel).namelist()) for wheel in wheels)
    assert direct == through_sdist
    shipped = {f"sim/{f.relative_to(TREE).as_posix()}" for f in (TREE / "scenarios").rglob("*.*")}
    assert len(shipped) > 60 and shipped <= set(direct)
    assert not [name for name in direct if "builders" in name or name.startswith("scenarios")]
    assert not [name for name in direct if ".data/" in name]


def test_scenarios_by_name_from_an_empty_folder(installed) -> None:
    place = installed("-c", "import sim.scenario.reading.shipped as s; print(s.folder())")
    assert place.stdout.strip().endswith("site/sim/scenarios"), place.stderr
    names = ("usdv", "progress", "storm", "atv1_2008", "usdv_22")
    checked = installed("-m", "sim", "check", *names)
    assert checked.returncode == 0, checked.stderr
    assert checked.stdout.count(": good:") == len(names)
    loaded = installed("-c", "import sim; print(sim.load('usdv').name)")
    assert loaded.stdout == "usdv\n", loaded.stderr


def test_a_new_scenario_starts_from_a_shipped_one_by_name(installed, tmp_path) -> None:
    assert installed("-m", "sim", "new", "mine", "--like", "progress").returncode == 0
    assert 'include: "shipped:progress"\n' in (tmp_path / "empty/mine.yaml").read_text()
    checked = installed("-m", "sim", "check", "mine.yaml")
    assert checked.returncode == 0, checked.stderr


def test_explain_schema_and_reference_scenarios(installed) -> None:
    explained = installed("-m", "sim", "explain", "state.kepler.altitude")
    assert explained.returncode == 0 and "In usdv:" in explained.stdout, explained.stderr
    schemas = installed("-m", "sim", "schema", "--out", "schemas")
    assert schemas.returncode == 0, schemas.stderr
    script = (
        "from sim.validation.reference import scenario_path as p; print(p('checks/nesc_7a.yaml'))"
    )
    path = installed("-c", script)
    assert "site/sim/scenarios/checks" in path.stdout, path.stderr


@pytest.mark.slow
def test_a_shipped_scenario_is_flown_from_an_empty_folder(installed, tmp_path) -> None:
    flown = installed("-m", "sim", "run", "drift", "--no-plots", "-q")
    assert flown.returncode == 0, flown.stderr
    assert (tmp_path / "empty/runs/drift_alone/summary.json").is_file()
