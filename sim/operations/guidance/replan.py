"""Planning the remaining burns again, for n samples at once, each from what is known of it.

The unknowns are those of a plan (`sim.planning.targeting.sequence`): where on the orbit burns are
centred, and how the rest of the lowering is shared out, which moves the last pass across the aim.
Every iteration is one batch on the full propagator. Samples differ little from the nominal flight,
so its slopes begin the search, and each sample corrects its own (Broyden 1965, Math. Comp. 19:577).
"""

from dataclasses import dataclass, replace

import numpy as np
from numpy.typing import NDArray

from sim.flight.fly import fly
from sim.operations.guidance.knowledge import Knowledge
from sim.planning.problem import PlanningProblem
from sim.planning.targeting.command import read_figures
from sim.planning.targeting.phasing import REVOLUTION
from sim.planning.targeting.sequence import (
    Propagation,
    half_period,
    sequence_phases,
    share_lowering,
)
from sim.planning.targeting.trial import TrialOutcome, read_outcome

Array = NDArray[np.float64]
Rows = NDArray[np.intp]

CLOSE = 250.0
"""m: a sample whose reference piece is expected nearer to the aim is done."""

CLOSE_FOR_NOW = 10e3
"""m: the same where a later burn can still be moved across the track; what the air does until then
moves the impact farther.
"""

ITERATIONS = 8
STEP = np.array([2e-3, 2e-3])
"""Differences of burn centre (rad) and shift, for slopes."""

REACH = np.array([0.15, 0.3])
"""Largest change of an unknown in an iteration."""

MOST_SHIFT = 2.0
"""Beyond it nearly all of the lowering falls to one burn."""


@dataclass(frozen=True, kw_only=True)
class Sequence:
    """The burns of a plan, which all samples begin with.

    Attributes
    ----------
    problem
        With the perigees the plan has found.
    low
        m, mean perigee before the first burn: shares of the lowering count from there.
    ignition, duration, delta_v
        s, s and m/s, shape (burns,).
    burn_centre
        rad, argument of latitude.
    slopes
        Of the nominal flight by burn: change of the goals (m) by change of the unknowns, (m, m);
        empty where they are not known.
    revolutions_left
        By burn: revolutions the nominal stack stays up if it is never flown; empty: not known.
    backups
        Revolutions after the final one whose impact lies in the box, as planned.
    """

    problem: PlanningProblem
    low: float
    ignition: Array
    duration: Array
    delta_v: Array
    burn_centre: float
    slopes: tuple[Array, ...] = ()
    revolutions_left: tuple[float, ...] = ()
    backups: int = 0

    def remaining(self, stage: int) -> PlanningProblem:
        """The problem that is left when `stage` burns have been flown."""
        return replace(self.problem, lowering=self.problem.lowering[stage:])

    def unknowns(self, stage: int) -> int:
        """How many unknowns are free: with a single lowering burn left nothing is shared out."""
        shared = len(self.problem.lowering) - stage > 1 and not self.problem.fixed_shares
        return 2 if shared else 1

    def perigees(self, stage: int, shift: Array) -> Array:
        """Perigee in m after each remaining burn, (n, remaining)."""
        problem = self.problem
        final = np.full((len(shift), 1), problem.final.perigee)
        if not problem.lowering[stage:]:
            return final
        return np.hstack([share_lowering(problem, self.low, shift)[:, stage:], final])


@dataclass(frozen=True, kw_only=True)
class Commands:
    """What n samples are commanded, and what is expected of it.

    Attributes
    ----------
    aim
        rad, latitude and longitude where the reference piece is to come down, (n, 2).
    burn_centre, shift
        Unknowns, (n,).
    ignition, duration, delta_v, perigee
        By burn, (n, burns): s, s, m/s, m.
    propellant
        kg, what the remaining burns are expected to take, (n,).
    downrange
        rad, argument of latitude at which the arc from the next burn enters, (n,); NaN unless its
        vehicle counts that.
    along, across
        m from the aim, as known, (n,).
    impact
        rad, latitude, longitude and heading of the impact that is expected, (n, 3).
    complete
        Whether every burn is expected to reach its cut-off and the piece to come down, (n,).
    """

    aim: Array
    burn_centre: Array
    shift: Array
    ignition: Array
    duration: Array
    delta_v: Array
    perigee: Array
    propellant: Array
    downrange: Array
    along: Array
    across: Array
    impact: Array
    complete: NDArray[np.bool_]

    @property
    def miss(self) -> Array:
        """Distance from the aim, as known, m, (n,)."""
        return np.hypot(self.along, self.across)


