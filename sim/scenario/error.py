"""What is wrong with a scenario: file, line, key, what was given, what is allowed; all at once."""

import difflib
from collections.abc import Iterable
from dataclasses import dataclass
from typing import Protocol

from sim.errors import InputError

Key = tuple[str | int, ...]


@dataclass(frozen=True)
class Issue:
    """What is wrong with one value of a scenario, before its place in a file is known.

    Attributes
    ----------
    key
        Path to the value.
    problem
        What is wrong; may be empty where `given` and `allowed` say it.
    given
        The value; ``...`` where showing it would not help.
    allowed
        What may stand there.
    """

    key: Key
    problem: str
    given: object
    allowed: str


@dataclass(frozen=True)
class LocatedIssue:
    """What is wrong with one value of a file; lines count from 1, `key` is the path as written."""

    file: str
    line: int | None
    key: str
    problem: str = ""
    given: str | None = None
    allowed: str = ""

    def __str__(self) -> str:
        """One line a person can act on."""
        place = self.file if self.line is None else f"{self.file}:{self.line}"
        statements = [self.problem] if self.problem else []
        statements += [f"given {self.given}"] if self.given is not None else []
        statements += [f"allowed: {self.allowed}"] if self.allowed else []
        return ": ".join(part for part in (place, self.key, "; ".join(statements)) if part)


class Places(Protocol):
    """What knows file and line of the values of a scenario: the tree it was read from."""

    def issue(self, key: Key, problem: str, given: object, allowed: str) -> LocatedIssue:
        """A problem with the value under a path, in its place."""
        ...


class ScenarioError(InputError):
    """A scenario file that can't be used; `issues` holds everything wrong with it."""

    def __init__(self, issues: Iterable[LocatedIssue]) -> None:
        self.issues = tuple(issues)
        super().__init__("\n".join(str(issue) for issue in self.issues))


def written_key(key: Key) -> str:
    """Path to a value as people write it: ``phases[3].burn.cutoff.perigee``."""
    text = ""
    for part in key:
        text += f"[{part}]" if isinstance(part, int) else f".{part}" if text else str(part)
    return text


def shown(value: object) -> str:
    """What was given, short enough for one line."""
    if isinstance(value, dict):
        names = ", ".join(shown(key) for key in list(value)[:8])
        return f"a mapping with the keys {names}" if names else "an empty mapping"
    text = repr(value)
    return text if len(text) <= 80 else text[:77] + "..."


def listed(names: Iterable[str], given: object = None) -> str:
    """Allowed names for a message, with the closest one first if something like it was given."""
    known = sorted(names)
    close = (
        difflib.get_close_matches(str(given), known, n=1, cutoff=0.6) if given is not None else []
    )
    text = ", ".join(known) if known else "(none)"
    return f"{text} (did you mean {close[0]!r}?)" if close else text
