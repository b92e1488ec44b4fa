"""The manifest of a set of results: which code, data, machine and scenario made them."""

import os
import platform
import subprocess
from collections import Counter
from collections.abc import Mapping, Sequence
from importlib.metadata import PackageNotFoundError, version
from pathlib import Path
from typing import Any

from sim._version import __version__
from sim.data import inventory
from sim.errors import InputError
from sim.frames.earth_orientation import orientation_coverage
from sim.lanes import CONTRACTION, WIDTH, source_digest

FORMAT = 1
"""Format of the folders that are written: raised when a file is renamed or changes its meaning.
Folders without a number are older; all of them are read."""

PACKAGES = (
    "numpy",
    "scipy",
    "numba",
    "llvmlite",
    "astropy",
    "astropy-iers-data",
    "pyerfa",
    "sgp4",
    "pyarrow",
    "matplotlib",
    "pydantic",
)
"""Packages that may change a figure of a result."""


class FormatError(InputError):
    """A later version wrote a folder in a format that this one does not know."""


def check_format(folder: Path, manifest: Mapping[str, Any]) -> None:
    """Refuse a folder of a later format; one without a number is older and is read.

    Raises
    ------
    FormatError
        Naming the version that wrote it.
    """
    number = manifest.get("format", 0)
    if not isinstance(number, int) or number > FORMAT:
        raise FormatError(
            f"{folder} was written by iss-deorbit {manifest.get('version', 'of a later version')} "
            f"in format {number}; this is iss-deorbit {__version__}, which reads formats up to "
            f"{FORMAT}"
        )


def manifest(
    scenarios: Mapping[str, str],
    statuses: Sequence[str],
    *,
    weather: Mapping[str, Any] | None,
    created_utc: str,
    command: Sequence[str],
) -> dict[str, Any]:
    """Collect what is needed to make the same results again.

    Parameters
    ----------
    scenarios
        Name of each scenario and the sha256 of its resolved text.
    statuses
        Status of every trajectory.
    weather
        Where space weather came from; None where none was used.
    created_utc, command
        When the results were made, and the command line.
    """
    return {
        "program": "iss-deorbit",
        "format": FORMAT,
        "version": __version__,
        "git_commit": git_commit(),
        "created_utc": created_utc,
        "command": list(command),
        "scenario_sha256": dict(scenarios),
        "status_counts": dict(sorted(Counter(statuses).items())),
        "space_weather": None if weather is None else dict(weather),
        "earth_orientation": orientation_coverage()._asdict(),
        "data": [{k: row[k] for k in ("name", "edition", "sha256")} for row in inventory()],
        "kernels": {
            "source_digest": source_digest(),
            "lanes": WIDTH,
            "contraction": sorted(CONTRACTION),
        },
        "machine": {
            "system": platform.system(),
            "release": platform.release(),
            "processor": _processor(),
            "architecture": platform.machine(),
            "cores": os.cpu_count(),
        },
        "python": platform.python_version(),
        "packages": {name: _version(name) for name in PACKAGES},
    }


def git_commit() -> str | None:
    """Commit of the source tree the package runs from, with a plus sign if it was changed; None
    outside of one.
    """
    root = Path(__file__).parents[2]
    if not (root / ".git").exists():
        return None
    try:
        words = ["describe", "--always", "--exclude=*", "--abbrev=40", "--dirty=+"]
        said = subprocess.run(
            ["git", "-C", str(root), *words],
            capture_output=True,
            text=True,
            timeout=5.0,
            check=True,
        )
    except (OSError, subprocess.SubprocessError):
        return None
    return said.stdout.strip()


def _version(name: str) -> str | None:
    try:
        return version(name)
    except PackageNotFoundError:
        return None


def _processor() -> str:
    try:
        lines = Path("/proc/cpuinfo").read_text(encoding="utf-8").splitlines()
    except OSError:
        return platform.processor()
    return next((ln.partition(":")[2].strip() for ln in lines if ln.startswith("model name")), "")
