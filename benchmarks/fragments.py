"""A thousand invented fragments of a controlled entry, for timing their propagation.

From 120 km at 7.84 km/s, flight-path angle -0.83 degrees: 0.1 kg to 10 t, 5 to 1,000 kg/m2, all
materials, half of them solid. They represent a catalogue in size and variety only.
"""

import math

import numpy as np

from sim.entry.breakup.material import MATERIALS
from sim.entry.fragments import Bodies
from sim.frames.constants import EQUATORIAL_RADIUS

COUNT = 1000
ALTITUDE, SPEED, ANGLE, HEADING = 120e3, 7840.0, -0.0145, 0.9
LATITUDE, LONGITUDE = -0.5, 3.0


def _state() -> np.ndarray:
    latitude, longitude = LATITUDE, LONGITUDE
    up = np.array([math.cos(latitude) * math.cos(longitude),
                   math.cos(latitude) * math.sin(longitude), math.sin(latitude)])  # fmt: skip
    east = np.array([-math.sin(longitude), math.cos(longitude), 0.0])
    forward = np.cross(up, east) * math.cos(HEADING) + east * math.sin(HEADING)
    direction = math.sin(ANGLE) * up + math.cos(ANGLE) * forward
    return np.concatenate([up * (EQUATORIAL_RADIUS + ALTITUDE), direction * SPEED])


def make_fragments(n: int = COUNT) -> Bodies:
    """Make fragments, the same in each call."""
    rng = np.random.default_rng(1)
    materials = tuple(MATERIALS.values())
    kind = rng.integers(len(materials), size=n)
    mass = np.exp(rng.uniform(math.log(0.1), math.log(1e4), n))
    area = mass / np.exp(rng.uniform(math.log(5.0), math.log(1e3), n))
    names = (
        "specific_heat", "heat_of_fusion", "melting_temperature", "emissivity",
        "specific_heat_growth", "emissivity_growth", "oxidation_heat", "char_excess",
    )  # fmt: skip
    zero = np.zeros(n)
    return Bodies(
        t0=zero,
        state=np.tile(_state(), (n, 1)),
        mass=mass,
        area=area,
        cd_free_molecular=np.full(n, 2.07),
        cd_continuum=rng.uniform(0.5, 1.5, n),
        cd_subsonic=rng.uniform(0.3, 1.2, n),
        length=np.sqrt(area),
        radius=0.5 * np.sqrt(area),
        heated_area=4.0 * area,
        shape_factor=rng.uniform(0.2, 0.3, n),
        shrinks=(rng.random(n) < 0.5).astype(float),
        lift_up=zero,
        lift_side=zero,
        temperature=np.full(n, 300.0),
        **{
            name: np.array([getattr(materials[k], name) for k in kind], dtype=float)
            for name in names
        },
    )
