"""CCSDS Orbit Mean-Elements Message for SGP4, JSON or KVN form (CCSDS 502.0-B-3, section 4).

Gives the keywords and values of each element set, numbers as numbers. Leaves out XML and CSV, and
the elements of other theories: their drag terms are other quantities.
"""

import json
import math
import re
from collections.abc import Iterator
from typing import NamedTuple

from sim.formats.message import MessageError, numbered, pair, refuse_xml, utc_text
from sim.formats.tle import THEORIES

NUMBERS = (
    "MEAN_MOTION",
    "ECCENTRICITY",
    "INCLINATION",
    "RA_OF_ASC_NODE",
    "ARG_OF_PERICENTER",
    "MEAN_ANOMALY",
    "BSTAR",
)
OPTIONAL_NUMBERS = ("MEAN_MOTION_DOT", "MEAN_MOTION_DDOT")
TEXTS = ("EPOCH", "OBJECT_NAME", "OBJECT_ID")
_FIXED: dict[str, tuple[str, ...]] = {
    "CENTER_NAME": ("EARTH",),
    "REF_FRAME": ("TEME",),
    "TIME_SYSTEM": ("UTC",),
    "MEAN_ELEMENT_THEORY": THEORIES,
    "EPHEMERIS_TYPE": ("0",),
}
"""What these may say; an empty or absent one is taken for it."""
_OF_OTHERS = ("BTERM", "AGOM")
"""Drag and radiation terms of SGP4-XP, in the place of BSTAR and the second derivative."""
_RANGES = {"ECCENTRICITY": (0.0, 0.999999), "MEAN_MOTION": (0.1, 18.0), "INCLINATION": (0.0, 180.0)}

Elements = dict[str, str | float]


class _Set(NamedTuple):
    """An element set of a file: its keywords and values, its first line, and its text."""

    row: object
    first: int
    text: str

    def line(self, keyword: str | None) -> int:
        """Line of a keyword, or the first one of the set."""
        form = rf'"{keyword}"\s*:|^[ \t]*{keyword}[ \t]*='
        place = re.search(form, self.text, re.MULTILINE)
        return self.first + (self.text.count("\n", 0, place.start()) if place else 0)


def read_omm(text: str) -> tuple[Elements, ...]:
    """Element sets of a file in its order.

    EPOCH is UTC with Z, angles are in deg, mean motion in revolutions per day.

    Raises
    ------
    MessageError
        With the line and the keyword, if the text is not an OMM, is one of another theory, or an
        element is missing or impossible.
    """
    refuse_xml(text, "JSON or KVN")
    found = _json(text) if text.lstrip().startswith(("[", "{")) else _kvn(text)
    elements = []
    for each in found:
        try:
            elements.append(checked_elements(each.row))
        except MessageError as error:
            line = each.line(error.key)
            raise MessageError(line, error.problem, error.allowed, error.key) from None
    if not elements:
        raise MessageError(None, "the file holds no element set", "at least one")
    return tuple(elements)


def _json(text: str) -> Iterator[_Set]:
    """Element sets of a JSON list, or the one of a JSON object."""
    try:
        content = json.loads(text)
    except (ValueError, RecursionError) as error:
        line = error.lineno if isinstance(error, json.JSONDecodeError) else None
        raise MessageError(line, "not JSON", "a JSON list of element sets") from None
    if not isinstance(content, list):
        yield _Set(content, 1, text)
        return
    decoder, end = json.JSONDecoder(), text.index("[") + 1
    for row in content:
        begin = end
        while text[begin].isspace() or text[begin] == ",":
            begin += 1
        end = decoder.raw_decode(text, begin)[1]
        yield _Set(row, text.count("\n", 0, begin) + 1, text[begin:end])


def _kvn(text: str) -> Iterator[_Set]:
    """Messages of a KVN text; each begins with its version."""
    rows: list[tuple[int, dict[str, str]]] = []
    for number, line in numbered(text):
        keyword, value = pair(number, line)
        if keyword == "CCSDS_OMM_VERS":
            rows.append((number, {}))
        elif not rows:
            raise MessageError(number, "not an OMM", "a first line CCSDS_OMM_VERS = 2.0")
        else:
            rows[-1][1][keyword] = value
    lines = text.splitlines()
    ends = [first - 1 for first, _ in rows[1:]] + [len(lines)]
    for (first, row), end in zip(rows, ends, strict=False):
        yield _Set(row, first, "\n".join(lines[first - 1 : end]))


def checked_elements(row: object) -> Elements:
    """The keywords SGP4 needs, with numbers as floats and the epoch as UTC text.

    Raises
    ------
    MessageError
        With the keyword, if SGP4 can't take the elements.
    """
    if not isinstance(row, dict):
        raise MessageError(
            None, f"an element set that is {type(row).__name__}", "keywords and values"
        )
    given = {keyword: value for keyword, value in row.items() if value not in (None, "")}
    for keyword, wanted in _FIXED.items():
        if str(given.get(keyword, wanted[0])).strip().upper() not in wanted:
            problem = f"{keyword} is {_cut(given[keyword])}"
            raise MessageError(None, problem, ", ".join(wanted), keyword)
    for keyword in _OF_OTHERS:
        if keyword in given:
            problem = f"{keyword} is an element of SGP4-XP"
            allowed = f"BSTAR, and elements of {', '.join(THEORIES)}"
            raise MessageError(None, problem, allowed, keyword)
    found: Elements = {}
    for keyword in (*TEXTS, *NUMBERS, *OPTIONAL_NUMBERS):
        if keyword in given:
            found[keyword] = _value(keyword, given[keyword])
        elif keyword == "EPOCH" or keyword in NUMBERS:
            allowed = ", ".join(("EPOCH", *NUMBERS))
            raise MessageError(None, f"{keyword} is missing", allowed, keyword)
    return found


def _value(keyword: str, given: object) -> str | float:
    if keyword == "EPOCH":
        return utc_text(None, str(given), keyword)
    if keyword in TEXTS:
        return str(given)[:80]
    try:
        value = float(str(given))
    except ValueError:
        raise MessageError(None, f"{keyword} is {_cut(given)}", "a number", keyword) from None
    low, high = _RANGES.get(keyword, (-1e6, 1e6))
    if not math.isfinite(value) or not low <= value <= high:
        allowed = f"{low:g} to {high:g}"
        raise MessageError(None, f"{keyword} is {value:g}", allowed, keyword)
    return value


def _cut(given: object) -> str:
    """A value for a message."""
    return repr(given)[:60]
