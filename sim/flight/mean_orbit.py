"""The orbit at one state of a flight: its mean altitude, perigee and apogee averaged over a
revolution, and the osculating ones.

The J2-mean elements of one state keep the short periods of all other harmonics, up to 140 m of
altitude; their average over a revolution does not. That revolution is flown from the state without
air and engines: it belongs to the state, whatever comes after it.
"""

import math

import numpy as np

from sim.environment.atmosphere.models import VACUUM
from sim.flight.figures import OrbitNumbers
from sim.flight.mission import Mission
from sim.frames.constants import EQUATORIAL_RADIUS
from sim.frames.elements import osculating_apsides
from sim.integrate.batch import run
from sim.integrate.lane import TIME_REACHED
from sim.integrate.observe import observations
from sim.vehicle.parameters import COLUMNS

STEPS = 64
"""Of one length in the revolution: an even spacing averages all waves longer than two of them."""

LOWEST_PERIGEE = -50e3
"""m; harmonics of a field grow below the ground, and a deeper path is no orbit. There the elements
stand as they are."""


def orbit_figures(mission: Mission, t: float, y: np.ndarray) -> OrbitNumbers:
    """Figures of the orbit through a state, heights above the equatorial radius in km.

    Parameters
    ----------
    mission
        World and epoch.
    t
        s since the epoch.
    y
        Shape (7,), GCRF position m, velocity m/s, mass kg.
    """
    world = mission.world
    low, high = osculating_apsides(y[:3], y[3:6], world.gravity.mu)
    times, states = np.array([t]), y[None]
    if low > LOWEST_PERIGEE and np.isfinite(high):
        axis = EQUATORIAL_RADIUS + 0.5 * (low + high)
        period = math.tau * math.sqrt(axis**3 / world.gravity.mu)
        arc = run(
            world._replace(switch=world.switch._replace(air=VACUUM)),
            times,
            states,
            times + period,
            np.zeros((1, COLUMNS)),
            step=np.array([period / STEPS]),
            longest_step=period / STEPS,
            relative_tolerance=1e-9,
            sampling=0.0,
            use_multistep=False,
        )
        if arc.status[0] == TIME_REACHED:
            times, states = arc.samples[0][:, 0], arc.samples[0][:, 1:]
    observed = observations(world, times, states, np.zeros((len(times), COLUMNS)))
    return {
        "mean_altitude_km": float(observed.mean_altitude.mean()) / 1e3,
        "mean_perigee_km": float(observed.mean_perigee.mean()) / 1e3,
        "mean_apogee_km": float(observed.mean_apogee.mean()) / 1e3,
        "osculating_perigee_km": low / 1e3,
        "osculating_apogee_km": high / 1e3,
    }
