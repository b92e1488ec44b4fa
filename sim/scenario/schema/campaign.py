"""What a campaign disperses, as a scenario states it, and the corridor debris should stay in."""

from typing import Annotated

from pydantic import Field, StrictInt

from sim.scenario.schema.bounds import CorridorShift, CorridorSize, Degree, Tolerance
from sim.scenario.schema.dispersion import Dispersions
from sim.scenario.schema.quantity import default
from sim.scenario.schema.strict import Strict


class CorridorModel(Strict):
    """A stretch of the nominal ground track around the aim."""

    length: CorridorSize = default("6000 km")
    """Along the ground track."""
    width: CorridorSize = default("300 km")
    """Across it."""
    centre: CorridorShift = default("0 km")
    """How far beyond the aim its middle lies."""
    source: str | None = None
    assumption: str | None = None


class CampaignModel(Strict):
    """Dispersions of a scenario, and how its dispersed flights are flown."""

    dispersions: Dispersions = Field(default_factory=dict)
    """What is dispersed and how, by parameter."""
    corridor: CorridorModel = Field(default_factory=CorridorModel)
    """The stretch of the ground track debris is wanted in."""
    pieces: Annotated[StrictInt, Field(ge=3, le=1000)] = 30
    """Pieces of the catalogue that stand for all, in every sample."""
    field_degree: Degree = 20
    """Degree of gravity of dispersed flights."""
    relative_tolerance: Tolerance = default(1.0e-9)
    """Error of a step of dispersed flights."""
    source: str | None = None
    assumption: str | None = None
