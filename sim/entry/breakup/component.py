"""Families of like components: what the station is made of, and what each piece is in the air.

A family's mass is its own, without that of the families that name it as parent: a module's is its
gutted shell, and its racks are families of their own, so masses add up with nothing twice. While a
piece is whole it flies with its contents (`assembly_mass`), afterwards with its own mass.
"""

import math
from collections import Counter, defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace
from typing import Literal, NamedTuple

import numpy as np
from numpy.typing import NDArray

from sim.entry.breakup.material import COLD, Material
from sim.entry.breakup.shape import Shape
from sim.entry.breakup.tumbling_heat import FREE_MOLECULAR, SPEED

STATION = "station"
"""Parent of what is fastened to no family."""

Stage = Literal["appendage", "module", "content", "late"]
STAGES: tuple[Stage, ...] = ("appendage", "module", "content", "late")
"""In the order of release: arrays and radiators; modules and truss apart; modules and truss
segments torn open; dense or shielded pieces that stay inside others. Place in the tuple is the
code.
"""

PEAK_DENSITY = 7e-6
"""1/m: density of the air over the ballistic coefficient where heating peaks, at `SPEED`, in an
entry from low orbit (Chapman, NASA TR R-11, 1959: 2 Z / (u sqrt(r H)) with Z 0.6 and u 0.83)."""

LEEWAY = 1.02
"""By how much a piece may be heavier than its shape full of its material: sizes are rounded."""


NEVER = 1e30
"""Pa or K that nothing reaches: a limit a piece does not have."""


@dataclass(frozen=True)
class Tear:
    """Into how many like pieces one tears, their shape and wall (m, None: solid), and at what
    dynamic pressure in Pa or temperature in K, whichever comes first; and how each of them tears
    `again`, None: it does not.
    """

    count: int
    shape: Shape
    wall: float | None = None
    pressure: float = NEVER
    temperature: float = NEVER
    again: "Tear | None" = None


@dataclass(frozen=True)
class Burst:
    """What a tank holds (a tank of its vehicle, by full name, or a gas), the temperature in K at
    which its wall fails, and the least and largest speed in m/s that a burst gives.
    """

    contents: str
    temperature: float
    slowest: float = 10.0
    fastest: float = 100.0


