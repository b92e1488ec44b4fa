"""What each change of the models below the entry interface does, for both plans, as one table.

    python benchmarks/entry_changes.py [SCENARIO ...] [--samples N] [--write PAGE]

Plans and flies `scenarios/usdv.yaml` and `scenarios/progress.yaml` (or those named) to the
interface once, each in a process of its own, and breaks the stack up again with one model after the
other switched on, all with the same draws. The table goes to `runs/entry_changes/table.md`, and
between the marks `<!-- entry changes begin -->` and `end` of PAGE. About three minutes.
"""

import argparse
import multiprocessing
import sys
from collections.abc import Mapping
from dataclasses import replace
from pathlib import Path
from typing import TYPE_CHECKING, NamedTuple

import numpy as np
from numpy.typing import NDArray

if TYPE_CHECKING:
    from sim.entry.breakup.component import Component
    from sim.entry.study import EntryOptions, EntryStudy
    from sim.flight.record import Flight
    from sim.scenario.schema.scenario import Scenario

ROOT = Path(__file__).resolve().parents[1]
PLANS = (ROOT / "scenarios" / "usdv.yaml", ROOT / "scenarios" / "progress.yaml")
TABLE = ROOT / "runs" / "entry_changes" / "table.md"
MARKS = ("<!-- entry changes begin -->", "<!-- entry changes end -->")
OLD_SHARE, OLD_ACCOMMODATION = 0.275, 0.9
"""Of the stagnation flux, and of a free-molecular stream's: one for every shape."""

Columns = Mapping[str, NDArray[np.float64]]

NEUTRAL: dict[str, dict[str, float]] = {
    "share of heating by shape": {
        "shape_factor": OLD_SHARE,
        "accommodation": OLD_ACCOMMODATION,
    },
    "properties by temperature, char": {
        "specific_heat_growth": 0.0,
        "emissivity_growth": 0.0,
        "char_excess": 0.0,
    },
    "oxidation": {"oxidation_heat": 0.0},
    "conduction in thick pieces": {"resistance": 0.0, "core_deficit": 0.0},
    "pieces tear": {"tear_count": 1.0},
    "tanks burst": {"burst_temperature": 1e30},
}
"""Columns of the catalogue that hold a change, and values that leave it out."""

SHIPS, FLIGHT, ENDS = "ships that are docked", "break-up follows the flight", "ends of decays"
CHANGES = (*list(NEUTRAL)[:4], SHIPS, *list(NEUTRAL)[4:], FLIGHT, ENDS)
"""In the order in which they are switched on."""
HEADS = (
    "Switched on, one after the other",
    "Mass that lands, nominal and dispersed",
    "Casualty area, m² (5 to 95 %)",
    "Length of 95 %, km",
    "99 %, km",
    "Casualties, uncontrolled",
)


class Row(NamedTuple):
    """Figures with some of the changes."""

    change: str
    nominal: float
    dispersed: float
    area: tuple[float, float, float]
    length_95: float
    length_99: float
    casualties: float


def fly_to_interface(path: Path) -> "tuple[Scenario, Flight]":
    """The scenario as planned, if it plans, and its flight."""
    from sim.flight.fly import fly
    from sim.flight.status import FlightProgress
    from sim.scenario.build.mission import build_mission
    from sim.scenario.build.plan import planned
    from sim.scenario.load import load
    from sim.workflow.flown_scenario import fly_planned_burns, search_feasible_plan

    scenario, live = load(path), FlightProgress()
    mission = build_mission(scenario)
    if scenario.plan is None:
        return scenario, fly(mission, live)
    plan = search_feasible_plan(scenario, mission, live).plan
    dated = planned(scenario, plan)
    return dated, fly_planned_burns(dated, plan, live)


def left_out(
    families: "tuple[Component, ...]", options: "EntryOptions", without: set[str]
) -> "tuple[Columns, EntryOptions]":
    """Catalogue and options without some of the changes."""
    from sim.entry.breakup.fragment_catalogue import catalogue_columns
    from sim.entry.breakup.stages import BY_ALTITUDE

    if SHIPS in without:  # families of ships are named ship.family
        families = tuple(each for each in families if "." not in each.name)
    columns = dict(catalogue_columns(families))
    for change in without & NEUTRAL.keys():
        for name, value in NEUTRAL[change].items():
            columns[name] = np.full_like(columns[name], value)
    if FLIGHT in without:
        drawn = replace(options.break_up, by_altitude=BY_ALTITUDE)
        options = replace(options, break_up=drawn)
    return columns, options


