"""Elements of a body's shape, in the axes of its drawings, m: what they hide from a stream, and
patches to sum its forces over.
"""

import math
from collections.abc import Sequence
from dataclasses import dataclass, replace
from typing import NamedTuple

import numpy as np

from sim.data.build_once import build_once
from sim.errors import InputError

Vector = tuple[float, float, float]
AROUND = 20
"""Patches around a cylinder."""
NEAR = 1e-6
"""m, how far a patch lies off the element that casts no shadow on it."""
GAP = 0.02
"""Of the whole area, by which the facets of a closed body may fail to close (assumption, 0.005 to
0.05: rounded areas and normals).
"""
SQUARE = 1e-6
"""Cosine by which the edges of a plate may miss a right angle: digits they are printed with."""


class Patches(NamedTuple):
    """Small flat parts of a surface: centres and outward unit normals (n, 3), areas m2 (n,),
    whether both sides meet the stream (n,), and the number of the element of each (n,).
    """

    centre: np.ndarray
    normal: np.ndarray
    area: np.ndarray
    both: np.ndarray
    element: np.ndarray


@dataclass(frozen=True)
class Cylinder:
    """A closed cylinder between the middles of its ends."""

    name: str
    start: Vector
    end: Vector
    diameter: float

    def patches(self, size: float) -> tuple[np.ndarray, np.ndarray, np.ndarray]:
        """Centres, normals and areas of patches about `size` m long."""
        a, b = np.array(self.start), np.array(self.end)
        length, axis, u, v = _frame(b - a)
        rows = max(1, round(length / size))
        angle = 2.0 * math.pi * (np.arange(AROUND) + 0.5) / AROUND
        out = np.cos(angle)[:, None] * u + np.sin(angle)[:, None] * v
        along = (np.arange(rows) + 0.5) / rows
        side = a + along[:, None, None] * (b - a) + 0.5 * self.diameter * out
        area = math.pi * self.diameter * length / (AROUND * rows)
        rings = max(1, round(0.5 * self.diameter / size))
        radius = 0.5 * self.diameter * np.sqrt((np.arange(rings) + 0.5) / rings)
        disc = radius[:, None, None] * out
        disc_area = 0.25 * math.pi * self.diameter**2 / (AROUND * rings)
        count = rings * AROUND
        return (
            np.concatenate([side.reshape(-1, 3), *(p + disc.reshape(-1, 3) for p in (a, b))]),
            np.concatenate(
                [np.tile(out, (rows, 1)), np.tile(-axis, (count, 1)), np.tile(axis, (count, 1))]
            ),
            np.concatenate([np.full(rows * AROUND, area), np.full(2 * count, disc_area)]),
        )

    def corners(self) -> np.ndarray:
        """Points (n, 3) that it lies between."""
        a, b = np.array(self.start), np.array(self.end)
        _, _, u, v = _frame(b - a)
        r = 0.5 * math.sqrt(2.0) * self.diameter
        return np.array([p + r * q for p in (a, b) for q in (u, -u, v, -v)])

    def hides(self, points: np.ndarray, toward: np.ndarray) -> np.ndarray:
        """Whether rays from points (n, 3) toward a unit vector meet it, shape (n,)."""
        a = np.array(self.start)
        length, axis, _, _ = _frame(np.array(self.end) - a)
        p = points - a
        along, slope = p @ axis, float(toward @ axis)
        q, d = p - along[:, None] * axis, toward - slope * axis
        radius = 0.5 * self.diameter
        with np.errstate(divide="ignore", invalid="ignore"):
            square = max(float(d @ d), 1e-30)
            half = q @ d
            root = half**2 - square * ((q * q).sum(axis=1) - radius**2)
            wide = np.sqrt(np.maximum(root, 0.0))
            slope = slope if abs(slope) > 1e-15 else 1e-15
            ends = np.stack([-along / slope, (length - along) / slope])
            enter = np.maximum((-half - wide) / square, ends.min(axis=0))
            leave = np.minimum((-half + wide) / square, ends.max(axis=0))
        return (root > 0.0) & (leave > np.maximum(enter, 0.0) + NEAR)


