"""Segments of an OEM put together from what its lines or elements say, each checked as it comes."""

import math
from collections.abc import Sequence

import numpy as np

from sim.formats.message import TAI_MINUS, MessageError, instant
from sim.formats.orbit.ephemeris import (
    DEFAULT_DEGREE,
    METHODS,
    Covariance,
    Ephemeris,
    EphemerisSegment,
)
from sim.frames.epoch import Epoch

VERSIONS = ("1.0", "2.0", "3.0")
FRAMES = {
    "GCRF": "gcrf",
    "ICRF": "gcrf",
    "EME2000": "eme2000",
    "J2000": "eme2000",
    "TOD": "tod",
    "TEME": "teme",
    "ITRF": "itrf",
}
"""Frames by their names in the message. ICRF about the centre of the Earth has the axes of GCRF."""
TIME_SYSTEMS = ("UTC", *TAI_MINUS)
HIGHEST_DEGREE = 27
"""Of interpolation: beyond it polynomials tell of rounding."""
STATE_WORDS = "an epoch, three km, three km/s (and perhaps three km/s2)"

Told = dict[str, tuple[int, str]]
"""Keywords with their lines and values."""


class OemSegments:
    """The segments that have been read so far, by object."""

    def __init__(self) -> None:
        self._objects: dict[tuple[str, str], list[EphemerisSegment]] = {}
        self._covariances: dict[tuple[str, str], list[Covariance]] = {}
        self._object = ("", "")
        self._frame, self._scale = "", "UTC"
        self._rule = ("HERMITE", DEFAULT_DEGREE)
        self._rows: list[tuple[int, Epoch, list[float]]] = []
        self.has_segment = False

    def begin(self, line: int, told: Told) -> None:
        """Close the segment before, and look at the metadata of the next one."""
        self._close()
        for keyword, allowed in (
            ("CENTER_NAME", ("EARTH",)),
            ("REF_FRAME", tuple(FRAMES)),
            ("TIME_SYSTEM", TIME_SYSTEMS),
        ):
            if keyword not in told:
                raise MessageError(line, f"{keyword} is missing", f"one of {', '.join(allowed)}")
            number, value = told[keyword]
            if value.upper() not in allowed and not (
                keyword == "REF_FRAME" and value.upper().startswith("ITRF")
            ):
                raise MessageError(number, f"{keyword} is {value[:40]!r}", ", ".join(allowed))
        frame = told["REF_FRAME"][1].upper()
        self._frame = FRAMES["ITRF" if frame.startswith("ITRF") else frame]
        self._scale = told["TIME_SYSTEM"][1].upper()
        self._rule = _rule(told)
        name, designator = (
            told.get(keyword, (0, ""))[1][:80] for keyword in ("OBJECT_NAME", "OBJECT_ID")
        )
        self._object = (name, designator)
        self.has_segment = True

    def add_state(self, line: int, date: str, words: Sequence[str]) -> None:
        """A state of the segment that was begun; accelerations behind it are passed over."""
        if len(words) not in (6, 9):
            problem = f"{len(words) + 1} values on a line of ephemeris data"
            raise MessageError(line, problem, STATE_WORDS)
        values = _numbers(line, words[:6], STATE_WORDS)
        epoch = instant(line, date, self._scale)
        if self._rows:
            later = epoch.seconds_since(self._rows[-1][1])
            if later < 0.0:
                raise MessageError(line, f"{date[:40]} is before the state above", "dates in order")
            if later == 0.0:  # two states of one instant: a discontinuity without META_START
                self._close()
        self._rows.append((line, epoch, values))

    def add_covariance(self, line: int, told: Told, words: Sequence[str]) -> None:
        """A covariance as the 21 values of its lower triangle."""
        values = _numbers(line, words, "21 values, six rows of a lower triangle")
        if len(values) != 21 or "EPOCH" not in told:
            raise MessageError(line, f"a covariance of {len(values)} values", "EPOCH and 21 values")
        matrix = np.zeros((6, 6))
        matrix[np.tril_indices(6)] = 1e3 * np.array(values)  # km to m, twice
        matrix = np.where(np.tri(6) > 0, matrix, matrix.T)
        frame = told.get("COV_REF_FRAME", (0, self._frame.upper()))[1].upper()
        number, date = told["EPOCH"]
        epoch = instant(number, date, self._scale)
        kept = self._covariances.setdefault(self._object, [])
        kept.append(Covariance(epoch=epoch, frame=frame, matrix=matrix, line=line))

    def ephemerides(self, file: str) -> tuple[Ephemeris, ...]:
        """All that was read, by object; MessageError if there is no state."""
        self._close()
        if not self._objects:
            allowed = "lines of epoch, position in km, velocity in km/s"
            raise MessageError(None, "the file holds no state", allowed)
        return tuple(
            Ephemeris(
                name=name,
                designator=designator,
                segments=tuple(
                    sorted(segments, key=lambda each: each.epoch.seconds_since(segments[0].epoch))
                ),
                covariances=tuple(self._covariances.get((name, designator), ())),
                file=file,
            )
            for (name, designator), segments in self._objects.items()
        )

    def _close(self) -> None:
        if not self._rows:
            return
        lines, epochs, states = zip(*self._rows, strict=True)
        self._rows = []
        method, degree = self._rule
        segment = EphemerisSegment(
            frame=self._frame,
            epoch=epochs[0],
            t=np.array([each.seconds_since(epochs[0]) for each in epochs]),
            states=np.array(states),
            method=method,
            degree=degree,
            lines=np.array(lines),
        )
        self._objects.setdefault(self._object, []).append(segment)


def _numbers(line: int, words: Sequence[str], allowed: str) -> list[float]:
    """Values in km, km/s as m, m/s."""
    try:
        values = [float(word) * 1e3 for word in words]
    except ValueError:
        given = " ".join(words)[:60]
        raise MessageError(
            line, f"{given!r} holds something that is not a number", allowed
        ) from None
    if not all(map(math.isfinite, values)):
        raise MessageError(line, "a value that is not finite", allowed)
    return values


def _rule(told: Told) -> tuple[str, int]:
    """Method and degree of interpolation of a segment."""
    number, method = told.get("INTERPOLATION", (None, ""))
    if not method or method.upper() == "PROPAGATE":
        return "HERMITE", DEFAULT_DEGREE
    if method.upper() not in METHODS:
        problem = f"INTERPOLATION is {method[:40]!r}"
        raise MessageError(number, problem, ", ".join((*METHODS, "PROPAGATE")))
    number, degree = told.get("INTERPOLATION_DEGREE", (number, str(DEFAULT_DEGREE)))
    if not degree.isdecimal() or len(degree) > 3 or not 1 <= int(degree) <= HIGHEST_DEGREE:
        problem = f"INTERPOLATION_DEGREE is {degree[:40]!r}"
        raise MessageError(number, problem, f"a whole number from 1 to {HIGHEST_DEGREE}")
    return method.upper(), int(degree)
