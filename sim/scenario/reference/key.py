"""Every key a scenario may have: what it means, what may stand there, its unit and default.

Read off the models that check a file, so that there is nothing to keep in step.
"""

import typing
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from functools import cache
from typing import Any

from annotated_types import Ge, Gt, Interval, Le, Lt, MaxLen, MinLen
from pydantic import BaseModel
from pydantic.fields import FieldInfo

from sim.scenario.reading.text import Node
from sim.scenario.schema.quantity import DATE_ALLOWED, Measure, Reader, Utc
from sim.scenario.schema.scenario import Scenario
from sim.scenario.schema.strict import NameOf, OneOf, Strict, WordFor

NOTES = {
    "source": "Who stated this, and when; in place of `assumption`.",
    "assumption": "Why this was chosen; in place of `source`.",
}
"""Keys that mean the same in every mapping."""

NAMED, ROW = "*", "[]"
"""Parts of a path that stand for any name, and for any row of a list."""


@dataclass(frozen=True, kw_only=True)
class KeyFacts:
    """One key.

    Attributes
    ----------
    path
        Names from the top; `NAMED` and `ROW` where any name or row may stand.
    meaning
        A sentence.
    allowed
        What may stand there.
    unit
        Kept in this unit inside; empty where there is none.
    default
        What holds if it is left out, or that it is required.
    inside
        What the mapping around it is, and what rules it has.
    keys
        Keys below it, if it is a mapping.
    """

    path: tuple[str, ...]
    meaning: str
    allowed: str
    unit: str
    default: str
    inside: str
    keys: tuple[str, ...] = ()

    @property
    def name(self) -> str:
        """The path as people write it: ``vehicles.*.tanks.*.load``, ``phases[].until``."""
        return ".".join(self.path).replace(f".{ROW}", ROW)


@cache
def all_keys() -> tuple[KeyFacts, ...]:
    """Every key there is, those of a mapping after the mapping."""
    return tuple(_walk(Scenario, (), ()))


def _walk(
    model: type[BaseModel], path: tuple[str, ...], above: tuple[type[BaseModel], ...]
) -> Iterator[KeyFacts]:
    if model in above:
        return
    texts = model.meanings() if issubclass(model, Strict) else {}
    for name, field in model.model_fields.items():
        here = (*path, field.alias or name)
        below, steps = _below(field.annotation)
        yield KeyFacts(
            path=here,
            meaning=_meaning(field.alias or name, field.description or texts.get(name), below),
            allowed=_allowed(field.annotation, field.metadata),
            unit=_unit(field.annotation, field.metadata),
            default=_default(field),
            inside=_inside(model),
            keys=()
            if below is None
            else tuple(each.alias or key for key, each in below.model_fields.items()),
        )
        if below is not None:
            yield from _walk(below, (*here, *steps), (*above, model))


def _below(annotation: Any) -> tuple[type[BaseModel] | None, tuple[str, ...]]:
    """The model under a key, and the steps to it: names of a mapping, rows of a list."""
    if isinstance(annotation, type) and issubclass(annotation, BaseModel):
        return annotation, ()
    kind, parts = typing.get_origin(annotation), typing.get_args(annotation)
    step = {dict: (NAMED,), tuple: (ROW,)}.get(kind, ())
    for part in reversed(parts):
        below, steps = _below(part)
        if below is not None:
            return below, (*step, *steps)
    return None, ()


def _meaning(key: str, told: str | None, below: type | None) -> str:
    if told:
        return " ".join(told.split())
    if below is not None and below.__doc__:
        return " ".join(below.__doc__.split("\n\n")[0].split())
    return NOTES.get(key, "")


def _inside(model: type[BaseModel]) -> str:
    words = " ".join((model.__doc__ or "").split("\n\n")[0].split())
    if issubclass(model, OneOf):
        words += f" Exactly one of {', '.join(model.choices)}."
    return words


def _default(field: FieldInfo) -> str:
    if field.is_required():
        return "required"
    if field.default_factory is not None:
        default = field.get_default(call_default_factory=True)
        content = (
            default.model_dump(mode="json", exclude_defaults=True)
            if isinstance(default, BaseModel)
            else default
        )
        return _written(content) if content else "what its keys have by default"
    return "none" if field.default is None else _written(field.default)


def _written(value: Any) -> str:
    if isinstance(value, bool):
        return "true" if value else "false"
    if isinstance(value, Mapping):
        return "{" + ", ".join(f"{key}: {_written(each)}" for key, each in value.items()) + "}"
    if isinstance(value, (tuple, list)):
        return "[" + ", ".join(_written(each) for each in value) + "]"
    return str(value) if value != "" else "empty"


def _readers(annotation: Any, metadata: typing.Iterable[Any]) -> Iterator[Reader]:
    yield from (each for each in metadata if isinstance(each, Reader))
    parts = typing.get_args(annotation)
    if typing.get_origin(annotation) is typing.Annotated:
        yield from _readers(parts[0], parts[1:])
    elif typing.get_origin(annotation) is not typing.Literal:
        for part in parts:
            yield from _readers(part, ())


