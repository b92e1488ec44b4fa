"""Values with units in text: "220 km", "-88 deg"; plain numbers only where there is no dimension.

`astropy.units` reads the unit. What comes out is a float in SI units (radians for angles, sfu for
solar flux) that remembers the text it was read from and the source or assumption given with it.
"""

import math
import re
import threading
from collections.abc import Callable
from dataclasses import dataclass
from datetime import UTC, datetime
from functools import lru_cache
from typing import Annotated, Any

from pydantic import Field, GetCoreSchemaHandler, GetJsonSchemaHandler
from pydantic_core import CoreSchema, PydanticCustomError, core_schema

NUMBER = r"[-+]?(?:[0-9]+(?:\.[0-9]*)?|\.[0-9]+)(?:[eE][-+]?[0-9]{1,3})?"
_QUANTITY = re.compile(
    rf"\s*(?P<number>{NUMBER})(?P<unit>(?:\s*[A-Za-zµ%].*)?)\s*", re.ASCII | re.DOTALL
)
UNSOURCED = "has no source and is not marked as an assumption"
"""What is wrong with a value that stands alone where one with its source is asked for."""
_UNIT = re.compile(r"[A-Za-zµ%0-9 ./*^()-]{1,24}")
_DATE = re.compile(
    r"[0-9]{4}-[0-9]{2}-[0-9]{2}T[0-9]{2}:[0-9]{2}:[0-9]{2}(?:\.[0-9]{1,9})?Z", re.ASCII
)


FIRST_YEAR, LAST_YEAR = 1973, 2099
"""Years of dates. UTC counts whole seconds since 1972, and the series of Sun and Moon hold to 2100;
tables begin days before a flight and reach months beyond its last date.
"""
DATE_ALLOWED = (
    f'a date in UTC with a Z, {FIRST_YEAR} to {LAST_YEAR}, such as "2030-12-27T04:10:00Z"'
)


class Measure(float):
    """A number in SI units that keeps the text it was read from, and its source or assumption."""

    given: str | int | float
    source: str | None
    assumption: str | None

    def __new__(
        cls,
        value: float,
        given: str | int | float | None = None,
        source: str | None = None,
        assumption: str | None = None,
    ) -> "Measure":
        """Value in SI units; `given` is what stood in the file."""
        self = super().__new__(cls, value)
        self.given = float(value) if given is None else given
        self.source, self.assumption = source, assumption
        return self

    def __getnewargs__(self) -> tuple[Any, ...]:
        """Copying and pickling keep the provenance."""
        return (float(self), self.given, self.source, self.assumption)

    def plain(self) -> Any:
        """The value as a file has it: text or number, in a mapping if it has a source."""
        if self.source is not None:
            return {"value": self.given, "source": self.source}
        if self.assumption is not None:
            return {"value": self.given, "assumption": self.assumption}
        return self.given


class Utc(str):
    """A date in UTC as text, `2030-12-27T04:10:00Z`."""

    __slots__ = ()

    @property
    def seconds(self) -> float:
        """UTC seconds since 1970 without leap seconds: for ordering dates, not for physics."""
        head, _, fraction = self[:-1].partition(".")
        second = int(head[17:19])
        start = datetime.fromisoformat(head[:17] + "00").replace(tzinfo=UTC)
        return start.timestamp() + second + float(f"0.{fraction or 0}")


@dataclass(frozen=True)
class Dimension:
    """A kind of quantity: what people call it, the unit it is kept in, and an example."""

    noun: str
    unit: str
    example: str | float


LENGTH = Dimension("a length", "m", "50 km")
MASS = Dimension("a mass", "kg", "330 kg")
FORCE = Dimension("a force", "N", "12 kN")
DURATION = Dimension("a duration", "s", "14 d")
SPECIFIC_IMPULSE = Dimension("a specific impulse", "s", "300 s")
SPEED = Dimension("a speed", "m/s", "1.5 m/s")
ACCELERATION = Dimension("an acceleration", "m/s2", "1e-5 m/s2")
ANGLE = Dimension("an angle", "rad", "-88 deg")
AREA = Dimension("an area", "m2", "1500 m2")
TORQUE = Dimension("a torque", "N m", "8 kN m")
INERTIA = Dimension("a moment of inertia", "kg m2", "1.4e8 kg m2")
IMPULSE = Dimension("an impulse", "N s", "13 N s")
ANGULAR_RATE = Dimension("a rate of turning", "rad/s", "0.5 deg/s")
DENSITY = Dimension("a density", "kg/m3", "2.8e-12 kg/m3")
MASS_FLOW = Dimension("a mass flow", "kg/s", "1.5 kg/s")
AREAL_MASS = Dimension("a ballistic coefficient", "kg/m2", "100 kg/m2")
AREA_BY_MASS = Dimension("an area by mass", "m2/kg", "42 m2/t")
GRAVITATION = Dimension("a gravitational parameter", "m3/s2", "3.986004418e14 m3/s2")
SOLAR_FLUX = Dimension("a solar radio flux", "sfu", "145 sfu")
NUMBER_ONLY = Dimension("a number", "", 0.5)
PRESSURE = Dimension("a pressure", "Pa", "50 Pa")
TEMPERATURE = Dimension("a temperature", "K", "600 K")
COUNT = Dimension("a whole number", "", 2)


