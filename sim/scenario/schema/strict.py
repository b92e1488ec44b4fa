"""Two kinds of mapping: one with fixed keys, and one that takes exactly one of several."""

from typing import Any, ClassVar

from pydantic import BaseModel, ConfigDict, model_validator
from pydantic_core import PydanticCustomError

Note = str


class Strict(BaseModel):
    """A mapping that refuses keys it doesn't know."""

    model_config = ConfigDict(
        extra="forbid",
        frozen=True,
        validate_default=True,
        populate_by_name=True,
        serialize_by_alias=True,
        hide_input_in_errors=True,
        use_attribute_docstrings=True,
        allow_inf_nan=False,
    )


def _tell_choice(schema: dict[str, Any], model: type["OneOf"]) -> None:
    """Exactly one of the keys, in the JSON Schema too."""
    schema["oneOf"] = [{"required": [name]} for name in model.choices]


class OneOf(Strict):
    """A mapping with exactly one of `choices`, and perhaps keys that go with it."""

    model_config = ConfigDict(json_schema_extra=_tell_choice)

    choices: ClassVar[tuple[str, ...]] = ()

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
