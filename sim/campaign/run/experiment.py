"""What workers need once to fly samples of one plan: mission, fragments, and limits of debris."""

from collections.abc import Mapping
from dataclasses import dataclass, field

import numpy as np

from sim.entry.breakup.fragment_catalogue import Pieces
from sim.entry.ground_track import Track
from sim.entry.risk.keep_out import KeepOutLimits
from sim.entry.study import EntryOptions
from sim.flight.mission import Mission
from sim.flight.phase import Phase
from sim.operations.decisions.rules import Rules
from sim.operations.failures import FailingBurn, FailureModel
from sim.operations.guidance.landing import Landing
from sim.operations.guidance.replan import Sequence
from sim.operations.guidance.rule import GuidanceRule
from sim.planning.failures.interruptions import BurnRates, Interruption
from sim.planning.problem import AimPoint
from sim.planning.targeting.sequence import Propagation


@dataclass(frozen=True)
class Corridor:
    """Area in which debris is meant to stay, in m along and across the nominal ground track: half
    of its length, half of its width, and how far beyond the aim point its middle lies.
    """

    half_length: float = 3000e3
    half_width: float = 150e3
    centre: float = 0.0

    def holds(self, along: np.ndarray, cross: np.ndarray) -> np.ndarray:
        """Whether places lie in it, m from the aim point; one that is not known does not."""
        return (np.abs(along - self.centre) <= self.half_length) & (
            np.abs(cross) <= self.half_width
        )


@dataclass(frozen=True)
class Catalogue:
    """Fragments a sample breaks up into, f families and m representative fragments.

    Attributes
    ----------
    columns
        Properties of the families, shape (f,) each.
    fragments
        The representative fragments that are flown.
    represented
        Shape (m,): number of pieces of the full catalogue whose impact each stands for.
    mass
        kg, of all pieces of the full catalogue.
    """

    columns: Mapping[str, np.ndarray]
    fragments: Pieces
    represented: np.ndarray
    mass: float


@dataclass(frozen=True, kw_only=True)
class Experiment:
    """One plan, as every worker needs it once.

    Attributes
    ----------
    name
        Of the plan.
    mission
        Nominal, of one trajectory, from where the campaign begins.
    phases
        As dispersed samples fly them.
    seed
        Root seed of the campaign.
    track, aim
        Nominal ground track below the entry interface, None if the nominal flight does not enter or
        stays intact; and how far along it the aim point lies, m.
    catalogue
        Fragments; None: stacks stay intact.
    options
        How stations break up.
    year
        Of the population.
    corridor, limits
        Where debris is meant to fall.
    enters
        Whether the nominal flight enters.
    reserve
        kg that must stay in vehicles, by their names; empty: the margin counts from empty tanks of
        the vehicles whose engines burn.
    interruptions, rates
        What is left if a burn is interrupted, and how often one is; empty and None: not known.
    guidance, rules, failures, failing, landing
        How burns are guided, what must hold before each, what may fail in which burns, and by what
        other passes are judged.
    sequence, settings
        The plan that samples begin with, and how its re-planning is propagated; None where burns
        are not planned again.
    aim_point
        The aim of the plan, for where the reference piece comes down; None without a plan.
    density
        People per km2 under the orbit, mean over time; None without fragments.
    """

    name: str
    mission: Mission
    phases: tuple[Phase, ...]
    seed: int
    options: EntryOptions
    year: float
    track: Track | None = None
    aim: float = 0.0
    catalogue: Catalogue | None = None
    corridor: Corridor = Corridor()
    limits: KeepOutLimits = field(default_factory=KeepOutLimits)
    enters: bool = True
    reserve: Mapping[str, float] = field(default_factory=dict)
    interruptions: tuple[Interruption, ...] = ()
    rates: BurnRates | None = None
    density: float | None = None
    guidance: GuidanceRule = field(default_factory=lambda: GuidanceRule(law="orbit"))
    rules: Rules = field(default_factory=Rules)
    failures: FailureModel | None = None
    failing: tuple[FailingBurn, ...] = ()
    landing: Landing | None = None
    sequence: Sequence | None = None
    settings: Propagation | None = None
    aim_point: AimPoint | None = None

    @property
    def is_aimed(self) -> bool:
        """Whether burns bring the stack down."""
        return any(phase.burn is not None for phase in self.phases)
