"""CCSDS Orbit Mean-Elements Message for SGP4: JSON, CSV, XML or KVN (CCSDS 502.0-B-3, section 4).

Gives the keywords and values of each element set, numbers as numbers. Leaves out the elements of
other theories: their drag terms are other quantities.
"""

import csv
import json
import math
import re
from collections.abc import Callable, Iterator, Mapping
from types import MappingProxyType
from typing import NamedTuple

from sim.formats.message import MessageError, numbered, pair, utc_text
from sim.formats.orbit.element_set import ElementSet, from_keywords
from sim.formats.orbit.tle import THEORIES, of_theory
from sim.formats.orbit.xml_text import elements, is_xml
from sim.plain_text import text_fault

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
TEXTS = ("EPOCH", "OBJECT_NAME", "OBJECT_ID", "NORAD_CAT_ID")
LARGEST_NUMBER = 999_999_999
_FIXED: dict[str, tuple[str, ...]] = {
    "CENTER_NAME": ("EARTH",),
    "REF_FRAME": ("TEME",),
    "TIME_SYSTEM": ("UTC",),
    "MEAN_ELEMENT_THEORY": THEORIES,
    "EPHEMERIS_TYPE": ("0", "2"),
}
"""What these may say; an empty or absent one is taken for it."""
_OF_OTHERS = ("BTERM", "AGOM")
"""Drag and radiation terms of SGP4-XP, in the place of BSTAR and the second derivative."""
_RANGES = {"ECCENTRICITY": (0.0, 0.999999), "MEAN_MOTION": (0.1, 18.0), "INCLINATION": (0.0, 180.0)}

Elements = dict[str, str | float]


class _Set(NamedTuple):
    """An element set of a file: its keywords and values, its first line, and its text (or the lines
    of its keywords, where they are known).
    """

    row: object
    first: int
    text: str = ""
    lines: Mapping[str, int] = MappingProxyType({})

    def line(self, keyword: str | None) -> int:
        """Line of a keyword, or the first one of the set."""
        if keyword is not None and keyword in self.lines:
            return self.lines[keyword]
        form = rf'"{keyword}"\s*:|^[ \t]*{keyword}[ \t]*='
        place = re.search(form, self.text, re.MULTILINE)
        return self.first + (self.text.count("\n", 0, place.start()) if place else 0)


def read_omm(text: str, file: str = "") -> tuple[ElementSet, ...]:
    """Element sets of a file in its order.

    In their keywords EPOCH is UTC with Z, angles are in deg, mean motion in revolutions per day.

    Raises
    ------
    MessageError
        With the line and the keyword, if the text is not an OMM, is one of another theory, or an
        element is missing or impossible.
    """
    found = []
    for each in _form(text)(text):
        try:
            found.append(from_keywords(checked_elements(each.row), file, each.first))
        except MessageError as error:
            line = each.line(error.key)
            raise MessageError(line, error.problem, error.allowed, error.key) from None
        except ValueError as error:
            raise MessageError(each.line("EPOCH"), str(error), "a date from 1972 on") from None
    if not found:
        raise MessageError(None, "the file holds no element set", "at least one")
    return tuple(found)


def _form(text: str) -> Callable[[str], Iterator[_Set]]:
    """The reader of the form a text is in."""
    begin = text[:1000].lstrip("\ufeff \t\r\n")
    if is_xml(text):
        return _xml
    if begin.startswith(("[", "{")):
        return _json
    return _csv if is_csv(text) else _kvn


def is_csv(text: str) -> bool:
    """Whether a text begins with the names of columns of element sets."""
    return "MEAN_MOTION" in _columns(text.removeprefix("\ufeff").partition("\n")[0])


def _columns(line: str) -> list[str]:
    return [word.strip(' "\r').upper() for word in line.split(",")]


