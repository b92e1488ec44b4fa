"""CCSDS Orbit Ephemeris Message, KVN or XML (CCSDS 502.0-B-3, section 5).

Reads the states and covariances of every segment, checked for centre, frame and time system. Leaves
out accelerations.
"""

from collections.abc import Iterator

from sim.formats.message import MessageError, numbered, pair
from sim.formats.orbit.ephemeris import Ephemeris
from sim.formats.orbit.oem_segments import VERSIONS, OemSegments, Told
from sim.formats.orbit.xml_text import Element, elements, is_xml

STATE = ("X", "Y", "Z", "X_DOT", "Y_DOT", "Z_DOT")
COVARIANCE = tuple(f"C{row}_{column}" for k, row in enumerate(STATE) for column in STATE[: k + 1])
UNITS = ("", "km", "km/s", "km**2", "km**2/s", "km**2/s**2", "km/s**2")


def read_oem(text: str, file: str = "") -> tuple[Ephemeris, ...]:
    """Ephemerides of the objects of a file, in the order in which they begin.

    Raises
    ------
    MessageError
        With the line, if the text is not an OEM of Earth orbits in a known frame and time system,
        or holds no state.
    """
    found = OemSegments()
    (_read_xml if is_xml(text) else _read_kvn)(text, found)
    return found.ephemerides(file)


def _read_kvn(text: str, found: OemSegments) -> None:
    lines = numbered(text.removeprefix("\ufeff"))
    number, first = next(lines, (1, ""))
    keyword, version = pair(number, first) if "=" in first else ("", "")
    if keyword != "CCSDS_OEM_VERS" or version not in VERSIONS:
        raise MessageError(number, "not an OEM in KVN form", "a first line CCSDS_OEM_VERS = 2.0")
    for number, line in lines:
        if line == "META_START":
            found.begin(number, _metadata(number, lines))
        elif line == "COVARIANCE_START":
            _covariances(number, lines, found)
        elif found.has_segment:
            words = line.split()
            found.add_state(number, words[0], words[1:])
        elif "=" not in line:  # CREATION_DATE and ORIGINATOR of the header are passed over
            raise MessageError(
                number, "data before META_START", "META_START ... META_STOP, then states"
            )


def _metadata(start: int, lines: Iterator[tuple[int, str]]) -> Told:
    """Keywords between META_START and META_STOP with their lines."""
    found: Told = {}
    for number, line in lines:
        if line == "META_STOP":
            return found
        keyword, value = pair(number, line)
        found[keyword] = (number, value)
    raise MessageError(start, "META_START without META_STOP", "META_STOP after the metadata")


def _covariances(start: int, lines: Iterator[tuple[int, str]], found: OemSegments) -> None:
    """Matrices between COVARIANCE_START and COVARIANCE_STOP; a frame holds until the next."""
    told: Told = {}
    words: list[str] = []
    for number, line in lines:
        if line == "COVARIANCE_STOP":
            if words:
                raise MessageError(number, "a covariance that is not whole", "21 values, six rows")
            return
        if "=" in line:
            keyword, value = pair(number, line)
            told[keyword] = (number, value)
            continue
        words += line.split()
        if len(words) >= len(COVARIANCE):
            found.add_covariance(number, told, words)
            words = []
    raise MessageError(start, "COVARIANCE_START without COVARIANCE_STOP", "COVARIANCE_STOP")


def _read_xml(text: str, found: OemSegments) -> None:
    """The `oem` of an XML text; several in an `ndm` are read as one."""
    told: Told = {}
    inside = ""
    seen = False
    for each in elements(text):
        if each.name == "oem" and each.kind == "start":
            seen = True
            if each.unit not in VERSIONS:
                raise MessageError(each.line, f"version {each.unit[:20]!r}", ", ".join(VERSIONS))
        elif not seen and each.name not in ("ndm", "oem", "COMMENT", "MESSAGE_ID"):
            raise MessageError(each.line, f"<{each.name[:40]}> is not an OEM", "<oem>")
        elif each.name in ("metadata", "stateVector", "covarianceMatrix") and each.kind != "leaf":
            if each.kind == "start":
                inside, told = each.name, {"": (each.line, "")}
            else:
                _add(each.name, told, found)
                inside = ""
        elif inside and each.kind == "leaf":
            told[each.name] = (each.line, _with_unit(each))


def _with_unit(element: Element) -> str:
    if element.unit not in UNITS:
        problem = f"{element.name} is in {element.unit[:20]!r}"
        raise MessageError(element.line, problem, "km and km/s, as the standard has it")
    return element.text


def _add(kind: str, told: Told, found: OemSegments) -> None:
    """What an element that has just ended told."""
    line = told.pop("")[0]
    if kind == "metadata":
        found.begin(line, told)
        return
    wanted = STATE if kind == "stateVector" else COVARIANCE
    missing = next((name for name in ("EPOCH", *wanted) if name not in told), None)
    if missing is not None:
        raise MessageError(line, f"{missing} is missing in <{kind}>", f"EPOCH, {', '.join(STATE)}")
    words = [told[name][1] for name in wanted]
    if kind == "stateVector":
        found.add_state(line, told["EPOCH"][1], words)
    else:
        found.add_covariance(line, told, words)
