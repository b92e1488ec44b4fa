"""From rules and facts to go, hold or abort, for n samples at once.

A burn whose rules are all satisfied is flown. One that breaks a rule waits: for the next pair of
revolutions over the aim, the final burn for its backup opportunity where that lands in the box.
It can wait while holds are left, the stack stays up as long, and waiting mends what is broken.
Where it can't, `Rules.otherwise` says what follows; a burn without a plan is never flown.
"""

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from sim.operations.decisions.facts import Facts
from sim.operations.decisions.reasons import LASTING, Decision, Reason
from sim.operations.decisions.rules import Rules

Flags = NDArray[np.bool_]

SPARE = 1.0
"""Revolutions the stack must stay up beyond those a burn waits, for the burn itself. assumption: a
burn, and the half of a revolution from it to the interface.
"""


@dataclass(frozen=True)
class Judgement:
    """What is decided for n samples, and why.

    Attributes
    ----------
    decision, reason
        Codes of `Decision` and `Reason`, shape (n,). A burn that is flown although a rule is
        broken has that rule as its reason.
    wait
        Revolutions that a burn waits, shape (n,); 0 unless it does.
    reboosts
        Whether an abort raises the orbit, shape (n,); one that does not accepts the perigee
        reached.
    """

    decision: NDArray[np.int8]
    reason: NDArray[np.int8]
    wait: NDArray[np.float64]
    reboosts: Flags

    def is_(self, decision: Decision) -> Flags:
        """Which samples a decision was taken for, shape (n,)."""
        return self.decision == decision


def broken_rules(rules: Rules, facts: Facts) -> dict[Reason, Flags]:
    """Which samples break each rule, shape (n,), in the order of the reasons; rules that are
    switched off are absent. Facts that are NaN break no rule.
    """
    f = facts
    spare = np.asarray(f.propellant) - np.asarray(f.for_plan)
    tests: dict[Reason, np.ndarray | bool | None] = {
        Reason.PROPELLANT: _below(spare, rules.aborts, f.for_abort),
        Reason.NO_PLAN: np.logical_not(f.is_planned),
        Reason.STATE_AGE: _above(f.state_age, rules.state_age),
        Reason.ATTITUDE: _above(f.attitude, rules.attitude),
        Reason.COMPUTERS: _below(f.computers, rules.computers),
        Reason.THRUSTERS: _below(f.thrusters, rules.thrusters),
        Reason.STORM: None if rules.storm is None else np.asarray(f.storm) >= rules.storm,
        Reason.LAND: _below(f.clear_of_land, rules.clear_of_land),
        # asked at the final burn alone
        Reason.BACKUPS: _below(np.where(f.is_final, f.backups, np.inf), rules.backups),
    }
    n = facts.count
    return {
        reason: np.broadcast_to(broken, n) for reason, broken in tests.items() if broken is not None
    }


def _above(value: object, most: float | None) -> np.ndarray | None:
    return None if most is None else np.asarray(value) > most


def _below(value: object, least: float | None, unit: object = 1.0) -> np.ndarray | None:
    return None if least is None else np.asarray(value) < least * np.asarray(unit)


def judge(rules: Rules, facts: Facts) -> Judgement:
    """Decide for n samples.

    Parameters
    ----------
    rules
        Of the scenario.
    facts
        What is known before the burn.
    """
    n = facts.count
    broken = broken_rules(rules, facts)
    reason = np.zeros(n, dtype=np.int8)
    for each in reversed(broken):
        reason[broken[each]] = each
    lasts = np.zeros(n, dtype=bool)
    for each in LASTING & broken.keys():
        lasts |= broken[each]
    wait = _revolutions_to_wait(rules, facts)
    holds = (reason != Reason.SATISFIED) & ~lasts & (wait > 0.0)
    stuck = (reason != Reason.SATISFIED) & ~holds
    unplanned = stuck & broken[Reason.NO_PLAN]
    aborts = stuck if rules.otherwise != "go" else unplanned
    affordable = np.broadcast_to(np.asarray(facts.propellant) >= facts.for_abort, n)
    decision = np.full(n, Decision.GO, dtype=np.int8)
    decision[holds] = Decision.HOLD
    decision[aborts] = Decision.ABORT
    reboosts = aborts & affordable if rules.otherwise != "accept" else np.zeros(n, dtype=bool)
    return Judgement(decision, reason, np.where(holds, wait, 0.0), reboosts)


def _revolutions_to_wait(rules: Rules, facts: Facts) -> np.ndarray:
    """Revolutions a burn would wait, shape (n,); 0 where it can't."""
    n, hold = facts.count, rules.hold
    left = np.broadcast_to(np.asarray(facts.revolutions_left, dtype=np.float64), n)
    backups = np.broadcast_to(np.asarray(facts.is_final) & (np.asarray(facts.backups) >= 1), n)
    wait = np.where(left >= hold.revolutions + SPARE, hold.revolutions, 0.0)
    wait = np.where(backups & (left >= hold.final_burn + SPARE), hold.final_burn, wait)
    return np.where(np.asarray(facts.holds) < hold.most, wait, 0.0)
