"""A vehicle as a file states it: mass, tanks, engine groups, attitudes, each with its source."""

from typing import Annotated

from pydantic import Field

from sim.plain_text import NAME
from sim.scenario.schema.bounds import (
    Coefficient,
    DragArea,
    EngineCount,
    EngineLife,
    KnudsenLength,
    Load,
    Mass,
    SpecificImpulse,
    StartCount,
    Thrust,
)
from sim.scenario.schema.strict import Strict
from sim.scenario.schema.words import Line

Name = Annotated[str, Field(pattern=f"^{NAME}$")]
Reference = Annotated[str, Field(pattern=rf"^({NAME}\.)?{NAME}$")]
"""A name, with the vehicle in front where it needs one: ``dpo`` or ``progress_1.dpo``."""

Names = Annotated[tuple[Name, ...], Field(max_length=64)]


class TankModel(Strict):
    """A tank: what it can hold and what is in it at the start."""

    capacity: Mass
    """Propellant it can hold."""
    load: Load
    """Propellant in it at the start, or when the vehicle docks."""


class FeedModel(Strict):
    """A tank that feeds an engine group; of the same vehicle, or ``vehicle.tank`` of another."""

    tank: Reference
    """Tank that feeds the group, in the order listed."""
    thrust_factor: Coefficient | None = None
    """Part of the nominal thrust this line can supply; 1 if left out."""


class EngineGroupModel(Strict):
    """Engines of one kind that fire together; thrust of each one and specific impulse in vacuum."""

    count: EngineCount
    """Engines in the group."""
    thrust: Thrust
    """Thrust of one engine."""
    isp: SpecificImpulse
    """Specific impulse."""
    feeds: Annotated[tuple[FeedModel, ...], Field(min_length=1, max_length=64)]
    """Tanks in the order they are drawn from."""
    rated_time: EngineLife | None = None
    """Total firing time of each engine."""
    longest_burn: EngineLife | None = None
    """Longest single burn."""
    starts: StartCount | None = None
    """Number of starts it is rated for."""


class AttitudeModel(Strict):
    """An attitude of the stack: drag area, drag coefficients, length of the Knudsen number."""

    area: DragArea
    """Area that drag and lift count on."""
    cd_free_molecular: Coefficient
    """Drag coefficient in thin air, where molecules do not meet."""
    cd_continuum: Coefficient
    """Drag coefficient in dense air, hypersonic."""
    length: KnudsenLength
    """Reference length of the Knudsen number."""
    reflectivity: Coefficient | None = None
    """Radiation pressure coefficient, 1 (all absorbed) to 2 (all mirrored); 1.3 if left out."""


class VehicleModel(Strict):
    """A vehicle; `dry_mass` is everything but the propellant in `tanks`."""

    description: str = ""
    """What the vehicle is."""
    port: Line = ""
    """Where it docks."""
    dry_mass: Mass
    """Mass without the propellant in `tanks`."""
    tanks: dict[Name, TankModel] = Field(default_factory=dict)
    """Tanks by name."""
    engines: dict[Name, EngineGroupModel] = Field(default_factory=dict)
    """Engine groups by name."""
    attitudes: dict[Name, AttitudeModel] = Field(default_factory=dict)
    """Attitudes of the stack that this vehicle defines, by name."""
