"""Walls that warm up along a path: heat taken up and radiated by unit of area, with the wall's own
heat capacity, until it has melted.

One number carries it, the heat per area above `COLD`: up to the melting point it is temperature,
from there on the share that has melted. Heat comes from outside, mean over a tumbling body; what
shields the wall, conduction and what is behind it are left out (the dispersed strength of a stage
stands for them).
"""

from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray

from sim.dynamics.demise import STEFAN_BOLTZMANN
from sim.dynamics.heating import bridged, selected_heat_flux
from sim.lanes import interpreted

Array = NDArray[np.float64]

COLD = 300.0
"""K: a wall at the interface."""


class Walls(NamedTuple):
    """k walls on each of n bodies, arrays that broadcast to (n, k): kg/m2, J/(kg K), J/kg, K,
    emissivity, nose radius m, share of the stagnation flux, and of a free-molecular stream's energy
    at the stagnation point.
    """

    areal_mass: Array
    specific_heat: Array
    heat_of_fusion: Array
    melting_temperature: Array
    emissivity: Array
    radius: Array
    shape_factor: Array
    accommodation: Array

    def pick(self, rows: NDArray[np.int64]) -> "Walls":
        """Walls of some of the bodies; what all bodies share stays shared."""
        return Walls(*(each[rows] if len(each) > 1 else each for each in self))

    @property
    def capacity(self) -> Array:
        """J/(m2 K)."""
        return self.areal_mass * self.specific_heat

    @property
    def melting_heat(self) -> Array:
        """J/m2 at which the wall begins to melt."""
        return self.capacity * (self.melting_temperature - COLD)

    def temperature(self, heat: Array) -> Array:
        """K, from the heat per area."""
        return np.minimum(COLD + heat / self.capacity, self.melting_temperature)

    def melted(self, heat: Array) -> Array:
        """Share of the wall that has melted; above 1 where all has."""
        beyond = heat - self.melting_heat
        return np.maximum(beyond, 0.0) / (self.areal_mass * self.heat_of_fusion)


def heat_walls(
    walls: Walls, heat: Array, t: Array, density: Array, speed: Array, correlation: int
) -> Array:
    """Heat of walls along the paths of their bodies.

    Parameters
    ----------
    walls
        k on each of n bodies.
    heat
        Shape (n, k): J/m2 at the first time.
    t, density, speed
        Shape (n, s): s, kg/m3 and m/s relative to the air; times rise, or stand.
    correlation
        Of the stagnation heating, as `sim.dynamics.heating.selected_heat_flux` takes it.

    Returns
    -------
    Array
        Shape (n, s, k). Euler's method, implicit in what the wall radiates (one step of Newton's
        iteration), with the flux in the middle of each step; a step of 2 s is right to 1 % of the
        heat for walls above 1 kg/m2.
    """
    along = np.empty((*t.shape, heat.shape[1]))
    along[:, 0] = heat
    capacity = walls.capacity
    flow = density[:, :, None], speed[:, :, None]
    continuum = interpreted(selected_heat_flux)(correlation, *flow, walls.radius[:, None])
    into = walls.shape_factor[:, None] * interpreted(bridged)(
        continuum, *flow, walls.accommodation[:, None]
    )
    lost = walls.emissivity * STEFAN_BOLTZMANN
    for k in range(1, t.shape[1]):
        step = (t[:, k] - t[:, k - 1])[:, None]
        now = along[:, k - 1]
        hot = walls.temperature(now)
        rate = 0.5 * (into[:, k - 1] + into[:, k]) - lost * hot**4
        stiff = np.where(now < walls.melting_heat, 4.0 * lost * hot**3 / capacity, 0.0)
        along[:, k] = now + step * rate / (1.0 + step * stiff)
    return along
