"""Form of what results files hold as JSON; keys are defined in `docs/outputs.md`."""

from typing import NotRequired, TypedDict

from sim.campaign.analysis.figures import AnalysisFigures
from sim.entry.disposal import DisposalFigures
from sim.entry.figures import DebrisFigures
from sim.flight.figures import FlightFigures
from sim.operations.figures import AimChoiceFigures, BackupFigures, PlanClearanceFigures
from sim.planning.failures.figures import FailureMapFigures
from sim.planning.figures import (
    AimPointFigures,
    LifetimeFigures,
    NoPlanFigures,
    PlanFigures,
    SearchFigures,
)
from sim.planning.lowering.figures import LoweringStudyFigures
from sim.planning.margins.figures import BudgetFigures, ControlFigures, MarginFigures, MarginStudies


class RunFigures(FlightFigures):
    """Form of ``summary.json``: what was flown, the figures of the flight, and those of the entry
    where there was a break-up.
    """

    title: str
    label: str
    depends_on: str
    colour: str | None
    scenario_sha256: str
    version: str
    margin: NotRequired[MarginFigures | None]
    debris: NotRequired[DebrisFigures]
    disposals: NotRequired[list[DisposalFigures]]


class RunPlanFigures(PlanFigures):
    """Form of ``plan.json`` in the folder of a run: the plan that was searched on the way."""

    aim_choice: NotRequired[AimChoiceFigures]


class StackImpactFigures(TypedDict):
    """Where the intact stack comes down."""

    utc: str
    latitude_deg: float
    longitude_deg: float


class FlownPlanFigures(TypedDict, total=False):
    """What the flight of a plan to the ground tells; what was not asked is left out."""

    stack_impact: StackImpactFigures | None
    budget: BudgetFigures
    control: ControlFigures
    margins: MarginStudies
    failures: FailureMapFigures | None
    backups: list[BackupFigures]
    clearance: PlanClearanceFigures | None


class StudiedPlanFigures(NoPlanFigures):
    """A plan with everything that was asked about it; nothing of it where none was searched, None
    where none was flown.
    """

    aim: NotRequired[AimPointFigures]
    search: NotRequired[SearchFigures]
    without_further_burns: NotRequired[list[LifetimeFigures]]
    aim_choice: NotRequired[AimChoiceFigures]
    stack_impact: NotRequired[StackImpactFigures | None]
    budget: NotRequired[BudgetFigures | None]
    control: NotRequired[ControlFigures | None]
    margins: NotRequired[MarginStudies | None]
    lowering: NotRequired[LoweringStudyFigures | None]
    failures: NotRequired[FailureMapFigures | None]
    backups: NotRequired[list[BackupFigures] | None]
    clearance: NotRequired[PlanClearanceFigures | None]
    left_out: NotRequired[dict[str, str]]
    wall_s: NotRequired[float]


class PlanAnswerFigures(StudiedPlanFigures):
    """Form of ``plan.json``."""

    title: str
    label: str
    depends_on: str
    scenario_sha256: str
    version: str


class PlanFacts(TypedDict):
    """What was dispersed as one plan of a campaign."""

    name: str
    title: str
    label: str
    depends_on: str
    colour: str | None
    scenario_sha256: str
    start_utc: str
    begins_utc: str


CampaignSettings = TypedDict(
    "CampaignSettings",
    {
        "samples": int,
        "seed": int,
        "method": str,
        "from": str,
        "until": str | None,
        "version": str,
    },
)
"""How the samples of a campaign were asked for."""


class CampaignFacts(CampaignSettings):
    """How a campaign was made."""

    chunks: int
    plans: list[PlanFacts]


class CampaignFigures(AnalysisFigures):
    """Form of ``answers.json``: what the samples tell, and how they were made."""

    campaign: CampaignFacts


class ComparisonFigures(TypedDict):
    """Form of ``comparison.json``. By scenario: names, what made it, its figures by the keys of the
    rows that the table shows, and what each figure differs by from that of the first scenario.
    """

    scenarios: list[str]
    labels: dict[str, str]
    depends_on: dict[str, str]
    status: dict[str, str]
    scenario_sha256: dict[str, str | None]
    figures: dict[str, dict[str, float | str | None]]
    difference_from_first: dict[str, dict[str, float | None]]
    verdicts: list[list[str]]
    sentences: list[str]