@dataclass(frozen=True, kw_only=True)
class Component:
    """A family: so many like pieces of one shape and material.

    Attributes
    ----------
    count
        Pieces on the whole station, however many parents there are.
    mass
        kg of one piece, without the families inside or on it.
    wall
        m; such a piece melts at constant outer size. None: solid, it shrinks at constant density.
    parent
        Family it is fastened to, or "station".
    stage
        When it comes free.
    late_share
        Part of the pieces that stay shielded and come free at the stage "late" instead.
    solidity
        Part of the shape's surface that is there; an open truss has less than 1.
    tear, burst
        How a piece tears once it is free, and how it bursts; None: it does not.
    propellant
        kg in one piece at the interface, beside `mass`; gone when it bursts or is torn open, and
        never lands.
    provenance
        Source or assumption.

    Raises
    ------
    ValueError
        If a number is out of its range, or the piece is heavier than full of its material.
    """

    name: str
    count: int
    mass: float
    shape: Shape
    material: Material
    wall: float | None = None
    parent: str = STATION
    stage: Stage = "content"
    late_share: float = 0.0
    solidity: float = 1.0
    tear: Tear | None = None
    burst: Burst | None = None
    propellant: float = 0.0
    provenance: str = ""

    def __post_init__(self) -> None:
        for name, low, high in (
            ("count", 1, 1e9),
            ("mass", math.ulp(0.0), 1e9),
            ("wall", math.ulp(0.0), 1e9),
            ("late_share", 0.0, 1.0),
            ("solidity", math.ulp(0.0), 1.0),
            ("propellant", 0.0, 1e9),
        ):
            value = getattr(self, name)
            if value is not None and not low <= value <= high:
                raise ValueError(f"{name} of {self.name!r} is {value}, out of range")
        if self.stage not in STAGES:
            raise ValueError(f"stage of {self.name!r} is {self.stage!r}, not one of {STAGES}")
        if self.mass > LEEWAY * self.heaviest:
            raise ValueError(
                f"{self.name!r} of {self.mass:g} kg is heavier than its shape full of "
                f"{self.material.name}, {self.heaviest:g} kg"
            )
        if self.tear is not None:
            try:
                torn(self)
            except ValueError as error:
                raise ValueError(f"what {self.name!r} tears into: {error}") from None

    @property
    def heaviest(self) -> float:
        """Mass of the shape full of the material, kg."""
        return self.shape.volume * self.material.density

    @property
    def area(self) -> float:
        """Mean cross-section of a piece over all directions, m2."""
        return self.solidity * self.shape.mean_projected_area

    @property
    def heated_area(self) -> float:
        """Surface of a piece that takes up and radiates heat, m2."""
        return self.solidity * self.shape.surface

    @property
    def perimeter(self) -> float:
        """Mean perimeter of a piece's cross-section, m; of the outline where it is open."""
        return self.shape.mean_perimeter

    @property
    def resistance(self) -> float:
        """Thermal resistance between surface and mean, m2 K/W.

        A wall takes heat from one side; a body lighter than full conducts as its fill does.
        """
        if self.wall is not None:
            return self.wall / (3.0 * self.material.conductivity)
        depth, number = self.shape.conduction
        fill = min(self.mass / self.heaviest, 1.0)
        return depth / (number * fill * self.material.conductivity)

    @property
    def core_deficit(self) -> float:
        """Heat the mean lacks when the surface begins to melt, over the heat of fusion.

        For the net flux near the peak of a shallow entry. assumption: steady, and no colder a core
        than nine tenths of the way down to 300 K.
        """
        # a scenario is checked without a compiler
        from sim.dynamics.demise import STEFAN_BOLTZMANN
        from sim.dynamics.heating import continuum_heat_flux
        from sim.lanes import interpreted

        m = self.material
        drag = self.shape.cd_continuum * self.area
        density = PEAK_DENSITY * self.mass / drag
        flux = interpreted(continuum_heat_flux)(density, SPEED, self.shape.nose_radius)
        net = float(self.shape.shape_factor * flux)
        net -= m.emissivity * STEFAN_BOLTZMANN * m.melting_temperature**4
        most = 0.9 * (m.melting_temperature - COLD)
        below = min(max(net, 0.0) * self.resistance, most)
        mean = m.specific_heat * (1.0 - 0.5 * m.specific_heat_growth * below)
        return mean * below / m.heat_of_fusion

    @property
    def accommodation(self) -> float:
        """Share of a free-molecular stream's energy that stays, where the shape factor applies."""
        from sim.dynamics.demise import ACCOMMODATION

        return ACCOMMODATION * FREE_MOLECULAR / self.shape.shape_factor

    @property
    def total_mass(self) -> float:
        """Own mass of all the pieces, kg, without propellant in them."""
        return self.count * self.mass

    @property
    def loaded_mass(self) -> float:
        """The same with it, kg."""
        return self.count * (self.mass + self.propellant)

    @property
    def ballistic_coefficient(self) -> float:
        """Own mass over hypersonic drag area, kg/m2, tumbling."""
        return self.mass / (self.shape.cd_continuum * self.area)


class Totals(NamedTuple):
    """Own masses in kg: of all, by stage, and by the families fastened to nothing else."""

    mass: float
    by_stage: dict[str, float]
    by_assembly: dict[str, float]


def totals(components: Sequence[Component]) -> Totals:
    """Masses of a set of families; each adds to the assembly its chain of parents ends in.

    Raises
    ------
    ValueError
        As `checked`.
    """
    known = {each.name: each for each in checked(components)}
    by_stage: dict[str, float] = dict.fromkeys(STAGES, 0.0)
    by_assembly: dict[str, float] = defaultdict(float)
    for each in components:
        by_stage[each.stage] += each.total_mass
        root = each
        while root.parent != STATION:
            root = known[root.parent]
        by_assembly[root.name] += each.total_mass
    mass = math.fsum(each.total_mass for each in components)
    return Totals(mass, dict(by_stage), dict(by_assembly))


def assembly_mass(components: Sequence[Component]) -> dict[str, float]:
    """Mass of one piece of each family with all that is in or on it, propellant too, kg, by name.

    Raises
    ------
    ValueError
        As `checked`.
    """
    known = {each.name: each for each in checked(components)}
    own = {each.name: each.loaded_mass for each in components}
    total = dict(own)
    for each in components:
        above = each
        while above.parent != STATION:
            above = known[above.parent]
            total[above.name] += own[each.name]
    return {name: mass / known[name].count for name, mass in total.items()}


