"""Objects of one make, predicted with the coefficient of the other: stages of CZ-5B by their end,
Jilin-1 satellites by their sets. And the last revolution of GOCE with either model of the air.
"""

import math
from dataclasses import dataclass
from functools import cache

import numpy as np

from sim.entry.geodesic import geodesic_distance
from sim.frames.epoch import DAY
from sim.integrate.observe import observations
from sim.prediction.ensemble import fly
from sim.prediction.known_orbit import KnownOrbit
from sim.prediction.predict import Question, predict
from sim.prediction.surroundings import drag_table, make_world, sun_known_until
from sim.validation.reentries.rows import Row, read_rows

TRIALS = np.geomspace(0.5, 2.0, 24)
"""Of a coefficient that is about right."""
JILIN = "jilin_03d10"
"""The satellite with most sets that ended soonest: the others are predicted with its drag."""
JILIN_SISTERS = ("jilin_03d04", "jilin_03d06", "jilin_03d12", "jilin_03d15", "jilin_3d27",
                 "jilin_3d29", "jilin_3d30")  # fmt: skip
STAGES = ("cz5b_y1", "cz5b_y2", "cz5b_y4")
GOCE_END = (-56.0, -60.0)
"""Degrees north and east, where GOCE was seen to come down."""


@dataclass(frozen=True)
class Blind:
    """An object predicted with the drag of others: m2/kg, and error of the remaining life."""

    name: str
    coefficient: float
    error: float


def lives(
    start: KnownOrbit, coefficients: np.ndarray, horizon: float, air: str = "nrlmsise00"
) -> tuple[np.ndarray, np.ndarray, np.ndarray]:
    """Time in s from an orbit to 80 km with observed space weather, and latitude and longitude in
    deg there, (n,) each; the horizon for what stays up.
    """
    world = make_world(start.epoch, horizon, sun_known_until(None), air)
    first = start.states(start.epoch, np.zeros(1))[0]
    columns = {"coefficient": coefficients, "activity": np.zeros(len(coefficients))}
    flown = fly(world, 0.0, first, horizon, columns, 2)
    seen = observations(world, flown.end_s, flown.end, drag_table(coefficients))
    return flown.end_s, np.degrees(seen.latitude), np.degrees(seen.longitude)


def coefficient_to(start: KnownOrbit, life: float, guess: float, air: str = "nrlmsise00") -> float:
    """The coefficient in m2/kg with which an orbit lasts so many seconds."""
    trials = guess * TRIALS
    found = lives(start, trials, 4.0 * life, air)[0]
    return float(np.exp(np.interp(-math.log(life), -np.log(found), np.log(trials))))


def _rows() -> dict[str, Row]:
    return {row.name: row for row in read_rows()}


@cache
def stage_coefficients() -> dict[str, float]:
    """Coefficients in m2/kg with which the stages last as long as they did."""
    rows = _rows()
    return {
        name: coefficient_to(start, rows[name].middle.seconds_since(start.epoch), 0.012)
        for name, start in ((name, rows[name].sets[-1]) for name in STAGES)
    }


@cache
def blind_stages() -> tuple[Blind, ...]:
    """Each stage with the coefficient of each other one."""
    rows, own = _rows(), stage_coefficients()
    found = []
    for name in STAGES:
        start, others = rows[name].sets[-1], [each for each in STAGES if each != name]
        life = rows[name].middle.seconds_since(start.epoch)
        ends = lives(start, np.array([own[each] for each in others]), 4.0 * life)[0]
        found += [
            Blind(f"{name} with that of {other}", own[other], float(end) / life - 1.0)
            for other, end in zip(others, ends, strict=True)
        ]
    return tuple(found)


@cache
def blind_satellites() -> tuple[Blind, ...]:
    """The sisters of `JILIN` with the coefficient that its sets tell, from their own last sets."""
    rows = _rows()
    given = rows[JILIN].sets[-1]
    question = Question(
        issued=given.epoch.plus(1.0), horizon_s=30.0 * DAY, hindsight=True, members=8, threads=1
    )
    coefficient = predict(rows[JILIN].sets, question).coefficient
    found = []
    for name in JILIN_SISTERS:
        start, row = rows[name].sets[-1], rows[name]
        assert row.last is not None
        first, last = row.first.seconds_since(start.epoch), row.last.seconds_since(start.epoch)
        end = float(lives(start, np.array([coefficient]), 2.5 * last)[0][0])
        error = max(end - last, 0.0) / last + min(end - first, 0.0) / first
        found.append(Blind(name, coefficient, error))
    return tuple(found)


@dataclass(frozen=True)
class LastRevolution:
    """GOCE with the drag that meets its time: m2/kg, degrees, and m from where it was seen."""

    air: str
    coefficient: float
    latitude_deg: float
    longitude_deg: float
    distance_m: float


@cache
def last_revolution(air: str) -> LastRevolution:
    """Where GOCE passes 80 km when it does so at the time it really did."""
    row = _rows()["goce"]
    start = row.sets[-1]
    life = row.middle.seconds_since(start.epoch)
    b = coefficient_to(start, life, 0.0055, air)
    _, latitude, longitude = lives(start, np.array([b]), 4.0 * life, air)
    place = float(latitude[0]), float(longitude[0])
    off = geodesic_distance(place[1], place[0], GOCE_END[1], GOCE_END[0])
    return LastRevolution(air, b, *place, float(off))
