"""SPICE kernel (SPK) of type 13: states with Hermite interpolation at unequal steps.

Written by the SPICE toolkit itself, through `spiceypy` (the extra `spice`). Times are TDB since
J2000; the difference to TT is SPICE's own series of one term, so that its conversions give back the
UTC the states are dated with. The frame is J2000 of SPICE, which is the ICRF.
"""

import math
import tempfile
from collections.abc import Sequence
from pathlib import Path

import numpy as np

from sim.errors import InputError
from sim.formats.orbit.oem_text import DEGREE, OemSegment, check_segments, plain_text
from sim.frames.epoch import DAY, TT_MINUS_TAI, Epoch

STATION = -125544
"""NAIF's number of the International Space Station."""
EARTH = 399
J2000 = 51544
"""MJD of J2000.0, at noon TT."""
AMPLITUDE, ECCENTRICITY, ANOMALY, MOTION = 1.657e-3, 1.671e-2, 6.239996, 1.99096871e-7
"""s, -, rad, rad/s: DELTET/K, EB and M of the leap seconds kernels naif0012.tls and before."""
LINE = 80
"""Characters of a line of the comment area."""
WITHOUT = (
    "a SPICE kernel is written by the SPICE toolkit, which is not installed: "
    "pip install 'iss-deorbit[spice]'"
)


def spk_bytes(name: str, segments: Sequence[OemSegment], comments: Sequence[str] = ()) -> bytes:
    """Content of a kernel with the states of the station about the Earth.

    Parameters
    ----------
    name
        Of the object, in the identifiers of the segments.
    segments
        In time; one may begin where the one before ends. An odd degree of 7, or what so many states
        carry.
    comments
        For the comment area, as ASCII.

    Raises
    ------
    InputError
        If the toolkit is not installed.
    ValueError
        For segments that no ephemeris can hold.
    """
    try:
        import spiceypy
    except ImportError:
        raise InputError(WITHOUT) from None
    check_segments(segments)
    lines = [each[:LINE] for text in comments for each in _wrapped(plain_text(text))]
    with tempfile.TemporaryDirectory() as folder:
        file = Path(folder) / "orbit.bsp"
        title = plain_text(name)[:40] or "orbit"
        handle = spiceypy.spkopn(str(file), title, 100 * (len(lines) + 2))
        try:
            if lines:
                spiceypy.dafac(handle, lines)
            for number, segment in enumerate(segments, 1):
                t = ephemeris_time(segment.utc)
                states = np.column_stack([segment.position, segment.velocity]) / 1e3
                degree = min(DEGREE, 2 * len(t) - 1)
                identifier = f"{title[:30]} {number}"
                spiceypy.spkw13(
                    handle, STATION, EARTH, "J2000", t[0], t[-1], identifier, degree, len(t),
                    np.ascontiguousarray(states), np.ascontiguousarray(t),
                )  # fmt: skip
        finally:
            spiceypy.spkcls(handle)
        return file.read_bytes()


def ephemeris_time(utc: np.ndarray) -> np.ndarray:
    """TDB seconds since J2000 of UTC texts, shape (n,)."""
    epochs = [Epoch.from_utc(f"{each}Z") for each in utc.tolist()]
    tt = np.array([(e.day - J2000) * DAY + e.seconds - 0.5 * DAY for e in epochs]) + TT_MINUS_TAI
    anomaly = ANOMALY + MOTION * tt
    return tt + AMPLITUDE * np.sin(anomaly + ECCENTRICITY * np.sin(anomaly))


def _wrapped(text: str) -> list[str]:
    return [text[k * LINE : (k + 1) * LINE] for k in range(max(math.ceil(len(text) / LINE), 1))]