@dataclass(frozen=True)
class Box:
    """A closed box along the axes, between two corners."""

    name: str
    low: Vector
    high: Vector

    def patches(self, size: float) -> tuple[np.ndarray, np.ndarray, np.ndarray]:
        """Centres, normals and areas of patches about `size` m long."""
        low, high = np.array(self.low), np.array(self.high)
        edges = np.diag(high - low)
        parts = []
        for k in range(3):
            u, v = edges[(k + 1) % 3], edges[(k + 2) % 3]
            for corner, sign in ((low, -1.0), (low + edges[k], 1.0)):
                centres, area = _tile(corner, u, v, size)
                normal = np.zeros(3)
                normal[k] = sign
                parts.append((centres, np.tile(normal, (len(centres), 1)), area))
        return _join(parts)

    def corners(self) -> np.ndarray:
        """Points (n, 3) that it lies between."""
        return np.array([self.low, self.high])

    def hides(self, points: np.ndarray, toward: np.ndarray) -> np.ndarray:
        """Whether rays from points (n, 3) toward a unit vector meet it, shape (n,)."""
        d = np.where(np.abs(toward) > 1e-15, toward, 1e-15)
        first = (np.array(self.low) - points) / d
        second = (np.array(self.high) - points) / d
        enter = np.minimum(first, second).max(axis=1)
        leave = np.maximum(first, second).min(axis=1)
        return leave > np.maximum(enter, 0.0) + NEAR


@dataclass(frozen=True)
class Plate:
    """A thin rectangle by its middle and the full length and width, square to each other; both
    sides meet the stream. With `turns` it turns about the joint, with `tilts` about its length.
    """

    name: str
    centre: Vector
    length: Vector
    width: Vector
    turns: bool = False
    tilts: bool = False

    @property
    def normal(self) -> np.ndarray:
        """Unit normal (3,)."""
        n = np.cross(self.length, self.width)
        return n / max(float(np.linalg.norm(n)), 1e-30)

    @property
    def skew(self) -> float:
        """Size of the cosine between its edges, 0 for a rectangle."""
        u, v = np.array(self.length), np.array(self.width)
        return abs(float(u @ v)) / max(float(np.linalg.norm(u) * np.linalg.norm(v)), 1e-30)

    @property
    def area(self) -> float:
        """Of one side, m2."""
        return float(np.linalg.norm(np.cross(self.length, self.width)))

    def patches(self, size: float) -> tuple[np.ndarray, np.ndarray, np.ndarray]:
        """Centres, normals and areas of patches about `size` m long."""
        u, v = np.array(self.length), np.array(self.width)
        centres, area = _tile(np.array(self.centre) - 0.5 * (u + v), u, v, size)
        return centres, np.tile(self.normal, (len(centres), 1)), area

    def corners(self) -> np.ndarray:
        """Points (n, 3) that it lies between."""
        u, v = 0.5 * np.array(self.length), 0.5 * np.array(self.width)
        return np.array(self.centre) + np.array([u + v, u - v, v - u, -u - v])

    def hides(self, points: np.ndarray, toward: np.ndarray) -> np.ndarray:
        """Whether rays from points (n, 3) toward a unit vector meet it, shape (n,)."""
        n = self.normal
        slope = float(n @ toward)
        if abs(slope) < 1e-9:
            return np.zeros(len(points), dtype=bool)
        offset = np.array(self.centre) - points
        t = offset @ n / slope
        p = t[:, None] * toward - offset
        u, v = np.array(self.length), np.array(self.width)
        inside = (np.abs(p @ u) < 0.5 * (u @ u)) & (np.abs(p @ v) < 0.5 * (v @ v))
        return inside & (t > NEAR)

    def turned(self, matrix: np.ndarray, point: np.ndarray) -> "Plate":
        """The plate turned by a matrix (3, 3) about a point (3,)."""
        place = tuple(point + matrix @ (np.array(self.centre) - point))
        return replace(
            self,
            centre=place,
            length=tuple(matrix @ np.array(self.length)),
            width=tuple(matrix @ np.array(self.width)),
        )


