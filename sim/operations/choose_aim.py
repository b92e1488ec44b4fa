"""The aim point and the pass that keep debris farthest from land: every fragment its required
distance first, then a share of them as far as can be.

Cheap first: footprints flown at a few places of the orbit are moved along every pass of the window
(`sim.operations.rank_passes`). The best few are flown and broken up; the winner is planned anew for
its point, and all its pieces are flown. Of those that keep every required distance an aim point
with a backup revolution in the box comes before any without.
"""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from itertools import islice

import numpy as np

from sim.flight.record import Flight
from sim.frames.earth_orientation import inclination_of_date
from sim.operations.aim_choice import AimBox, AimCandidate, AimChoice, NoAimError
from sim.operations.backup_revolution import BackupRevolution, fly_backups
from sim.operations.break_up import StationModel, break_up_rows, choose_pieces
from sim.operations.footprint_shape import ShapeFamily, fly_shapes, orbit_place
from sim.operations.land_clearance import clearance_of, required_first
from sim.operations.measure_plan import PlanClearance, measure_plan
from sim.operations.rank_passes import (
    Ranking,
    backup_clearances,
    place_shapes,
    rank_passes,
)
from sim.planning.feasibility.hardware import find_hardware_violations
from sim.planning.problem import AimPoint, PlanningProblem, UnaimedProblem
from sim.planning.targeting.calendar import build_calendar, crossing_argument
from sim.planning.targeting.phasing import check_limits
from sim.planning.targeting.sequence import StartStates, nominal_trials
from sim.planning.targeting.solve import BurnPlan, SearchScope, search_burns
from sim.planning.targeting.trial import fly_trials
from sim.planning.violation import Violation

LOOKED_AT = 12
"""Aim points that are flown, the best of as many passes."""

CANDIDATES = 4
"""Of these, how many are broken up."""

PLANNED = 2
"""Of those, how many plans are compared: passes that no plan can be brought onto do not count."""

FIRST = 10
"""Break-ups of a further plan that are flown first: what one fragment of them forbids, all do."""

ROUNDING = 1e-9
"""Of a clearance, by which the same fragment among fewer may differ."""

ROUNDING_DEG = 1e-3
"""Of the aim point; 0.1 km, less than a plan may miss it by."""


@dataclass(frozen=True, kw_only=True)
class AimStudy:
    """An aim point that was chosen, and what it was chosen from.

    Attributes
    ----------
    choice
        What was asked.
    plan
        For the aim point chosen; its problem has that point.
    candidates
        Aim points that were flown, best first.
    chosen
        Number of the one taken.
    passes, places
        Passes with an aim point in the box, and places compared.
    clearance
        Of the plan, with all pieces; None where nothing hazardous falls.
    backups
        Of the plan.
    """

    choice: AimChoice
    plan: BurnPlan
    candidates: tuple[AimCandidate, ...]
    chosen: int
    passes: int
    places: int
    clearance: PlanClearance | None
    backups: tuple[BackupRevolution, ...]

    @property
    def has_backup(self) -> bool:
        """Whether a later revolution serves."""
        return any(each.serves for each in self.backups)

    @property
    def keeps_distances(self) -> bool:
        """Whether every piece of its break-ups keeps its distance from land."""
        return self.clearance is None or self.clearance.least >= 1.0

    @property
    def shortcut_error(self) -> float:
        """Largest difference of the normalised clearance of a candidate, moved less flown."""
        return max(abs(each.clearance - each.flown) for each in self.candidates)


