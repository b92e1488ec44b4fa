"""Flying an answer with the full propagator, and what it misses by."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from itertools import pairwise

import numpy as np

from sim.flight.fly import fly
from sim.flight.mission import Mission
from sim.flight.phase import Condition, Firing, Phase
from sim.flight.record import Flight
from sim.frames.epoch import DAY
from sim.integrate.observe import observations
from sim.planning.lowering.problem import stretches
from sim.planning.lowering.solution import LoweringPolicy

LEEWAY = 60.0 * DAY
"""s a flight waits for the last altitude after its date."""


@dataclass(frozen=True)
class Miss:
    """Flown less planned.

    Attributes
    ----------
    arrival
        s at the last altitude; not a number where it was not reached.
    altitudes
        m at the end of each leg but the last, by the mean altitude over the last day of it.
    delta_v, propellant
        m/s and kg of all burns.
    flight
        What was flown.
    """

    arrival: float
    altitudes: tuple[float, ...]
    delta_v: float
    propellant: float
    flight: Flight


def as_phases(
    answer: LoweringPolicy,
    firings: Mapping[str, Sequence[Firing]],
    template: Phase,
    *,
    least_delta_v: float = 0.1,
) -> tuple[Phase, ...]:
    """Phases that fly an answer; the last one ends at the last altitude, or 60 days late.

    Parameters
    ----------
    answer
        Its exposures bear the names of the vehicles' attitudes.
    firings
        Engines by name of the stay. Docking is the caller's: phases begin where stays do.
    template
        Gives degree, tolerance, step and sampling.
    least_delta_v
        m/s, smaller burns are left out.
    """
    made: list[Phase] = []
    task = answer.task
    for leg in range(len(task.legs)):
        for stretch in stretches(task, leg):
            inside = {e for s in answer.attitudes for e in (s.start, s.end)}
            cuts = sorted({e for e in inside if stretch.start < e < stretch.end})
            for a, b in pairwise([stretch.start, *cuts, stretch.end]):
                span = next(s for s in answer.attitudes if s.start <= a < s.end)
                used = firings[task.stays[stretch.stay].name]
                policy = answer.as_policy(used, leg=leg, least_delta_v=least_delta_v)
                made.append(
                    replace(
                        template,
                        name=f"lowering_{len(made) + 1}",
                        until=Condition("time", b),
                        attitude=span.attitude,
                        policy=policy,
                    )
                )
    last = task.legs[-1]
    until = Condition("mean_altitude", last.altitude, by=last.end + LEEWAY)
    return (*made[:-1], replace(made[-1], until=until))


def flown(
    answer: LoweringPolicy,
    mission: Mission,
    firings: Mapping[str, Sequence[Firing]],
    template: Phase,
) -> Miss:
    """Fly an answer from the first state of a mission of one row, whose phases are replaced.

    Raises
    ------
    ValueError
        If the answer is infeasible.
    """
    if not answer.feasible:
        raise ValueError(f"an infeasible lowering can't be flown: {answer.reason}")
    template = template if template.save_every else replace(template, save_every=0.25 * DAY)
    flight = fly(replace(mission, phases=as_phases(answer, firings, template)))
    samples = np.concatenate([s.samples for s in flight.segments])
    samples = samples[np.argsort(samples[:, 0], kind="stable")]
    parameters = flight.segments[0].parameters
    world = mission.world_of(template.field_degree, 0)
    seen = observations(
        world, samples[:, 0], samples[:, 1:], np.tile(parameters, (len(samples), 1))
    )
    low = answer.task.legs[-1].altitude
    misses = []
    for leg in answer.task.legs[:-1]:
        near = np.abs(samples[:, 0] - leg.end) < 0.5 * DAY
        misses.append(float(seen.mean_altitude[near].mean()) - leg.altitude)
    last = float(flight.t[0])
    there = seen.mean_altitude[-1] < low + 500.0 and last < answer.task.legs[-1].end + LEEWAY
    return Miss(
        last - answer.task.legs[-1].end if there else float("nan"),
        tuple(misses),
        sum(burn.delta_v for burn in flight.burns) - answer.total_delta_v,
        sum(burn.propellant for burn in flight.burns) - answer.total_propellant,
        flight,
    )