USUAL = {
    ("km", "m"): 1e3,
    ("cm", "m"): 1e-2,
    ("mm", "m"): 1e-3,
    ("t", "kg"): 1e3,
    ("kN", "N"): 1e3,
    ("kPa", "Pa"): 1e3,
    ("kN m", "N m"): 1e3,
    ("min", "s"): 60.0,
    ("h", "s"): 3600.0,
    ("d", "s"): 86400.0,
    ("km/s", "m/s"): 1e3,
    ("deg", "rad"): math.pi / 180.0,
    ("deg/s", "rad/s"): math.pi / 180.0,
    ("m2/t", "m2/kg"): 1e-3,
}
"""SI value of units astropy need not be asked about, by unit and SI unit."""


_REGISTRY = threading.Lock()
"""The units astropy knows are a stack of the whole process: one thread at a time changes it."""


@lru_cache(maxsize=512)
def _factor(unit: str, dimension: Dimension) -> float | None:
    """SI value of one such unit, None if astropy doesn't know it or it has another dimension."""
    if unit == dimension.unit or (unit, dimension.unit) in USUAL:
        return USUAL.get((unit, dimension.unit), 1.0)
    from astropy import units  # a third of a second, only paid for unusual units

    if not _UNIT.fullmatch(unit):
        return None
    solar_flux = {units.def_unit("sfu", 1e-22 * units.W / units.m**2 / units.Hz)}
    try:
        with _REGISTRY, units.add_enabled_units(solar_flux):
            parsed: Any = units.Unit(unit)
            factor = float(parsed.to(units.Unit(dimension.unit)))
    except (ValueError, TypeError, ArithmeticError, AttributeError, RecursionError):
        return None
    return factor if math.isfinite(factor) and factor > 0.0 else None


def read_quantity(text: Any, dimension: Dimension) -> float:
    """Value in SI units of a text such as "220 km".

    Raises ValueError if it is not text with a unit of that dimension, or a plain number where there
    is none.
    """
    if isinstance(text, bool) or not isinstance(text, (str, int, float)):
        raise ValueError("not a quantity")
    if isinstance(text, (int, float)):
        if dimension.unit:
            raise ValueError("a number without a unit")
        value = float(text) if abs(text) < 1e300 else math.inf
    else:
        match = _QUANTITY.fullmatch(text) if len(text) <= 60 else None
        if match is None:
            raise ValueError("not a number with a unit")
        unit = match["unit"].strip()
        factor = _factor(unit, dimension) if unit or dimension.unit else 1.0
        if factor is None:
            raise ValueError(f"{unit!r} is not a unit of {dimension.noun}")
        value = float(match["number"]) * factor
    if not math.isfinite(value):
        raise ValueError("not finite")
    if dimension is COUNT and value != round(value):
        raise ValueError("not a whole number")
    return value


