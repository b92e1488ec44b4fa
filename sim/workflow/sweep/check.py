"""What is varied has to be there: every key and its values, before anything is planned or flown."""

import difflib
from collections.abc import Iterator, Sequence

from sim.scenario.error import LocatedIssue, ScenarioError
from sim.scenario.load import validated
from sim.scenario.reading.override import PLACE, changed
from sim.scenario.reading.text import Node
from sim.workflow.sweep.variation import SweepError, Variation


def check_variations(
    tree: Node, issues: Sequence[LocatedIssue], variations: Sequence[Variation]
) -> None:
    """Refuse keys that are none of the scenario's, and values that can't stand there.

    Each key is tried alone, with its first and its last value: what only some combinations break
    is told of those points.

    Raises
    ------
    SweepError
        Naming the key, what was given, what is allowed, and a key that is nearly the same.
    """
    for each in variations:
        for value in dict.fromkeys((each.values[0], each.values[-1])):
            try:
                validated(changed(tree, {each.key: value}), issues)
            except ScenarioError as error:
                raise SweepError(_told(tree, each, value, error)) from None


def _told(tree: Node, variation: Variation, value: object, error: ScenarioError) -> str:
    """What is wrong with a key or a value, in the words of the check that found it."""
    if not any(issue.file == PLACE for issue in error.issues):
        found = str(error.issues[0])  # what the change breaks elsewhere, or was broken before
    else:
        own = next(issue for issue in error.issues if issue.file == PLACE)
        found = "; ".join(part for part in _statements(own))
    near = difflib.get_close_matches(variation.key, [*_paths(tree)], n=1, cutoff=0.7)
    hint = f" (did you mean {near[0]!r}?)" if near and near[0] != variation.key else ""
    unit = ""
    if variation.is_range and not variation.unit and near and near[0] == variation.key:
        unit = "a range without a unit that fits: "
    return f"--vary {variation.key}={value}: {unit}{found}{hint}"


def _statements(issue: LocatedIssue) -> Iterator[str]:
    if issue.problem:
        yield issue.problem
    if issue.given is not None:
        yield f"given {issue.given}"
    if issue.allowed:
        yield f"allowed: {issue.allowed}"


def _paths(node: Node, above: str = "") -> Iterator[str]:
    """Every key of a tree as `--vary` takes it: entries of lists by their names."""
    rows = node.value
    if isinstance(rows, list):
        named = [row.value.get("name") for row in rows if isinstance(row.value, dict)]
        if len(named) != len(rows) or None in named:
            return
        rows = {str(name.value): row for name, row in zip(named, rows, strict=True) if name}
    if isinstance(rows, dict):
        for key, child in rows.items():
            path = f"{above}.{key}" if above else key
            yield path
            yield from _paths(child, path)
