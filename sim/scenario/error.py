"""What is wrong with a scenario: file, line, key, what was given, what is allowed; all at once."""

import difflib
from collections.abc import Iterable
from dataclasses import dataclass, replace
from typing import Protocol

from sim.errors import InputError
from sim.plain_text import shown_text

Key = tuple[str | int, ...]

MOST_ISSUES = 100
"""Issues of one error; whoever mends those sees the next."""

MOST_LISTED = 60
"""Names in a list of what is allowed."""

LONGEST_VALUE, LONGEST_KEY, LONGEST_STATEMENT = 80, 200, 1500
"""Characters of a value, a path and a statement in a message."""


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

    def __post_init__(self) -> None:
        """Keep one line of bounded length, whatever a file put into its keys and values."""
        limits = {"key": LONGEST_KEY, "problem": LONGEST_STATEMENT, "allowed": LONGEST_STATEMENT}
        for name, most in limits.items():
            object.__setattr__(self, name, shown_text(getattr(self, name), most))
        if self.given is not None:
            object.__setattr__(self, "given", shown_text(self.given, LONGEST_STATEMENT))

    def __str__(self) -> str:
        """One line a person can act on."""
        place = self.file if self.line is None else f"{self.file}:{self.line}"
        statements = [self.problem] if self.problem else []
        statements += [f"given {self.given}"] if self.given is not None else []
        statements += [f"allowed: {self.allowed}"] if self.allowed else []
        return ": ".join(
            part for part in (shown_text(place), self.key, "; ".join(statements)) if part
        )

    def under(self, key: Key) -> "LocatedIssue":
        """The same of a value that stands under a path."""
        return replace(self, key=written_key(key))


class Places(Protocol):
    """What knows file and line of the values of a scenario: the tree it was read from."""

    def issue(self, key: Key, problem: str, given: object, allowed: str) -> LocatedIssue:
        """A problem with the value under a path, in its place."""
        ...


class ScenarioError(InputError):
    """A scenario file that can't be used; `issues` holds what is wrong with it, `MOST_ISSUES` at
    most.
    """

    def __init__(self, issues: Iterable[LocatedIssue]) -> None:
        found = tuple(issues)
        self.issues = found[:MOST_ISSUES]
        if len(found) > MOST_ISSUES:
            problem = f"and {len(found) - MOST_ISSUES} more like these"
            self.issues += (LocatedIssue(found[-1].file, None, "", problem),)
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
        text = f"a mapping with the keys {names}" if names else "an empty mapping"
        return shown_text(text, 3 * LONGEST_VALUE)
    text = repr(value[:100] if isinstance(value, (str, list, tuple)) else value)
    return shown_text(text, LONGEST_VALUE)


def listed(names: Iterable[str], given: object = None) -> str:
    """Allowed names for a message, with the closest one first if something like it was given."""
    known = sorted(names)
    close = (
        difflib.get_close_matches(str(given), known, n=1, cutoff=0.6) if given is not None else []
    )
    if len(known) > MOST_LISTED:
        known = [*known[:MOST_LISTED], f"and {len(known) - MOST_LISTED} more"]
    text = ", ".join(known) if known else "(none)"
    return f"{text} (did you mean {close[0]!r}?)" if close else text
