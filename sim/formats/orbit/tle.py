"""Two-line element sets of SGP4: every column of both lines checked, and the epoch read; files of
many sets, with lines of names or without.

Columns count from 1 and are those of Hoots and Roehrich, Spacetrack Report No. 3 (1980), as
https://celestrak.org/NORAD/documentation/tle-fmt.php has them; numbers of five places may begin
with a letter (Alpha-5).
"""

import re
import unicodedata
from collections.abc import Iterator
from typing import NamedTuple

from sim.formats.message import MessageError
from sim.frames.epoch import DAY, Epoch

LENGTH = 69
FIRST_YEAR, LAST_YEAR = 1973, 2056
"""Two digits stand for 1957 to 2056; UTC has ticked in SI seconds since 1972, and tables begin days
before a flight."""
THEORIES = ("SGP", "SGP4", "SGP/SGP4")
"""Mean elements that SGP4 takes, by the names CCSDS 502.0 has for them."""


class _Field(NamedTuple):
    """First and last column, what stands there, its form, what may stand there, and bounds."""

    first: int
    last: int
    name: str
    form: str
    allowed: str
    least: float | None = None
    most: float | None = None


EPHEMERIS_TYPES = {"3": "SGP8", "4": "SGP4-XP", "5": "SDP8", "6": "special perturbations"}
"""What other types in column 63, and in EPHEMERIS_TYPE, are elements of."""

_BLANK = (r" +", "a blank")
_DECIMAL = r" *(?:[0-9]+(?:\.[0-9]*)?|\.[0-9]+) *"
_EXPONENT = (r"[ +-][ 0-9]{4}[0-9][+-][0-9]", "a number such as ' 11898-4', which is 0.11898e-4")
_NUMBER = ("number of the object", r"[ 0-9A-HJ-NP-Z][ 0-9]{3}[0-9]", "five places, such as 25544")


def _decimal(first: int, last: int, name: str, least: float, most: float) -> _Field:
    return _Field(first, last, name, _DECIMAL, f"a number from {least:g} to {most:g}", least, most)


FIELDS: tuple[tuple[_Field, ...], tuple[_Field, ...]] = (
    (
        _Field(2, 2, "separator", *_BLANK),
        _Field(3, 7, *_NUMBER),
        _Field(8, 8, "classification", r"[A-Z ]", "U, C or S"),
        _Field(9, 9, "separator", *_BLANK),
        _Field(18, 18, "separator", *_BLANK),
        _Field(19, 20, "year of the epoch", r"[0-9]{2}", "two digits, such as 26"),
        _decimal(21, 32, "day of the year", 1.0, 366.99999999),
        _Field(33, 33, "separator", *_BLANK),
        _Field(
            34, 43, "first derivative of the mean motion", r" *[+-]?[01]?\.[0-9]{1,8} *",
            "a number such as ' .00016717'",
        ),
        _Field(44, 44, "separator", *_BLANK),
        _Field(45, 52, "second derivative of the mean motion", *_EXPONENT),
        _Field(53, 53, "separator", *_BLANK),
        _Field(54, 61, "drag term BSTAR", *_EXPONENT),
        _Field(62, 62, "separator", *_BLANK),
        _Field(63, 63, "ephemeris type", r"[02 ]", f"0 or 2, elements of {', '.join(THEORIES)}"),
        _Field(64, 64, "separator", *_BLANK),
        _Field(65, 68, "number of the element set", r" *[0-9]+", "a whole number"),
    ),
    (
        _Field(2, 2, "separator", *_BLANK),
        _Field(3, 7, *_NUMBER),
        _Field(8, 8, "separator", *_BLANK),
        _decimal(9, 16, "inclination", 0.0, 180.0),
        _Field(17, 17, "separator", *_BLANK),
        _decimal(18, 25, "right ascension of the node", 0.0, 360.0),
        _Field(26, 26, "separator", *_BLANK),
        _Field(27, 33, "eccentricity", r"[0-9]{7}", "seven digits, those after the point"),
        _Field(34, 34, "separator", *_BLANK),
        _decimal(35, 42, "argument of perigee", 0.0, 360.0),
        _Field(43, 43, "separator", *_BLANK),
        _decimal(44, 51, "mean anomaly", 0.0, 360.0),
        _Field(52, 52, "separator", *_BLANK),
        _decimal(53, 63, "mean motion", 0.1, 18.0),
        _Field(64, 68, "revolution at the epoch", r" *[0-9]+", "a whole number"),
    ),
)  # fmt: skip


