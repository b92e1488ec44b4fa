"""Small probabilities by subset simulation (Au & Beck 2001, Prob. Eng. Mech. 16:263): a rare event
is reached in steps that a tenth of the samples each take.

Samples of a step move as Markov chains of standard normal scores. A move keeps part of the
score and draws the rest anew (Papaioannou et al. 2015, Prob. Eng. Mech. 41:89, section 4.3),
so that its acceptance does not fall with the number of parameters: a proposal density found in a
hundred parameters would leave a few samples with all the weight. It needs no gradient, and moves
of all chains are flown as one batch. Leaves out: events that nothing comes nearer to by degrees; a
run that finds no way on is `stuck` and says so.
"""

import math
from collections.abc import Callable
from dataclasses import dataclass
from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray
from scipy.special import stdtrit

from sim.campaign.analysis.statistics import Interval, check_share
from sim.campaign.error import InvalidParameterError

Array = NDArray[np.float64]
Severity = Callable[[Array, int], Array]
"""Takes scores (n, d) and the number of samples before them; gives numbers (n,) that are 0 or more
where it happened, and larger the nearer it came.
"""

STEP = 0.1
"""Share of the samples that take the next step (Au & Beck 2001, section 6; Zuev et al. 2012,
Comput. Struct. 92:283: 0.1 to 0.3).
"""
MOST_LEVELS = 9
"""Steps after which a run ends: probabilities down to 1e-9."""
ACCEPTANCE = 0.44
"""Share of moves to be accepted (Papaioannou et al. 2015, section 5.2)."""
FIRST_MOVE = 0.6
"""Part of a score that is drawn anew, at first (same section)."""


class Level(NamedTuple):
    """One step of a run.

    Attributes
    ----------
    threshold
        Severity that all samples of the level have passed; -inf for the first.
    share
        Of the samples that pass the next threshold; at the last level, of those in which it
        happened.
    acceptance
        Of the moves that made the level; 1 for the first.
    ancestors
        Samples of the first level that those beyond the next threshold descend from.
    flights
        Samples computed for it.
    """

    threshold: float
    share: float
    acceptance: float
    ancestors: int
    flights: int


@dataclass(frozen=True)
class SubsetRun:
    """One run: its levels, and of the samples of the last one the severities (n,) and their places
    (n,) among all that were computed; chains that stay have one several times.
    """

    levels: tuple[Level, ...]
    severity: Array
    place: NDArray[np.int64]

    @property
    def flights(self) -> int:
        """Samples that were computed."""
        return sum(level.flights for level in self.levels)


def run_subsets(
    severity: Severity, parameters: int, samples: int, generator: np.random.Generator
) -> SubsetRun:
    """Reach an event level by level.

    Parameters
    ----------
    severity
        Of samples by their scores.
    parameters
        d.
    samples
        Of a level; 20 or more.
    generator
        Decides everything random: the same one gives the same run.

    Raises
    ------
    InvalidParameterError
        If there are too few samples.
    """
    if samples < 2 / STEP:
        raise InvalidParameterError(("samples",), "are too few", samples, f"{2 / STEP:g} or more")
    scores = generator.standard_normal((samples, parameters))
    states = _States(scores, severity(scores, 0), np.arange(samples), np.arange(samples))
    threshold, acceptance, flights, before = -math.inf, 1.0, samples, samples
    levels: list[Level] = []
    while True:
        # Those above the sample that sets the threshold are distributed as any above it; that one
        # is not: with it, each level would count 1 / (STEP * samples) too much.
        following = float(np.sort(states.severity)[-round(STEP * samples) - 1])
        beyond = np.flatnonzero(states.severity > following)
        ended = following >= 0.0 or not len(beyond) or len(levels) + 1 == MOST_LEVELS
        if ended:
            beyond = np.flatnonzero(states.severity >= 0.0)
        lines = len(np.unique(states.ancestor[beyond]))
        levels.append(Level(threshold, len(beyond) / samples, acceptance, lines, flights))
        if ended:
            return SubsetRun(tuple(levels), states.severity, states.place)
        threshold = following
        seeds = states.of(generator.permutation(beyond))
        states, acceptance = _move_chains(severity, seeds, threshold, samples, before, generator)
        flights = samples - len(beyond)
        before += flights


