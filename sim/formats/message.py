"""CCSDS keyword = value text: what OEM and OMM files have in common."""

import re
from collections.abc import Iterator
from datetime import UTC, datetime, timedelta

from sim.errors import InputError
from sim.frames.epoch import TT_MINUS_TAI, UNIX_MJD, Epoch

UNIX = datetime(1970, 1, 1, tzinfo=UTC)
TAI_MINUS = {"TAI": 0.0, "TT": -TT_MINUS_TAI, "GPS": 19.0}
"""s, of time scales without leap seconds."""

_PAIR = re.compile(r"([A-Z][A-Z0-9_]*)\s*=\s*(.*?)\s*(?:\[[^\]]*\])?")
_DATE = re.compile(
    r"(?P<year>\d{4})-(?:(?P<doy>\d{3})|(?P<month>\d\d)-(?P<day>\d\d))"
    r"[T ](?P<clock>\d\d:\d\d:\d\d)(?P<fraction>\.\d+)?Z?",
    re.ASCII,
)


class MessageError(InputError):
    """A file that is not the message it should be; `line` counts from 1, `key` is its keyword."""

    def __init__(
        self, line: int | None, problem: str, allowed: str = "", key: str | None = None
    ) -> None:
        super().__init__(problem)
        self.line, self.problem, self.allowed, self.key = line, problem, allowed, key


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


def utc_text(number: int | None, text: str, key: str | None = None) -> str:
    """UTC date of a message (calendar or day of year) as ``2028-07-01T00:00:00Z``.

    A blank may stand for the T, as in older exports of Space-Track.
    """
    day, clock, fraction = _date(number, text, key)
    fraction = fraction.rstrip("0").rstrip(".")[:10]
    return f"{day:%Y-%m-%d}T{clock}{fraction}Z"


def instant(number: int | None, text: str, scale: str) -> Epoch:
    """The instant of a date in UTC, TAI, TT or GPS.

    Raises
    ------
    MessageError
        With the line given, if it is no date, none that the clock shows, or lies before 1972.
    """
    try:
        if scale == "UTC":
            return Epoch.from_utc(utc_text(number, text))
        day, clock, fraction = _date(number, text, None)
        hour, minute, second = (int(part) for part in clock.split(":"))
        if hour > 23 or minute > 59 or second > 59:
            raise ValueError("no such time of day")
        seconds = 3600 * hour + 60 * minute + second + TAI_MINUS[scale]
        whole = Epoch((day - UNIX).days + UNIX_MJD, 0.0).plus(seconds)
        whole.utc_iso()  # there is none before 1972
        return whole.plus(float(fraction or 0))
    except MessageError:
        raise
    except ValueError as error:
        raise MessageError(
            number, f"{text[:40]!r} in {scale}: {error}", "a date from 1972 on"
        ) from None


def _date(number: int | None, text: str, key: str | None) -> tuple[datetime, str, str]:
    """Day, time of day and fraction of its second (``.5`` or nothing) of a date."""
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
    except (ValueError, OverflowError):
        allowed = "a date such as 2028-07-01T00:00:00.000 or 2028-183T00:00:00.000"
        raise MessageError(number, f"{text[:40]!r} is not a date", allowed, key) from None
    return day, match["clock"], match["fraction"] or ""
