"""Free pieces flown to a limit: a dynamic pressure, or a mass in the state (`sim.dynamics.demise`),
which stands for a temperature or a share that has melted.

By the propagator of `sim.entry.fragment_propagation`: what tears, bursts or gives up what it
shields does so somewhere on the way.
"""

from dataclasses import replace
from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray

from sim.dynamics.fragment_aerodynamics import MELTING_BODY
from sim.entry.breakup.component import NEVER
from sim.entry.fragment_propagation import fall_to, falling_world
from sim.entry.fragments import Array, Bodies
from sim.environment.world import World
from sim.integrate.lane import FIRST_EVENT
from sim.integrate.observe import observations

FLOOR = 40e3
"""m: what has not come to its limit here is past the peak of load and heat, and does not."""

LEVELS = np.arange(112e3, FLOOR - 1.0, -2e3)
"""m, where pressures are looked at: between two of them the logarithm goes with the height, and a
pressure is met at the height it is meant for to 1 %."""

HORIZON = 3600.0
"""s after release; what is still above the floor then has slowed down, and does not either."""

MASS_MET = FIRST_EVENT + 1
"""Status of an arc that ended at its mass."""


class Limits(NamedTuple):
    """Where n pieces come to their limit: t (n,) s, y (n, 7) state, height (n,) m; met (n,): False
    for those that do not, which are where they were given up.
    """

    t: Array
    y: Array
    height: Array
    met: NDArray[np.bool_]

    def pick(self, index: NDArray[np.int64]) -> "Limits":
        """Some of them."""
        return Limits(self.t[index], self.y[index], self.height[index], self.met[index])


def mass_at(bodies: Bodies, temperature: Array) -> Array:
    """Mass in the state of bodies at temperatures in K up to their melting points, kg."""
    hot = np.clip(temperature, bodies.temperature, bodies.melting_temperature)
    return replace(bodies, temperature=hot).thermal_mass


def fly_to_limit(world: World, bodies: Bodies, pressure: Array, mass: Array) -> Limits:
    """Fly pieces to the first of two limits.

    Parameters
    ----------
    world
        Field, air and wind, as `sim.entry.fragment_propagation.fall` takes it.
    bodies
        n pieces, from their release.
    pressure, mass
        Shape (n,): dynamic pressure in Pa that is passed upward (`NEVER`: not by that), and mass
        in the state in kg that is passed downward (0: not by that).
    """
    way = _Way(falling_world(world, bodies, MELTING_BODY), bodies, mass)
    way.fly(np.flatnonzero((pressure >= NEVER) & ~way.met), FLOOR)
    waiting = np.flatnonzero(pressure < NEVER)
    way.met[waiting] = way.beyond(waiting, pressure) >= 0.0
    for level in LEVELS:
        index = waiting[~way.met[waiting] & (way.height[waiting] > level)]
        before, low = way.save(index), way.beyond(index, pressure)
        way.fly(index, level)
        high = way.beyond(index, pressure)
        passed = np.flatnonzero(high >= 0.0)
        row = index[passed]
        share = -low[passed] / (high - low)[passed]
        where = before.height[passed] + share * (way.height[row] - before.height[passed])
        way.restore(row, before.pick(passed))
        way.fly(row, where)
        way.met[row] = True
    return Limits(way.t, way.y, way.height, way.met)


class _Way:
    """Pieces under way, n of them."""

    def __init__(self, world: World, bodies: Bodies, mass: Array) -> None:
        self.world, self.mass, self.table = world, mass, bodies.parameter_table()
        self.t, self.end = bodies.t0.copy(), bodies.t0 + HORIZON
        self.y = np.column_stack([bodies.state, bodies.thermal_mass])
        self.met = self.y[:, 6] <= mass
        self.height = observations(world, self.t, self.y, self.table).height

    def save(self, index: NDArray[np.int64]) -> Limits:
        """Where some of the pieces are."""
        return Limits(self.t, self.y, self.height, self.met).pick(index)

    def restore(self, index: NDArray[np.int64], saved: Limits) -> None:
        """Put them back."""
        self.t[index], self.y[index], self.height[index], self.met[index] = saved

    def beyond(self, index: NDArray[np.int64], pressure: Array) -> Array:
        """Logarithm of the dynamic pressure on some of them by one in Pa, (n,)."""
        seen = observations(self.world, self.t[index], self.y[index], self.table[index])
        return np.log(np.maximum(seen.dynamic_pressure, 1e-12) / pressure[index])

    def fly(self, index: NDArray[np.int64], height: float | Array) -> None:
        """Bring some of them down to heights in m, or to their mass."""
        if not len(index):
            return
        arc = fall_to(
            self.world,
            self.t[index],
            self.y[index],
            self.end[index],
            self.table[index],
            height=np.broadcast_to(height, index.shape),
            mass=self.mass[index],
        )
        self.t[index], self.y[index] = arc.t, arc.y
        self.met[index] |= arc.status == MASS_MET
        self.height[index] = observations(self.world, arc.t, arc.y, self.table[index]).height
