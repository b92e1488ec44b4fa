"""Random flights for the comparison with Orekit: orbits, quiet and stormy days, burns."""

import math
from dataclasses import dataclass

import numpy as np

from sim.data import open_data
from sim.environment.space_weather.date import date_of
from sim.frames.constants import EQUATORIAL_RADIUS, MU
from sim.frames.elements import cartesian_from_kepler
from sim.frames.epoch import Epoch

DAY = 86400.0
DEORBIT = 1200.0
"""s, duration of the deorbit burn, after which the flight ends at 80 km."""

CD = 2.2
G0 = 9.80665
"""m/s2, standard gravity: exhaust velocity over specific impulse."""
ISP = 300.0

LOWEST, HIGHEST = 200e3, 450e3
LOWEST_RETROGRADE = 280e3
"""m; retrograde burns above it leave an orbit that does not decay within the day."""

QUIET, STORMY = 7.0, 50.0
"""Ap: upper limit of quiet and lower limit of stormy days."""
FIRST, LAST = 51910, 61000
"""Range of modified Julian days: 2001 to 2025."""


@dataclass(frozen=True)
class Thrust:
    """A burn: ignition and duration s, force N, and 1 along or -1 against the velocity."""

    ignition: float
    duration: float
    force: float
    sense: float

    @property
    def flow(self) -> float:
        """Mass flow, kg/s."""
        return self.force / (ISP * G0)


@dataclass(frozen=True)
class OrekitCase:
    """One day: UTC midnight of a modified Julian day, GCRF state m and m/s, mass kg, area m2,
    F10.7, its mean and Ap of the whole day, a burn or None, and the deorbit burn.
    """

    mjd: int
    position: np.ndarray
    velocity: np.ndarray
    mass: float
    area: float
    weather: tuple[float, float, float]
    burn: Thrust | None
    deorbit: Thrust

    @property
    def epoch(self) -> Epoch:
        """UTC midnight."""
        return Epoch.from_utc(f"{date_of(self.mjd)}T00:00:00Z")

    def record(self) -> dict[str, float | str | None]:
        """Distinguishing values of the case, in SI units."""
        return {
            "date": date_of(self.mjd),
            "height_m": float(np.linalg.norm(self.position)) - EQUATORIAL_RADIUS,
            "cd_area_over_mass_m2_kg": CD * self.area / self.mass,
            "f107_sfu": self.weather[0],
            "ap": self.weather[2],
            "burn_m_s": None if self.burn is None else self.burn.sense * _delta_v(self.burn, self),
        }

    def description(self) -> str:
        """The same as a line of text."""
        record = self.record()
        burn = record["burn_m_s"]
        return (
            f"{record['date']} {record['height_m'] / 1e3:.0f} km, "
            f"Cd A/m {record['cd_area_over_mass_m2_kg']:.4f} m2/kg, "
            f"F10.7 {record['f107_sfu']:.0f}, Ap {record['ap']:.0f}, "
            + ("no burn" if burn is None else f"burn {burn:+.1f} m/s")
        )


def _delta_v(burn: Thrust, case: OrekitCase) -> float:
    return burn.force * burn.duration / case.mass


def draw_cases(count: int, seed: int) -> list[OrekitCase]:
    """Draw cases: half of them on stormy days, half with a burn, in all four combinations."""
    rng = np.random.default_rng(seed)
    # stratified perigees, so that few cases cover all altitudes
    strata = (rng.permutation(count) + rng.random(count)) / count
    lows = LOWEST + (HIGHEST - LOWEST) * strata
    return [_draw_case(rng, low, k % 2 == 1, k % 4 >= 2) for k, low in enumerate(lows.tolist())]


def _draw_case(rng: np.random.Generator, low: float, stormy: bool, with_burn: bool) -> OrekitCase:
    mjd, weather = _draw_day(rng, stormy)
    high = min(low + rng.uniform(0.0, 30e3), HIGHEST)
    axis = EQUATORIAL_RADIUS + 0.5 * (low + high)
    shape = (axis, (high - low) / (2.0 * axis))
    angles = (math.radians(rng.uniform(5.0, 100.0)), *rng.uniform(0.0, 2.0 * math.pi, 3))
    state = np.array(cartesian_from_kepler(*shape, *angles))
    mass = rng.uniform(300e3, 450e3)
    area = rng.uniform(0.003, 0.009) * mass / CD
    burn = None
    if with_burn:
        sense = float(rng.choice([-1.0, 1.0])) if low > LOWEST_RETROGRADE else 1.0
        duration = rng.uniform(300.0, 1200.0)
        force = rng.uniform(1.0, 10.0) * mass / duration
        burn = Thrust(rng.uniform(1000.0, 60000.0), duration, force, sense)
    return OrekitCase(
        mjd, state[:3], state[3:6], mass, area, weather, burn, _draw_deorbit(rng, axis, mass)
    )


def _draw_day(rng: np.random.Generator, stormy: bool) -> tuple[int, tuple[float, float, float]]:
    table = open_data("space_weather")
    ap = table["ap"].astype(np.float64)
    in_range = (table["mjd"] >= FIRST) & (table["mjd"] <= LAST)
    day = int(rng.choice(np.flatnonzero(in_range & (ap >= STORMY if stormy else ap <= QUIET))))
    flux = table["f107_clean_tenths"].astype(np.float64) / 10.0
    mean = float(flux[day - 40 : day + 41].mean())
    return int(table["mjd"][day]), (float(flux[day - 1]), mean, float(ap[day]))


def _draw_deorbit(rng: np.random.Generator, axis: float, mass: float) -> Thrust:
    """A burn within the first revolution that lowers the perigee well below 80 km."""
    perigee = EQUATORIAL_RADIUS + rng.uniform(20e3, 60e3)
    speed = math.sqrt(MU / axis)
    delta_v = speed * (1.0 - math.sqrt(2.0 * perigee / (axis + perigee)))
    # a burn of 20 minutes extends over 80 degrees of orbit and lowers the perigee less
    delta_v *= 1.1
    flow_over_mass = -math.expm1(-delta_v / (ISP * G0)) / DEORBIT
    return Thrust(rng.uniform(100.0, 5500.0), DEORBIT, flow_over_mass * mass * ISP * G0, -1.0)
