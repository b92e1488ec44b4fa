"""`include:` of other files; the keys beside it override what the included file says.

A mapping overrides key by key; `null` removes a key; a list of named entries (the phases) is
overridden by a mapping from name to what differs; a number with its source, and anything else, is
replaced whole. Where exactly one of several keys is allowed, a new one takes the place of the old
one. Paths are relative to the file that names them.
"""

import os
from pathlib import Path, PurePosixPath

from sim.scenario.error import Key, Problem, ScenarioError, listed, shown, written_key
from sim.scenario.reading.text import Budget, Node, parse, read_text
from sim.scenario.schema.environment import SpaceWeather
from sim.scenario.schema.phase import Cutoff, IgnitionModel, Passage, Spot, Until
from sim.scenario.schema.state import State

MOST_FILES = 64

EXCLUSIVE: dict[str, tuple[tuple[str, ...], ...]] = {
    "state": (State.choices,),
    "space_weather": (SpaceWeather.choices,),
    "until": (Until.choices,),
    "ascending_node": (Passage.choices,),
    "descending_node": (Passage.choices,),
    "cutoff": (Cutoff.choices,),
    "ignition": (IgnitionModel.choices,),
    "centred_on": (Spot.choices,),
    "at": (Spot.choices,),
    "burn": (("direction", "steering"),),
    "kepler": (("altitude", "semi_major_axis"), ("true_anomaly", "argument_of_latitude")),
}
"""Keys that exclude each other, by the name of the mapping they stand in."""


def load_tree(path: str | os.PathLike[str]) -> Node:
    """Tree of a scenario file with every include resolved; raises ScenarioError."""
    file = os.fspath(path)
    return _Loader().file(file, (), None)


def parse_tree(text: str, file: str) -> Node:
    """The same for text that is not in a file; includes are relative to the place `file` names."""
    loader = _Loader()
    tree = parse(text, file, loader.budget)
    return loader.expanded(tree, (), (os.path.realpath(file),))


class _Loader:
    """Loads files under one budget and refuses cycles."""

    def __init__(self) -> None:
        self.budget = Budget()
        self.files = 0
        self.parsed: dict[str, tuple[Node, int]] = {}

    def file(self, file: str, chain: tuple[str, ...], asked_at: Problem | None) -> Node:
        """Tree of a file; `chain` holds the files that include it."""
        try:
            real = os.path.realpath(file)
            text = "" if file in self.parsed else read_text(Path(file), file, asked_at)
        except ValueError as error:
            if isinstance(error, ScenarioError):
                raise
            raise ScenarioError([Problem(file, None, "", "not a path of a file")]) from None
        if asked_at is not None and real in chain:
            ring = " -> ".join(
                os.path.basename(link) for link in (*chain[chain.index(real) :], real)
            )
            problem = f"files include each other without end: {ring}"
            raise ScenarioError([_with(asked_at, problem, "a file that does not include this one")])
        self.files += 1
        if asked_at is not None and self.files > MOST_FILES:
            raise ScenarioError(
                [_with(asked_at, f"more than {MOST_FILES} files", "fewer includes")]
            )
        return self.expanded(self.tree(text, file), (), (*chain, real))

    def tree(self, text: str, file: str) -> Node:
        """What a file says; one that is included often is parsed once and counted every time."""
        if file in self.parsed:
            node, size = self.parsed[file]
            self.budget.spend(file, 1, size)
            return node
        before = self.budget.left
        node = parse(text, file, self.budget)
        self.parsed[file] = (node, before - self.budget.left)
        return node

    def expanded(self, node: Node, key: Key, chain: tuple[str, ...]) -> Node:
        """The node with the includes in it resolved."""
        if isinstance(node.value, list):
            items = [self.expanded(item, (*key, i), chain) for i, item in enumerate(node.value)]
            return Node(items, node.file, node.line)
        if not isinstance(node.value, dict):
            return node
        own = {
            name: self.expanded(child, (*key, name), chain)
            for name, child in node.value.items()
            if name != "include"
        }
        over = Node(own, node.file, node.line)
        if "include" not in node.value:
            return over
        base = self.included(node.value["include"], key, chain)
        return merged(Node(base.value, node.file, node.line), over, key)

    def included(self, name: Node, key: Key, chain: tuple[str, ...]) -> Node:
        """The file an `include:` names."""
        given = name.value
        where = Problem(
            name.file, name.line, written_key((*key, "include")), given=shown(name.plain())
        )
        allowed = 'a path relative to this file, such as "vehicles/station.yaml"'
        if (
            not isinstance(given, str)
            or not given
            or "\0" in given
            or PurePosixPath(given).is_absolute()
        ):
            raise ScenarioError([_with(where, "", allowed)])
        return self.file(beside(name.file, given), chain, where)


def beside(file: str, relative: str) -> str:
    """Path of a file named relative to another one."""
    return os.path.normpath(os.path.join(os.path.dirname(file), relative))


def merged(base: Node, over: Node, key: Key = ()) -> Node:
    """`base` with what `over` says laid on top of it."""
    if isinstance(base.value, dict) and isinstance(over.value, dict):
        if "value" in over.value:
            return over
        entries = dict(base.value)
        for rivals in EXCLUSIVE.get(str(key[-1]) if key else "", ()):
            if any(name in over.value for name in rivals):
                entries = {
                    name: node
                    for name, node in entries.items()
                    if name not in rivals or name in over.value
                }
        for name, child in over.value.items():
            if child.value is None:
                entries.pop(name, None)
            elif name in entries:
                entries[name] = merged(entries[name], child, (*key, name))
            else:
                entries[name] = child
        return Node(entries, base.file, base.line)
    names = _names(base)
    if names and isinstance(base.value, list) and isinstance(over.value, dict):
        items: list[Node | None] = list(base.value)
        for name, child in over.value.items():
            if name not in names:
                place = Problem(child.file, child.line, written_key((*key, name)))
                raise ScenarioError(
                    [_with(place, "no such entry to override", listed(names, name))]
                )
            row = names[name]
            items[row] = (
                None if child.value is None else merged(base.value[row], child, (*key, row))
            )
        return Node([item for item in items if item is not None], base.file, base.line)
    return over


def _names(node: Node) -> dict[str, int]:
    """Row by name if every entry of a list is a mapping with a name."""
    found: dict[str, int] = {}
    if isinstance(node.value, list):
        for row, item in enumerate(node.value):
            name = item.value.get("name") if isinstance(item.value, dict) else None
            if name is None or not isinstance(name.value, str):
                return {}
            found[name.value] = row
    return found


def _with(place: Problem, problem: str, allowed: str) -> Problem:
    return Problem(place.file, place.line, place.key, problem, place.given, allowed)
