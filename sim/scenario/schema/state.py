"""The first state as a scenario gives it: Cartesian, Keplerian, a TLE, an OMM or an ephemeris."""

from typing import Annotated, Any, ClassVar, Literal

from pydantic import Field, StrictBool, ValidationError, model_validator
from pydantic_core import InitErrorDetails, PydanticCustomError

from sim.formats.message import MessageError
from sim.formats.orbit.omm import checked_elements
from sim.formats.orbit.tle import check_set
from sim.frames.constants import EQUATORIAL_RADIUS
from sim.scenario.schema.bounds import (
    Altitude,
    Angle,
    Coordinate,
    Eccentricity,
    Inclination,
    SemiMajorAxis,
    VelocityComponent,
)
from sim.scenario.schema.quantity import Date, default
from sim.scenario.schema.strict import OneOf, Strict

Frame = Literal["gcrf", "eme2000", "teme", "itrf"]

ObjectName = str | Annotated[int, Field(ge=1, le=999_999_999)]
"""Name or designator, or a catalogue number."""


def _refuse(problem: str, allowed: str) -> PydanticCustomError:
    return PydanticCustomError("quantity", "{problem}", {"problem": problem, "allowed": allowed})


def _refuse_at(at: tuple[str | int, ...], error: MessageError, given: object) -> ValidationError:
    """A fault of a message, at a key below the mapping that is validated."""
    fault = _refuse(error.problem, error.allowed)
    return ValidationError.from_exception_data(
        "state", [InitErrorDetails(type=fault, loc=at, input=given)]
    )


class Cartesian(Strict):
    """Position and velocity in a frame; in `itrf` the velocity seen from the rotating Earth."""

    frame: Frame
    """gcrf, eme2000 (J2000), teme (of SGP4) or itrf (Earth-fixed)."""
    epoch: Date | None = None
    """When; default is `start`, and if both are given they must be the same instant."""
    position: tuple[Coordinate, Coordinate, Coordinate]
    """Position, three lengths."""
    velocity: tuple[VelocityComponent, VelocityComponent, VelocityComponent]
    """Velocity, three speeds."""
    source: str | None = None
    assumption: str | None = None


PLACES = ("true_anomaly", "argument_of_latitude")
"""Keys that state where on the orbit the stack is; a file holds one of them."""


class Kepler(Strict):
    """Keplerian elements; heights count from the equatorial radius 6378.137 km.

    `mean` elements are free of the short periods of J2 (what people mean by a 415 km orbit);
    `osculating` ones are the ellipse of the instant.
    """

    rivals: ClassVar[tuple[tuple[str, ...], ...]] = (
        ("altitude", "semi_major_axis"),
        PLACES,
    )

    kind: Literal["mean", "osculating"] = "mean"
    """`mean`: free of the short periods of J2, what people mean by a 415 km orbit; `osculating`:
    the ellipse of the instant."""
    frame: Literal["teme", "gcrf", "eme2000"] = "teme"
    """Equator and direction the angles count from; teme is the true equator of date."""
    altitude: Altitude | None = None
    """Semi-major axis less the equatorial radius."""
    semi_major_axis: SemiMajorAxis | None = None
    """Semi-major axis."""
    perigee: Altitude | None = None
    """Together with `apogee`, instead of a semi-major axis and an eccentricity."""
    apogee: Altitude | None = None
    """Height of the highest point, together with `perigee`."""
    eccentricity: Eccentricity | None = None
    """Eccentricity; 0 is a circle."""
    inclination: Inclination
    """Inclination to the equator."""
    raan: Angle
    """Right ascension of the ascending node: where the orbit crosses the equator northward."""
    argument_of_perigee: Angle = default("0 deg")
    """Angle from the ascending node to perigee."""
    true_anomaly: Angle | None = None
    """Angle from perigee to the stack."""
    argument_of_latitude: Angle | None = None
    """Angle from the ascending node, instead of the true anomaly."""
    source: str | None = None
    assumption: str | None = None

    @model_validator(mode="after")
    def _possible(self) -> "Kepler":
        apsides = (self.perigee is not None, self.apogee is not None)
        sizes = [self.altitude is not None, self.semi_major_axis is not None, any(apsides)]
        if sum(sizes) != 1 or (any(apsides) and not all(apsides)):
            raise _refuse(
                "the size of the orbit",
                "exactly one of altitude, semi_major_axis, perigee with apogee",
            )
        if all(apsides) and self.eccentricity is not None:
            raise _refuse(
                "perigee, apogee and eccentricity together", "perigee and apogee, or eccentricity"
            )
        if self.perigee is not None and self.apogee is not None and self.perigee > self.apogee:
            given = f"perigee {self.perigee.given!r} is above apogee {self.apogee.given!r}"
            raise _refuse(given, "perigee below apogee")
        if sum(getattr(self, name) is not None for name in PLACES) != 1:
            raise _refuse("the place on the orbit", f"exactly one of {', '.join(PLACES)}")
        a, e = self.shape
        if not 0.0 <= e < 1.0:
            raise _refuse(f"eccentricity {e:g} is not that of an ellipse", "0 to below 1")
        perigee = a * (1.0 - e) - EQUATORIAL_RADIUS
        if perigee < 0.0:
            raise _refuse(
                f"the perigee lies {-perigee / 1e3:.1f} km below the ground",
                "a perigee above the ground",
            )
        if self.kind == "mean" and e > 0.02:
            raise _refuse(
                f"mean elements with eccentricity {e:g}",
                "kind: osculating, or eccentricity up to 0.02",
            )
        return self

    @property
    def shape(self) -> tuple[float, float]:
        """Semi-major axis in m and eccentricity."""
        if self.perigee is not None and self.apogee is not None:
            a = 0.5 * (self.perigee + self.apogee) + EQUATORIAL_RADIUS
            return a, 0.5 * (self.apogee - self.perigee) / a
        eccentricity = 0.0 if self.eccentricity is None else float(self.eccentricity)
        if self.semi_major_axis is not None:
            return float(self.semi_major_axis), eccentricity
        return float(self.altitude or 0.0) + EQUATORIAL_RADIUS, eccentricity


