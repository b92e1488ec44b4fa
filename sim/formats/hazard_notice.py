"""Draft of a notice of hazard areas, as a text to be handed to those who issue such notices.

Corners in order, degrees and minutes to 0.1 minute (185 m) as in coastal warnings, and time windows
in UTC, rounded outward to whole minutes: one for an area at sea (NAVAREA), one for each band of
flight levels of an area of the air (NOTAM). Made by a simulation: it carries a line that says so.
"""

import math
import re
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta

WARNING = "DRAFT - NOT FOR NAVIGATION"
_LIST = "ABCDEFGHIJKLMNOPQRSTUVWXYZ"


@dataclass(frozen=True)
class LevelWindow:
    """A band of flight levels, and the window it is closed in as UTC text."""

    low: float
    high: float
    start: str
    stop: str


@dataclass(frozen=True)
class HazardArea:
    """An area: its name, corners in degrees in order (not closed), and the window it is closed in
    as UTC text ``2031-01-02T03:04:05Z``; one for the air has bands of levels besides.
    """

    name: str
    latitude: Sequence[float]
    longitude: Sequence[float]
    start: str
    stop: str
    levels: Sequence[LevelWindow] = ()


def degrees_minutes(value: float, letters: str, digits: int) -> str:
    """An angle in degrees as ``48-52.8S``: letters for above and below zero, digits of degrees."""
    tenths = round(abs(value) * 600.0)
    degrees, rest = divmod(tenths, 600)
    letter = letters[0] if value >= 0.0 or tenths == 0 else letters[1]
    return f"{degrees:0{digits}d}-{rest / 10.0:04.1f}{letter}"


def corner(latitude: float, longitude: float) -> str:
    """A corner as ``48-52.8S 123-23.6W``.

    Raises
    ------
    ValueError
        If it is no place.
    """
    if not (math.isfinite(latitude) and math.isfinite(longitude) and abs(latitude) <= 90.0):
        raise ValueError(f"no place: latitude {latitude}, longitude {longitude}")
    east = (longitude + 180.0) % 360.0 - 180.0
    return f"{degrees_minutes(latitude, 'NS', 2)} {degrees_minutes(east, 'EW', 3)}"


def notice_text(operation: str, areas: Sequence[HazardArea], remarks: Sequence[str] = ()) -> str:
    """Text of a notice.

    Parameters
    ----------
    operation
        What falls, one line.
    areas
        At least one.
    remarks
        Lines at the end: what the area holds, what to expect.

    Raises
    ------
    ValueError
        If there is no area, an area has fewer than three corners, or a window ends before it
        begins.
    """
    if not areas:
        raise ValueError("a notice needs an area")
    lines = [
        WARNING,
        "",
        "HAZARDOUS OPERATIONS, SPACE DEBRIS RE-ENTRY",
        f"1. {_one_line(operation)}",
    ]
    for number, area in enumerate(areas, 2):
        if len(area.latitude) != len(area.longitude) or len(area.latitude) < 3:
            raise ValueError(f"area {area.name!r} needs three corners or more")
        lines += ["", f"{number}. {_one_line(area.name)}"]
        lines.append(f"   {_window(area.name, area.start, area.stop)}")
        lines += [
            f"   {level_words(each.low, each.high)} {_window(area.name, each.start, each.stop)}"
            for each in reversed(area.levels)
        ]
        lines.append("   AREA BOUNDED BY")
        for k, (north, east) in enumerate(zip(area.latitude, area.longitude, strict=True)):
            label = _LIST[k % 26] + (str(k // 26) if k >= 26 else "")
            lines.append(f"   {label}. {corner(float(north), float(east))}")
    lines += ["", *(f"{_one_line(remark)}" for remark in remarks), "", WARNING]
    return "\n".join(lines) + "\n"


def level_words(low: float, high: float) -> str:
    """A band of flight levels as ``FL200 TO FL400``; the lowest one begins at the surface."""
    return f"{'SFC' if low <= 0.0 else f'FL{low:03.0f}'} TO FL{high:03.0f}"


def _window(name: str, begin: str, end: str) -> str:
    """A window from one UTC text to another, rounded outward."""
    if _instant(end) <= _instant(begin):
        raise ValueError(f"the window of {name!r} ends before it begins")
    start = _instant(begin).replace(second=0, microsecond=0)
    return (
        f"FROM {start:%d %b %Y %H%M} UTC TO {_next_minute(_instant(end)):%d %b %Y %H%M} UTC".upper()
    )


def _one_line(text: str) -> str:
    """Text without line breaks and other control characters, so that it can't pose as a line of
    its own.
    """
    return re.sub(r"\s+", " ", "".join(c if c.isprintable() else " " for c in text)).strip()


def _next_minute(instant: datetime) -> datetime:
    """The same, or the next whole minute: windows are rounded outward."""
    whole = instant.replace(second=0, microsecond=0)
    return whole if whole == instant else whole + timedelta(minutes=1)


def _instant(text: str) -> datetime:
    """UTC text as an instant."""
    try:
        found = datetime.fromisoformat(text)
    except ValueError:
        found = None
    if found is None or found.tzinfo is None:
        raise ValueError(f"{text!r} is not a UTC instant; write it as 2031-01-02T03:04:05Z")
    return found.astimezone(UTC)
