"""Phasing: how the burns before it can be moved so that a pass leads over the aim.

Stretching the burn sequence and redistributing the lowering change the period over days, and so the
longitude at which the last pass crosses the latitude of the aim, at negligible propellant cost.
For a pass that comes near, sequences of other lengths that end on it are flown too, each with
several ways to share out the lowering; between two of these the track crosses the aim.
"""

from collections.abc import Sequence
from dataclasses import dataclass, replace
from itertools import pairwise

import numpy as np

from sim.frames.constants import MEAN_RADIUS
from sim.frames.epoch import DAY
from sim.planning.problem import PlanningProblem
from sim.planning.targeting.sequence import StartStates, Trials, nominal_trials
from sim.planning.targeting.trial import TrialOutcome, fly_trials, observe_starts

TOLERANCE = 1e-9
"""Of the flights that only look around."""

STRETCHES = (1.0, 0.7, 0.8, 0.9, 1.1, 1.2, 1.3, 1.4, 1.6, 1.8, 2.1, 2.4, 2.7, 3.0)
LONGEST = 5.5 * DAY
"""Factors by which a sequence may be stretched in time, and how long (s) it may then be."""

WITHIN = 250e3
"""m across the track: passes that come so near to the aim with nominal times are followed up."""

NEAR = 96
"""Sequences, at most, that are flown with several ways to share out the lowering."""

SHIFTS = (-0.4, -0.2, 0.0, 0.2, 0.4)
"""Ways to share out the lowering: early to late."""

MOST_SHIFT = 1.2
"""Beyond it nearly all of the lowering falls to one burn."""

FAR = 20e3
"""m of altitude away from the wanted one that count as much as a shift of 1."""

MET = 20e3
"""m across the track: without a share to move, a pass that comes so near may lead over the aim when
flown at full accuracy.
"""

SAME_PERIGEE = 50.0
"""m between the perigee asked for and the one a final burn begins with."""

REVOLUTION = 5340.0
"""s, of an orbit of about 220 km: enough to tell one revolution from the next."""

SLIP = 150e3
"""m: a larger jump across the track between neighbouring shifts means that a burn slipped to the
next revolution.
"""


@dataclass(frozen=True, kw_only=True)
class Opportunity:
    """A pass that can be brought over the aim: by which stretch of the times and which shift of the
    shares, on which burn centre (rad, argument of latitude), with ignitions (s) near `ignition`.
    """

    start: int
    direction: int
    stretch: float
    shift: float
    burn_centre: float
    ignition: np.ndarray
    aside: float = 0.0

    @property
    def effort(self) -> float:
        """How far from the nominal plan it is: in shares, in times, and in altitude and across the
        track (`aside`, as a part of 20 km).
        """
        return abs(self.shift) + 2.0 * abs(self.stretch - 1.0) + self.aside


def find_opportunities(
    problem: PlanningProblem, starts: StartStates, nominal: Trials, outcome: TrialOutcome
) -> list[Opportunity]:
    """Which passes can be brought over the aim, and how.

    Parameters
    ----------
    problem, starts
        What is planned, and from where.
    nominal, outcome
        Trials with nominal times and shares from every start, as they were flown.
    """
    moved = bool(problem.lowering) and not problem.fixed_shares
    near = _near(problem, starts, nominal, outcome, moved)
    shifts = np.array(SHIFTS if moved else (0.0,))
    n, m = len(near), len(shifts)
    if n == 0:
        return []
    aside = np.zeros(len(starts.t))
    if problem.altitude is not None:
        aside = np.abs(observe_starts(starts).mean_altitude - problem.altitude) / FAR
    many = near.of(np.repeat(np.arange(n), m))
    many = replace(many, shift=np.tile(shifts, n))
    outcome = fly_trials(problem, starts, many, degree=starts.coarse_degree, tolerance=TOLERANCE)
    across = np.where(outcome.flown, outcome.across, np.nan).reshape(n, m)
    use = _use(problem, outcome).reshape(n, m)
    candidates = []
    for k in range(n):
        shift, i = _meeting(shifts, across[k]) if moved else (0.0, 0)
        if not (np.isfinite(shift) and np.interp(shift, shifts, use[k]) <= 1.0):
            continue
        row = k * m + i
        off = 0.0 if moved else abs(float(outcome.across[row])) / MET
        if off > 1.0:
            continue
        direction = 1 if np.cos(outcome.impact.heading[row]) > 0.0 else -1
        candidates.append(
            Opportunity(
                start=int(near.start[k]),
                direction=direction,
                stretch=float(near.stretch[k]),
                shift=shift,
                burn_centre=float(many.burn_centre[row] - outcome.along[row] / MEAN_RADIUS),
                ignition=outcome.ignition[row],
                aside=float(aside[near.start[k]]) + off,
            )
        )
    return _confirmed(problem, starts, candidates)