def first_commands(sequence: Sequence, n: int) -> Commands:
    """The plan, for n samples."""
    perigee = sequence.perigees(0, np.zeros(1))
    aim = sequence.problem.aim
    return Commands(
        aim=np.tile([aim.latitude, aim.longitude], (n, 1)),
        burn_centre=np.full(n, sequence.burn_centre),
        shift=np.zeros(n),
        ignition=np.tile(sequence.ignition, (n, 1)),
        duration=np.tile(sequence.duration, (n, 1)),
        delta_v=np.tile(sequence.delta_v, (n, 1)),
        perigee=np.repeat(perigee, n, axis=0),
        propellant=np.full(n, np.nan),
        downrange=np.full(n, np.nan),
        along=np.zeros(n),
        across=np.zeros(n),
        impact=np.full((n, 3), np.nan),
        complete=np.ones(n, dtype=bool),
    )


@dataclass(frozen=True, kw_only=True)
class Remaining:
    """What is left of a sequence for n samples when `stage` burns have been flown: from what is
    known of each, to an aim of its own, (n, 2) rad.
    """

    sequence: Sequence
    known: Knowledge
    aim: Array
    stage: int
    common: Propagation

    @property
    def unknowns(self) -> int:
        """How many are free."""
        return self.sequence.unknowns(self.stage)

    def fly(self, rows: Rows, x: Array, ignition: Array) -> TrialOutcome:
        """Fly what is left of samples `rows` (k,), with unknowns x (k, 2) and burns near the
        ignitions (k, remaining).
        """
        sequence, stage = self.sequence, self.stage
        problem = _expect_thrust(sequence.remaining(stage), self.known, rows)
        perigee = sequence.perigees(stage, x[:, 1])
        wait = ignition - half_period(np.full_like(perigee, sequence.low), perigee)
        centre = x[:, 0] % (2.0 * np.pi)
        phases = sequence_phases(problem, centre, wait, perigee, self.common)
        flight = fly(self.known.make_mission(rows, phases))
        return read_outcome(problem, flight, self.aim[rows].T)

    def slopes(self, rows: Rows, x: Array, ignition: Array, goals: Array) -> Array:
        """Slopes (k, m, m) of the goals by differences."""
        k, m = goals.shape
        moved = np.concatenate([x + STEP * (np.arange(2) == j) for j in range(m)])
        outcome = self.fly(np.tile(rows, m), moved, np.tile(ignition, (m, 1)))
        there = _goals(outcome, m).reshape(m, k, m)
        return ((there - goals) / STEP[:m, None, None]).transpose(1, 2, 0)


def replan(remaining: Remaining, commands: Commands, rows: Rows) -> tuple[Commands, Array | None]:
    """Plan the burns that are left for some samples.

    Parameters
    ----------
    remaining
        What is left, of n samples.
    commands
        So far; dates keep burns on their revolutions.
    rows
        Samples that plan, shape (k,).

    Returns
    -------
    tuple
        Commands of all samples, those of `rows` and of the burns left being new; and the slopes
        (m, m) that the first of `rows` has ended with, None without samples.
    """
    k, m, stage = len(rows), remaining.unknowns, remaining.stage
    x = np.column_stack([commands.burn_centre[rows], commands.shift[rows]])
    ignition = commands.ignition[rows][:, stage:]
    slopes = np.full((k, m, m), np.nan)
    if remaining.sequence.slopes:
        slopes[:] = remaining.sequence.slopes[stage]
    close = CLOSE_FOR_NOW if remaining.sequence.unknowns(stage + 1) > 1 else CLOSE
    best, reach = x.copy(), np.full(k, np.inf)
    best_goals, damping = np.full((k, m), np.nan), np.ones(k)
    last_x, last_goals = x.copy(), np.full((k, m), np.nan)
    found: dict[str, Array] = {}
    waiting = np.arange(k)
    for _ in range(ITERATIONS):
        if not len(waiting):
            break
        outcome = remaining.fly(rows[waiting], x[waiting], ignition[waiting])
        goals = _goals(outcome, m)
        size = np.where(comes_down(outcome), np.abs(goals).max(axis=1), np.inf)
        if np.isnan(slopes[waiting]).any():
            slopes[waiting] = remaining.slopes(rows[waiting], x[waiting], ignition[waiting], goals)
        else:
            _correct(slopes, waiting, x[waiting] - last_x[waiting], goals - last_goals[waiting])
        better = size < reach[waiting]
        keep = waiting[better]
        best[keep], reach[keep], best_goals[keep] = x[keep], size[better], goals[better]
        _keep(found, remaining, outcome, keep, np.flatnonzero(better), k)
        seen = outcome.ignition[better]
        ignition[keep] = np.where(np.isfinite(seen), seen, ignition[keep])
        last_x[waiting], last_goals[waiting] = x[waiting], goals
        # what came out worse has taught its slopes: from the best another way, more carefully
        damping[waiting] = np.where(better, 1.0, 0.5 * damping[waiting])
        step = _steps(slopes[waiting], best_goals[waiting])
        x[waiting] = best[waiting] + damping[waiting, None] * step
        x[:, 1] = np.clip(x[:, 1], -MOST_SHIFT, MOST_SHIFT)
        # what never came down has no way to go
        waiting = waiting[(reach[waiting] >= close) & np.isfinite(reach[waiting])]
    return _write(commands, rows, stage, best, found), slopes[0] if k else None