def _csv(text: str) -> Iterator[_Set]:
    """Rows of a table; its first line names the columns."""
    lines = text.removeprefix("\ufeff").splitlines()
    columns = _columns(lines[0])
    reader = csv.reader(lines[1:], strict=True)
    try:
        for row in reader:
            number = reader.line_num + 1
            if not any(row):
                continue
            if len(row) != len(columns):
                problem = f"{len(row)} values in a row"
                raise MessageError(number, problem, f"{len(columns)}, as there are columns")
            yield _Set(dict(zip(columns, row, strict=True)), number)
    except csv.Error as error:
        raise MessageError(reader.line_num + 1, f"not CSV: {error}", "a table") from None


def _xml(text: str) -> Iterator[_Set]:
    """Messages of an XML text, one or many in an `ndm`."""
    row: dict[str, str] | None = None
    first, lines = 0, {}
    for each in elements(text):
        if each.name == "omm" and each.kind != "end":
            row, first, lines = {}, each.line, {}
        if each.name == "omm" and each.kind != "start":
            yield _Set(row, first, "", lines)
            row = None
        elif row is not None and each.kind == "leaf" and each.text and each.name != "USER_DEFINED":
            if each.name in lines and each.name != "COMMENT":
                problem = f"{each.name} stands twice in one message"
                raise MessageError(each.line, problem, "each keyword once", each.name)
            row[each.name], lines[each.name] = each.text, each.line
        elif row is None and each.kind != "end" and each.name != "ndm":
            problem = f"<{each.name[:40]}> is not an OMM"
            raise MessageError(each.line, problem, "<omm>, or several of them in an <ndm>")


def _json(text: str) -> Iterator[_Set]:
    """Element sets of a JSON list, or the one of a JSON object."""
    text = text.removeprefix("\ufeff")
    decoder, end, line = json.JSONDecoder(), 0, 1

    def next_place(place: int) -> int:
        while place < len(text) and text[place].isspace():
            place += 1
        return place

    try:
        begin = next_place(0)
        if text[begin] == "{":
            row, end = decoder.raw_decode(text, begin)
            if next_place(end) != len(text):
                raise ValueError
            yield _Set(row, 1, text)
            return
        begin = next_place(begin + 1)
        while text[begin] != "]":
            line += text.count("\n", end, begin)
            row, end = decoder.raw_decode(text, begin)
            yield _Set(row, line, text[begin:end])
            line += text.count("\n", begin, end)
            begin = next_place(end)
            if text[begin] not in ",]":
                raise ValueError
            begin = next_place(begin + 1) if text[begin] == "," else begin
        if next_place(begin + 1) != len(text):
            raise ValueError
    except MessageError:
        raise
    except (ValueError, IndexError, RecursionError) as error:
        at = error.lineno if isinstance(error, json.JSONDecodeError) else line
        raise MessageError(at, "not JSON", "a JSON list of element sets") from None


def _kvn(text: str) -> Iterator[_Set]:
    """Messages of a KVN text; each begins with its version."""
    row: dict[str, str] = {}
    first, lines = 0, {}
    for number, line in numbered(text):
        keyword, value = pair(number, line)
        if keyword == "CCSDS_OMM_VERS":
            if first:
                yield _Set(row, first, "", lines)
            row, first, lines = {}, number, {}
        elif not first:
            raise MessageError(number, "not an OMM", "a first line CCSDS_OMM_VERS = 2.0")
        else:
            row[keyword], lines[keyword] = value, number
    if first:
        yield _Set(row, first, "", lines)


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
            if keyword == "EPHEMERIS_TYPE":
                problem += of_theory(str(given[keyword]).strip())
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
    if keyword == "NORAD_CAT_ID":
        number = str(given).strip()
        digits = number.isascii() and number.isdigit() and len(number) < 12
        if not digits or int(number) > LARGEST_NUMBER:
            raise MessageError(
                None, f"{keyword} is {_cut(given)}", f"0 to {LARGEST_NUMBER}", keyword
            )
        return str(int(number))
    if keyword in TEXTS:
        if fault := text_fault(str(given)[:80], one_line=True):
            raise MessageError(None, f"{keyword}: {fault}", "one line of printing text", keyword)
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
