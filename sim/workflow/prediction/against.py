"""A flight beside an ephemeris of others: how far it is off, radial, along and across."""

from pathlib import Path
from typing import Any

import numpy as np

from sim.data.whole_file import write_whole_text
from sim.errors import InputError
from sim.flight.trajectory import STATE_COLUMNS
from sim.formats.csv_text import csv_text
from sim.formats.folder import check_target, new_folder
from sim.formats.json_text import write_json
from sim.formats.message import MessageError
from sim.formats.orbit.ephemeris import Ephemeris, OutsideEphemerisError
from sim.formats.orbit.objects import of_object
from sim.formats.orbit.read import read_orbits
from sim.frames.epoch import DAY, Epoch
from sim.frames.orbit_axes import in_orbit_axes
from sim.report.results.run import RunResult
from sim.scenario.schema.scenario import Scenario
from sim.workflow.output import Output
from sim.workflow.progress import OnProgress, ignore_progress
from sim.workflow.run import report_writing, run_scenarios, write_run

MOST_STATES = 2000
"""Of a flight that are compared, evenly chosen."""
AXES = ("radial", "along", "cross")


def read_ephemeris(file: Path, wanted: str | None = None) -> Ephemeris:
    """The ephemeris of one object in a file.

    Raises
    ------
    InputError
        If it has none, or of several objects.
    """
    found = read_orbits(file).ephemerides
    if not found:
        raise InputError(f"{file}: element sets; allowed: an ephemeris (OEM, STK)")
    try:
        chosen = of_object(found, wanted)
    except MessageError as error:
        raise InputError(f"{file}: {error.problem}; allowed: {error.allowed}") from None
    return chosen[0]


def differences(run: RunResult, ephemeris: Ephemeris) -> dict[str, np.ndarray]:
    """What a flight is off an ephemeris at its saved states: UTC, days since its start, and m
    along the axes of the orbit of the ephemeris, and the distance; (n,) each.

    Raises
    ------
    InputError
        If no state lies within the ephemeris.
    """
    path = run.trajectory
    rows = np.unique(np.linspace(0, len(path["time_s"]) - 1, MOST_STATES).round().astype(int))
    epoch = Epoch.from_utc(str(run.summary["start_utc"]))
    kept, told = [], []
    for row in rows.tolist():
        try:
            told.append(ephemeris.state_at(epoch.plus(float(path["time_s"][row]))))
        except OutsideEphemerisError:
            continue
        kept.append(row)
    if not kept:
        raise InputError(
            f"{ephemeris.file}: from {ephemeris.epoch.utc_iso()} to {ephemeris.end.utc_iso()} "
            f"nothing of the flight is saved; allowed: one that overlaps"
        )
    states = np.array(told)
    ours = 1e3 * np.column_stack([path[name][kept] for name in STATE_COLUMNS[:3]])
    off = in_orbit_axes(states, ours - states[:, :3])
    seconds = path["time_s"][kept]
    columns = {
        "utc": np.array([epoch.utc_iso(float(each)) for each in seconds], dtype=str),
        "days": seconds / DAY,
    }
    columns |= {f"{name}_m": off[:, k] for k, name in enumerate(AXES)}
    return columns | {"distance_m": np.sqrt((off**2).sum(axis=1))}


def against_figures(columns: dict[str, np.ndarray], file: str) -> dict[str, Any]:
    """What is said of the differences: first, last, root mean square and largest, m."""
    return {
        "against": file,
        "states": len(columns["days"]),
        "first_utc": str(columns["utc"][0]),
        "last_utc": str(columns["utc"][-1]),
    } | {
        name: {
            "rms_m": float(np.sqrt((columns[f"{name}_m"] ** 2).mean())),
            "largest_m": float(np.abs(columns[f"{name}_m"]).max()),
            "last_m": float(columns[f"{name}_m"][-1]),
        }
        for name in (*AXES, "distance")
    }


def against_lines(figures: dict[str, Any]) -> list[str]:
    """The differences in lines."""
    lines = [
        f"{figures['states']} states from {figures['first_utc']} to {figures['last_utc']} beside "
        f"{figures['against']}",
        f"  {'':10}{'rms':>12}{'largest':>12}{'last':>12}  km",
    ]
    for name in (*AXES, "distance"):
        row = figures[name]
        values = "".join(f"{row[key] / 1e3:12.3f}" for key in ("rms_m", "largest_m", "last_m"))
        lines.append(f"  {name:10}{values}")
    return lines


def against_to_folder(
    scenario: Scenario,
    file: Path,
    ephemeris_file: Path,
    output: Output,
    on_progress: OnProgress = ignore_progress,
) -> tuple[Path, dict[str, Any]]:
    """Fly a scenario, write its folder with the differences; returns folder and figures.

    Raises
    ------
    FolderError
        If something is there that may not be replaced, before anything flies.
    InputError
        If the ephemeris can't be read or does not overlap.
    """
    target = output.target([scenario.name], "against")
    check_target(target, output.force)
    ephemeris = read_ephemeris(ephemeris_file)
    (result,) = run_scenarios(
        [scenario], [file], command=output.command, sensitivity_cases=False, on_progress=on_progress
    )
    columns = differences(result, ephemeris)
    figures = against_figures(columns, ephemeris_file.name)
    with report_writing(output, on_progress), new_folder(target, output.force) as folder:
        write_run(folder, result, output.plots)
        write_whole_text(folder / "against.csv", csv_text(columns))
        write_json(folder / "against.json", figures)
        if output.plots:
            from sim.report.figures.against import against_figure
            from sim.report.figures.save import save_figures

            makers = {"against": lambda: against_figure(columns, result, ephemeris_file.name)}
            save_figures(makers, [result], folder)
    return target, figures
