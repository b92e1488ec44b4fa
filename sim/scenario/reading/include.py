"""`include:` of other files; the keys beside it override what the included file says.

A mapping overrides key by key; `null` removes a key; a list of named entries (the phases) is
overridden by a mapping from name to what differs; a number with its source, and anything else, is
replaced whole. Where exactly one of several keys is allowed, a new one takes the place of the old
one. Paths are relative to the file that names them, never absolute: a scenario goes from one
machine to another. `shipped:usdv` is a shipped scenario wherever the program is installed, and
`shipped:vehicles/usdv.yaml` a part of one; a name without folder and suffix is that of a shipped
scenario too, unless a file of that name lies there.
"""

import operator
import os
from collections.abc import Iterable
from pathlib import Path, PurePosixPath

from pydantic import BaseModel

from sim.errors import InputError
from sim.scenario.error import Key, LocatedIssue, ScenarioError, listed, shown, written_key
from sim.scenario.reading.renamed import with_present_names
from sim.scenario.reading.shipped import PREFIX, is_name, scenario_file, scenarios, shipped_file
from sim.scenario.reading.text import DEEPEST, Budget, Node, depth_of, parse, read_text
from sim.scenario.schema.scenario import Scenario
from sim.scenario.schema.strict import Strict, entries_by_key, models_by_key

MOST_FILES = 256


def _rivals_by_key(
    models: Iterable[tuple[str, type[BaseModel]]],
) -> dict[str, tuple[tuple[str, ...], ...]]:
    rivals: dict[str, tuple[tuple[str, ...], ...]] = {}
    for key, model in models:
        if issubclass(model, Strict) and model.rivals:
            groups = rivals.get(key, ())
            rivals[key] = (*groups, *(each for each in model.rivals if each not in groups))
    return rivals


RIVALS = _rivals_by_key(models_by_key(Scenario))
"""Keys that exclude each other, by the name of the mapping they stand in."""

ENTRY_RIVALS = _rivals_by_key(entries_by_key(Scenario))
"""The same of entries, by the name of what they are entries of."""


def _rivals_at(key: Key) -> tuple[tuple[str, ...], ...]:
    """Keys that exclude each other in the mapping at a key."""
    own = RIVALS.get(str(key[-1]), ()) if key else ()
    return own + (ENTRY_RIVALS.get(str(key[-2]), ()) if len(key) > 1 else ())


def load_tree(path: str | os.PathLike[str]) -> Node:
    """Tree of a scenario file, or a shipped scenario by name, with every include resolved.

    Raises
    ------
    ScenarioError
        If there is no such scenario or file, or one can't be read, is not YAML or includes itself.
    """
    return _complete(*read_tree(path))


def parse_tree(text: str, file: str) -> Node:
    """The same for text that is not in a file; includes are relative to the place `file` names."""
    return _complete(*read_tree_of(text, file))


def read_tree(path: str | os.PathLike[str]) -> tuple[Node, list[LocatedIssue]]:
    """The tree of `load_tree`, with overrides that meet nothing left out and listed."""
    loader = _Loader()
    return loader.file(scenario_file(path), (), (), None), loader.issues


def read_tree_of(text: str, file: str) -> tuple[Node, list[LocatedIssue]]:
    """The tree of `parse_tree`, with overrides that meet nothing left out and listed."""
    loader = _Loader()
    tree = with_present_names(parse(text, file, loader.budget))
    return loader.expanded(tree, (), (os.path.realpath(file),)), loader.issues


def _complete(tree: Node, issues: list[LocatedIssue]) -> Node:
    if issues:
        raise ScenarioError(issues)
    return tree


