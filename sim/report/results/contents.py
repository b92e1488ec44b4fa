"""Form of what results files hold as JSON; keys are defined in `docs/outputs.md`."""

from typing import NotRequired

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
