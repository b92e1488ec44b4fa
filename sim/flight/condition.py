"""Conditions that end a phase, turned into stops of the propagator and into outcomes of rows."""

import math
from typing import NamedTuple

import numpy as np

from sim.dynamics.event import (
    APSIS,
    ARGUMENT_OF_LATITUDE,
    FALLING,
    HEIGHT,
    MEAN_ALTITUDE,
    NODE,
    RISING,
)
from sim.flight.apsis import apsis_stop, is_too_soon, next_apsis_stop
from sim.flight.phase import Condition
from sim.flight.propagation_state import TIME, PropagationState, Stop, advance
from sim.flight.status import OUT_OF_TIME
from sim.vehicle.hardware import of_rows


class Crossing(NamedTuple):
    """A function of the state whose crossing of a threshold ends a phase.

    Attributes
    ----------
    event
        Which function, from `sim.dynamics.event`.
    direction
        RISING or FALLING.
    level
        Field of `sim.dynamics.observation.Observation` that is compared with the threshold at the
        start of a phase, since the stack may be past it already; empty where that makes no sense.
    counted
        Whether the value of a condition counts crossings of zero; else it is the threshold.
    """

    event: int
    direction: float
    level: str = ""
    counted: bool = False


CROSSINGS = {
    "mean_altitude": Crossing(MEAN_ALTITUDE, FALLING, level="mean_altitude"),
    "altitude_down": Crossing(HEIGHT, FALLING, level="height"),
    "altitude_up": Crossing(HEIGHT, RISING, level="height"),
    "perigee": Crossing(APSIS, RISING, counted=True),
    "apogee": Crossing(APSIS, FALLING, counted=True),
    "ascending_node": Crossing(NODE, RISING, counted=True),
    "descending_node": Crossing(NODE, FALLING, counted=True),
    "argument_of_latitude": Crossing(ARGUMENT_OF_LATITUDE, RISING),
}
"""Conditions that are met by the state, by the kind of a `Condition`; altitudes in m, angles in
rad.
"""


def stop_of(state: PropagationState, index: np.ndarray, condition: Condition) -> Stop | None:
    """The stop a condition means to some rows, or None for a time or the ground."""
    if condition.event:
        return Stop(condition.event, RISING if condition.rising else FALLING, condition.value)
    crossing = CROSSINGS.get(condition.kind)
    if crossing is None:
        return None
    if crossing.event == APSIS:
        return apsis_stop(state, index, crossing.direction)
    threshold = 0.0 if crossing.counted else condition.value
    return Stop(crossing.event, crossing.direction, threshold)


def deadline(state: PropagationState, index: np.ndarray, condition: Condition | None) -> np.ndarray:
    """Latest end of a phase for some rows, s since the epoch, shape (k,)."""
    end = wanted_end(state, index, condition)
    return np.maximum(np.minimum(end, state.mission.horizon), state.t[index])


def wanted_end(
    state: PropagationState, index: np.ndarray, condition: Condition | None
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
        end = np.minimum(end, state.t[index] + of_rows(condition.value, index))
    return end


def already_met(
    state: PropagationState, index: np.ndarray, condition: Condition | None
) -> np.ndarray:
    """Rows that are past a level when the phase begins, shape (k,) of bool."""
    crossing = None if condition is None else CROSSINGS.get(condition.kind)
    if condition is None or crossing is None or not crossing.level:
        return np.zeros(len(index), dtype=bool)
    present = getattr(state.observe(index), crossing.level)
    level = of_rows(condition.value, index)
    return present <= level if crossing.direction == FALLING else present >= level


def inside(longitude: np.ndarray, interval: tuple[float, float]) -> np.ndarray:
    """Whether longitudes (rad) lie in an interval, west to east, perhaps across the date line; one
    of 0 to 360 deg is the whole circle.
    """
    west, east = interval
    width = math.tau if abs(east - west) >= math.tau else (east - west) % math.tau
    return (longitude - west) % math.tau <= width


def coast_until(state: PropagationState, index: np.ndarray, condition: Condition) -> None:
    """Fly some rows, engines off, until a condition holds; mark those that run out of table."""
    wanted = wanted_end(state, index, condition)
    end = deadline(state, index, condition)
    stop = stop_of(state, index, condition)
    waiting = np.flatnonzero(~already_met(state, index, condition))
    left = np.full(len(index), 1)
    last = np.full(len(index), -np.inf)
    crossing = CROSSINGS.get(condition.kind)
    if crossing is not None and crossing.counted and condition.longitude is None:
        left[:] = of_rows(condition.value, index)
    while len(waiting):
        rows = index[waiting]
        stops = [] if stop is None else [stop.of(rows)]
        outcome = advance(state, rows, end[waiting], stops)
        met = outcome == 0
        counts = met.copy()
        if stop is not None and stop.kind == APSIS and met.any():
            counts[met] = ~is_too_soon(state, rows[met], last[waiting[met]])
            stop = next_apsis_stop(state, rows[met], stop)
            last[waiting[counts]] = state.t[rows[counts]]
        left[waiting[counts]] -= 1
        if condition.longitude is not None and met.any():
            observed = state.observe(rows[met])
            left[waiting[met]] = ~inside(observed.longitude, condition.longitude)
        mark_out_of_time(state, rows, outcome, wanted[waiting])
        waiting = waiting[met & (left[waiting] > 0)]


def mark_out_of_time(
    state: PropagationState, rows: np.ndarray, outcome: np.ndarray, wanted: np.ndarray
) -> None:
    """Mark rows that reached the end of the world's tables rather than the end of their phase."""
    horizon = state.mission.horizon
    late = (outcome == TIME) & (state.t[rows] >= horizon) & (wanted > horizon)
    state.status[rows[late]] = OUT_OF_TIME
