"""What the JSON files of a results folder hold, as far as tables, figures, pages and exports use
it: kinds of values, and what the files of several commands share.

The files are written by this program and passed on by people; a value of another type, a place that
is none or a colour that is none is refused when a file is read (`sim.report.results.reading`). Keys
that nothing uses are not looked at. `docs/outputs.md` says what every key means.
"""

from datetime import datetime
from typing import Annotated, Any

from pydantic import AfterValidator, BaseModel, ConfigDict, Field

from sim.flight.status import Status
from sim.plain_text import NAME


class Shape(BaseModel):
    """Values as JSON has them, without conversion; keys beyond those listed are left alone."""

    model_config = ConfigDict(strict=True, extra="ignore", allow_inf_nan=False)


def _is_date(text: str) -> str:
    datetime.fromisoformat(text.replace(":60", ":59"))  # a leap second is a date too
    return text


def _is_status(text: str) -> str:
    Status.from_text(text)
    return text


Name = Annotated[str, Field(pattern=f"^{NAME}$")]
Text = Annotated[str, Field(max_length=20_000)]
Line = Annotated[str, Field(max_length=2_000)]
Colour = Annotated[str, Field(pattern="^#[0-9a-fA-F]{6}$")]
Date = Annotated[
    str, Field(pattern=r"^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d(\.\d+)?Z?$"), AfterValidator(_is_date)
]
StatusText = Annotated[str, AfterValidator(_is_status)]
Number = Annotated[float, Field(ge=-1e15, le=1e15)]
Positive = Annotated[float, Field(gt=0.0, le=1e15)]
Share = Annotated[float, Field(ge=-1e-6, le=1.0 + 1e-6)]
Count = Annotated[int, Field(ge=0, le=10**12)]
Latitude = Annotated[float, Field(ge=-90.0, le=90.0)]
Longitude = Annotated[float, Field(ge=-360.0, le=360.0)]
Distance = Annotated[float, Field(ge=-1e6, le=1e6)]
"""km on the ground or up from it."""


class Heading(Shape):
    """Names, and what made it."""

    scenario: Name
    title: Line | None = None
    label: Line | None = None
    depends_on: Line = ""
    scenario_sha256: Line = ""
    version: Line = ""


class TankContent(Shape):
    """Propellant in a tank."""

    tank: Line
    kg: Number


class Margin(Shape):
    """Propellant that is of use after the final burn, and what lies out of reach."""

    usable_kg: Number
    low_kg: Number
    high_kg: Number
    reachable_kg: Number
    reserve_kg: Number
    attitude_control_kg: Number
    residual_kg: Number
    unreachable_kg: Number
    unreachable: list[TankContent]


class Comparison(Shape):
    """``comparison.json``."""

    scenarios: Annotated[list[Name], Field(min_length=1, max_length=100)]


class Weather(Shape):
    """Source of the space weather of one scenario; which keys there are depends on it."""

    observed_to: Line | None = None
    forecast_from: Line | None = None
    percentile: Number | None = None
    bulletin: Line | None = None
    extrapolated_from: Line | None = None


class Manifest(Shape):
    """``manifest.json``."""

    format: int = 0
    version: Line = ""
    created_utc: Date | None = None
    space_weather: dict[str, Weather | None] | None = None


class Feature(Shape):
    """A feature of GeoJSON; its coordinates are looked at by who uses them."""

    properties: dict[str, Any]
    geometry: dict[str, Any]


class Features(Shape):
    """A file of GeoJSON."""

    features: list[Feature]


class AnyObject(Shape):
    """A JSON object of any content."""
