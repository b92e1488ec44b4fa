"""The work behind ``export``: fly a scenario and write it for another program to fly again."""

from pathlib import Path

from sim.cli.message import BadInputError
from sim.flight.fly import fly
from sim.formats.gmat_script import gmat_script
from sim.formats.orekit_driver import icgem_text, orekit_driver
from sim.scenario.build import build_mission
from sim.scenario.resolve import load
from sim.validation.exported import plain_flight

FORMATS = ("gmat", "orekit")


def export_one(file: Path, to: str, out: Path | None, quiet: bool) -> None:
    """Write ``<name>.script`` for GMAT, or ``<name>_orekit.py`` with its field for Orekit."""
    if to not in FORMATS:
        raise BadInputError(f"--to {to}: allowed: {', '.join(FORMATS)}")
    scenario = load(file)
    if scenario.plan is not None:
        raise BadInputError(f"{file}: has a plan; `iss-deorbit plan` writes one with dated burns")
    folder = Path() if out is None else out
    if not folder.is_dir():
        raise BadInputError(f"--out {folder}: no such folder")
    flight = fly(build_mission(scenario))
    try:
        plain = plain_flight(flight)
    except ValueError as error:
        raise BadInputError(f"{file}: {error}") from error
    if to == "gmat":
        texts = {f"{plain.name}.script": gmat_script(plain)}
    else:
        texts = {
            f"{plain.name}_orekit.py": orekit_driver(plain),
            f"{plain.name}.gfc": icgem_text(plain.field, plain.degree),
        }
    for name, text in texts.items():
        (folder / name).write_text(text, encoding="utf-8")
        if not quiet:
            print(folder / name)
