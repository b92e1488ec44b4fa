"""The forecast of daily Ap and F10.7 over 45 days: text of NOAA's Space Weather Prediction Center,
as the U.S. Air Force issues it every day (services.swpc.noaa.gov/text/45-day-ap-forecast.txt).

Two lists of a date and a whole number, five to a line: ``18Sep22 012``.
"""

import datetime
import re
from typing import NamedTuple

from sim.formats.message import MessageError

LISTS = {"45-DAY AP FORECAST": "ap", "45-DAY F10.7 CM FLUX FORECAST": "f107"}
BOUNDS = {"ap": (0.0, 400.0), "f107": (50.0, 500.0)}
MONTHS: tuple[str, ...] = (
    "jan", "feb", "mar", "apr", "may", "jun", "jul", "aug", "sep", "oct", "nov", "dec"
)  # fmt: skip
MOST = 100
"""Days."""
_ENTRY = re.compile(r"(\d{2})([A-Za-z]{3})(\d{2})")
_ISSUED = re.compile(r":Issued:\s*(\d{4} [A-Za-z]{3} \d{1,2})")


class DailyForecast(NamedTuple):
    """Daily values in a row from a first date (``2026-12-01``) on, F10.7 in sfu and Ap; and when it
    was issued, as the file has it.
    """

    first: str
    f107: tuple[float, ...]
    ap: tuple[float, ...]
    issued: str


def read_daily_forecast(text: str) -> DailyForecast:
    """Read the forecast.

    Raises
    ------
    MessageError
        With the line of what is wrong.
    """
    found: dict[str, list[tuple[datetime.date, float]]] = {}
    current, ends = None, {}
    for number, line in enumerate(text.splitlines(), 1):
        words = line.split()
        if " ".join(words).upper() in LISTS:
            current = LISTS[" ".join(words).upper()]
            if current in found:
                raise MessageError(number, f"a second list of {current}", "one of each")
            found[current] = []
        elif line.upper().startswith("FORECASTER"):
            current = None
        elif current is not None and words and not line.startswith("#"):
            found[current] += _values(words, number, current, found[current])
            ends[current] = number
    missing = [name for name, kind in LISTS.items() if not found.get(kind)]
    if missing:
        raise MessageError(None, f"no list {missing[0]}", " and ".join(LISTS))
    dates = {kind: [date for date, _ in rows] for kind, rows in found.items()}
    if dates["ap"] != dates["f107"]:
        problem = f"{len(dates['ap'])} days of Ap, {len(dates['f107'])} of F10.7, or others"
        raise MessageError(ends["f107"], problem, "the same days in both lists")
    issued = _ISSUED.search(text)
    return DailyForecast(
        dates["ap"][0].isoformat(),
        tuple(value for _, value in found["f107"]),
        tuple(value for _, value in found["ap"]),
        issued[1] if issued else "",
    )


def _values(
    words: list[str], line: int, kind: str, before: list[tuple[datetime.date, float]]
) -> list[tuple[datetime.date, float]]:
    """Dates and values of a line, which go on from those before."""
    if len(words) % 2:
        raise MessageError(line, f"{len(words)} words", "pairs of a date and a number, 18Sep22 012")
    low, high = BOUNDS[kind]
    rows: list[tuple[datetime.date, float]] = []
    for date, value in zip(words[::2], words[1::2], strict=True):
        day = _date(date, line)
        last = rows[-1][0] if rows else before[-1][0] if before else None
        if last is not None and day != last + datetime.timedelta(days=1):
            raise MessageError(line, f"{date} after {last}", "days in a row")
        if not re.fullmatch(r"\d{1,3}", value) or not low <= float(value) <= high:
            problem = f"{kind} is {value[:20]!r}"
            raise MessageError(line, problem, f"a whole number from {low:g} to {high:g}")
        rows.append((day, float(value)))
    if len(before) + len(rows) > MOST:
        raise MessageError(line, f"more than {MOST} days", "45")
    return rows


def _date(text: str, line: int) -> datetime.date:
    shape = _ENTRY.fullmatch(text)
    try:
        if shape is None:
            raise ValueError
        month = MONTHS.index(shape[2].lower()) + 1
        return datetime.date(2000 + int(shape[3]), month, int(shape[1]))
    except ValueError:
        raise MessageError(line, f"{text[:20]!r} is no date", "one such as 18Sep22") from None
