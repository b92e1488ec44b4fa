"""What ``summary.json`` holds of footprints and of those in danger, see `shape` in this package."""

from typing import Annotated

from pydantic import Field, model_validator

from sim.report.results.shape import (
    Count,
    Date,
    Distance,
    Latitude,
    Line,
    Longitude,
    Number,
    Positive,
    Shape,
    Share,
    Text,
)


class Span(Shape):
    """Likely value of what is never negative, with its range."""

    low: Annotated[float, Field(ge=0.0, le=1e15)]
    likely: Annotated[float, Field(ge=0.0, le=1e15)]
    high: Annotated[float, Field(ge=0.0, le=1e15)]


class Extent(Shape):
    """Stretch of ground that holds a share of the fragments."""

    share: Share
    heel_km: Distance
    toe_km: Distance
    length_km: Distance
    width_km: Distance
    heel_from_reference_km: Distance | None = None
    toe_from_reference_km: Distance | None = None


class NotCarried(Shape):
    """A share that the sample cannot be quoted for."""

    share: Share
    needed: Count
    effective: Number


class Footprint(Shape):
    """Where and when the fragments fall."""

    first_impact_utc: Date
    last_impact_utc: Date
    by_fragment: list[Extent]
    not_carried: list[NotCarried] | None = None


class Ranges(Shape):
    """What ranges over break-ups hold."""

    share: Share
    needed: Count
    break_ups: Count
    carried: bool


class RiskBand(Shape):
    """Latitudes where an uncontrolled entry may end."""

    south_deg: Latitude
    north_deg: Latitude
    share_of_ends: Share
    people_per_km2: Number
    expected_casualties: Number


class CountryRisk(Shape):
    """A country's part of the risk of an uncontrolled entry."""

    country: Line
    share: Share
    expected_casualties: Number


class UncontrolledEntry(Shape):
    """Whom an uncontrolled entry puts at risk."""

    people_per_km2: Number
    factor: Number
    by_latitude: Annotated[list[RiskBand], Field(max_length=180)]
    by_country: Annotated[list[CountryRisk], Field(max_length=500)]


class Sheltered(Shape):
    """Risk with people indoors."""

    urban_share: Share
    casualty_area_m2: Span
    casualty_area_between_codes_m2: Span | None = None
    as_planned: Span
    uncontrolled: Span


class PersonKeepOut(Shape):
    """Least distance from a class of land on the level of one person."""

    land: Line
    least_km: Distance | None


class People(Shape):
    """Risk of the fragments that put more than 15 J on one person."""

    casualty_area_m2: Span
    casualty_area_between_codes_m2: Span | None = None
    share_of_standard: Share
    as_planned: Span
    uncontrolled: Span
    footprint: Footprint | None
    keep_out: list[PersonKeepOut]
    sheltered: Sheltered | None


class HitChance(Shape):
    """Chance of a hit on one ship or airliner in an area."""

    share: Share
    area_km2: Number
    pieces: Number
    anywhere: Share
    densest: Share


class ExpectedHits(Shape):
    """Hits expected on all ships or aircraft of a table."""

    expected_hits: Number
    covered: Share
    source: Text


class Traffic(Shape):
    """Chances of hits on ships and aircraft."""

    ship_area_m2: Number
    ship_limit: Positive
    one_ship: list[HitChance]
    ships: ExpectedHits | None
    airliner_top_m2: Number
    airliner_front_m2: Number
    airliner_speed_m_s: Number
    airliner_flight_level: Number
    aircraft_least_mass_kg: Number
    aircraft_limit_low: Positive
    aircraft_limit_high: Positive
    one_airliner: list[HitChance]
    aircraft: ExpectedHits | None


class Levels(Shape):
    """Window of a band of flight levels."""

    from_flight_level: Number
    to_flight_level: Number
    from_utc: Date
    until_utc: Date


class HazardArea(Shape):
    """A box along the track, and when pieces are in it."""

    heel_km: Distance
    toe_km: Distance
    left_km: Distance
    right_km: Distance
    latitude_deg: Annotated[list[Latitude], Field(min_length=4, max_length=400)]
    longitude_deg: Annotated[list[Longitude], Field(min_length=4, max_length=400)]
    from_utc: Date
    until_utc: Date
    levels: list[Levels]

    @model_validator(mode="after")
    def _closed(self) -> "HazardArea":
        if len(self.latitude_deg) != len(self.longitude_deg):
            raise ValueError("corners need as many latitudes as longitudes")
        return self


class HazardAreas(Shape):
    """Boxes for mariners and for airmen."""

    mariners: list[HazardArea]
    airmen: list[HazardArea]