class _Loader:
    """Loads files under one budget and refuses cycles."""

    def __init__(self) -> None:
        self.budget = Budget()
        self.files = 0
        self.parsed: dict[str, tuple[Node, int, int]] = {}
        self.issues: list[LocatedIssue] = []

    def file(
        self, file: str, key: Key, chain: tuple[str, ...], asked_at: LocatedIssue | None
    ) -> Node:
        """Tree of a file that stands under a path; `chain` holds the files that include it."""
        try:
            real = os.path.realpath(file)
            text = "" if file in self.parsed else read_text(Path(file), file, asked_at)
        except ValueError as error:
            if isinstance(error, ScenarioError):
                raise
            raise ScenarioError([LocatedIssue(file, None, "", "not a path of a file")]) from None
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
        tree, depth = self.tree(text, file)
        if asked_at is not None and len(key) + depth > DEEPEST:
            problem = f"nested more than {DEEPEST} levels deep with what is included"
            raise ScenarioError([_with(asked_at, problem, "fewer levels of includes")])
        return self.expanded(tree, key, (*chain, real))

    def tree(self, text: str, file: str) -> tuple[Node, int]:
        """What a file says, and how deep it goes; one that is included often is parsed once and
        counted every time.
        """
        if file in self.parsed:
            node, size, depth = self.parsed[file]
            self.budget.spend(file, 1, size)
            return node, depth
        before = self.budget.left
        node = with_present_names(parse(text, file, self.budget))
        depth = depth_of(node)
        self.parsed[file] = (node, before - self.budget.left, depth)
        return node, depth

    def expanded(self, node: Node, key: Key, chain: tuple[str, ...]) -> Node:
        """The node with the includes in it resolved; itself where there are none."""
        if isinstance(node.value, list):
            items = [self.expanded(item, (*key, i), chain) for i, item in enumerate(node.value)]
            same = all(map(operator.is_, items, node.value))
            return node if same else Node(items, node.file, node.line)
        if not isinstance(node.value, dict):
            return node
        entries = {
            name: child
            if isinstance(child.value, str)
            else self.expanded(child, (*key, name), chain)
            for name, child in node.value.items()
            if name != "include"
        }
        if "include" not in node.value:
            same = all(map(operator.is_, entries.values(), node.value.values()))
            return node if same else Node(entries, node.file, node.line)
        over = Node(entries, node.file, node.line)
        base = self.included(node.value["include"], key, chain)
        return merged(Node(base.value, node.file, node.line), over, key, self.issues)

    def included(self, name: Node, key: Key, chain: tuple[str, ...]) -> Node:
        """The file an `include:` names."""
        given = name.value
        where = LocatedIssue(
            name.file, name.line, written_key((*key, "include")), given=shown(name.plain())
        )
        allowed = (
            'a path relative to this file, such as "vehicles/station.yaml", or a shipped scenario, '
            'such as "shipped:usdv"'
        )
        if (
            not isinstance(given, str)
            or not given
            or "\0" in given
            or PurePosixPath(given).is_absolute()
        ):
            raise ScenarioError([_with(where, "", allowed)])
        if given.startswith(PREFIX):
            try:
                return self.file(shipped_file(given), key, chain, where)
            except InputError as error:
                if isinstance(error, ScenarioError):
                    raise
                raise ScenarioError([_with(where, "", str(error))]) from None
        path = beside(name.file, given)
        if is_name(given) and given in scenarios() and not os.path.lexists(path):
            path = str(scenarios()[given])
        return self.file(path, key, chain, where)


def beside(file: str, relative: str) -> str:
    """Path of a file named relative to another one."""
    return os.path.normpath(os.path.join(os.path.dirname(file), relative))


def merged(base: Node, over: Node, key: Key, issues: list[LocatedIssue]) -> Node:
    """`base` with what `over` says laid on top of it; what meets nothing goes to `issues`."""
    if isinstance(base.value, dict) and isinstance(over.value, dict):
        if "value" in over.value:  # a number with its source
            return over
        entries = _merged_entries(base.value, over.value, key, issues)
        return Node(entries, base.file, base.line)
    if isinstance(base.value, list) and isinstance(over.value, dict) and _names(base):
        return Node(_merged_items(base, over.value, key, issues), base.file, base.line)
    return over


def _merged_entries(
    base: dict[str, Node], over: dict[str, Node], key: Key, issues: list[LocatedIssue]
) -> dict[str, Node]:
    """Keys of two mappings; what is given last wins, and drives out the keys it excludes."""
    entries = dict(base)
    for rivals in _rivals_at(key):
        if any(name in over for name in rivals):
            for name in set(rivals) - set(over):
                entries.pop(name, None)
    for name, child in over.items():
        if child.value is None:
            entries.pop(name, None)
        elif name in entries:
            entries[name] = merged(entries[name], child, (*key, name), issues)
        else:
            entries[name] = child
    return entries


def _merged_items(
    base: Node, over: dict[str, Node], key: Key, issues: list[LocatedIssue]
) -> list[Node]:
    """Entries of a list with names, some of them changed or taken away."""
    assert isinstance(base.value, list)
    places = _names(base)
    items: list[Node | None] = list(base.value)
    for name, child in over.items():
        if name not in places:
            issue = LocatedIssue(child.file, child.line, written_key((*key, name)))
            issues.append(_with(issue, "no such entry to override", listed(places, name)))
            continue
        i = places[name]
        items[i] = None if child.value is None else merged(base.value[i], child, (*key, i), issues)
    return [item for item in items if item is not None]


def _names(node: Node) -> dict[str, int]:
    """Place by name if every entry of a list is a mapping with a name."""
    places: dict[str, int] = {}
    if isinstance(node.value, list):
        for i, item in enumerate(node.value):
            name = item.value.get("name") if isinstance(item.value, dict) else None
            if name is None or not isinstance(name.value, str):
                return {}
            places[name.value] = i
    return places


def _with(place: LocatedIssue, problem: str, allowed: str) -> LocatedIssue:
    return LocatedIssue(place.file, place.line, place.key, problem, place.given, allowed)
