"""From the validated text to the runtime objects: SI units, times in seconds since the epoch.

Tanks, engine groups and attitudes get the vehicle in front of their name (``progress_1.dpo``), so
that names are unique.
"""

import math
from collections.abc import Iterable
from dataclasses import replace
from typing import cast

from sim.flight.phase import (
    AltitudeProfile,
    Burn,
    Condition,
    CutoffKind,
    Firing,
    Ignition,
    IgnitionPlace,
    Phase,
    Steering,
    Transfer,
    Visit,
)
from sim.frames.epoch import Epoch
from sim.integrate.step_limit import longest_step
from sim.own.known import find
from sim.scenario.build.motion import computed_area, motion_of
from sim.scenario.build.naming import full_name, names_of
from sim.scenario.schema.attitude_control import DYNAMIC
from sim.scenario.schema.phase import (
    BurnModel,
    Cutoff,
    EngineUse,
    EventModel,
    IgnitionModel,
    Lowering,
    Passage,
    PhaseModel,
    SteeringModel,
    Until,
)
from sim.scenario.schema.quantity import Measure
from sim.scenario.schema.scenario import Scenario
from sim.scenario.schema.vehicle import AttitudeModel, EngineGroupModel, VehicleModel
from sim.vehicle.hardware import REFLECTIVITY, Attitude, EngineGroup, Feed, Line, Tank, Vehicle

_ALTITUDE = {
    "mean_altitude": "mean_altitude",
    "altitude_below": "altitude_down",
    "altitude_above": "altitude_up",
}


BODY_TOLERANCE = 1e-8
"""Of phases with a rigid body, unless they state another: a tumbling station is then 1 cm and 5e-5
rad from where a hundredth of it leads, after a revolution, at half the cost.
"""


def vehicles_of(scenario: Scenario) -> tuple[Vehicle, ...]:
    """Every vehicle of a scenario, docked at the start or later, in the order of the file."""
    return tuple(_vehicle(name, model) for name, model in scenario.all_vehicles.items())


def visits_of(scenario: Scenario, epoch: Epoch) -> tuple[Visit, ...]:
    """Dated docked intervals in TAI seconds since `epoch`."""
    return tuple(
        Visit(
            name,
            _time(visit.arrives, epoch),
            math.inf if visit.leaves is None else _time(visit.leaves, epoch),
        )
        for name, visit in scenario.visits.items()
    )


def phases_of(scenario: Scenario, epoch: Epoch) -> tuple[Phase, ...]:
    """Phases with times in TAI seconds since `epoch`.

    A burn that ignites on a date becomes two phases: ``<name>_coast`` until then, which also docks,
    undocks and pumps, and the burn itself.
    """
    phases: list[Phase] = []
    for model in scenario.phases:
        phases += _phases(model, scenario, epoch)
    return tuple(phases)


def _vehicle(name: str, model: VehicleModel) -> Vehicle:
    tanks = (
        Tank(f"{name}.{key}", float(t.capacity), float(t.load), float(t.residual or 0.0))
        for key, t in model.tanks.items()
    )
    attitudes = (attitude_of(f"{name}.{key}", a) for key, a in model.attitudes.items())
    engines = (_engine_group(name, key, group) for key, group in model.engines.items())
    return Vehicle(
        name,
        float(model.dry_mass),
        tuple(tanks),
        tuple(engines),
        tuple(attitudes),
        0.0 if model.left_aboard is None else float(model.left_aboard),
    )


def attitude_of(name: str, model: AttitudeModel) -> Attitude:
    """An attitude in SI units, its factor applied."""
    factor = 1.0 if model.area_factor is None else float(model.area_factor)
    by_beta = tuple((float(e.beta), float(e.area)) for e in model.area_by_beta or ())
    area = by_beta[0][1] if by_beta else float(model.area or 0.0)
    if model.computed_area is not None:
        area, by_beta = computed_area(model.computed_area)
    return Attitude(
        name=name,
        area=factor * area,
        cd_free_molecular=float(model.cd_free_molecular),
        cd_continuum=float(model.cd_continuum),
        length=float(model.length),
        reflectivity=REFLECTIVITY if model.reflectivity is None else float(model.reflectivity),
        by_beta=tuple((beta, factor * each) for beta, each in by_beta),
    )


def _engine_group(vehicle: str, name: str, model: EngineGroupModel) -> EngineGroup:
    def full(tank: str) -> str:
        return tank if "." in tank else f"{vehicle}.{tank}"

    feeds = [
        Feed(full(feed.tank), 1.0 if feed.thrust_factor is None else float(feed.thrust_factor))
        for feed in model.feeds
    ]
    cross, line = model.cross_feed, None
    if cross is not None and cross.switch == "full":
        feeds.append(Feed(full(cross.tank)))
    elif cross is not None:
        flows = float(cross.direct), float(cross.transfer)
        line = Line(full(cross.tank), feeds[0].tank, cross.switch, *flows)
    factor = 1.0 if model.thrust_factor is None else float(model.thrust_factor)
    share = 1.0 if model.axial_share is None else float(model.axial_share)
    return EngineGroup(
        name=f"{vehicle}.{name}",
        count=int(model.count),
        thrust=float(model.thrust) * factor * share,
        isp=float(model.isp) * share,
        feeds=tuple(feeds),
        rated_time=None if model.rated_time is None else float(model.rated_time),
        longest_burn=None if model.longest_burn is None else float(model.longest_burn),
        starts=None if model.starts is None else int(model.starts),
        line=line,
    )


def _longest_step(given: Measure | None, degree: int) -> float:
    """Bound on the step in s: as given, or so that no wave of the field is stepped over."""
    if given is not None:
        return float(given)
    return longest_step(degree)


