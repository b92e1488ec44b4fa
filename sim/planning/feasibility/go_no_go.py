"""How long the stack stays up if nothing more is done: how late a plan can still be stopped."""

from collections.abc import Collection
from dataclasses import dataclass, replace
from typing import Any

import numpy as np
from numpy.typing import NDArray

from sim.flight.fly import fly, resume_from
from sim.flight.phase import Condition, Phase
from sim.flight.record import EventKind, Flight
from sim.flight.status import OUT_OF_TIME
from sim.frames.constants import EQUATORIAL_RADIUS, MU
from sim.integrate.observe import observations
from sim.planning.failures.burn import burn_of
from sim.planning.failures.early_ends import LONGEST, EarlyEnds
from sim.planning.failures.interruptions import REVOLUTIONS, Interruption, first_firings
from sim.planning.problem import coarse_degree
from sim.planning.targeting.sequence import SELDOM
from sim.planning.targeting.solve import BurnPlan

Array = NDArray[np.float64]

BACKUPS = 2
"""Passes that should be left after a burn is skipped."""


@dataclass(frozen=True)
class OrbitLifetime:
    """What is left after a burn if it was the last: mean perigee and apogee (m), seconds and
    revolutions until the entry interface (infinite where it takes more than `LONGEST`, or the
    tables of the world end before).
    """

    after: str
    perigee: float
    apogee: float
    seconds: float
    revolutions: float


def find_lifetimes(plan: BurnPlan) -> list[OrbitLifetime]:
    """Fly the stack on without further burns, from the start and from the end of every burn but the
    final one.

    Parameters
    ----------
    plan
        With a flight.
    """
    if plan.outcome is None:
        return []
    flight = plan.outcome.flight
    names = [burn.name for burn in plan.problem.lowering]
    ends = [e for e in flight.events if e.kind is EventKind.PHASE_END and e.phase in names]
    t = np.array([plan.before.t[0], *(e.time for e in ends)])
    y = np.vstack([plan.before.y[:1], *(e.state for e in ends)])
    seconds, revolutions, seen = _fly_on(plan, t, y)
    return [
        OrbitLifetime(
            name,
            float(seen.mean_perigee[k]),
            float(seen.mean_apogee[k]),
            float(seconds[k]),
            float(revolutions[k]),
        )
        for k, name in enumerate(["start of the plan", *(e.phase for e in ends)])
    ]


def find_interruptions(
    flight: Flight,
    ends: EarlyEnds | None,
    unflown: Collection[str] = (),
    plan: BurnPlan | None = None,
) -> list[Interruption]:
    """What is left if a deorbit burn is interrupted: of the final burn at its early ends; of those
    before it the orbit after the burn, the lowest that an interruption can leave, where a plan
    tells it, else the six revolutions for which the chance to recover is stated.

    Parameters
    ----------
    flight
        Its first row, with all burns.
    ends
        Of the final burn, as flown; None where it did not fire.
    unflown
        Vehicles whose engines never fired on the station before.
    plan
        The plan that the flight followed, with a flight of its own; only burns of the plan count.
    """
    phases = {phase.name: phase for phase in flight.mission.phases}
    burns = [burn.name for burn in flight.burns_of(0) if not burn.lowering]
    revolutions_left: dict[str, tuple[float, ...]] = {}
    if plan is not None:
        revolutions_left = {each.after: (each.revolutions,) for each in find_lifetimes(plan)}
        burns = [name for name in burns if name in {burn.name for burn in plan.problem.burns}]
    if not burns or any(name not in phases or phases[name].burn is None for name in burns):
        return []
    if ends is not None:
        revolutions_left[ends.burn] = tuple(ends.revolutions.tolist())
    firings = [burn_of(phases[name]).firings for name in burns]
    new = first_firings(firings, flight.mission.vehicles, unflown)
    return [
        Interruption(name, is_new, name == burns[-1], revolutions_left.get(name, (REVOLUTIONS,)))
        for name, is_new in zip(burns, new, strict=True)
    ]


def _fly_on(plan: BurnPlan, t: Array, y: Array) -> tuple[Array, Array, Any]:
    """Fly states (n, 7) on without burns: seconds and revolutions to the interface (infinite where
    it takes longer than is followed), and what is observed where they begin.
    """
    down = Condition("altitude_down", plan.problem.interface, by=t + LONGEST)
    coast = Phase(
        name="coast",
        until=down,
        field_degree=coarse_degree(plan.before.mission),
        relative_tolerance=1e-9,
        save_every=SELDOM,
    )
    index = np.arange(len(t))
    mission = resume_from(plan.before, index, t, y, (coast,))
    # tanks are those of the start: no engine fires, only the mass of the state matters
    mission = replace(mission, mass_offset=y[:, 6] - plan.before.final.mass[0])
    fallen = fly(mission)
    parameters = np.repeat(fallen.segments[0].parameters[None], len(t), axis=0)
    seen = observations(mission.world, t, y, parameters)
    unknown = np.array([s == OUT_OF_TIME for s in fallen.status])
    up = unknown | (fallen.t >= t + LONGEST - 1.0)
    seconds = np.where(up, np.inf, fallen.t - t)
    axis = EQUATORIAL_RADIUS + seen.mean_altitude
    period = 2.0 * np.pi * np.sqrt(axis**3 / MU)
    return seconds, seconds / period, seen


def find_last_go_no_go(lifetimes: list[OrbitLifetime]) -> OrbitLifetime | None:
    """The lowest orbit from which `BACKUPS` passes are left after a skipped one."""
    safe = [each for each in lifetimes if each.revolutions >= 1.0 + BACKUPS]
    return safe[-1] if safe else None
