"""Drag: free-molecular to continuum by Knudsen number, on the speed relative to air that turns
with the Earth.

The bridging function is the error function in log Kn fitted to 764 samples of a widely used re-
entry code (rms 0.006); length and coefficients belong to the vehicle, density and its own
velocity to the air.
"""

from sim.lanes import any_lane, broadcast, erf, kernel, log, maximum, sqrt

MOLECULE_DIAMETER = 3.65e-10
"""m, hard-sphere diameter of an air molecule (US Standard Atmosphere 1976, section 1.2.5)."""

BRIDGE_CENTRE = -0.845
BRIDGE_WIDTH = 0.585
FREE = 1e3
"""Knudsen number from which on the bridge is one to the last bit."""
LOG10_E = 0.4342944819032518


@kernel
def knudsen(number_density, length):
    """Mean free path over body length, from molecules per m3 and m (US76 eq. 24)."""
    section = 1.4142135623730951 * 3.141592653589793 * MOLECULE_DIAMETER * MOLECULE_DIAMETER
    return 1.0 / (section * number_density * length)


@kernel
def bridge(kn):
    """Fraction of the way from continuum (0) to free-molecular (1) flow."""
    decade = LOG10_E * log(maximum(kn, 1e-12))
    return 0.5 * (1.0 + erf((decade - BRIDGE_CENTRE) / BRIDGE_WIDTH))


@kernel
def drag_coefficient(number_density, parameters):
    """Drag coefficient of a body in air of so many molecules per m3."""
    kn = knudsen(number_density, parameters.length)
    fraction = broadcast(1.0, kn)
    if any_lane(kn < FREE):
        fraction = bridge(kn)
    return (
        parameters.cd_continuum
        + (parameters.cd_free_molecular - parameters.cd_continuum) * fraction
    )


@kernel
def drag(vx, vy, vz, mass, area, density, number_density, parameters):
    """Acceleration in m/s2 along the axes of (vx, vy, vz), the velocity in m/s relative to the
    air, of an area in m2.
    """
    cd = drag_coefficient(number_density, parameters)
    speed = sqrt(vx * vx + vy * vy + vz * vz)
    # density comes last of all: the division does not wait for it
    k = (-0.5 * cd * area * speed / mass) * density
    return k * vx, k * vy, k * vz
