"""How a vehicle comes down after it has undocked, as a file states it."""

from typing import Annotated, Any, Literal

from pydantic import ConfigDict, Field, model_validator

from sim.plain_text import NAME
from sim.scenario.schema.bounds import (
    Angle,
    AreaPerMass,
    Duration,
    Latitude,
    PerigeeAltitude,
    Share,
    ShipArea,
)
from sim.scenario.schema.quantity import default
from sim.scenario.schema.strict import Strict

Way = Literal["controlled", "uncontrolled"]


def _tell_short_form(schema: dict[str, Any]) -> None:
    """The way alone may stand for the mapping."""
    schema["type"] = ["object", "string"]
    schema["pattern"] = "^(un)?controlled$"


class DisposalModel(Strict):
    """Disposal of a vehicle that undocks: `controlled`, `uncontrolled`, or a mapping."""

    model_config = ConfigDict(json_schema_extra=_tell_short_form)

    way: Way = "controlled"
    """A deorbit of its own into an ocean, or left to fall."""
    engines: Annotated[
        tuple[Annotated[str, Field(pattern=f"^{NAME}$")], ...], Field(max_length=64)
    ] = ()
    """Its engine groups in order of preference; all of them as listed if left out."""
    perigee: PerigeeAltitude = default("0 km")
    """After the burn."""
    free_flight: Duration = default(
        {
            "value": "3 h",
            "assumption": "Progress MS-30: 3 h 14 min (Interfax, 9 Sep 2025); 1.5 to 4 h",
        }
    )
    """From undocking to the burn, at least."""
    longest_wait: Duration = default(
        {"value": "24 h", "assumption": "the same day, as Progress MS-30; 6 to 48 h"}
    )
    """From undocking to the burn, at most."""
    latitude: Latitude = default(
        {"value": "-42.5 deg", "assumption": "middle of 30 to 55 S, in the South Pacific"}
    )
    """Of the middle of the ocean it is aimed at."""
    longitude: Angle = default(
        {"value": "-125 deg", "assumption": "middle of 165 to 85 W, in the South Pacific"}
    )
    """East."""
    area: ShipArea = default(
        {"value": "20 m2", "assumption": "a body of 2.7 m by 7.2 m with two arrays; 10 to 30 m2"}
    )
    """Area that drag counts on after undocking."""
    surviving_share: Share = default(
        {"value": 0.094, "assumption": "as UARS: 532 of 5668 kg (NASA, 2011); 0.05 to 0.25"}
    )
    """Part of the mass without propellant that reaches the ground."""
    casualty_area: AreaPerMass = default(
        {"value": "42 m2/t", "assumption": "as UARS: 22.4 m2 of 532 kg (NASA, 2011); 30 to 75 m2/t"}
    )
    """Casualty area of what reaches the ground, by its mass."""

    @model_validator(mode="before")
    @classmethod
    def _read_short_form(cls, given: Any) -> Any:
        return {"way": given} if isinstance(given, str) else given
