"""Perigee and apogee as places on the mean orbit, one of each in a revolution.

On an orbit near a circle the distance from the Earth has two minima in a revolution, made by J2,
and the perigee of the mean orbit is lost in the terms that are left. There an apsis stays where it
was at the start of a phase, and the next one is a revolution later.
"""

import math

import numpy as np

from sim.dynamics.event import APSIS, OWN_PERIGEE
from sim.flight.propagation_state import PropagationState, Stop
from sim.frames.constants import EQUATORIAL_RADIUS, MU
from sim.frames.earth_orientation import gcrf_to_itrf_matrix
from sim.frames.elements import mean_eccentricity
from sim.lanes import interpreted

ROUND = 1e-4
"""Mean eccentricity below which an orbit is round. What is left of the short periods moves the
eccentricity vector by some 2e-5 (tests/flight/test_apsis.py)."""

SOONEST = 0.5
"""Revolutions from one apsis to the next that counts; where an orbit becomes less round, its own
perigee may lie just ahead of the place held before."""


def apsis_stop(state: PropagationState, index: np.ndarray, direction: float) -> Stop:
    """The passage of perigee (RISING) or apogee (FALLING) by some rows on the orbits they have now,
    with a threshold for each row of the state.
    """
    t, y = state.t[index], state.y[index]
    world = state.world()
    pole = interpreted(gcrf_to_itrf_matrix)(t, world.orientation)[6:9]
    scale = world.gravity.mu, world.gravity.oblateness
    ex, ey, _, _ = interpreted(mean_eccentricity)(*y[:, :6].T, *pole, *scale)
    threshold = np.full(len(state.t), OWN_PERIGEE)
    held = np.arctan2(ey, ex) % math.tau
    threshold[index] = np.where(np.hypot(ex, ey) < ROUND, held, OWN_PERIGEE)
    return Stop(APSIS, direction, threshold)


def next_apsis_stop(state: PropagationState, index: np.ndarray, stop: Stop) -> Stop:
    """The passage after the one that some rows have just met by a stop of `apsis_stop`."""
    now = apsis_stop(state, index, stop.direction)
    before, after = np.array(stop.threshold), np.asarray(now.threshold)
    held = (before[index] < OWN_PERIGEE) & (after[index] < OWN_PERIGEE)
    before[index] = np.where(held, before[index], after[index])
    return Stop(APSIS, stop.direction, before)


def is_too_soon(state: PropagationState, index: np.ndarray, since: np.ndarray) -> np.ndarray:
    """Whether a passage now is the same as that at `since`, shape (k,) s; shape (k,) of bool."""
    axis = EQUATORIAL_RADIUS + state.observe(index).mean_altitude
    return state.t[index] - since < SOONEST * math.tau * np.sqrt(axis**3 / MU)
