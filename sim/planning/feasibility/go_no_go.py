"""How long the stack stays up if nothing more is done: how late a plan can still be stopped."""

from collections.abc import Collection
from dataclasses import dataclass, replace
from typing import Any

import numpy as np
from numpy.typing import NDArray

from sim.flight.fly import fly, resume_from
from sim.flight.phase import Condition, Phase
from sim.flight.record import EventKind
from sim.flight.status import OUT_OF_TIME
from sim.frames.constants import EQUATORIAL_RADIUS, MU
from sim.frames.epoch import DAY
from sim.integrate.observe import observations
from sim.planning.failures.interruptions import Interruption, first_firings
from sim.planning.problem import coarse_degree
from sim.planning.targeting.sequence import SELDOM
from sim.planning.targeting.solve import BurnPlan

Array = NDArray[np.float64]

STAGES = 16
"""Places of the final burn at which it is interrupted."""
LONGEST = 20.0 * DAY
"""s that a stack is followed."""

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


def find_interruptions(plan: BurnPlan, unflown: Collection[str] = ()) -> list[Interruption]:
    """What is left if a burn of a plan is interrupted: of the final burn in `STAGES` places of it,
    of those before it the orbit after the burn, the lowest that an interruption can leave.

    Parameters
    ----------
    plan
        With a flight.
    unflown
        Vehicles whose engines never fired on the station before.

    Notes
    -----
    A part of the final burn is taken as an impulse in its middle, against the velocity.
    """
    if plan.outcome is None:
        return []
    new = first_firings(
        [burn.firings for burn in plan.problem.burns], plan.before.mission.vehicles, unflown
    )
    lives = find_lifetimes(plan)[1:]
    final = plan.problem.final.name
    begin = min(
        (s.samples[0] for s in plan.outcome.flight.segments if s.phase == final),
        key=lambda sample: sample[0],
    )
    part = (np.arange(STAGES) + 0.5) / STAGES
    middle = 0.5 * part * plan.outcome.duration[0, -1]
    t, y = _coast(plan, begin, begin[0] + middle)
    ahead = y[:, 3:6] / np.linalg.norm(y[:, 3:6], axis=1, keepdims=True)
    y[:, 3:6] -= part[:, None] * plan.outcome.delta_v[0, -1] * ahead
    y[:, 6] -= part * plan.outcome.propellant[0, -1]
    _, revolutions, _ = _fly_on(plan, t, y)
    found = [
        Interruption(each.after, is_new, False, (each.revolutions,))
        for each, is_new in zip(lives, new[:-1], strict=True)
    ]
    return [*found, Interruption(final, new[-1], True, tuple(revolutions.tolist()))]


def _coast(plan: BurnPlan, begin: Array, until: Array) -> tuple[Array, Array]:
    """Times (n,) and states (n, 7) of coasts from one sample until times of their own."""
    index = np.zeros(len(until), dtype=int)
    t, y = begin[:1], begin[None, 1:]
    coast = Phase(
        name="coast",
        until=Condition("time", until),
        field_degree=coarse_degree(plan.before.mission),
        relative_tolerance=1e-9,
        save_every=SELDOM,
    )
    mission = resume_from(plan.before, index, t, y, (coast,))
    offset = np.full(len(until), y[0, 6] - plan.before.final.mass[0])
    flown = fly(replace(mission, mass_offset=offset))
    return flown.t, flown.y.copy()


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
