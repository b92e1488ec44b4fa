"""CCSDS Orbit Ephemeris Message 2.0 as text, KVN form (CCSDS 502.0-B-3, section 5).

States of Earth orbits in GCRF and UTC, in segments that must not be interpolated across. Leaves out
covariances and accelerations.
"""

import textwrap
from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np

DEGREE = 7
"""Of Hermite interpolation: four states with their velocities. Short segments have a lower one."""
WIDTH = 240
"""Characters of a comment line; section 7.3 allows lines of 254."""


@dataclass(frozen=True)
class OemSegment:
    """States between two discontinuities: instants (n,) as UTC texts of one form and length, such
    as ``2028-07-01T00:00:00.000000``, positions (n, 3) in m and velocities (n, 3) in m/s in GCRF,
    and comments on what happens meanwhile.
    """

    utc: np.ndarray
    position: np.ndarray
    velocity: np.ndarray
    comments: tuple[str, ...] = ()


def oem_text(
    name: str, segments: Sequence[OemSegment], created: str, comments: Sequence[str] = ()
) -> str:
    r"""Text of a message.

    Parameters
    ----------
    name
        Of the object. Its designator is given as UNKNOWN.
    segments
        In time; one may begin at the instant at which the one before ends.
    created
        UTC text such as ``2028-07-01T00:00:00Z``.
    comments
        On the file as a whole. Characters beyond ASCII, which the standard does not allow, are
        written as their code points (``\u202e``).

    Raises
    ------
    ValueError
        If there is no segment, one has fewer than two states, its instants do not increase, a
        number is not finite, or segments overlap.
    """
    check_segments(segments)
    lines = [
        "CCSDS_OEM_VERS = 2.0",
        *comment_lines(comments),
        f"CREATION_DATE = {created.removesuffix('Z')}",
        "ORIGINATOR = ISS-DEORBIT",
    ]
    for segment in segments:
        lines += ["", *_segment(name, segment)]
    return "\n".join(lines) + "\n"


def check_segments(segments: Sequence[OemSegment]) -> None:
    """Raise ValueError for segments that no ephemeris can hold, see `oem_text`."""
    if not segments:
        raise ValueError("an ephemeris needs a segment")
    before = None
    for segment in segments:
        _check(segment, before)
        before = segment.utc[-1]


def _check(segment: OemSegment, before: str | None) -> None:
    n = len(segment.utc)
    if n < 2 or segment.position.shape != (n, 3) or segment.velocity.shape != (n, 3):
        raise ValueError("a segment needs two states or more, and as many positions as velocities")
    # as texts, second 60 comes after second 59 and before the next day
    if not (segment.utc[1:] > segment.utc[:-1]).all():
        raise ValueError("instants of a segment do not increase")
    if not (np.isfinite(segment.position).all() and np.isfinite(segment.velocity).all()):
        raise ValueError("a state is not finite")
    if before is not None and segment.utc[0] < before:
        raise ValueError("segments overlap")


def _segment(name: str, segment: OemSegment) -> list[str]:
    instants = segment.utc.tolist()
    states = np.column_stack([segment.position, segment.velocity]) / 1e3
    return [
        "META_START",
        f"OBJECT_NAME = {plain_text(name)[:WIDTH]}",
        "OBJECT_ID = UNKNOWN",
        "CENTER_NAME = EARTH",
        "REF_FRAME = GCRF",
        "TIME_SYSTEM = UTC",
        f"START_TIME = {instants[0]}",
        f"USEABLE_START_TIME = {instants[0]}",
        f"USEABLE_STOP_TIME = {instants[-1]}",
        f"STOP_TIME = {instants[-1]}",
        "INTERPOLATION = HERMITE",
        f"INTERPOLATION_DEGREE = {min(DEGREE, 2 * len(instants) - 1)}",
        "META_STOP",
        *comment_lines(segment.comments),
        *(
            f"{instant} {x:.9f} {y:.9f} {z:.9f} {u:.12f} {v:.12f} {w:.12f}"
            for instant, (x, y, z, u, v, w) in zip(instants, states.tolist(), strict=True)
        ),
    ]


def comment_lines(texts: Sequence[str]) -> list[str]:
    """Lines of COMMENT that hold texts."""
    return [
        f"COMMENT {part}" for text in texts for part in textwrap.wrap(plain_text(text), WIDTH) or ()
    ]


def plain_text(text: str) -> str:
    """One line of printable ASCII; what is beyond it as code points."""
    escaped = " ".join(text.split()).encode("ascii", "backslashreplace").decode("ascii")
    return "".join(c if c.isprintable() else f"\\x{ord(c):02x}" for c in escaped)
