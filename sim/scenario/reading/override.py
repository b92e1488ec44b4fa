"""Changes to a scenario that are not in a file: dotted keys and values, laid over its tree.

They follow the rules of `include:`: mappings key by key, None takes a key away, phases and burns by
their names, and a key that excludes another one takes its place.
"""

import datetime
import math
from collections.abc import Mapping
from typing import Any

from pydantic import ValidationError

from sim.scenario.error import LocatedIssue, ScenarioError, shown
from sim.scenario.reading.include import merged
from sim.scenario.reading.renamed import with_present_names
from sim.scenario.reading.text import Node, Value
from sim.scenario.schema.quantity import UNSOURCED

PLACE = "changes"
"""What stands for the file in messages; lines count the changes."""
ASSUMPTION = "set from Python"
"""What a value of the changes rests on that comes without a source."""

PLAIN = (str, bool, int, float)


def changed(tree: Node, changes: Mapping[str, Any]) -> Node:
    """The tree of a scenario with changes laid over it.

    Parameters
    ----------
    tree
        A scenario with its includes resolved.
    changes
        Values by dotted key, such as ``plan.burns.final_burn.perigee``. A value is what a file
        may hold, an astropy quantity, or None, which takes the key away.

    Raises
    ------
    ScenarioError
        If a key or a value can't be one.
    """
    issues: list[LocatedIssue] = []
    for line, (key, value) in enumerate(changes.items(), 1):
        parts = key.split(".") if isinstance(key, str) else [""]
        if not all(parts):
            allowed = "names joined by dots, such as environment.atmosphere.model"
            raise ScenarioError(
                [LocatedIssue(PLACE, line, "", f"no such key: {key!r}", None, allowed)]
            )
        over = _node(value, key, line)
        for part in reversed(parts):
            over = Node({part: over}, PLACE, line)
        tree = merged(tree, with_present_names(over), (), issues)
    if issues:
        raise ScenarioError(issues)
    return tree


def with_assumptions(tree: Node, error: ValidationError) -> Node | None:
    """The tree with an assumption beside every value of the changes whose source was missed; None
    if no such value was.

    Parameters
    ----------
    tree
        What was validated.
    error
        What came of it.
    """
    bare = {
        id(node)
        for entry in error.errors(include_url=False)
        if entry["msg"] == UNSOURCED and (node := tree.at(entry["loc"])).file == PLACE
    }
    return _with_assumption(tree, bare) if bare else None


def _with_assumption(node: Node, bare: set[int]) -> Node:
    if id(node) in bare:
        words = Node(ASSUMPTION, node.file, node.line)
        return Node({"value": node, "assumption": words}, node.file, node.line)
    if isinstance(node.value, dict):
        inner = {key: _with_assumption(each, bare) for key, each in node.value.items()}
        return Node(inner, node.file, node.line)
    if isinstance(node.value, list):
        return Node([_with_assumption(each, bare) for each in node.value], node.file, node.line)
    return node


def _node(value: Any, key: str, line: int) -> Node:
    """A value with its place."""
    content: Value
    if isinstance(value, Mapping):
        content = {str(name): _node(each, key, line) for name, each in value.items()}
    elif isinstance(value, (list, tuple)):
        content = [_node(each, key, line) for each in value]
    elif isinstance(value, datetime.datetime):
        content = _instant(value, key, line)
    elif hasattr(value, "unit") and hasattr(value, "value"):
        content = _quantity(value)
    elif value is None or isinstance(value, PLAIN):
        content = value
    elif hasattr(value, "item") and isinstance(value.item(), PLAIN):
        content = value.item()
    else:
        allowed = "text, a number, true or false, a list, a mapping, an astropy quantity, or None"
        raise ScenarioError([LocatedIssue(PLACE, line, key, "", shown(value), allowed)])
    return Node(content, PLACE, line)


def _quantity(value: Any) -> float | str:
    """An astropy quantity as text with its unit; a plain number where it has none."""
    unit, number = value.unit.to_string(), float(value.value)
    return f"{number!r} {unit}" if unit and math.isfinite(number) else number


def _instant(value: datetime.datetime, key: str, line: int) -> str:
    """A moment as UTC text."""
    if value.tzinfo is None:
        allowed = "a moment with its time zone, or text in UTC with a Z"
        raise ScenarioError([LocatedIssue(PLACE, line, key, "", shown(str(value)), allowed)])
    return value.astimezone(datetime.UTC).strftime("%Y-%m-%dT%H:%M:%S.%fZ")
