"""Form of the figures of an entry, as `summary.json` holds them under ``debris``.

Units are in the names; what each means is in `docs/outputs.md`. Whatever there is none of is None.
"""

import math
from typing import NotRequired, TypedDict

from sim.entry.risk.early_ends import CutOffFigures


class Range(TypedDict):
    """A value with its ends, of which 90 % of what was drawn lies between."""

    low: float
    likely: float
    high: float


class RangeFigures(TypedDict):
    """What ranges over break-ups hold: a share of them, how many that takes at 95 % confidence, of
    how many they are, and whether that is enough; otherwise they are ranges of the sample alone.
    """

    share: float
    needed: int
    break_ups: int
    carried: bool


class SurvivingShares(TypedDict):
    """Shares of mass that reach the ground, and the range that was published for the station."""

    all: float
    by_stage: dict[str, float]
    by_material: dict[str, float]
    published_low: float
    published_high: float


class ExtentFigures(TypedDict):
    """Ends and width of the area that holds a share of what falls, along and across the track."""

    share: float
    heel_km: float
    toe_km: float
    length_km: float
    width_km: float
    heel_from_reference_km: NotRequired[float]
    toe_from_reference_km: NotRequired[float]


class NotCarried(TypedDict):
    """A share that a sample cannot be quoted for: independent fragments it takes, and as how many
    the sample tells.
    """

    share: float
    needed: int
    effective: float


class FootprintFigures(TypedDict):
    """When fragments land, and where shares of them do."""

    first_impact_utc: str
    last_impact_utc: str
    by_fragment: list[ExtentFigures]
    by_break_up: list[ExtentFigures]
    not_carried: list[NotCarried]


class KeepOutFigures(TypedDict):
    """Distance of the fragments from a class of land."""

    land: str
    limit_km: float
    least_km: float | None
    fragment: str | None
    nearest_country: str | None
    violations: int
    kept: bool


def margin_km(distance: KeepOutFigures) -> float:
    """Least distance less the limit, infinite where no fragment falls."""
    least = distance["least_km"]
    return math.inf if least is None else least - distance["limit_km"]


class RiskFigures(TypedDict):
    """Expected casualties as planned, without control, and with the failures that are known."""

    limit: float
    as_planned: Range
    uncontrolled: Range
    uncontrolled_words: str
    with_failures: Range
    with_failures_words: str
    contributions: dict[str, Range]
    driver: str
    least_known: str


class RequirementFigures(TypedDict):
    """A clause of a standard, and whether it is met; None where that cannot be said."""

    clause: str
    text: str
    value: Range | None
    limit: float | None
    met: bool | None
    applies: bool


class ReferencePoint(TypedDict):
    """The point from which distances along the track are counted."""

    kind: str
    latitude_deg: float
    longitude_deg: float
    along_km: float
    cross_km: float


class FailureFigures(TypedDict):
    """A failure mode of the plan and its probability."""

    name: str
    probability: float
    probability_low: float
    probability_high: float
    leads_to: str
    early_ends_flown: bool
    source: str


class BurnChances(TypedDict):
    """How likely a burn is interrupted, what is left then, and how likely it ends in an
    uncontrolled entry: after an interruption (`lost`), and in all. None: more than was followed.
    """

    burn: str
    interrupted: float
    first_firing: bool
    revolutions_least: float | None
    revolutions_most: float | None
    lost: float
    probability: float


class NeededReliability(TypedDict):
    """Probabilities that the clause on failures allows: of the sequence, and of any burn to be
    interrupted.
    """

    sequence: float
    per_burn: float


class ReliabilityFigures(TypedDict):
    """How likely the burns leave an uncontrolled entry, and how reliable they have to be."""

    rates: dict[str, Range]
    source: str
    probability: Range
    burns: list[BurnChances]
    needed: NeededReliability


class BandFigures(TypedDict):
    """Latitudes where an uncontrolled entry may end: share of the ends, people, and what of the
    expected casualties is theirs.
    """

    south_deg: float
    north_deg: float
    share_of_ends: float
    people_per_km2: float
    expected_casualties: float


class CountryFigures(TypedDict):
    """What of the expected casualties of an uncontrolled entry is a country's."""

    country: str
    share: float
    expected_casualties: float


class UncontrolledFigures(TypedDict):
    """An uncontrolled entry ends where natural decays do: people there, and by what `factor` more
    than over time along the orbit.
    """

    people_per_km2: float
    factor: float
    by_latitude: list[BandFigures]
    by_country: list[CountryFigures]


