"""Bodies of simple shape: surfaces, projections, and the numbers drag and heating need of them.

Everything is for a body that tumbles through all directions alike, on its mean cross-section: for a
convex body a quarter of the surface (Cauchy). Steady attitudes are left out.
"""

import math
from abc import ABC, abstractmethod
from dataclasses import dataclass, fields
from typing import ClassVar

from sim.entry.breakup.continuum import ShapeClass, subsonic_drag, tumbling_drag
from sim.entry.breakup.tumbling_heat import SPHERE, box_share, cylinder_share

CD_FREE_MOLECULAR = 2.07
"""Diffuse reflection from a wall of 300 K, mean of a convex body over all directions, at 100 to 122
km (Schaaf-Chambre); 2.08 at 150 km.
"""


@dataclass(frozen=True)
class Shape(ABC):
    """A convex body, lengths in m; raises ValueError unless all are positive and finite."""

    def __post_init__(self) -> None:
        for field in fields(self):
            size = getattr(self, field.name)
            if not (math.isfinite(size) and size > 0.0):
                raise ValueError(f"{field.name} of a {self.kind} is {size} m, must be above 0")

    kind: ClassVar[ShapeClass]
    """Shape class."""

    @property
    @abstractmethod
    def sides(self) -> tuple[float, float, float]:
        """Length, width and height of the box it fits in, m."""

    @property
    @abstractmethod
    def surface(self) -> float:
        """Whole outer surface, m2."""

    @property
    @abstractmethod
    def volume(self) -> float:
        """Volume, m3."""

    @property
    @abstractmethod
    def mean_width(self) -> float:
        """Distance between parallel planes that touch it, mean over all directions, m."""

    @property
    @abstractmethod
    def nose_radius(self) -> float:
        """Radius of the stagnation point's sphere of equal heat flux, m."""

    @property
    @abstractmethod
    def shape_factor(self) -> float:
        """Heat flux averaged over the tumbling surface, by that at the stagnation point."""

    @property
    @abstractmethod
    def conduction(self) -> tuple[float, float]:
        """Depth in m a full body conducts heat over, and by how many times the flux times it over
        the conductivity the surface is hotter than the mean (one over that number).
        """

    @property
    def mean_projected_area(self) -> float:
        """Mean cross-section over all directions, m2 (Cauchy: a quarter of the surface)."""
        return self.surface / 4.0

    @property
    def mean_perimeter(self) -> float:
        """Perimeter of the cross-section, mean over all directions, m (Cauchy: pi mean widths)."""
        return math.pi * self.mean_width

    @property
    def longest(self) -> float:
        """Longest straight line in the body, m."""
        return math.hypot(*self.sides)

    @property
    def knudsen_length(self) -> float:
        """Length of the Knudsen number, m.

        assumption: the middle one of the three sides: the diameter of a sphere, a long cylinder or
        a disc, the shorter edge of a plate.
        """
        return sorted(self.sides)[1]

    @property
    def cd_free_molecular(self) -> float:
        """Drag coefficient above Knudsen number 10, on the mean cross-section."""
        return CD_FREE_MOLECULAR

    @property
    def cd_continuum(self) -> float:
        """Drag coefficient in hypersonic continuum flow, on the mean cross-section."""
        return tumbling_drag()

    @property
    def cd_subsonic(self) -> float:
        """Drag coefficient below Mach 1, on the mean cross-section."""
        return subsonic_drag(self.kind)


@dataclass(frozen=True)
class Sphere(Shape):
    """A sphere."""

    diameter: float
    kind: ClassVar[ShapeClass] = "sphere"

    @property
    def shape_factor(self) -> float:
        """Measured output of SESAM."""
        return SPHERE

    @property
    def conduction(self) -> tuple[float, float]:
        """The radius; five."""
        return self.diameter / 2.0, 5.0

    @property
    def sides(self) -> tuple[float, float, float]:
        """Three times the diameter."""
        return (self.diameter, self.diameter, self.diameter)

    @property
    def longest(self) -> float:
        """The diameter."""
        return self.diameter

    @property
    def surface(self) -> float:
        """Pi D2."""
        return math.pi * self.diameter**2

    @property
    def volume(self) -> float:
        """Pi D3 / 6."""
        return math.pi / 6.0 * self.diameter**3

    @property
    def mean_width(self) -> float:
        """The diameter."""
        return self.diameter

    @property
    def nose_radius(self) -> float:
        """Half the diameter."""
        return self.diameter / 2.0