class _States(NamedTuple):
    """Samples of a level: scores (n, d), severity, place among all that were computed, and the
    sample of the first level they descend from, (n,) each.
    """

    scores: Array
    severity: Array
    place: NDArray[np.int64]
    ancestor: NDArray[np.int64]

    def of(self, rows: NDArray[np.int64] | slice) -> "_States":
        """Some of them."""
        return _States(
            self.scores[rows], self.severity[rows], self.place[rows], self.ancestor[rows]
        )


def _move_chains(
    severity: Severity,
    seeds: _States,
    threshold: float,
    samples: int,
    before: int,
    generator: np.random.Generator,
) -> tuple[_States, float]:
    """Chains from samples beyond a threshold until there are enough, and the share of moves
    accepted; `before` samples were computed for the levels before.
    """
    states, chains, part = seeds, len(seeds.severity), FIRST_MOVE
    kept, count, taken = [seeds], chains, 0
    while count < samples:
        size = min(chains, samples - count)
        states = states.of(slice(size))
        fresh = generator.standard_normal(states.scores.shape)
        tried = math.sqrt(1.0 - part * part) * states.scores + part * fresh
        first = before + count - chains
        severities = severity(tried, first)
        moved = severities > threshold
        states = _States(
            np.where(moved[:, None], tried, states.scores),
            np.where(moved, severities, states.severity),
            np.where(moved, first + np.arange(size), states.place),
            states.ancestor,
        )
        kept.append(states)
        count, taken = count + size, taken + int(moved.sum())
        # less and less, so that the chains keep their distribution
        change = (moved.mean() - ACCEPTANCE) / math.sqrt(len(kept) - 1)
        part = min(part * math.exp(change), 1.0)
    joined = _States(*(np.concatenate(column) for column in zip(*kept, strict=True)))
    moves = samples - chains
    return joined, taken / moves if moves else 1.0


class Tail(NamedTuple):
    """A small probability from several independent runs.

    Attributes
    ----------
    probability
        Mean of the runs, with an interval from their scatter.
    plain_flights
        Independent flights that would tell as much; infinite if all runs agree, NaN if none
        reached the event.
    stuck
        Runs that never reached it: below for the lower end of the interval, and for the upper one
        as probable as the last level they reached.
    """

    probability: Interval
    plain_flights: float
    stuck: int


def combine_runs(shares: list[list[float]], confidence: float = 0.95) -> Tail:
    """Probability from the shares of the levels of two or more runs.

    Estimates of runs are independent and skewed to the right, so the interval is that of Student's
    t for the logarithm of their mean (delta method). Scatter between levels of one run, which
    formulas for a single run neglect, is in it.

    Raises
    ------
    InvalidParameterError
        If there are fewer than two runs.
    """
    check_share("confidence", confidence)
    if len(shares) < 2:
        raise InvalidParameterError(("runs",), "are too few", len(shares), "2 or more")
    least = np.array([math.prod(each) for each in shares])
    most = np.array([math.prod(s for s in each if s > 0.0) for each in shares])
    stuck = least == 0.0
    estimate = float(least.mean())
    low = _limit(least, -1.0, confidence)
    high = min(_limit(np.where(stuck, most, least), 1.0, confidence), 1.0)
    variance = float(least.var(ddof=1)) / len(least)
    plain = estimate * (1.0 - estimate) / variance if variance > 0.0 else math.inf
    return Tail(
        Interval(estimate, low, high, confidence),
        plain if estimate > 0.0 else math.nan,
        int(stuck.sum()),
    )


def _limit(estimates: Array, side: float, confidence: float) -> float:
    """Lower (-1) or upper (1) end of the interval of a mean."""
    mean = float(estimates.mean())
    if mean == 0.0:
        return 0.0
    error = float(estimates.std(ddof=1)) / (mean * math.sqrt(len(estimates)))
    quantile = float(stdtrit(len(estimates) - 1, 0.5 * (1.0 + confidence)))
    return mean * math.exp(side * quantile * error)
