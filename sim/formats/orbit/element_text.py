"""Element sets as text: lines of a TLE with a name, or an OMM in KVN form (CCSDS 502.0-B-3)."""

import math
from collections.abc import Sequence

from sim.formats.orbit.element_set import ElementSet
from sim.formats.orbit.oem_text import comment_lines, plain_text

LONGEST_NAME = 24
"""Characters of a name line, as catalogues keep them."""


def tle_text(elements: ElementSet) -> str:
    """Three lines: the name, and the two of the set."""
    return "\n".join([plain_text(elements.name)[:LONGEST_NAME].strip(), *_lines(elements)]) + "\n"


def omm_text(elements: ElementSet, created: str, comments: Sequence[str] = ()) -> str:
    """Text of a message with the numbers of the two lines.

    Parameters
    ----------
    elements
        With `lines`.
    created
        UTC text such as ``2028-07-01T00:00:00Z``.
    comments
        On the elements, how far they are from what they stand for.
    """
    _lines(elements)
    set_ = elements.satellite
    row = {
        "OBJECT_NAME": plain_text(elements.name)[:LONGEST_NAME].strip(),
        "OBJECT_ID": "UNKNOWN",
        "CENTER_NAME": "EARTH",
        "REF_FRAME": "TEME",
        "TIME_SYSTEM": "UTC",
        "MEAN_ELEMENT_THEORY": "SGP/SGP4",
        "EPOCH": elements.utc.removesuffix("Z"),
        "MEAN_MOTION": f"{elements.revolutions_per_day:.8f}",
        "ECCENTRICITY": f"{set_.ecco:.7f}",
        "INCLINATION": f"{math.degrees(set_.inclo):.4f}",
        "RA_OF_ASC_NODE": f"{math.degrees(set_.nodeo):.4f}",
        "ARG_OF_PERICENTER": f"{math.degrees(set_.argpo):.4f}",
        "MEAN_ANOMALY": f"{math.degrees(set_.mo):.4f}",
        "EPHEMERIS_TYPE": "0",
        "CLASSIFICATION_TYPE": "U",
        "NORAD_CAT_ID": str(elements.number),
        "ELEMENT_SET_NO": "0",
        "REV_AT_EPOCH": "0",
        "BSTAR": f"{set_.bstar:.9g}",
        "MEAN_MOTION_DOT": "0",
        "MEAN_MOTION_DDOT": "0",
    }
    lines = ["CCSDS_OMM_VERS = 2.0", *comment_lines(comments)]
    lines += [f"CREATION_DATE = {created.removesuffix('Z')}", "ORIGINATOR = ISS-DEORBIT"]
    return "\n".join([*lines, *(f"{key} = {value}" for key, value in row.items())]) + "\n"


def _lines(elements: ElementSet) -> tuple[str, str]:
    if elements.lines is None:
        raise ValueError("an element set without its two lines")
    return elements.lines
