"""The earliest controlled entry planned and flown like any scenario: the burns of the best
candidate with their dates, the pass over the best place, break-up, debris and risk.
"""

from collections.abc import Mapping
from dataclasses import replace
from pathlib import Path
from typing import Any

import numpy as np

from sim.flight.stack import assemble_stack
from sim.operations.backup.sequence import Goals, Orbit, perigee_levels
from sim.operations.contingency.exposure import time_down
from sim.operations.contingency.options import Option
from sim.report.results.run import RunResult
from sim.scenario.build.backup_search import build_search, search_of
from sim.scenario.load import load
from sim.workflow.contingency.day import Day
from sim.workflow.contingency.ways import Ways, reserve_with
from sim.workflow.progress import OnProgress
from sim.workflow.run import run_scenarios

HOUR = 3600.0
ABOVE, WAIT = 8e3, 7e3
"""m above the altitude at which the burns begin: where the flight begins, and the plan may."""
BETWEEN = 3.0 * HOUR
"""s between two burns: the two revolutions that the search has flown. Longer rests cost attitude
control 30 kg a revolution, which the ship then lacks for its burns.
"""
SPARE = 3.0
"""Revolutions of attitude control for which the ship keeps propellant back: the plan begins up to
one before the first burn, and what is moved to meet the aim slips a burn by one or two.
assumption: 2 to 6.
"""


def plan_deorbit(
    file: Path,
    changes: Mapping[str, Any],
    day: Day,
    ways: Ways,
    option: Option,
    ballistic: float,
    on_progress: OnProgress,
) -> RunResult:
    """Plan and fly the descent of an option.

    Parameters
    ----------
    file, changes
        The scenario, and what is laid over it.
    day, ways, option
        The station, the burns that were found, and the ones that are flown.
    ballistic
        m/(Cd A) in the attitude in which it waits, kg/m2.

    Raises
    ------
    NoPlanError
        If no pass keeps every limit.
    """
    laid = {**changes, **day.visits}
    scenario = load(file, laid | _start(day, option, ballistic) | _hardware(day, ways, option))
    (result,) = run_scenarios([scenario], [file], command="contingency", on_progress=on_progress)
    return result


def _start(day: Day, option: Option, ballistic: float) -> dict[str, Any]:
    """First orbit some days above the altitude of the burns, on the date when it gets there."""
    height = option.way.height
    level = np.array([min(height + ABOVE, day.altitude)])
    fall = time_down(
        day.decay, np.array([option.begin]), level, np.array([ballistic]), option.percentile, height
    )
    start = max(2.0 * option.begin - float(fall[0]), 0.0)
    return {
        "start": day.mission.epoch.utc_iso(round(start)),
        "state.kepler.altitude": f"{level[0] / 1e3:.3f} km",
        "phases.wait.until": {"mean_altitude": f"{(height + WAIT) / 1e3:.3f} km"},
        "plan.altitude": f"{height / 1e3:.3f} km",
        "environment.space_weather.percentile": option.percentile,
    }


def _hardware(day: Day, ways: Ways, option: Option) -> dict[str, Any]:
    """Tanks as they are then, the line as it is taken to work, and the burns."""
    candidate, search = option.way.candidate, search_of(day.scenario)
    station, _, mains = search.mains.partition(".")
    line = f"vehicles.{station}.engines.{mains}.cross_feed"
    tank = f"vehicles.{station}.tanks.{day.model.tank.partition('.')[2]}"
    capacity = next(
        float(each.capacity)
        for vehicle in day.mission.vehicles
        for each in vehicle.tanks
        if each.name == day.model.tank
    )
    load = min(reserve_with(day, option.way.ships, option.begin), capacity)
    changes: dict[str, Any] = {f"{tank}.load": f"{load:.1f} kg"}
    changes[f"{line}.switch"] = candidate.sequence.cross_feed
    engines = search.engines
    if ways.favour is not None:
        given = next(each for each in search.favours if each.name == ways.favour.name)
        engines = given.engines or engines
        changes["depends_on"] = f"{given.says}; {day.scenario.depends_on}"
        if given.direct is not None:
            changes[f"{line}.direct"] = f"{float(given.direct):.4g} kg/s"
    changes["plan.burns"] = _burns(day, ways, option, engines)
    return changes


def _burns(day: Day, ways: Ways, option: Option, engines: tuple[str, ...]) -> list[dict[str, Any]]:
    """The burns of the candidate as a plan states them."""
    search, candidate = search_of(day.scenario), option.way.candidate
    hardware = replace(build_search(day.scenario, day.mission)[0], control=ways.control)
    stack = assemble_stack(
        (hardware.station, hardware.ship), [hardware.station.name, hardware.ship.name], 1
    )
    left = max(candidate.left_for_burns - SPARE * ways.control, 0.0)
    goals = Goals(
        np.array([left]),
        np.array([candidate.parking]),
        np.array([candidate.perigee]),
    )
    orbit = Orbit(
        height=option.way.height, inclination=day.inclination, burn_centre=0.0, time=option.begin
    )
    levels = perigee_levels(hardware, candidate.sequence, orbit, goals, stack.mass)
    by_ship, by_station = candidate.sequence.ship_burns, candidate.sequence.station_burns
    ship = [{"group": f"{search.ship}.{name}"} for name in engines]
    mains = [{"group": search.mains}]
    finishes = candidate.sequence.finisher == "station"
    firing = [ship] * by_ship + [mains] * by_station + [mains if finishes else ship]
    perigees = [*(float(level[0]) for level in levels), candidate.perigee]
    burns = []
    for k, (group, perigee) in enumerate(zip(firing, perigees, strict=True)):
        final = k == len(firing) - 1
        burn: dict[str, Any] = {
            "name": "final_burn" if final else f"burn_{k + 1}",
            "engines": group,
            "perigee": f"{perigee / 1e3:.3f} km",
            "longest": f"{float(search.longest_burn) / 60.0:.4g} min",
            "assumption": "as found by looking through the set",
        }
        if not final:
            burn["before_final"] = f"{(len(firing) - 1 - k) * BETWEEN / HOUR:.4g} h"
        if group is mains and k == by_ship:
            burn["undock"] = [search.ship]
        burns.append(burn)
    return burns
