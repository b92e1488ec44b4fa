"""Axes that turn with an orbit: radial, along the flight, along the orbit normal (RSW, RTN)."""

import numpy as np
from numpy.typing import NDArray

Array = NDArray[np.float64]


def orbit_axes(r: Array, v: Array) -> Array:
    """Rows up, ahead and along the orbit normal, (n, 3, 3), in the frame of positions and
    velocities (n, 3).
    """
    up = r / np.linalg.norm(r, axis=1)[:, None]
    normal = np.cross(r, v)
    normal /= np.linalg.norm(normal, axis=1)[:, None]
    return np.stack([up, np.cross(normal, up), normal], axis=1)


def in_orbit_axes(states: Array, vectors: Array) -> Array:
    """Vectors (n, 3) up, ahead and along the normal of the orbits of states (n, 6)."""
    return (orbit_axes(states[:, :3], states[:, 3:6]) * vectors[:, None]).sum(axis=2)
