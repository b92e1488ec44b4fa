"""What comes free when the station breaks up: one row for each family and stage, and what carries
it until then.

A family part of whose pieces stays shielded (`late_share`) becomes two rows. A module flies with
its contents from the parting of the modules until it is torn open, then as its own shell; contents
and shielded pieces travel in the module they belong to.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray

from sim.dynamics.demise import ACCOMMODATION
from sim.entry.breakup.component import NEVER, STATION, Component, as_columns, assembly_mass, torn
from sim.entry.breakup.stages import APPENDAGE, LATE, MODULE
from sim.entry.breakup.walls import COLD, Array, Walls

LEAST_WALL = 13.5
"""kg/m2, 5 mm of aluminium: a thinner skin alone would part stages and satellites at 90 to 100 km,
where none was seen to (test vehicles first at 87 km; ATV-1 at 75 km). assumption, 9 to 20: rings
and frames behind it hold what it covers together, and take up heat with it. Set after a first look
at ATV-1, UARS, the Delta II stage, CGRO and ROSAT."""

TORN = "torn_"
"""What the names of columns of children begin with, once for each generation."""

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


class Riders(NamedTuple):
    """Families of pieces, g of them: which, the stage of their own release, what carries them till
    then (-1: the station), and which root holds them if they are appendages; (g,).
    """

    family: NDArray[np.int64]
    stage: NDArray[np.int64]
    carrier: NDArray[np.int64]
    root: NDArray[np.int64]

    def pick(self, index: NDArray[np.int64] | NDArray[np.bool_]) -> "Riders":
        """Some of them."""
        return Riders(*(column[index] for column in self))


@dataclass(frozen=True, kw_only=True)
class Pieces:
    """Rows to release: m of them, from f families.

    family (m,) row of the columns; stage (m,) when it comes free; count (m,) pieces it stands for;
    mass_count (m,) pieces whose mass it carries to the ground, released (m,) kg it stands for in
    all: those of as many pieces, unless a few rows stand for all; carrier (m,) row of `carriers`
    that holds it before, -1 for what the whole station holds; root (m,): which of the `spans` in m,
    longest first, belongs to the root of an appendage; guard (m,): which of `guards` shields a late
    row, -1 where nothing that is known does.

    carriers (k): all their mass in kg, `loads`, their `walls` (1, k), whether each is an appendage,
    `early`, and then its `carrier_root`; the last is a mean module. core: all modules and the truss
    as one body (1 row), without the appendages of `shed` kg. tanks: what may burst.
    """

    family: NDArray[np.int64]
    stage: NDArray[np.int64]
    count: Array
    mass_count: Array
    released: Array
    carrier: NDArray[np.int64]
    carriers: ParentBody
    loads: Array
    walls: Walls
    early: NDArray[np.bool_]
    carrier_root: NDArray[np.int64]
    core: ParentBody
    shed: float
    root: NDArray[np.int64]
    spans: Array
    guard: NDArray[np.int64]
    guards: Riders
    tanks: Riders

    def __len__(self) -> int:
        return len(self.family)

    @property
    def riders(self) -> Riders:
        """The rows as riders."""
        return Riders(self.family, self.stage, self.carrier, self.root)

    def pick(self, index: NDArray[np.int64]) -> "Pieces":
        """Some of the rows, with the guards that they need."""
        own = ("family", "stage", "count", "mass_count", "released", "carrier", "root")
        guard = self.guard[index]
        needed = np.unique(guard[guard >= 0])
        return replace(
            self,
            **{name: getattr(self, name)[index] for name in own},
            guard=np.where(guard >= 0, np.searchsorted(needed, guard), -1),
            guards=self.guards.pick(needed),
        )

    def without_idle_carriers(self) -> "Pieces":
        """The same rows without carriers and tanks that none of them meets: they come down alike,
        and where modules are torn open on average is told of the carriers that are left.
        """
        last = len(self.carriers.mass) - 1  # the mean module decides when all modules part
        used = np.concatenate([self.carrier, self.guards.carrier, [last]])
        kept = np.unique(used[used >= 0])
        tanks = self.tanks.pick(np.isin(self.tanks.carrier, self.carrier))

        def placed(carrier: NDArray[np.int64]) -> NDArray[np.int64]:
            return np.where(carrier >= 0, np.searchsorted(kept, carrier), -1)

        return replace(
            self,
            carrier=placed(self.carrier),
            carriers=self.carriers.pick(kept),
            loads=self.loads[kept],
            walls=Walls(*(each[:, kept] for each in self.walls)),
            early=self.early[kept],
            carrier_root=self.carrier_root[kept],
            guards=self.guards._replace(carrier=placed(self.guards.carrier)),
            tanks=tanks._replace(carrier=placed(tanks.carrier)),
        )


def catalogue_columns(components: Sequence[Component]) -> dict[str, Array]:
    """Columns of `sim.entry.breakup.component.as_columns`, with what each piece travels in.

    Adds `assembly_mass`, kg of a piece with all that is in or on it; `parent`, the row of the
    family it is fastened to, and `carrier`, that of the one its chain of parents ends in, -1 for
    what is fastened to the station; `areal_mass`, kg/m2 of its wall, or of its mass over its
    surface if it is solid; `span`, its longest side in m; and columns of what it tears into, their
    names after ``torn_``, once for each time that a piece of any family tears.

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
        "parent": np.array([row.get(each.parent, -1) for each in components], dtype=np.float64),
        "areal_mass": np.array([_areal_mass(each) for each in components]),
        "span": np.array([max(each.shape.sides) for each in components]),
    }
    return as_columns(components) | added | _child_columns(components)


