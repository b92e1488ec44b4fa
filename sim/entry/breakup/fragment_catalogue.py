"""What comes free when the station breaks up: one row for each family and stage, and what carries
it until then.

A family part of whose pieces stays shielded (`late_share`) becomes two rows. A module flies with
its contents from the parting of the modules until it is torn open, then as its own shell; contents
and shielded pieces travel in the module they belong to.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray

from sim.entry.breakup.component import STATION, Component, as_columns, assembly_mass
from sim.entry.breakup.stages import APPENDAGE, LATE, MODULE

Array = NDArray[np.float64]

AIR_COLUMNS = ("area", "cd_free_molecular", "cd_continuum", "cd_subsonic", "length")


class ParentBody(NamedTuple):
    """How k carrying bodies meet the air: mass kg, area m2, drag coefficients, length m; (k,)."""

    mass: Array
    area: Array
    cd_free_molecular: Array
    cd_continuum: Array
    cd_subsonic: Array
    length: Array

    def pick(self, index: NDArray[np.int64]) -> "ParentBody":
        """Some of the rows."""
        return ParentBody(*(column[index] for column in self))


@dataclass(frozen=True, kw_only=True)
class Pieces:
    """Rows to release: m of them, from f families.

    family (m,) row of the columns; stage (m,) when it comes free; count (m,) pieces it stands for;
    mass_count (m,) pieces whose mass it carries to the ground, released (m,) kg it stands for in
    all: those of as many pieces, unless a few rows stand for all; carrier (m,) row of `carriers`
    that holds it before, -1 for what the whole station holds; carriers (k) and whether each is an
    appendage, `early` (k,); core: all modules and the truss as one body (1 row), without the
    appendages of `shed` kg.
    """

    family: NDArray[np.int64]
    stage: NDArray[np.int64]
    count: Array
    mass_count: Array
    released: Array
    carrier: NDArray[np.int64]
    carriers: ParentBody
    early: NDArray[np.bool_]
    core: ParentBody
    shed: float

    def __len__(self) -> int:
        return len(self.family)


def catalogue_columns(components: Sequence[Component]) -> dict[str, Array]:
    """Columns of `sim.entry.breakup.component.as_columns`, with what each piece travels in.

    Adds `assembly_mass`, kg of a piece with all that is in or on it, and `carrier`, the row of the
    family fastened to the station its chain of parents ends in, -1 for those families themselves.

    Raises
    ------
    ValueError
        As `sim.entry.breakup.component.checked`.
    """
    whole = assembly_mass(components)
    row = {each.name: k for k, each in enumerate(components)}
    carrier = []
    for each in components:
        root = each
        while root.parent != STATION:
            root = components[row[root.parent]]
        carrier.append(-1 if root is each else row[root.name])
    added = {
        "assembly_mass": np.array([whole[each.name] for each in components]),
        "carrier": np.array(carrier, dtype=np.float64),
    }
    return as_columns(components) | added


def pieces_of(columns: Mapping[str, Array]) -> Pieces:
    """Rows to release, from the columns of a catalogue.

    Parameters
    ----------
    columns
        `sim.entry.breakup.component.as_columns`, or `catalogue_columns`. Without `assembly_mass`
        contents are shared out over the modules by mass; without `carrier` they travel in a mean
        module.

    Raises
    ------
    ValueError
        If no family is of the stage "module".
    """
    stage, count, mass = columns["stage"].astype(np.int64), columns["count"], columns["mass"]
    module = stage == MODULE
    if not module.any():
        raise ValueError("the catalogue has no module for the rest to travel in")
    n = len(stage)
    inside = float((count * mass)[stage > MODULE].sum())
    shells = float((count * mass)[module].sum())
    share = np.where(module, 1.0 + inside / shells, 1.0)
    assembly = np.asarray(columns.get("assembly_mass", mass * share), dtype=np.float64)
    held = np.asarray(columns.get("carrier", np.full(n, -1.0))).astype(np.int64)
    modules = _carrier(columns, assembly, np.flatnonzero(module))
    weight = count[module] / count[module].sum()
    mean = ParentBody(*(np.array([(weight * column).sum()]) for column in modules))
    # a module with contents travels in itself; a family with no carrier in the mean module
    hollow = module & (assembly > mass * (1.0 + 1e-9))
    held = np.where(hollow, np.arange(n), held)
    roots = np.unique(held[held >= 0])
    carriers = ParentBody(
        *(np.append(c, m) for c, m in zip(_carrier(columns, assembly, roots), mean, strict=True))
    )
    early = np.append(stage[roots] == APPENDAGE, False)
    place = np.where(held >= 0, np.searchsorted(roots, np.maximum(held, 0)), len(roots))
    place = np.where((stage == APPENDAGE) | (module & ~hollow), -1, place)
    late = columns.get("late_share", np.zeros(n)) * (stage != LATE)
    again = np.flatnonzero(late > 0.0)
    first = np.flatnonzero(late < 1.0)
    total = count[module] * assembly[module]
    number = np.concatenate([(count * (1.0 - late))[first], (count * late)[again]])
    family = np.concatenate([first, again])
    return Pieces(
        family=family,
        stage=np.concatenate([stage[first], np.full(len(again), LATE)]),
        count=number,
        mass_count=number,
        released=number * mass[family],
        carrier=np.concatenate(
            [place[first], np.where(place[again] < 0, len(roots), place[again])]
        ),
        carriers=carriers,
        early=early,
        core=_core(columns, module, float(total.sum())),
        shed=float((count * assembly)[stage == APPENDAGE].sum()),
    )


def _carrier(columns: Mapping[str, Array], mass: Array, index: NDArray[np.int64]) -> ParentBody:
    return ParentBody(mass[index], *(columns[name][index] for name in AIR_COLUMNS))


def _core(columns: Mapping[str, Array], module: NDArray[np.bool_], mass: float) -> ParentBody:
    """Modules and truss together: their areas add up; the length is that of a module.

    assumption: none hides another; what sticks out on all sides is hidden little.
    """
    area = (columns["count"] * columns["area"])[module]
    means = [(area * columns[name][module]).sum() / area.sum() for name in AIR_COLUMNS[1:]]
    return ParentBody(*(np.array([value]) for value in (mass, area.sum(), *means)))
