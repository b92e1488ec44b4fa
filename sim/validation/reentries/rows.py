"""The objects of the reference data: element sets, and when they really came down."""

import csv
import re
from dataclasses import dataclass

from sim.formats.orbit.read import read_orbits
from sim.frames.constants import EQUATORIAL_RADIUS
from sim.frames.epoch import DAY, Epoch
from sim.prediction.known_orbit import KnownOrbit, known_orbits
from sim.validation.reference import reference_path

FOLDER = "reentries"
INDEX = f"{FOLDER}/index.csv"
POWERED = "starlink"
"""Objects that steer down under power: sets above `FREE_M` say nothing of their end."""
FREE_M = 200e3
MINUTES = 60.0
NOTICE = 300.0
"""s, uncertainty of an hour and minute for which none is published."""


@dataclass(frozen=True, kw_only=True)
class Row:
    """An object and its end.

    Attributes
    ----------
    name
        As the index has it.
    sets
        All of its element sets, in order of time.
    first, last
        Between which it came down, and None for `last` where it is only known to have been in
        orbit at `first`.
    by_day
        Whether only the day is known.
    """

    name: str
    sets: tuple[KnownOrbit, ...]
    first: Epoch
    last: Epoch | None
    by_day: bool

    @property
    def powered(self) -> bool:
        """Whether it steers down under power."""
        return self.name.startswith(POWERED)

    @property
    def middle(self) -> Epoch:
        """Between first and last, where both are known."""
        assert self.last is not None
        return self.first.plus(0.5 * self.last.seconds_since(self.first))


def read_rows() -> list[Row]:
    """All objects of the index, in its order; MissingError without the files."""
    text = reference_path(INDEX).read_text(encoding="utf-8")
    return [_row(record) for record in csv.DictReader(text.splitlines())]


def _row(record: dict[str, str]) -> Row:
    name, actual = record["object"], record["actual_reentry_utc"]
    ending = "_omm.json" if name.startswith("cz5b") else ".tle"
    found = read_orbits(reference_path(f"{FOLDER}/{name}{ending}")).element_sets
    sets = tuple(sorted(known_orbits(found), key=lambda e: (e.epoch.day, e.epoch.seconds)))
    last: Epoch | None
    if actual.startswith("after"):
        first, last = sets[-1].epoch, None
    elif re.fullmatch(r"\d{4}-\d\d-\d\d", actual):
        first = Epoch.from_utc(f"{actual}T00:00:00Z")
        last = first.plus(DAY)
    else:
        middle = Epoch.from_utc(f"{actual}:00Z")
        told = re.match(r"(\d+) min", record["uncertainty"])
        half = float(told[1]) * MINUTES if told else NOTICE
        first, last = middle.plus(-half), middle.plus(half)
    return Row(
        name=name,
        sets=_free(name, sets) if last is not None else sets,
        first=first,
        last=last,
        by_day="day" in record["uncertainty"],
    )


def _free(name: str, sets: tuple[KnownOrbit, ...]) -> tuple[KnownOrbit, ...]:
    """Sets from which an object falls freely: of those that steer, the ones below `FREE_M` where
    there are any.
    """
    if not name.startswith(POWERED):
        return sets
    low = tuple(each for each in sets if each.axis_m - EQUATORIAL_RADIUS < FREE_M)
    return low or sets
