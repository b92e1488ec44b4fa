"""The gravity field as a scenario states it: a shipped one cut at a degree, or coefficients."""

from typing import Annotated, Literal

from pydantic import Field, StrictInt, model_validator
from pydantic_core import PydanticCustomError

from sim.scenario.schema.bounds import Degree, FieldRadius, Gravitation, HarmonicCoefficient
from sim.scenario.schema.quantity import default
from sim.scenario.schema.strict import Strict

STATED = "stated"
HIGHEST_STATED = 36

HarmonicDegree = Annotated[StrictInt, Field(ge=0, le=HIGHEST_STATED)]


class Harmonic(Strict):
    """One pair of fully normalised coefficients; J2 is -sqrt(5) times that of degree 2, order 0."""

    degree: Annotated[StrictInt, Field(ge=2, le=HIGHEST_STATED)]
    """Degree of the coefficients."""
    order: HarmonicDegree
    """Order of the coefficients."""
    c: HarmonicCoefficient
    """Cosine coefficient, fully normalised."""
    s: HarmonicCoefficient = default(0.0)
    """Sine coefficient, fully normalised."""


class GravityField(Strict):
    """Spherical harmonics of the Earth up to a degree (and the same order).

    `mu`, `radius` and `harmonics` belong to field: stated; harmonics left out are zero, and without
    any the Earth is a point mass.
    """

    field: Literal["egm2008", "egm96", "stated"] = "egm2008"
    """Model of the Earth's gravity."""
    degree: Degree = 36
    """Highest degree (and order) of the spherical harmonics."""
    mu: Gravitation | None = None
    """Gravitational parameter."""
    radius: FieldRadius | None = None
    """Length the coefficients are scaled by."""
    harmonics: Annotated[tuple[Harmonic, ...], Field(max_length=1000)] = ()

    @model_validator(mode="after")
    def _complete(self) -> "GravityField":
        given = [name for name in ("mu", "radius") if getattr(self, name) is not None]
        extra = [*given, *(["harmonics"] if self.harmonics else [])]
        problem = allowed = ""
        if self.field != STATED and extra:
            problem = f"{', '.join(extra)} with field {self.field}"
            allowed = f"mu, radius and harmonics only with field: {STATED}"
        elif self.field == STATED and len(given) < 2:
            problem = f"field {STATED} with {', '.join(given) or 'neither mu nor radius'}"
            allowed = "both mu and radius"
        elif self.field == STATED and self.degree > HIGHEST_STATED:
            problem, allowed = f"a stated field of degree {self.degree}", f"0 to {HIGHEST_STATED}"
        elif any(each.order > each.degree for each in self.harmonics):
            problem, allowed = "a harmonic of higher order than degree", "order 0 to degree"
        elif len({(each.degree, each.order) for each in self.harmonics}) < len(self.harmonics):
            problem, allowed = "a harmonic given twice", "one entry for each degree and order"
        elif any(each.degree > self.degree for each in self.harmonics):
            problem, allowed = "a harmonic above the degree of the field", f"up to {self.degree}"
        if problem:
            ctx = {"problem": problem, "allowed": allowed}
            raise PydanticCustomError("quantity", "{problem}", ctx)
        return self
