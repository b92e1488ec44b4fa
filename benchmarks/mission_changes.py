"""What each change of the mission does by itself, for both plans, as one table.

    python benchmarks/mission_changes.py [NAME ...] [--out FOLDER] [--jobs N] [--as-planned]

Plans the frozen plans of `scenarios/one_change/` and every change file beside them (or those that
are named), and the shipped plans, which hold all changes together. `FOLDER` (by default
`runs/mission_changes`) receives `table.md`, `table.csv`, and a file of figures for each scenario.
A scenario is planned again only if its resolved text or the code or data that make its numbers
have changed; with `--as-planned` also results of other code are taken. One plan takes about a
minute of processor.
"""

import argparse
import csv
import hashlib
import json
import multiprocessing
import sys
from collections.abc import Iterable, Iterator, Sequence
from functools import cache
from pathlib import Path
from typing import Any

ROOT = Path(__file__).resolve().parents[1]
SCENARIOS = ROOT / "scenarios"
FOLDER = ROOT / "runs" / "mission_changes"
PLANS = ("usdv", "progress")
MOST_JOBS = 2
WITHOUT_NUMBERS = ("api", "campaign", "cli", "formats", "report", "validation")
"""Packages that only show, store or repeat what others work out."""

HEADS = {
    "change": "Change",
    "lowering_kg": "Lowering, kg",
    "burns_kg": "Burns, kg",
    "usable_kg": "Usable margin, kg",
    "entry_utc": "Entry",
    "angle_deg": "Angle, deg",
    "clearance_km": "Foreign land, km",
    "nearest": "Nearest",
    "feasible": "Feasible",
    "reason": "Why not",
}
"""Columns of the table and their heads."""

Row = dict[str, Any]


def change_files(plan: str) -> list[Path]:
    """The frozen plan, its changes by name, and the shipped plan."""
    folder = SCENARIOS / "one_change"
    changes = sorted(folder.glob(f"{plan}_*.yaml"))
    return [folder / f"base_{plan}.yaml", *changes, SCENARIOS / f"{plan}.yaml"]


@cache
def made_by() -> str:
    """Digest of the code and the data that make the numbers."""
    total = hashlib.sha256()
    package = ROOT / "sim"
    files = [*package.rglob("*.py"), *(package / "data").glob("*.json")]
    for file in sorted(files):
        name = file.relative_to(package).as_posix()
        if name.split("/")[0] not in WITHOUT_NUMBERS and "builders" not in name:
            total.update(name.encode() + file.read_bytes())
    return total.hexdigest()


def plan_row(path: Path) -> Row:
    """Plan a scenario, fly it to the ground, break it up, and state the figures of the table.

    Parameters
    ----------
    path
        A scenario with a `plan`.

    Returns
    -------
    dict
        Keys of `HEADS` without `change`; what was not reached is None.
    """
    from sim.errors import NoPlanError
    from sim.flight.fly import fly
    from sim.flight.propagation_state import FlightProgress
    from sim.scenario.build.mission import build_mission
    from sim.scenario.load import load
    from sim.workflow.build_results import run_result
    from sim.workflow.flown_scenario import run_scenario

    scenario = load(path)
    row: Row = dict.fromkeys(list(HEADS)[1:])
    try:
        figures = run_result(
            run_scenario(scenario, build_mission(scenario), FlightProgress())
        ).summary
    except NoPlanError as error:
        burns = fly(build_mission(scenario)).burns_of(0)  # what led to where no plan was found
        lowering = sum(burn.propellant for burn in burns if burn.lowering)
        reason = str(error).splitlines()[0].removeprefix(f"{scenario.name}: no feasible plan: ")
        return row | {"lowering_kg": lowering, "feasible": False, "reason": reason}
    row["lowering_kg"] = figures["lowering"]["propellant_kg"]
    entry, margin = figures["entry_interface"], figures.get("margin")
    if entry is None:
        return row | {"feasible": False, "reason": str(figures["status_sentence"])}
    row |= {
        "burns_kg": sum(burn["propellant_kg"] for burn in figures["burns"]),
        "usable_kg": None if margin is None else margin["usable_kg"],
        "entry_utc": entry["utc"],
        "angle_deg": entry["flight_path_angle_deg"],
        "feasible": True,
        "reason": "",
    }
    if "debris" in figures:
        foreign = figures["debris"]["keep_out"][0]
        row |= {"clearance_km": foreign["least_km"], "nearest": foreign["nearest_country"]}
    return row


