"""Kinds of mapping: one with fixed keys, and one that takes exactly one of several; and names that
are listed elsewhere.

Which keys exclude each other is read off the models by whoever lays one file over another.
"""

import ast
import inspect
import itertools
import sys
import typing
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from typing import Any, ClassVar

from pydantic import (
    BaseModel,
    ConfigDict,
    GetCoreSchemaHandler,
    GetJsonSchemaHandler,
    model_validator,
)
from pydantic_core import CoreSchema, PydanticCustomError, core_schema

from sim.data.build_once import build_once


class Strict(BaseModel):
    """A mapping that refuses keys it doesn't know."""

    model_config = ConfigDict(
        extra="forbid",
        frozen=True,
        validate_default=True,
        populate_by_name=True,
        serialize_by_alias=True,
        hide_input_in_errors=True,
        allow_inf_nan=False,
    )

    rivals: ClassVar[tuple[tuple[str, ...], ...]] = ()
    """Groups of keys of which a file holds one at most."""

    @classmethod
    def meanings(cls) -> dict[str, str]:
        """What the text below a field in the source says of it, by name.

        Read when somebody asks: it would take a tenth of the time to the first words of a command.
        """
        own = [_texts_below(each.__module__).get(each.__name__, {}) for each in cls.__mro__[::-1]]
        found = {name: text for texts in own for name, text in texts.items()}
        return {name: found[name] for name in cls.model_fields if name in found}

    @classmethod
    def __get_pydantic_json_schema__(
        cls, core: CoreSchema, handler: GetJsonSchemaHandler
    ) -> dict[str, Any]:
        """With what fields mean, for editors."""
        schema = handler(core)
        inside = handler.resolve_ref_schema(schema)
        for name, text in cls.meanings().items():
            field = cls.model_fields[name]
            own = inside["properties"][field.alias or name]
            # what a mapping says of itself is not said again where it stands
            if field.description is None and not (
                "$ref" in own and handler.resolve_ref_schema(own).get("description") == text
            ):
                own["description"] = text
        return schema


@build_once
def _texts_below(module: str) -> dict[str, dict[str, str]]:
    """Texts below the fields of each class of a module of this program; none of any other."""
    if not module.startswith(f"{__package__}."):
        return {}
    tree = ast.parse(inspect.getsource(sys.modules[module]))
    found: dict[str, dict[str, str]] = {}
    for each in tree.body:
        if isinstance(each, ast.ClassDef):
            texts = found.setdefault(each.name, {})
            for field, below in itertools.pairwise(each.body):
                match field, below:
                    case (
                        ast.AnnAssign(target=ast.Name(id=name)),
                        ast.Expr(value=ast.Constant(value=str(text))),
                    ):
                        texts[name] = inspect.cleandoc(text)
    return found


def _tell_choice(schema: dict[str, Any], model: type["OneOf"]) -> None:
    """Exactly one of the keys, in the JSON Schema too."""
    schema["oneOf"] = [{"required": [name]} for name in model.choices]


class OneOf(Strict):
    """A mapping with exactly one of `choices`, and perhaps keys that go with it."""

    model_config = ConfigDict(json_schema_extra=_tell_choice)

    choices: ClassVar[tuple[str, ...]] = ()

    @classmethod
    def __pydantic_init_subclass__(cls, **_: Any) -> None:
        """The choices exclude each other."""
        cls.rivals = (cls.choices,)

    @model_validator(mode="after")
    def _exactly_one(self) -> "OneOf":
        given = [name for name in self.choices if getattr(self, name) is not None]
        if len(given) != 1:
            allowed = f"exactly one of {', '.join(self.choices)}"
            problem = f"holds {', '.join(given)}" if given else "holds none of the keys that decide"
            raise PydanticCustomError(
                "quantity", "{problem}", {"problem": problem, "allowed": allowed}
            )
        return self

    @property
    def chosen(self) -> str:
        """Name of the key that was given."""
        return next(name for name in self.choices if getattr(self, name) is not None)


