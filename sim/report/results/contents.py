"""Form of what results files hold as JSON; keys are defined in `docs/outputs.md`."""

from typing import NotRequired, TypedDict

from sim.campaign.analysis.figures import AnalysisFigures
from sim.entry.disposal import DisposalFigures
from sim.entry.figures import DebrisFigures
from sim.flight.figures import FlightFigures
from sim.planning.margins.usable import MarginFigures


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
