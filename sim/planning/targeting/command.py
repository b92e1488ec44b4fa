"""What a vehicle is told: a burn that was solved for, with its cut-off in the units of a law.

The planner solves for perigees, which no vehicle measures while it burns. A command says what its
instruments count: velocity change, time, an estimated perigee, or the place at which the arc from
the burn would enter; to the digits that are sent.
"""

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from sim.environment.world import World
from sim.flight.phase import Burn, CutoffLaw, Ignition, commanded_law
from sim.flight.record import EventKind
from sim.frames.constants import ARC_INTERFACE, EQUATORIAL_RADIUS, FLATTENING
from sim.frames.earth_orientation import gcrf_to_itrf_matrix
from sim.frames.elements import argument_of_latitude
from sim.lanes import interpreted
from sim.planning.problem import PlannedBurn, PlanningProblem
from sim.planning.targeting.trial import TrialOutcome

Array = NDArray[np.float64]

DIGITS = {"delta_v": 4, "duration": 3, "perigee": 0, "downrange": 8}
"""Decimals of a command in m/s, s, m or rad: 0.1 mm/s, 1 ms, 1 m, 60 mm along the track."""

ROUNDS = 40
"""Of the place on the ellipsoid; each leaves less than half of the error."""


@dataclass(frozen=True, kw_only=True)
class BurnFigures:
    """What a burn came to in n flights, shape (n,) each: m/s, s, mean perigee m, and the argument
    of latitude in rad at which the arc from its end enters, NaN where it does not.
    """

    delta_v: Array
    duration: Array
    perigee_after: Array
    downrange: Array


def command_burn(
    burn: PlannedBurn, law: CutoffLaw, figures: BurnFigures, ignition: Ignition | None = None
) -> Burn:
    """The command of n rows.

    Parameters
    ----------
    burn
        As planned: engines and steering.
    law
        How its vehicle cuts it off.
    figures
        Of the burn as it was solved for, shape (n,).
    ignition
        Where it begins; None: at once.
    """
    kind = commanded_law(law, burn.perigee)
    solved = figures.perigee_after if kind == "perigee" else getattr(figures, kind)
    value = np.round(solved, DIGITS[kind])
    return Burn(burn.firings, kind, value, burn.steering, ignition)


def read_figures(problem: PlanningProblem, outcome: TrialOutcome, number: int) -> BurnFigures:
    """What burn `number` of a batch of trials came to."""
    burn, n = problem.burns[number], len(outcome.along)
    downrange = np.full(n, np.nan)
    if burn.law == "downrange":
        ends = [
            event
            for event in outcome.flight.events
            if event.kind is EventKind.PHASE_END and event.phase == burn.name
        ]
        t, y = np.array([e.time for e in ends]), np.array([e.state for e in ends]).reshape(-1, 7)
        downrange[[e.row for e in ends]] = find_downrange(outcome.flight.mission.world, t, y)
    return BurnFigures(
        delta_v=outcome.delta_v[:, number],
        duration=outcome.duration[:, number],
        perigee_after=outcome.perigee_after[:, number],
        downrange=downrange,
    )


def find_downrange(world: World, t: Array, y: Array) -> Array:
    """Argument of latitude in rad at which the Kepler arcs from n states pass the entry interface
    of `sim.dynamics.event.DOWNRANGE` downward; NaN where they stay above it.

    Parameters
    ----------
    world
        Earth orientation and gravitational parameter.
    t, y
        s, shape (n,), and states (n, 7), GCRF.
    """
    pole = np.array(interpreted(gcrf_to_itrf_matrix)(t, world.orientation)[6:9])
    sine, cosine, sin_i2 = interpreted(argument_of_latitude)(*y[:, :6].T, *pole)
    r, h2 = np.linalg.norm(y[:, :3], axis=1), (np.cross(y[:, :3], y[:, 3:6]) ** 2).sum(axis=1)
    # 1/r = mean + ahead cos(angle) - falling sin(angle) at an angle flown from here
    mean = world.gravity.mu / h2
    ahead, falling = 1.0 / r - mean, (y[:, :3] * y[:, 3:6]).sum(axis=1) / (r * np.sqrt(h2))
    perigee = np.arctan2(sine, cosine) + np.arctan2(-falling, ahead)
    swing = np.hypot(ahead, falling)
    place = perigee.copy()
    with np.errstate(invalid="ignore", divide="ignore"):
        for _ in range(ROUNDS):
            ellipsoid = EQUATORIAL_RADIUS * (1.0 - FLATTENING * sin_i2 * np.sin(place) ** 2)
            place = perigee - np.arccos((1.0 / (ellipsoid + ARC_INTERFACE) - mean) / swing)
    return place % (2.0 * np.pi)