@dataclass(frozen=True)
class Distinct:
    """Pydantic annotation of a list whose entries differ from each other, `most` at most."""

    most: int

    def read(self, entries: tuple[Any, ...]) -> tuple[Any, ...]:
        """The list, or an error."""
        repeated = next((each for i, each in enumerate(entries) if each in entries[:i]), None)
        if repeated is not None or len(entries) > self.most:
            problem = f"{repeated!r} stands twice" if repeated else f"{len(entries)} entries"
            context = {"problem": problem, "allowed": f"each entry once, up to {self.most} entries"}
            raise PydanticCustomError("quantity", "{problem}", context)
        return entries

    def __get_pydantic_core_schema__(
        self, source: Any, handler: GetCoreSchemaHandler
    ) -> CoreSchema:
        """After the entries themselves."""
        return core_schema.no_info_after_validator_function(self.read, handler(source))

    def __get_pydantic_json_schema__(
        self, core: CoreSchema, handler: GetJsonSchemaHandler
    ) -> dict[str, Any]:
        """The same rule for editors."""
        return {**handler(core), "uniqueItems": True, "maxItems": self.most}


@dataclass(frozen=True)
class WordFor:
    """Pydantic annotation of a mapping that a word may stand for: `best` for {choose: best}."""

    word: str
    key: str

    def read(self, given: Any) -> Any:
        """The mapping the word stands for; anything else as it is."""
        return {self.key: given} if given == self.word else given

    def __get_pydantic_core_schema__(
        self, source: Any, handler: GetCoreSchemaHandler
    ) -> CoreSchema:
        """Before the mapping itself."""
        return core_schema.no_info_before_validator_function(self.read, handler(source))

    def __get_pydantic_json_schema__(
        self, core: CoreSchema, handler: GetJsonSchemaHandler
    ) -> dict[str, Any]:
        """Either, for editors, in one schema: the pattern holds for texts alone."""
        shown = handler(core)
        mapping = handler.resolve_ref_schema(shown)
        mapping |= {"type": ["object", "string"], "pattern": f"^{self.word}$"}
        return shown


@dataclass(frozen=True)
class NameOf:
    """Pydantic type of a text that must be one of the names of a mapping kept elsewhere."""

    known: Iterable[str]

    @property
    def names(self) -> tuple[str, ...]:
        """The names, in the order of the mapping."""
        return tuple(self.known)

    def __get_pydantic_core_schema__(
        self, _source: Any, _handler: GetCoreSchemaHandler
    ) -> CoreSchema:
        """As a Literal of the names."""
        return core_schema.literal_schema(list(self.names))


def model_inside(annotation: Any) -> type[BaseModel] | None:
    """The model an annotation is about, through optional, dict, tuple and Annotated."""
    if isinstance(annotation, type) and issubclass(annotation, BaseModel):
        return annotation
    for part in reversed(typing.get_args(annotation)):
        model = model_inside(part)
        if model is not None:
            return model
    return None


def models_by_key(model: type[BaseModel]) -> Iterator[tuple[str, type[BaseModel]]]:
    """Every mapping below a model: the key it stands under, and its own model."""
    for name, field in model.model_fields.items():
        below = model_inside(field.annotation)
        if below is None or below is model:
            continue
        if not _holds_several(field.annotation):
            yield field.alias or name, below
        yield from models_by_key(below)


def entries_by_key(model: type[BaseModel]) -> Iterator[tuple[str, type[BaseModel]]]:
    """Every key below a model under which entries stand, by name or in a list, and their model."""
    for name, field in model.model_fields.items():
        below = model_inside(field.annotation)
        if below is None or below is model:
            continue
        if _holds_several(field.annotation):
            yield field.alias or name, below
        yield from entries_by_key(below)


def _holds_several(annotation: Any) -> bool:
    """Whether a list or names stand between a key and its models."""
    parts = typing.get_args(annotation)
    return typing.get_origin(annotation) in (dict, tuple) or any(map(_holds_several, parts))