@dataclass(frozen=True)
class Facet:
    """One side of a flat part of a closed body: all facets together must close."""

    name: str
    centre: Vector
    normal: Vector
    area: float

    def patches(self, size: float) -> tuple[np.ndarray, np.ndarray, np.ndarray]:
        """Itself, whatever the `size`."""
        normal = np.array(self.normal) / np.linalg.norm(self.normal)
        return np.array([self.centre]), normal[None, :], np.array([self.area])

    def corners(self) -> np.ndarray:
        """Its middle (1, 3)."""
        return np.array([self.centre])

    def hides(self, points: np.ndarray, toward: np.ndarray) -> np.ndarray:
        """Nothing: its outline is not known."""
        return np.zeros(len(points), dtype=bool)


Element = Cylinder | Box | Plate | Facet


@dataclass(frozen=True)
class Joint:
    """An axis about which plates turn: a point on it, its unit vector, and the unit vector across
    it that is the normal of the wings with the joint at zero.
    """

    point: Vector = (0.0, 0.0, 0.0)
    axis: Vector = (0.0, 1.0, 0.0)
    normal: Vector = (0.0, 0.0, 1.0)


@dataclass(frozen=True)
class Shape:
    """All elements of a body, and its joint.

    Raises
    ------
    InputError
        If an element has no extent, a box has its corners the wrong way round, edges of a plate
        are not square to each other, or facets do not close.
    """

    elements: tuple[Element, ...]
    joint: Joint = Joint()

    def __post_init__(self) -> None:
        """Refuse what encloses nothing."""
        for element in self.elements:
            _, normal, area = element.patches(10.0)
            if not (np.isfinite(area).all() and (area > 0.0).all() and np.isfinite(normal).all()):
                raise InputError(f"surface {element.name!r} has no extent")
            if isinstance(element, Box) and (np.array(element.low) > element.high).any():
                raise InputError(
                    f"box {element.name!r} goes from {element.low} to {element.high} m; allowed: "
                    "a low corner that is below the high one along every axis"
                )
            if isinstance(element, Plate) and element.skew > SQUARE:
                raise InputError(
                    f"the edges of plate {element.name!r}, {element.length} and {element.width} m, "
                    f"have a cosine of {element.skew:.3g} between them; allowed: a right angle"
                )
        check_closed([e for e in self.elements if isinstance(e, Facet)])


def check_closed(facets: Sequence[Facet]) -> None:
    """Refuse facets that leave a body open.

    Raises
    ------
    InputError
        If their areas times their normals do not add to nothing.
    """
    if not facets:
        return
    open_area = sum(f.area * np.array(f.normal) / np.linalg.norm(f.normal) for f in facets)
    size = float(np.linalg.norm(open_area))
    whole = sum(f.area for f in facets)
    if size > GAP * whole:
        x, y, z = -np.asarray(open_area) / size + 0.0
        raise InputError(
            f"the facets do not close: area times normal adds to {size:.4g} m2 of {whole:.4g} m2; "
            f"a facet with the normal ({x:.3g}, {y:.3g}, {z:.3g}) is missing, or one points inward"
        )


def patches_of(elements: Sequence[Element], size: float) -> Patches:
    """Patches of elements, about `size` m long."""
    parts = [e.patches(size) for e in elements]
    counts = [len(area) for _, _, area in parts]
    both = np.repeat([isinstance(e, Plate) for e in elements], counts)
    return Patches(*_join(parts), both, np.repeat(np.arange(len(elements)), counts))


def lit(
    patches: Patches,
    owners: Sequence[Element],
    toward: np.ndarray,
    others: Sequence[Element] | None = None,
) -> np.ndarray:
    """Whether patches of their owners see in the direction of a unit vector, past all other
    elements (None: the owners themselves), (n,).
    """
    seen = patches.both | (patches.normal @ toward > 0.0)
    hiding = owners if others is None else others
    near = _may_hide(hiding, owners, toward)
    for number, element in enumerate(hiding):
        near_patch = near[number][patches.element]
        index = np.flatnonzero(seen & near_patch)
        if len(index):
            seen[index] = ~element.hides(patches.centre[index], toward)
    return seen


