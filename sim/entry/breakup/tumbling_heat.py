"""Heat flux to a tumbling body, mean over its surface and all directions, by that at the stagnation
point of a sphere of its nose radius.

Every element of a convex body that tumbles at random sees all directions alike, so a mean over the
body is one over directions, element by element. A round element takes 0.1 + 0.9 cos(angle between
its normal and the stream) of what it takes face on, and nothing in the lee: the distribution of
the panel codes (FOSTRAD, TITAN), whose mean over a sphere is 0.275; ESA's SESAM gives 0.27471
measured. A barrel takes 1 over root 2 of what a sphere of its radius does (stagnation line). A flat
face takes the larger of a flat plate's laminar flux, which falls with the root of the run from the
edge that meets the stream, and a blunt face's. Computed from these: no published factors of boxes
and plates were found, and Klett's of cylinders (SC-RR-64-2141) only by name.
"""

import math
from functools import cache

import numpy as np
from numpy.polynomial.legendre import leggauss

SPHERE = 0.27471
"""Mean over the surface of a tumbling sphere: measured output of ESA's SESAM."""

STAGNATION_LINE = 1.0 / math.sqrt(2.0)
"""Flux to a cylinder across the stream over that to a sphere of its radius (Tauber, Menees and
Adelman, J. Aircraft 24, 1987: one half of its square)."""

FLAT_FACE = 0.55
"""Flux to the middle of a flat disc face on, over that to a sphere of its radius: root of the ratio
of velocity gradients, 0.3 (Boison and Curtiss, ARS Journal 29, 1959)."""

PLATE_COEFFICIENT = 2.53 / 1.83
"""Laminar flat plate over stagnation point, both with the root of density over length and the cube
of speed (Tauber, Menees and Adelman 1987), the speed in m/s to the power `SPEED_POWER` besides."""
SPEED_POWER = 0.2
SPEED = 6.5e3
"""m/s where melting pieces take most of their heat."""

FREE_MOLECULAR = 0.25
"""Mean over the surface of any tumbling convex body in a free-molecular stream: the cross-section,
a quarter of the surface (Cauchy), takes all that comes."""

_NODE, _WEIGHT = leggauss(64)
_UNIT = 0.5 * (_NODE + 1.0)
_HALF = 0.5 * _WEIGHT


def plate_flux(cosine: np.ndarray) -> np.ndarray:
    """Flux to a flat plate, mean over a run from its leading edge, by that at the stagnation point
    of a sphere whose radius is the run; cosine of the angle between normal and stream.
    """
    along = np.sqrt(np.sqrt(1.0 - cosine * cosine))
    # the root of one over the run has twice its end value as mean
    return 2.0 * 0.1 * PLATE_COEFFICIENT * SPEED**SPEED_POWER * along * cosine


@cache
def face_share() -> float:
    """Flux to a flat face, mean over all directions, by that at the stagnation point of a sphere
    whose radius is the run.
    """
    blunt = FLAT_FACE * math.sqrt(2.0)  # the radius of a disc is half its run
    flux = np.maximum(plate_flux(_UNIT), blunt * (0.1 + 0.9 * _UNIT))
    return 0.5 * float(_HALF @ flux)


def rectangle_runs(length: float, width: float) -> float:
    """Mean over a rectangle and all directions along it of the root of one over the run, 1/m^0.5;
    counted so that a run has that of its end all along (`plate_flux` has the rest).
    """
    angle = 0.5 * math.pi * _UNIT
    across, along = np.sin(angle), np.cos(angle)
    # strips along the stream: of full run in the middle of the shadow, shorter towards corners
    full = np.minimum(width / across, length / along)
    shadow = length * across + width * along
    middle = np.abs(length * across - width * along)
    strips = np.sqrt(full) * (middle + (shadow - middle) * 2.0 / 3.0)
    return float(_HALF @ strips) / (length * width)


def disc_runs(diameter: float) -> float:
    """The same of a disc: twice the integral of (1 - s^2)^(1/4) from 0 to 1, over pi / 4."""
    return 2.0 * 0.8740191847640399 / (0.5 * math.pi) / math.sqrt(diameter)


def cylinder_share(diameter: float, length: float) -> float:
    """Of a circular cylinder, by a sphere of its radius."""
    barrel, ends = length, 0.5 * diameter
    end = face_share() * disc_runs(diameter) * math.sqrt(0.5 * diameter)
    return (barrel * SPHERE * STAGNATION_LINE + ends * end) / (barrel + ends)


def box_share(length: float, width: float, height: float, radius: float) -> float:
    """Of a box, by a sphere of a radius."""
    faces = ((length, width), (width, height), (height, length))
    total = sum(a * b * rectangle_runs(a, b) for a, b in faces)
    return face_share() * math.sqrt(radius) * total / sum(a * b for a, b in faces)
