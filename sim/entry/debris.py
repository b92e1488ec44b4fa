"""What comes of break-ups: rows of fragments from their release to their end."""

from collections.abc import Sequence
from dataclasses import dataclass, fields

import numpy as np
from numpy.typing import NDArray

from sim.entry.breakup.stages import STAGE_NAMES
from sim.entry.footprint import Footprint
from sim.entry.fragments import Impacts

Array = NDArray[np.float64]


@dataclass(frozen=True, kw_only=True)
class Debris:
    """Fragments of n break-ups, r rows of one length.

    event (r,) number of the break-up; family (r,) row of the columns; stage (r,) of release;
    count, mass_count, released (r,) as in `Pieces`; mass (r,) kg,
    area (r,) m2 and shrinks (r,) of one at release; release_time s, release_height m; impacts;
    stages (n, 3) m heights of the first three stages, see `sim.entry.breakup.parent.Releases`;
    torn_height (r,) m: where a row tore (count, mass_count, mass and area are then those of what it
    tore into), and burst_height (n, b) m: where each of b families of tanks burst; NaN: nowhere.
    footprint: None if nothing over the energy threshold reached the ground.
    """

    event: NDArray[np.int64]
    family: NDArray[np.int64]
    stage: NDArray[np.int64]
    count: Array
    mass_count: Array
    released: Array
    mass: Array
    area: Array
    shrinks: Array
    release_time: Array
    release_height: Array
    impacts: Impacts
    stages: Array
    torn_height: Array
    burst_height: Array
    footprint: Footprint | None

    @classmethod
    def concatenate(cls, parts: Sequence["Debris"]) -> "Debris":
        """Break-ups flown one part after the other, without a footprint."""
        first = np.cumsum([0, *(part.break_ups for part in parts)])
        columns = {
            each.name: np.concatenate([getattr(part, each.name) for part in parts])
            for each in fields(cls)
            if each.name not in ("event", "impacts", "footprint")
        }
        event = [part.event + k for part, k in zip(parts, first, strict=False)]
        impacts = Impacts.concatenate([part.impacts for part in parts])
        return cls(event=np.concatenate(event), impacts=impacts, footprint=None, **columns)

    @property
    def break_ups(self) -> int:
        """How many there are."""
        return len(self.stages)

    def sum(self, values: Array) -> Array:
        """Sum over the rows (r,) of each break-up, shape (n,)."""
        return np.bincount(self.event, values, self.break_ups).astype(np.float64)

    @property
    def landed_mass(self) -> Array:
        """Mass of each row that reaches the ground, kg, shape (r,); no more than was released."""
        return np.minimum(self.mass_count * self.impacts.mass, self.released) * self.impacts.landed

    def surviving(self, rows: NDArray[np.bool_] | None = None) -> float:
        """Share of the mass of some rows (by default all) that reaches the ground; 0 if they have
        no mass.
        """
        landed, before = self.landed_mass, self.released
        if rows is not None:
            landed, before = landed[rows], before[rows]
        return float(landed.sum() / before.sum()) if before.sum() > 0.0 else 0.0

    def surviving_by_stage(self) -> dict[str, float]:
        """The same for each stage that has pieces."""
        present = np.unique(self.stage)
        return {STAGE_NAMES[k]: self.surviving(self.stage == k) for k in present}

    def surviving_by(self, labels: Sequence[str]) -> dict[str, float]:
        """The same for each label (a material, a parent) of the families, shape (f,)."""
        label = np.asarray(labels, dtype=object)[self.family]
        return {name: self.surviving(label == name) for name in sorted(set(label))}
