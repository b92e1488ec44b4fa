"""The station in the second half of 2030 under the forecast, with a tanker to push it; the shipped
scenarios flown to where their plans begin, and planned.
"""

import math
import time
from collections.abc import Callable
from dataclasses import dataclass
from functools import cache
from pathlib import Path

import numpy as np
import pytest

from sim.environment.space_weather.indices import weather
from sim.environment.world import World, world
from sim.flight.fly import fly
from sim.flight.mission import Mission
from sim.flight.phase import Phase
from sim.flight.record import Flight
from sim.frames.constants import EQUATORIAL_RADIUS
from sim.frames.elements import cartesian_from_kepler
from sim.frames.epoch import DAY, Epoch
from sim.planning.lowering.orbit_decay import DecayTable, tabulate_decay
from sim.planning.lowering.problem import (
    AltitudeGoal,
    AttitudeOption,
    DockedInterval,
    LoweringProblem,
)
from sim.planning.problem import PlanningProblem
from sim.planning.targeting.solve import BurnPlan, search_burns
from sim.scenario.build.mission import build_mission
from sim.scenario.build.plan import problem_of
from sim.scenario.load import load
from sim.scenario.schema.scenario import Scenario
from sim.vehicle.hardware import Attitude, EngineGroup, Feed, Tank, Vehicle

INCLINATION = math.radians(51.64)
AREAS = {"nominal": 1500.0, "feathered": 900.0, "broadside": 2750.0}
CD = 2.2
STATION = Vehicle(
    "station",
    440e3,
    attitudes=tuple(
        Attitude(name=name, area=area, cd_free_molecular=CD, cd_continuum=1.05, length=4.4)
        for name, area in AREAS.items()
    ),
)
TANKER = Vehicle(
    "tanker",
    4404.0,
    (Tank("tanker.tank", 5000.0, 4000.0),),
    (
        EngineGroup(
            name="tanker.aft", count=8, thrust=113.0, isp=287.0, feeds=(Feed("tanker.tank"),)
        ),
    ),
)
MASS = STATION.mass + TANKER.mass


@pytest.fixture(scope="session")
def summer() -> Epoch:
    return Epoch.from_utc("2030-07-01T00:00:00Z")


@pytest.fixture(scope="session")
def forecast_world(summer: Epoch) -> World:
    """Two years under the median forecast, field of degree 8."""
    length = 730.0 * DAY
    return world(
        summer, length, degree=8, weather_table=weather(summer, length, bulletin="2026-03")
    )


@pytest.fixture(scope="session")
def decay(forecast_world: World) -> DecayTable:
    return tabulate_decay(forecast_world, INCLINATION, 0.0, 730.0 * DAY)


@pytest.fixture(scope="session")
def option() -> Callable[..., AttitudeOption]:
    return lambda name, **dates: AttitudeOption(name, CD * AREAS[name], **dates)


@pytest.fixture(scope="session")
def lowering(option: Callable[..., AttitudeOption]) -> Callable[..., LoweringProblem]:
    """From 330 km to 260 km in 120 days, every ten days, with 4 t of propellant."""

    def make(
        *attitudes: str,
        start: float = 0.0,
        altitude: float = 330e3,
        goals: tuple[AltitudeGoal, ...] = (AltitudeGoal(120.0 * DAY, 260e3),),
        every: float = 10.0 * DAY,
        propellant: float = 4000.0,
        most_delta_v: float = 3.8,
        until: float = 400.0 * DAY,
    ) -> LoweringProblem:
        interval = DockedInterval(
            name="tanker",
            start=start,
            end=until,
            every=every,
            burns_from=start,
            mass=MASS,
            propellant=propellant,
            isp=287.0,
            most_delta_v=most_delta_v,
        )
        names = attitudes or ("nominal",)
        return LoweringProblem(
            start, altitude, goals, (interval,), tuple(option(name) for name in names)
        )

    return make


@pytest.fixture(scope="session")
def orbiting(summer: Epoch, forecast_world: World) -> Callable[..., Mission]:
    """A mission of one row for each mean altitude (m), on nearly circular orbits.

    At the node the osculating axis is above that of the mean orbit by 3/2 J2 R2 / a sin^2 i (Kozai
    1959).
    """

    def make(*altitudes: float, phases: tuple[Phase, ...], raan: float = 0.0) -> Mission:
        states = []
        for altitude in altitudes:
            a = EQUATORIAL_RADIUS + altitude
            a += 1.5 * 1.0826e-3 * EQUATORIAL_RADIUS**2 / a * math.sin(INCLINATION) ** 2
            states.append(cartesian_from_kepler(a, 0.0005, INCLINATION, raan, 0.0, 0.0))
        return Mission(
            name="lowering",
            epoch=summer,
            horizon=700.0 * DAY,
            world=forecast_world,
            vehicles=(STATION, TANKER),
            docked=("station", "tanker"),
            phases=phases,
            position=np.array([s[:3] for s in states]),
            velocity=np.array([s[3:] for s in states]),
            dispersed={},
        )

    return make


@dataclass(frozen=True)
class Shipped:
    """A shipped scenario with a plan: its flight to where the plan begins, the plan, and the CPU
    time in s it took to find.
    """

    scenario: Scenario
    problem: PlanningProblem
    before: Flight
    plan: BurnPlan
    seconds: float


@pytest.fixture(scope="session")
def shipped() -> Callable[[str], Shipped]:
    """Maker of them by name; each is flown and planned once. The frozen plans, which keep their
    numbers while those that are flown change.
    """

    @cache
    def make(name: str) -> Shipped:
        scenario = load(Path(__file__).parents[2] / "scenarios/one_change" / f"base_{name}.yaml")
        before = fly(build_mission(scenario))
        problem = problem_of(scenario)
        began = time.process_time()
        found = search_burns(problem, before)
        return Shipped(scenario, problem, before, found, time.process_time() - began)

    return make


@pytest.fixture(scope="session")
def scenarios_folder() -> Path:
    """Folder of the scenario files."""
    return Path(__file__).parents[2] / "scenarios"
