"""What fails in the burns of n samples: a function of one uniform number each.

Every failure comes about where its number is small: below the chance of it. What is left of the
number, divided by that chance, is uniform again, and says where in the burn it happens. So one
number decides about whether and where, two plans with the same numbers are paired, and failures are
drawn often by drawing small numbers (importance sampling). Numbers that are not drawn let nothing
fail.

The chances themselves are drawn too, each within its range, once per sample: they are not known.

Leaves out failures with one cause in several burns, and interruptions of a burn that is begun
again.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from typing import NamedTuple

import numpy as np
import scipy  # its parts are imported at their first use
from numpy.typing import NDArray

from sim.flight.phase import Burn, EngineFailure
from sim.planning.failures.interruptions import REVOLUTIONS, BurnRates, Rate
from sim.vehicle.hardware import Number

Array = NDArray[np.float64]
Draws = Mapping[str, Array]

RATES = ("interrupted_rate", "first_firing_rate", "recovered_rate", "engine_rate",
         "computer_rate", "thruster_rate")  # fmt: skip
"""Drawn parameters: chances, one of each per sample."""
NUMBERS = ("interruption", "recovery", "engine_failure", "computer_failure", "thruster_failure")
"""Drawn parameters: uniform numbers, one of each per sample and burn."""


class Strings(NamedTuple):
    """Redundant strings: how many there are, and the chance that one is down at a go/no-go."""

    count: int
    down: Rate


@dataclass(frozen=True, kw_only=True)
class FailureModel:
    """What may fail; None: it never does.

    Attributes
    ----------
    burns
        How often burns are interrupted, and go on in time.
    engine
        Chance that an engine stops in a burn.
    computers, thrusters
        Redundant strings.
    """

    burns: BurnRates | None = None
    engine: Rate | None = None
    computers: Strings | None = None
    thrusters: Strings | None = None

    @property
    def rates(self) -> dict[str, Rate]:
        """The chances, by the name of the parameter that draws each."""
        burns = self.burns
        given = {
            "interrupted_rate": burns and burns.interrupted,
            "first_firing_rate": burns and burns.first_firing,
            "recovered_rate": burns and burns.recovered,
            "engine_rate": self.engine,
            "computer_rate": self.computers and self.computers.down,
            "thruster_rate": self.thrusters and self.thrusters.down,
        }
        return {name: rate for name, rate in given.items() if rate is not None}


class FailingBurn(NamedTuple):
    """A burn as far as failures go: engines that fire, and whether it is the first by engines that
    never fired on the station.
    """

    name: str
    engines: int
    is_first_firing: bool = False


@dataclass(frozen=True, kw_only=True)
class BurnFailures:
    """What fails in the b burns of n samples.

    Attributes
    ----------
    burns
        Names of the burns.
    stops_at
        Share of the planned velocity change at which a burn stops early, shape (n, b); 1 where it
        is complete.
    restart_after
        Revolutions from there until it can be begun again, shape (n, b); 0 where it is complete,
        infinite where never.
    engines_out, out_from
        Engines that stop, and the share of the planned velocity change from which on they are out,
        shape (n, b).
    computers_down, thrusters_down
        Strings that are down at the first go/no-go of a burn, shape (n, b).
    computers_back, thrusters_back
        Revolutions from there until they work again, shape (n, b).
    strings
        How many strings of computers and of thrusters there are; infinite where none are counted.
    """

    burns: tuple[str, ...]
    stops_at: Array
    restart_after: Array
    engines_out: Array
    out_from: Array
    computers_down: Array
    computers_back: Array
    thrusters_down: Array
    thrusters_back: Array
    strings: tuple[float, float] = (np.inf, np.inf)

    def is_interrupted(self, burn: int) -> NDArray[np.bool_]:
        """Samples whose burn stops early, shape (n,)."""
        return self.stops_at[:, burn] < 1.0

    def nothing_fails(self, burn: int) -> bool:
        """Whether a burn is flown as commanded in every sample."""
        return not (self.is_interrupted(burn) | (self.engines_out[:, burn] > 0.0)).any()

    def computers(self, burn: int, waited: Array | float) -> Array:
        """Strings of computers that work so many revolutions after the first go/no-go of a burn,
        shape (n,).
        """
        down, back = self.computers_down[:, burn], self.computers_back[:, burn]
        return self.strings[0] - np.where(np.asarray(waited) < back, down, 0.0)

    def thrusters(self, burn: int, waited: Array | float) -> Array:
        """The same of thrusters."""
        down, back = self.thrusters_down[:, burn], self.thrusters_back[:, burn]
        return self.strings[1] - np.where(np.asarray(waited) < back, down, 0.0)


def draw_failures(
    model: FailureModel, burns: Sequence[FailingBurn], draws: Draws, samples: int
) -> BurnFailures:
    """Failures of n samples.

    Parameters
    ----------
    model
        What may fail, with the chances of those that are not drawn.
    burns
        The b burns of a plan.
    draws
        Of the campaign, shape (n,) each: `RATES`, and `NUMBERS`, each of a burn
        (``interruption.burn_1``) or one for all burns.
    samples
        n.
    """
    rates = {
        name: np.broadcast_to(np.asarray(draws.get(name, rate.value), dtype=np.float64), samples)
        for name, rate in model.rates.items()
    }
    columns = [_fail_burn(model, rates, burn, draws, samples) for burn in burns]
    kinds = (model.computers, model.thrusters)
    computers, thrusters = (np.inf if each is None else float(each.count) for each in kinds)
    return BurnFailures(
        burns=tuple(burn.name for burn in burns),
        strings=(computers, thrusters),
        **{
            name: np.column_stack([np.zeros((samples, 0)), *(each[name] for each in columns)])
            for name in _PER_BURN
        },
    )


def _fail_burn(
    model: FailureModel, rates: Mapping[str, Array], burn: FailingBurn, draws: Draws, samples: int
) -> dict[str, Array]:
    """The columns of one burn, shape (n,) each."""

    def number(name: str) -> Array:
        """Uniform numbers of the burn; 1 where none are drawn, with which nothing fails."""
        drawn = draws.get(f"{name}.{burn.name}", draws.get(name))
        return np.ones(samples) if drawn is None else np.asarray(drawn, dtype=np.float64)

    never = np.zeros(samples)
    recovered = rates.get("recovered_rate", never)
    chance = rates.get("first_firing_rate" if burn.is_first_firing else "interrupted_rate", never)
    stopped, part = split_number(number("interruption"), 1, chance)
    out, out_from = split_number(number("engine_failure"), burn.engines, _of(rates, "engine"))
    columns = {
        "stops_at": np.where(stopped > 0.0, part, 1.0),
        "restart_after": np.where(
            stopped > 0.0, revolutions_to_recover(number("recovery"), recovered), 0.0
        ),
        "engines_out": out,
        "out_from": np.where(out > 0.0, out_from, 1.0),
    }
    for name in ("computer", "thruster"):
        strings: Strings | None = getattr(model, f"{name}s")
        count = 0 if strings is None else strings.count
        down, rest = split_number(number(f"{name}_failure"), count, _of(rates, name))
        back = np.where(down > 0.0, revolutions_to_recover(rest, recovered), 0.0)
        columns |= {f"{name}s_down": down, f"{name}s_back": back}
    return columns


def fail_burn(burn: Burn, failures: BurnFailures, k: int, planned: Number) -> Burn:
    """The burn as it is flown with what fails in it besides what has failed before; engines of its
    first firing fail first.

    Parameters
    ----------
    burn
        As commanded, whatever its cut-off; its firings state how many engines fire.
    failures
        Of n samples.
    k
        Which of their burns this is.
    planned
        m/s, its velocity change as planned, shape (n,) or one for all.

    Raises
    ------
    ValueError
        If a firing does not state how many engines fire.
    """
    if failures.nothing_fails(k):
        return burn
    stops = np.where(failures.is_interrupted(k), failures.stops_at[:, k] * planned, np.inf)
    out = failures.engines_out[:, k]
    from_then = np.where(out > 0.0, failures.out_from[:, k] * planned, np.inf)
    firings = []
    for firing in burn.firings:
        if firing.count is None:
            raise ValueError(f"failures need the number of {firing.group} that fire")
        lost = np.minimum(out, firing.count)
        out = out - lost
        fails = (EngineFailure(from_then, lost), EngineFailure(stops))
        firings.append(replace(firing, failures=(*firing.failures, *fails)))
    return replace(burn, firings=tuple(firings))


_PER_BURN = tuple(
    name for name in BurnFailures.__dataclass_fields__ if name not in ("burns", "strings")
)
"""Fields of shape (n, b)."""


def _of(rates: Mapping[str, Array], name: str) -> Array | float:
    return rates.get(f"{name}_rate", 0.0)


def split_number(u: Array, trials: int, chance: Array | float) -> tuple[Array, Array]:
    """How many of some independent trials fail, and what is left of the number.

    k or more fail where u is below the chance of that: u is mapped by the inverse of the
    complementary binomial distribution.

    Parameters
    ----------
    u
        Uniform in (0, 1), shape (n,).
    trials
        How many may fail.
    chance
        Of each, 0 to 1, shape (n,) or one for all.

    Returns
    -------
    tuple
        How many fail, shape (n,); and a number uniform in (0, 1) whatever that is, shape (n,).
    """
    u, p = np.asarray(u, dtype=np.float64), np.asarray(chance, dtype=np.float64)
    failed = np.zeros(len(u))
    low, high = np.zeros(len(u)), np.ones(len(u))
    for k in range(1, trials + 1):
        at_least = np.broadcast_to(scipy.special.betainc(k, trials - k + 1, p), u.shape)
        meets = u < at_least
        low = np.where(~meets & (failed == k - 1), at_least, low)
        high = np.where(meets, at_least, high)
        failed = np.where(meets, k, failed)
        if not meets.any():
            break
    with np.errstate(divide="ignore", invalid="ignore"):
        rest = np.where(high > low, (u - low) / (high - low), 0.5)
    return failed, np.clip(rest, 0.0, 1.0)


def revolutions_to_recover(u: Array, recovered: Array | float) -> Array:
    """Revolutions until what failed works again, shape (n,), from uniform numbers: longer than m
    with probability (1 - r)^(m / 6), r being the chance to recover within six (assumption: the rate
    is constant, as in `sim.planning.failures.interruptions`). Infinite where r is 0.
    """
    with np.errstate(divide="ignore", invalid="ignore"):  # a chance of 0 or 1
        found = REVOLUTIONS * np.log(u) / np.log1p(-np.asarray(recovered, dtype=np.float64))
    return np.where(np.asarray(recovered) > 0.0, found, np.inf)
