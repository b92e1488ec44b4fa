"""From a validated scenario to a mission ready to fly: first state, world, stack and phases."""

import numpy as np

from sim.environment.air import Exponential
from sim.environment.space_weather import Weather, weather
from sim.environment.world import world
from sim.flight.mission import Mission
from sim.flight.phase import Phase
from sim.frames.epoch import Epoch
from sim.scenario.assemble import phases_of, vehicles_of
from sim.scenario.environment_model import SpaceWeather
from sim.scenario.error import Problem, ScenarioError
from sim.scenario.model import Scenario
from sim.scenario.state import initial_state

DAY = 86400.0
LEEWAY = 200.0 * DAY
"""s that the world's tables reach beyond the last date of a scenario without a horizon."""


def build_mission(scenario: Scenario) -> Mission:
    """Build the mission of a scenario, a batch of one row.

    Raises
    ------
    ScenarioError
        If the first state can't be worked out, or space weather does not cover the flight.
    """
    first = initial_state(scenario)
    phases = phases_of(scenario, first.epoch)
    horizon = horizon_of(scenario, first.epoch, phases)
    given = scenario.environment
    air = given.atmosphere
    exponential = None
    if air.model == "exponential":
        exponential = Exponential(
            float(air.density), float(air.reference_altitude), float(air.scale_height)
        )
    return Mission(
        name=scenario.name,
        epoch=first.epoch,
        horizon=horizon,
        world=world(
            first.epoch,
            horizon,
            gravity_field=given.gravity.field,
            degree=given.gravity.degree,
            third_body=bool(given.third_bodies),
            radiation_pressure=given.solar_radiation_pressure,
            air=air.model,
            exponential=exponential,
            weather_table=_weather(scenario, first.epoch, horizon),
        ),
        vehicles=vehicles_of(scenario),
        docked=tuple(scenario.stack),
        phases=phases,
        position=np.array([first.position]),
        velocity=np.array([first.velocity]),
        dispersed={"density_factor": np.array([float(air.density_factor)])},
        entry_interface=float(given.entry_interface),
        gravity_field=given.gravity.field,
        margin=float(given.integrator.absolute_position),
    )


def horizon_of(scenario: Scenario, epoch: Epoch, phases: tuple[Phase, ...]) -> float:
    """Seconds after the epoch the tables reach: as given, or `LEEWAY` after the last date."""
    if scenario.horizon is not None:
        return Epoch.from_utc(scenario.horizon).seconds_since(epoch)
    dates = [0.0]
    waits = 0.0
    for phase in phases:
        if phase.policy is not None:
            dates.extend(phase.policy.times)
        if phase.until is not None:
            if phase.until.by is not None:
                dates.append(phase.until.by)
            if phase.until.kind == "time":
                dates.append(phase.until.value)
            if phase.until.kind == "duration":
                waits += phase.until.value
    return max(dates) + waits + LEEWAY


def weather_options(given: SpaceWeather) -> dict[str, object]:
    """Keyword arguments of `sim.environment.space_weather.weather` for a scenario's choice."""
    if given.constant is not None:
        c = given.constant
        return {"constant": (float(c.f107), float(c.f107a), float(c.ap))}
    if given.percentile is None:
        return {}
    return {"percentile": float(given.percentile), "bulletin": given.bulletin}


def _weather(scenario: Scenario, epoch: Epoch, horizon: float) -> Weather | None:
    """The indices; None where the air does not ask for any."""
    if scenario.environment.atmosphere.model != "nrlmsise00":
        return None
    try:
        return weather(epoch, horizon, **weather_options(scenario.environment.space_weather))
    except ValueError as error:
        problem = Problem(scenario.name, None, "environment.space_weather", str(error))
        raise ScenarioError([problem]) from error
