"""Disposal of vehicles that undock, from the file to SI units."""

from sim.scenario.schema.disposal import DisposalModel
from sim.scenario.schema.scenario import Scenario
from sim.scenario.schema.vehicle import VehicleModel
from sim.vehicle.hardware import Disposal


def vehicles_that_leave(scenario: Scenario) -> set[str]:
    """Names of vehicles that undock in a phase, before a burn of the plan, or on a date."""
    burns = () if scenario.plan is None else scenario.plan.burns
    visitors = {name for name, visit in scenario.visits.items() if visit.leaves is not None}
    return visitors | {name for stretch in (*scenario.phases, *burns) for name in stretch.undock}


def disposals_of(scenario: Scenario) -> dict[str, Disposal]:
    """How vehicles come down after undocking, by name: those that undock and whose file says."""
    leaving = vehicles_that_leave(scenario)
    return {
        name: _disposal(name, model, model.disposal)
        for name, model in scenario.all_vehicles.items()
        if name in leaving and model.disposal is not None
    }


def departure_mass(model: VehicleModel) -> float:
    """Mass in kg, without propellant in tanks, with which a vehicle leaves."""
    if model.departure_mass is not None:
        return float(model.departure_mass)
    return float(model.dry_mass) - float(model.left_aboard or 0.0)


def _disposal(name: str, model: VehicleModel, given: DisposalModel) -> Disposal:
    return Disposal(
        controlled=given.way == "controlled",
        dry_mass=departure_mass(model),
        engines=tuple(f"{name}.{engine}" for engine in given.engines or model.engines),
        perigee=float(given.perigee),
        free_flight=float(given.free_flight),
        longest_wait=float(given.longest_wait),
        latitude=float(given.latitude),
        longitude=float(given.longitude),
        area=float(given.area),
        surviving_share=float(given.surviving_share),
        casualty_area=float(given.casualty_area),
    )
