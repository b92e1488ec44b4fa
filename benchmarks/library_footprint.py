"""What a package adds to an installation of the project: packages, megabytes, import time."""

import subprocess
import sys
import tomllib
from importlib.metadata import PackageNotFoundError, distribution
from pathlib import Path
from typing import NamedTuple

from packaging.requirements import Requirement

PROJECT = "iss-deorbit"
MODULES = {"SALib": "SALib.analyze.delta", "geographiclib": "geographiclib.geodesic"}
"""Modules whose import is timed where they are not named like the package."""


class Footprint(NamedTuple):
    """What a package adds to an installation: licence, packages, megabytes, import in s."""

    version: str
    licence: str
    packages: tuple[str, ...]
    megabytes: float
    seconds: float


def requirements_of(name: str) -> set[str]:
    """Installed packages that one requires, itself among them, extras left out."""
    found: set[str] = set()
    waiting = [name]
    while waiting:
        key = waiting.pop().lower().replace("_", "-")
        if key in found:
            continue
        try:
            wanted = distribution(key).requires or []
        except PackageNotFoundError:
            continue
        found.add(key)
        parsed = [Requirement(text) for text in wanted]
        waiting += [r.name for r in parsed if r.marker is None or r.marker.evaluate({"extra": ""})]
    return found


def footprint_of(name: str, present: set[str]) -> Footprint:
    """What a package adds to an installation that has others already."""
    package = distribution(name)
    added = tuple(sorted(requirements_of(name) - present))
    files = [file for each in added for file in distribution(each).files or ()]
    code = (
        "import numpy, scipy.stats, time; start = time.perf_counter(); "
        f"import {MODULES.get(name, name)}; print(time.perf_counter() - start)"
    )
    command = [sys.executable, "-W", "ignore", "-c", code]
    runs = [subprocess.run(command, capture_output=True, text=True, check=True) for _ in range(3)]
    licence = package.metadata.get("License-Expression") or package.metadata.get("License") or "?"
    return Footprint(
        package.version,
        licence.splitlines()[0][:40],
        added,
        sum(file.size or 0 for file in files) / 1e6,
        min(float(run.stdout) for run in runs),
    )


def declared_packages() -> set[str]:
    """Packages an installation without extras has already."""
    try:
        wanted = distribution(PROJECT).requires or []
    except PackageNotFoundError:  # run from a checkout that is not installed
        text = (Path(__file__).parents[1] / "pyproject.toml").read_text(encoding="utf-8")
        wanted = tomllib.loads(text)["project"]["dependencies"]
    parsed = [Requirement(text) for text in wanted]
    names = [r.name for r in parsed if r.marker is None or r.marker.evaluate({"extra": ""})]
    return set().union(*(requirements_of(name) for name in names))
