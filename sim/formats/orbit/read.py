"""Orbits of a file, whichever of the known forms it has."""

from dataclasses import dataclass
from pathlib import Path

from sim.errors import InputError
from sim.formats.message import MessageError
from sim.formats.orbit.element_set import ElementSet, two_lines
from sim.formats.orbit.ephemeris import Ephemeris
from sim.formats.orbit.oem import read_oem
from sim.formats.orbit.omm import is_csv, read_omm
from sim.formats.orbit.stk import is_stk, read_stk
from sim.formats.orbit.tle import read_tle
from sim.formats.orbit.xml_text import elements, is_xml

LARGEST = 200_000_000
"""Bytes of a file of orbits: a year of states every minute has 60 million."""


@dataclass(frozen=True)
class Orbits:
    """What a file holds: element sets or ephemerides, of one object or many, in its order."""

    element_sets: tuple[ElementSet, ...] = ()
    ephemerides: tuple[Ephemeris, ...] = ()


def read_orbits(path: Path) -> Orbits:
    """Orbits of a file: TLE, OMM (KVN, XML, JSON, CSV), OEM (KVN, XML) or STK ephemeris.

    Raises
    ------
    InputError
        With file and line, if it can't be read or something in it is wrong.
    """
    try:
        if path.stat().st_size > LARGEST:
            raise InputError(f"{path}: larger than {LARGEST / 1e6:g} MB")
        text = path.read_bytes().decode("utf-8-sig")
    except OSError as error:
        raise InputError(f"{path}: {error.strerror or error}") from None
    except UnicodeDecodeError:
        raise InputError(f"{path}: not UTF-8 text") from None
    try:
        return orbits_of(text, str(path))
    except MessageError as error:
        line = "" if error.line is None else f":{error.line}"
        raise InputError(f"{path}{line}: {error.problem}; allowed: {error.allowed}") from None


def orbits_of(text: str, file: str = "") -> Orbits:
    """Orbits in a text; MessageError with the line if something in it is wrong."""
    begin = text[:1000].lstrip("\ufeff \t\r\n")
    if is_xml(text):
        kind = next((each.name for each in elements(text) if each.name in ("oem", "omm")), "omm")
    elif is_stk(text):
        return Orbits(ephemerides=read_stk(text, file))
    elif begin.startswith(("[", "{", "CCSDS_OMM")) or is_csv(text):
        kind = "omm"
    else:
        kind = "oem" if begin.startswith("CCSDS_OEM") else "tle"
    if kind == "oem":
        return Orbits(ephemerides=read_oem(text, file))
    return Orbits(read_omm(text, file) if kind == "omm" else tle_sets(text, file))


def tle_sets(text: str, file: str = "") -> tuple[ElementSet, ...]:
    """Element sets of a file of two or three lines each; MessageError with the line."""
    found = []
    for line, name, lines in read_tle(text):
        try:
            found.append(two_lines(lines, name, file, line))
        except ValueError as error:
            raise MessageError(line, str(error), "an epoch from 1972 on") from None
    if not found:
        raise MessageError(None, "the file holds no element set", "at least one")
    return tuple(found)
