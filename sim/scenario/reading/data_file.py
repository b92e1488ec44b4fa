"""Files of data that a scenario names, read in, so that it is complete without them."""

from collections.abc import Callable
from dataclasses import dataclass
from functools import partial
from pathlib import Path

from sim.entry.risk.traffic_table import COLUMNS, read_traffic
from sim.formats.daily_forecast import read_daily_forecast
from sim.formats.message import MessageError
from sim.formats.wind import read_wind
from sim.scenario.error import LocatedIssue, ScenarioError, shown
from sim.scenario.reading.include import beside
from sim.scenario.reading.text import LARGEST_DATA_FILE, Node, noded, read_text


@dataclass(frozen=True)
class DataFile:
    """A file that stands as `file` under a key.

    Attributes
    ----------
    key
        Names of the mappings down to the one that names the file.
    content
        Key beside it that what the file holds is put under.
    read
        From the text and the name of the file, for people, to what it holds.
    """

    key: tuple[str, ...]
    content: str
    read: Callable[[str, str], dict[str, object]]

    def with_read(self, tree: Node) -> Node:
        """The tree with the file replaced by what it holds; the same if it names none.

        Raises
        ------
        ScenarioError
            If the file can't be read, or holds something else.
        """
        way = [tree]
        for name in self.key:
            if not isinstance(way[-1].value, dict) or name not in way[-1].value:
                return tree
            way.append(way[-1].value[name])
        held = way[-1].value
        if not isinstance(held, dict) or "file" not in held or self.content in held:
            return tree
        node, key = held["file"], ".".join((*self.key, "file"))
        text, path = text_named(node, key, LARGEST_DATA_FILE)
        try:
            content = self.read(text, Path(path).name)
        except MessageError as error:
            problem = LocatedIssue(path, error.line, key, error.problem, allowed=error.allowed)
            raise ScenarioError([problem]) from None
        rest = {name: child for name, child in held.items() if name != "file"}
        made = Node({**rest, self.content: noded(content, node)}, way[-1].file, way[-1].line)
        for name, around in zip(reversed(self.key), reversed(way[:-1]), strict=True):
            assert isinstance(around.value, dict)
            made = Node({**around.value, name: made}, around.file, around.line)
        return made


def text_named(node: Node, key: str, largest: int) -> tuple[str, str]:
    """Text of the file that a node names, of `largest` bytes at most, and its path.

    Raises
    ------
    ScenarioError
        At `key`, if it names none, or one that can't be read.
    """
    place = LocatedIssue(node.file, node.line, key, given=shown(node.plain()))
    if not isinstance(node.value, str) or not node.value or "\0" in node.value:
        allowed = "a path relative to this file"
        raise ScenarioError([LocatedIssue(node.file, node.line, key, "", place.given, allowed)])
    path = beside(node.file, node.value)
    return read_text(Path(path), path, place, largest), path


def _wind(text: str, name: str) -> dict[str, object]:
    table = read_wind(text)
    return {
        "altitude_km": table.altitudes.tolist(),
        "latitude_deg": table.latitudes.tolist(),
        "zonal_m_s": table.zonal.tolist(),
        "meridional_m_s": table.meridional.tolist(),
        "source": name,
    }


def _traffic(kind: str, text: str, name: str) -> dict[str, object]:
    table = read_traffic(text, kind, name)
    return {
        "latitude_deg": table.latitude.tolist(),
        "longitude_deg": table.longitude.tolist(),
        "flight_level": table.level.tolist(),
        "per_km2": table.per_km2.tolist(),
        "source": table.source,
    }


def _days_ahead(text: str, name: str) -> dict[str, object]:
    found = read_daily_forecast(text)
    issued = f", issued {found.issued}" if found.issued else ""
    return {
        "first": found.first,
        "f107": list(found.f107),
        "ap": list(found.ap),
        "source": f"{name}{issued}",
    }


DATA_FILES = (
    DataFile(("environment", "wind"), "grid", _wind),
    *(DataFile(("entry", "traffic", kind), "grid", partial(_traffic, kind)) for kind in COLUMNS),
    DataFile(("environment", "space_weather", "days_ahead"), "days", _days_ahead),
)
