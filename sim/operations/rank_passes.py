"""Every pass of a window along its whole track: where in a box the debris would be farthest from
land, by moving footprints that were flown (`sim.operations.footprint_shape`).
"""

from dataclasses import dataclass
from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray

from sim.frames.constants import EQUATORIAL_RADIUS, MEAN_RADIUS
from sim.operations.aim_choice import AimCandidate, AimChoice, NoAimError
from sim.operations.footprint_shape import ShapeFamily, orbit_place
from sim.operations.land_clearance import ClearanceGrid, build_grid, required_first
from sim.operations.orbit_frame import UNDER, OrbitPlace, out_of_frame, westward_drift
from sim.planning.problem import PlanningProblem
from sim.planning.targeting.phasing import TOLERANCE, check_limits
from sim.planning.targeting.sequence import StartStates, nominal_trials
from sim.planning.targeting.trial import fly_trials, observe_starts

Array = NDArray[np.float64]

STEP = 50e3
"""m between the aim points tried along a track; clearance changes by no more than the way moved."""

AT_ONCE = 500
"""Places whose footprints are laid down together, to bound memory."""

LATE = (1, 2)
"""Revolutions by which the final burn may come late."""


@dataclass(frozen=True)
class Ranking:
    """Aim points, the best of each pass, best first; how many places were compared, and on which
    grid.
    """

    candidates: tuple[AimCandidate, ...]
    places: int
    grid: ClearanceGrid


class _Passes(NamedTuple):
    """Passes flown to one place of the orbit, (n,) each: their start, the orbit place of the
    impact, and the westward drift of the node (rad for each rad of argument of latitude).
    """

    start: NDArray[np.intp]
    place: OrbitPlace
    drift: Array


def rank_passes(
    problem: PlanningProblem, starts: StartStates, family: ShapeFamily, choice: AimChoice
) -> Ranking:
    """The best aim point on each pass, best first (`AimCandidate.order`).

    Raises
    ------
    NoAimError
        If no pass leads through the box within the limits on burns.
    """
    grid = build_grid(choice.box)
    found: list[AimCandidate] = []
    count = 0
    for direction in sorted(set(family.direction.tolist())):
        passes = _fly_passes(problem, starts, family, direction)
        best, tried = _best_places(passes, family, choice, grid, direction)
        found, count = found + best, count + tried
    if not found:
        raise NoAimError(
            f"none of the passes in the {problem.window / 86400.0:g} d of the window leads through "
            f"the box of the aim ({choice.box.words()}) with burns within their limits"
        )
    found.sort(key=lambda each: (*each.order(each.clearance), each.start))
    return Ranking(tuple(found), count, grid)


def _fly_passes(
    problem: PlanningProblem, starts: StartStates, family: ShapeFamily, direction: int
) -> _Passes:
    """Passes in one direction whose burns keep their limits, from every start."""
    own = np.flatnonzero(family.direction == direction)
    n = len(starts.t)
    centre = np.full(n, family.burn_centre[own[len(own) // 2]])
    trials = nominal_trials(problem, np.arange(n), centre)
    outcome = fly_trials(problem, starts, trials, degree=starts.coarse_degree, tolerance=TOLERANCE)
    good = np.flatnonzero(outcome.flown & check_limits(problem, outcome))
    impact = outcome.impact
    place = orbit_place(
        impact.latitude[good], impact.longitude[good], impact.heading[good], family.inclination
    )
    axis = EQUATORIAL_RADIUS + observe_starts(starts).mean_altitude[good]
    drift = westward_drift(axis, family.inclination)
    return _Passes(good, place, drift)


def _best_places(
    passes: _Passes, family: ShapeFamily, choice: AimChoice, grid: ClearanceGrid, direction: int
) -> tuple[list[AimCandidate], int]:
    """The best place in the box on each pass, slid along it from where it was flown; and how many
    there are.
    """
    # half a turn round the middle of the northward or southward part of the orbit
    turn = np.arange(-0.5 * np.pi, 0.5 * np.pi, STEP / MEAN_RADIUS)
    argument = (0.0 if direction > 0 else np.pi) + turn
    moved = (argument - passes.place.argument[:, None] + np.pi) % (2.0 * np.pi) - np.pi
    node = passes.place.node[:, None] - passes.drift[:, None] * moved
    every = OrbitPlace(np.tile(argument, len(node)), node.ravel())
    latitude, longitude = (
        column[:, 0] for column in out_of_frame(UNDER, every, family.inclination)
    )
    inside = np.flatnonzero(choice.box.holds(latitude, longitude))
    which = inside // len(argument)
    value = place_shapes(family, every.of(inside), grid, choice.share)
    # the best place of each pass: the last of an ascending order by pass and value
    order = np.lexsort((value, which))
    best = order[np.flatnonzero(np.diff(which[order], append=-1))]
    return [
        AimCandidate(
            start=int(passes.start[which[k]]),
            direction=direction,
            latitude=float(latitude[inside[k]]),
            longitude=float(longitude[inside[k]]),
            burn_centre=float(family.burn_centre_for(every.argument[inside[k : k + 1]])[0]),
            drift=float(passes.drift[which[k]]),
            clearance=float(value[k]),
            backup_clearance=backup_clearances(
                family, every.of(inside[k : k + 1]), float(passes.drift[which[k]]), grid, choice
            ),
        )
        for k in best
    ], len(inside)


def place_shapes(
    family: ShapeFamily, where: OrbitPlace, grid: ClearanceGrid, share: float
) -> Array:
    """Normalised clearance of debris at orbit places (n,), each with the shape flown nearest, as
    `required_first` ranks it.
    """
    nearest = family.nearest(where.argument)
    value = np.full(len(nearest), np.nan)
    for number, shape in enumerate(family.shapes):
        rows = np.flatnonzero(nearest == number)
        for first in range(0, len(rows), AT_ONCE):
            some = rows[first : first + AT_ONCE]
            lies = out_of_frame(shape.local, where.of(some), family.inclination)
            value[some] = required_first(grid.at(*lies), shape.weight, share)
    return value


def backup_clearances(
    family: ShapeFamily, where: OrbitPlace, drift: float, grid: ClearanceGrid, choice: AimChoice
) -> tuple[float, ...]:
    """Clearance of one place as many revolutions late as `LATE` says, 1 or more where every
    fragment keeps its distance; NaN outside the box.
    """
    late = np.array(LATE) * 2.0 * np.pi * drift
    later = OrbitPlace(np.repeat(where.argument, len(LATE)), where.node - late)
    value = place_shapes(family, later, grid, choice.share)
    latitude, longitude = out_of_frame(UNDER, later, family.inclination)
    inside = choice.box.holds(latitude[:, 0], longitude[:, 0])
    return tuple(float(v) for v in np.where(inside, value, np.nan))
