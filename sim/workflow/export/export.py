"""A scenario or results as files for other programs."""

from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path

from sim.errors import InputError
from sim.report.results.comparison_result import ComparisonResult
from sim.report.results.plan_shape import PlanOfRun
from sim.report.results.reading import read_content, reading
from sim.report.results.run import RunResult
from sim.scenario.load import load
from sim.workflow.export.tables import MAKERS
from sim.workflow.output import utc_now
from sim.workflow.progress import OnProgress, ignore_progress
from sim.workflow.redraw import read_run
from sim.workflow.run import build_missions, run_scenarios

SCRIPTS = ("gmat", "orekit")
"""Made from a scenario, which is flown."""
FORMATS = (*SCRIPTS, *MAKERS)
"""The rest is made from results, or from a scenario, which is flown first."""


@dataclass(frozen=True)
class Export:
    """Texts, or bytes, by the name of their file, and the flights made for them that failed
    numerically.
    """

    texts: Mapping[str, str | bytes]
    failed: tuple[RunResult, ...] = ()


def export(source: Path, to: str, on_progress: OnProgress = ignore_progress) -> Export:
    """Make the files of a scenario or a results folder for another program.

    Parameters
    ----------
    source
        Folder of `run`, `compare` (each of its runs) or `plan` (flown first), or a scenario file.
    to
        One of `FORMATS`.
    on_progress
        Called in this thread while something is flown.

    Raises
    ------
    InputError
        If it can't be written so.
    """
    if to not in FORMATS:
        raise InputError(f"--to {to}: allowed: {', '.join(FORMATS)}")
    if to in MAKERS:
        if source.is_dir():
            return _export_folder(source, to, on_progress)
        return _export_scenario(source, to, on_progress)
    if source.is_dir():
        raise InputError(
            f"{source}: --to {to} takes a scenario file, which it flies; "
            f"give {source / 'scenario.yaml'}"
        )
    return Export(_make_scripts(source, to, on_progress))


def _make_scripts(file: Path, to: str, on_progress: OnProgress) -> dict[str, str]:
    """``<name>.script`` for GMAT, or ``<name>_orekit.py`` with its gravity field for Orekit."""
    from sim.flight.fly import fly
    from sim.formats.gmat_script import gmat_script
    from sim.formats.orekit_driver import icgem_text, orekit_driver
    from sim.workflow.export.plain_flight import plain_flight

    scenario = load(file)
    if scenario.plan is not None:
        raise InputError(f"{file}: has a plan; `iss-deorbit plan` writes one with dated burns")
    (mission,) = build_missions([scenario], on_progress)
    try:
        plain = plain_flight(fly(mission))
    except ValueError as error:
        raise InputError(f"{file}: {error}") from error
    if to == "gmat":
        return {f"{plain.name}.script": gmat_script(plain)}
    return {
        f"{plain.name}_orekit.py": orekit_driver(plain),
        f"{plain.name}.gfc": icgem_text(plain.field, plain.degree),
    }


def _export_folder(folder: Path, to: str, on_progress: OnProgress) -> Export:
    """Texts of a folder of `run`, `compare` (each of its runs) or `plan` (flown first)."""
    if (folder / "campaign.json").is_file():
        raise InputError(
            f"{folder}: holds a campaign, which is in Parquet files and footprint.geojson already; "
            "give a folder of `iss-deorbit run`, `compare` or `plan`"
        )
    if (folder / "plan.json").is_file() and not (folder / "summary.json").is_file():
        if not read_content(folder / "plan.json", PlanOfRun)["feasible"]:
            raise InputError(f"{folder}: the plan is not feasible, there is nothing to fly")
        return _export_scenario(folder / "scenario.yaml", to, on_progress)
    with reading(folder):
        if not (folder / "comparison.json").is_file():
            return Export(_texts(read_run(folder), to))
        texts: dict[str, str | bytes] = {}
        for run in ComparisonResult.read(folder).runs:
            texts |= _texts(run, to)
        return Export(texts)


def _export_scenario(file: Path, to: str, on_progress: OnProgress) -> Export:
    """Texts of a scenario that is flown for it."""
    (result,) = run_scenarios([load(file)], [file], on_progress=on_progress)
    return Export(_texts(result, to), (result,) if result.has_failed else ())


def _texts(run: RunResult, to: str) -> Mapping[str, str | bytes]:
    """Texts of one run, dated as its manifest is."""
    written = run.manifest if isinstance(run.manifest, dict) else {}
    flown_now = run.flight is not None
    created = utc_now() if flown_now else written.get("created_utc", run.summary["start_utc"])
    return MAKERS[to](run, created)
