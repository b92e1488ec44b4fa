"""What happens below the entry interface, as a scenario states it: what the station is made of, how
it breaks up, and what may go wrong before.
"""

from itertools import pairwise
from typing import Annotated, ClassVar, Literal

from pydantic import Field, StrictBool, model_validator
from pydantic_core import PydanticCustomError

from sim.scenario.schema.bounds import (
    Altitude,
    AltitudeSpread,
    Deviation,
    FlightLevel,
    Probability,
    ReleaseSpeed,
    RootLoad,
    RootMoment,
    Samples,
    Seed,
    TearPressure,
    TrafficDensity,
    TrafficLatitude,
    TrafficLongitude,
)
from sim.scenario.schema.component import Families
from sim.scenario.schema.quantity import default
from sim.scenario.schema.strict import Distinct, OneOf, Strict
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


class RootStrengthModel(Strict):
    """What the roots of appendages withstand."""

    load: RootLoad
    """Dynamic pressure times the square of their length."""
    deviation: Deviation
    """Standard deviation of the logarithm of that."""
    source: str | None = None
    assumption: str | None = None


class WingRootModel(Strict):
    """What the roots of solar arrays withstand as a moment of the stream on the station's wings."""

    moment: RootMoment = default("10 kN m")
    """Bending moment at the root of a wing of 32 m (assumption: 3 to 30 kN m)."""
    deviation: Deviation = default(0.7)
    """Standard deviation of the logarithm of that (assumption: 5 to 95 % within a factor of 3)."""
    source: str | None = None
    assumption: str | None = None


class WallStrengthModel(Strict):
    """What a structure withstands whose strength its walls lose to heat."""

    pressure: TearPressure
    """Dynamic pressure that it withstands cold."""
    deviation: Deviation
    """Standard deviation of the logarithm of that, and of the heat its walls take."""
    source: str | None = None
    assumption: str | None = None


class StrengthModel(Strict):
    """What holds the stages together, whatever the flight."""

    rivals: ClassVar[tuple[tuple[str, ...], ...]] = (("appendages", "wings"),)

    appendages: RootStrengthModel | None = None
    """Arrays, radiators, antennas."""
    wings: WingRootModel | None = None
    """The same by the moment at the roots of wings, instead of a dynamic pressure."""
    modules: WallStrengthModel | None = None
    """Joints between modules and truss."""
    contents: WallStrengthModel | None = None
    """Shells of modules."""
    source: str | None = None
    assumption: str | None = None

    @model_validator(mode="after")
    def _one_of_roots(self) -> "StrengthModel":
        if self.appendages is not None and self.wings is not None:
            context = {
                "problem": "holds appendages, wings",
                "allowed": "one of appendages (a pressure) and wings (a moment)",
            }
            raise PydanticCustomError("quantity", "{problem}", context)
        return self


class BreakUpModel(Strict):
    """How the station comes apart. What is left out has the values of docs/entry.md."""

    appendages: StageModel | None = None
    """Altitude at which arrays, radiators and antennas come off."""
    modules: StageModel | None = None
    """Altitude at which modules part from the truss."""
    contents: StageModel | None = None
    """Altitude at which modules are torn open."""
    late: LateModel | None = None
    """Altitudes at which shielded pieces come free."""
    by_altitude: Annotated[
        tuple[Literal["appendages", "modules", "contents", "late"], ...], Distinct(4)
    ] = ()
    """Stages that happen at these altitudes, instead of where load and heat of the flight break
    them."""
    strength: StrengthModel = Field(default_factory=StrengthModel)
    """What holds the stages together."""
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


class RoofSharesModel(Strict):
    """Under which roofs people are who are indoors; sums to 1."""

    light: Probability = default(0.0)
    """Sheet metal, tiles, slates."""
    wood: Probability = default(0.0)
    """Planks or plywood on timber."""
    concrete: Probability = default(0.0)
    """Reinforced concrete."""

    @model_validator(mode="after")
    def _whole(self) -> "RoofSharesModel":
        total = self.light + self.wood + self.concrete
        if abs(total - 1.0) > 1e-6:
            context = {"problem": f"shares of roofs sum to {total:g}", "allowed": "a sum of 1"}
            raise PydanticCustomError("quantity", "{problem}", context)
        return self


