"""YAML text to a tree of plain values that knows the file and line of everything in it.

Mappings, lists and scalars only: no tags, no merge keys, no duplicate keys, no second document.
Aliases are copied under a budget of nodes, so a file that expands without bound is refused. Scalars
are those of YAML 1.2: null, true/false, whole and decimal numbers; the rest is text, dates too.
"""

from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from sim.formats.yaml_text import Event, YamlError, events_of, scalar_value
from sim.plain_text import MOST_LINE, MOST_TEXT, text_fault
from sim.scenario.error import Key, LocatedIssue, ScenarioError, shown, written_key

LARGEST_FILE = 1_000_000
"""Bytes of a scenario."""
LARGEST_DATA_FILE = 100_000_000
"""Bytes of a file of data it names, an orbit or a wind: a fortnight of states every ten seconds
takes 16 million."""
MOST_NODES = 50_000
DEEPEST = 40
"""Mappings and lists within each other, through aliases and includes too."""

Value = dict[str, "Node"] | list["Node"] | str | int | float | bool | None


@dataclass(frozen=True)
class Node:
    """A value of a file and where it (or its key) stands; lines count from 1."""

    value: Value
    file: str
    line: int

    def plain(self) -> Any:
        """The value without positions."""
        if isinstance(self.value, dict):
            return {key: node.plain() for key, node in self.value.items()}
        if isinstance(self.value, list):
            return [node.plain() for node in self.value]
        return self.value

    def at(self, key: Key) -> "Node":
        """The node under a path, as deep as it goes; parts that don't exist are passed over."""
        node = self
        for part in key:
            if isinstance(node.value, dict) and part in node.value:
                node = node.value[str(part)]
            elif isinstance(node.value, list) and isinstance(part, int) and part < len(node.value):
                node = node.value[part]
        return node

    def issue(
        self, key: Key, problem: str = "", given: object = ..., allowed: str = ""
    ) -> LocatedIssue:
        """A problem with the value under a path of this tree."""
        node = self.at(key)
        text = None if given is ... else shown(given)
        return LocatedIssue(node.file, node.line, written_key(key), problem, text, allowed)


def noded(value: object, place: Node) -> Node:
    """Plain values as nodes that stand at one place."""
    content: Value
    if isinstance(value, dict):
        content = {str(key): noded(item, place) for key, item in value.items()}
    elif isinstance(value, list):
        content = [noded(item, place) for item in value]
    else:
        assert value is None or isinstance(value, (str, int, float, bool))
        content = value
    return Node(content, place.file, place.line)


def text_issues(node: Node, key: Key = (), good: set[int] | None = None) -> Iterator[LocatedIssue]:
    """Keys and texts of a tree that break the rule of `sim.plain_text`.

    A file that is included often is one part of the tree in several places: `good` are the ids of
    parts that were looked through and keep the rule.
    """
    good = set() if good is None else good
    if id(node) in good:
        return
    allowed, found = f"text that prints, up to {MOST_TEXT} characters", False
    if isinstance(node.value, str) and (problem := text_fault(node.value)):
        yield node.issue((), problem, node.value, allowed).under(key)
    elif isinstance(node.value, (list, dict)):
        for issue in _inner_text_issues(node.value, key, good):
            found = True
            yield issue
        if not found:
            good.add(id(node))


def _inner_text_issues(
    value: "dict[str, Node] | list[Node]", key: Key, good: set[int]
) -> Iterator[LocatedIssue]:
    if isinstance(value, list):
        for i, item in enumerate(value):
            yield from text_issues(item, (*key, i), good)
        return
    for name, child in value.items():
        if problem := text_fault(name, most=MOST_LINE, one_line=True):
            allowed = f"a key that prints, up to {MOST_LINE} characters"
            yield child.issue((), problem, ..., allowed).under((*key, name))
        elif isinstance(child.value, (str, list, dict)):
            yield from text_issues(child, (*key, name), good)


class Budget:
    """Counts the nodes of one scenario over all its files."""

    def __init__(self, most: int = MOST_NODES) -> None:
        self.left = most

    def spend(self, file: str, line: int, nodes: int = 1) -> None:
        """Take nodes; raise ScenarioError if there are none left."""
        self.left -= nodes
        if self.left < 0:
            problem = f"the file expands to more than {MOST_NODES} values"
            raise ScenarioError(
                [
                    LocatedIssue(
                        file, line, "", problem, allowed="fewer or smaller aliases and includes"
                    )
                ]
            )


