"""An element set of SGP4, whatever file it came in, and where it puts its object.

Hoots and Roehrich, Spacetrack Report No. 3 (1980), as Vallado and others, AIAA 2006-6753, mended
it; by the package `sgp4`, with WGS-72 as the sets are made.
"""

import math
from collections.abc import Mapping
from dataclasses import dataclass, field
from functools import cached_property
from typing import TYPE_CHECKING

import numpy as np

from sim.errors import InputError
from sim.formats.orbit.tle import epoch_of
from sim.frames.epoch import DAY, Epoch
from sim.frames.named_frame import gcrf_states, quasi_utc

if TYPE_CHECKING:
    from sgp4.api import Satrec

SGP4_ZERO = 2433281.5
"""Julian date that SGP4 counts days from, 1949-12-31."""
LETTERS = "ABCDEFGHJKLMNPQRSTUVWXYZ"
"""First places of numbers from 100000 on (Alpha-5): A is 10, I and O are left out."""
ANGLES = ("INCLINATION", "RA_OF_ASC_NODE", "ARG_OF_PERICENTER", "MEAN_ANOMALY")


class ElementSetError(InputError):
    """SGP4 can't fly a set to an instant."""


@dataclass(frozen=True, kw_only=True)
class ElementSet:
    """Mean elements of SGP4 of one object at one instant.

    Attributes
    ----------
    name, number, designator
        Of the object: its name or "", catalogue number or None, international designator or "".
    epoch, utc
        Instant of the elements, and its UTC text as the file has it.
    lines
        The two lines of a TLE, or None.
    keywords
        Of a message, as `sim.formats.orbit.omm.checked_elements` gives them; empty for a TLE.
    file, line
        Where the set begins, for what is told about it.
    """

    name: str
    number: int | None
    designator: str
    epoch: Epoch
    utc: str
    lines: tuple[str, str] | None = None
    keywords: Mapping[str, str | float] = field(default_factory=dict)
    file: str = ""
    line: int | None = None

    @property
    def object_key(self) -> str:
        """What is equal for all sets of one object and for no other object's."""
        return str(self.number if self.number is not None else self.designator or self.name)

    @property
    def object_names(self) -> tuple[str, ...]:
        """Every name the object is asked for by."""
        number = "" if self.number is None else str(self.number)
        places = "" if self.lines is None else self.lines[0][2:7]
        return tuple(name for name in (number, self.name, self.designator, places) if name)

    @cached_property
    def satellite(self) -> "Satrec":
        """The set as the package `sgp4` has it."""
        from sgp4.api import WGS72, Satrec

        if self.lines is not None:
            return Satrec.twoline2rv(*self.lines)
        row = self.keywords
        satellite = Satrec()
        jd1, jd2 = quasi_utc(self.epoch)
        i, node, omega, anomaly = (math.pi / 180.0 * float(row[key]) for key in ANGLES)
        satellite.sgp4init(
            WGS72,
            "i",
            1,  # without effect, and `sgp4` knows no numbers of nine digits
            jd1 - SGP4_ZERO + jd2,
            float(row["BSTAR"]),
            0.0,
            0.0,
            float(row["ECCENTRICITY"]),
            omega,
            i,
            anomaly,
            float(row["MEAN_MOTION"]) * (2.0 * math.pi / 1440.0),
            node,
        )
        return satellite

    def teme_at(self, epoch: Epoch) -> np.ndarray:
        """State (6,) in TEME, m and m/s; ElementSetError if SGP4 has none."""
        return self.teme_states(epoch, np.zeros(1))[0]

    def teme_states(self, epoch: Epoch, t: np.ndarray) -> np.ndarray:
        """States (n, 6) in TEME, m and m/s, at TAI seconds t (n,) after an epoch.

        Raises
        ------
        ElementSetError
            If SGP4 can't fly the set there, because the orbit has decayed for example.
        """
        from sgp4.api import SGP4_ERRORS

        minutes = (epoch.seconds_since(self.epoch) + np.asarray(t, dtype=np.float64)) / 60.0
        states = np.empty((len(minutes), 6))
        for k, each in enumerate(minutes.tolist()):
            code, position, velocity = self.satellite.sgp4_tsince(each)
            if code != 0:
                why = SGP4_ERRORS.get(code, code)
                raise ElementSetError(f"SGP4 can't fly the element set ({why})")
            states[k, :3], states[k, 3:] = position, velocity
        return 1e3 * states

    def gcrf_states(self, epoch: Epoch, t: np.ndarray) -> np.ndarray:
        """States (n, 6) in GCRF, m and m/s, at TAI seconds t (n,) after an epoch."""
        return gcrf_states("teme", epoch, t, self.teme_states(epoch, t))

    @property
    def revolutions_per_day(self) -> float:
        """Mean motion of the set."""
        return float(self.satellite.no_kozai) * DAY / 60.0 / (2.0 * math.pi)


def two_lines(
    lines: tuple[str, str], name: str = "", file: str = "", line: int | None = None
) -> ElementSet:
    """The element set of two lines that `sim.formats.orbit.tle.check_set` has passed."""
    utc = epoch_of(lines[0])
    return ElementSet(
        name=name,
        number=number_of(lines[0][2:7]),
        designator=_designator(lines[0][9:17].strip()),
        epoch=Epoch.from_utc(utc),
        utc=utc,
        lines=lines,
        file=file,
        line=line,
    )


def from_keywords(
    keywords: Mapping[str, str | float], file: str = "", line: int | None = None
) -> ElementSet:
    """The element set of the checked keywords of a mean-elements message."""
    number = keywords.get("NORAD_CAT_ID")
    return ElementSet(
        name=str(keywords.get("OBJECT_NAME", "")),
        number=None if number is None else int(number),
        designator=str(keywords.get("OBJECT_ID", "")),
        epoch=Epoch.from_utc(str(keywords["EPOCH"])),
        utc=str(keywords["EPOCH"]),
        keywords=keywords,
        file=file,
        line=line,
    )


def number_of(places: str) -> int:
    """Catalogue number in five places; the first may be a letter (Alpha-5)."""
    if places[0].isalpha():
        return 10_000 * (10 + LETTERS.index(places[0])) + int(places[1:])
    return int(places)


def _designator(short: str) -> str:
    """International designator such as 1998-067A of ``98067A``."""
    if len(short) < 6 or not short[:5].isdigit():
        return short
    return f"{19 if int(short[:2]) >= 57 else 20}{short[:2]}-{short[2:]}"
