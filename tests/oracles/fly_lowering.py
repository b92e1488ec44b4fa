"""The full propagator flies a lowering found with the orbit-mean model: how far the two differ."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from itertools import pairwise

import numpy as np

from sim.flight.fly import fly
from sim.flight.mission import Mission
from sim.flight.phase import AltitudeProfile, Condition, Firing, Phase
from sim.flight.record import Flight
from sim.frames.epoch import DAY
from sim.integrate.observe import observations
from sim.planning.lowering.mission import latest_end
from sim.planning.lowering.problem import split_goal
from sim.planning.lowering.solution import LoweringSolution

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


def altitude_policy(
    solution: LoweringSolution,
    firings: Sequence[Firing],
    *,
    every: float,
    least_delta_v: float = 0.1,
) -> AltitudeProfile:
    """The policy with which a flight follows a solution.

    Its profile holds the altitude after each date, so a flight that is higher than planned burns
    the difference, and one that is lower waits. The phase must begin where the count of the
    dates does, or a whole number of times `every` (s) later.
    """
    return AltitudeProfile(
        times=tuple(float(t) for t in solution.times),
        altitudes=tuple(float(h) for h in solution.altitudes),
        every=every,
        firings=tuple(firings),
        least_delta_v=least_delta_v,
    )


def lowering_phases(
    solution: LoweringSolution,
    firings: Mapping[str, Sequence[Firing]],
    template: Phase,
    *,
    least_delta_v: float = 0.1,
) -> tuple[Phase, ...]:
    """Phases that fly a solution; the last one ends at the last altitude, or 60 days late.

    Parameters
    ----------
    solution
        Its attitude options bear the names of the vehicles' attitudes.
    firings
        Engines by name of the docked interval, with which phases begin; docking is the caller's.
    template
        Gives degree, tolerance, step and sampling.
    least_delta_v
        m/s, smaller burns are left out.
    """
    phases: list[Phase] = []
    problem = solution.problem
    for goal_index in range(len(problem.goals)):
        for stretch in split_goal(problem, goal_index):
            inside = {e for s in solution.attitudes for e in (s.start, s.end)}
            cuts = sorted({e for e in inside if stretch.start < e < stretch.end})
            for a, b in pairwise([stretch.start, *cuts, stretch.end]):
                span = next(s for s in solution.attitudes if s.start <= a < s.end)
                docked = problem.intervals[stretch.interval]
                policy = altitude_policy(
                    solution,
                    firings[docked.name],
                    every=docked.every,
                    least_delta_v=least_delta_v,
                )
                phases.append(
                    replace(
                        template,
                        name=f"lowering_{len(phases) + 1}",
                        until=Condition("time", b),
                        attitude=span.attitude,
                        altitude_profile=policy,
                    )
                )
    last = problem.goals[-1]
    until = Condition("mean_altitude", last.altitude, by=last.end + LEEWAY)
    return (*phases[:-1], replace(phases[-1], until=until))


def fly_lowering(
    solution: LoweringSolution,
    mission: Mission,
    firings: Mapping[str, Sequence[Firing]],
    template: Phase,
) -> Miss:
    """Fly a solution from the state of a mission of one trajectory, whose phases are replaced.

    Raises
    ------
    ValueError
        If the solution is infeasible.
    """
    if not solution.feasible:
        raise ValueError(f"an infeasible lowering can't be flown: {solution.reason}")
    template = template if template.save_every else replace(template, save_every=0.25 * DAY)
    flight = fly(replace(mission, phases=lowering_phases(solution, firings, template)))
    samples = np.concatenate([s.samples for s in flight.segments])
    samples = samples[np.argsort(samples[:, 0], kind="stable")]
    parameters = flight.segments[0].parameters
    world = mission.world_of(template.field_degree, 0)
    seen = observations(
        world, samples[:, 0], samples[:, 1:], np.tile(parameters, (len(samples), 1))
    )
    low = solution.problem.goals[-1].altitude
    misses = []
    for goal in solution.problem.goals[:-1]:
        near = np.abs(samples[:, 0] - goal.end) < 0.5 * DAY
        misses.append(float(seen.mean_altitude[near].mean()) - goal.altitude)
    last = float(flight.t[0])
    there = seen.mean_altitude[-1] < low + 500.0 and last < solution.problem.goals[-1].end + LEEWAY
    return Miss(
        last - solution.problem.goals[-1].end if there else float("nan"),
        tuple(misses),
        sum(burn.delta_v for burn in flight.burns) - solution.total_delta_v,
        sum(burn.propellant for burn in flight.burns) - solution.total_propellant,
        flight,
    )


def apply_lowering(mission: Mission, solution: LoweringSolution) -> Mission:
    """The mission with the profile, the burn dates and the attitudes of a solution for it."""
    phases: list[Phase] = []
    start = 0.0
    changes = sorted(
        {span.start for span in solution.attitudes} | {goal.end for goal in solution.problem.goals}
    )
    for k, phase in enumerate(mission.phases):
        if phase.altitude_profile is None or start >= solution.problem.goals[-1].end:
            phases += mission.phases[k:]
            break
        end = latest_end(phase)
        cuts = [t for t in changes if start < t < min(end, solution.problem.goals[-1].end)]
        for a, b in pairwise([start, *cuts, end]):
            policy = altitude_policy(
                solution,
                phase.altitude_profile.firings,
                every=phase.altitude_profile.every,
                least_delta_v=phase.altitude_profile.least_delta_v,
            )
            span = next(s for s in solution.attitudes if s.start <= a < s.end)
            part = replace(phase, altitude_profile=policy, attitude=span.attitude)
            if a != start:
                part = replace(part, name=f"{phase.name}_{len(phases) + 1}")
                part = replace(part, dock=(), undock=(), transfers=())
            if b != end:
                part = replace(part, until=replace(part.until, kind="time", value=b, by=None))
            phases.append(part)
        start = end
    return replace(mission, phases=tuple(phases))
