"""Temperature and composition of the US Standard Atmosphere 1976 from 86 to 1,000 km.

Vertical diffusion and flow of N2, O, O2, Ar, He and H, eqs. 25 to 40 and tables 5, 6 and 10 of
NASA-TM-X-74335, integrated by the trapezoidal rule on 20 m. Runs on the host, once.
"""

import numpy as np

EARTH_RADIUS = 6356.766
GRAVITY = 9.80665
GAS_CONSTANT = 8314.32
FOOT, TOP, STEP = 86.0, 1000.0, 0.02
"""km."""

MOLAR_MASS = (28.0134, 15.9994, 31.9988, 39.948, 4.0026, 1.00797)
"""kg/kmol of N2, O, O2, Ar, He, H (table 3)."""
AIR_MASS = 28.9644
FOOT_NUMBER = (1.129794e20, 8.6e16, 3.030898e19, 1.351400e18, 7.5817e14)
"""1/m3 of N2, O, O2, Ar, He at 86 km (table 9)."""
FOOT_TEMPERATURE = 186.8673

THERMAL_DIFFUSION = (0.0, 0.0, 0.0, 0.0, -0.40, -0.25)
DIFFUSION = ((6.986e20, 0.750), (4.863e20, 0.750), (4.487e20, 0.870), (1.700e21, 0.691))
"""Coefficients a (1/(m s)) and b of the molecular diffusion of O, O2, Ar, He (table 6)."""
HYDROGEN_DIFFUSION = (3.305e21, 0.500)
FLOW = (
    (-5.809644e-4, 56.90311, 2.706240e-5),
    (1.366212e-4, 86.0, 8.333333e-5),
    (9.434079e-5, 86.0, 8.333333e-5),
    (-2.457369e-4, 86.0, 6.666667e-4),
)
"""Q in km-3, U in km, W in km-3 of O, O2, Ar, He (table 7)."""
OXYGEN_FLOW = (-3.416248e-3, 97.0, 5.008765e-4)
"""q in km-3, u in km, w in km-3 of O, below u only."""
EDDY = 120.0
"""m2/s, eddy diffusion to 95 km."""
HYDROGEN_FOOT, HYDROGEN_AT = 150.0, 500.0
HYDROGEN_NUMBER, HYDROGEN_FLUX = 8.0e10, 7.2e11
"""1/m3 at 500 km, and 1/(m2 s) upward."""


def temperature(height: np.ndarray) -> np.ndarray:
    """Kinetic temperature in K at geometric heights in m, 86e3 to 1e6 (eqs. 25, 27, 29, 31)."""
    z = 1e-3 * np.asarray(height, dtype=np.float64)
    bow = 263.1905 - 76.3232 * np.sqrt(np.maximum(1.0 - ((z - 91.0) / 19.9429) ** 2, 0.0))
    xi = (z - 120.0) * (EARTH_RADIUS + 120.0) / (EARTH_RADIUS + z)
    high = 1000.0 - 640.0 * np.exp(-0.01875 * xi)
    return np.select(
        [z < 91.0, z < 110.0, z < 120.0], [FOOT_TEMPERATURE, bow, 240.0 + 12.0 * (z - 110.0)], high
    )


def species() -> tuple[np.ndarray, np.ndarray]:
    """Geometric heights (n,) in m, and number densities (n, 6) in 1/m3 of N2, O, O2, Ar, He, H."""
    z = np.linspace(FOOT, TOP, round((TOP - FOOT) / STEP) + 1)
    t = temperature(1e3 * z)
    gradient = np.gradient(t, z)
    # 1/km per (kg/kmol): weight over heat
    weight = 1e3 * GRAVITY * (EARTH_RADIUS / (EARTH_RADIUS + z)) ** 2 / (GAS_CONSTANT * t)
    mixed = np.where(z <= 100.0, AIR_MASS, MOLAR_MASS[0])
    nitrogen = FOOT_NUMBER[0] * FOOT_TEMPERATURE / t * np.exp(-_integral(z, weight * mixed))
    bend = np.clip(z - 95.0, 0.0, 19.9999)
    eddy = np.where(z < 115.0, EDDY * np.exp(1.0 - 400.0 / (400.0 - bend * bend)), 0.0)
    found = [nitrogen]
    for k, (a, b) in enumerate(DIFFUSION):
        # O and O2 diffuse through N2, Ar and He through N2, O and O2
        through = nitrogen if k < 2 else found[0] + found[1] + found[2]
        molecular = a / through * (t / 273.15) ** b
        mass = (molecular * MOLAR_MASS[k + 1] + eddy * mixed) / (molecular + eddy)
        thermal = THERMAL_DIFFUSION[k + 1] * molecular / (molecular + eddy) * gradient / t
        down = weight * mass + thermal + _flow(z, k)
        found.append(FOOT_NUMBER[k + 1] * FOOT_TEMPERATURE / t * np.exp(-_integral(z, down)))
    found.append(_hydrogen(z, t, weight, sum(found)))
    return 1e3 * z, np.stack(found, axis=1)


def _flow(z: np.ndarray, k: int) -> np.ndarray:
    """Velocity term of eq. 37 in 1/km."""
    q, u, w = FLOW[k]
    flow = q * (z - u) ** 2 * np.exp(-w * (z - u) ** 3)
    if k == 0:
        q, u, w = OXYGEN_FLOW
        below = np.maximum(u - z, 0.0)
        flow = flow + q * below**2 * np.exp(-w * below**3)
    return flow


def _hydrogen(z: np.ndarray, t: np.ndarray, weight: np.ndarray, through: np.ndarray) -> np.ndarray:
    """Number density of H (eq. 39), none below 150 km."""
    at = int(np.argmin(np.abs(z - HYDROGEN_AT)))
    tau = _integral(z, weight * MOLAR_MASS[5])
    tau = tau - tau[at]
    a, b = HYDROGEN_DIFFUSION
    hotter = (t / t[at]) ** (1.0 + THERMAL_DIFFUSION[5])
    seen = z >= HYDROGEN_FOOT
    speed = HYDROGEN_FLUX / (a / through * (t / 273.15) ** b)
    lost = _integral(z, np.where(seen, 1e3 * speed * hotter * np.exp(tau), 0.0))
    return np.where(seen, (HYDROGEN_NUMBER - (lost - lost[at])) / hotter * np.exp(-tau), 0.0)


def _integral(z: np.ndarray, rate: np.ndarray) -> np.ndarray:
    """Integral from the first height, trapezoidal."""
    return np.concatenate([[0.0], np.cumsum(0.5 * (rate[1:] + rate[:-1]) * np.diff(z))])
