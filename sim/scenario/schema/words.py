"""Texts of a scenario that stand on one line: a title, a label, a port, a name."""

from dataclasses import dataclass
from typing import Annotated, Any

from pydantic import Field, GetCoreSchemaHandler, GetJsonSchemaHandler
from pydantic_core import CoreSchema, PydanticCustomError, core_schema

from sim.plain_text import MOST_LINE, NAME, NOT_PRINTING, text_fault


@dataclass(frozen=True)
class _LineReader:
    """Pydantic type of such a text."""

    def read(self, given: str) -> str:
        problem = text_fault(given, most=MOST_LINE, one_line=True)
        if problem:
            context = {"problem": problem, "allowed": f"one line of up to {MOST_LINE} characters"}
            raise PydanticCustomError("quantity", "{problem}", context)
        return given

    def __get_pydantic_core_schema__(
        self, _source: Any, _handler: GetCoreSchemaHandler
    ) -> CoreSchema:
        return core_schema.no_info_after_validator_function(
            self.read, core_schema.str_schema(strict=True)
        )

    def __get_pydantic_json_schema__(
        self, _core: CoreSchema, _handler: GetJsonSchemaHandler
    ) -> dict[str, Any]:
        pattern = f"^[^{NOT_PRINTING}\\t\\n]*$"
        return {"type": "string", "maxLength": MOST_LINE, "pattern": pattern}


Line = Annotated[str, _LineReader()]

Name = Annotated[str, Field(pattern=f"^{NAME}$")]
