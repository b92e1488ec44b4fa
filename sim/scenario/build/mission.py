"""From a validated scenario to a mission ready to fly: first state, world, stack and phases."""

from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import replace

import numpy as np

from sim.data import DataError
from sim.environment.atmosphere.model_error import density_noise
from sim.environment.atmosphere.selection import Exponential
from sim.environment.gravity import Gravity as Field
from sim.environment.wind import Wind
from sim.environment.world import World
from sim.errors import InputError
from sim.flight.mission import Mission
from sim.flight.phase import Phase
from sim.frames.epoch import DAY, Epoch
from sim.lanes import interpreted
from sim.own.known import find
from sim.own.physics import OwnPhysics, own_physics
from sim.propagation.forces import Air, Atmosphere, Gravity, Radiation, ThirdBody
from sim.propagation.surroundings import make_world, ratio_of, sort_forces, weather_of
from sim.scenario.build.attitude_control import attitude_control_of
from sim.scenario.build.disposal import disposals_of
from sim.scenario.build.gravity import stated_fields
from sim.scenario.build.phases import phases_of, vehicles_of, visits_of
from sim.scenario.build.state import initial_state
from sim.scenario.build.weather import weather_end, weather_options
from sim.scenario.build.wind import wind_of
from sim.scenario.error import Issue, ScenarioError
from sim.scenario.reading.own_physics import named_functions
from sim.scenario.schema.atmosphere import Atmosphere as AirModel
from sim.scenario.schema.environment import Environment
from sim.scenario.schema.scenario import Scenario

AIR_COLUMNS = ("bias_low", "bias_middle", "bias_high", "noise", "noise_start")
LEEWAY = 200.0 * DAY
"""s that the world's tables reach beyond the last date of a scenario without a horizon."""


def build_mission(scenario: Scenario, like: Mission | None = None) -> Mission:
    """Build the mission of a scenario, a batch of one row.

    Parameters
    ----------
    scenario
        Checked.
    like
        A mission in the same environment but for the factor on the density; its world is taken if
        epoch and horizon are the same.

    Raises
    ------
    ScenarioError
        With file, line and key, if a part can't be built: a first state that can't be worked out,
        space weather that does not cover the flight, or a fault nobody foresaw.
    """
    with blamed_on(scenario):
        return _build(scenario, like)


@contextmanager
def blamed_on(scenario: Scenario, *key: str) -> Iterator[None]:
    """Say in which file, on which line and under which key a part stands that can't be built."""
    try:
        yield
    except (InputError, DataError, OSError, MemoryError):
        raise  # told already, or not the scenario's fault
    except Exception as error:
        told = "" if isinstance(error, ValueError) else f"unforeseen {type(error).__name__}: "
        issue = Issue(key, f"{told}{error}", ..., "")
        raise ScenarioError([scenario.located(issue)]) from error


def _build(scenario: Scenario, like: Mission | None) -> Mission:
    with blamed_on(scenario, "state"):
        first = initial_state(scenario)
    with blamed_on(scenario, "phases"):
        phases = phases_of(scenario, first.epoch)
        horizon = horizon_of(scenario, first.epoch, phases)
    given = scenario.environment
    with blamed_on(scenario, "environment", "gravity"):
        stated = stated_fields(given.gravity)
    physics = own_physics([find(each.kind, each.name) for each in named_functions(scenario)])
    same = like is not None and (like.epoch, like.horizon) == (first.epoch, horizon)
    if like is not None and same and like.physics is physics:
        surroundings = like.world
    else:
        surroundings = _world(scenario, first.epoch, horizon, stated, physics)
    return Mission(
        name=scenario.name,
        epoch=first.epoch,
        horizon=horizon,
        world=surroundings,
        vehicles=vehicles_of(scenario),
        docked=tuple(scenario.stack),
        visits=visits_of(scenario, first.epoch),
        phases=phases,
        position=np.array([first.position]),
        velocity=np.array([first.velocity]),
        dispersed=_dispersed(given, surroundings),
        entry_interface=float(given.entry_interface),
        gravity_field=given.gravity.field,
        margin=float(given.integrator.absolute_position),
        attitude_control=attitude_control_of(scenario),
        fields=stated,
        disposals=disposals_of(scenario),
        physics=physics,
    )