def figures(study: "EntryStudy", change: str, density: float) -> Row:
    """A row of the table; `density` is people per km2 where an uncontrolled entry ends."""
    from sim.entry.assessment import quantile_span
    from sim.entry.break_up_figures import casualty_areas

    area = quantile_span(study.shown.sum(casualty_areas(study.shown)))
    footprint = study.shown.footprint
    lengths = [np.nan, np.nan]
    if footprint is not None:
        extents = [footprint.extent(share) for share in (0.95, 0.99)]
        lengths = [each.toe - each.heel if each.carried else np.nan for each in extents]
    return Row(
        change=change,
        nominal=study.nominal.surviving(),
        dispersed=study.shown.surviving(),
        area=(area.low, area.likely, area.high),
        length_95=lengths[0] / 1e3,
        length_99=lengths[1] / 1e3,
        casualties=1e-6 * density * area.likely,
    )


def rows_of(job: tuple[Path, int | None]) -> list[Row]:
    """Rows of one scenario: none of the changes, then one more in each."""
    from sim.entry.risk.population import end_density_per_km2, mean_density_per_km2, population
    from sim.entry.study import entry_study
    from sim.flight.interface import find_aboard, find_entry
    from sim.frames.earth_orientation import inclination_of_date
    from sim.scenario.build.entry import components, entry_options

    path, samples = job
    scenario, flight = fly_to_interface(path)
    event = find_entry(flight)
    if scenario.entry is None or event is None:
        raise SystemExit(f"{path.name}: nothing enters")
    options = entry_options(scenario.entry)
    if samples is not None:
        options = replace(options, samples=samples)
    families = components(scenario, find_aboard(flight))
    people = population(flight.mission.epoch.fractional_year(event.time))
    orientation = flight.mission.world.orientation
    degrees = float(np.degrees(inclination_of_date(event.time, event.state, orientation)))
    over_time = mean_density_per_km2(people, degrees)
    rows: list[Row] = []
    for k, change in enumerate(("none of them", *CHANGES)):
        if change == ENDS:
            more = end_density_per_km2(people, degrees) / over_time
            rows.append(rows[-1]._replace(change=change, casualties=more * rows[-1].casualties))
            continue
        columns, chosen = left_out(families, options, set(CHANGES[k:]))
        rows.append(figures(entry_study(flight, columns, chosen), change, over_time))
        print(f"{path.stem}: {change}", file=sys.stderr, flush=True)
    return rows


def markdown(rows: list[Row]) -> str:
    """Rows as a table."""
    lines = ["| " + " | ".join(HEADS) + " |", "|---|---|---|---:|---:|---:|"]
    for row in rows:
        low, likely, high = (float(f"{value:.2g}") for value in row.area)
        lengths = ("-" if np.isnan(x) else f"{x:,.0f}" for x in (row.length_95, row.length_99))
        cells = (
            row.change,
            f"{100 * row.nominal:.1f} %, {100 * row.dispersed:.1f} %",
            f"{likely:,.0f} ({low:,.0f} to {high:,.0f})",
            *lengths,
            f"{row.casualties:.3f}",
        )
        lines.append("| " + " | ".join(cells) + " |")
    return "\n".join(lines) + "\n"


def write_page(page: Path, text: str) -> None:
    """Put a text between the marks of a page."""
    before, begin, rest = page.read_text(encoding="utf-8").partition(MARKS[0])
    _, end, after = rest.partition(MARKS[1])
    if not (begin and end):
        raise SystemExit(f"{page}: no {MARKS[0]} and {MARKS[1]}")
    page.write_text(f"{before}{begin}\n\n{text}\n{end}{after}", encoding="utf-8")


def main() -> int:
    """Break both stacks up with one model after the other, and write the table."""
    parser = argparse.ArgumentParser(description=(__doc__ or "").splitlines()[0])
    parser.add_argument("scenarios", nargs="*", type=Path, default=PLANS, metavar="SCENARIO")
    parser.add_argument("--samples", type=int, help="break-ups; by default those of the scenario")
    parser.add_argument("--write", type=Path, metavar="PAGE", help="put the tables into a page")
    given = parser.parse_args()
    jobs = [(path, given.samples) for path in given.scenarios]
    with multiprocessing.get_context("spawn").Pool(min(2, len(jobs)), maxtasksperchild=1) as pool:
        found = pool.map(rows_of, jobs, chunksize=1)
    text = "\n".join(
        f"**{path.stem}**\n\n{markdown(rows)}" for (path, _), rows in zip(jobs, found, strict=True)
    )
    TABLE.parent.mkdir(parents=True, exist_ok=True)
    TABLE.write_text(text, encoding="utf-8")
    if given.write is not None:
        write_page(given.write, text)
    print(text)
    return 0


if __name__ == "__main__":
    sys.exit(main())
