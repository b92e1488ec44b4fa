"""Points of the WGS84 ellipsoid in space, and the length of the shortest line between two.

Source: T. Vincenty, "Direct and inverse solutions of geodesics on the ellipsoid with application of
nested equations", Survey Review 23 (176), 1975, 88-93, inverse problem. Good to 0.5 mm; leaves out
points so near each other's antipode (about 0.7 degree) that the iteration does not converge.
"""

import numpy as np
from numpy.typing import ArrayLike

from sim.frames.constants import (
    ECCENTRICITY_SQUARED,
    EQUATORIAL_RADIUS,
    FLATTENING,
    POLAR_RADIUS,
)

__all__ = ["earth_fixed", "geodesic_distance"]

TOLERANCE = 1e-12
"""rad, change of longitude on the auxiliary sphere at which iteration ends: 6 micrometres."""
MOST_ITERATIONS = 100


def geodesic_distance(
    longitude1_deg: ArrayLike,
    latitude1_deg: ArrayLike,
    longitude2_deg: ArrayLike,
    latitude2_deg: ArrayLike,
) -> np.ndarray:
    """Geodesic distance between points, Vincenty's inverse formulae.

    Parameters
    ----------
    longitude1_deg, latitude1_deg, longitude2_deg, latitude2_deg
        East longitude (any turn) and geodetic latitude on WGS84, degrees; shapes that broadcast.

    Returns
    -------
    numpy.ndarray
        m, of the common shape.

    Raises
    ------
    ValueError
        If a pair is nearly antipodal or a coordinate is not finite; the first such is named.
    """
    rows = np.broadcast_arrays(
        *(np.radians(a) for a in (longitude1_deg, latitude1_deg, longitude2_deg, latitude2_deg))
    )
    longitude1, latitude1, longitude2, latitude2 = (np.ravel(row) for row in rows)
    apart = (longitude2 - longitude1 + np.pi) % (2.0 * np.pi) - np.pi
    reduced = []
    for latitude in (latitude1, latitude2):
        y, x = (1.0 - FLATTENING) * np.sin(latitude), np.cos(latitude)
        reduced += [y / np.hypot(x, y), x / np.hypot(x, y)]
    lam, active = apart.copy(), np.arange(len(apart))
    distance = np.full(len(apart), np.nan)
    for _ in range(MOST_ITERATIONS):
        sin1, cos1, sin2, cos2 = (row[active] for row in reduced)
        after, length = _step(sin1, cos1, sin2, cos2, apart[active], lam[active])
        done = np.abs(after - lam[active]) < TOLERANCE
        distance[active[done]] = length[done]
        lam[active] = after
        active = active[~done]
        if not len(active):
            return distance.reshape(rows[0].shape)
    i = int(active[0])
    points = np.degrees([longitude1[i], latitude1[i], longitude2[i], latitude2[i]])
    raise ValueError(
        "no geodesic between longitude {:g}, latitude {:g} and longitude {:g}, latitude {:g}"
        " degrees: nearly antipodal or not finite".format(*points)
    )


def _step(
    sin_u1: np.ndarray,
    cos_u1: np.ndarray,
    sin_u2: np.ndarray,
    cos_u2: np.ndarray,
    apart: np.ndarray,
    lam: np.ndarray,
) -> tuple[np.ndarray, np.ndarray]:
    """Next longitude on the auxiliary sphere (eq. 11) and length of the geodesic (eq. 19)."""
    sin_lam, cos_lam = np.sin(lam), np.cos(lam)
    sin_sigma = np.hypot(cos_u2 * sin_lam, cos_u1 * sin_u2 - sin_u1 * cos_u2 * cos_lam)
    cos_sigma = sin_u1 * sin_u2 + cos_u1 * cos_u2 * cos_lam
    sigma = np.arctan2(sin_sigma, cos_sigma)
    cross = cos_u1 * cos_u2 * sin_lam
    sin_alpha = np.divide(cross, sin_sigma, out=np.zeros_like(cross), where=sin_sigma > 0.0)
    cos2_alpha = 1.0 - sin_alpha * sin_alpha
    product = 2.0 * sin_u1 * sin_u2
    ratio = np.divide(product, cos2_alpha, out=np.zeros_like(cross), where=cos2_alpha > 1e-15)
    cos_2m = np.where(cos2_alpha > 1e-15, cos_sigma - ratio, 0.0)  # along the equator: any value
    square = 2.0 * cos_2m * cos_2m - 1.0
    c = FLATTENING / 16.0 * cos2_alpha * (4.0 + FLATTENING * (4.0 - 3.0 * cos2_alpha))
    after = apart + (1.0 - c) * FLATTENING * sin_alpha * (
        sigma + c * sin_sigma * (cos_2m + c * cos_sigma * square)
    )
    u2 = cos2_alpha * (EQUATORIAL_RADIUS**2 / POLAR_RADIUS**2 - 1.0)
    big_a = 1.0 + u2 / 16384.0 * (4096.0 + u2 * (-768.0 + u2 * (320.0 - 175.0 * u2)))
    big_b = u2 / 1024.0 * (256.0 + u2 * (-128.0 + u2 * (74.0 - 47.0 * u2)))
    third = big_b / 6.0 * cos_2m * (4.0 * sin_sigma**2 - 3.0) * (4.0 * cos_2m**2 - 3.0)
    change = big_b * sin_sigma * (cos_2m + big_b / 4.0 * (cos_sigma * square - third))
    return after, POLAR_RADIUS * big_a * (sigma - change)


def earth_fixed(longitude_deg: np.ndarray, latitude_deg: np.ndarray) -> np.ndarray:
    """Earth-fixed position of points of the ellipsoid, m, (n, 3); geodetic degrees, (n,)."""
    longitude, latitude = np.radians(longitude_deg), np.radians(latitude_deg)
    sine, cosine = np.sin(latitude), np.cos(latitude)
    normal = EQUATORIAL_RADIUS / np.sqrt(1.0 - ECCENTRICITY_SQUARED * sine * sine)
    return np.stack(
        [
            normal * cosine * np.cos(longitude),
            normal * cosine * np.sin(longitude),
            (1.0 - ECCENTRICITY_SQUARED) * normal * sine,
        ],
        axis=1,
    )