def choose_aim(
    problem: UnaimedProblem,
    choice: AimChoice,
    before: Flight,
    model: StationModel,
    *,
    degree: int = 36,
    tolerance: float = 1e-10,
    scope: SearchScope | None = None,
) -> AimStudy:
    """Choose the aim point and plan for it.

    Parameters
    ----------
    problem
        What is planned.
    choice
        Box, share and reference piece.
    before
        A flight of one trajectory that ended in orbit.
    model
        What breaks up, and how.
    degree, tolerance
        Of the propagator, as for `sim.planning.targeting.solve.search_burns`.
    scope
        What is known of the window, and asked beside the burns.

    Raises
    ------
    NoAimError
        If burns fall short of their perigees, no pass leads through the box, or none of the best
        can be planned.
    """
    if problem.window <= 0.0:
        raise NoAimError("the window closes before the plan can begin")
    # the point decides nothing here but the axes that misses are told along
    trial = problem.aimed_at(choice.point(choice.box.south, choice.box.west))
    known = SearchScope(*(scope or SearchScope()).settled(trial, before, degree))
    starts = known.starts
    assert starts is not None
    try:
        family = fly_shapes(trial, starts, model, choice.box)
        ranking = rank_passes(trial, starts, family, choice)
        flown = _fly(trial, starts, family, ranking, choice, degree, tolerance)
    except NoAimError as error:
        short = next(violations_on_the_way(trial, starts, choice.box), None)
        raise error if short is None else NoAimError(short) from None
    return _best_study(trial, choice, before, known, model, flown, ranking, degree, tolerance)


def _best_study(
    trial: PlanningProblem,
    choice: AimChoice,
    before: Flight,
    scope: SearchScope,
    model: StationModel,
    flown: "_Flown",
    ranking: Ranking,
    degree: int,
    tolerance: float,
) -> AimStudy:
    """Plan for the best candidates; the first that keeps its distances with a backup revolution,
    else the first that keeps them, else the best of all.

    Raises
    ------
    NoAimError
        If none can be planned.
    """
    candidates = tuple(_break_up(flown, model, choice.share))
    studies: list[AimStudy] = []
    plans = _plans_for(trial, candidates, before, scope, degree, tolerance)
    for number, plan in islice(plans, PLANNED):
        if studies and _is_no_better(plan, studies, model, degree, tolerance):
            continue
        found = measure_plan(plan, model, choice.share)
        late = fly_backups(plan, choice.box, found, degree=degree, tolerance=tolerance)
        study = AimStudy(
            choice=choice,
            plan=plan,
            candidates=candidates,
            chosen=number,
            passes=len(ranking.candidates),
            places=ranking.places,
            clearance=found,
            backups=tuple(late),
        )
        studies.append(study)
        if study.keeps_distances and study.has_backup:
            break
    if not studies:
        words = f"no plan could be brought onto the best points in the box ({choice.box.words()})"
        raise NoAimError(words)
    # of equals the first
    best = max(studies, key=lambda each: (each.keeps_distances, each.has_backup))
    if not best.keeps_distances:
        return studies[0]
    return best if best is studies[0] else _with_backup_passes(best, scope)


def _is_no_better(
    plan: BurnPlan,
    studies: Sequence[AimStudy],
    model: StationModel,
    degree: int,
    tolerance: float,
) -> bool:
    """Whether the first break-ups of a further plan show that it is not taken: a fragment of them
    that falls too near land, now or after each of the later revolutions, does so among all.
    """
    choice = studies[0].choice
    found = measure_plan(plan, model, choice.share, FIRST)
    if found is not None and found.least < 1.0 - ROUNDING:
        return True
    if not any(each.keeps_distances for each in studies):
        return False
    late = fly_backups(plan, choice.box, found, degree=degree, tolerance=tolerance)
    return all(
        each.clearance < 1.0 - ROUNDING or not (each.complete and each.in_box) for each in late
    )


def _with_backup_passes(study: AimStudy, scope: SearchScope) -> AimStudy:
    """A further plan that is taken after all, with the backup passes of its calendar as asked."""
    starts, plan = scope.starts, study.plan
    if not scope.with_backups or starts is None:
        return study
    return replace(study, plan=replace(plan, calendar=build_calendar(plan.problem, starts)))


def violations_on_the_way(
    problem: PlanningProblem, starts: StartStates, box: AimBox
) -> Iterator[Violation]:
    """What keeps burns from being flown on their way to the middle latitude of a box: engines that
    fall silent, propellant or time that runs out; nothing where they reach their perigees.
    """
    middle = replace(problem.aim, latitude=0.5 * (box.south + box.north))
    inclination = inclination_of_date(starts.t[0], starts.y[0], starts.orientation)
    reach = [
        crossing_argument(middle.latitude, inclination, direction)
        for direction in problem.directions
    ]
    if any(argument is not None for argument in reach):
        yield from find_hardware_violations(replace(problem, aim=middle), starts, reach)


