"""Tables of ships and aircraft a scenario names, read in, so that it is complete without them."""

from pathlib import Path

from sim.entry.risk.traffic_table import COLUMNS, read_traffic
from sim.formats.message import MessageError
from sim.scenario.error import LocatedIssue, ScenarioError, shown
from sim.scenario.reading.include import beside
from sim.scenario.reading.text import LARGEST_DATA_FILE, Node, noded, read_text


def with_traffic_read(tree: Node) -> Node:
    """The tree with `entry.traffic.ships.file` and `.aircraft.file` replaced by a `grid`."""
    for kind in COLUMNS:
        tree = _read(tree, ("entry", "traffic", kind), kind)
    return tree


def _read(tree: Node, key: tuple[str, ...], kind: str) -> Node:
    """The tree with the file of one table replaced by what it holds."""
    way = [tree]
    for name in key:
        if not isinstance(way[-1].value, dict) or name not in way[-1].value:
            return tree
        way.append(way[-1].value[name])
    held = way[-1].value
    if not isinstance(held, dict) or "file" not in held or "grid" in held:
        return tree
    node, dotted = held["file"], ".".join((*key, "file"))
    place = LocatedIssue(node.file, node.line, dotted, given=shown(node.plain()))
    if not isinstance(node.value, str) or not node.value or "\0" in node.value:
        allowed = "a path relative to this file"
        raise ScenarioError(
            [LocatedIssue(place.file, place.line, dotted, "", place.given, allowed)]
        )
    path = beside(node.file, node.value)
    try:
        text = read_text(Path(path), path, place, LARGEST_DATA_FILE)
        table = read_traffic(text, kind, Path(path).name)
    except MessageError as error:
        problem = LocatedIssue(path, error.line, dotted, error.problem, allowed=error.allowed)
        raise ScenarioError([problem]) from None
    grid = {
        "latitude_deg": table.latitude.tolist(),
        "longitude_deg": table.longitude.tolist(),
        "flight_level": table.level.tolist(),
        "per_km2": table.per_km2.tolist(),
        "source": table.source,
    }
    rest = {name: child for name, child in held.items() if name != "file"}
    made = Node({**rest, "grid": noded(grid, node)}, way[-1].file, way[-1].line)
    for name, around in zip(reversed(key), reversed(way[:-1]), strict=True):
        assert isinstance(around.value, dict)
        made = Node({**around.value, name: made}, around.file, around.line)
    return made
