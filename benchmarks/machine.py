"""Machine and software that times depend on: processor, system, versions, commit."""

import os
import platform
import subprocess
from datetime import UTC, datetime
from importlib.metadata import version
from pathlib import Path
from typing import Any


def machine() -> dict[str, object]:
    """Date, load, processor, cores, system, Python, versions of packages and commit."""
    path = Path("/proc/cpuinfo")
    lines = path.read_text().splitlines() if path.exists() else []
    model = next((line.partition(":")[2].strip() for line in lines if "model name" in line), "")
    flags = next((line for line in lines if line.startswith("flags")), "")
    return {
        "date": datetime.now(UTC).isoformat(timespec="seconds"),
        "load": round(os.getloadavg()[0], 2),
        "cpu": model or platform.processor(),
        "cores": os.cpu_count(),
        "avx512": "avx512f" in flags,
        "system": platform.platform(),
        "python": platform.python_version(),
        "versions": {name: version(name) for name in ("numba", "numpy")},
        "commit": commit(),
    }


def stamp_of(record: dict[str, Any]) -> str:
    """The machine of a record, day and load average, as a line of a page."""
    cores = f"{record['cores']} cores" + (", AVX-512" if record["avx512"] else "")
    versions = ", ".join(f"{name} {of}" for name, of in record["versions"].items())
    return (
        f"{record['cpu']}, {cores}; Python {record['python']}, {versions}; commit "
        f"{record['commit']}, {record['date'][:10]}; load average {record['load']:.1f}."
    )


def commit() -> str:
    """Commit of the sources, with a plus sign if files of the package differ from it."""
    root = Path(__file__).parents[1]

    def git(*arguments: str) -> str:
        try:
            process = subprocess.run(
                ["git", "-C", root, *arguments], capture_output=True, text=True
            )
        except OSError:
            return ""
        return process.stdout.strip()

    changed = git("status", "--porcelain", "sim")
    return git("rev-parse", "--short", "HEAD") + ("+" if changed else "")
