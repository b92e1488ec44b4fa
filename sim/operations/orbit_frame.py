"""Places on the ground in the frame of the orbit above them.

There a footprint keeps its place when the whole burn sequence is moved along the orbit or flown on
another pass: the first adds to the argument of latitude, the second turns the node, and both turn
the Earth below. Leaves out that the ground falls away differently along the track (flattening) and
that the atmosphere differs from place to place; `sim.operations.footprint_shape` therefore takes a
shape flown nearby.
"""

from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray

from sim.dynamics.rhs import EARTH_RATE
from sim.frames.constants import ECCENTRICITY_SQUARED, EQUATORIAL_RADIUS, J2, MU

Array = NDArray[np.float64]


class OrbitPlace(NamedTuple):
    """Argument of latitude, and longitude of the ascending node of the orbit plane, rad, (n,)."""

    argument: Array
    node: Array

    def of(self, index: NDArray[np.intp]) -> "OrbitPlace":
        """Some of the places."""
        return OrbitPlace(self.argument[index], self.node[index])


UNDER = np.array([[1.0, 0.0, 0.0]])
"""The place on the ground under an orbit place, in its frame."""


def directions_of(latitude: Array, longitude: Array) -> Array:
    """Geocentric unit vectors, Earth-fixed, (..., 3), of geodetic places in rad."""
    geocentric = np.arctan((1.0 - ECCENTRICITY_SQUARED) * np.tan(latitude))
    flat = np.cos(geocentric)
    return np.stack(
        [flat * np.cos(longitude), flat * np.sin(longitude), np.sin(geocentric)], axis=-1
    )


def place_of(direction: Array) -> tuple[Array, Array]:
    """Geodetic latitude and longitude in rad of geocentric vectors (..., 3)."""
    level = np.hypot(direction[..., 0], direction[..., 1])
    latitude = np.arctan2(direction[..., 2], (1.0 - ECCENTRICITY_SQUARED) * level)
    return latitude, np.arctan2(direction[..., 1], direction[..., 0])


def find_on_orbit(
    latitude: Array, longitude: Array, ascending: NDArray[np.bool_], inclination: float
) -> OrbitPlace:
    """The orbit place over geodetic places (n,) in rad; beyond the turning latitude the turning
    point.
    """
    sine = directions_of(latitude, longitude)[..., 2] / np.sin(inclination)
    rising = np.arcsin(np.clip(sine, -1.0, 1.0))
    argument = np.where(ascending, rising, np.pi - rising)
    east = np.arctan2(np.cos(inclination) * np.sin(argument), np.cos(argument))
    return OrbitPlace(argument, longitude - east)


def into_frame(direction: Array, place: OrbitPlace, inclination: float) -> Array:
    """Vectors (k, 3) in the frame of an orbit place of one element: x up, y ahead, z along the
    orbit normal.
    """
    return direction @ _axes(OrbitPlace(*map(np.atleast_1d, place)), inclination)[0]


def out_of_frame(local: Array, place: OrbitPlace, inclination: float) -> tuple[Array, Array]:
    """Geodetic latitude and longitude in rad, (n, k), of vectors (k, 3) of the frame at n places.

    The same vectors at every place: a rigid shape.
    """
    return place_of(np.einsum("nij,kj->nki", _axes(place, inclination), local))


def _axes(place: OrbitPlace, inclination: float) -> Array:
    """Axes of the frame as columns, Earth-fixed, (n, 3, 3)."""
    cu, su = np.cos(place.argument), np.sin(place.argument)
    cn, sn = np.cos(place.node), np.sin(place.node)
    ci, si = np.cos(inclination), np.sin(inclination)
    up = [cn * cu - sn * su * ci, sn * cu + cn * su * ci, su * si]
    ahead = [-cn * su - sn * cu * ci, -sn * su + cn * cu * ci, cu * si]
    normal = [sn * si, -cn * si, np.full_like(cu, ci)]
    return np.stack([np.stack(axis, axis=-1) for axis in (up, ahead, normal)], axis=-1)


def westward_drift(axis: Array, inclination: float) -> Array:
    """Angle by which the node moves west over the ground for each rad of argument of latitude, rad.

    Parameters
    ----------
    axis
        m, semi-major axis, (n,).
    inclination
        rad.

    Notes
    -----
    Rotation of the Earth and regression of the node by J2, first order (Vallado, "Fundamentals of
    Astrodynamics", eq. 9-37); the period is that of two bodies, good to 1e-3.
    """
    motion = np.sqrt(MU / axis**3)
    regression = 1.5 * J2 * motion * (EQUATORIAL_RADIUS / axis) ** 2 * np.cos(inclination)
    return np.asarray((EARTH_RATE + regression) / motion)
