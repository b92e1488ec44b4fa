"""Functions of a user's own that a scenario names.

A scenario runs no code: it may name what its process registered before (``--physics FILE.py``,
`sim.register`), and nothing else. The digests of what was meant are written beside the names, so
that a result says what it was flown with, and nothing is resumed with something else.
"""

from collections.abc import Iterator
from typing import NamedTuple

from pydantic import BaseModel

from sim.errors import InputError
from sim.own.known import find
from sim.scenario.error import Issue, Key
from sim.scenario.schema.atmosphere import Atmosphere
from sim.scenario.schema.environment import Environment
from sim.scenario.schema.phase import EventModel, SteeringModel
from sim.scenario.schema.scenario import Scenario


class Named(NamedTuple):
    """Kind and name of a function, and the key it stands under."""

    kind: str
    name: str
    key: Key

    @property
    def label(self) -> str:
        """What its digest is kept under."""
        return f"{self.kind} {self.name}"


def named_functions(scenario: Scenario) -> list[Named]:
    """All functions of one's own that a scenario names."""
    return list(_named(scenario, ()))


def with_digests(scenario: Scenario) -> tuple[Scenario, list[Issue]]:
    """The scenario with the digest of each function it names, and what is wrong with the names."""
    named = named_functions(scenario)
    stated = scenario.environment.own_physics
    if not named:
        return scenario, [
            Issue(("environment", "own_physics", label), "nothing names it", label, "leave it out")
            for label in stated
        ]
    digests, issues = {}, []
    for each in named:
        try:
            digest = find(each.kind, each.name).digest
        except InputError as error:
            problem, _, allowed = str(error).partition("; allowed: ")
            issues.append(Issue(each.key, problem, each.name, allowed))
            continue
        before = stated.get(each.label, digest)
        if before != digest:
            problem = f"{each.label} is not the one this was written with"
            allowed = f"the function of digest {before}, or no own_physics"
            issues.append(Issue(each.key, problem, digest, allowed))
        digests[each.label] = digest
    around = scenario.environment.model_copy(update={"own_physics": dict(sorted(digests.items()))})
    return scenario.model_copy(update={"environment": around}), issues


def _named(value: object, key: Key) -> Iterator[Named]:
    if isinstance(value, Atmosphere) and value.function is not None:
        yield Named("atmosphere", value.function, (*key, "function"))
    elif isinstance(value, EventModel):
        yield Named("event", value.function, (*key, "function"))
    elif isinstance(value, SteeringModel) and value.law is not None:
        yield Named("steering", value.law, (*key, "law"))
    elif isinstance(value, BaseModel):
        if isinstance(value, Environment):
            for i, name in enumerate(value.accelerations):
                yield Named("acceleration", name, (*key, "accelerations", i))
        for name in type(value).model_fields:
            child = getattr(value, name)
            if isinstance(child, (BaseModel, tuple, dict)):
                yield from _named(child, (*key, name))
    elif isinstance(value, (tuple, dict)):
        items = value.items() if isinstance(value, dict) else enumerate(value)
        for name, child in items:
            if isinstance(child, (BaseModel, tuple, dict)):
                yield from _named(child, (*key, name))
