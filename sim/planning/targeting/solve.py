"""Targeting: from the opportunities of a window to burns that put the debris on the aim.

Several opportunities are closed in on at once by Newton's method with differences, all trials of
an iteration in one batch on the full propagator. What is claimed in the end was flown: the plan
found is flown once more with its ignitions on dates and a tighter tolerance, and its miss is
reported.
"""

from dataclasses import dataclass, replace
from typing import NamedTuple

import numpy as np

from sim.flight.fly import fly, resume_from
from sim.flight.mission import Mission
from sim.flight.phase import Burn, Condition, Phase
from sim.flight.record import Flight
from sim.planning.problem import PlannedBurn, PlanningProblem, UnaimedProblem
from sim.planning.targeting.calendar import HALF_REVOLUTION, Calendar, build_calendar
from sim.planning.targeting.command import command_burn, read_figures
from sim.planning.targeting.phasing import MOST_SHIFT, Opportunity, build_trials, check_limits
from sim.planning.targeting.sequence import (
    Propagation,
    StartStates,
    Trials,
    descent_phases,
    find_starts,
    propagation,
    release_condition,
)
from sim.planning.targeting.trial import TrialOutcome, fly_trials, read_outcome
from sim.vehicle.hardware import of_rows

CLOSE = 300.0
"""m: a trial that lands nearer than this is done. A third of what is promised."""

CLOSE_BY_CHANCE = 900.0
"""m, the same where nothing can be moved across the track: a pass leads over the aim or not."""

CLOSE_ANGLE = 1e-6
"""rad, of the flight-path angle at the interface where that is a goal."""

CANDIDATES = 4
"""Opportunities that are closed in on together."""

ITERATIONS = 14
ENOUGH = 5
"""Iterations after which one candidate on the aim is enough."""

PATIENCE = 5
"""Iterations in which no candidate comes nearer, after which none will."""

STEP = np.array([2e-3, 2e-3, 500.0])
"""Differences in burn centre (rad), shift, and final perigee (m)."""

REACH = np.array([0.15, 0.3, 15e3])
"""Largest change of an unknown in an iteration."""

MILLISECOND = 1e-3
TIGHTER = 0.01
"""Tolerance of the last flight over that of the search."""


@dataclass(frozen=True, kw_only=True)
class BurnPlan:
    """A plan as it was flown.

    Attributes
    ----------
    problem
        What was asked.
    calendar
        Opportunities of the window.
    start
        s, when the plan begins: the end of the flight before.
    opportunity
        The one taken.
    ignition
        s, shape (burns,), whole milliseconds.
    perigee
        m, shape (burns,): what each burn leaves.
    commands
        The burns as their vehicles are told them.
    burn_centre, shift
        The unknowns solved for.
    outcome
        Of the last flight, one trajectory, down to the release of the reference piece.
    closed
        Whether the search met its goals; what the last flight missed stands in `along`, `across`.
    iterations
        Of the search.
    before
        The flight the plan goes on from.
    alternatives
        Other opportunities on which the search closed, with the miss in m of the search.
    """

    problem: PlanningProblem
    calendar: Calendar
    start: float
    opportunity: Opportunity | None
    ignition: np.ndarray
    perigee: np.ndarray
    commands: tuple[Burn, ...]
    burn_centre: float
    shift: float
    outcome: TrialOutcome | None
    closed: bool
    iterations: int
    before: Flight
    alternatives: tuple[tuple[Opportunity, float], ...] = ()

    @property
    def along(self) -> float:
        """Metres beyond the aim."""
        return np.nan if self.outcome is None else float(self.outcome.along[0])

    @property
    def across(self) -> float:
        """Metres to the right of the aim."""
        return np.nan if self.outcome is None else float(self.outcome.across[0])


class SearchScope(NamedTuple):
    """States from which the burns of a window may begin, None where they are not known; and whether
    the backups of every pass are told.
    """

    starts: StartStates | None = None
    with_backups: bool = True

    def settled(
        self, problem: UnaimedProblem, before: Flight, degree: int
    ) -> tuple[StartStates, bool]:
        """The same with starts, flown if need be."""
        starts = starts_of_window(problem, before, degree) if self.starts is None else self.starts
        return starts, self.with_backups


