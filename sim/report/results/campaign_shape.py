"""What ``answers.json`` holds: see `sim.report.results.shape`."""

from typing import Annotated

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
    depends_on: Line = ""
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


class Interval(Shape):
    """An estimate with its interval; nothing where there were no flights to make it from."""

    estimate: Number | None
    low: Number | None
    high: Number | None


class Measure(Shape):
    """Distribution of a measure over the flights."""

    meaning: Line
    count: Count
    mean: Number | None = None
    median: Number | None = None
    p05: Number | None = None
    p95: Number | None = None
    median_utc: Date | None = None
    p05_utc: Date | None = None
    p95_utc: Date | None = None


class Bounds(Shape):
    """Ends of the debris that hold for a share of the flights."""

    confidence: Share
    share_of_flights: Share
    heel_km: Number
    toe_km: Number


class Index(Shape):
    """A figure with its interval, such as a Sobol index."""

    estimate: Number
    low: Number
    high: Number


class Indices(Shape):
    """Sobol indices by parameter."""

    total: dict[str, Index]
    first: dict[str, Index]


class Causes(Shape):
    """What the variance of a measure comes from."""

    sobol: Indices | None
    rank_correlation: dict[str, Interval] | None = None


class Difference(Shape):
    """How a measure differs between two plans, pair by pair."""

    pairs: Count
    mean: Interval
    first_lower: Interval
    second_lower: Interval


class ClauseSpan(Shape):
    """Value of a clause over the flights."""

    low: Number
    likely: Number
    high: Number


class Clause(Shape):
    """A clause of the standard over all flights of a plan."""

    clause: Line
    text: Line
    value: ClauseSpan | None
    limit: Number | None
    met: bool | None
    applies: bool = True


class OutcomeAnswer(Shape):
    """Answers about one plan."""

    status: dict[str, Count]
    failed: Count
    measures: dict[str, Measure]
    probabilities: dict[str, Chance]
    requirements: list[Clause] = Field(default_factory=list)
    bounds: Bounds | None
    needed: dict[str, dict[str, Index]] = Field(default_factory=dict)
    scatter: dict[str, Index] = Field(default_factory=dict)
    what_matters: dict[str, Causes | None]
    debris: CampaignDebris | None


class ShareDifference(Shape):
    """How much more often something happens with the second plan."""

    meaning: Line
    estimate: Number
    low: Number
    high: Number


class PairAnswer(Shape):
    """How one plan differs from the first."""

    first: Name
    second: Name
    second_less_first: dict[str, Difference]
    events: dict[str, ShareDifference] = Field(default_factory=dict)


class CampaignAnswers(Shape):
    """``answers.json``."""

    samples: Count
    effective_samples: Number
    confidence: Share
    plans: dict[Name, OutcomeAnswer]
    differences: list[PairAnswer]
    campaign: CampaignFacts
