"""The wind table a scenario names, read in, so that a scenario is complete without the file."""

from pathlib import Path

from sim.formats.message import MessageError
from sim.formats.wind import read_wind
from sim.scenario.error import LocatedIssue, ScenarioError, shown
from sim.scenario.reading.include import beside
from sim.scenario.reading.text import LARGEST_DATA_FILE, Node, noded, read_text

KEY = "environment.wind.file"


def with_wind_read(tree: Node) -> Node:
    """The tree with `environment.wind.file` replaced by the `grid` it holds."""
    entry = tree.at(("environment", "wind"))
    around = tree.at(("environment",))
    if entry is around or entry is tree or not isinstance(entry.value, dict):
        return tree
    if "file" not in entry.value or "grid" in entry.value:
        return tree
    node = entry.value["file"]
    place = LocatedIssue(node.file, node.line, KEY, given=shown(node.plain()))
    if not isinstance(node.value, str) or not node.value or "\0" in node.value:
        allowed = "a path relative to this file"
        raise ScenarioError([LocatedIssue(place.file, place.line, KEY, "", place.given, allowed)])
    path = beside(node.file, node.value)
    try:
        table = read_wind(read_text(Path(path), path, place, LARGEST_DATA_FILE))
    except MessageError as error:
        problem = LocatedIssue(path, error.line, KEY, error.problem, allowed=error.allowed)
        raise ScenarioError([problem]) from None
    grid = {
        "altitude_km": table.altitudes.tolist(),
        "latitude_deg": table.latitudes.tolist(),
        "zonal_m_s": table.zonal.tolist(),
        "meridional_m_s": table.meridional.tolist(),
        "source": Path(path).name,
    }
    rest = {key: child for key, child in entry.value.items() if key != "file"}
    wind = Node({**rest, "grid": noded(grid, node)}, entry.file, entry.line)
    assert isinstance(around.value, dict) and isinstance(tree.value, dict)
    environment = Node({**around.value, "wind": wind}, around.file, around.line)
    return Node({**tree.value, "environment": environment}, tree.file, tree.line)
