"""How likely it is that a sequence of burns is interrupted, not resumed in time, and ends in an
uncontrolled entry; and how reliable its burns have to be.

An interrupted burn leaves an orbit with so many revolutions to the interface. Who repairs it has
that time: the chance not to have recovered after m revolutions is (1 - r)^(m / 6), where r is the
chance to recover within six (assumption: the rate is constant). A final burn may stop at any second
of it alike; one that stops so late that the stack still comes down in the revolution planned leaves
no uncontrolled entry, only a shifted one. Leaves out interruptions of the months of altitude
lowering, from which there is time to recover, and failures that have one cause for several burns.
"""

from collections.abc import Callable, Collection, Sequence
from dataclasses import dataclass
from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray
from scipy.special import betaincinv

from sim.flight.phase import Firing
from sim.vehicle.hardware import Vehicle

Array = NDArray[np.float64]

INTERRUPTED, FLOWN = 7, 370
"""Reboosts of the station that were interrupted, refused or flown at half thrust (17 Nov 2004, 18
Oct 2005, 19 Apr 2006, Dec 2006, 15 Aug 2012, 20 Jun 2022, 25 Sep 2025), of about 370: 365
corrections of the orbit by Sep 2024 (TsUP), and those since. A lower bound: nobody lists them all.
"""
REVOLUTIONS = 6.0
"""Within which the chance to recover is stated."""
SAME_REVOLUTION = 1.0
"""Revolutions from cut-off to the interface below which the stack comes down in the revolution
planned: half a revolution as planned, and up to half a one more.
"""


class Rate(NamedTuple):
    """A probability with its range."""

    low: float
    value: float
    high: float


@dataclass(frozen=True, kw_only=True)
class BurnRates:
    """Rates of failures of deorbit burns.

    Attributes
    ----------
    interrupted
        A burn ends before its cut-off, or does not begin.
    first_firing
        The same of the first burn by engines that never fired on the station.
    recovered
        The sequence goes on within `REVOLUTIONS` revolutions.
    source
        What they rest on.
    """

    interrupted: Rate
    first_firing: Rate
    recovered: Rate
    source: str = ""


class Interruption(NamedTuple):
    """What the interruption of a burn leaves: revolutions to the entry interface for each of k
    places in the burn, all alike likely (infinite where it stays up).
    """

    burn: str
    is_first_firing: bool
    is_final: bool
    revolutions: tuple[float, ...]


def first_firings(
    burns: Sequence[Sequence[Firing]], vehicles: Sequence[Vehicle], unflown: Collection[str]
) -> list[bool]:
    """Whether a burn is the first by engines of a vehicle that never fired on the station."""
    owner = {group.name: vehicle.name for vehicle in vehicles for group in vehicle.engines}
    waiting, new = set(unflown), []
    for firings in burns:
        owners = {owner[firing.group] for firing in firings}
        new.append(bool(owners & waiting))
        waiting -= owners
    return new


def exact_interval(hits: int, trials: int, confidence: float = 0.95) -> tuple[float, float]:
    """Interval of a probability from so many trials (Clopper and Pearson 1934, Biometrika 26:404);
    it holds at least the confidence, whatever the probability.
    """
    tail = 0.5 * (1.0 - confidence)
    low = 0.0 if hits == 0 else float(betaincinv(hits, trials - hits + 1, tail))
    high = 1.0 if hits == trials else float(betaincinv(hits + 1, trials - hits, 1.0 - tail))
    return low, high


def unrecovered(recovered: Array | float, revolutions: Sequence[float]) -> Array:
    """Chance not to have recovered when the revolutions (k,) are over, shape (..., k) for a rate of
    any shape.
    """
    rate = np.asarray(recovered, dtype=np.float64)[..., None]
    return (1.0 - rate) ** (np.asarray(revolutions, dtype=np.float64) / REVOLUTIONS)


def lost_control(each: Interruption, recovered: Array | float) -> Array:
    """Chance that an interruption ends in an uncontrolled entry, mean over where it happens."""
    later = np.asarray(each.revolutions) >= SAME_REVOLUTION
    return (unrecovered(recovered, each.revolutions) * later).mean(axis=-1)


