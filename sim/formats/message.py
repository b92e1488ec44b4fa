"""CCSDS keyword = value text: what OEM and OMM files have in common."""

import re
from collections.abc import Iterator
from datetime import UTC, datetime, timedelta

from sim.errors import InputError

_PAIR = re.compile(r"([A-Z][A-Z0-9_]*)\s*=\s*(.*?)\s*(?:\[[^\]]*\])?")
_DATE = re.compile(
    r"(?P<year>\d{4})-(?:(?P<doy>\d{3})|(?P<month>\d\d)-(?P<day>\d\d))"
    r"T(?P<clock>\d\d:\d\d:\d\d)(?P<fraction>\.\d+)?Z?",
    re.ASCII,
)


class MessageError(InputError):
    """A file that is not the message it should be; `line` counts from 1."""

    def __init__(self, line: int | None, problem: str, allowed: str = "") -> None:
        super().__init__(problem)
        self.line, self.problem, self.allowed = line, problem, allowed


def numbered(text: str) -> Iterator[tuple[int, str]]:
    """Lines that say something, with their numbers; comments are left out."""
    for number, line in enumerate(text.splitlines(), 1):
        line = line.strip()
        if line and not line.startswith("COMMENT"):
            yield number, line


def pair(number: int, line: str) -> tuple[str, str]:
    """Keyword and value of a line; a unit in square brackets at its end is dropped."""
    match = _PAIR.fullmatch(line)
    if match is None:
        raise MessageError(number, f"{line[:60]!r} is not a keyword and a value", "KEYWORD = value")
    return match[1], match[2]


def utc_text(number: int | None, text: str) -> str:
    """UTC date of a message (calendar or day of year) as ``2028-07-01T00:00:00Z``."""
    match = _DATE.fullmatch(text.strip())
    try:
        if match is None:
            raise ValueError
        if match["doy"]:
            start = datetime(int(match["year"]), 1, 1, tzinfo=UTC)
            day = start + timedelta(days=int(match["doy"]) - 1)
            if day.year != start.year or int(match["doy"]) < 1:
                raise ValueError
        else:
            day = datetime(int(match["year"]), int(match["month"]), int(match["day"]), tzinfo=UTC)
    except ValueError:
        allowed = "a date such as 2028-07-01T00:00:00.000 or 2028-183T00:00:00.000"
        raise MessageError(number, f"{text[:40]!r} is not a date", allowed) from None
    fraction = (match["fraction"] or "").rstrip("0").rstrip(".")[:10]
    return f"{day:%Y-%m-%d}T{match['clock']}{fraction}Z"
