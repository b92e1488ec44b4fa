"""Mean elements of SGP4 fitted to states, by least squares, and how far they are from them.

Seven unknowns: mean motion, eccentricity as the vector e (cos w, sin w), inclination, node, w + M,
and BSTAR. Residuals are positions in TEME. What SGP4 leaves out (its field ends with J4, its air
knows no weather) stays as error: about a kilometre over a day or two of a low orbit.
"""

import math
from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np

from sim.formats.orbit.element_set import ElementSet, two_lines
from sim.formats.orbit.tle import check_set
from sim.frames.constants import EQUATORIAL_RADIUS, MU
from sim.frames.epoch import Epoch
from sim.frames.named_frame import quasi_utc, to_gcrf

if TYPE_CHECKING:
    from sgp4.api import Satrec

MOST_STATES = 300
"""Of those given, evenly chosen: residuals of a low orbit are smooth over minutes."""
SCALES = np.array([1e-6, 1e-4, 1e-4, 1e-4, 1e-4, 1e-4, 1e-3])
"""Steps of the unknowns that move an orbit by about a kilometre."""
LARGEST_BSTAR = 0.9


@dataclass(frozen=True)
class Fit:
    """Elements as they are printed, and their distance from the states: root mean square and
    largest, in m.
    """

    elements: ElementSet
    rms: float
    largest: float


def fit_elements(epoch: Epoch, t: np.ndarray, states: np.ndarray, name: str, number: int) -> Fit:
    """The element set whose orbit is nearest to states.

    Parameters
    ----------
    epoch
        Of the elements, and where t = 0.
    t
        Shape (n,), TAI seconds; the first is that of the epoch.
    states
        Shape (n, 6), GCRF, m and m/s, of a flight without thrust.
    name, number
        Of the object, for the set.

    Raises
    ------
    ValueError
        If there are fewer than ten states, or no elements come near them.
    """
    from scipy.optimize import least_squares

    if len(t) < 10:
        raise ValueError(f"{len(t)} states; elements are fitted to ten or more")
    rows = np.unique(np.linspace(0, len(t) - 1, MOST_STATES).round().astype(int))
    times = t[rows]
    turn = np.stack([to_gcrf("teme", epoch.plus(float(each))) for each in times])
    wanted = np.einsum("nij,ni->nj", turn, states[rows, :3])
    velocity = turn[0].T @ states[rows[0], 3:]
    fixed = quasi_utc(epoch)

    def residuals(unknowns: np.ndarray) -> np.ndarray:
        return ((_positions(unknowns * SCALES, fixed, times) - wanted) / 1e3).ravel()

    start = _osculating(wanted[0], velocity)
    found = least_squares(residuals, start / SCALES, method="lm", max_nfev=400)
    lines = _lines(found.x * SCALES, epoch, name, number)
    elements = two_lines(lines, name)
    off = np.linalg.norm(elements.teme_states(epoch, times)[:, :3] - wanted, axis=1)
    rms, largest = float(np.sqrt(np.mean(off**2))), float(off.max())
    if not rms < 1e5:
        raise ValueError(f"no elements of SGP4 come near the flight: {rms / 1e3:.0f} km off")
    return Fit(elements, rms, largest)


def _satellite(unknowns: np.ndarray, fixed: tuple[float, float], number: int = 1) -> "Satrec":
    """The unknowns as the package `sgp4` has them."""
    from sgp4.api import WGS72, Satrec

    motion, ex, ey, inclination, node, along, bstar = unknowns.tolist()
    e, omega = math.hypot(ex, ey), math.atan2(ey, ex)
    full = 2.0 * math.pi
    satellite = Satrec()
    days = fixed[0] - 2433281.5 + fixed[1]
    angles = (omega % full, inclination, (along - omega) % full)
    bstar = max(-LARGEST_BSTAR, min(bstar, LARGEST_BSTAR))
    satellite.sgp4init(
        WGS72, "i", number, days, bstar, 0.0, 0.0, min(e, 0.99), *angles, motion, node % full
    )
    return satellite


def _positions(unknowns: np.ndarray, fixed: tuple[float, float], t: np.ndarray) -> np.ndarray:
    """Positions (n, 3) in TEME, m; far away where SGP4 has none."""
    satellite = _satellite(unknowns, fixed)
    day, part = satellite.jdsatepoch, satellite.jdsatepochF + t / 86400.0
    code, place, _ = satellite.sgp4_array(np.full(len(t), day), part)
    return np.where(code[:, None] == 0, 1e3 * np.nan_to_num(place), 1e9)


def _osculating(r: np.ndarray, v: np.ndarray) -> np.ndarray:
    """The unknowns of the osculating ellipse, without drag: near enough to start from."""
    h = np.cross(r, v)
    size = float(np.linalg.norm(r))
    a = 1.0 / (2.0 / size - float(v @ v) / MU)
    if not (a > 0.5 * EQUATORIAL_RADIUS and np.linalg.norm(h) > 0.0):
        raise ValueError("the first state is not that of an orbit about the Earth")
    eccentric = np.cross(v, h) / MU - r / size
    node = math.atan2(h[0], -h[1])
    inclination = math.atan2(math.hypot(h[0], h[1]), h[2])
    along_node = np.array([math.cos(node), math.sin(node), 0.0])
    across = np.cross(h / np.linalg.norm(h), along_node)
    ex, ey = float(eccentric @ along_node), float(eccentric @ across)
    u = math.atan2(float(r @ across), float(r @ along_node))
    e, omega = math.hypot(ex, ey), math.atan2(ey, ex)
    half = math.tan(0.5 * (u - omega)) * math.sqrt((1.0 - e) / (1.0 + e))
    anomaly = 2.0 * math.atan(half)
    mean = anomaly - e * math.sin(anomaly)
    motion = 60.0 * math.sqrt(MU / a**3)  # rad/min
    return np.array([motion, ex, ey, inclination, node, omega + mean, 1e-4])


def _lines(unknowns: np.ndarray, epoch: Epoch, name: str, number: int) -> tuple[str, str]:
    """The two lines, which every reader of ours passes."""
    from sgp4.exporter import export_tle

    satellite = _satellite(unknowns, quasi_utc(epoch), number)
    satellite.classification = "U"
    first, second = export_tle(satellite)
    check_set((first, second))
    return first, second