@dataclass(frozen=True)
class Reader:
    """Pydantic type of a quantity: dimension, bounds in SI units, whether it needs a source."""

    dimension: Dimension
    least: float
    most: float
    sourced: bool = False

    def __call__(self, given: Any) -> Measure:
        """Measure from text, a number, or a mapping with `value` and `source` or `assumption`."""
        if isinstance(given, Measure):
            given = given.plain()
        value, note = given, {}
        if isinstance(given, dict):
            note = {key: text for key, text in given.items() if key != "value"}
            value = given.get("value")
            one = len(note) == 1 and "value" in given and set(note) <= {"source", "assumption"}
            if not one or not all(isinstance(t, str) and t.strip() for t in note.values()):
                raise PydanticCustomError(
                    "quantity", "needs `value` and one of `source` and `assumption`", self._hint()
                )
        elif self.sourced:
            raise PydanticCustomError("quantity", UNSOURCED, self._hint())
        try:
            number = read_quantity(value, self.dimension)
        except ValueError as error:
            raise PydanticCustomError(
                "quantity", "{problem}", {**self._hint(), "problem": str(error)}
            ) from None
        if not self.least <= number <= self.most:
            raise PydanticCustomError("quantity", "out of range", {"allowed": self.bounds})
        return Measure(number, value, **note)

    def _hint(self) -> dict[str, Any]:
        return {"allowed": self.allowed}

    @property
    def allowed(self) -> str:
        """What a person may write, in a few words."""
        example = self.dimension.example
        written = f'"{example}"' if self.dimension.unit else str(example)
        if self.sourced:
            noted = f'{{value: {written}, source: "..."}} (or assumption: "...")'
            return f"{self.dimension.noun} with its source, such as {noted}"
        return f"{self.dimension.noun} such as {written}"

    @property
    def bounds(self) -> str:
        """The bounds, in units people use."""
        low, high = (_written(bound, self.dimension) for bound in (self.least, self.most))
        return f"{self.dimension.noun} from {low} to {high}"

    def __get_pydantic_core_schema__(
        self, _source: Any, _handler: GetCoreSchemaHandler
    ) -> CoreSchema:
        """Validate with this reader, write back what was given."""
        return core_schema.no_info_plain_validator_function(
            self,
            serialization=core_schema.plain_serializer_function_ser_schema(
                lambda measure: measure.plain()
            ),
        )

    def __get_pydantic_json_schema__(
        self, _core: CoreSchema, _handler: GetJsonSchemaHandler
    ) -> dict[str, Any]:
        """Text with a unit (or a number), alone or with its source."""
        value: dict[str, Any]
        if self.dimension.unit:
            value = {"type": "string", "pattern": rf"^\s*{NUMBER}\s*[A-Za-zµ%].*$"}
        else:
            kind = "integer" if self.dimension is COUNT else "number"
            value = {"type": kind, "minimum": self.least, "maximum": self.most}
        described = f"{self.allowed}; {self.bounds}"
        value |= {"description": described, "examples": [self.dimension.example]}
        note = {"type": "string", "minLength": 1}
        if not self.dimension.unit:  # "85 %"
            value |= {"type": [value["type"], "string"], "pattern": rf"^\s*{NUMBER}\s*%?\s*$"}
        noted = {
            "type": "object",
            "properties": {"value": value, "source": note, "assumption": note},
            "required": ["value"],
            "minProperties": 2,  # value, and one of source and assumption
            "maxProperties": 2,
            "additionalProperties": False,
        }
        if self.sourced:
            return noted | {"description": described}
        # keywords of a type hold for that type alone
        types = value["type"] if isinstance(value["type"], list) else [value["type"]]
        return noted | value | {"type": [*types, "object"]}


def _written(value: float, dimension: Dimension) -> str:
    """A bound as text, in the unit of the example or another that makes a short number of it."""
    example = str(dimension.example).partition(" ")[2] if dimension.unit else ""
    larger = [unit for (unit, si), size in USUAL.items() if si == dimension.unit and size > 1.0]
    for unit in [example, *reversed(larger)]:
        number = value / USUAL.get((unit, dimension.unit), 1.0)
        usual = number == 0.0 or dimension is ANGLE or 1.0 <= abs(number) < 1e6
        if usual and f"{number:.6g}" == f"{number:.12g}":
            return f"{number:g} {unit}".rstrip()
    return f"{value:g} {dimension.unit}".rstrip()


def read_date(text: Any) -> Utc:
    """A UTC date from text; raises a pydantic error if it isn't one of the years allowed."""
    if isinstance(text, str) and _DATE.fullmatch(text):
        leap = text[17:19] == "60" and text[11:16] == "23:59"
        try:
            moment = datetime.fromisoformat(text[:17] + ("59" if leap else text[17:19]))
        except ValueError:
            moment = None
        if moment is not None and FIRST_YEAR <= moment.year <= LAST_YEAR:
            return Utc(text)
    raise PydanticCustomError("quantity", "not a date", {"allowed": DATE_ALLOWED})


@dataclass(frozen=True)
class _DateReader:
    """Pydantic type of a date."""

    read: Callable[[Any], Utc] = read_date

    def __get_pydantic_core_schema__(
        self, _source: Any, _handler: GetCoreSchemaHandler
    ) -> CoreSchema:
        return core_schema.no_info_plain_validator_function(
            self.read, serialization=core_schema.plain_serializer_function_ser_schema(str)
        )

    def __get_pydantic_json_schema__(
        self, _core: CoreSchema, _handler: GetJsonSchemaHandler
    ) -> dict[str, Any]:
        year = "(197[3-9]|19[89][0-9]|20[0-9]{2})"
        pattern = f"^{_DATE.pattern.replace('[0-9]{4}', year, 1)}$"
        described = {"description": DATE_ALLOWED, "examples": ["2030-12-27T04:10:00Z"]}
        return {"type": "string", "pattern": pattern, **described}


def default(written: Any) -> Any:
    """A default as a file would state it, such as "50 km"; read and checked like any value."""
    return Field(written)


Date = Annotated[Utc, _DateReader()]