def checked(components: Sequence[Component]) -> Sequence[Component]:
    """The same families.

    Raises
    ------
    ValueError
        If two have one name, a parent isn't among them, or parents go in a ring.
    """
    parents = {each.name: each.parent for each in components}
    if len(parents) < len(components):
        twice = [name for name, n in Counter(each.name for each in components).items() if n > 1]
        raise ValueError(f"names stand twice: {', '.join(twice)}")
    for each in components:
        if each.parent != STATION and each.parent not in parents:
            raise ValueError(f"parent {each.parent!r} of {each.name!r} is not among the families")
    ring = in_ring(parents)
    if ring:
        raise ValueError(f"parents go in a ring: {', '.join(ring)}")
    return components


def in_ring(parents: dict[str, str]) -> list[str]:
    """Names whose chain of parents, all of them known, never reaches the station."""
    circular = []
    for name in parents:
        above, seen = name, {name}
        while above in parents and (above := parents[above]) not in seen:
            seen.add(above)
        if above in parents:
            circular.append(name)
    return circular


def filled(component: Component, mass: float) -> Component:
    """As many pieces as come nearest to a mass in kg; theirs changes so that the sum is exact.

    Raises
    ------
    ValueError
        If the mass is not above 0, or a piece would be heavier than full of its material.
    """
    one = component.mass + component.propellant
    count = max(1, round(mass / one))
    part = mass / (count * one)
    return replace(
        component,
        count=count,
        mass=part * component.mass,
        propellant=part * component.propellant,
    )


def torn(component: Component) -> Component:
    """What all the pieces of a family tear into, a family of the same mass, which may tear again;
    itself where they do not.

    Raises
    ------
    ValueError
        If one of them is heavier than full of its material.
    """
    tear = component.tear
    if tear is None:
        return component
    return replace(
        component,
        count=component.count * tear.count,
        mass=component.mass / tear.count,
        shape=tear.shape,
        wall=tear.wall,
        solidity=1.0,
        tear=tear.again,
        burst=None,
        propellant=0.0,
    )


def as_columns(components: Iterable[Component]) -> dict[str, NDArray[np.float64]]:
    """The numbers of a fragment case, one row a family, for one piece with its own mass.

    Returns
    -------
    dict
        Columns (n,) of float64, SI units, named as the attributes they are: `length` is that of the
        Knudsen number, `radius` of the nose; `shrinks` is 1 for solid pieces and 0 for hollow ones;
        `stage` is the place in `STAGES`. Those of `Tear` and `Burst` begin with their names; a
        piece that does not tear or burst has limits that nothing reaches.
    """
    rows = tuple(components)
    return {
        name: np.array([pick(each) for each in rows], dtype=np.float64)
        for name, pick in _COLUMNS.items()
    }


_COLUMNS = {
    "mass": lambda each: each.mass,
    "area": lambda each: each.area,
    "cd_free_molecular": lambda each: each.shape.cd_free_molecular,
    "cd_continuum": lambda each: each.shape.cd_continuum,
    "cd_subsonic": lambda each: each.shape.cd_subsonic,
    "length": lambda each: each.shape.knudsen_length,
    "radius": lambda each: each.shape.nose_radius,
    "heated_area": lambda each: each.heated_area,
    "perimeter": lambda each: each.perimeter,
    "shape_factor": lambda each: each.shape.shape_factor,
    "specific_heat": lambda each: each.material.specific_heat,
    "heat_of_fusion": lambda each: each.material.heat_of_fusion,
    "melting_temperature": lambda each: each.material.melting_temperature,
    "emissivity": lambda each: each.material.emissivity,
    "specific_heat_growth": lambda each: each.material.specific_heat_growth,
    "emissivity_growth": lambda each: each.material.emissivity_growth,
    "accommodation": lambda each: each.accommodation,
    "oxidation_heat": lambda each: each.material.oxidation_heat,
    "resistance": lambda each: each.resistance,
    "core_deficit": lambda each: each.core_deficit,
    "char_excess": lambda each: each.material.char_excess,
    "shrinks": lambda each: float(each.wall is None),
    "count": lambda each: each.count,
    "stage": lambda each: STAGES.index(each.stage),
    "late_share": lambda each: each.late_share,
    "propellant": lambda each: each.propellant,
    "tear_count": lambda each: each.tear.count if each.tear else 1.0,
    "tear_pressure": lambda each: each.tear.pressure if each.tear else NEVER,
    "tear_temperature": lambda each: each.tear.temperature if each.tear else NEVER,
    "burst_temperature": lambda each: each.burst.temperature if each.burst else NEVER,
    "burst_slowest": lambda each: each.burst.slowest if each.burst else 0.0,
    "burst_fastest": lambda each: each.burst.fastest if each.burst else 0.0,
}
