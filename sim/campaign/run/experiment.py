"""What workers need once to fly samples of one plan, and the corridor debris should stay in."""

from collections.abc import Mapping
from dataclasses import dataclass, field

import numpy as np

from sim.entry.breakup.fragment_catalogue import Pieces
from sim.entry.ground_track import Track
from sim.entry.risk.keep_out import KeepOutLimits
from sim.entry.study import EntryOptions
from sim.flight.mission import Mission
from sim.flight.phase import Phase


@dataclass(frozen=True)
class Corridor:
    """Where debris is meant to fall, m: half its length, half its width, and how far beyond the aim
    its middle lies on the nominal track.
    """

    half_length: float = 3000e3
    half_width: float = 150e3
    centre: float = 0.0


@dataclass(frozen=True)
class Experiment:
    """What workers need once.

    Attributes
    ----------
    mission
        Of one row, where the campaign begins.
    phases
        As flown by dispersed rows.
    seed
        Root of all numbers.
    track, aim
        Nominal ground track below the interface, and how far along it the aim lies, m.
    columns, pieces
        Catalogue, and the pieces of it that are flown; None: stacks stay whole.
    number
        Of how many pieces of the catalogue each piece flown tells the place, shape (m,).
    areas, hollow
        m2 seen from above, and whether a piece keeps its outer size, by family.
    options
        How stations break up.
    year
        Of the population.
    enters
        Whether the nominal flight comes down.
    reserve
        kg that must stay in vehicles, by their names; empty: the margin counts from empty tanks of
        the vehicles whose engines burn.
    """

    name: str
    mission: Mission
    phases: tuple[Phase, ...]
    seed: int
    track: Track | None
    aim: float
    columns: Mapping[str, np.ndarray] | None
    pieces: Pieces | None
    number: np.ndarray
    areas: np.ndarray
    hollow: np.ndarray
    options: EntryOptions
    year: float
    corridor: Corridor = Corridor()
    limits: KeepOutLimits = field(default_factory=KeepOutLimits)
    enters: bool = True
    reserve: Mapping[str, float] = field(default_factory=dict)