@dataclass(frozen=True)
class Cylinder(Shape):
    """A circular cylinder, or a disc if it is short."""

    diameter: float
    length: float
    kind: ClassVar[ShapeClass] = "cylinder"

    @property
    def sides(self) -> tuple[float, float, float]:
        """Length and twice the diameter."""
        return (self.length, self.diameter, self.diameter)

    @property
    def longest(self) -> float:
        """From rim to opposite rim."""
        return math.hypot(self.length, self.diameter)

    @property
    def surface(self) -> float:
        """Barrel and two ends."""
        return math.pi * self.diameter * (self.length + self.diameter / 2.0)

    @property
    def volume(self) -> float:
        """Pi D2 L / 4."""
        return math.pi / 4.0 * self.diameter**2 * self.length

    @property
    def mean_width(self) -> float:
        """Of a rod, L / 2, and a disc, pi D / 4, which add."""
        return self.length / 2.0 + math.pi / 4.0 * self.diameter

    @property
    def nose_radius(self) -> float:
        """Half the diameter, as if across the stream."""
        return self.diameter / 2.0

    @property
    def shape_factor(self) -> float:
        """Computed."""
        return cylinder_share(self.diameter, self.length)

    @property
    def conduction(self) -> tuple[float, float]:
        """Of a rod its radius and four, of a disc half its thickness and three."""
        if self.length < self.diameter:
            return self.length / 2.0, 3.0
        return self.diameter / 2.0, 4.0


@dataclass(frozen=True)
class Box(Shape):
    """A box."""

    length: float
    width: float
    height: float
    kind: ClassVar[ShapeClass] = "box"

    @property
    def sides(self) -> tuple[float, float, float]:
        """The three edges."""
        return (self.length, self.width, self.height)

    @property
    def surface(self) -> float:
        """Six sides."""
        a, b, c = self.sides
        return 2.0 * (a * b + b * c + c * a)

    @property
    def volume(self) -> float:
        """Product of the edges."""
        return self.length * self.width * self.height

    @property
    def mean_width(self) -> float:
        """Half the sum of the edges."""
        return sum(self.sides) / 2.0

    @property
    def nose_radius(self) -> float:
        """Half the shortest edge; only what `shape_factor` refers to."""
        return min(self.sides) / 2.0

    @property
    def shape_factor(self) -> float:
        """Computed."""
        return box_share(*self.sides, self.nose_radius)

    @property
    def conduction(self) -> tuple[float, float]:
        """Half the shortest edge; three."""
        return min(self.sides) / 2.0, 3.0


@dataclass(frozen=True)
class Plate(Shape):
    """A thin plate; as a box, but a tumbling plate meets the air with its face and not its rim."""

    length: float
    width: float
    thickness: float
    kind: ClassVar[ShapeClass] = "plate"

    @property
    def sides(self) -> tuple[float, float, float]:
        """Two edges and the thickness."""
        return (self.length, self.width, self.thickness)

    @property
    def surface(self) -> float:
        """Two faces and the rim."""
        a, b, t = self.sides
        return 2.0 * (a * b + b * t + t * a)

    @property
    def volume(self) -> float:
        """Face times thickness."""
        return self.length * self.width * self.thickness

    @property
    def mean_width(self) -> float:
        """Half the sum of the edges."""
        return sum(self.sides) / 2.0

    @property
    def nose_radius(self) -> float:
        """Half the shorter edge of the face; only what `shape_factor` refers to."""
        return min(self.length, self.width) / 2.0

    @property
    def shape_factor(self) -> float:
        """Computed."""
        return box_share(*self.sides, self.nose_radius)

    @property
    def conduction(self) -> tuple[float, float]:
        """Half the thickness; three."""
        return self.thickness / 2.0, 3.0