class ShelterModel(Strict):
    """Who is indoors, and under which roofs, in one land use."""

    indoors_day: Probability
    """Share of the people indoors by day, 7 to 21 h local solar time."""
    indoors_night: Probability
    """The same by night."""
    roofs: RoofSharesModel
    """Under which roofs they are."""
    source: str | None = None
    assumption: str | None = None


class ShelteringModel(Strict):
    """Shelter by land use. What is left out has the values of docs/entry.md, all assumptions."""

    urban: ShelterModel = default(
        {
            "indoors_day": 0.85,
            "indoors_night": 0.97,
            "roofs": {"light": 0.3, "wood": 0.2, "concrete": 0.5},
            "assumption": "87 % of the time indoors, 6 % in vehicles in the United States "
            "(Klepeis and others, 2001); 0.7 to 0.93 by day. Roofs: no published shares; half of "
            "the people under concrete, 0.2 to 0.8",
        }
    )
    """In towns: 300 people per km2 and more."""
    rural: ShelterModel = default(
        {
            "indoors_day": 0.6,
            "indoors_night": 0.97,
            "roofs": {"light": 0.6, "wood": 0.25, "concrete": 0.15},
            "assumption": "work in the fields: 0.4 to 0.85 by day. Roofs: no published shares; "
            "0.05 to 0.4 under concrete",
        }
    )
    """Elsewhere."""
    source: str | None = None
    assumption: str | None = None


class TrafficGridModel(Strict):
    """How many ships or aircraft there are by km2, in cells of a regular grid."""

    latitude_deg: Annotated[tuple[TrafficLatitude, ...], Field(min_length=2)]
    """Middles of the cells, deg, rising."""
    longitude_deg: Annotated[tuple[TrafficLongitude, ...], Field(min_length=2)]
    """Middles of the cells, deg east, rising."""
    flight_level: Annotated[tuple[FlightLevel, ...], Field(min_length=1)] = (0.0,)
    """Of aircraft."""
    per_km2: tuple[tuple[tuple[TrafficDensity, ...], ...], ...]
    """One list per level, of one per latitude."""
    source: str = ""

    @model_validator(mode="after")
    def _regular(self) -> "TrafficGridModel":
        problem = ""
        for name in ("latitude_deg", "longitude_deg"):
            steps = [after - before for before, after in pairwise(getattr(self, name))]
            if min(steps) <= 0.0 or max(steps) - min(steps) > 1e-6 * steps[0]:
                problem = f"{name} does not rise in equal steps"
        inner = [len(self.longitude_deg)] * len(self.latitude_deg)
        if [[len(row) for row in level] for level in self.per_km2] != [inner] * len(
            self.flight_level
        ):
            problem = "per_km2 has not a value for each longitude of each latitude of each level"
        if problem:
            context = {"problem": problem, "allowed": "a regular grid"}
            raise PydanticCustomError("quantity", "{problem}", context)
        return self


class TrafficTableModel(OneOf):
    """A table of traffic, as a file or what stands in it."""

    choices: ClassVar[tuple[str, ...]] = ("file", "grid")

    file: str | None = None
    """CSV with the columns of docs/scenario.md; read in as `grid`."""
    grid: TrafficGridModel | None = None
    """What stands in `file`."""


class TrafficModel(Strict):
    """Where ships and aircraft are; without a table, one ship and one airliner are looked at."""

    ships: TrafficTableModel | None = None
    """Ships per km2."""
    aircraft: TrafficTableModel | None = None
    """Aircraft per km2 by flight level."""
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
    oxidation_spread: Probability = default(1.0)
    """How far the share of oxygen that burns is drawn about one half: 1: between none and all."""
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
    sheltering: ShelteringModel | None = None
    """Who is indoors, for figures beside those of the standard; left out, nobody is sheltered."""
    traffic: TrafficModel = Field(default_factory=TrafficModel)
    """Where ships and aircraft are."""
    source: str | None = None
    assumption: str | None = None