def probability_of_burn(
    each: Interruption,
    interrupted: Array | float,
    first_firing: Array | float,
    recovered: Array | float,
) -> Array:
    """Chance that a burn is interrupted and ends in an uncontrolled entry; rates of one shape."""
    rate = np.asarray(first_firing if each.is_first_firing else interrupted, dtype=np.float64)
    return rate * lost_control(each, recovered)


def sequence_probability(
    sequence: Sequence[Interruption],
    interrupted: Array | float,
    first_firing: Array | float,
    recovered: Array | float,
) -> Array:
    """Chance that any burn of a sequence leaves an uncontrolled entry: 1 - product (1 - p)."""
    kept = np.ones_like(np.asarray(interrupted, dtype=np.float64))
    for each in sequence:
        kept = kept * (1.0 - probability_of_burn(each, interrupted, first_firing, recovered))
    return 1.0 - kept


def stopped_probability(
    sequence: Sequence[Interruption],
    interrupted: Array | float,
    first_firing: Array | float,
    recovered: Array | float,
) -> Array:
    """Chance that any burn of a sequence stops early and is not taken up again, wherever the stack
    then comes down.
    """
    kept = np.ones_like(np.asarray(interrupted, dtype=np.float64))
    for each in sequence:
        rate = np.asarray(first_firing if each.is_first_firing else interrupted)
        kept = kept * (1.0 - rate * unrecovered(recovered, each.revolutions).mean(axis=-1))
    return 1.0 - kept


def probability_range(
    sequence: Sequence[Interruption], rates: BurnRates, kind: Callable[..., Array] | None = None
) -> Rate:
    """The chance with its range: every rate at its better end, as it is, and at its worse end."""
    ends = (
        (rates.interrupted.low, rates.first_firing.low, rates.recovered.high),
        (rates.interrupted.value, rates.first_firing.value, rates.recovered.value),
        (rates.interrupted.high, rates.first_firing.high, rates.recovered.low),
    )
    of = sequence_probability if kind is None else kind
    return Rate(*(float(of(sequence, *each)) for each in ends))


class Needed(NamedTuple):
    """How reliable a sequence must be: probability of all burns together, and of a single burn to
    be interrupted (no more than 1).
    """

    sequence: float
    per_burn: float


def needed_reliability(
    sequence: Sequence[Interruption], rates: BurnRates, uncontrolled: float, limit: float
) -> Needed:
    """What the burns may fail at most, so that the chance times the casualties of an uncontrolled
    entry stays at the limit (NASA-STD-8719.14C, 4.7-1c).

    Parameters
    ----------
    sequence, rates
        The burns, and how often they are recovered; their own rates of interruption are not used:
        all burns are taken to be alike.
    uncontrolled
        Expected casualties of an uncontrolled entry.
    limit
        Expected casualties allowed.
    """
    allowed = min(limit / uncontrolled, 1.0) if uncontrolled > 0.0 else 1.0
    least, most = 0.0, 1.0
    r = rates.recovered.value
    if float(sequence_probability(sequence, most, most, r)) <= allowed:
        return Needed(allowed, most)
    while most - least > 1e-9:
        middle = 0.5 * (least + most)
        enough = float(sequence_probability(sequence, middle, middle, r)) <= allowed
        least, most = (middle, most) if enough else (least, middle)
    return Needed(allowed, least)


def draw_rates(rates: BurnRates, samples: int, seed: int) -> tuple[Array, Array, Array]:
    """Rates for each of n samples: triangular between the ends of each range, independent."""
    key = np.array([seed & (2**64 - 1), RATE_STREAM], dtype=np.uint64)
    generator = np.random.Generator(np.random.Philox(key=key))
    interrupted, first, recovered = (
        np.full(samples, rate.value)
        if rate.low == rate.high
        else generator.triangular(rate.low, rate.value, rate.high, samples)
        for rate in (rates.interrupted, rates.first_firing, rates.recovered)
    )
    return interrupted, first, recovered


RATE_STREAM = 0xD1B54A32D192ED03
"""Second word of the generator's key: keeps the draws of rates apart from all others."""
