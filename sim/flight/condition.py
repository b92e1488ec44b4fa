"""Conditions that end a phase, turned into stops of the propagator and into outcomes of rows."""

import math

import numpy as np

from sim.dynamics.event import (
    ARGUMENT_OF_LATITUDE,
    FALLING,
    HEIGHT,
    MEAN_ALTITUDE,
    NODE,
    RADIAL_SPEED,
    RISING,
)
from sim.flight.phase import Condition, of_rows
from sim.flight.propagation_state import TIME, PropagationState, Stop, advance
from sim.flight.status import OUT_OF_TIME

STOPS = {
    "mean_altitude": (MEAN_ALTITUDE, FALLING),
    "altitude_down": (HEIGHT, FALLING),
    "altitude_up": (HEIGHT, RISING),
    "perigee": (RADIAL_SPEED, RISING),
    "apogee": (RADIAL_SPEED, FALLING),
    "ascending_node": (NODE, RISING),
    "descending_node": (NODE, FALLING),
    "argument_of_latitude": (ARGUMENT_OF_LATITUDE, RISING),
}
PASSAGES = ("perigee", "apogee", "ascending_node", "descending_node")


def stop_of(condition: Condition) -> Stop | None:
    """The stop a condition means, or None for a time or the ground."""
    if condition.kind not in STOPS:
        return None
    kind, direction = STOPS[condition.kind]
    return Stop(kind, direction, 0.0 if condition.kind in PASSAGES else condition.value)


def deadline(
    course: PropagationState, index: np.ndarray, condition: Condition | None
) -> np.ndarray:
    """Latest end of a phase for some rows, s since the epoch, shape (k,)."""
    end = wanted_end(course, index, condition)
    return np.maximum(np.minimum(end, course.mission.horizon), course.t[index])


def wanted_end(
    course: PropagationState, index: np.ndarray, condition: Condition | None
) -> np.ndarray:
    """Latest end as the condition states it, whether or not the tables reach so far; shape (k,)."""
    end = np.full(len(index), np.inf)
    if condition is None:
        return end
    if condition.by is not None:
        end = np.minimum(end, of_rows(condition.by, index))
    if condition.kind == "time":
        end = np.minimum(end, of_rows(condition.value, index))
    if condition.kind == "duration":
        end = np.minimum(end, course.t[index] + of_rows(condition.value, index))
    return end


def already(course: PropagationState, index: np.ndarray, condition: Condition | None) -> np.ndarray:
    """Rows that are past a level when the phase begins, shape (k,) of bool."""
    if condition is None or condition.kind not in ("mean_altitude", "altitude_down", "altitude_up"):
        return np.zeros(len(index), dtype=bool)
    seen, level = course.observe(index), of_rows(condition.value, index)
    if condition.kind == "mean_altitude":
        return seen.mean_altitude <= level
    if condition.kind == "altitude_down":
        return seen.height <= level
    return seen.height >= level


def inside(longitude: np.ndarray, interval: tuple[float, float]) -> np.ndarray:
    """Whether longitudes (rad) lie in an interval, west to east, perhaps across the date line."""
    west, east = interval
    width = (east - west) % math.tau
    return (longitude - west) % math.tau <= width


def coast_until(course: PropagationState, index: np.ndarray, condition: Condition) -> None:
    """Fly some rows, engines off, until a condition holds; mark those that run out of table."""
    wanted = wanted_end(course, index, condition)
    end = deadline(course, index, condition)
    stop = stop_of(condition)
    waiting = np.flatnonzero(~already(course, index, condition))
    left = np.full(len(index), 1)
    if condition.kind in PASSAGES and condition.longitude is None:
        left[:] = of_rows(condition.value, index)
    while len(waiting):
        rows = index[waiting]
        stops = [] if stop is None else [stop.of(rows)]
        outcome = advance(course, rows, end[waiting], stops)
        met = outcome == 0
        left[waiting[met]] -= 1
        if condition.longitude is not None and met.any():
            seen = course.observe(rows[met])
            left[waiting[met]] = ~inside(seen.longitude, condition.longitude)
        mark_out_of_time(course, rows, outcome, wanted[waiting])
        waiting = waiting[met & (left[waiting] > 0)]


def mark_out_of_time(
    course: PropagationState, rows: np.ndarray, outcome: np.ndarray, wanted: np.ndarray
) -> None:
    """Mark rows that reached the end of the world's tables rather than the end of their phase."""
    horizon = course.mission.horizon
    late = (outcome == TIME) & (course.t[rows] >= horizon) & (wanted > horizon)
    course.status[rows[late]] = OUT_OF_TIME
