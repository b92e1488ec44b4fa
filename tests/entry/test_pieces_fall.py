"""Pieces of any shape and material with all their heat physics, from release to their end."""

import math
from dataclasses import replace
from typing import Any

import numpy as np
import pytest

from sim.dynamics.demise import solid_left, temperature_of
from sim.entry.break_ups import OF_A_PIECE
from sim.entry.breakup.component import Component, as_columns
from sim.entry.breakup.material import MATERIALS
from sim.entry.breakup.shape import Box, Cylinder, Plate, Sphere
from sim.entry.fragment_propagation import fall
from sim.entry.fragments import Bodies
from sim.environment.world import world
from sim.flight.status import DEMISED, IMPACT
from sim.frames.constants import EQUATORIAL_RADIUS
from sim.frames.epoch import Epoch
from sim.lanes import interpreted
from sim.vehicle.parameters import Parameters


@pytest.fixture(scope="module")
def sky():
    return world(Epoch.from_utc("2025-06-01T00:00:00Z"), 86400.0, degree=0, air="us1976")


def pieces(n: int, seed: int) -> list[Component]:
    """Of every material in turn, 2 mm to 2 m, solid, lighter than full, or with a wall."""
    r = np.random.default_rng(seed)
    names = sorted(MATERIALS)
    made = []
    for k in range(n):
        a, b, c = np.sort(np.exp(r.uniform(math.log(2e-3), math.log(2.0), 3)))[::-1]
        shape = (Sphere(a), Cylinder(b, a), Box(a, b, c), Plate(a, b, c))[k % 4]
        stuff = MATERIALS[names[k % len(names)]]
        wall = r.uniform(1e-3, 5e-3) if r.random() < 0.4 else None
        mass = r.uniform(0.1, 1.0) * shape.volume * stuff.density
        made.append(
            Component(name=f"{k}", count=1, mass=mass, shape=shape, material=stuff, wall=wall)
        )
    return made


def released(parts: list[Component], height: float = 78e3, **changes: Any) -> Bodies:
    """From a height at 7.5 km/s, 0.9 degrees down."""
    columns = as_columns(parts)
    n = len(parts)
    along = math.radians(-0.9)
    state = [EQUATORIAL_RADIUS + height, 0, 0, 7900 * math.sin(along), 7900 * math.cos(along), 0]
    own: dict[str, Any] = {name: columns[name] for name in OF_A_PIECE} | changes
    zero = np.zeros(n)
    return Bodies(
        t0=zero, state=np.tile(np.array(state, dtype=float), (n, 1)), lift_up=zero,
        lift_side=zero, temperature=np.full(n, 300.0), **own,
    )  # fmt: skip


def test_every_piece_ends(sky) -> None:
    parts = pieces(148, 5)
    found = fall(sky, released(parts))
    assert set(found.status) == {IMPACT, DEMISED}
    mass = np.array([each.mass for each in parts])
    assert np.isfinite(found.mass).all() and (found.mass <= mass * (1.0 + 1e-12)).all()
    kinds = {each.material.name for each, ended in zip(parts, found.landed, strict=True) if ended}
    assert kinds >= {"Ti-6Al-4V", "tungsten", "CFRP"}


def test_what_each_part_of_the_physics_does(sky) -> None:
    """Oxidation takes mass; char and, for melting pieces of one shape, a larger share of the
    flux: the sign of each. Conduction may go either way, by a little."""
    parts = pieces(148, 6)
    zero = np.zeros(len(parts))
    usual = fall(sky, released(parts)).mass
    calm = fall(sky, released(parts, oxidation_heat=zero)).mass
    bare = fall(sky, released(parts, char_excess=zero)).mass
    assert (calm >= usual - 1e-9 * usual.max()).all() and calm.sum() > usual.sum()
    chars = np.array([each.material.char_excess > 0.0 for each in parts])
    assert (bare[chars] <= usual[chars] * (1.0 + 1e-6)).all()
    np.testing.assert_array_equal(bare[~chars], usual[~chars])


def test_a_panel_of_a_trunk_survives(sky) -> None:
    """Metre-size panels of carbon fibre of five trunks were found, the largest 2 m and 40 to 45 kg;
    released whole near 78 km."""
    panel = Plate(2.0, 1.5, 8e-3)
    stuff = MATERIALS["CFRP"]
    one = Component(
        name="panel", count=1, mass=0.98 * panel.volume * stuff.density, shape=panel, material=stuff
    )
    found = fall(sky, released([one]))
    assert found.landed.all() and found.mass[0] > 0.5 * one.mass


def test_warm_pieces_are_whole_at_release() -> None:
    """Whatever its temperature, and whatever its core would lack under a steady flux."""
    parts = pieces(74, 8)
    for temperature in (200.0, 300.0, 600.0, 5000.0):
        bodies = released(parts, core_deficit=np.full(74, 3.0))
        bodies = replace(bodies, temperature=np.full(74, temperature))
        cases = Parameters(*bodies.parameter_table().T)
        left = interpreted(solid_left)(bodies.thermal_mass, cases)
        np.testing.assert_allclose(left, bodies.mass, rtol=1e-12)
        mean = interpreted(temperature_of)(bodies.thermal_mass, cases)
        expected = np.minimum(temperature, bodies.melting_temperature)
        np.testing.assert_allclose(mean, expected, rtol=1e-9)
