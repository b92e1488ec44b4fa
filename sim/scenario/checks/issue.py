"""A finding about a scenario before it is known where in which file it stands."""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass

from sim.scenario.error import Key, listed
from sim.scenario.schema.naming import matches


@dataclass(frozen=True)
class Complaint:
    """Path to the value, what is wrong, what was given (`...`: nothing), what is allowed."""

    key: Key
    problem: str
    given: object
    allowed: str


def named(key: Key, noun: str, reference: str, known: Iterable[str]) -> Iterator[Complaint]:
    """Complain unless a reference stands for exactly one of the known names."""
    known = tuple(known)
    found = matches(reference, known)
    if not found:
        yield Complaint(key, f"no such {noun}", reference, listed(known, reference))
    elif len(found) > 1:
        yield Complaint(
            key, f"several vehicles have {noun} {reference!r}", reference, listed(found)
        )
