"""The work behind ``export``: a scenario for another program to fly again, or results as files that
other programs show.
"""

import tempfile
from pathlib import Path

from sim.errors import InputError
from sim.formats.json_text import read_json

SCRIPTS = ("gmat", "orekit")
"""Made from a scenario, which is flown."""
TABLES = ("czml", "kml", "geojson", "csv", "oem")
"""Made from a results folder, or from a scenario, which is flown first."""
FORMATS = (*SCRIPTS, *TABLES)


def export_one(given: Path, to: str, out: Path | None, quiet: bool) -> int:
    """Write a scenario or a results folder for another program; returns the exit code.

    Raises
    ------
    InputError
        If it can't be written so.
    """
    if to not in FORMATS:
        raise InputError(f"--to {to}: allowed: {', '.join(FORMATS)}")
    folder = Path() if out is None else out
    if not folder.is_dir():
        raise InputError(f"--out {folder}: no such folder")
    code = 0
    if to in SCRIPTS:
        if given.is_dir():
            raise InputError(
                f"{given}: --to {to} takes a scenario file, which it flies; "
                f"give {given / 'scenario.yaml'}"
            )
        texts = _scripts(given, to)
    elif given.is_dir():
        texts, code = _tables(given, to, quiet)
    else:
        texts, code = _flown(given, to, quiet)
    for name, text in texts.items():
        (folder / name).write_text(text, encoding="utf-8", newline="")
        if not quiet:
            print(folder / name)
    return code


def _scripts(file: Path, to: str) -> dict[str, str]:
    """``<name>.script`` for GMAT, or ``<name>_orekit.py`` with its field for Orekit."""
    from sim.flight.fly import fly
    from sim.formats.gmat_script import gmat_script
    from sim.formats.orekit_driver import icgem_text, orekit_driver
    from sim.scenario.build.mission import build_mission
    from sim.scenario.load import load
    from sim.workflow.plain_flight import plain_flight

    scenario = load(file)
    if scenario.plan is not None:
        raise InputError(f"{file}: has a plan; `iss-deorbit plan` writes one with dated burns")
    try:
        plain = plain_flight(fly(build_mission(scenario)))
    except ValueError as error:
        raise InputError(f"{file}: {error}") from error
    if to == "gmat":
        return {f"{plain.name}.script": gmat_script(plain)}
    return {
        f"{plain.name}_orekit.py": orekit_driver(plain),
        f"{plain.name}.gfc": icgem_text(plain.field, plain.degree),
    }


def _tables(folder: Path, to: str, quiet: bool) -> tuple[dict[str, str], int]:
    """Texts of a folder of `run`, `compare` (each of its runs) or `plan` (flown first), and the
    exit code of the flight.
    """
    from sim.workflow.export_tables import MAKERS
    from sim.workflow.redraw import read_folder

    if (folder / "campaign.json").is_file():
        raise InputError(
            f"{folder}: holds a campaign, which is in Parquet files and footprint.geojson already; "
            "give a folder of `iss-deorbit run`, `compare` or `plan`"
        )
    if (folder / "comparison.json").is_file():
        names = read_json(folder / "comparison.json")["scenarios"]
        texts: dict[str, str] = {}
        for name in names:
            texts |= _tables(folder / name, to, quiet)[0]
        return texts, 0
    if (folder / "plan.json").is_file() and not (folder / "summary.json").is_file():
        if not read_json(folder / "plan.json")["feasible"]:
            raise InputError(f"{folder}: the plan is not feasible, there is nothing to fly")
        return _flown(folder / "scenario.yaml", to, quiet)
    run = read_folder(folder)
    manifest = folder / "manifest.json"
    created = read_json(manifest).get("created_utc") if manifest.is_file() else None
    return MAKERS[to](run, created or run.summary["start_utc"]), 0


def _flown(file: Path, to: str, quiet: bool) -> tuple[dict[str, str], int]:
    """Texts of a scenario that is flown for it, and the exit code of the flight."""
    from sim.cli.run import fly_one

    with tempfile.TemporaryDirectory() as parent:
        folder = Path(parent) / "results"
        code = fly_one(file, folder, False, False, False, True)
        return (_tables(folder, to, quiet)[0], code) if folder.is_dir() else ({}, code)