def _may_hide(
    hiding: Sequence[Element], owners: Sequence[Element], toward: np.ndarray
) -> np.ndarray:
    """Whether spheres about elements overlap along a line of sight, (hiding, owners); nothing
    hides itself.
    """
    one, size_one = bounds(tuple(hiding))
    other, size_other = bounds(tuple(owners))
    apart = one[:, None, :] - other[None, :, :]
    along = apart @ toward
    reach = size_one[:, None] + size_other[None, :]
    across = (apart * apart).sum(axis=2) - along**2
    same = np.array([[a is b for b in owners] for a in hiding])
    return (across < reach**2) & (along > -reach) & ~same


@build_once
def bounds(elements: tuple[Element, ...]) -> tuple[np.ndarray, np.ndarray]:
    """Middles (n, 3) and radii (n,) of spheres about elements, m."""
    boxes = [element.corners() for element in elements]
    middle = np.array([0.5 * (c.min(axis=0) + c.max(axis=0)) for c in boxes])
    radius = [
        float(np.linalg.norm(c - m, axis=1).max()) for c, m in zip(boxes, middle, strict=True)
    ]
    return middle, np.array(radius)


def turns(element: Element) -> bool:
    """Whether an element turns about the joint."""
    return isinstance(element, Plate) and element.turns


def rotation(axis: np.ndarray, angle: float) -> np.ndarray:
    """Matrix (3, 3) that turns vectors about a unit axis (3,) by an angle in rad."""
    x, y, z = axis
    cross = np.array([[0.0, -z, y], [z, 0.0, -x], [-y, x, 0.0]])
    return np.eye(3) + np.sin(angle) * cross + (1.0 - np.cos(angle)) * cross @ cross


def turn_matrix(yaw: float, pitch: float, roll: float) -> np.ndarray:
    """Matrix (3, 3) to axes turned by yaw, then pitch, then roll, rad."""
    cy, sy, cp, sp = np.cos(yaw), np.sin(yaw), np.cos(pitch), np.sin(pitch)
    cr, sr = np.cos(roll), np.sin(roll)
    first = np.array([[cy, sy, 0.0], [-sy, cy, 0.0], [0.0, 0.0, 1.0]])
    second = np.array([[cp, 0.0, -sp], [0.0, 1.0, 0.0], [sp, 0.0, cp]])
    third = np.array([[1.0, 0.0, 0.0], [0.0, cr, sr], [0.0, -sr, cr]])
    return third @ second @ first


def _frame(line: np.ndarray) -> tuple[float, np.ndarray, np.ndarray, np.ndarray]:
    """Length of a vector, its direction, and two unit vectors square to it."""
    length = float(np.linalg.norm(line))
    with np.errstate(divide="ignore", invalid="ignore"):
        axis = line / length
    other = np.eye(3)[int(np.argmin(np.abs(line)))]
    u = np.cross(axis, other)
    u = u / np.linalg.norm(u)
    return length, axis, u, np.cross(axis, u)


def _tile(
    corner: np.ndarray, u: np.ndarray, v: np.ndarray, size: float
) -> tuple[np.ndarray, np.ndarray]:
    """Centres and areas of the parts of a rectangle."""
    i, j = (max(1, round(float(np.linalg.norm(edge)) / size)) for edge in (u, v))
    a, b = ((np.arange(k) + 0.5) / k for k in (i, j))
    centres = corner + a[:, None, None] * u + b[None, :, None] * v
    area = float(np.linalg.norm(np.cross(u, v))) / (i * j)
    return centres.reshape(-1, 3), np.full(i * j, area)


def _join(
    parts: Sequence[tuple[np.ndarray, np.ndarray, np.ndarray]],
) -> tuple[np.ndarray, np.ndarray, np.ndarray]:
    centre, normal, area = (np.concatenate([part[k] for part in parts]) for k in range(3))
    return centre, normal, area
