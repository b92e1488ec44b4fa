"""Drag area of the station: NASA's own areas over the Sun angle give its shape, the decay between
reboosts its level.

Every coast of `sim.validation.cases.decay` is flown with an attitude of the station through
NRLMSISE-00 under the observed space weather. The factor that makes the computed loss of altitude
the observed one is the level; Cd A is that of the attitude, averaged over the coast, times it.
"""

from typing import NamedTuple

import numpy as np

from sim.environment.world import world
from sim.frames.epoch import Epoch
from sim.integrate.batch import run
from sim.integrate.observe import observations
from sim.validation.cases.decay import AltitudeHistory, Coast, coasts_2016, coasts_2024
from sim.validation.propagator_inputs import parameter_vectors
from sim.vehicle.area_curve import area_curves
from sim.vehicle.hardware import Attitude


class LevelFit(NamedTuple):
    """Fit to one coast: its first day, mean magnitude of beta in rad, Cd A of the attitude in m2
    averaged over it, and the factor on it that gives the observed rate of decay; rates are those
    of lines through the mean altitudes.
    """

    utc: str
    beta: float
    drag_area: float
    factor: float


def fit_level(coast: Coast, attitude: Attitude) -> LevelFit:
    """Fly a coast in an attitude of the station, with the published mass, and fit the factor."""
    n = len(coast.t)
    air = world(Epoch.from_utc(coast.utc), float(coast.t[-1]), degree=8)
    follows = bool(attitude.by_beta)
    switch = air.switch._replace(area_by_beta=int(follows))
    air = air._replace(area_curves=area_curves([attitude]), switch=switch)
    parameters = parameter_vectors(
        n, attitude.area, attitude.cd_free_molecular, area_curve=float(follows)
    )
    start = np.tile(np.append(coast.state, coast.mass), (n, 1))
    ends = np.maximum(coast.t, 1.0)
    arc = run(air, np.zeros(n), start, ends, parameters, relative_tolerance=1e-9)
    seen = observations(air, arc.t, arc.y, parameters)
    observed, computed = AltitudeHistory(coast.t, coast.observed, seen.mean_altitude).rates()
    return LevelFit(
        coast.utc[:10],
        float(np.abs(seen.beta).mean()),
        float(attitude.cd_free_molecular * seen.area.mean()),
        observed / computed,
    )


def fit_levels(attitude: Attitude) -> tuple[LevelFit, ...]:
    """Fits to the eight coasts of 2016, 2024 and 2025, in order of time."""
    return tuple(fit_level(coast, attitude) for coast in (*coasts_2016(), *coasts_2024()))