def _child_columns(components: Sequence[Component]) -> dict[str, Array]:
    """Columns of what families tear into, generation by generation."""
    columns: dict[str, Array] = {}
    prefix, pieces = TORN, [torn(each) for each in components]
    while True:
        columns |= {f"{prefix}{name}": column for name, column in as_columns(pieces).items()}
        if all(each.tear is None for each in pieces):
            return columns
        prefix, pieces = prefix + TORN, [torn(each) for each in pieces]


def _areal_mass(component: Component) -> float:
    if component.wall is None:
        return component.mass / component.heated_area
    return component.wall * component.material.density


def pieces_of(columns: Mapping[str, Array]) -> Pieces:
    """Rows to release, from the columns of a catalogue.

    Parameters
    ----------
    columns
        `sim.entry.breakup.component.as_columns`, or `catalogue_columns`. Without `assembly_mass`
        contents are shared out over the modules by mass; without `carrier` they travel in a mean
        module; without `parent` nothing shields what comes free late.

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
    carried = _carried(columns, stage)
    late = columns.get("late_share", np.zeros(n)) * (stage != LATE)
    again, first = np.flatnonzero(late > 0.0), np.flatnonzero(late < 1.0)
    family = np.concatenate([first, again])
    stages = np.append(stage[first], np.full(len(again), LATE))
    number = np.concatenate([(count * (1.0 - late))[first], (count * late)[again]])
    in_mean = np.where(carried.place < 0, len(carried.roots), carried.place)
    root, spans = _roots(columns)
    families = Riders(np.arange(n), stage, carried.place, root)
    guard, guards = _guards(columns, family, stages, families)
    total = float((count * carried.assembly)[module].sum())
    return Pieces(
        family=family,
        stage=stages,
        count=number,
        mass_count=number,
        released=number * mass[family],
        carrier=np.concatenate([carried.place[first], in_mean[again]]),
        carriers=carried.bodies,
        loads=carried.bodies.mass * np.append(count[carried.roots], count[module].sum()),
        walls=carried.walls,
        early=np.append(stage[carried.roots] == APPENDAGE, False),
        carrier_root=np.append(root[carried.roots], 0),
        core=_core(columns, module, total),
        shed=float((count * carried.assembly)[stage == APPENDAGE].sum()),
        root=root[family],
        spans=spans,
        guard=guard,
        guards=guards,
        tanks=_tanks(columns, families),
    )


class _Carried(NamedTuple):
    """What carries families, f of them: mass of a piece with all in it, (f,) kg; the k - 1 families
    that carry others; which of k carriers each travels in, (f,), -1: none; and the carriers.
    """

    assembly: Array
    roots: NDArray[np.int64]
    place: NDArray[np.int64]
    bodies: ParentBody
    walls: Walls


def _carried(columns: Mapping[str, Array], stage: NDArray[np.int64]) -> _Carried:
    """A module with contents travels in itself, a family with no carrier in a mean module, the last
    of the carriers; walls of the mean one are means by mass.
    """
    count, mass, module = columns["count"], columns["mass"], stage == MODULE
    inside = float((count * mass)[stage > MODULE].sum())
    shells = float((count * mass)[module].sum())
    share = np.where(module, 1.0 + inside / shells, 1.0)
    assembly = np.asarray(columns.get("assembly_mass", mass * share), dtype=np.float64)
    held = np.asarray(columns.get("carrier", np.full(len(stage), -1.0))).astype(np.int64)
    hollow = module & (assembly > mass * (1.0 + 1e-9))
    held = np.where(hollow, np.arange(len(stage)), held)
    roots = np.unique(held[held >= 0])
    weight = count[module] / count[module].sum()
    modules, own = (_carrier(columns, assembly, k) for k in (np.flatnonzero(module), roots))
    bodies = ParentBody(
        *(np.append(c, (weight * m).sum()) for c, m in zip(own, modules, strict=True))
    )
    total = (count * assembly)[module]
    walls = Walls(
        *(
            np.append(w[roots], (total * w[module]).sum() / total.sum())[None, :]
            for w in _walls(columns)
        )
    )
    place = np.where(held >= 0, np.searchsorted(roots, np.maximum(held, 0)), len(roots))
    place = np.where((stage == APPENDAGE) | (module & ~hollow), -1, place)
    return _Carried(assembly, roots, place, bodies, walls)


def _walls(columns: Mapping[str, Array]) -> Walls:
    """A wall of each family, shape (f,), of the mean specific heat from cold to melting."""
    areal = columns.get("areal_mass", columns["mass"] / columns["heated_area"])
    usual = {"accommodation": np.full(len(areal), ACCOMMODATION)} | dict(columns)
    walls = Walls(areal, *(np.asarray(usual[name]) for name in Walls._fields[1:]))
    growth = columns.get("specific_heat_growth", 0.0 * areal)
    mean = 1.0 - 0.5 * growth * (walls.melting_temperature - COLD)
    return walls._replace(
        areal_mass=np.maximum(areal, LEAST_WALL), specific_heat=walls.specific_heat * mean
    )


def _roots(columns: Mapping[str, Array]) -> tuple[NDArray[np.int64], Array]:
    """For each family which of some spans in m, longest first, is that of the appendage its chain
    of parents leaves the modules with; the first for what is no appendage.
    """
    appendage = columns["stage"].astype(np.int64) == APPENDAGE
    parent = np.asarray(columns.get("parent", np.full(len(appendage), -1.0))).astype(np.int64)
    above = np.arange(len(appendage))
    while (inner := (parent[above] >= 0) & appendage[parent[above]] & appendage).any():
        above[inner] = parent[above[inner]]
    span = np.where(appendage, np.asarray(columns.get("span", columns["length"]))[above], 0.0)
    spans = np.unique(span[appendage])[::-1] if appendage.any() else np.ones(1)
    return np.where(appendage, np.searchsorted(-spans, -span), 0), spans


def _guards(
    columns: Mapping[str, Array],
    family: NDArray[np.int64],
    stage: NDArray[np.int64],
    families: Riders,
) -> tuple[NDArray[np.int64], Riders]:
    """For each row which guard shields it, -1: none; and the guards. A late piece is shielded by
    the nearest in its chain of parents that is not itself released late.
    """
    own, n = families.stage, len(families.stage)
    parent = np.asarray(columns.get("parent", np.full(n, -1.0))).astype(np.int64)
    above = np.where(stage == LATE, parent[family], -1)
    while (deep := (above >= 0) & (own[above] == LATE)).any():
        above[deep] = parent[above[deep]]
    known = np.unique(above[above >= 0])
    guard = np.where(above >= 0, np.searchsorted(known, np.maximum(above, 0)), -1)
    return guard, families.pick(known)


def _tanks(columns: Mapping[str, Array], families: Riders) -> Riders:
    """Families that burst and have an assembly to throw about."""
    limit = columns.get("burst_temperature", np.full(len(families.stage), NEVER))
    inside = (families.carrier >= 0) & (families.stage != LATE)
    return families.pick((limit < NEVER) & inside)


def _carrier(columns: Mapping[str, Array], mass: Array, index: NDArray[np.int64]) -> ParentBody:
    return ParentBody(mass[index], *(columns[name][index] for name in AIR_COLUMNS))


def _core(columns: Mapping[str, Array], module: NDArray[np.bool_], mass: float) -> ParentBody:
    """Modules and truss together: their areas add up; the length is that of a module.

    assumption: none hides another; what sticks out on all sides is hidden little.
    """
    area = (columns["count"] * columns["area"])[module]
    means = [(area * columns[name][module]).sum() / area.sum() for name in AIR_COLUMNS[1:]]
    return ParentBody(*(np.array([value]) for value in (mass, area.sum(), *means)))
