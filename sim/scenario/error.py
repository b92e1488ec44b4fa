"""What is wrong with a scenario: file, line, key, what was given, what is allowed; all at once."""

import difflib
from collections.abc import Iterable
from dataclasses import dataclass

from sim.errors import InputError

Key = tuple[str | int, ...]


@dataclass(frozen=True)
class Problem:
    """One thing to put right; lines count from 1, `key` is the path to the value."""

    file: str
    line: int | None
    key: str
    problem: str = ""
    given: str | None = None
    allowed: str = ""

    def __str__(self) -> str:
        """One line a person can act on."""
        place = self.file if self.line is None else f"{self.file}:{self.line}"
        said = [self.problem] if self.problem else []
        said += [f"given {self.given}"] if self.given is not None else []
        said += [f"allowed: {self.allowed}"] if self.allowed else []
        return ": ".join(part for part in (place, self.key, "; ".join(said)) if part)


class ScenarioError(InputError):
    """A scenario file that can't be used; `problems` holds every reason found."""

    def __init__(self, problems: Iterable[Problem]) -> None:
        self.problems = tuple(problems)
        super().__init__("\n".join(str(problem) for problem in self.problems))


def written_key(key: Key) -> str:
    """Path to a value as people write it: ``phases[3].burn.cutoff.perigee``."""
    text = ""
    for part in key:
        text += f"[{part}]" if isinstance(part, int) else f".{part}" if text else str(part)
    return text


def shown(value: object) -> str:
    """What was given, short enough for one line."""
    if isinstance(value, dict):
        return "{" + ", ".join(str(key) for key in list(value)[:8]) + "}"
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
