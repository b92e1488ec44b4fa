"""What each change of the mission does by itself, for both plans, as one table.

    python benchmarks/mission_changes.py [NAME ...] [--out FOLDER] [--write PAGE] [--as-planned]

Plans the frozen plans of `scenarios/one_change/` and every change file beside them (or those that
are named), and the shipped plans, which hold all changes together. `FOLDER` (by default
`runs/mission_changes`) receives `table.md`, `table.csv`, and a file of figures for each scenario;
`PAGE` the tables between `<!-- changes begin -->` and `<!-- changes end -->`.
A scenario is planned again only if its resolved text or the code or data that make its numbers
have changed; with `--as-planned` also results of other code are taken, and with `--show` nothing
is planned. One plan takes about a minute of processor, one with `aim: best` more.
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
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from sim.workflow.flown_scenario import FlownScenario

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

SHIPPED = {
    "usdv": {"usdv": "all together (as shipped)"},
    "progress": {
        "variants/progress_as_announced": "all together",
        "progress": "and fed from Zarya at full flow (as shipped)",
    },
}
"""What holds all changes together, and what the table calls it."""

WORDS = {
    "drag": "drag as measured",
    "sun_distance": "flux by the distance of the Sun",
    "visits": "crew and cargo ships by date",
    "hardware": "ships and engines of today",
    "own_tanks": "Zvezda's own tanks only",
    "direct_feed": "own tanks, fed from Zarya at 0.37 kg/s",
    "disposal": "ships that leave deorbit themselves",
    "attitude": "attitude control takes propellant",
    "untrimmed": "and thrust 1.5 m off the centre of mass",
    "aim": "aim point chosen, not given",
    "870_kg_ships": "ships with 870 kg to refuel",
    "fitted_drag": "drag factor 0.86",
    "ships_docked": "35 t docked until July 2030",
    "fitted_drag_ships_docked": "drag factor 0.86, 35 t docked",
    "fitted_drag_ships_docked_quiet_sun": "the same, 5th percentile of the Sun",
}
"""What the table calls a change, in its order; one that is not here follows by its name."""

REPRODUCED: dict[str, float | None] = {
    "base_usdv": 5954.0,
    "usdv_fitted_drag": 6842.0,
    "usdv_ships_docked": 6552.0,
    "usdv_fitted_drag_ships_docked": 7451.0,
    "usdv_fitted_drag_ships_docked_quiet_sun": 8399.0,
    "progress_own_tanks": None,
    "progress_870_kg_ships": None,
}
"""Lowering that was found independently, kg; None where no feasible plan was."""

MARKS = ("<!-- changes begin -->", "<!-- changes end -->")

Row = dict[str, Any]


def change_files(plan: str) -> list[Path]:
    """The frozen plan, its changes in the order of `WORDS`, and what holds all together."""
    folder = SCENARIOS / "one_change"
    order = {f"{plan}_{change}": place for place, change in enumerate(WORDS)}
    changes = sorted(
        folder.glob(f"{plan}_*.yaml"), key=lambda path: order.get(path.stem, len(order))
    )
    whole = [SCENARIOS / f"{name}.yaml" for name in SHIPPED[plan]]
    return [folder / f"base_{plan}.yaml", *changes, *whole]


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
    from sim.flight.status import FlightProgress
    from sim.scenario.build.mission import build_mission
    from sim.scenario.load import load
    from sim.workflow.build_results import run_result
    from sim.workflow.flown_scenario import run_scenario

    scenario = load(path)
    row: Row = dict.fromkeys(list(HEADS)[1:])
    try:
        flown = run_scenario(scenario, build_mission(scenario), FlightProgress())
    except NoPlanError as error:
        burns = fly(build_mission(scenario)).burns_of(0)  # what led to where no plan was found
        lowering = sum(burn.propellant for burn in burns if burn.lowering)
        reason = str(error).splitlines()[0].removeprefix(f"{scenario.name}: no feasible plan: ")
        return row | {"lowering_kg": lowering, "feasible": False, "reason": reason}
    figures = run_result(flown).summary
    row["lowering_kg"] = figures["lowering"]["propellant_kg"]
    entry, margin = figures["entry_interface"], figures.get("margin")
    if entry is None:
        return row | {"feasible": False, "reason": str(figures["status_sentence"])}
    row |= {
        "burns_kg": sum(burn["propellant_kg"] for burn in figures["burns"]),
        "usable_kg": None if margin is None else margin["usable_kg"],
        "entry_utc": entry["utc"],
        "angle_deg": entry["flight_path_angle_deg"],
    } | control_of(flown)
    if "debris" in figures:
        foreign = figures["debris"]["keep_out"][0]
        row |= {"clearance_km": foreign["least_km"], "nearest": foreign["nearest_country"]}
    return row


def control_of(flown: "FlownScenario") -> Row:
    """`feasible` and `reason` of a plan that flies: whether it can hold its attitude, where the
    scenario says what holds it.
    """
    from sim.flight.trajectory import trajectory
    from sim.planning.margins.controllability import describe_alignment, find_demands
    from sim.scenario.build.attitude_control import control_assumptions_of

    if flown.scenario.attitude_control is None:
        return {"feasible": True, "reason": ""}
    control = control_assumptions_of(flown.scenario)
    demands = find_demands(flown.flight, trajectory(flown.flight), control)
    lost = [demand for demand in demands if not demand.controllable]
    if not lost:
        return {"feasible": True, "reason": ""}
    reason = describe_alignment(demands, control)
    if not reason.startswith("Not controllable"):
        reason = f"Not controllable in {lost[0].axis} in {lost[0].stage}."
    return {"feasible": False, "reason": reason}


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
    """What the table calls a scenario: ``drag as measured``, of usdv_drag."""
    plan, _, change = path.stem.partition("_")
    if path.parent.name != "one_change":
        return SHIPPED[plan][path.relative_to(SCENARIOS).with_suffix("").as_posix()]
    return "none (frozen plan)" if plan == "base" else WORDS.get(change, change.replace("_", " "))


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
    if key == "reason":
        return str(value).split("; ")[0].rstrip(".").replace("|", "/")
    if key == "entry_utc":
        return str(value)[:10]
    if key.endswith("_deg"):
        return f"{value:.3f}"
    return f"{value:,.0f}" if isinstance(value, float) else str(value).replace("|", "/")


def rows_of(plan: str, folder: Path) -> dict[str, Row]:
    """The rows that are there, by the name of the scenario."""
    stores = {path: folder / f"{path.stem}.json" for path in change_files(plan)}
    return {
        path.stem: {"change": change_of(path)} | json.loads(store.read_text())["row"]
        for path, store in stores.items()
        if store.is_file()
    }


def compared(rows: dict[str, Row]) -> str:
    """The runs that were made independently too, beside what was found then."""
    lines = ["| Plan and change | Lowering, kg | found independently, kg | apart |"]
    lines.append("|---|---:|---:|---:|")
    for name in (name for name in REPRODUCED if name in rows):
        row, found = rows[name], REPRODUCED[name]
        plan = "Progress" if "progress" in name else "USDV"
        here = f"{row['lowering_kg']:,.0f}" if row["feasible"] else "no feasible plan"
        cells = ["no feasible plan", "-" if not row["feasible"] else "**a plan**"]
        if found is not None:
            cells = [
                f"{found:,.0f}",
                f"{abs(row['lowering_kg'] / found - 1):.1%}".replace("%", " %"),
            ]
        lines.append("| " + " | ".join([f"{plan}, {row['change']}", here, *cells]) + " |")
    return "\n".join(lines) + "\n"


def write_table(folder: Path, page: Path | None = None) -> None:
    """Write `table.md` and `table.csv` of the rows that are there, and the tables into a page."""
    rows = {plan: rows_of(plan, folder) for plan in PLANS}
    parts = [
        f"**{plan}**\n\n{markdown([row for name, row in here.items() if is_shown(name)])}"
        for plan, here in rows.items()
        if here
    ]
    every = rows["usdv"] | rows["progress"]
    if every.keys() & REPRODUCED.keys():
        parts.append(f"**found independently**\n\n{compared(every)}")
    text = "\n".join(parts)
    (folder / "table.md").write_text(text, encoding="utf-8")
    with (folder / "table.csv").open("w", encoding="utf-8", newline="") as file:
        writer = csv.DictWriter(file, ["plan", *HEADS])
        writer.writeheader()
        writer.writerows({"plan": plan} | row for plan in PLANS for row in rows[plan].values())
    if page is not None:
        write_page(page, text)
    print(text)


def is_shown(name: str) -> bool:
    """Whether the tables of the plans hold a scenario; some stand in that of `compared` alone."""
    return "fitted_drag" not in name and "ships_docked" not in name


def write_page(page: Path, text: str) -> None:
    """Put a text between the marks of a page."""
    before, begin, rest = page.read_text(encoding="utf-8").partition(MARKS[0])
    _, end, after = rest.partition(MARKS[1])
    if not (begin and end):
        raise SystemExit(f"{page}: no {MARKS[0]} and {MARKS[1]}")
    page.write_text(f"{before}{begin}\n\n{text}\n{end}{after}", encoding="utf-8")


def main() -> int:
    """Plan what has changed and write the table."""
    parser = argparse.ArgumentParser(description=(__doc__ or "").splitlines()[0])
    parser.add_argument("names", nargs="*", metavar="NAME", help="scenarios; by default all")
    parser.add_argument("--out", type=Path, default=FOLDER, metavar="FOLDER")
    parser.add_argument("--jobs", type=int, default=MOST_JOBS, choices=range(1, MOST_JOBS + 1))
    parser.add_argument("--as-planned", action="store_true", help="take results of other code")
    parser.add_argument("--show", action="store_true", help="plan nothing, write what is there")
    parser.add_argument("--write", type=Path, metavar="PAGE", help="put the tables into a page")
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
    plan_jobs([] if given.show else jobs, given.jobs)
    write_table(given.out, given.write)
    return 0


if __name__ == "__main__":
    sys.exit(main())
