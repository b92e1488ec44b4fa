"""States in addresses: what differs from the plan, which plan, and the scenario's digest; never the
token of a server.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from urllib.parse import parse_qsl, urlencode

from sim.workflow.explore.controls import Controls

PLAN, SCENARIO, TOKEN = "plan", "scenario", "token"
LONGEST = 2000
"""Characters of a query that are read."""
DIGITS = 12
"""Of a scenario's SHA-256 in an address."""


@dataclass(frozen=True)
class Link:
    """What an address holds: values by the names of controls, as text; name of the plan, and the
    beginning of the digest of its scenario, empty where not given.
    """

    given: Mapping[str, str]
    plan: str = ""
    scenario: str = ""


def query_of(state: Controls, plan: str, digest: str) -> str:
    """The query of a state: ``plan=usdv&scenario=0a1b2c3d4e5f&thrust=0.9``."""
    values = {PLAN: plan, SCENARIO: digest[:DIGITS]}
    for name, value in state.changed().items():
        values[name] = f"{value:.10g}" if isinstance(value, float) else str(value)
    return urlencode(values)


def read_query(query: str) -> Link:
    """What an address asks for; values are not judged here. A token is not kept.

    Raises
    ------
    ValueError
        If it is longer than any state, or says one thing twice.
    """
    if len(query) > LONGEST:
        raise ValueError(f"{len(query)} characters after the question mark; allowed: {LONGEST}")
    values: dict[str, str] = {}
    for name, value in parse_qsl(query, keep_blank_values=True):
        if name in values:
            raise ValueError(f"{name} is given twice")
        values[name] = value
    values.pop(TOKEN, None)
    plan, scenario = values.pop(PLAN, ""), values.pop(SCENARIO, "")
    return Link(values, plan, scenario)


def mismatch(link: Link, plans: Mapping[str, str]) -> str:
    """A sentence where a link was made with another scenario; empty where it fits.

    Parameters
    ----------
    link
        As read.
    plans
        Digests of the scenarios that are open, by the names of their plans.
    """
    if link.plan and link.plan not in plans:
        return (
            f"This link is about the plan {link.plan[:40]!r}; open here: {', '.join(plans)}. "
            "Its values are shown on the first plan."
        )
    digest = plans[link.plan or next(iter(plans))]
    if link.scenario and link.scenario != digest[: len(link.scenario)]:
        return (
            f"This link was made with another version of the scenario ({link.scenario[:DIGITS]}, "
            f"here {digest[:DIGITS]}): the same values may come out differently."
        )
    return ""
