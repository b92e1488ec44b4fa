"""What a scenario asks a planner for: an aim, burns with engines and perigees, limits.

The phases of such a scenario end in orbit, where the plan begins; the planner finds the dates of
the burns and appends them, with the entry, as phases.
"""

from typing import Annotated, ClassVar, Literal

from pydantic import Field, StrictBool, model_validator
from pydantic_core import PydanticCustomError

from sim.flight.phase import CutoffLaw
from sim.scenario.schema.backup_search import BackupSearchModel
from sim.scenario.schema.bounds import (
    Altitude,
    Angle,
    BallisticCoefficient,
    BeforeFinal,
    BurnDuration,
    Latitude,
    PerigeeAltitude,
    PlanWindow,
    PropellantMass,
    Share,
    Steepness,
)
from sim.scenario.schema.phase import EngineUse, SteeringModel
from sim.scenario.schema.quantity import default
from sim.scenario.schema.strict import Distinct, Strict, WordFor
from sim.scenario.schema.vehicle import Name, Names, Reference


class AimBoxModel(Strict):
    """Where an aim point may lie, from west to east; by default the South Pacific around 45 S."""

    south: Latitude = default("-55 deg")
    """Lowest latitude."""
    north: Latitude = default("-30 deg")
    """Highest latitude."""
    west: Angle = default("-165 deg")
    """First longitude, east positive."""
    east: Angle = default("-85 deg")
    """Last longitude, over the date line if need be."""
    source: str | None = None
    assumption: str | None = None


class AimModel(Strict):
    """Where debris is to come down: the impact of a piece released from the unbroken stack. A point
    that is given, or `best`: that of a box where debris stays farthest from land.
    """

    rivals: ClassVar = (("choose", "latitude"), ("choose", "longitude"))

    choose: Literal["best"] | None = None
    """Choose point and pass, in place of a point."""
    latitude: Latitude | None = None
    """Of the aim, north positive."""
    longitude: Angle | None = None
    """East."""
    box: AimBoxModel = Field(default_factory=AimBoxModel)
    """Where a chosen point, and the impacts of backup revolutions, may lie."""
    share: Share = default(1)
    """Share of the fragments of all break-ups whose distance from land counts."""
    ballistic_coefficient: BallisticCoefficient = default("100 kg/m2")
    """Mass over drag coefficient and area of the piece."""
    release: Altitude = default("78 km")
    """Altitude at which it leaves the stack."""
    unbroken: StrictBool = False
    """Aim with the unbroken stack instead of a piece."""
    source: str | None = None
    assumption: str | None = None

    @model_validator(mode="after")
    def _point_or_choice(self) -> "AimModel":
        point = [name for name in ("latitude", "longitude") if getattr(self, name) is not None]
        if len(point) != (2 if self.choose is None else 0):
            given = [*(["choose"] if self.choose else []), *point]
            problem = f"holds {' and '.join(given)}" if given else "says neither point nor choice"
            raise PydanticCustomError(
                "quantity",
                "{problem}",
                {"problem": problem, "allowed": "latitude and longitude, or choose: best"},
            )
        return self


class PlannedBurnModel(Strict):
    """A burn of the plan; the last is the final burn, those before it lower the perigee."""

    name: Name
    """Name of the burn, for tables and variants."""
    engines: Annotated[tuple[EngineUse, ...], Field(min_length=1, max_length=16)]
    """Engine groups that fire together."""
    perigee: PerigeeAltitude
    """Perigee after the burn; between the first and the last but one the planner may move them."""
    before_final: BeforeFinal | None = None
    """How long before the final burn; drawn out or drawn in by the planner."""
    longest: BurnDuration | None = None
    """How long it may last; in any case no longer than one of its engines is rated for."""
    steering: SteeringModel | None = None
    """Retrograde along the velocity if left out."""
    cutoff_law: CutoffLaw | None = None
    """What cuts it off; that of the vehicle of its engines if left out."""
    dock: Names = ()
    """Vehicles that arrive before the burn."""
    undock: Names = ()
    """Vehicles that leave before the burn."""
    attitude: Reference | None = None
    """Flown from the coast before the burn on."""
    source: str | None = None
    assumption: str | None = None


class PlanLimits(Strict):
    """What the plan must keep to."""

    shallowest: Steepness | None = None
    """Inertial flight-path angle below the horizon at the entry interface, at least."""
    least_perigee: PerigeeAltitude | None = None
    """Lowest perigee before the final burn at which attitude can be held."""
    longest_burn: BurnDuration | None = None
    """Longest that engines may fire at a stretch."""
    reserve: dict[Name, PropellantMass] = Field(default_factory=dict)
    """Propellant that must be left, by vehicle."""
    source: str | None = None
    assumption: str | None = None


class PlanModel(Strict):
    """The planning problem of a scenario."""

    aim: Annotated[AimModel, WordFor("best", "choose")]
    """Where debris is to come down: a point, or `best`."""
    burns: Annotated[tuple[PlannedBurnModel, ...], Field(min_length=1, max_length=12)]
    """Burns to be planned; the last is the final burn."""
    window: PlanWindow = default("4 d")
    """How long after the last phase the first burn may take place."""
    altitude: Altitude | None = None
    """Mean altitude the first burn had best begin at; default wherever the window leads."""
    legs: Annotated[
        tuple[Literal["northbound", "southbound"], ...], Field(min_length=1), Distinct(2)
    ] = ("southbound", "northbound")
    """Which legs of the orbit may cross the aim."""
    fixed_shares: StrictBool = False
    """Keep the perigees as given, without phasing."""
    flight_path_angle: Steepness | None = None
    """Wanted at the entry interface, below the horizon; the final perigee then follows."""
    entry_attitude: Reference
    """Attitude from the entry interface on."""
    limits: PlanLimits = Field(default_factory=PlanLimits)
    """What the plan must keep to."""
    search: BackupSearchModel | None = None
    """Set in which `iss-deorbit search` looks for a plan that flies."""
    source: str | None = None
    assumption: str | None = None
