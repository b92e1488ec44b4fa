"""What ``summary.json`` holds: see `sim.report.results.shape`."""

from typing import Annotated, Any

from pydantic import Field

from sim.report.results.motion_shape import Motion
from sim.report.results.risk_shape import (
    Footprint,
    HazardAreas,
    People,
    Ranges,
    Span,
    Traffic,
    UncontrolledEntry,
)
from sim.report.results.shape import (
    Colour,
    Count,
    Date,
    Distance,
    Heading,
    Latitude,
    Line,
    Longitude,
    Margin,
    Number,
    Positive,
    Shape,
    Share,
    StatusText,
    Text,
)


class Burn(Shape):
    """A deorbit burn of a flight."""

    name: Line
    ignition_utc: Date
    duration_s: Number
    delta_v_m_s: Number
    thrust_n: Number
    propellant_kg: Number
    perigee_before_km: Number
    apogee_before_km: Number
    perigee_after_km: Number
    apogee_after_km: Number
    ending: Line


class Lowering(Shape):
    """All burns of an altitude lowering."""

    burns: Count
    delta_v_m_s: Number
    propellant_kg: Number
    duration_s: Number
    exhausted: Count
    first_utc: Date | None
    last_utc: Date | None


class Tank(Shape):
    """One tank over a flight."""

    start_kg: Number
    used_kg: Number
    end_kg: Number
    aboard_at_end: bool


class Propellant(Shape):
    """Propellant over a flight."""

    available_kg: Number
    used_kg: Number
    margin_kg: Number
    departed_kg: Number
    by_cause_kg: dict[str, Number]
    by_tank: dict[str, Tank]


class Milestone(Shape):
    """Date at which a mean altitude was reached."""

    mean_altitude_km: Number
    utc: Date


class EntryInterface(Shape):
    """State at the entry interface."""

    utc: Date
    altitude_km: Distance
    speed_inertial_m_s: Number
    flight_path_angle_deg: Number
    latitude_deg: Latitude
    longitude_deg: Longitude


class Peak(Shape):
    """Largest loads below the entry interface."""

    deceleration_g: Number
    deceleration_altitude_km: Distance
    dynamic_pressure_kpa: Number
    dynamic_pressure_altitude_km: Distance
    heat_flux_w_m2: Number
    heat_flux_altitude_km: Distance


class Impact(Shape):
    """Impact of the intact stack."""

    utc: Date
    latitude_deg: Latitude
    longitude_deg: Longitude
    distance_to_point_nemo_km: Distance


class Clearance(Shape):
    """Least distance from a class of land."""

    land: Line
    limit_km: Distance
    least_km: Distance | None
    fragment: Line | None
    nearest_country: Line | None
    violations: Count
    kept: bool


class Survival(Shape):
    """Share of the mass that reaches the ground."""

    all: Share
    published_low: Share
    published_high: Share


class Casualties(Shape):
    """Expected casualties and their limit."""

    limit: Positive
    as_planned: Span
    uncontrolled: Span
    with_failures: Span
    contributions: dict[str, Span]
    driver: Line


class Failure(Shape):
    """A failure that the risk counts."""

    name: Line
    probability: Share
    probability_low: Share | None = None
    probability_high: Share | None = None
    leads_to: Line
    source: Text


class Requirement(Shape):
    """A clause of the standard."""

    clause: Line
    text: Text
    value: Number | Span | None
    limit: Number | None
    met: bool | None
    applies: bool = True


class BurnChances(Shape):
    """How likely a burn is interrupted and lost."""

    burn: Line
    interrupted: Share
    first_firing: bool
    revolutions_least: Number | None
    revolutions_most: Number | None
    lost: Share
    probability: Share


class NeededReliability(Shape):
    """Probabilities that the clause on failures allows."""

    sequence: Share
    per_burn: Share


