"""Form of the figures of a campaign, as `answers.json` holds them.

Units are in the names; what each means is in `docs/campaigns.md`. What has no value, such as a mean
over no flights, is not a number here and None in the file.
"""

from typing import NotRequired, TypedDict

from sim.entry.figures import RequirementFigures


class IntervalFigures(TypedDict):
    """An estimate between the ends of its interval."""

    estimate: float
    low: float
    high: float
    confidence: float


class OptionalInterval(TypedDict):
    """The same where there may be no flights to make it from."""

    estimate: float | None
    low: float | None
    high: float | None
    confidence: float


def known_interval(
    interval: IntervalFigures | OptionalInterval,
) -> tuple[float, float, float] | None:
    """Estimate, low and high end; None where there are no flights to make them from."""
    estimate, low, high = interval["estimate"], interval["low"], interval["high"]
    if estimate is None or low is None or high is None:
        return None
    return estimate, low, high


class ProbabilityFigures(IntervalFigures):
    """How often something happens."""

    meaning: str


class SummaryFigures(TypedDict):
    """Numbers that describe a distribution."""

    count: int
    missing: int
    mean: float | None
    deviation: float | None
    least: float | None
    p05: float | None
    median: float | None
    p95: float | None
    largest: float | None


class MeasureFigures(SummaryFigures):
    """Distribution of a measure over the flights; of an instant, quantiles are also dates."""

    meaning: str
    p05_utc: NotRequired[str | None]
    median_utc: NotRequired[str | None]
    p95_utc: NotRequired[str | None]


def known_quantiles(measure: SummaryFigures) -> tuple[float, float, float] | None:
    """5th percentile, median and 95th percentile; None without flights."""
    low, median, high = measure["p05"], measure["median"], measure["p95"]
    return None if low is None or median is None or high is None else (low, median, high)


class BoundFigures(TypedDict):
    """Heel and toe between which a share of the flights brings down all its debris."""

    share_of_flights: float
    confidence: float
    heel_km: float
    toe_km: float


class SobolFigures(TypedDict):
    """Shares of the variance by parameter, and how much of it the fit foresees in other samples."""

    foreseen: float
    first: dict[str, IntervalFigures]
    total: dict[str, IntervalFigures]


class CauseFigures(TypedDict):
    """What moves a measure; no share of a variance where it does not vary."""

    rank_correlation: dict[str, OptionalInterval]
    sobol: SobolFigures | None


class AimFigures(TypedDict):
    """Aim point of a plan."""

    latitude_deg: float
    longitude_deg: float


class ContourFigures(TypedDict):
    """Border of the area that holds a share of the fragments."""

    share: float
    latitude_deg: list[float]
    longitude_deg: list[float]


class CampaignDebrisFigures(TypedDict):
    """Where and when the debris of all flights comes down."""

    aim: AimFigures
    first_impact_utc: str
    last_impact_utc: str
    contours: list[ContourFigures]


class OutcomeFigures(TypedDict):
    """Answers about one plan."""

    status: dict[str, int]
    failed: int
    measures: dict[str, MeasureFigures]
    probabilities: dict[str, ProbabilityFigures]
    requirements: list[RequirementFigures]
    bounds: BoundFigures | None
    needed: dict[str, dict[str, IntervalFigures]]
    """By column and share of the flights."""
    scatter: dict[str, IntervalFigures]
    """Standard deviation by measure."""
    what_matters: dict[str, CauseFigures]
    debris: CampaignDebrisFigures | None


class DifferenceFigures(TypedDict):
    """How a measure of the second plan differs from that of the first, pair by pair."""

    meaning: str
    pairs: int
    only_in_first: int
    only_in_second: int
    neither: int
    mean: OptionalInterval
    median: OptionalInterval
    first_lower: OptionalInterval
    second_lower: OptionalInterval
    correlation: float | None
    gain: float | None


class ShareDifferenceFigures(IntervalFigures):
    """How much more often something happens with the second plan than with the first."""

    meaning: str


class PairFigures(TypedDict):
    """How two plans differ, by measure."""

    first: str
    second: str
    second_less_first: dict[str, DifferenceFigures]
    events: dict[str, ShareDifferenceFigures]


class AnalysisFigures(TypedDict):
    """Everything that the samples of a campaign tell."""

    samples: int
    effective_samples: float
    confidence: float
    plans: dict[str, OutcomeFigures]
    differences: list[PairFigures]


class CurveFigures(TypedDict):
    """Of one run, severity at its levels and the probability of passing it; the last is the event
    itself.
    """

    severity: list[float]
    probability: list[float]


class TailFigures(TypedDict):
    """The probability of a rare event of one plan.

    `plain_flights` is how many independent flights would tell as much, None where no run reached
    the event or all agree; `stuck` runs never reached it; `ancestors` are the independent flights
    that those with the event descend from, over all runs; `leads_there` is the mean of standard
    normal scores where it happened.
    """

    probability: IntervalFigures
    runs: int
    stuck: int
    flights: int
    plain_flights: float | None
    ancestors: int
    acceptance: float | None
    curve: list[CurveFigures]
    leads_there: dict[str, float]