def check_line(number: int, line: str) -> None:
    """Look at every column of a line of an element set.

    Parameters
    ----------
    number
        1 or 2.
    line
        As it was copied.

    Raises
    ------
    MessageError
        Naming the column, what stands there and what may; its `line` is the number given.
    """
    for column, character in enumerate(line, 1):
        if not " " <= character <= "~":
            problem = f"{_called(character)} in column {column}"
            raise MessageError(number, problem, "blanks, digits, letters and signs of ASCII")
    if not line.startswith(f"{number} "):
        problem = f"line {number} of the element set begins with {line[:2]!r}"
        raise MessageError(number, problem, f"'{number} '")
    if len(line) != LENGTH:
        problem = f"line {number} of the element set has {len(line)} characters"
        if len(line) == LENGTH - 1:
            problem += ": column 69, the checksum, is missing"
        raise MessageError(number, problem, f"{LENGTH} characters, a line copied without change")
    total = sum(int(c) if c.isdigit() else c == "-" for c in line[:-1]) % 10
    if line[-1] != str(total):
        problem = f"checksum of line {number} is {line[-1]}, its digits add up to {total}"
        raise MessageError(number, problem, "a line copied without change")
    for field in FIELDS[number - 1]:
        _check_field(number, field, line[field.first - 1 : field.last])
    if number == 1 and int(line[18:20]) in range(57, FIRST_YEAR - 1900):
        problem = f"the epoch in columns 19 to 32 is of the year 19{line[18:20]}"
        raise MessageError(number, problem, f"{FIRST_YEAR} to {LAST_YEAR}")


def _check_field(number: int, field: _Field, text: str) -> None:
    good = re.fullmatch(field.form, text) is not None
    if good and field.least is not None and field.most is not None:
        good = field.least <= float(text) <= field.most
    if not good:
        columns = f"columns {field.first} to {field.last}"
        if field.first == field.last:
            columns = f"column {field.first}"
        problem = f"the {field.name} in {columns} of line {number} is {text!r}"
        if field.first == 63:
            problem += of_theory(text)
        raise MessageError(number, problem, field.allowed)


def of_theory(kind: str) -> str:
    """What an ephemeris type stands for, to go on with after it."""
    return f", of {EPHEMERIS_TYPES[kind]}" if kind in EPHEMERIS_TYPES else ""


def check_set(lines: tuple[str, str]) -> None:
    """Look at both lines of a set; the `line` of a MessageError is 1 or 2."""
    for number, line in enumerate(lines, 1):
        check_line(number, line)
    if lines[0][2:7] != lines[1][2:7]:
        given = f"{lines[0][2:7]!r} and {lines[1][2:7]!r}"
        problem = f"the two lines are of different objects, {given}"
        raise MessageError(None, problem, "one object")


def read_tle(text: str) -> Iterator[tuple[int, str, tuple[str, str]]]:
    """Sets of a file: number of the first line, name or "", and the two lines.

    A line of a name may stand before each set, with a 0 in front or without; blank lines and those
    that begin with # are passed over.

    Raises
    ------
    MessageError
        With the line in the file, if a set is not whole or a column of it is wrong.
    """
    name, first, begin = "", "", 0
    for number, line in enumerate(text.removeprefix("\ufeff").split("\n"), 1):
        line = line.rstrip(" \t\r\x1a")
        if not line or line.startswith("#"):
            continue
        if first:
            try:
                check_set((first, line))
            except MessageError as error:
                at = number if error.line == 2 else begin
                raise MessageError(at, error.problem, error.allowed) from None
            yield begin, name, (first, line)
            name, first = "", ""
        elif line.startswith("1 ") and len(line) > SHORTEST_LINE:
            first, begin = line, number
        elif name or line.startswith("2 "):
            problem = f"{line[:40]!r} where line 1 of an element set should stand"
            raise MessageError(number, problem, "a name or none, line 1, line 2, set after set")
        else:
            name, begin = _name(number, line), number
    if name or first:
        problem = f"{(first or name)[:30]!r} is the last line"
        raise MessageError(begin, problem, "a name or none, line 1, line 2, set after set")


LONGEST_NAME = 120
"""Characters; catalogues keep 24, people write remarks behind them."""
SHORTEST_LINE = 40
"""Characters of what is taken for line 1, however much of it was lost."""


def _name(number: int, line: str) -> str:
    name = " ".join(line.removeprefix("0 ").split())
    if not name.isprintable() or len(name) > LONGEST_NAME:
        problem = f"{line[:40]!a} is neither a name nor line 1 of an element set"
        raise MessageError(number, problem, f"a name of up to {LONGEST_NAME} characters")
    return name


def _called(character: str) -> str:
    """Name of a character that should not be there, and its number."""
    name = {"\t": "tab"}.get(character) or unicodedata.name(character, "unprintable character")
    return f"{name.lower()} (U+{ord(character):04X})"


def epoch_of(line: str) -> str:
    """UTC text of the epoch in a first line: two-digit year, day of the year with fraction."""
    year = int(line[18:20])
    first = Epoch.from_utc(f"{year + (1900 if year >= 57 else 2000)}-01-01T00:00:00Z")
    return first.plus((float(line[20:32]) - 1.0) * DAY).utc_iso(digits=6)