def _unit(annotation: Any, metadata: typing.Iterable[Any]) -> str:
    return next((each.dimension.unit for each in _readers(annotation, metadata)), "")


def _allowed(annotation: Any, metadata: typing.Iterable[Any] = ()) -> str:
    """What may stand under a key, in words."""
    reader = next((each for each in metadata if isinstance(each, Reader)), None)
    if reader is not None:
        return f"{reader.allowed}; {reader.bounds}"
    listed = next((each for each in metadata if isinstance(each, NameOf)), None)
    if listed is not None:
        return ", ".join(listed.names)
    word = next((each.word for each in metadata if isinstance(each, WordFor)), None)
    if word is not None:
        return f"{word}, or {_allowed(annotation)}"
    kind, parts = typing.get_origin(annotation), typing.get_args(annotation)
    if kind is typing.Annotated:
        return _allowed(parts[0], parts[1:])
    if kind is typing.Literal:
        return ", ".join(_written(part) for part in parts)
    if kind is dict:
        return f"names, each with {_allowed(parts[1])}"
    if kind is tuple:
        if len(parts) == 2 and parts[1] is Ellipsis:
            return f"a list; each entry {_allowed(parts[0])}"
        return f"a list of {len(parts)}; each entry {_allowed(parts[0])}"
    if parts:  # one of several
        return " or ".join(_allowed(part) for part in parts if part is not type(None))
    return _plain(annotation, metadata)


def _plain(annotation: Any, metadata: typing.Iterable[Any]) -> str:
    if isinstance(annotation, type) and issubclass(annotation, BaseModel):
        return "a mapping"
    if annotation is Utc:
        return DATE_ALLOWED
    if annotation is Measure:
        return "a number"
    word = {bool: "true or false", int: "a whole number", float: "a number", str: "text"}
    return f"{word.get(annotation, 'text')}{_bounds(metadata)}"


def _bounds(metadata: typing.Iterable[Any]) -> str:
    texts = []
    for each in metadata:
        for name, says in (("gt", "above"), ("ge", "at least"), ("lt", "below"), ("le", "at most")):
            bound = getattr(each, name, None)
            if isinstance(each, (Ge, Gt, Le, Lt, Interval)) and bound is not None:
                texts.append(f"{says} {bound}")
        if isinstance(each, (MinLen, MaxLen)):
            continue
        pattern = getattr(each, "pattern", None)
        if isinstance(pattern, str):
            texts.append(f"of the form {pattern}")
    return f", {', '.join(texts)}" if texts else ""


def matching(text: str) -> tuple[KeyFacts, ...]:
    """Keys a word or path stands for.

    Parameters
    ----------
    text
        A whole path (``phases.final_burn.until``, ``phases[2].until``) or the end of one
        (``until.by``, ``by``). Names of vehicles, phases and rows may be there or not.

    Returns
    -------
    tuple of KeyFacts
        Those whose whole path it is, else all that end so; empty if there is none.
    """
    parts = _parts(text)
    whole = tuple(each for each in all_keys() if parts and _fits(parts, each.path, whole=True))
    return whole or ending(text)


def ending(text: str) -> tuple[KeyFacts, ...]:
    """Keys whose paths end with a word or path."""
    parts = _parts(text)
    return tuple(each for each in all_keys() if parts and _fits(parts, each.path, whole=False))


def _parts(text: str) -> list[str]:
    """Names of a path, without the numbers of rows; empty if it can't be one."""
    parts = [part.partition("[")[0] for part in text.strip().split(".")]
    return parts if all(parts) else []


def _fits(parts: typing.Sequence[str], path: typing.Sequence[str], whole: bool) -> bool:
    """Whether names are a path, or the end of one; any name may stand for `NAMED` and `ROW`."""
    if not parts:
        return not whole or all(step in (NAMED, ROW) for step in path)
    if not path:
        return False
    if path[-1] in (NAMED, ROW):
        return _fits(parts, path[:-1], whole) or (
            len(parts) > 1 and _fits(parts[:-1], path[:-1], whole)
        )
    return parts[-1] == path[-1] and _fits(parts[:-1], path[:-1], whole)


def values_of(tree: Node, path: typing.Sequence[str]) -> Iterator[tuple[str, Node]]:
    """Values that stand under a path in the tree of a scenario, with the path in full."""
    if not path:
        yield "", tree
        return
    if path[0] == NAMED and isinstance(tree.value, dict):
        for name, child in tree.value.items():
            yield from ((f".{name}{rest}", node) for rest, node in values_of(child, path[1:]))
    elif path[0] == ROW and isinstance(tree.value, list):
        for row, child in enumerate(tree.value):
            entry_name = child.value.get("name") if isinstance(child.value, dict) else None
            name = f"[{row}]" if entry_name is None else f".{entry_name.value}"
            yield from ((f"{name}{rest}", node) for rest, node in values_of(child, path[1:]))
    elif isinstance(tree.value, dict) and path[0] in tree.value:
        child = tree.value[path[0]]
        yield from ((f".{path[0]}{rest}", node) for rest, node in values_of(child, path[1:]))