class Tle(Strict):
    """A two-line element set, flown by SGP4 to `start`: a `file`, or its `lines` in place."""

    file: str | None = None
    """File beside the scenario, of one set or many, with names or without."""
    object: ObjectName | None = None
    """Name, catalogue number or international designator, if the file is of several objects."""
    epoch: Date | None = None
    """Epoch of the element set to take from the file; default the latest one."""
    lines: tuple[str, str] | None = None
    """The two lines, copied without change."""
    source: str | None = None
    assumption: str | None = None

    @model_validator(mode="after")
    def _valid(self) -> "Tle":
        if (self.file is None) == (self.lines is None):
            raise _refuse("a TLE", "exactly one of file, lines")
        if self.lines is not None:
            try:
                check_set(self.lines)
            except MessageError as error:
                if error.line is None:
                    raise _refuse(error.problem, error.allowed) from None
                at = error.line - 1
                raise _refuse_at(("lines", at), error, self.lines[at]) from None
        return self

    @property
    def first(self) -> str:
        """Line 1, which is there once the file is read."""
        assert self.lines is not None
        return self.lines[0]


class Omm(Strict):
    """A CCSDS orbit mean-elements message: a `file`, or its `elements` in place."""

    file: str | None = None
    """File beside the scenario: JSON, CSV, XML or KVN."""
    object: ObjectName | None = None
    """Name, catalogue number or international designator, if the file is of several objects."""
    epoch: Date | None = None
    """Epoch of the element set to take from the file; default the latest one."""
    elements: dict[str, str | int | float] | None = None
    """Keywords of the message: EPOCH, MEAN_MOTION (rev/day), INCLINATION (deg) and so on."""
    source: str | None = None
    assumption: str | None = None

    @model_validator(mode="after")
    def _valid(self) -> "Omm":
        if (self.file is None) == (self.elements is None):
            raise _refuse("an OMM", "exactly one of file, elements")
        if self.elements is not None:
            try:
                checked_elements(self.elements)
            except MessageError as error:
                key = error.key if error.key in self.elements else None
                at = ("elements",) if key is None else ("elements", key)
                given = self.elements if key is None else self.elements[key]
                raise _refuse_at(at, error, given) from None
        return self


class Oem(Strict):
    """A CCSDS orbit ephemeris file, and an instant in it."""

    file: str
    """File beside the scenario, KVN or XML."""
    object: ObjectName | None = None
    """Name or designator, if the file is of several objects."""
    epoch: Date | None = None
    """Instant; default that of the first state. Between states the file's own rule interpolates."""
    covariance: StrictBool = False
    """Disperse the first state in a campaign by the covariance of the file nearest to that instant;
    what `campaign: dispersions` states itself goes before it."""
    source: str | None = None
    assumption: str | None = None


class Stk(Strict):
    """An STK ephemeris file (`.e`), and an instant in it."""

    file: str
    """File beside the scenario, of positions and velocities."""
    epoch: Date | None = None
    """Instant; default that of the first state. Between states the file's own rule interpolates."""
    source: str | None = None
    assumption: str | None = None


class State(OneOf):
    """The first state, given in exactly one way."""

    choices: ClassVar[tuple[str, ...]] = ("cartesian", "kepler", "tle", "omm", "oem", "stk")

    cartesian: Cartesian | None = None
    kepler: Kepler | None = None
    tle: Tle | None = None
    omm: Omm | None = None
    oem: Oem | None = None
    stk: Stk | None = None

    @property
    def given(self) -> Any:
        """The one that was given."""
        return getattr(self, self.chosen)
