"""What the stream does to the root of a solar array: the bending moment at the inner end of its
mast.

All wings of a body stand alike, so the one that bends its root most stands for all of them; nothing
shades it (some wing always is in the open stream), and it weighs nothing: what a wing of 1.1 t is
held back by is 2 % of what pushes it.
"""

import math
from dataclasses import replace

import numpy as np

from sim.data.build_once import build_once
from sim.dynamics.panels.force import wings_force
from sim.dynamics.panels.surfaces import Surfaces
from sim.dynamics.panels.tables import WALL, make_surfaces
from sim.errors import InputError
from sim.lanes import interpreted
from sim.vehicle.panels.shapes import Joint, Plate, Shape

DIRECTIONS = 1024
"""Of a stream from all sides; twice as many move the mean by less than 0.1 %."""


def wings_of(shape: Shape) -> list[Plate]:
    """Plates of a shape that turn and tilt."""
    return [e for e in shape.elements if isinstance(e, Plate) and e.turns and e.tilts]


@build_once
def root_surfaces(shape: Shape) -> Surfaces:
    """One wing of a shape, moved so that its root is the origin.

    Raises
    ------
    InputError
        If no plate of the shape both turns and tilts.
    """
    wings = wings_of(shape)
    if not wings:
        raise InputError(
            "nothing is a wing whose root could fail; allowed: a plate that turns and tilts"
        )
    wing = max(wings, key=lambda each: each.area * float(np.linalg.norm(each.length)))
    x, y, z = 0.5 * np.array(wing.length)
    alone = replace(wing, centre=(float(x), float(y), float(z)))
    joint = Joint((0.0, 0.0, 0.0), shape.joint.axis, shape.joint.normal)
    return make_surfaces(Shape((alone,), joint), False)


def root_moment(
    surfaces: Surfaces,
    toward: np.ndarray,
    angles: tuple[np.ndarray, np.ndarray, np.ndarray, np.ndarray],
    speed_ratio: np.ndarray,
    temperature: np.ndarray,
    free: np.ndarray,
) -> np.ndarray:
    """Moment at the root over dynamic pressure in m3, (n,).

    Parameters
    ----------
    surfaces
        Of `root_surfaces`.
    toward
        Shape (3, n), unit vectors of the velocity through the air, body axes.
    angles
        Sine and cosine of the joint's angle, and of the tilt, (n,) each.
    speed_ratio, temperature, free
        Shape (n,): speed over the molecules', K, and how far flow is on the way from continuum (0)
        to free-molecular (1).
    """
    wall = np.sqrt(WALL / temperature)
    six = interpreted(wings_force)(*toward, *angles, speed_ratio, wall, free, surfaces)
    return np.linalg.norm(np.stack(six[3:]), axis=0)


def tumbling_moments(shape: Shape, free: float) -> np.ndarray:
    """The same from all sides alike, shape (`DIRECTIONS`,): what a wing of a tumbling body meets.

    A spiral of even spacing (Saff and Kuijlaars, Math. Intelligencer 19, 1997); a gas of 300 K and
    a speed ratio of 20, as between 100 and 120 km at 7.7 km/s (10 to 25: 2 %).
    """
    height = (np.arange(DIRECTIONS) + 0.5) * 2.0 / DIRECTIONS - 1.0
    about = np.arange(DIRECTIONS) * math.pi * (3.0 - math.sqrt(5.0))
    across = np.sqrt(1.0 - height**2)
    toward = np.stack([across * np.cos(about), across * np.sin(about), height])
    one = np.ones(DIRECTIONS)
    angles = 0.0 * one, one, 0.0 * one, one
    return root_moment(root_surfaces(shape), toward, angles, 20.0 * one, 300.0 * one, free * one)
