"""Checks of ships that undock and deorbit themselves: engines, propellant and rated time, as far as
the file alone shows that they can't.
"""

from collections.abc import Iterator

from sim.flight.disposal.reserve import deorbit_delta_v, reserve_mass
from sim.frames.constants import STANDARD_GRAVITY
from sim.scenario.build.disposal import departure_mass, vehicles_that_leave
from sim.scenario.build.naming import full_name, names_of
from sim.scenario.error import Issue, Key, listed
from sim.scenario.schema.scenario import Scenario
from sim.scenario.schema.vehicle import EngineGroupModel, VehicleModel

LOWEST = 150e3
"""m: nothing undocks from a lower orbit and has time for a burn, so no deorbit takes less."""
WAY_OUT = "more propellant or rated time, or `disposal: uncontrolled`, which counts the risk"


def check_disposal_names(scenario: Scenario) -> Iterator[Issue]:
    """Report engines of a disposal that the vehicle does not have."""
    for name, vehicle in scenario.all_vehicles.items():
        for j, engine in enumerate(() if vehicle.disposal is None else vehicle.disposal.engines):
            if engine not in vehicle.engines:
                key: Key = (*scenario.key_of(name), "disposal", "engines", j)
                problem = "no engine group of this vehicle"
                yield Issue(key, problem, engine, listed(vehicle.engines, engine))


def check_disposals(scenario: Scenario) -> Iterator[Issue]:
    """Report ships that undock and can't deorbit themselves, with what that takes; names must be
    right.
    """
    leaving = vehicles_that_leave(scenario)
    pumped = {
        full_name(transfer.to, names_of(scenario.all_vehicles, "tanks"))
        for phase in scenario.phases
        for transfer in phase.transfer
    }
    for name, vehicle in scenario.all_vehicles.items():
        if name not in leaving or vehicle.disposal is None or vehicle.disposal.way != "controlled":
            continue
        reasons = list(_obstacles(name, vehicle, pumped))
        if reasons and all(reasons):
            problem = f"{name} undocks and can't deorbit itself: {'; '.join(reasons)}"
            yield Issue((*scenario.key_of(name), "disposal"), problem, ..., WAY_OUT)


def _obstacles(name: str, vehicle: VehicleModel, pumped: set[str]) -> Iterator[str]:
    """Why each engine of a ship can't deorbit it even from the lowest orbit; empty if it may."""
    assert vehicle.disposal is not None
    engines = vehicle.disposal.engines or tuple(vehicle.engines)
    fed = {
        engine: tanks
        for engine in engines
        if (tanks := _own_tanks(name, vehicle, vehicle.engines[engine]))
    }
    if not fed:
        yield "no engine of its own draws from its tanks"
    for engine, tanks in fed.items():
        yield _obstacle(name, vehicle, engine, tanks, pumped)


def _own_tanks(name: str, vehicle: VehicleModel, group: EngineGroupModel) -> list[str]:
    """Tanks of the vehicle itself that feed a group."""
    feeds = [feed.tank.removeprefix(f"{name}.") for feed in group.feeds]
    return [tank for tank in feeds if tank in vehicle.tanks]


def _obstacle(
    name: str, vehicle: VehicleModel, engine: str, tanks: list[str], pumped: set[str]
) -> str:
    """What an engine lacks for a deorbit from the lowest orbit; empty if nothing plain."""
    group, disposal = vehicle.engines[engine], vehicle.disposal
    assert disposal is not None
    delta_v = float(deorbit_delta_v(LOWEST, float(disposal.perigee)))
    needed = float(reserve_mass(departure_mass(vehicle), delta_v, float(group.isp)))
    most = sum(
        float(model.capacity if f"{name}.{tank}" in pumped else model.load)
        for tank in dict.fromkeys(tanks)
        for model in [vehicle.tanks[tank]]
    )
    from_lowest = f"{delta_v:.0f} m/s from an orbit of {LOWEST / 1e3:.0f} km"
    if most < needed:
        return f"{engine} needs {needed:.0f} kg for {from_lowest} and has {most:.0f} kg at most"
    seconds = needed * float(group.isp) * STANDARD_GRAVITY / (group.count * float(group.thrust))
    limits = [float(x) for x in (group.rated_time, group.longest_burn) if x is not None]
    if limits and seconds > min(limits):
        return f"{engine} needs {seconds:.0f} s for {from_lowest} and may fire {min(limits):.0f} s"
    return ""
