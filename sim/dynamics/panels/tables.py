"""From elements to what kernels read: forces of the fixed part by direction, wings, and shadows."""

from collections.abc import Callable, Sequence

import numpy as np

from sim.data.build_once import build_once
from sim.dynamics.panels.coefficients import (
    continuum_side,
    free_molecular_plate,
    free_molecular_side,
)
from sim.dynamics.panels.force import TABLE_SPEED_RATIO, TABLE_TEMPERATURE
from sim.dynamics.panels.lookup import grid_directions, torus_table, turn_table
from sim.dynamics.panels.surfaces import FORCE_COLUMNS, WING_COLUMNS, Surfaces
from sim.lanes import interpreted
from sim.vehicle.panels.shapes import (
    Element,
    Joint,
    Patches,
    Plate,
    Shape,
    lit,
    patches_of,
    rotation,
    turns,
)

PATCH = 2.5
"""m, length of the patches that forces are summed over."""
STEPS = 48
"""Of the fixed part's tables to a circle: 7.5 degrees, about the width in which molecules smear the
edge of a shadow.
"""
LIT_STEPS, LIT_LAYERS = 24, 6
"""Of the tables of shadows: directions to a circle, joint angles to half of one."""
GRAZING = 0.05
"""Least cosine with which an area counts in a share of what is lit: edge-on shares are of no
use.
"""
WALL = 300.0
"""K of surfaces (assumption: 200 to 400)."""


@build_once
def make_surfaces(shape: Shape, shadows: bool = True, patch: float = PATCH) -> Surfaces:
    """What kernels read of a shape; `patch` m is the length of what forces are summed over.

    Without `shadows` elements do not hide one another.
    """
    fixed = [e for e in shape.elements if not turns(e)]
    wings = [e for e in shape.elements if isinstance(e, Plate) and turns(e)]
    joint = shape.joint
    patches = patches_of(fixed, patch) if fixed else None
    table = np.zeros((STEPS // 2 + 1, STEPS, FORCE_COLUMNS))
    if patches is not None:
        table = _over_directions(
            STEPS,
            FORCE_COLUMNS,
            lambda d: fixed_coefficients(patches, _seen(patches, fixed, d, shadows), d),
        )
    shares, steps = np.zeros((0, 2)), 0
    if shadows and wings and fixed:
        shares, steps = turn_table(_lit_shares(fixed, wings, joint, patch)), LIT_STEPS
    return Surfaces(
        torus_table(table),
        STEPS,
        _frozen(np.array(merge_wings(wings, joint)).reshape(-1, WING_COLUMNS)),
        _frozen(np.array([*joint.axis, *joint.normal, *joint.point])),
        _frozen(shares),
        steps,
        WALL,
    )


def fixed_coefficients(patches: Patches, seen: np.ndarray, toward: np.ndarray) -> np.ndarray:
    """Force over dynamic pressure m2 and torque m3 on patches, free-molecular and continuum,
    shape (12,), in a stream from a unit vector; `seen` (n,) says which it reaches.
    """
    free, continuum = patch_forces(
        patches, seen, toward, TABLE_SPEED_RATIO, WALL / TABLE_TEMPERATURE
    )
    rows = []
    for force in (free, continuum):
        rows += [force.sum(axis=0), np.cross(patches.centre, force).sum(axis=0)]
    return np.concatenate(rows)


def patch_forces(
    patches: Patches, seen: np.ndarray, toward: np.ndarray, speed_ratio: float, wall: float
) -> tuple[np.ndarray, np.ndarray]:
    """Forces (n, 3) over dynamic pressure in m2, free-molecular and continuum, of patches in a
    stream from a unit vector; `wall` is the surface's temperature over the gas's.
    """
    c = patches.normal @ toward
    root, s = np.sqrt(wall), speed_ratio
    one, shear_one = interpreted(free_molecular_side)(c, s, root)
    two, shear_two = interpreted(free_molecular_plate)(c, s, root)
    pressure = np.where(patches.both, two, one)
    shear = np.where(patches.both, shear_two, shear_one)
    # what leaves a hidden side is little and slow; what lies in the lee meets what overtakes it
    area = np.where(seen | (~patches.both & (c <= 0.0)), patches.area, 0.0)
    along = toward - c[:, None] * patches.normal
    free = -area[:, None] * (pressure[:, None] * patches.normal + shear[:, None] * along)
    newton = interpreted(continuum_side)
    push = newton(c) - np.where(patches.both, newton(-c), 0.0)
    return free, -area[:, None] * push[:, None] * patches.normal


def merge_wings(wings: Sequence[Plate], joint: Joint) -> list[np.ndarray]:
    """Rows of `WING_COLUMNS` for plates that turn; plates that are parallel and tilt alike are one
    with the area and the middle of all.
    """
    found: dict[tuple, list[Plate]] = {}
    for wing in wings:
        axis = np.array(wing.length) / np.linalg.norm(wing.length) if wing.tilts else np.zeros(3)
        key = tuple(np.round(np.concatenate([wing.normal, axis]), 12) + 0.0)
        found.setdefault(key, []).append(wing)
    rows = []
    for key, group in found.items():
        area = np.array([wing.area for wing in group])
        centre = area @ np.array([wing.centre for wing in group]) / area.sum() - joint.point
        rows.append(np.concatenate([[area.sum()], centre, key]))
    return rows


def _seen(
    patches: Patches, elements: Sequence[Element], toward: np.ndarray, shadows: bool
) -> np.ndarray:
    if shadows:
        return lit(patches, elements, toward)
    return patches.both | (patches.normal @ toward > 0.0)


def _over_directions(
    steps: int, columns: int, value: Callable[..., np.ndarray], *known: np.ndarray
) -> np.ndarray:
    """Values of a function of a unit vector on the grid of directions, and of what is `known` there
    already; poles are one each.
    """
    directions = grid_directions(steps)
    table = np.empty((*directions.shape[:2], columns))
    for i, circle in enumerate(directions):
        for j, toward in enumerate(circle):
            pole = j > 0 and i in (0, len(directions) - 1)
            table[i, j] = table[i, 0] if pole else value(toward, *(k[i, j] for k in known))
    return table


def _lit_shares(
    fixed: Sequence[Element], wings: Sequence[Plate], joint: Joint, patch: float
) -> np.ndarray:
    """Shares of wings and of the fixed part in the stream, by joint angle and direction."""
    patches = patches_of(fixed, patch)
    free = _over_directions(LIT_STEPS, len(patches.area), lambda d: lit(patches, fixed, d))
    layers = []
    for layer in range(LIT_LAYERS):
        matrix = rotation(np.array(joint.axis), np.pi * layer / LIT_LAYERS)
        turned = tuple(wing.turned(matrix, np.array(joint.point)) for wing in wings)
        own = patches_of(turned, 1.6 * patch)
        everything = (*turned, *fixed)

        def shares(d, alone, own=own, turned=turned, everything=everything):
            left = alone * lit(patches, fixed, d, turned)
            weight = patches.area * np.maximum(np.abs(patches.normal @ d), GRAZING)
            wide = own.area * np.maximum(np.abs(own.normal @ d), GRAZING)
            both = wide @ lit(own, turned, d, everything) / wide.sum()
            return np.array([both, weight @ left / max(weight @ alone, 1e-9)])

        layers.append(_over_directions(LIT_STEPS, 2, shares, free))
    return np.stack(layers)


def _frozen(table: np.ndarray) -> np.ndarray:
    table = np.ascontiguousarray(table, dtype=np.float64)
    table.setflags(write=False)
    return table