def search_burns(
    problem: PlanningProblem,
    before: Flight,
    *,
    degree: int = 36,
    tolerance: float = 1e-10,
    final_burn: float | None = None,
    scope: SearchScope | None = None,
) -> BurnPlan:
    """Find the burns.

    Parameters
    ----------
    problem
        Aim point, burns and limits.
    before
        A flight of one trajectory that ended in orbit; the plan goes on from there.
    degree, tolerance
        Of the propagator while closing in; the last flight has a tolerance of `TIGHTER` times it.
    final_burn
        s, when the final burn is to take place: only opportunities within half a revolution of it
        are closed in on. None: of all of them those of least effort.
    scope
        What is known of the window, and asked beside the burns.

    Returns
    -------
    BurnPlan
        `closed` is False if no opportunity meets the aim: `sim.planning.feasibility` says why.
    """
    if problem.window <= 0.0:
        return _no_plan(problem, Calendar((), ()), before)
    starts, with_backups = (scope or SearchScope()).settled(problem, before, degree)
    calendar = build_calendar(problem, starts, with_backups=with_backups)
    nothing = _no_plan(problem, calendar, before)
    chosen = _opportunities(calendar, final_burn)[:CANDIDATES]
    if not chosen:
        return nothing
    trials, outcome, closed, iterations = _close_in(problem, starts, chosen, degree, tolerance)
    size = _size(problem, outcome)
    order = np.flatnonzero(closed).tolist() or sorted(range(len(chosen)), key=lambda k: size[k])
    if not np.isfinite(outcome.ignition[k := order[0]]).all():
        return nothing
    ignition = np.round(outcome.ignition[k] / MILLISECOND) * MILLISECOND
    commands, tight = commands_of(problem, outcome, k), TIGHTER * tolerance
    flown = fly(build_dated_mission(problem, before, ignition, commands, degree, tight))
    return replace(
        nothing,
        opportunity=chosen[k],
        ignition=ignition,
        perigee=np.round(outcome.perigee_after[k]),
        commands=commands,
        burn_centre=float(trials.burn_centre[k] % (2.0 * np.pi)),
        shift=float(trials.shift[k]),
        outcome=read_outcome(problem, flown),
        closed=bool(closed[k]),
        iterations=iterations,
        alternatives=tuple((chosen[j], float(size[j])) for j in order[1:] if closed[j]),
    )


def starts_of_window(problem: UnaimedProblem, before: Flight, degree: int) -> StartStates:
    """The states from which the burns of a problem may begin."""
    return find_starts(before, problem.window + 1.0, degree=degree)


def _opportunities(calendar: Calendar, final_burn: float | None) -> list[Opportunity]:
    """Those with a final burn within half a revolution of a time, or all; least effort first."""
    every = calendar.opportunities
    if final_burn is None:
        return list(every)
    return [each for each in every if abs(each.ignition[-1] - final_burn) < HALF_REVOLUTION]


def _no_plan(problem: PlanningProblem, calendar: Calendar, before: Flight) -> BurnPlan:
    """A plan without burns: no opportunity met the aim."""
    return BurnPlan(
        problem=problem,
        calendar=calendar,
        start=float(before.t[0]),
        opportunity=None,
        ignition=np.full(len(problem.burns), np.nan),
        perigee=np.full(len(problem.burns), np.nan),
        commands=(),
        burn_centre=np.nan,
        shift=np.nan,
        outcome=None,
        closed=False,
        iterations=0,
        before=before,
    )


def commands_of(problem: PlanningProblem, outcome: TrialOutcome, k: int) -> tuple[Burn, ...]:
    """The burns of one trial as their vehicles are told them."""
    commands = (
        command_burn(burn, burn.law, read_figures(problem, outcome, number))
        for number, burn in enumerate(problem.burns)
    )
    return tuple(replace(each, value=float(of_rows(each.value, k))) for each in commands)


def build_dated_mission(
    problem: PlanningProblem,
    before: Flight,
    ignition: np.ndarray,
    commands: tuple[Burn, ...],
    degree: int,
    tolerance: float,
) -> Mission:
    """The mission of a plan whose burns ignite on dates."""
    common = propagation(degree, tolerance, save_every=60.0)
    phases: list[Phase] = []
    for burn, moment, command in zip(problem.burns, ignition, commands, strict=True):
        phases.append(coast_phase(burn, moment, common))
        phases.append(Phase(name=burn.name, burn=command, **common))
    phases += descent_phases(problem, release_condition(problem.aim), common)
    return resume_from(before, np.zeros(1, dtype=int), before.t, before.y, tuple(phases))


def coast_phase(burn: PlannedBurn, moment: float, common: Propagation) -> Phase:
    """Coast to an ignition, docked and turned as the burn wants it."""
    return Phase(
        name=f"{burn.name}_coast",
        until=Condition("time", float(moment)),
        attitude=burn.attitude,
        dock=burn.dock,
        undock=burn.undock,
        **common,
    )


