"""How fast a falling body answers: drag to its velocity and height, heat to its temperature.

Light bodies settle to the speed of their fall, and thin ones to the temperature at which they
radiate what they take up, in far less time than the fall takes. A method that goes in steps of the
fall must know these slopes; it need not know them exactly (`sim.integrate.rosenbrock`).
"""

from typing import NamedTuple

import numpy as np

from sim.dynamics.demise import melting
from sim.dynamics.fragment_aerodynamics import MELTING_BODY
from sim.dynamics.rhs import EARTH_RATE
from sim.lanes import broadcast, dot, kernel, maximum, minimum, norm, rotate_back

BOLTZMANN_OVER_GRAVITY = 1.380649e-23 / 9.81
"""kg m/K: temperature (K) over the mean mass of a molecule (kg) times this is the scale height."""

PROBE = 1e-6
"""Share of the solid mass by which the heat is changed to see what its rate does."""


class Stiffness(NamedTuple):
    """Slopes of a falling body's rates; numbers inside kernels.

    drag 1/s: deceleration over the speed relative to the air. By velocity (1/s) six numbers of a
    symmetric matrix, xx, xy, xz, yy, yz, zz, by position (1/s2) nine by rows, in GCRF. heat
    1/s, never above 0: of the rate of the mass in the state by itself; change kg/s: that rate's
    size.
    """

    drag: np.ndarray
    by_velocity: tuple[np.ndarray, ...]
    by_position: tuple[np.ndarray, ...]
    heat: np.ndarray
    change: np.ndarray


@kernel
def stiffness(x, y, z, mass, change, stream, world, parameters):
    """Slopes at a position in GCRF and mass in the state, from its rate and its `Stream`.

    Drag goes with the square of the speed and the density, the density with height as in air of
    one temperature; the air turns with the Earth. Left out: the drag coefficient's slope by Mach
    and Knudsen number, lift, the gradients of gravity and wind.
    """
    speed, density, temperature = stream.flow
    s = 1.0 / maximum(speed, 1e-12)
    ux, uy, uz = stream.ux, stream.uy, stream.uz
    k = maximum(-dot(stream.dx, stream.dy, stream.dz, ux, uy, uz) * s * s, 0.0)
    ux, uy, uz = rotate_back(stream.turn, ux, uy, uz)
    ax = s * ux
    ay = s * uy
    az = s * uz
    xx = -k * (1.0 + ax * ax)
    xy = -k * ax * ay
    xz = -k * ax * az
    yy = -k * (1.0 + ay * ay)
    yz = -k * ay * az
    zz = -k * (1.0 + az * az)
    height = BOLTZMANN_OVER_GRAVITY * temperature * stream.number / maximum(density, 1e-30)
    thinning = k / (maximum(height, 1e3) * norm(x, y, z))
    qx = thinning * ux
    qy = thinning * uy
    qz = thinning * uz
    # the air's own velocity is the Earth's rotation times the position
    wx = EARTH_RATE * stream.turn[6]
    wy = EARTH_RATE * stream.turn[7]
    wz = EARTH_RATE * stream.turn[8]
    by_position = (
        qx * x - xy * wz + xz * wy,
        qx * y + xx * wz - xz * wx,
        qx * z - xx * wy + xy * wx,
        qy * x - yy * wz + yz * wy,
        qy * y + xy * wz - yz * wx,
        qy * z - xy * wy + yy * wx,
        qz * x - yz * wz + zz * wy,
        qz * y + xz * wz - zz * wx,
        qz * z - xz * wy + yz * wx,
    )
    heat = broadcast(0.0, x)
    if world.switch.fall == MELTING_BODY:
        more = PROBE * parameters.solid_mass
        flow = (speed, density, temperature, world.switch.heating)
        warmer = melting(mass + more, stream.scale, *flow, parameters)
        heat = minimum((warmer - change) / more, 0.0)
    return Stiffness(k, (xx, xy, xz, yy, yz, zz), by_position, heat, change)
