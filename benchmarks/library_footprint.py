"""Size that a package adds to an installation of the project: packages, megabytes, import time."""

import subprocess
import sys
import tomllib
from importlib.metadata import PackageNotFoundError, distribution
from pathlib import Path
from typing import NamedTuple

from packaging.requirements import Requirement

PROJECT = "iss-deorbit"
MODULES = {"SALib": "SALib.analyze.delta", "geographiclib": "geographiclib.geodesic"}
"""Module whose import is timed, if it has another name than the package."""


class InstalledSize(NamedTuple):
    """Version and licence of a package; packages and megabytes added, import time in s."""

    version: str
    licence: str
    packages: tuple[str, ...]
    megabytes: float
    seconds: float


def requirements_of(name: str) -> set[str]:
    """Installed packages that a package requires, including itself, without extras."""
    packages: set[str] = set()
    pending = [name]
    while pending:
        key = pending.pop().lower().replace("_", "-")
        if key in packages:
            continue
        try:
            texts = distribution(key).requires or []
        except PackageNotFoundError:
            continue
        packages.add(key)
        parsed = [Requirement(text) for text in texts]
        pending += [r.name for r in parsed if r.marker is None or r.marker.evaluate({"extra": ""})]
    return packages


def installed_size(name: str, present: set[str]) -> InstalledSize:
    """Size that a package adds to an installation with the packages `present`."""
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
    return InstalledSize(
        package.version,
        licence.splitlines()[0][:40],
        added,
        sum(file.size or 0 for file in files) / 1e6,
        min(float(run.stdout) for run in runs),
    )


def declared_packages() -> set[str]:
    """Packages of an installation without extras."""
    try:
        texts = distribution(PROJECT).requires or []
    except PackageNotFoundError:  # run from a checkout that is not installed
        project = (Path(__file__).parents[1] / "pyproject.toml").read_text(encoding="utf-8")
        texts = tomllib.loads(project)["project"]["dependencies"]
    parsed = [Requirement(text) for text in texts]
    names = [r.name for r in parsed if r.marker is None or r.marker.evaluate({"extra": ""})]
    return set().union(*(requirements_of(name) for name in names))
