"""A thousand made-up fragments of a controlled entry, for timing their fall.

From 120 km, eastward at 7.84 km/s and 0.83 degrees down: 0.1 kg to 10 t, 5 to 1,000 kg/m2, of every
material there is, half of them solid. The numbers stand for a catalogue in kind only.
"""

import math

import numpy as np

from sim.entry.breakup.material import MATERIALS
from sim.entry.fragments import Bodies
from sim.frames.constants import EQUATORIAL_RADIUS

COUNT = 1000
HEIGHT, SPEED, ANGLE, HEADING = 120e3, 7840.0, -0.0145, 0.9
LATITUDE, LONGITUDE = -0.5, 3.0


def _state() -> np.ndarray:
    north, east = LATITUDE, LONGITUDE
    up = np.array([math.cos(north) * math.cos(east), math.cos(north) * math.sin(east),
                   math.sin(north)])  # fmt: skip
    right = np.array([-math.sin(east), math.cos(east), 0.0])
    ahead = np.cross(up, right) * math.cos(HEADING) + right * math.sin(HEADING)
    along = math.sin(ANGLE) * up + math.cos(ANGLE) * ahead
    return np.concatenate([up * (EQUATORIAL_RADIUS + HEIGHT), along * SPEED])


def fragments(n: int = COUNT) -> Bodies:
    """The same fragments each time."""
    random = np.random.default_rng(1)
    substances = tuple(MATERIALS.values())
    kind = random.integers(len(substances), size=n)
    mass = np.exp(random.uniform(math.log(0.1), math.log(1e4), n))
    area = mass / np.exp(random.uniform(math.log(5.0), math.log(1e3), n))
    names = ("specific_heat", "heat_of_fusion", "melting_temperature", "emissivity")
    zero = np.zeros(n)
    return Bodies(
        t0=zero,
        state=np.tile(_state(), (n, 1)),
        mass=mass,
        area=area,
        cd_free_molecular=np.full(n, 2.07),
        cd_continuum=random.uniform(0.5, 1.5, n),
        cd_subsonic=random.uniform(0.3, 1.2, n),
        length=np.sqrt(area),
        radius=0.5 * np.sqrt(area),
        heated_area=4.0 * area,
        shape_factor=random.uniform(0.2, 0.3, n),
        shrinks=(random.random(n) < 0.5).astype(float),
        lift_up=zero,
        lift_side=zero,
        temperature=np.full(n, 300.0),
        **{
            name: np.array([getattr(substances[k], name) for k in kind], dtype=float)
            for name in names
        },
    )
