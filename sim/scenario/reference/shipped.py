"""Where the scenarios that come with the program lie: in a clone, or where an installation puts
them.
"""

import sys
from pathlib import Path

import sim
from sim.errors import InputError
from sim.scenario.error import listed

MODELS = ("usdv", "progress")
"""Scenarios `explain` shows values of."""


def folder() -> Path:
    """Folder of the shipped scenarios.

    Raises
    ------
    InputError
        If they are not there.
    """
    clone = Path(sim.__file__).parent.parent / "scenarios"
    installed = Path(sys.prefix) / "share" / "iss-deorbit" / "scenarios"
    for place in (clone, installed):
        if (place / f"{MODELS[0]}.yaml").is_file():
            return place
    raise InputError(f"the shipped scenarios are neither in {clone} nor in {installed}")


def scenarios() -> dict[str, Path]:
    """Scenarios by the names people call them by."""
    place = folder()
    parts = (place, place / "variants", place / "gallery")
    found = [file for part in parts for file in sorted(part.glob("*.yaml"))]
    return {"drift": place / "drift_alone.yaml"} | {file.stem: file for file in found}


def called(name: str) -> Path:
    """The file of a shipped scenario, or one of the person's own.

    Raises
    ------
    InputError
        If there is neither.
    """
    if name.endswith((".yaml", ".yml")):
        return Path(name)
    known = scenarios()
    if name not in known:
        raise InputError(f"no shipped scenario {name!r}; allowed: {listed(known, name)}, or a file")
    return known[name]