def _phases(model: PhaseModel, scenario: Scenario, epoch: Epoch) -> list[Phase]:
    environment = scenario.environment
    integrator = environment.integrator
    attitude = None if model.attitude == DYNAMIC else model.attitude
    tolerance, step = model.relative_tolerance, model.longest_step
    if tolerance is None and model.motion is not None:
        tolerance = BODY_TOLERANCE
    degree = environment.gravity.degree if model.field_degree is None else model.field_degree
    lowering = model.lowering
    profile = None if lowering is None else _altitude_profile(lowering, scenario, epoch)
    phase = Phase(
        name=model.name,
        until=None if model.until is None else _condition(model.until, epoch),
        burn=None if model.burn is None else _burn(model.burn, scenario),
        altitude_profile=profile,
        attitude=None
        if attitude is None
        else full_name(attitude, names_of(scenario.all_vehicles, "attitudes")),
        dock=model.dock,
        undock=model.undock,
        transfers=_transfers(model, scenario),
        field_degree=degree,
        relative_tolerance=float(integrator.relative_tolerance if tolerance is None else tolerance),
        longest_step=_longest_step(integrator.longest_step if step is None else step, degree),
        save_every=0.0 if model.save_every is None else float(model.save_every),
        motion=None if model.motion is None else motion_of(model.motion),
    )
    ignition = model.burn.ignition if model.burn is not None else None
    if phase.burn is None or ignition is None or ignition.date is None:
        return [phase]
    moment = Condition("time", _time(ignition.date, epoch))
    coast = replace(phase, name=f"{model.name}_coast", until=moment, burn=None)
    return [coast, replace(phase, attitude=None, dock=(), undock=(), transfers=())]


def _time(date: str, epoch: Epoch) -> float:
    return Epoch.from_utc(date).seconds_since(epoch)


def _condition(until: Until, epoch: Epoch) -> Condition:
    by = None if until.by is None else _time(until.by, epoch)
    chosen, value = until.chosen, getattr(until, until.chosen)
    if chosen == "date":
        return Condition("time", _time(value, epoch), by=by)
    if chosen in ("duration", "argument_of_latitude"):
        return Condition(chosen, float(value), by=by)
    if chosen in _ALTITUDE:
        return Condition(_ALTITUDE[chosen], float(value), by=by)
    if isinstance(value, EventModel):
        number = find("event", value.function).number
        return Condition(chosen, value.value, None, by, number, value.direction == "rising")
    if isinstance(value, Passage):
        if value.longitude is not None:
            west, east = value.longitude
            return Condition(chosen, 1.0, (float(west), float(east)), by)
        return Condition(chosen, float(value.count or 1), by=by)
    return Condition(chosen, float(value), by=by)


def firings_of(engines: Iterable[EngineUse], scenario: Scenario) -> tuple[Firing, ...]:
    """Engines that fire: those commanded, less those failed."""
    known = names_of(scenario.all_vehicles, "engines")
    firings = []
    for use in engines:
        group = full_name(use.group, known)
        vehicle, _, name = group.partition(".")
        total = int(scenario.all_vehicles[vehicle].engines[name].count)
        commanded = total if use.count is None else use.count
        firings.append(Firing(group, commanded - use.failed, float(use.thrust_factor)))
    return tuple(firing for firing in firings if firing.count)


def _burn(model: BurnModel, scenario: Scenario) -> Burn:
    cutoff, value = _cutoff(model.cutoff)
    return Burn(
        firings_of(model.engines, scenario),
        cutoff,
        value,
        _steering(model),
        _ignition(model.ignition),
    )


def _cutoff(model: Cutoff) -> tuple[CutoffKind, float]:
    value = getattr(model, model.chosen)
    kind = cast(CutoffKind, model.chosen)  # the schema and the flight name them alike
    return kind, 0.0 if kind == "depletion" else float(value)


def _steering(model: BurnModel) -> Steering:
    if model.steering is None:
        return Steering(direction=(1.0 if model.direction == "prograde" else -1.0, 0.0, 0.0))
    return steering_of(model.steering)


def steering_of(model: SteeringModel) -> Steering:
    """Thrust direction as a unit vector in its frame, with its turns."""
    x, y, z = (float(c) for c in model.direction)
    length = math.hypot(x, y, z)
    unit = (x / length, y / length, z / length)
    law = 0 if model.law is None else find("steering", model.law).number
    return Steering(model.frame, unit, float(model.pitch), float(model.yaw), law)


def _ignition(model: IgnitionModel | None) -> Ignition | None:
    spot = None if model is None else model.centred_on or model.at
    if model is None or spot is None:
        return None
    centred = model.centred_on is not None
    place = cast(IgnitionPlace, spot.chosen)  # the schema and the flight name them alike
    return Ignition(place, float(spot.argument_of_latitude or 0.0), centred)


def _altitude_profile(model: Lowering, scenario: Scenario, epoch: Epoch) -> AltitudeProfile:
    return AltitudeProfile(
        times=tuple(_time(point.date, epoch) for point in model.profile),
        altitudes=tuple(float(point.altitude) for point in model.profile),
        every=float(model.every),
        firings=firings_of(model.engines, scenario),
        least_delta_v=float(model.least_delta_v),
        raising=model.raising,
        attitude=None
        if model.attitude is None
        else full_name(model.attitude, names_of(scenario.all_vehicles, "attitudes")),
    )


def _transfers(model: PhaseModel, scenario: Scenario) -> tuple[Transfer, ...]:
    known = names_of(scenario.all_vehicles, "tanks")
    return tuple(
        Transfer(
            full_name(each.from_, known),
            full_name(each.to, known),
            None if each.mass is None else float(each.mass),
        )
        for each in model.transfer
    )
