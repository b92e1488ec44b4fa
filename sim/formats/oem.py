"""CCSDS Orbit Ephemeris Message, KVN form (CCSDS 502.0-B-3, section 5).

Reads position and velocity of every segment, checked for centre, frame and time system. Leaves out
covariances, accelerations and interpolation.
"""

import math
from collections.abc import Iterator
from dataclasses import dataclass

from sim.formats.message import (
    TAI_MINUS,
    MessageError,
    numbered,
    pair,
    refuse_xml,
    utc_of,
    utc_text,
)

FRAMES = {
    "GCRF": "gcrf",
    "ICRF": "gcrf",
    "EME2000": "eme2000",
    "J2000": "eme2000",
    "TEME": "teme",
    "ITRF": "itrf",
}
"""Frames by their names in the message. ICRF about the centre of the Earth has the axes of GCRF.
TOD is left out: it does not say by which precession and nutation."""
TIME_SYSTEMS = ("UTC", *TAI_MINUS)


@dataclass(frozen=True)
class OemState:
    """One state: UTC text, frame, position in m, velocity in m/s, line in the file."""

    epoch: str
    frame: str
    position: tuple[float, float, float]
    velocity: tuple[float, float, float]
    line: int


def read_oem(text: str) -> tuple[OemState, ...]:
    """States of an OEM file in the order of the file.

    Raises
    ------
    MessageError
        With the line, if the text is not an OEM of an Earth orbit in a known frame and time
        system, or holds no state.
    """
    refuse_xml(text, "KVN text, such as ISS.OEM_J2K_EPH.txt beside ISS.OEM_J2K_EPH.xml of NASA")
    lines = numbered(text)
    number, first = next(lines, (1, ""))
    keyword, version = pair(number, first) if "=" in first else ("", "")
    if keyword != "CCSDS_OEM_VERS" or version not in ("1.0", "2.0", "3.0"):
        raise MessageError(number, "not an OEM in KVN form", "a first line CCSDS_OEM_VERS = 2.0")
    states: list[OemState] = []
    frame, scale = None, "UTC"
    inside_covariance = False
    for number, line in lines:
        if line == "META_START":
            frame, scale = _segment(number, lines)
        elif line in ("COVARIANCE_START", "COVARIANCE_STOP"):
            inside_covariance = line == "COVARIANCE_START"
        elif inside_covariance or (frame is None and "=" in line):
            continue  # covariance values, or CREATION_DATE and ORIGINATOR of the header
        elif frame is None:
            raise MessageError(
                number, "data before META_START", "META_START ... META_STOP, then states"
            )
        else:
            states.append(_state(number, line, frame, scale))
    if not states:
        raise MessageError(
            None, "the file holds no state", "lines of epoch, position in km, velocity in km/s"
        )
    return tuple(states)


def _segment(start: int, lines: Iterator[tuple[int, str]]) -> tuple[str, str]:
    """Frame and time system of a segment, after checking its metadata."""
    found: dict[str, tuple[int, str]] = {}
    for number, line in lines:
        if line == "META_STOP":
            break
        keyword, value = pair(number, line)
        found[keyword] = (number, value)
    else:
        raise MessageError(start, "META_START without META_STOP", "META_STOP after the metadata")
    for keyword, allowed in (
        ("CENTER_NAME", ("EARTH",)),
        ("REF_FRAME", tuple(FRAMES)),
        ("TIME_SYSTEM", TIME_SYSTEMS),
    ):
        if keyword not in found:
            raise MessageError(start, f"{keyword} is missing", f"one of {', '.join(allowed)}")
        number, value = found[keyword]
        if value.upper() not in allowed and not (
            keyword == "REF_FRAME" and value.upper().startswith("ITRF")
        ):
            raise MessageError(number, f"{keyword} is {value!r}", ", ".join(allowed))
    frame = found["REF_FRAME"][1].upper()
    frame = FRAMES["ITRF" if frame.startswith("ITRF") else frame]
    return frame, found["TIME_SYSTEM"][1].upper()


def _state(number: int, line: str, frame: str, scale: str) -> OemState:
    words = line.split()
    allowed = "an epoch, three km, three km/s (and perhaps three km/s2)"
    if len(words) not in (7, 10):
        raise MessageError(number, f"{len(words)} values on a line of ephemeris data", allowed)
    try:
        values = [float(word) * 1e3 for word in words[1:7]]
    except ValueError:
        raise MessageError(
            number, f"{line[:60]!r} holds something that is not a number", allowed
        ) from None
    if not all(map(math.isfinite, values)):
        raise MessageError(number, "a value that is not finite", allowed)
    x, y, z, vx, vy, vz = values
    utc = utc_text(number, words[0]) if scale == "UTC" else utc_of(number, words[0], scale)
    return OemState(utc, frame, (x, y, z), (vx, vy, vz), number)