def read_text(
    path: Path, shown_as: str, asked_at: LocatedIssue | None = None, largest: int = LARGEST_FILE
) -> str:
    """Text of a file; `asked_at` is the place to blame if it can't be read."""
    where = asked_at or LocatedIssue(shown_as, None, "")

    def refuse(problem: str, allowed: str) -> ScenarioError:
        return ScenarioError(
            [LocatedIssue(where.file, where.line, where.key, problem, where.given, allowed)]
        )

    try:
        if not path.is_file():
            raise refuse(f"no such file: {shown_as}", "a file that exists")
        if path.stat().st_size > largest:
            allowed = f"files of up to {largest / 1e6:g} MB"
            raise refuse(f"{shown_as} is larger than {largest} bytes", allowed)
        raw = path.read_bytes()
    except (OSError, ValueError) as error:
        if isinstance(error, ScenarioError):
            raise
        raise refuse(f"can't read {shown_as}: {error}", "a readable file") from None
    try:
        return raw.decode("utf-8-sig")
    except UnicodeDecodeError as error:
        line = raw.count(b"\n", 0, error.start) + 1
        raise ScenarioError([LocatedIssue(shown_as, line, "", "not UTF-8 text")]) from None


def parse(text: str, file: str, budget: Budget | None = None) -> Node:
    """Tree of a YAML text; raises ScenarioError with the line if it isn't what is allowed."""
    try:
        tree = _Builder(file, budget or Budget(), events_of(text)).document()
    except YamlError as error:
        raise ScenarioError([LocatedIssue(file, error.line, "", error.problem)]) from None
    if not isinstance(tree.value, dict):
        kind = "nothing" if tree.value is None else f"a {type(tree.value).__name__}"
        raise ScenarioError(
            [LocatedIssue(file, tree.line, "", f"the file holds {kind}", allowed="keys and values")]
        )
    return tree


class _Builder:
    """Turns parser events into nodes."""

    def __init__(self, file: str, budget: Budget, events: Iterator[Event]) -> None:
        self.file, self.budget, self.events = file, budget, events
        self.anchors: dict[str, Node | None] = {}

    def refuse(self, event: Event, problem: str, allowed: str = "", key: str = "") -> ScenarioError:
        return ScenarioError([LocatedIssue(self.file, event.line, key, problem, allowed=allowed)])

    def document(self) -> Node:
        """The one document of the text."""
        tree: Node | None = None
        for event in self.events:
            if event.kind == "document":
                if tree is not None:
                    raise self.refuse(event, "a second document", "one document")
            elif event.kind != "end":
                tree = self.node(event, 0)
        return tree or Node(None, self.file, 1)

    def node(self, event: Event, depth: int) -> Node:
        """The value that starts with this event."""
        line = event.line
        self.budget.spend(self.file, line)
        if depth > DEEPEST:
            raise self.refuse(event, f"nested more than {DEEPEST} levels deep")
        if event.kind == "alias":
            target = self.anchors.get(str(event.anchor))
            if target is None:
                raise self.refuse(event, f"alias *{event.anchor} has no finished anchor before it")
            self.budget.spend(self.file, line, _size(target))
            if depth + depth_of(target) > DEEPEST:
                raise self.refuse(event, f"nested more than {DEEPEST} levels deep")
            return target
        if event.tag is not None:
            raise self.refuse(event, f"tag {event.tag}", "values without tags")
        if event.anchor is not None:
            self.anchors[event.anchor] = None
        if event.kind == "scalar":
            node = Node(scalar_value(event), self.file, line)
        elif event.kind == "list":
            node = Node(self.items(depth), self.file, line)
        else:
            node = Node(self.entries(depth), self.file, line)
        if event.anchor is not None:
            self.anchors[event.anchor] = node
        return node

    def items(self, depth: int) -> list[Node]:
        """The values of a list."""
        items = []
        for event in self.events:
            if event.kind == "end":
                break
            items.append(self.node(event, depth + 1))
        return items

    def entries(self, depth: int) -> dict[str, Node]:
        """The keys and values of a mapping."""
        entries: dict[str, Node] = {}
        for event in self.events:
            if event.kind == "end":
                break
            if event.kind != "scalar" or event.tag is not None or event.anchor is not None:
                raise self.refuse(event, "a key that is not plain text", "a word as key")
            key, line = event.value, event.line
            if key == "<<":
                raise self.refuse(event, "merge key", "`include:` and the keys that differ", key)
            if key in entries:
                first = entries[key].line
                raise self.refuse(
                    event, f"the key stands twice, first on line {first}", "each key once", key
                )
            value = self.node(next(self.events), depth + 1)
            entries[key] = Node(value.value, value.file, line)
        return entries


def depth_of(node: Node) -> int:
    """How many mappings and lists stand within each other at the deepest place of a tree."""
    if isinstance(node.value, dict):
        return 1 + max((depth_of(child) for child in node.value.values()), default=0)
    if isinstance(node.value, list):
        return 1 + max((depth_of(child) for child in node.value), default=0)
    return 0


def _size(node: Node) -> int:
    """How many values a tree holds."""
    if isinstance(node.value, dict):
        return 1 + sum(_size(child) for child in node.value.values())
    if isinstance(node.value, list):
        return 1 + sum(_size(child) for child in node.value)
    return 1