class EntryFigures(TypedDict):
    """Everything about what falls."""

    families: int
    pieces: float
    dispersed_break_ups: int
    surviving_mass_share: SurvivingShares
    surviving_mass_share_sample: float | None
    stages_km: list[float]
    stages_published_km: list[Range]
    stages_sample_km: list[list[float]] | None
    footprint: FootprintFigures | None
    footprint_nominal: FootprintFigures | None
    keep_out: list[KeepOutFigures]
    casualty_area_m2: Range
    casualty_area_between_codes_m2: Range
    ranges: RangeFigures
    people_per_km2_under_the_orbit: float
    uncontrolled_entry: UncontrolledFigures
    population_year: float
    expected_casualties: RiskFigures
    requirements: list[RequirementFigures]


class MassFigures(TypedDict):
    """What enters and what becomes of it in the nominal break-up, kg. The dry mass is what breaks
    up; propellant is dispersed when tanks burst, never lands, and is part of what is demised.
    """

    stack_kg: float
    dry_kg: float
    propellant_kg: float
    landed_kg: float
    demised_kg: float
    dry_by_vehicle_kg: dict[str, float]


class ShelteredFigures(TypedDict):
    """The standard's count, less the people whom a roof keeps: casualty area that acts on the
    people under the orbit, and expected casualties. Ranges hold those of the roofs too.
    """

    urban_share: float
    casualty_area_m2: Range
    casualty_area_between_codes_m2: Range
    as_planned: Range
    uncontrolled: Range
    uncontrolled_words: str


class PersonKeepOut(TypedDict):
    """Least distance to a class of land of the fragments that count on one person."""

    land: str
    least_km: float | None


class PeopleFigures(TypedDict):
    """Casualty area, footprint, distances to land and expected casualties of fragments that put
    more than 15 J on one person; `share_of_standard` of the standard's casualty area.
    """

    casualty_area_m2: Range
    casualty_area_between_codes_m2: Range
    share_of_standard: float
    as_planned: Range
    uncontrolled: Range
    uncontrolled_words: str
    footprint: FootprintFigures | None
    keep_out: list[PersonKeepOut]
    sheltered: ShelteredFigures | None


class HitChance(TypedDict):
    """Chance of a hit on one ship or airliner within the area that holds a share of the fragments,
    on which so many pieces fall: anywhere in it, and in its densest stretch.
    """

    share: float
    area_km2: float
    pieces: float
    anywhere: float
    densest: float


class ExpectedHits(TypedDict):
    """Hits expected on all ships or aircraft of a table, and the share of pieces it covers."""

    expected_hits: float
    covered: float
    source: str


class TrafficFigures(TypedDict):
    """Chances for one ship and one airliner of stated size, limits, and what tables of traffic come
    to; None without a table.
    """

    ship_area_m2: float
    ship_limit: float
    one_ship: list[HitChance]
    ships: ExpectedHits | None
    airliner_top_m2: float
    airliner_front_m2: float
    airliner_speed_m_s: float
    airliner_flight_level: float
    aircraft_least_mass_kg: float
    aircraft_limit_low: float
    aircraft_limit_high: float
    one_airliner: list[HitChance]
    aircraft: ExpectedHits | None


class LevelFigures(TypedDict):
    """Window of a band of flight levels."""

    from_flight_level: float
    to_flight_level: float
    from_utc: str
    until_utc: str


class HazardAreaFigures(TypedDict):
    """A box along the track and across it, its corners, and when pieces are in it: for mariners on
    the sea, for airmen band by band.
    """

    heel_km: float
    toe_km: float
    left_km: float
    right_km: float
    latitude_deg: list[float]
    longitude_deg: list[float]
    from_utc: str
    until_utc: str
    levels: list[LevelFigures]


class HazardFigures(TypedDict):
    """Boxes for mariners and for airmen, in the order along the track."""

    mariners: list[HazardAreaFigures]
    airmen: list[HazardAreaFigures]


class DebrisFigures(EntryFigures):
    """The figures of an entry as part of a flight, with the point distances are counted from."""

    masses: MassFigures
    reference: ReferencePoint | None
    failures: list[FailureFigures]
    reliability: ReliabilityFigures | None
    cut_offs: list[CutOffFigures] | None
    people: PeopleFigures
    traffic: TrafficFigures | None
    hazard_areas: HazardFigures | None