class Reliability(Shape):
    """How likely the burns leave an uncontrolled entry."""

    rates: dict[Line, Span]
    source: Text
    probability: Span
    burns: list[BurnChances]
    needed: NeededReliability


class CutOff(Shape):
    """Expected casualties of cut-offs between two parts of the final burn."""

    from_fraction: Share
    to_fraction: Share
    cut_offs: Count
    mean: Annotated[float, Field(ge=0.0, le=1e9)]
    largest: Annotated[float, Field(ge=0.0, le=1e9)]


class Reference(Shape):
    """Point that distances along the track count from."""

    kind: Line
    latitude_deg: Latitude
    longitude_deg: Longitude
    along_km: Distance


class Masses(Shape):
    """What enters, and what becomes of it."""

    stack_kg: Number
    dry_kg: Number
    propellant_kg: Number
    landed_kg: Number
    demised_kg: Number
    dry_by_vehicle_kg: Annotated[dict[Line, Number], Field(max_length=500)]


class Debris(Shape):
    """What becomes of the stack below the interface."""

    masses: Masses | None = None
    families: Count
    pieces: Number
    dispersed_break_ups: Count
    surviving_mass_share: Survival
    surviving_mass_share_sample: Share | None
    stages_km: list[Distance]
    stages_published_km: Annotated[list[Span], Field(max_length=4)] | None = None
    stages_sample_km: Annotated[list[list[Distance]], Field(max_length=4)] | None = None
    footprint: Footprint | None
    keep_out: list[Clearance]
    casualty_area_m2: Span
    casualty_area_between_codes_m2: Span | None = None
    ranges: Ranges | None = None
    uncontrolled_entry: UncontrolledEntry | None = None
    expected_casualties: Casualties
    requirements: list[Requirement]
    reference: Reference | None
    failures: list[Failure]
    reliability: Reliability | None = None
    cut_offs: list[CutOff] | None = None
    people: People | None = None
    traffic: Traffic | None = None
    hazard_areas: HazardAreas | None = None


class Disposal(Shape):
    """A ship that left the stack."""

    vehicle: Line
    way: Line
    undock_utc: Date
    propellant_aboard_kg: Number
    delta_v_m_s: Number
    propellant_needed_kg: Number
    engine: Line | None
    ignition_utc: Date | None
    burn_duration_s: Number | None
    propellant_used_kg: Number | None
    impact_utc: Date | None
    impact_latitude_deg: Latitude | None
    impact_longitude_deg: Longitude | None
    aim_distance_km: Distance | None
    nearest_country: Line | None
    land_distance_km: Distance | None
    land_limit_km: Distance | None
    distance_kept: bool | None
    surviving_mass_kg: Number
    expected_casualties: Span


class RunSummary(Heading):
    """``summary.json``."""

    colour: Colour | None = None
    status: StatusText
    status_sentence: Line
    attitude_lost_utc: Date | None = None
    start_utc: Date
    end_utc: Date
    duration_days: Number
    last_phase: Line
    phases_not_flown: list[Line]
    burns: list[Burn]
    lowering: Lowering
    delta_v_m_s: Number
    propellant: Propellant
    milestones: list[Milestone]
    entry_interface: EntryInterface | None
    peak: Peak | None
    impact: Impact | None
    margin: Margin | None = None
    debris: Debris | None = None
    disposals: list[Disposal] = Field(default_factory=list, max_length=500)
    motion: Motion | None = None


class FootprintGeometry(Shape):
    """Points, rings or areas; coordinates are looked at by who uses them."""

    type: Line
    coordinates: list[Any]


class FootprintProperties(Shape):
    """What a feature is, and the share of the fragments that an area holds."""

    kind: Line
    share: Share | None = None


class FootprintFeature(Shape):
    """An area, the reference point, or a fragment."""

    properties: FootprintProperties
    geometry: FootprintGeometry


class FootprintFeatures(Shape):
    """``footprint.geojson``."""

    features: list[FootprintFeature]