def _world(
    scenario: Scenario,
    epoch: Epoch,
    horizon: float,
    stated: Mapping[int, Field],
    physics: OwnPhysics | None,
) -> World:
    """Tables and switches of everything that acts on the stack."""
    given, degree = scenario.environment, scenario.environment.gravity.degree
    acting = [
        Gravity(stated.get(degree, given.gravity.field), degree),
        _air(scenario, epoch, horizon),
    ]
    acting += [ThirdBody()] * bool(given.third_bodies)
    acting += [Radiation(1.0)] * given.solar_radiation_pressure
    return make_world(epoch, horizon, sort_forces(acting), physics)


def _air(scenario: Scenario, epoch: Epoch, horizon: float) -> Atmosphere:
    """The air with its tables; faults are told under the key they come from."""
    given = scenario.environment
    constants = _exponential(given.atmosphere)
    own = given.atmosphere.function
    air = Atmosphere(given.atmosphere.model, exponential=constants, function=own)
    air = replace(air, tables=Air(growth=given.air_error.growth.growth, wind=_wind(scenario)))
    options = weather_options(given.space_weather) if given.atmosphere.asks_for_weather else {}
    with blamed_on(scenario, "environment", "space_weather"):
        indices = weather_of(replace(air, weather=options), epoch, horizon)
    with blamed_on(scenario, "environment", "atmosphere", "model"):
        ratio = ratio_of(air, epoch, horizon, indices)
    return replace(air, tables=replace(air.tables, weather=indices, ratio=ratio))


def _exponential(given: AirModel) -> Exponential | None:
    """Constants of the exponential model; None for other models."""
    density, altitude, scale = given.density, given.reference_altitude, given.scale_height
    if density is None or altitude is None or scale is None:
        return None
    return Exponential(float(density), float(altitude), float(scale))


def _dispersed(given: Environment, surroundings: World) -> dict[str, np.ndarray]:
    """Columns of the one row: errors of the air model, from none at the start, and steady wind."""
    error = given.air_error
    columns = {"density_factor": given.atmosphere.density_factor}
    columns |= {name: getattr(error, name) for name in AIR_COLUMNS}
    if given.wind is not None:
        columns |= {"wind_east": given.wind.east or 0.0, "wind_north": given.wind.north or 0.0}
    row = {name: np.array([float(value)]) for name, value in columns.items()}
    origin = interpreted(density_noise)(np.zeros(1), row["noise_start"], surroundings.noise)
    return row | {"noise_origin": origin}


def _wind(scenario: Scenario) -> Wind | None:
    """Table of the wind; None where there is none."""
    with blamed_on(scenario, "environment", "wind"):
        return wind_of(scenario.environment.wind)


def horizon_of(scenario: Scenario, epoch: Epoch, phases: tuple[Phase, ...]) -> float:
    """Seconds after the epoch the tables reach: as given, or `LEEWAY` after the last date, but not
    beyond the space weather that is known.
    """
    if scenario.horizon is not None:
        return Epoch.from_utc(scenario.horizon).seconds_since(epoch)
    dates = [0.0]
    waits = 0.0
    for phase in phases:
        if phase.altitude_profile is not None:
            dates.extend(phase.altitude_profile.times)
        if phase.until is not None:
            if phase.until.by is not None:
                dates.append(float(phase.until.by))
            if phase.until.kind == "time":
                dates.append(float(phase.until.value))
            if phase.until.kind == "duration":
                waits += float(phase.until.value)
    wanted = max(dates) + waits + LEEWAY
    end = None
    if scenario.environment.atmosphere.asks_for_weather:
        end = weather_end(scenario.environment.space_weather)
    if end is None:
        return wanted
    return min(wanted, max(Epoch.from_utc(end).seconds_since(epoch), 0.0))
