"""Fragments to drop: random ones, and some like a catalogue."""

import math
from dataclasses import replace

import numpy as np

from sim.entry.breakup.material import MATERIALS
from sim.entry.fragments import Bodies
from sim.frames.constants import EQUATORIAL_RADIUS

SUBSTANCES = tuple(MATERIALS.values())


def states(height, speed, angle, heading, latitude, longitude):
    """GCRF states (n, 6) from heights over a sphere, inertial speeds and angles (rad)."""
    north, east = np.asarray(latitude), np.asarray(longitude)
    up = np.stack(
        [np.cos(north) * np.cos(east), np.cos(north) * np.sin(east), np.sin(north)], axis=-1
    )
    right = np.stack([-np.sin(east), np.cos(east), 0.0 * east], axis=-1)
    ahead = np.cross(up, right) * np.cos(heading)[:, None] + right * np.sin(heading)[:, None]
    along = np.sin(angle)[:, None] * up + np.cos(angle)[:, None] * ahead
    return np.hstack([up * (EQUATORIAL_RADIUS + height)[:, None], along * speed[:, None]])


def random_bodies(n, seed):
    """Fragments of 0.1 g to 50 t and 0.5 to 5,000 kg/m2, 0 to 11 km/s, from straight up to straight
    down, half of them nearly level.
    """
    r = np.random.default_rng(seed)
    angle = np.where(r.random(n) < 0.5, r.uniform(-0.05, 0.02, n), np.arcsin(r.uniform(-1, 1, n)))
    state = states(
        r.uniform(30e3, 150e3, n),
        r.uniform(0.0, 11e3, n),
        angle,
        r.uniform(0.0, math.tau, n),
        np.arcsin(r.uniform(-1, 1, n)),
        r.uniform(0.0, math.tau, n),
    )
    mass = np.exp(r.uniform(math.log(1e-4), math.log(5e4), n))
    beta = np.exp(r.uniform(math.log(0.5), math.log(5e3), n))
    area = mass / beta
    size = np.sqrt(area) * r.uniform(0.3, 1.5, n)
    kind = r.integers(len(SUBSTANCES), size=n)
    lift, bank = np.abs(r.normal(0.0, 0.2, n)), r.uniform(0.0, math.tau, n)
    return Bodies(
        t0=r.uniform(0.0, 3e4, n),
        state=state,
        mass=mass,
        area=area,
        cd_free_molecular=np.full(n, 2.07),
        cd_continuum=r.uniform(0.5, 1.5, n),
        cd_subsonic=r.uniform(0.3, 1.2, n),
        length=size,
        radius=0.5 * size,
        heated_area=area * r.uniform(2.0, 6.0, n),
        shape_factor=r.uniform(0.2, 0.3, n),
        shrinks=(r.random(n) < 0.5).astype(float),
        lift_up=lift * np.cos(bank),
        lift_side=lift * np.sin(bank),
        temperature=np.full(n, 300.0),
        resistance=np.exp(r.uniform(math.log(1e-7), math.log(3e-2), n)),
        core_deficit=np.maximum(r.uniform(-1.0, 2.0, n), 0.0),
        **of_substances(kind),
    )


def of_substances(kind):
    names = (
        "specific_heat", "heat_of_fusion", "melting_temperature", "emissivity",
        "specific_heat_growth", "emissivity_growth", "oxidation_heat", "char_excess",
    )  # fmt: skip
    return {
        name: np.array([getattr(SUBSTANCES[k], name) for k in kind], dtype=float) for name in names
    }


def like_a_catalogue(n):
    """Pieces of 0.1 kg to 10 t from 120 km on a controlled entry, eastward at 51.6 degrees."""
    bodies = random_bodies(n, 3)
    r = np.random.default_rng(4)
    flat = np.zeros(n)
    state = states(flat + 120e3, flat + 7840.0, flat - 0.0145, flat + 0.9, flat - 0.5, flat + 3.0)
    mass = np.exp(r.uniform(math.log(0.1), math.log(1e4), n))
    area = mass / np.exp(r.uniform(math.log(5.0), math.log(1e3), n))
    return replace(
        bodies,
        t0=flat,
        state=state,
        mass=mass,
        area=area,
        heated_area=4.0 * area,
        length=np.sqrt(area),
        radius=0.5 * np.sqrt(area),
        lift_up=flat,
        lift_side=flat,
    )


def apart(a, b):
    """Distance in m between impacts."""
    east = (a.longitude - b.longitude) * np.cos(a.latitude)
    return EQUATORIAL_RADIUS * np.hypot(a.latitude - b.latitude, east)
