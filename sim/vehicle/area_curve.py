"""Drag area of an attitude over the Sun angle beta: the table that the equation of motion reads,
and the mean over the months in which beta comes and goes.

Beta is the angle between the Sun and the plane of the orbit. Solar arrays that follow the Sun stand
edge-on to the wind the more, the larger it is. Between the stated angles the area is linear in the
sine of the magnitude of beta, in which the area of tracking arrays is nearly straight; beyond the
last one it is held.
"""

from collections.abc import Sequence

import numpy as np

from sim.vehicle.hardware import Attitude

OBLIQUITY = 0.40909
"""rad, of the ecliptic; 23.439 deg (IAU 2006, at J2000)."""
LONGITUDES, NODES = 36, 72
"""Of the Sun and of the node, over which the mean is taken; good to 0.1 %."""


def area_at(attitude: Attitude, beta: np.ndarray | float) -> np.ndarray:
    """Drag area in m2 at angles beta in rad."""
    if not attitude.by_beta:
        return np.full(np.shape(beta), attitude.area)
    angles, areas = np.array(attitude.by_beta).T
    return np.interp(np.abs(np.sin(beta)), np.sin(angles), areas)


def mean_area(attitude: Attitude, inclination: float) -> float:
    """Drag area in m2, mean over all places of the node and of the Sun, for an orbit of that
    inclination in rad: that of a flight of many months.
    """
    if not attitude.by_beta:
        return attitude.area
    sun = 2.0 * np.pi * np.arange(LONGITUDES)[:, None] / LONGITUDES
    node = 2.0 * np.pi * np.arange(NODES) / NODES
    sine = np.sin(inclination) * (
        np.sin(node) * np.cos(sun) - np.cos(node) * np.cos(OBLIQUITY) * np.sin(sun)
    ) + np.cos(inclination) * np.sin(OBLIQUITY) * np.sin(sun)
    return float(area_at(attitude, np.arcsin(sine)).mean())


def area_curves(attitudes: Sequence[Attitude]) -> np.ndarray:
    """Table of the attitudes whose area follows beta, one row each after a row of zeros.

    Returns
    -------
    numpy.ndarray
        Shape (k + 1, 2 n), read-only: pairs of a sine of beta and of the change of slope of the
        relative area there; the area is that at beta 0 times 1 + sum of change x max(0, sine -
        its sine).
    """
    curves = [_bends(attitude) for attitude in attitudes if attitude.by_beta]
    table = np.zeros((len(curves) + 1, max((2 * len(c) for c in curves), default=0)))
    for row, bends in enumerate(curves, start=1):
        table[row, : 2 * len(bends)] = bends.ravel()
    table.setflags(write=False)
    return table


def _bends(attitude: Attitude) -> np.ndarray:
    """Sines at which the slope of the relative area changes, and by how much, shape (n, 2)."""
    angles, areas = np.array(attitude.by_beta).T
    sines = np.sin(angles)
    slopes = np.diff(areas / areas[0]) / np.diff(sines)
    return np.column_stack([sines, np.diff(slopes, prepend=0.0, append=0.0)])
