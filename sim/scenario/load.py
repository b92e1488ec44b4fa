"""From a file to a checked scenario, and from a scenario to the complete text of it."""

import hashlib
import json
import os
import re
from collections.abc import Mapping, Sequence
from typing import Any

from pydantic import ValidationError

from sim.scenario.checks.scenario import check_scenario
from sim.scenario.error import LocatedIssue, ScenarioError
from sim.scenario.reading.data_file import DATA_FILES
from sim.scenario.reading.include import read_tree, read_tree_of
from sim.scenario.reading.orbit_file import with_orbits_read
from sim.scenario.reading.override import changed, with_assumptions
from sim.scenario.reading.own_physics import with_digests
from sim.scenario.reading.renamed import with_present_names
from sim.scenario.reading.text import Node, text_issues
from sim.scenario.reading.validation_errors import issues_of
from sim.scenario.schema.scenario import Scenario

_PLAIN = re.compile(r"[A-Za-z][A-Za-z_]*(?: [A-Za-z_]+)*")


def load(path: str | os.PathLike[str], changes: Mapping[str, Any] | None = None) -> Scenario:
    """Read, validate and cross-check a scenario file.

    Parameters
    ----------
    path
        The file.
    changes
        Values by dotted key to lay over it, see `sim.scenario.reading.override`.

    Raises
    ------
    ScenarioError
        With everything wrong: file, line, key, what was given, what is allowed.
    """
    tree, issues = read_tree(path)
    return validated(changed(tree, changes) if changes else tree, issues)


def loads(text: str, file: str = "scenario.yaml") -> Scenario:
    """The same for text; `file` is the name in messages and the place includes are relative to."""
    return validated(*read_tree_of(text, file))


def validated(tree: Node, issues: Sequence[LocatedIssue] = ()) -> Scenario:
    """The scenario a tree states.

    Raises
    ------
    ScenarioError
        With everything wrong at once, `issues` of the reading included.
    """
    tree = with_present_names(tree)
    found = [*issues, *text_issues(tree)]
    unread = False
    readers = (with_orbits_read, *(each.with_read for each in DATA_FILES))
    for with_file_read in readers:
        try:
            tree = with_file_read(tree)
        except ScenarioError as error:
            unread = True
            found += error.issues
    try:
        scenario = Scenario.model_validate(tree.plain()).read_from(tree)
    except ValidationError as error:
        assumed = with_assumptions(tree, error)
        if assumed is not None:
            return validated(assumed, issues)
        told = {each.key for each in found}
        raise ScenarioError(
            [*found, *(each for each in issues_of(error, tree) if each.key not in told)]
        ) from None
    if not unread:  # the state or the wind would be missing
        scenario, own = with_digests(scenario)
        found += (scenario.located(each) for each in (*own, *check_scenario(scenario)))
    if found:
        raise ScenarioError(found)
    return scenario


def resolved_yaml(scenario: Scenario) -> str:
    """The whole scenario as YAML, defaults and all; loads back to an equal scenario."""
    content = scenario.model_dump(mode="json", exclude_none=True)
    return "\n".join(_lines(content, 0)) + "\n"


def scenario_hash(scenario: Scenario) -> str:
    """sha256 of the resolved scenario's text, hexadecimal."""
    return hashlib.sha256(resolved_yaml(scenario).encode()).hexdigest()


def quoted(text: str) -> str:
    """Text as a scalar that reads back as itself."""
    return _scalar(text)


def _lines(value: Any, depth: int) -> list[str]:
    """Block lines of a mapping or list that is not empty."""
    pad = "  " * depth
    out = []
    pairs = (
        [(f"{_scalar(key)}:", item) for key, item in value.items()]
        if isinstance(value, dict)
        else None
    )
    for head, item in pairs if pairs is not None else [("-", item) for item in value]:
        if isinstance(item, (dict, list)) and item and not _short(item):
            inner = _lines(item, depth + 1)
            if head == "-":
                out += [f"{pad}- {inner[0].lstrip()}", *inner[1:]]
            else:
                out += [pad + head, *inner]
        else:
            out.append(f"{pad}{head} {_flow(item)}")
    return out


def _short(value: Any) -> bool:
    """A list of scalars stays on one line."""
    return isinstance(value, list) and not any(isinstance(item, (dict, list)) for item in value)


def _flow(value: Any) -> str:
    if isinstance(value, dict):
        return (
            "{" + ", ".join(f"{_scalar(key)}: {_flow(item)}" for key, item in value.items()) + "}"
        )
    if isinstance(value, list):
        return "[" + ", ".join(_flow(item) for item in value) + "]"
    return _scalar(value)


def _scalar(value: Any) -> str:
    """A scalar as text that reads back as itself."""
    if isinstance(value, str):
        if _PLAIN.fullmatch(value) and value not in ("true", "false", "null"):
            return value
        quoted = json.dumps(value, ensure_ascii=False)
        return "".join(c if c.isprintable() else f"\\U{ord(c):08X}" for c in quoted)
    if isinstance(value, float):
        text = repr(value)
        return text.replace("e", ".0e") if "e" in text and "." not in text else text
    return json.dumps(value)
