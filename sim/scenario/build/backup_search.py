"""From the search a scenario asks for to the set that is flown, in SI units."""

from dataclasses import replace

from sim.flight.disposal.reserve import deorbit_delta_v, reserve_mass
from sim.flight.mission import Mission
from sim.frames.epoch import Epoch
from sim.operations.backup.search import BackupLimits, Favour
from sim.operations.backup.search_set import BackupHardware, SearchSet
from sim.scenario.build.naming import full_name, names_of
from sim.scenario.schema.backup_search import BackupSearchModel
from sim.scenario.schema.quantity import Date
from sim.scenario.schema.scenario import Scenario
from sim.vehicle.hardware import Vehicle

HIGHEST = 415e3
"""m, mean altitude a ship may have to deorbit itself from: where the way down begins."""
ALLOWANCE = 1.05
"""On the propellant of that deorbit. assumption: 0 to 10 %, as while docked."""


def search_of(scenario: Scenario) -> BackupSearchModel:
    """The search a scenario states.

    Raises
    ------
    ValueError
        If it states none.
    """
    if scenario.plan is None or scenario.plan.search is None:
        raise ValueError(f"{scenario.name} has no `plan: search`")
    return scenario.plan.search


def build_search(
    scenario: Scenario, mission: Mission
) -> tuple[BackupHardware, SearchSet, tuple[Favour, ...], BackupLimits]:
    """What is flown, in which set, with which changes, under which limits."""
    given = search_of(scenario)
    plan = scenario.plan
    assert plan is not None  # its search is there
    vehicles = {vehicle.name: vehicle for vehicle in mission.vehicles}
    mains = full_name(given.mains, names_of(scenario.vehicles, "engines"))
    station = vehicles[mains.partition(".")[0]]
    hardware = _hardware(station, mains, vehicles[given.ship], given.engines)
    search_set = SearchSet(
        ships=given.ships,
        kept=given.kept,
        launches_per_year=given.launches_per_year,
        first_docking=tuple(_seconds(date, mission) for date in given.first_docking),
        cross_feed=given.cross_feed,
        finishers=given.finishers,
        ship_burns=given.ship_burns,
        station_burns=given.station_burns,
        parking=tuple(float(height) for height in given.parking),
        perigee=tuple(float(height) for height in given.perigee),
    )
    favours = tuple(
        Favour(
            favour.name,
            favour.says,
            _hardware(
                station if favour.direct is None else _with_flow(station, mains, favour.direct),
                mains,
                vehicles[favour.ship or given.ship],
                favour.engines or given.engines,
            ),
            replace(search_set, cross_feed=favour.cross_feed or search_set.cross_feed),
        )
        for favour in given.favours
    )
    reserve = sum(float(mass) for mass in plan.limits.reserve.values())
    least = plan.limits.least_perigee
    limits = BackupLimits(
        longest=float(given.longest_burn),
        least_perigee=0.0 if least is None else float(least),
        reserve=reserve,
        shallowest=-float(given.shallowest),
    )
    return hardware, search_set, favours, limits


def _seconds(date: Date, mission: Mission) -> float:
    return Epoch.from_utc(date).seconds_since(mission.epoch)


def _with_flow(station: Vehicle, mains: str, flow: float) -> Vehicle:
    """The station with another flow of the line that feeds its main engines."""
    engines = tuple(
        replace(group, line=replace(group.line, direct=float(flow)))
        if group.name == mains and group.line is not None
        else group
        for group in station.engines
    )
    return replace(station, engines=engines)


def _hardware(
    station: Vehicle, mains: str, ship: Vehicle, engines: tuple[str, ...]
) -> BackupHardware:
    groups = tuple(f"{ship.name}.{name}" for name in engines)
    return BackupHardware(
        station=station,
        mains=mains,
        ship=ship,
        engines=groups,
        disposal=_disposal(ship),
    )


def _disposal(ship: Vehicle) -> float:
    """Propellant in kg a ship keeps for its own deorbit."""
    isp = min(group.isp for group in ship.engines)
    residual = sum(float(tank.residual) for tank in ship.tanks)
    left = ship.dry_mass + residual
    return ALLOWANCE * float(reserve_mass(left, deorbit_delta_v(HIGHEST), isp))
