"""What ``answers.json`` holds: see `sim.report.results.shape`."""

from typing import Annotated, Any

from pydantic import Field

from sim.report.results.shape import (
    Colour,
    Count,
    Date,
    Latitude,
    Line,
    Longitude,
    Name,
    Number,
    Shape,
    Share,
)


class CampaignPlan(Shape):
    """Facts about one plan of a campaign."""

    name: Name
    label: Line
    scenario_sha256: Line
    colour: Colour | None = None


class CampaignFacts(Shape):
    """How a campaign was made."""

    plans: Annotated[list[CampaignPlan], Field(min_length=1, max_length=100)]
    chunks: Annotated[int, Field(ge=0, le=10**7)]
    version: Line


class Contour(Shape):
    """Border of an area that holds a share of the fragments."""

    share: Share
    latitude_deg: list[Latitude]
    longitude_deg: list[Longitude]


class Aim(Shape):
    """Aim point of a plan."""

    latitude_deg: Latitude
    longitude_deg: Longitude


class CampaignDebris(Shape):
    """Where the debris of all flights of a plan falls."""

    contours: list[Contour]
    aim: Aim
    first_impact_utc: Date
    last_impact_utc: Date


class Chance(Shape):
    """A probability with its interval."""

    estimate: Share
    low: Share
    high: Share
    meaning: Line


class OutcomeAnswer(Shape):
    """Answers about one plan."""

    status: dict[str, Count]
    failed: Count
    measures: dict[str, dict[str, Any]]
    probabilities: dict[str, Chance]
    bounds: dict[str, Any] | None
    what_matters: dict[str, dict[str, Any] | None]
    debris: CampaignDebris | None


class PairAnswer(Shape):
    """How one plan differs from the first."""

    first: Name
    second: Name
    second_less_first: dict[str, dict[str, Any]]


class CampaignAnswers(Shape):
    """``answers.json``."""

    samples: Count
    effective_samples: Number
    confidence: Share
    plans: dict[Name, OutcomeAnswer]
    differences: list[PairAnswer]
    campaign: CampaignFacts
