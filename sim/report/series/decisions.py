"""Decisions of a campaign: what came of every try of every burn, and why."""

from typing import NamedTuple

import numpy as np

from sim.campaign.analysis.statistics import Interval, probability
from sim.operations.decisions.reasons import Decision, Reason
from sim.report.results.campaign import Columns, PlanOutcome

OUTCOMES = {
    "go": "flown as commanded",
    "in_spite": "flown although a rule was broken",
    "engines_out": "flown with fewer engines",
    "early": "stopped early",
    "hold": "waited",
    "abort": "aborted",
}
"""What may come of a try, in the order in which it is shown, in words."""
EVENTFUL = tuple(name for name in OUTCOMES if name != "go")
HOUR = 3600.0


class Try(NamedTuple):
    """One try of a burn: how long before the first try of the final burn it is decided (median,
    h), and the share of all flights that each outcome comes to, with its 95 % interval.
    """

    burn: str
    attempt: int
    hours: float
    shares: dict[str, Interval]

    @property
    def flights(self) -> float:
        """Share of all flights that came to this try."""
        return sum(share.estimate for share in self.shares.values())


class Cause(NamedTuple):
    """Why a burn was not flown as commanded at a try: the first rule broken, or nothing but what
    failed; with the share of all flights.
    """

    burn: str
    attempt: int
    outcome: str
    reason: str
    share: Interval


def outcomes_of(decisions: Columns) -> np.ndarray:
    """Outcome of each row of a table of decisions, keys of `OUTCOMES`, shape (n,)."""
    decision, stopped = decisions["decision"], decisions["stopped"]
    spite = decisions["reason"] != Reason.SATISFIED.word
    return np.select(
        [
            decision == Decision.HOLD.word,
            decision == Decision.ABORT.word,
            stopped == "early",
            stopped == "engines_out",
            spite,
        ],
        ["hold", "abort", "early", "engines_out", "in_spite"],
        "go",
    )


def list_tries(plan: PlanOutcome) -> list[Try]:
    """Tries of the burns of a plan in the order of their dates; none without decisions."""
    table = plan.decisions
    if not len(table.get("sample", ())):
        return []
    outcomes = outcomes_of(table)
    pairs = dict.fromkeys(zip(table["burn"].tolist(), table["attempt"].tolist(), strict=True))
    dates = {pair: float(np.median(table["decided_at_s"][_at(table, pair)])) for pair in pairs}
    final = max((date, burn) for (burn, attempt), date in dates.items() if attempt == 1)[1]
    last = dates[final, 1]
    return [
        Try(
            burn,
            attempt,
            (last - dates[burn, attempt]) / HOUR,
            {
                name: _share(plan, _at(table, (burn, attempt)) & (outcomes == name))
                for name in OUTCOMES
                if np.any(_at(table, (burn, attempt)) & (outcomes == name))
            },
        )
        for burn, attempt in sorted(pairs, key=lambda pair: (dates[pair[0], 1], pair))
    ]


def list_causes(plan: PlanOutcome) -> list[Cause]:
    """Why burns were not flown as commanded, by try and outcome, the commonest reason first."""
    table, outcomes = plan.decisions, outcomes_of(plan.decisions)
    causes = []
    for each in list_tries(plan):
        here = _at(table, (each.burn, each.attempt))
        for name in EVENTFUL:
            rows = here & (outcomes == name)
            found = [
                Cause(
                    each.burn,
                    each.attempt,
                    name,
                    reason,
                    _share(plan, rows & (table["reason"] == reason)),
                )
                for reason in dict.fromkeys(table["reason"][rows].tolist())
            ]
            causes += sorted(found, key=lambda cause: (-cause.share.estimate, cause.reason))
    return causes


def flights_with(plan: PlanOutcome, *names: str) -> Interval:
    """Share of the flights in which any of some outcomes comes about at least once."""
    return _share(plan, np.isin(outcomes_of(plan.decisions), names))


def _at(table: Columns, pair: tuple[str, int]) -> np.ndarray:
    """Rows of a burn and attempt."""
    return (table["burn"] == pair[0]) & (table["attempt"] == pair[1])


def _share(plan: PlanOutcome, rows: np.ndarray) -> Interval:
    """Share of all flights that some rows of the decisions belong to."""
    hit = np.isin(plan.samples["sample"], plan.decisions["sample"][rows])
    return probability(hit, plan.samples["weight"])
