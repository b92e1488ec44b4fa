"""Projected area of a shape: what it hides of a stream, overlaps counted once."""

import numpy as np

from sim.vehicle.panels.shapes import Element, Plate, Shape, lit, patches_of, rotation, turns

PATCH = 1.5
"""m; half of it moves the areas below by less than 1 %."""


def turned_elements(shape: Shape, joint_angle: float, tilt: float = 0.0) -> tuple[Element, ...]:
    """Elements with the joint and the wings' tilt at some angles in rad."""
    axis, point = np.array(shape.joint.axis), np.array(shape.joint.point)
    matrix = rotation(axis, joint_angle)
    elements: list[Element] = []
    for element in shape.elements:
        if isinstance(element, Plate) and turns(element):
            if element.tilts:
                along = np.array(element.length) / np.linalg.norm(element.length)
                element = element.turned(rotation(along, tilt), np.array(element.centre))
            element = element.turned(matrix, point)
        elements.append(element)
    return tuple(elements)


def silhouette(
    shape: Shape,
    toward: np.ndarray,
    joint_angle: float = 0.0,
    tilt: float = 0.0,
    wing_share: float = 1.0,
    patch: float = PATCH,
) -> tuple[float, np.ndarray]:
    """Projected area in m2 and its centre (3,) in m, seen from a unit vector.

    Joint angle and tilt in rad; of what turns only a share counts. Every patch that is seen counts
    its own projection, which is exact as patches grow small.
    """
    elements = turned_elements(shape, joint_angle, tilt)
    patches = patches_of(elements, patch)
    seen = lit(patches, elements, toward)
    share = np.array([wing_share if turns(e) else 1.0 for e in elements])[patches.element]
    area = np.abs(patches.normal @ toward) * patches.area * share * seen
    return float(area.sum()), area @ patches.centre / area.sum()


def tracking_angles(shape: Shape, sun: np.ndarray) -> tuple[float, float]:
    """Joint angle and tilt in rad that turn the wings to the Sun, a unit vector."""
    axis, up = np.array(shape.joint.axis), np.array(shape.joint.normal)
    angle = np.arctan2(sun @ np.cross(axis, up), sun @ up)
    return float(angle), float(np.arcsin(np.clip(sun @ axis, -1.0, 1.0)))


def tracking_area(
    shape: Shape,
    beta: float,
    wing_share: float = 1.0,
    places: int = 24,
    turn: np.ndarray | None = None,
) -> float:
    """Mean projected area in m2 over a revolution of a shape whose wings follow the Sun at an angle
    beta in rad to the plane of the orbit; `turn` (3, 3) leads from forward, against the orbit
    normal and nadir to its axes (None: they are the same).
    """
    turn = np.eye(3) if turn is None else turn
    areas = []
    for u in 2.0 * np.pi * (np.arange(places) + 0.5) / places:
        # y points against the orbit normal
        sun = np.array([np.cos(beta) * np.sin(u), -np.sin(beta), -np.cos(beta) * np.cos(u)])
        angles = tracking_angles(shape, turn @ sun)
        areas.append(silhouette(shape, turn[:, 0], *angles, wing_share, 3.0)[0])
    return float(np.mean(areas))


def tumbling_area(
    shape: Shape,
    joint_angle: float = 0.0,
    tilt: float = 0.0,
    wing_share: float = 1.0,
    places: int = 96,
) -> float:
    """Mean projected area in m2 over all directions, evenly along a spiral (Saff and Kuijlaars,
    Math. Intelligencer 19, 1997).
    """
    height = (np.arange(places) + 0.5) * 2.0 / places - 1.0
    about = np.arange(places) * np.pi * (3.0 - np.sqrt(5.0))
    across = np.sqrt(1.0 - height**2)
    directions = np.stack([across * np.cos(about), across * np.sin(about), height], axis=1)
    areas = [silhouette(shape, d, joint_angle, tilt, wing_share, 4.0)[0] for d in directions]
    return float(np.mean(areas))