def _plan_job(job: tuple[Path, Path, str]) -> str:
    """Plan a scenario and keep its row; a process of its own for each."""
    path, store, key = job
    row = plan_row(path)
    store.write_text(json.dumps({"key": key, "made_by": made_by(), "row": row}, indent=1) + "\n")
    return path.stem


def wanted_jobs(
    paths: Iterable[Path], folder: Path, *, as_planned: bool
) -> Iterator[tuple[Path, Path, str]]:
    """Scenarios whose row is not there or belongs to another text, code or data: path, file of
    the row, and digest of the resolved scenario.
    """
    from sim.scenario.load import load, scenario_hash

    for path in paths:
        key, store = scenario_hash(load(path)), folder / f"{path.stem}.json"
        if store.is_file():
            kept = json.loads(store.read_text())
            if kept["key"] == key and (as_planned or kept["made_by"] == made_by()):
                continue
        yield path, store, key


def plan_jobs(jobs: Sequence[tuple[Path, Path, str]], count: int) -> None:
    """Plan scenarios in at most `count` processes, each its own so that memory is given back."""
    if not jobs:
        return
    context = multiprocessing.get_context("spawn")
    with context.Pool(min(count, len(jobs)), maxtasksperchild=1) as pool:
        for done, name in enumerate(pool.imap_unordered(_plan_job, jobs), 1):
            print(f"{done} of {len(jobs)}: {name}", file=sys.stderr, flush=True)


def change_of(path: Path) -> str:
    """What the table calls a scenario: ``fitted drag``, of usdv_fitted_drag."""
    if path.parent == SCENARIOS:
        return "all together (as shipped)"
    plan, _, change = path.stem.partition("_")
    return "none (frozen plan)" if plan == "base" else change.replace("_", " ")


def markdown(rows: Sequence[Row]) -> str:
    """The rows of one plan as a Markdown table."""
    lines = ["| " + " | ".join(HEADS.values()) + " |"]
    lines.append("|---|" + "---:|" * 3 + "---|" + "---:|" * 2 + "---|---|---|")
    lines += ["| " + " | ".join(_cell(key, row[key]) for key in HEADS) + " |" for row in rows]
    return "\n".join(lines) + "\n"


def _cell(key: str, value: Any) -> str:
    if value is None:
        return "-"
    if key == "feasible":
        return "yes" if value else "**no**"
    if key == "entry_utc":
        return str(value)[:10]
    if key.endswith("_deg"):
        return f"{value:.3f}"
    return f"{value:,.0f}" if isinstance(value, float) else str(value).replace("|", "/")


def write_table(folder: Path) -> None:
    """Write `table.md` and `table.csv` of the rows that are there."""
    text, table = [], []
    for plan in PLANS:
        rows = []
        for path in change_files(plan):
            store = folder / f"{path.stem}.json"
            if store.is_file():
                rows.append({"change": change_of(path)} | json.loads(store.read_text())["row"])
        if rows:
            text.append(f"**{plan}**\n\n{markdown(rows)}")
        table += [{"plan": plan} | row for row in rows]
    (folder / "table.md").write_text("\n".join(text), encoding="utf-8")
    with (folder / "table.csv").open("w", encoding="utf-8", newline="") as file:
        writer = csv.DictWriter(file, ["plan", *HEADS])
        writer.writeheader()
        writer.writerows(table)
    print("\n".join(text))


def main() -> int:
    """Plan what has changed and write the table."""
    parser = argparse.ArgumentParser(description=(__doc__ or "").splitlines()[0])
    parser.add_argument("names", nargs="*", metavar="NAME", help="scenarios; by default all")
    parser.add_argument("--out", type=Path, default=FOLDER, metavar="FOLDER")
    parser.add_argument("--jobs", type=int, default=MOST_JOBS, choices=range(1, MOST_JOBS + 1))
    parser.add_argument("--as-planned", action="store_true", help="take results of other code")
    parser.add_argument("--list", action="store_true", help="say what would be planned, and end")
    given = parser.parse_args()
    paths = [path for plan in PLANS for path in change_files(plan)]
    unknown = set(given.names) - {path.stem for path in paths}
    if unknown:
        parser.error(f"no scenario {', '.join(sorted(unknown))} in {SCENARIOS / 'one_change'}")
    chosen = [path for path in paths if not given.names or path.stem in given.names]
    given.out.mkdir(parents=True, exist_ok=True)
    jobs = list(wanted_jobs(chosen, given.out, as_planned=given.as_planned))
    if given.list:
        print("\n".join(str(path) for path, _, _ in jobs))
        return 0
    plan_jobs(jobs, given.jobs)
    write_table(given.out)
    return 0


if __name__ == "__main__":
    sys.exit(main())
