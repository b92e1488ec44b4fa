"""Machine and software that times depend on: processor, system, versions, commit."""

import os
import platform
import subprocess
from importlib.metadata import version
from pathlib import Path


def machine() -> dict[str, object]:
    """Processor, cores, system, Python, versions of packages and commit."""
    path = Path("/proc/cpuinfo")
    lines = path.read_text().splitlines() if path.exists() else []
    model = next((line.partition(":")[2].strip() for line in lines if "model name" in line), "")
    flags = next((line for line in lines if line.startswith("flags")), "")
    return {
        "cpu": model or platform.processor(),
        "cores": os.cpu_count(),
        "avx512": "avx512f" in flags,
        "system": platform.platform(),
        "python": platform.python_version(),
        "versions": {name: version(name) for name in ("numba", "numpy")},
        "commit": commit(),
    }


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