@dataclass(frozen=True)
class _Flown:
    """Candidates as they come down when flown, best first; their flight, and the row of each."""

    candidates: tuple[AimCandidate, ...]
    flight: Flight
    rows: tuple[int, ...]


def _fly(
    problem: PlanningProblem,
    starts: StartStates,
    family: ShapeFamily,
    ranking: Ranking,
    choice: AimChoice,
    degree: int,
    tolerance: float,
) -> _Flown:
    """The best aim points with their clearance moved to where they come down; those outside box or
    limits are left out.
    """
    candidates = ranking.candidates[:LOOKED_AT]
    trials = nominal_trials(
        problem,
        np.array([each.start for each in candidates]),
        np.array([each.burn_centre for each in candidates]),
    )
    outcome = fly_trials(problem, starts, trials, degree=degree, tolerance=tolerance)
    impact = outcome.impact
    with np.errstate(invalid="ignore"):
        inside = choice.box.holds(impact.latitude, impact.longitude)
    rows = np.flatnonzero(outcome.flown & check_limits(problem, outcome) & inside)
    if not len(rows):
        raise NoAimError(
            "the best aim points cannot be reached within the limits on burns, or lie outside the "
            f"box of the aim ({choice.box.words()}) when flown"
        )
    place = orbit_place(
        impact.latitude[rows], impact.longitude[rows], impact.heading[rows], family.inclination
    )
    moved = place_shapes(family, place, ranking.grid, choice.share)
    flown = [
        replace(
            candidates[row],
            latitude=float(impact.latitude[row]),
            longitude=float(impact.longitude[row]),
            ignition=float(outcome.ignition[row, -1]),
            clearance=float(moved[k]),
            backup_clearance=backup_clearances(
                family, place.of(np.array([k])), candidates[row].drift, ranking.grid, choice
            ),
        )
        for k, row in enumerate(rows)
    ]
    best = sorted(range(len(rows)), key=lambda k: _rank(flown[k], flown[k].clearance))[:CANDIDATES]
    return _Flown(tuple(flown[k] for k in best), outcome.flight, tuple(int(rows[k]) for k in best))


def _break_up(flown: _Flown, model: StationModel, share: float) -> list[AimCandidate]:
    """Candidates with the clearance of their own break-ups, best first."""
    chosen = choose_pieces(flown.flight, flown.rows[0], model)
    measured = []
    parts = break_up_rows(flown.flight, list(flown.rows), model, chosen)
    for each, fallen in zip(flown.candidates, parts, strict=True):
        value = clearance_of(fallen.latitude, fallen.longitude)
        rank = required_first(value[None], fallen.weight, share)
        measured.append(replace(each, flown=float(rank[0])))
    return sorted(measured, key=lambda each: _rank(each, each.flown))


def _rank(each: AimCandidate, clearance: float) -> tuple[bool, bool, float, float]:
    """Order of candidates: as ranked, then by date."""
    return *each.order(clearance), each.ignition


def _plans_for(
    problem: PlanningProblem,
    candidates: Sequence[AimCandidate],
    before: Flight,
    scope: SearchScope,
    degree: int,
    tolerance: float,
) -> Iterator[tuple[int, BurnPlan]]:
    """Plans that bring the final burn onto a candidate, with its number; only the first tells the
    backup passes of its calendar.
    """
    for number, candidate in enumerate(candidates):
        plan = _plan_for(problem, candidate, before, scope, degree, tolerance)
        if plan.closed:
            scope = scope._replace(with_backups=False)
            yield number, plan


def _plan_for(
    problem: PlanningProblem,
    candidate: AimCandidate,
    before: Flight,
    scope: SearchScope,
    degree: int,
    tolerance: float,
) -> BurnPlan:
    """The plan for the point of a candidate, on its pass."""
    latitude, longitude = (
        np.radians(round(float(np.degrees(angle)) / ROUNDING_DEG) * ROUNDING_DEG)
        for angle in (candidate.latitude, candidate.longitude)
    )
    aim: AimPoint = replace(problem.aim, latitude=float(latitude), longitude=float(longitude))
    return search_burns(
        replace(problem, aim=aim),
        before,
        degree=degree,
        tolerance=tolerance,
        final_burn=candidate.ignition,
        scope=scope,
    )
