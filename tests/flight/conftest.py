"""A small station and a tug on a known orbit: what the flight tests fly."""

import math
import threading
from collections.abc import Callable
from dataclasses import dataclass, field
from typing import Any

import erfa
import numpy as np
import pytest

from sim.environment.gravity import from_coefficients
from sim.environment.space_weather.indices import weather
from sim.environment.world import World, world
from sim.flight.mission import Mission
from sim.flight.phase import Phase
from sim.flight.record import Flight
from sim.frames.constants import EQUATORIAL_RADIUS, MU
from sim.frames.elements import cartesian_from_kepler
from sim.frames.epoch import Epoch
from sim.vehicle.hardware import Attitude, EngineGroup, Feed, Tank, Vehicle

DAY = 86400.0
INCLINATION = math.radians(51.64)

STATION = Vehicle(
    "station",
    400e3,
    (Tank("station.store", 6000.0, 4000.0),),
    attitudes=(
        Attitude(
            name="station.nominal",
            area=1500.0,
            cd_free_molecular=2.2,
            cd_continuum=1.05,
            length=4.4,
        ),
        Attitude(
            name="station.broad", area=3000.0, cd_free_molecular=2.2, cd_continuum=1.05, length=4.4
        ),
    ),
)
FEEDS = (Feed("tug.tank"), Feed("station.store", 0.5))
TUG = Vehicle(
    "tug",
    5000.0,
    (Tank("tug.tank", 3500.0, 3000.0),),
    (
        EngineGroup(
            name="tug.main",
            count=1,
            thrust=3000.0,
            isp=302.0,
            feeds=FEEDS,
            rated_time=890.0,
            starts=4,
        ),
        EngineGroup(name="tug.aft", count=8, thrust=130.0, isp=291.0, feeds=FEEDS),
        EngineGroup(
            name="tug.short",
            count=2,
            thrust=400.0,
            isp=300.0,
            feeds=(Feed("tug.tank"),),
            longest_burn=300.0,
        ),
    ),
)


@dataclass
class Trial:
    """Makes missions of the station and the tug; worlds are made once."""

    epoch: Epoch = field(default_factory=lambda: Epoch.from_utc("2028-07-01T00:00:00Z"))
    worlds: dict[str, World] = field(default_factory=dict)

    def world(self, air: str) -> World:
        """Sixty days under a constant Sun, no Moon."""
        if air not in self.worlds:
            self.worlds[air] = world(
                self.epoch,
                60.0 * DAY,
                degree=0,
                third_body=False,
                air=air,
                weather_table=weather(self.epoch, 60.0 * DAY, constant=(150.0, 150.0, 10.0)),
            )
        return self.worlds[air]

    def mission(
        self,
        *phases: Phase,
        perigee: float = 400e3,
        apogee: float = 400e3,
        argument_of_perigee: float = 0.0,
        true_anomaly: float = 0.0,
        density: tuple[float, ...] = (1.0,),
        air: str = "none",
        horizon: float = 60.0 * DAY,
        **changes: Any,
    ) -> Mission:
        """Heights in m above the equator, angles in rad; a row for each density factor."""
        state = cartesian_from_kepler(
            EQUATORIAL_RADIUS + 0.5 * (perigee + apogee),
            0.5 * (apogee - perigee) / (EQUATORIAL_RADIUS + 0.5 * (perigee + apogee)),
            INCLINATION,
            0.3,
            argument_of_perigee,
            true_anomaly,
        )
        n = len(density)
        given = {"vehicles": (STATION, TUG), "docked": ("station", "tug")} | changes
        return Mission(
            name="trial",
            epoch=self.epoch,
            horizon=horizon,
            world=self.world(air),
            phases=phases,
            position=np.tile(state[:3], (n, 1)),
            velocity=np.tile(state[3:], (n, 1)),
            dispersed={"density_factor": np.array(density)},
            **given,
        )

    def weightless(self, *phases: Phase, **changes: Any) -> Mission:
        """The same without gravity: straight lines, in which thrust has a closed form."""
        one = np.ones((1, 1))
        nothing = from_coefficients(one, 0.0 * one, 0, mu=1e-6, radius=EQUATORIAL_RADIUS)
        return self.mission(*phases, fields={0: nothing}, **changes)


@pytest.fixture(scope="session")
def trial() -> Trial:
    """Maker of missions."""
    return Trial()


@pytest.fixture(scope="session")
def coast() -> Callable[..., Phase]:
    """A phase in the field of a point mass."""

    def make(name: str = "coast", **given: Any) -> Phase:
        return Phase(name=name, **({"field_degree": 0, "relative_tolerance": 1e-12} | given))

    return make


@pytest.fixture(scope="session")
def geodetic() -> Callable[..., tuple[float, float, float]]:
    """Longitude, latitude (rad), height (m) by erfa alone, UT1 taken as UTC less 0.2 s."""

    def place(flight: Flight, row: int = 0) -> tuple[float, float, float]:
        at = flight.mission.epoch.plus(float(flight.t[row]))
        utc1, utc2 = erfa.taiutc(*at.tai())
        turn = erfa.c2t06a(*at.tt(), utc1, utc2 - 0.2 / DAY, 0.0, 0.0)
        longitude, latitude, height = erfa.gc2gd(1, turn @ flight.y[row, :3])
        return float(longitude), float(latitude), float(height)

    return place


@pytest.fixture(scope="session")
def elements() -> Callable[..., tuple[float, float]]:
    """Osculating heights of perigee and apogee, m above the equatorial radius."""

    def apsides(r: np.ndarray, v: np.ndarray, mu: float = MU) -> tuple[float, float]:
        a = 1.0 / (2.0 / np.linalg.norm(r) - v @ v / mu)
        h = np.cross(r, v)
        e = math.sqrt(max(0.0, 1.0 - h @ h / (mu * a)))
        return a * (1.0 - e) - EQUATORIAL_RADIUS, a * (1.0 + e) - EQUATORIAL_RADIUS

    return apsides


@pytest.fixture(scope="session")
def within() -> Callable[[float, Callable[[], Any]], Any]:
    """Call a function and fail, rather than wait for ever, after so many seconds."""

    def call(seconds: float, function: Callable[[], Any]) -> Any:
        answer: list[Any] = []
        thread = threading.Thread(target=lambda: answer.append(function()), daemon=True)
        thread.start()
        thread.join(seconds)
        assert answer, f"no answer within {seconds} s"
        return answer[0]

    return call
