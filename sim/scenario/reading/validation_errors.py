"""Validation errors of pydantic as issues with file, line, key, given and allowed."""

import typing
from typing import Any

from pydantic import BaseModel, ValidationError

from sim.scenario.error import Key, LocatedIssue, listed, written_key
from sim.scenario.reading.text import Node
from sim.scenario.schema.scenario import Scenario
from sim.scenario.schema.strict import model_inside

_ALLOWED = {
    "model_type": "a mapping of keys to values",
    "model_attributes_type": "a mapping of keys to values",
    "dict_type": "a mapping of names to entries",
    "tuple_type": "a list",
    "list_type": "a list",
    "string_type": "text",
    "bool_type": "true or false",
    "int_type": "a whole number",
    "int_from_float": "a whole number",
    "none_required": "nothing",
}


def issues_of(
    error: ValidationError, tree: Node, root: type[BaseModel] = Scenario
) -> list[LocatedIssue]:
    """Every error of a validation against a model, placed in the file it came from."""
    errors = error.errors(include_url=False)
    return [_issue(entry, tree, root) for entry in errors if not _follows_from_entries(entry)]


def _follows_from_entries(entry: Any) -> bool:
    """Whether a list is called too short only because entries in it are wrong, which is told."""
    given = entry.get("input")
    return (
        entry["type"] == "too_short"
        and isinstance(given, list)
        and len(given) >= entry["ctx"]["min_length"]
    )


def _issue(entry: Any, tree: Node, root: type[BaseModel]) -> LocatedIssue:
    kind, context = entry["type"], entry.get("ctx", {})
    key = tuple(part for part in entry["loc"] if part != "[key]")
    if kind == "missing":
        node = tree.at(key[:-1])
        problem = f"the key `{key[-1]}` is missing"
        return LocatedIssue(node.file, node.line, written_key(key), problem)
    if kind == "extra_forbidden":
        known = _known(key[:-1], root)
        allowed = listed(known, key[-1])
        return tree.issue(key, "unknown key", allowed=allowed)
    allowed = context.get("allowed") or _ALLOWED.get(kind) or _bounds(kind, context)
    if kind == "quantity":
        problem = entry["msg"]
    else:
        problem = "" if allowed else entry["msg"]
    given = entry.get("input")
    if kind == "quantity" and isinstance(given, dict) and "value" in given:
        given = given["value"]
    return tree.issue(key, problem, ... if isinstance(given, BaseModel) else given, allowed)


def _bounds(kind: str, context: dict[str, Any]) -> str:
    """What is allowed, for the errors that say it in their context."""
    if kind in ("literal_error", "enum"):
        return str(context.get("expected", ""))
    if kind in ("greater_than_equal", "greater_than", "less_than_equal", "less_than"):
        word = {"ge": "at least", "gt": "above", "le": "at most", "lt": "below"}
        return ", ".join(f"{word[name]} {bound}" for name, bound in context.items() if name in word)
    if kind == "string_pattern_mismatch":
        return f"text of the form {context.get('pattern')}"
    if kind in ("too_short", "too_long"):
        least, most = context.get("min_length"), context.get("max_length")
        return f"at least {least} entries" if least is not None else f"at most {most} entries"
    return ""


def _known(key: Key, root: type[BaseModel]) -> list[str]:
    """Keys the model under a path knows."""
    model: type[BaseModel] | None = root
    entry = False  # the next part is the name of an entry, not a field
    for part in key:
        if entry or isinstance(part, int):
            entry = False
            continue
        fields = {field.alias or name: field for name, field in model.model_fields.items()}
        if part not in fields:
            return []
        annotation = fields[part].annotation
        model = model_inside(annotation)
        if model is None:
            return []
        entry = typing.get_origin(annotation) is dict
    return [field.alias or name for name, field in model.model_fields.items()]
