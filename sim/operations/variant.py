"""A plan flown again with its dates, its final burn changed: a trajectory for each change."""

from dataclasses import replace

import numpy as np
from numpy.typing import NDArray

from sim.flight.fly import fly, resume_from
from sim.flight.phase import Burn, Condition, Ignition, Number, Phase
from sim.frames.constants import EQUATORIAL_RADIUS, MU
from sim.planning.targeting.sequence import (
    descent_phases,
    propagation,
    release_condition,
)
from sim.planning.targeting.solve import BurnPlan
from sim.planning.targeting.trial import TrialOutcome, read_outcome

Array = NDArray[np.float64]


def periods(plan: BurnPlan) -> Array:
    """Of the orbit before each burn, s.

    Raises
    ------
    ValueError
        If the plan was not flown.
    """
    if plan.outcome is None:
        raise ValueError("the plan was not flown")
    axis = EQUATORIAL_RADIUS + 0.5 * (plan.outcome.perigee[0] + plan.outcome.apogee[0])
    return np.asarray(2.0 * np.pi * np.sqrt(axis**3 / MU))


def fly_variants(
    plan: BurnPlan,
    ignition: Array,
    *,
    degree: int,
    tolerance: float,
    perigee: Number | None = None,
    burn_centre: Number | None = None,
    thrust_factor: Number = 1.0,
) -> TrialOutcome:
    """Fly a plan from its start, n trajectories.

    Parameters
    ----------
    plan
        With a flight.
    ignition
        s, shape (n, burns), good to half a revolution: each burn is centred on the next passage of
        the burn centre.
    degree, tolerance
        Of the propagator.
    perigee, burn_centre, thrust_factor
        Of the final burn: m, rad, and a factor on the thrust of the plan; by default those of the
        plan.
    """
    period, common = periods(plan), propagation(degree, tolerance)
    last = len(plan.problem.burns) - 1
    phases: list[Phase] = []
    for number, burn in enumerate(plan.problem.burns):
        low: Number = float(plan.perigee[number])
        centre: Number = plan.burn_centre
        firings = burn.firings
        if number == last:
            low = low if perigee is None else perigee
            centre = centre if burn_centre is None else burn_centre
            firings = tuple(
                replace(each, thrust_factor=each.thrust_factor * thrust_factor) for each in firings
            )
        until = Condition("time", ignition[:, number] - 0.5 * period[number])
        where = Ignition("argument_of_latitude", centre)
        phases += [
            Phase(
                name=f"{burn.name}_coast",
                until=until,
                attitude=burn.attitude,
                dock=burn.dock,
                undock=burn.undock,
                **common,
            ),
            Phase(
                name=burn.name,
                burn=Burn(firings, "perigee", low, burn.steering, where),
                **common,
            ),
        ]
    phases += descent_phases(plan.problem, release_condition(plan.problem.aim), common)
    before, start = plan.before, np.zeros(len(ignition), dtype=int)
    mission = resume_from(before, start, before.t, before.y, tuple(phases))
    return read_outcome(plan.problem, fly(mission))
