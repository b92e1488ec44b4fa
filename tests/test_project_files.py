"""Files of the root folder, the workflow and the hooks agree with the package and each other."""

import importlib.util
import re
import subprocess
import tomllib
from pathlib import Path
from types import ModuleType
from typing import Any

import pytest
from ruamel.yaml import YAML

from sim import __version__

ROOT = Path(__file__).parents[1]
PYTHONS = ["3.11", "3.12", "3.13", "3.14"]
RUNNERS = {
    "Linux x86-64": "ubuntu-24.04",
    "Linux arm64": "ubuntu-24.04-arm",
    "macOS arm64": "macos-15",
}
PAGES = ["README.md", "CONTRIBUTING.md", "CHANGELOG.md", "SECURITY.md"]
TEXTS = [
    *PAGES,
    "CITATION.cff",
    "pyproject.toml",
    ".pre-commit-config.yaml",
    *sorted(
        path.relative_to(ROOT).as_posix()
        for folder in (".ci", ".github")
        for path in (ROOT / folder).rglob("*")
        if path.is_file()
    ),
]
"""Files that people and programs read outside `sim`, `tests` and `docs`."""


def read_yaml(name: str) -> Any:
    return YAML(typ="safe").load(ROOT / name)


@pytest.fixture(scope="module")
def project() -> dict[str, Any]:
    return tomllib.loads((ROOT / "pyproject.toml").read_text(encoding="utf-8"))


def test_the_citation_names_this_version_and_licence(project):
    citation = read_yaml("CITATION.cff")
    assert {"cff-version", "message", "title", "authors"} <= set(citation)  # required by CFF 1.2.0
    assert str(citation["version"]) == __version__
    assert citation["license"] == project["project"]["license"]
    assert citation["title"].startswith(project["project"]["name"])


def test_the_changelog_has_a_section_for_this_version():
    text = (ROOT / "CHANGELOG.md").read_text(encoding="utf-8")
    sections = re.findall(r"^## (\S+?),? ", text, re.MULTILINE)
    assert sections[0] == __version__


def test_the_gate_runs_on_every_python_and_platform():
    jobs = read_yaml(".github/workflows/gate.yml")["jobs"]
    matrix = jobs["gate"]["strategy"]["matrix"]
    assert matrix["python"] == PYTHONS
    assert set(matrix["platform"]) == set(RUNNERS)
    assert {row["platform"]: row["runner"] for row in matrix["include"]} == RUNNERS
    commands = {name: [s["run"] for s in job["steps"] if "run" in s] for name, job in jobs.items()}
    assert commands["gate"] == [".ci/run"]
    for lines in commands.values():
        for line in lines:
            mode = (ROOT / line).stat().st_mode
            assert mode & 0o111, f"{line} can't be run"


def test_the_package_names_the_pythons_of_the_gate(project):
    prefix = "Programming Language :: Python :: 3."
    named = [c.rpartition(" ")[2] for c in project["project"]["classifiers"] if prefix in c]
    assert named == PYTHONS
    assert project["project"]["requires-python"] == f">={PYTHONS[0]}"
    assert project["tool"]["pyright"]["pythonVersion"] == PYTHONS[0]


def test_hooks_run_tools_of_the_test_extra(project):
    hooks = [
        hook for repo in read_yaml(".pre-commit-config.yaml")["repos"] for hook in repo["hooks"]
    ]
    tools = {hook["entry"].split()[0].removeprefix(".venv/bin/") for hook in hooks}
    assert tools == {"ruff", "lint-imports", "pyright"}
    extra = project["project"]["optional-dependencies"]["test"]
    declared = {re.split(r"[<>=]", line)[0] for line in extra}
    assert {"ruff", "import-linter", "pyright"} <= declared


def test_every_dependency_states_the_oldest_version_that_works(project):
    unbounded = {"astropy-iers-data", "llvmlite", "pydantic-core"}  # newest data; set by others
    lines = project["project"]["dependencies"]
    assert {line for line in lines if ">=" not in line} == unbounded


@pytest.mark.parametrize("form", ["bug", "wish", "wrong_number"])
def test_an_issue_form_is_complete(form):
    sheet = read_yaml(f".github/ISSUE_TEMPLATE/{form}.yml")
    assert {"name", "description", "body"} <= set(sheet)
    names = [field["id"] for field in sheet["body"]]
    assert len(names) == len(set(names))
    assert any(field.get("validations", {}).get("required") for field in sheet["body"])


def test_forms_ask_for_what_is_needed_to_repeat_a_fault():
    def asked(form: str) -> set[str]:
        return {field["id"] for field in read_yaml(f".github/ISSUE_TEMPLATE/{form}.yml")["body"]}

    assert {"version", "scenario", "manifest", "command"} <= asked("bug")
    assert {"version", "number", "source"} <= asked("wrong_number")


@pytest.mark.parametrize("name", PAGES)
def test_links_of_root_pages_lead_to_files(name):
    text = (ROOT / name).read_text(encoding="utf-8")
    links = re.findall(r"\]\(([^)#\s]+)[^)]*\)", text)
    assert links
    for link in links:
        if "://" not in link:
            assert (ROOT / link).is_file(), link


@pytest.mark.parametrize("name", TEXTS)
def test_root_files_know_nothing_of_a_machine(name):
    text = (ROOT / name).read_text(encoding="utf-8")
    assert not re.search(r"(?<![\w.])/(root|home|work|Users)/", text)


@pytest.mark.parametrize("script", sorted(p.name for p in (ROOT / ".ci").iterdir() if p.is_file()))
def test_scripts_are_valid(script):
    path = ROOT / ".ci" / script
    text = path.read_text(encoding="utf-8")
    if text.startswith("#!/usr/bin/env bash"):
        subprocess.run(["bash", "-n", str(path)], check=True)
        assert "set -euo pipefail" in text
    else:
        compile(text, script, "exec")


@pytest.fixture(scope="module")
def distribution() -> ModuleType:
    spec = importlib.util.spec_from_file_location("distribution", ROOT / ".ci" / "distribution.py")
    assert spec is not None and spec.loader is not None
    module = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)
    return module


def test_a_distribution_is_checked_for_what_is_missing_and_what_is_too_much(distribution):
    package, scenarios = ["sim/__init__.py", "sim/data/egm96.npz"], ["scenarios/usdv.yaml"]
    good = [*package, "sim/scenarios/usdv.yaml"]
    assert distribution.complaints(good, package, scenarios) == []
    assert distribution.complaints(good[1:], package, scenarios) == ["sim/__init__.py is missing"]
    assert distribution.complaints(package, package, scenarios) == [
        "scenarios/usdv.yaml is missing"
    ]
    for path in ("tests/test_a.py", "sim/data/builders/gravity.py"):
        faults = distribution.complaints([*good, path], package, scenarios)
        assert faults == [f"{path} should not be there"]


def test_the_release_reads_the_version_of_the_package(distribution):
    assert distribution.version() == __version__
