"""What happens below the entry interface, as a scenario states it: what the station is made of, how
it breaks up, and what may go wrong before.
"""

from typing import Annotated, Literal

from pydantic import Field, StrictBool

from sim.scenario.schema.bounds import (
    Altitude,
    AltitudeSpread,
    Deviation,
    Probability,
    ReleaseSpeed,
    Samples,
    Seed,
)
from sim.scenario.schema.component import Families
from sim.scenario.schema.quantity import default
from sim.scenario.schema.strict import Distinct, Strict
from sim.scenario.schema.vehicle import Name, Names, VehicleModel


class Catalogue(Families):
    """What a station is made of, and what stands for the mass of the stack that nothing names."""

    station: VehicleModel
    """The vehicle whose dry mass the families make up."""


class StageModel(Strict):
    """Altitude at which a stage of the break-up happens: normal, cut off at two altitudes."""

    centre: Altitude
    """Altitude at which the stage happens, in the middle."""
    deviation: AltitudeSpread
    """Standard deviation of that altitude."""
    lowest: Altitude
    """Never below this."""
    highest: Altitude
    """Never above this."""
    source: str | None = None
    assumption: str | None = None


class LateModel(Strict):
    """Altitudes between which shielded pieces come free, all alike."""

    lowest: Altitude
    """Never below this."""
    highest: Altitude
    """Never above this."""
    source: str | None = None
    assumption: str | None = None


class BreakUpModel(Strict):
    """How the station comes apart. What is left out has the values of docs/entry.md."""

    appendages: StageModel | None = None
    """Arrays, radiators, antennas."""
    modules: StageModel | None = None
    """Modules part from the truss."""
    contents: StageModel | None = None
    """Modules are torn open."""
    late: LateModel | None = None
    """Altitudes at which shielded pieces come free."""
    triggered: Annotated[tuple[Literal["appendages", "modules", "contents"], ...], Distinct(3)] = ()
    """Stages that happen when pressure or heat say so, instead of at a drawn altitude."""
    release_speed: ReleaseSpeed = default("5 m/s")
    """Speed at which pieces part, in any direction."""
    lift: Deviation = default(0.05)
    """Standard deviation of lift over drag."""
    source: str | None = None
    assumption: str | None = None


class FailureModel(Strict):
    """Something that may go wrong before entry, and how likely it is."""

    probability: Probability
    """How likely it is, 0 to 1."""
    leads_to: Literal["uncontrolled", "under_burn"]
    """Entry anywhere on the orbit, or a final burn that ends early somewhere."""
    source: str | None = None
    assumption: str | None = None


class RateModel(Strict):
    """A probability with the range it lies in."""

    value: Probability
    """The likely one."""
    low: Probability
    """Least."""
    high: Probability
    """Largest."""
    source: str | None = None
    assumption: str | None = None


class BurnRatesModel(Strict):
    """How often deorbit burns are interrupted, and how often the sequence goes on in time."""

    interrupted: RateModel
    """A burn ends before its cut-off, or does not begin."""
    first_firing: RateModel
    """The same of the first burn by engines that never fired on the station."""
    recovered: RateModel
    """The sequence goes on within six revolutions."""
    unflown: Names = ()
    """Vehicles whose engines never fired on the station; those a scenario lacks are left out."""
    source: str | None = None
    assumption: str | None = None


class EntryModel(Strict):
    """The entry: components, break-up, how much is dispersed, and failures for the risk."""

    components: Catalogue
    """What the station is made of."""
    break_up: BreakUpModel = Field(default_factory=BreakUpModel)
    """How the station comes apart."""
    samples: Samples = 100
    """Dispersed break-ups besides the nominal one."""
    seed: Seed = 1
    """Root of the random numbers of the break-up."""
    density_deviation: Deviation = default(0.19)
    """Standard deviation of the logarithm of density during entry."""
    heating_deviation: Deviation = default(0.17)
    """Standard deviation of the logarithm of heating: how far tools differ."""
    heating: Literal["detra-kemp-riddell", "sutton-graves", "fay-riddell"] = "detra-kemp-riddell"
    """Correlation of the stagnation heat flux to pieces in continuum flow."""
    melting: StrictBool = True
    """Whether pieces melt on the way down."""
    drying_reefs: StrictBool = False
    """Whether reefs that dry at low water only count as land in keep-out distances."""
    failures: dict[Name, FailureModel] = Field(default_factory=dict)
    """What may go wrong before entry, by name."""
    burn_rates: BurnRatesModel | None = None
    """How often burns fail; failures of burns follow from it."""
    source: str | None = None
    assumption: str | None = None
