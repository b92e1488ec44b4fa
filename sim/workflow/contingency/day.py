"""The station on the day it is asked about: where it is, who stays docked, what it weighs, what is
in its tanks, and how fast the air then brings it down.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import numpy as np

from sim.errors import InputError
from sim.flight.mission import Mission
from sim.frames.elements import inclination_of_state
from sim.frames.epoch import Epoch
from sim.planning.lowering.orbit_decay import DecayTable, tabulate_decay
from sim.scenario.build.mission import build_mission
from sim.scenario.build.weather import weather_end
from sim.scenario.load import load
from sim.scenario.schema.backup_search import ContingencyModel
from sim.scenario.schema.scenario import Scenario
from sim.vehicle.area_curve import mean_area

LAST = "2036-12-31T00:00:00Z"
"""The decay table ends there at the latest; its last rates are held for what lives longer."""
WITHOUT = (
    "{file}: {name} has no `contingency`, which says what is known of the station by date; "
    "scenarios/contingency.yaml has one"
)

Changes = Mapping[str, Any]


@dataclass(frozen=True, kw_only=True)
class Day:
    """The station on a day.

    Attributes
    ----------
    date
        UTC, as scenarios have it.
    scenario, model, mission
        From the day on; what is known by date; and its mission, whose zero of time is the day and
        whose weather reaches years ahead.
    staying, visits
        Visits that are docked and do not leave with the crew; and the changes of the scenario that
        leave those alone.
    altitude, mass, reserve
        Mean altitude m, mass of the stack with them and its propellant kg, propellant in the tank
        of the reserve kg.
    decay, inclination
        Decay of circular orbits of that inclination, rad.
    """

    date: str
    scenario: Scenario
    model: ContingencyModel
    mission: Mission
    staying: tuple[str, ...]
    visits: Changes
    altitude: float
    mass: float
    reserve: float
    decay: DecayTable
    inclination: float

    def ballistic(self, attitude: str) -> float:
        """m/(Cd A) in an attitude, kg/m2, mean over all Sun angles."""
        flown = self.mission.attitude(attitude)
        return self.mass / (mean_area(flown, self.inclination) * flown.cd_free_molecular)

    def seconds(self, date: str) -> float:
        """A UTC date in s since the day."""
        return Epoch.from_utc(date).seconds_since(self.mission.epoch)


def contingency_of(scenario: Scenario, file: Path) -> ContingencyModel:
    """What a scenario knows by date.

    Raises
    ------
    InputError
        If it has no `contingency`, or no `plan` with a `search` beside it.
    """
    if scenario.contingency is None or scenario.plan is None or scenario.plan.search is None:
        raise InputError(WITHOUT.format(file=file, name=scenario.name))
    return scenario.contingency


def station_on(file: Path, changes: Changes, date: str) -> Day:
    """The station of a scenario file on a day.

    Parameters
    ----------
    file, changes
        Scenario with a `contingency`, and what is laid over it (`sim.scenario.load.load`).
    date
        ``2026-12-01`` or a date in UTC with its time.

    Raises
    ------
    InputError
        If the scenario has no `contingency`, or knows nothing of that day.
    ScenarioError
        If the scenario has a fault.
    """
    date = date if "T" in date else f"{date}T00:00:00Z"
    scenario = load(file, changes)
    model = contingency_of(scenario, file)
    _check_day(date, model, file)
    staying = _staying(scenario, model, date)
    altitude = planned_altitude(model, date)
    visits = _changes_of_visits(scenario, staying)
    laid = {**changes, **visits, "start": date}
    laid |= {"state.kepler.altitude": _quantity(altitude, "m"), "horizon": _horizon(scenario)}
    laid |= {"phases.wait.until": {"mean_altitude": "150 km"}}
    scenario = load(file, laid)
    mission = build_mission(scenario)
    inclination = inclination_of_state(mission.position[0], mission.velocity[0])
    reserve = _by_date(date, [(point.date, float(point.load)) for point in model.reserve])
    return Day(
        date=date,
        scenario=scenario,
        model=model,
        mission=mission,
        staying=staying,
        visits=visits,
        altitude=altitude,
        mass=_mass(mission, model, staying, reserve),
        reserve=reserve,
        decay=tabulate_decay(
            mission.world,
            inclination,
            0.0,
            mission.horizon,
            columns={name: float(each[0]) for name, each in mission.dispersed.items()},
        ),
        inclination=inclination,
    )


def planned_altitude(model: ContingencyModel, date: str) -> float:
    """Planned mean altitude on a UTC date, m."""
    return _by_date(date, [(point.date, float(point.altitude)) for point in model.altitude])


def _changes_of_visits(scenario: Scenario, staying: tuple[str, ...]) -> dict[str, Any]:
    """Changes of a scenario: nobody comes any more, and who stays does not leave."""
    changes: dict[str, Any] = {}
    for name in scenario.visits:
        changes |= {f"visits.{name}.leaves": None} if name in staying else {f"visits.{name}": None}
    return changes


def _check_day(date: str, model: ContingencyModel, file: Path) -> None:
    first, last = model.altitude[0].date, model.altitude[-1].date
    try:
        given = _instant(date)
    except ValueError:
        given = None
    if given is None or not _instant(first) <= given <= _instant(last):
        raise InputError(
            f"--date {date[:10]}: {file} knows the station from {first[:10]} to {last[:10]}; give "
            "a day between them, such as 2026-12-01"
        )


def _staying(scenario: Scenario, model: ContingencyModel, date: str) -> tuple[str, ...]:
    day = _instant(date)
    return tuple(
        name
        for name, visit in scenario.visits.items()
        if name not in model.crew
        and _instant(visit.arrives) <= day
        and (visit.leaves is None or day < _instant(visit.leaves))
    )


def _mass(
    mission: Mission, model: ContingencyModel, staying: tuple[str, ...], reserve: float
) -> float:
    """Mass of the stack on the day, kg: the ship at the aft port without what it has used up."""
    total = model.docked
    for vehicle in mission.vehicles:
        if vehicle.name in mission.docked or vehicle.name in staying:
            total += vehicle.dry_mass
            if vehicle.name == mission.docked[0]:  # the station
                loads = {tank.name: float(tank.load) for tank in vehicle.tanks}
                total += sum((loads | {model.tank: reserve}).values())
    return float(total)


def _horizon(scenario: Scenario) -> str:
    end = weather_end(scenario.environment.space_weather)
    return LAST if end is None else min(LAST, end)


def _by_date(date: str, points: list[tuple[str, float]]) -> float:
    """Straight lines between values by date, held before the first and after the last."""
    return float(
        np.interp(_instant(date), [_instant(each) for each, _ in points], [v for _, v in points])
    )


def _instant(date: str) -> float:
    """UTC seconds since 1970, for ordering."""
    return datetime.fromisoformat(date).replace(tzinfo=UTC).timestamp()


def _quantity(value: float, unit: str) -> dict[str, str]:
    return {"value": f"{value:.10g} {unit}", "assumption": "planned altitude of that day"}