def _expect_thrust(problem: PlanningProblem, known: Knowledge, rows: Rows) -> PlanningProblem:
    """The problem with the thrust that is expected of each sample."""
    *lowering, final = (
        replace(burn, firings=known.firings(burn.firings, rows)) for burn in problem.burns
    )
    return replace(problem, lowering=tuple(lowering), final=final)


def comes_down(outcome: TrialOutcome) -> NDArray[np.bool_]:
    """Trials whose piece comes down within a revolution of the final burn, (n,). A burn that runs
    out of propellant is no obstacle then: the next one lowers what is left, and after the last one
    the entry is shallower.
    """
    with np.errstate(invalid="ignore"):
        soon = outcome.impact.t - outcome.ignition[:, -1] < REVOLUTION
    return soon & np.isfinite(outcome.along) & ~outcome.late


def _goals(outcome: TrialOutcome, m: int) -> Array:
    """What has to become zero, m, (k, m)."""
    return np.column_stack([outcome.along, outcome.across])[:, :m]


def _correct(slopes: Array, rows: Rows, moved: Array, changed: Array) -> None:
    """Broyden's correction of slopes (n, m, m) of some rows, in place."""
    m = slopes.shape[1]
    scaled = moved[:, :m] / STEP[:m]
    length = (scaled**2).sum(axis=1)
    miss = changed - np.einsum("kij,kj->ki", slopes[rows], moved[:, :m])
    with np.errstate(divide="ignore", invalid="ignore"):
        update = miss[:, :, None] * (scaled / STEP[:m])[:, None, :] / length[:, None, None]
    good = np.isfinite(update).all(axis=(1, 2))
    slopes[rows[good]] += update[good]


def _steps(slopes: Array, goals: Array) -> Array:
    """Newton steps of both unknowns, (k, 2), none beyond its reach; zero without a slope."""
    k, m = goals.shape
    step = np.zeros((k, 2))
    for row in range(k):
        slope, goal = slopes[row], goals[row]
        if not (np.isfinite(slope).all() and np.isfinite(goal).all()):
            continue
        if abs(np.linalg.det(slope / np.abs(slope).max())) < 1e-9:
            continue
        way = np.linalg.solve(slope, -goal)
        step[row, :m] = way / max(1.0, float(np.max(np.abs(way) / REACH[:m])))
    return step


COLUMNS = ("ignition", "duration", "delta_v", "perigee_after")


def _keep(
    found: dict[str, Array],
    remaining: Remaining,
    outcome: TrialOutcome,
    rows: Rows,
    which: Rows,
    k: int,
) -> None:
    """Keep figures of some trials (numbers `which`) as those of samples `rows` of k."""
    figures = {name: getattr(outcome, name) for name in COLUMNS}
    problem = remaining.sequence.remaining(remaining.stage)
    figures["downrange"] = read_figures(problem, outcome, 0).downrange
    impact = outcome.impact
    figures["impact"] = np.column_stack([impact.latitude, impact.longitude, impact.heading])
    figures["propellant"] = outcome.propellant.sum(axis=1)
    figures |= {"along": outcome.along, "across": outcome.across}
    figures["flown"] = comes_down(outcome)
    for name, values in figures.items():
        if name not in found:
            kind = bool if values.dtype == bool else float
            empty = np.zeros if kind is bool else lambda shape: np.full(shape, np.nan)
            found[name] = empty((k, *values.shape[1:])).astype(kind)
        found[name][rows] = values[which]


def _write(
    commands: Commands, rows: Rows, stage: int, best: Array, found: dict[str, Array]
) -> Commands:
    """Commands with what was found; a sample for which nothing came down keeps its own."""
    good = np.asarray(found.get("flown", np.zeros(len(rows))), dtype=bool)
    complete = commands.complete.copy()
    complete[rows] = good
    if not good.any():
        return replace(commands, complete=complete)
    here = rows[good]
    new = {
        "burn_centre": (best[good, 0] % (2.0 * np.pi), None),
        "shift": (best[good, 1], None),
        "along": (found["along"][good], None),
        "across": (found["across"][good], None),
        "propellant": (found["propellant"][good], None),
        "downrange": (found["downrange"][good], None),
        "impact": (found["impact"][good], None),
        "ignition": (found["ignition"][good], stage),
        "duration": (found["duration"][good], stage),
        "delta_v": (found["delta_v"][good], stage),
        "perigee": (found["perigee_after"][good], stage),
    }
    written = {"complete": complete}
    for name, (values, first) in new.items():
        column = getattr(commands, name).copy()
        if first is None:
            column[here] = values
        else:
            column[here, first:] = values
        written[name] = column
    return replace(commands, **written)
