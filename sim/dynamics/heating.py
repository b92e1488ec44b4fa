"""Stagnation-point heating of a cold sphere, from free-molecular flow to continuum.

Detra, Kemp and Riddell (Jet Propulsion 27, 1957, 1256-1257) in SI form; free-molecular limit with
an accommodation (by default 1); bridged after Matting (J. Spacecraft 8, 1971, 35-40).
"""

from sim.lanes import exp, kernel, log, maximum, sqrt

REFERENCE_RADIUS = 1.0
"""m, nose radius of the sphere whose heat flux a flight reports; flux goes with the root of one
over radius.
"""


@kernel
def continuum_heat_flux(density, speed, radius):
    """Cold-wall flux in W/m2 at density kg/m3, speed m/s, nose radius m; laminar, up to about 8
    km/s.
    """
    velocity_term = exp(3.15 * log(maximum(speed, 1.0) / 7925.0))
    return 1.1035e8 * sqrt(density / (1.225 * radius)) * velocity_term


@kernel
def bridged_heat_flux(density, speed, radius, accommodation):
    """Flux in W/m2: q_c (1 - exp(-q_fm / q_c)) with q_fm = accommodation density speed^3 / 2."""
    continuum = continuum_heat_flux(density, speed, radius)
    free = 0.5 * accommodation * density * speed * speed * speed
    return continuum * (1.0 - exp(-free / maximum(continuum, 1e-30)))


@kernel
def heat_flux(density, speed, radius):
    """The same where a free-molecular stream leaves all its energy."""
    return bridged_heat_flux(density, speed, radius, 1.0)