def _size(problem: PlanningProblem, outcome: TrialOutcome) -> np.ndarray:
    """Distance from the aim in m, shape (n,); infinite where nothing came down."""
    size = np.hypot(outcome.along, outcome.across)
    good = np.isfinite(size) & outcome.flown & check_limits(problem, outcome)
    return np.where(good, size, np.inf)


def _goals(problem: PlanningProblem, outcome: TrialOutcome) -> np.ndarray:
    """What has to become zero, shape (n, unknowns): m, m, and rad of the flight-path angle."""
    rows = [outcome.along]
    if _unknowns(problem)[1]:
        rows.append(outcome.across)
    if problem.flight_path_angle is not None:
        rows.append(outcome.flight_path_angle - problem.flight_path_angle)
    return np.column_stack(rows)


def _unknowns(problem: PlanningProblem) -> tuple[bool, bool, bool]:
    """Which of burn centre, shift and final perigee are free."""
    moved = bool(problem.lowering) and not problem.fixed_shares
    return True, moved, problem.flight_path_angle is not None


def _close_in(
    problem: PlanningProblem,
    starts: StartStates,
    chosen: list[Opportunity],
    degree: int,
    tolerance: float,
) -> tuple[Trials, TrialOutcome, np.ndarray, int]:
    """Newton's method on several opportunities at once."""
    free = np.flatnonzero(_unknowns(problem))
    k, m = len(chosen), len(free)
    trials = build_trials(problem, chosen)
    x = np.column_stack([trials.burn_centre, trials.shift, trials.perigee])
    close = CLOSE if _unknowns(problem)[1] else CLOSE_BY_CHANCE
    best, reach, outcome, iteration = x.copy(), np.full(k, np.inf), None, 0
    damping, idle = np.ones(k), 0
    while iteration < ITERATIONS:
        # the trials at x and at x plus one difference of each unknown, all in one batch
        batch = [x] + [x + STEP * (np.arange(3) == j) for j in free]
        trials = _with(trials, x)
        both = _stacked(trials, batch)
        outcome = fly_trials(problem, starts, both, degree=degree, tolerance=tolerance)
        goals = _goals(problem, outcome).reshape(m + 1, k, m)
        size = _size(problem, outcome)[:k]
        # an angle off by CLOSE_ANGLE weighs as much as a miss of `close` metres
        if problem.flight_path_angle is not None:
            size = size + np.abs(goals[0, :, -1]) * close / CLOSE_ANGLE
        better = size < reach
        best[better], reach[better] = x[better], size[better]
        iteration += 1
        idle = 0 if better.any() else idle + 1
        if idle == PATIENCE:
            break
        # a candidate that lags behind is not waited for
        if (reach < close).all() or (iteration >= ENOUGH and (reach < close).any()):
            break
        x, damping = _next(x, best, better, damping, goals, free)
        # ignitions of this iteration keep the burns of the next on their revolutions
        known = outcome.ignition[:k]
        trials = replace(trials, ignition=np.where(np.isfinite(known), known, trials.ignition))
    trials = _with(trials, best)
    outcome = fly_trials(problem, starts, trials, degree=degree, tolerance=tolerance)
    return trials, outcome, _size(problem, outcome) < close, iteration


def _next(
    x: np.ndarray,
    best: np.ndarray,
    better: np.ndarray,
    damping: np.ndarray,
    goals: np.ndarray,
    free: np.ndarray,
) -> tuple[np.ndarray, np.ndarray]:
    """The next values of the unknowns: a Newton step, or half way back where the last was worse."""
    after = x.copy()
    damping = np.where(better, np.minimum(2.0 * damping, 1.0), 0.5 * damping)
    for row in range(len(x)):
        if not better[row]:
            after[row] = 0.5 * (x[row] + best[row])
            continue
        slope = (goals[1:, row] - goals[0, row]).T / STEP[free]
        # a trial that did not come down, or unknowns that act alike, give no direction
        if not np.isfinite(slope).all() or abs(np.linalg.det(slope)) < 1e-12:
            continue
        step = np.linalg.solve(slope, -goals[0, row]) * damping[row]
        # far from the aim the miss is not linear: no unknown goes beyond its reach at once
        over = np.max(np.abs(step) / REACH[free])
        after[row, free] += step / max(over, 1.0)
    after[:, 1] = np.clip(after[:, 1], -MOST_SHIFT, MOST_SHIFT)
    return after, damping


def _with(trials: Trials, x: np.ndarray) -> Trials:
    return replace(trials, burn_centre=x[:, 0], shift=x[:, 1], perigee=x[:, 2])


def _stacked(trials: Trials, batch: list[np.ndarray]) -> Trials:
    """The trials once for each set of unknowns."""
    many = trials.of(np.tile(np.arange(len(trials)), len(batch)))
    return _with(many, np.vstack(batch))
