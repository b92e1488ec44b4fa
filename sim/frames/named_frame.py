"""States between GCRF and the frames that orbits are given in.

TEME is turned through the Earth-fixed frame (GMST 1982 one way, IAU 2006/2000A back), as in Vallado
and others, AIAA 2006-6753, appendix C. TOD is the true equator and equinox of date by IAU
2006/2000A without observed pole offsets; by the theories of 1976 and 1980 it lies up to 0.06
arcseconds (2 m in a low orbit) elsewhere, and a message does not say which is meant.
"""

import math

import erfa
import numpy as np

from sim.frames.epoch import Epoch

FRAMES = ("gcrf", "eme2000", "tod", "teme", "itrf")

Six = tuple[float, float, float, float, float, float]


def gcrf_from(frame: str, state: Six, epoch: Epoch) -> Six:
    """A state (m, m/s) of a named frame in GCRF at an epoch.

    For `itrf` the velocity is relative to the rotating Earth; the other frames don't turn.

    Raises
    ------
    ValueError
        If there is no such frame.
    """
    if frame == "gcrf":
        return state
    r, v = np.array(state[:3], dtype=np.float64), np.array(state[3:], dtype=np.float64)
    if frame == "itrf":
        before, matrix, after = (each.T for each in _itrf_matrices(epoch, np.zeros(1))[0])
        v = v + matrix.T @ (0.5 * (after - before)) @ r  # how the frame turns, central difference
    else:
        matrix = to_gcrf(frame, epoch)
    x, y, z = (float(c) for c in matrix @ r)
    vx, vy, vz = (float(c) for c in matrix @ v)
    return x, y, z, vx, vy, vz


def gcrf_states(frame: str, epoch: Epoch, t: np.ndarray, states: np.ndarray) -> np.ndarray:
    """States (n, 6) in m and m/s of a named frame in GCRF, at TAI seconds t (n,) after an epoch."""
    if frame == "gcrf" or not len(t):
        return states.copy()
    r, v = states[:, :3, None], states[:, 3:, None]
    if frame == "itrf":
        turned = np.swapaxes(_itrf_matrices(epoch, t), -1, -2)
        matrix = turned[:, 1]
        v = v + np.swapaxes(matrix, -1, -2) @ (0.5 * (turned[:, 2] - turned[:, 0])) @ r
    elif frame == "eme2000":
        matrix = to_gcrf(frame, epoch)
    else:
        matrix = np.stack([to_gcrf(frame, epoch.plus(float(each))) for each in t])
    return np.concatenate([matrix @ r, matrix @ v], axis=1)[..., 0]


def to_gcrf(frame: str, epoch: Epoch) -> np.ndarray:
    """Matrix (3, 3) from a frame that does not turn, `eme2000`, `tod` or `teme`, to GCRF."""
    if frame == "eme2000":
        return erfa.bp06(2451545.0, 0.0)[0].T  # frame bias, GCRS to mean equator of J2000
    if frame == "tod":
        return erfa.pnm06a(*epoch.tt()).T
    if frame == "teme":
        utc1, utc2 = quasi_utc(epoch)
        gmst = erfa.gmst82(utc1, utc2)  # UT1 = UTC: its error turns both ways and cancels
        return erfa.c2t06a(*epoch.tt(), utc1, utc2, 0.0, 0.0).T @ _about_z(gmst)
    raise ValueError(f"frame {frame!r}; allowed: {', '.join(FRAMES)}")


def quasi_utc(epoch: Epoch) -> tuple[float, float]:
    """UTC as a two-part Julian date the way erfa wants it."""
    utc1, utc2 = erfa.taiutc(*epoch.tai())
    return float(utc1), float(utc2)


def _about_z(angle: float) -> np.ndarray:
    """Turns the axes by an angle about the pole."""
    c, s = math.cos(angle), math.sin(angle)
    return np.array([[c, s, 0.0], [-s, c, 0.0], [0.0, 0.0, 1.0]])


def _itrf_matrices(epoch: Epoch, t: np.ndarray) -> np.ndarray:
    """Matrices (n, 3, 3, 3) from GCRF to ITRF a second before, at, and a second after instants."""
    from sim.frames.earth_orientation import gcrf_to_itrf_matrix, orientation
    from sim.lanes import interpreted

    table = orientation(epoch, max(float(t.max()), 0.0))
    times = (t[:, None] + np.array([-1.0, 0.0, 1.0])).ravel()
    rows = interpreted(gcrf_to_itrf_matrix)(times, table)
    return np.array(rows).T.reshape(len(t), 3, 3, 3)
