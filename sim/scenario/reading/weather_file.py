"""The daily forecast a scenario names, read in, so that a scenario is complete without the file."""

from pathlib import Path

from sim.formats.daily_forecast import read_daily_forecast
from sim.formats.message import MessageError
from sim.scenario.error import LocatedIssue, ScenarioError, shown
from sim.scenario.reading.include import beside
from sim.scenario.reading.text import LARGEST_DATA_FILE, Node, noded, read_text

WAY = ("environment", "space_weather", "days_ahead")
KEY = ".".join((*WAY, "file"))


def with_weather_read(tree: Node) -> Node:
    """The tree with `environment.space_weather.days_ahead.file` replaced by the days it holds."""
    way = [tree]
    for name in WAY:
        if not isinstance(way[-1].value, dict) or name not in way[-1].value:
            return tree
        way.append(way[-1].value[name])
    held = way[-1].value
    if not isinstance(held, dict) or "file" not in held or "days" in held:
        return tree
    node = held["file"]
    place = LocatedIssue(node.file, node.line, KEY, given=shown(node.plain()))
    if not isinstance(node.value, str) or not node.value or "\0" in node.value:
        allowed = "a path relative to this file"
        raise ScenarioError([LocatedIssue(place.file, place.line, KEY, "", place.given, allowed)])
    path = beside(node.file, node.value)
    try:
        found = read_daily_forecast(read_text(Path(path), path, place, LARGEST_DATA_FILE))
    except MessageError as error:
        problem = LocatedIssue(path, error.line, KEY, error.problem, allowed=error.allowed)
        raise ScenarioError([problem]) from None
    issued = f", issued {found.issued}" if found.issued else ""
    days = {
        "first": found.first,
        "f107": list(found.f107),
        "ap": list(found.ap),
        "source": f"{Path(path).name}{issued}",
    }
    rest = {name: child for name, child in held.items() if name != "file"}
    made = Node({**rest, "days": noded(days, node)}, way[-1].file, way[-1].line)
    for name, around in zip(reversed(WAY), reversed(way[:-1]), strict=True):
        assert isinstance(around.value, dict)
        made = Node({**around.value, name: made}, around.file, around.line)
    return made
