"""CCSDS Orbit Mean-Elements Message for SGP4, JSON or KVN form (CCSDS 502.0-B-3, section 4).

Gives the keywords and values of each element set, numbers as numbers. Leaves out XML and CSV.
"""

import json
import math

from sim.formats.message import MessageError, numbered, pair, utc_text

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
_FIXED = {"CENTER_NAME": "EARTH", "REF_FRAME": "TEME", "TIME_SYSTEM": "UTC"}
_RANGES = {"ECCENTRICITY": (0.0, 0.999999), "MEAN_MOTION": (0.1, 18.0), "INCLINATION": (0.0, 180.0)}

Elements = dict[str, str | float]


def read_omm(text: str) -> tuple[Elements, ...]:
    """Element sets of a file in its order.

    EPOCH is UTC with Z, angles are in deg, mean motion in revolutions per day.

    Raises
    ------
    MessageError
        With the line where one is known, if the text is not an OMM or an element is missing or
        impossible.
    """
    if text.lstrip().startswith(("[", "{")):
        try:
            content = json.loads(text)
        except (ValueError, RecursionError) as error:
            line = error.lineno if isinstance(error, json.JSONDecodeError) else None
            raise MessageError(line, "not JSON", "a JSON list of element sets") from None
        rows = content if isinstance(content, list) else [content]
    else:
        rows = _kvn(text)
    if not rows:
        raise MessageError(None, "the file holds no element set", "at least one")
    return tuple(checked_elements(row) for row in rows)


def _kvn(text: str) -> list[dict[str, str]]:
    """Keyword and value of each message of a KVN text."""
    rows: list[dict[str, str]] = []
    for number, line in numbered(text):
        keyword, value = pair(number, line)
        if keyword == "CCSDS_OMM_VERS":
            rows.append({})
        elif not rows:
            raise MessageError(number, "not an OMM", "a first line CCSDS_OMM_VERS = 2.0")
        else:
            rows[-1][keyword] = value
    return rows


def checked_elements(row: object) -> Elements:
    """The keywords SGP4 needs, with numbers as floats and the epoch as UTC text."""
    if not isinstance(row, dict):
        raise MessageError(
            None, f"an element set that is {type(row).__name__}", "keywords and values"
        )
    for keyword, wanted in _FIXED.items():
        if str(row.get(keyword, wanted)).upper() != wanted:
            raise MessageError(None, f"{keyword} is {row[keyword]!r}", wanted)
    found: Elements = {}
    for keyword in (*TEXTS, *NUMBERS, *OPTIONAL_NUMBERS):
        if keyword in row:
            found[keyword] = _value(keyword, row[keyword])
        elif keyword == "EPOCH" or keyword in NUMBERS:
            raise MessageError(None, f"{keyword} is missing", ", ".join(("EPOCH", *NUMBERS)))
    return found


def _value(keyword: str, given: object) -> str | float:
    if keyword == "EPOCH":
        return utc_text(None, str(given))
    if keyword in TEXTS:
        return str(given)[:80]
    try:
        value = float(str(given))
    except ValueError:
        raise MessageError(None, f"{keyword} is {given!r}", "a number") from None
    low, high = _RANGES.get(keyword, (-1e6, 1e6))
    if not math.isfinite(value) or not low <= value <= high:
        raise MessageError(None, f"{keyword} is {value:g}", f"{low:g} to {high:g}")
    return value