def build_trials(problem: PlanningProblem, chosen: Sequence[Opportunity]) -> Trials:
    """The trials that opportunities stand for, with the nominal final perigee."""
    trials = nominal_trials(
        problem, np.array([o.start for o in chosen]), np.array([o.burn_centre for o in chosen])
    )
    return replace(
        trials,
        shift=np.array([o.shift for o in chosen]),
        stretch=np.array([o.stretch for o in chosen]),
        ignition=np.array([o.ignition for o in chosen]),
    )


def _confirmed(
    problem: PlanningProblem, starts: StartStates, candidates: list[Opportunity]
) -> list[Opportunity]:
    """Those that, flown as they stand, keep to what burns may last and to their perigees; with the
    burn centres and ignitions of that flight, and the direction in which it crosses the latitude
    of the aim: only there, near the aim, does the heading tell it.
    """
    if not candidates:
        return []
    trials = build_trials(problem, candidates)
    outcome = fly_trials(problem, starts, trials, degree=starts.coarse_degree, tolerance=TOLERANCE)
    good = outcome.flown & check_limits(problem, outcome)
    burn_centre = trials.burn_centre - outcome.along / MEAN_RADIUS
    direction = np.where(np.cos(outcome.impact.heading) > 0.0, 1, -1)
    return [
        replace(
            each,
            burn_centre=float(burn_centre[k]),
            ignition=outcome.ignition[k],
            direction=int(direction[k]),
        )
        for k, each in enumerate(candidates)
        if good[k]
    ]


def _near(
    problem: PlanningProblem,
    starts: StartStates,
    nominal: Trials,
    outcome: TrialOutcome,
    moved: bool,
) -> Trials:
    """Sequences that end on passes near the aim, moved along the orbit onto its latitude."""
    across = np.where(outcome.flown, np.abs(outcome.across), np.inf)
    across = np.where(np.abs(outcome.along) < 0.3 * MEAN_RADIUS, across, np.inf)
    order = np.argsort(across)
    order = order[across[order] < WITHIN]
    burn_centre = nominal.burn_centre - outcome.along / MEAN_RADIUS
    first = replace(
        nominal.of(order), burn_centre=burn_centre[order], ignition=outcome.ignition[order]
    )
    stretches = [s for s in STRETCHES[1:] if moved and s * problem.length <= LONGEST]
    parts, taken = [first], []
    for stretch in stretches:
        for k in order:
            begin = outcome.ignition[k, -1] - stretch * problem.length
            start = int(np.argmin(np.abs(starts.t - begin)))
            # a sequence that would have to begin before the window has no start near
            if abs(starts.t[start] - begin) < 0.6 * REVOLUTION:
                taken.append((start, burn_centre[k], stretch))
    if taken:
        start, where, stretch = (np.array(column) for column in zip(*taken, strict=True))
        more = nominal.of(np.zeros(len(taken), dtype=int))
        parts.append(replace(more, start=start, burn_centre=where, stretch=stretch))
    trials = _joined(parts)
    aside = 2.0 * np.abs(trials.stretch - 1.0)
    return trials.of(np.argsort(aside, kind="stable")[:NEAR])


def _joined(parts: list[Trials]) -> Trials:
    names = Trials.__dataclass_fields__
    return Trials(*(np.concatenate([getattr(part, name) for part in parts]) for name in names))


def check_limits(problem: PlanningProblem, outcome: TrialOutcome) -> np.ndarray:
    """Trials whose burns are no longer than they may be, and whose final burn begins on the orbit
    asked for, not on a lower one; shape (n,).
    """
    good = _use(problem, outcome) <= 1.0
    if problem.lowering:
        last = outcome.perigee_after[:, len(problem.lowering) - 1]
        good &= np.abs(last - problem.lowering[-1].perigee) < SAME_PERIGEE
    return good


def _use(problem: PlanningProblem, outcome: TrialOutcome) -> np.ndarray:
    """Largest duration of a burn over what it may last, shape (n,)."""
    most = [np.inf if burn.longest is None else burn.longest for burn in problem.burns]
    return (outcome.duration / np.array(most)).max(axis=1)


def _meeting(shifts: np.ndarray, across: np.ndarray) -> tuple[float, int]:
    """Shift at which the track passes over the aim, and the number of the one flown next to it."""
    good = np.flatnonzero(np.isfinite(across))
    best, nearest = np.nan, 0
    for i, j in pairwise(good):
        # a burn that slipped to another revolution breaks the curve: nothing lies between
        if abs(across[i] - across[j]) > SLIP or across[i] == across[j]:
            continue
        root = shifts[i] + (shifts[j] - shifts[i]) * across[i] / (across[i] - across[j])
        # beyond the shifts flown only the outermost pair is continued
        inside = shifts[i] <= root <= shifts[j]
        outside = (i == good[0] and root < shifts[i]) or (j == good[-1] and root > shifts[j])
        if (inside or outside) and not abs(root) >= min(
            MOST_SHIFT, abs(best) if best == best else 9
        ):
            best = float(root)
            nearest = int(i if abs(root - shifts[i]) < abs(root - shifts[j]) else j)
    return best, nearest
