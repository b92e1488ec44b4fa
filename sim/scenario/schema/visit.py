"""A visit as a file states it: which vehicle is docked from when to when."""

from typing import Annotated

from pydantic import Field, RootModel, model_validator
from pydantic_core import PydanticCustomError

from sim.scenario.schema.quantity import Date
from sim.scenario.schema.strict import Strict
from sim.scenario.schema.vehicle import Name, VehicleModel
from sim.scenario.schema.words import Line


class VisitModel(Strict):
    """A dated docked interval; its name is that of the vehicle."""

    vehicle: VehicleModel | None = None
    """The vehicle, where `vehicles` has none of this name."""
    port: Line = ""
    """Where it docks; default the `port` of the vehicle."""
    arrives: Date
    """It docks then; before the start means that it is docked from the start."""
    leaves: Date | None = None
    """It undocks then; left out, it stays to the end."""
    source: str | None = None
    assumption: str | None = None

    @model_validator(mode="after")
    def _where_from(self) -> "VisitModel":
        if self.source is None and self.assumption is None:
            ctx = {"problem": "dates without origin", "allowed": "a `source` or an `assumption`"}
            raise PydanticCustomError("quantity", "{problem}", ctx)
        return self


class Visits(RootModel[Annotated[dict[Name, VisitModel], Field(max_length=500)]]):
    """Visits by name, as a file of their own holds them."""
