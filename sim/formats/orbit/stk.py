"""STK ephemeris files (`.e`), positions and velocities (Ansys STK, Ephemeris File Format).

Reads Earth orbits in ICRF, J2000, TrueOfDate, TEMEOfDate or Fixed, times in seconds since the
scenario epoch. Leaves out positions without velocities, dates in each line, and covariances.
"""

import math
from collections.abc import Iterator
from datetime import datetime
from itertools import pairwise

import numpy as np

from sim.formats.message import MessageError, instant
from sim.formats.orbit.ephemeris import DEFAULT_DEGREE, Ephemeris, EphemerisSegment
from sim.frames.epoch import Epoch

FRAMES = {
    "ICRF": "gcrf",
    "J2000": "eme2000",
    "TRUEOFDATE": "tod",
    "TEMEOFDATE": "teme",
    "FIXED": "itrf",
}
UNITS = {"METERS": 1.0, "KILOMETERS": 1e3}
DATE = "%d %b %Y %H:%M:%S"
ROW = "seconds, position x y z, velocity x y z"
HIGHEST_SAMPLES = 13

Told = dict[str, tuple[int, str]]


def is_stk(text: str) -> bool:
    """Whether a text begins as a file of STK does."""
    return text[:200].lstrip("\ufeff \t\r\n").startswith("stk.v.")


def read_stk(text: str, file: str = "") -> tuple[Ephemeris, ...]:
    """The ephemeris of a file; it does not name its object.

    Raises
    ------
    MessageError
        With the line, if the text is no STK ephemeris of an Earth orbit in a known frame.
    """
    if not is_stk(text):
        raise MessageError(1, "not an STK ephemeris", "a first line such as stk.v.11.0")
    lines = _lines(text)
    next(lines)
    told: Told = {}
    boundaries: list[float] = []
    for number, line in lines:
        word, _, rest = line.partition(" ")
        if line.upper() == "BEGIN SEGMENTBOUNDARYTIMES":
            boundaries = _boundaries(lines)
        elif word.upper() == "EPHEMERISTIMEPOSVEL":
            return (_ephemeris(number, told, boundaries, lines, file),)
        elif word.upper().startswith("EPHEMERIS"):
            problem = f"states as {word[:40]!r}"
            raise MessageError(number, problem, f"EphemerisTimePosVel: {ROW}")
        else:
            told[word.upper()] = (number, rest.strip())
    raise MessageError(None, "the file holds no state", f"EphemerisTimePosVel: {ROW}")


def _lines(text: str) -> Iterator[tuple[int, str]]:
    """Lines that say something, blanks made single, with their numbers."""
    for number, line in enumerate(text.removeprefix("\ufeff").splitlines(), 1):
        line = " ".join(line.split())
        if line and not line.startswith("#"):
            yield number, line


def _boundaries(lines: Iterator[tuple[int, str]]) -> list[float]:
    found: list[float] = []
    for number, line in lines:
        if line.upper().startswith("END "):
            break
        found += _values(number, line, "seconds since ScenarioEpoch")
    return found


def _ephemeris(
    line: int, told: Told, boundaries: list[float], lines: Iterator[tuple[int, str]], file: str
) -> Ephemeris:
    _choice(line, told, "CentralBody", ("EARTH",), "Earth")
    # without the keyword STK takes Fixed; what is not said is asked for
    frame = FRAMES[_choice(line, told, "CoordinateSystem", tuple(FRAMES), None)]
    unit = UNITS[_choice(line, told, "DistanceUnit", tuple(UNITS), "Meters")]
    zero = _epoch(line, told)
    method, degree = _rule(line, told)
    numbers, rows = [], []
    for number, text in lines:
        if text.upper() == "END EPHEMERIS" or text.upper().startswith("COVARIANCE"):
            break
        row = _values(number, text, ROW)
        if len(row) != 7:
            raise MessageError(number, f"{len(row)} values in a line of states", ROW)
        if rows and row[0] < rows[-1][0]:
            raise MessageError(number, f"{row[0]:g} s is before the state above", "times in order")
        numbers.append(number)
        rows.append(row)
    if not rows:
        raise MessageError(line, "no state follows", ROW)
    table = np.array(rows)
    t, states = table[:, 0], unit * table[:, 1:]
    # a state at a boundary ends one segment; its double, or else the next one, begins another
    cuts = set((np.flatnonzero(np.diff(t) == 0.0) + 1).tolist())
    cuts |= {int(np.searchsorted(t, each, side="left")) + 1 for each in boundaries}
    edges = [0, *sorted(cut for cut in cuts if 0 < cut < len(t)), len(t)]
    segments = tuple(
        EphemerisSegment(
            frame=frame,
            epoch=zero.plus(float(t[first])),
            t=t[first:end] - t[first],
            states=states[first:end],
            method=method,
            degree=degree,
            lines=np.array(numbers[first:end]),
        )
        for first, end in pairwise(edges)
    )
    return Ephemeris(name="", designator="", segments=segments, file=file)


def _choice(
    line: int, told: Told, keyword: str, allowed: tuple[str, ...], default: str | None
) -> str:
    number, value = told.get(keyword.upper(), (line, default))
    if value is None:
        raise MessageError(line, f"{keyword} is missing", ", ".join(allowed))
    if value.upper() not in allowed:
        raise MessageError(number, f"{keyword} is {value[:40]!r}", ", ".join(allowed))
    return value.upper()


def _epoch(line: int, told: Told) -> Epoch:
    number, text = told.get("SCENARIOEPOCH", (line, ""))
    whole, dot, fraction = text.partition(".")
    try:
        date = datetime.strptime(whole, DATE)
    except ValueError:
        problem = f"ScenarioEpoch is {text[:40]!r}"
        raise MessageError(number, problem, "a UTC date such as 1 Jul 2028 00:00:00.000") from None
    return instant(number, f"{date:%Y-%m-%dT%H:%M:%S}{dot}{fraction}", "UTC")


def _rule(line: int, told: Told) -> tuple[str, int]:
    """Method and degree, from samples less one; Hermite has their velocities too."""
    if "INTERPOLATIONMETHOD" not in told:
        return "HERMITE", DEFAULT_DEGREE
    method = _choice(line, told, "InterpolationMethod", ("LAGRANGE", "HERMITE"), None)
    number, given = told.get("INTERPOLATIONSAMPLESM1", (line, ""))
    if not given:
        number, given = told.get("INTERPOLATIONORDER", (line, "5" if method == "LAGRANGE" else "3"))
        # InterpolationOrder, the older word, counts samples less one too
    if not given.isdecimal() or len(given) > 2 or not 1 <= int(given) <= HIGHEST_SAMPLES:
        problem = f"InterpolationSamplesM1 is {given[:40]!r}"
        raise MessageError(number, problem, f"a whole number from 1 to {HIGHEST_SAMPLES}")
    return method, int(given) if method == "LAGRANGE" else 2 * int(given) + 1


def _values(number: int, line: str, allowed: str) -> list[float]:
    try:
        values = [float(word) for word in line.split()]
    except ValueError:
        problem = f"{line[:60]!r} holds something that is not a number"
        raise MessageError(number, problem, allowed) from None
    if not all(map(math.isfinite, values)):
        raise MessageError(number, "a value that is not finite", allowed)
    return values
