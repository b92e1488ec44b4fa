"""Stagnation-point heating of a cold sphere, from free-molecular flow to continuum.

Continuum by one of three correlations: Detra, Kemp and Riddell (Jet Propulsion 27, 1957,
1256-1257) in SI form, Sutton and Graves (NASA TR R-376, 1971), Fay and Riddell (J. Aeronautical
Sciences 25, 1958, 73-85, equation 63) in equilibrium air. Free-molecular limit with an
accommodation (by default 1); bridged after Matting (J. Spacecraft 8, 1971, 35-40).
"""

import math

from sim.lanes import exp, kernel, log, maximum, minimum, sqrt

REFERENCE_RADIUS = 1.0
"""m, nose radius of the sphere whose heat flux a flight reports; flux goes with the root of one
over radius.
"""

DETRA_KEMP_RIDDELL = 0
SUTTON_GRAVES = 1
FAY_RIDDELL = 2
"""Values of the world's switch for the correlation in continuum flow."""

CORRELATIONS = {
    "detra-kemp-riddell": DETRA_KEMP_RIDDELL,
    "sutton-graves": SUTTON_GRAVES,
    "fay-riddell": FAY_RIDDELL,
}
"""Correlations by the name a scenario gives them."""


@kernel
def continuum_heat_flux(density, speed, radius):
    """Cold-wall flux in W/m2 at density kg/m3, speed m/s, nose radius m; laminar, up to about 8
    km/s (Detra, Kemp and Riddell).
    """
    velocity_term = exp(3.15 * log(maximum(speed, 1.0) / 7925.0))
    return 1.1035e8 * sqrt(density / (1.225 * radius)) * velocity_term


@kernel
def sutton_graves(density, speed, radius):
    """The same after Sutton and Graves, for air."""
    return 1.7415e-4 * sqrt(density / radius) * speed * speed * speed


PRANDTL = 0.71
LEWIS_TERM = 1.4**0.52 - 1.0
"""Lewis number 1.4, boundary layer in equilibrium (Fay and Riddell)."""
STAGNATION_PRESSURE = 0.95
"""Over density times the square of speed: half the pressure coefficient of air in equilibrium."""
LOG_WALL = math.log(1.846e-5 * 1e4 / (287.053 * 300.0))
"""Of density times viscosity of a wall of 300 K at 10 kPa (US Standard Atmosphere 1976)."""
LOG_TWICE = math.log(2e4)
"""Of twice 10 kPa."""
FAY_RIDDELL_FACTOR = 0.763 * PRANDTL**-0.6


@kernel
def equilibrium_edge(pressure, enthalpy):
    """Logarithms of density (kg/m3) and of density times viscosity, and the share of dissociation
    in the enthalpy, of air in equilibrium at Pa and J/kg.

    Computed: fits to a mixture of N2, O2, NO, N and O of rigid rotors and harmonic oscillators
    with the viscosity of Sutherland, for 0.1 to 200 kPa and speeds of 2 to 8.2 km/s; density within
    11 % (4 % rms), times viscosity 9 % (3 %), share 0.1 (0.03).
    """
    x = log(maximum(enthalpy, 1e5) * 1e-7)
    y = log(maximum(pressure, 1e-6) * 1e-4)
    density = -5.0474 - 0.6710 * x + 0.9719 * y
    times_viscosity = -14.3413 - 0.4347 * x + 0.9899 * y
    dissociated = minimum(maximum(0.4207 + 0.2525 * x - 0.0165 * y, 0.0), 1.0)
    return density, times_viscosity, dissociated


@kernel
def fay_riddell(density, speed, radius):
    """The same after Fay and Riddell, for air in equilibrium over a wall of 300 K that lets atoms
    recombine; the velocity gradient is Newtonian.
    """
    pressure = STAGNATION_PRESSURE * density * speed * speed
    enthalpy = 0.5 * speed * speed
    edge, times_viscosity, dissociated = equilibrium_edge(pressure, enthalpy)
    y = log(maximum(pressure, 1e-6) * 1e-4)
    wall = LOG_WALL + y
    gradient = 0.5 * (LOG_TWICE + y - edge)  # times the radius
    root = exp(0.1 * wall + 0.4 * times_viscosity + 0.5 * gradient) / sqrt(radius)
    reach = 1.0 + LEWIS_TERM * dissociated
    return FAY_RIDDELL_FACTOR * root * enthalpy * reach


@kernel
def selected_heat_flux(correlation, density, speed, radius):
    """Cold-wall flux in W/m2 in continuum flow by the correlation of the world's switch."""
    if correlation == SUTTON_GRAVES:
        return sutton_graves(density, speed, radius)
    if correlation == FAY_RIDDELL:
        return fay_riddell(density, speed, radius)
    return continuum_heat_flux(density, speed, radius)


@kernel
def bridged(continuum, density, speed, accommodation):
    """Flux in W/m2: q_c (1 - exp(-q_fm / q_c)) with q_fm = accommodation density speed^3 / 2."""
    free = 0.5 * accommodation * density * speed * speed * speed
    return continuum * (1.0 - exp(-free / maximum(continuum, 1e-30)))


@kernel
def bridged_heat_flux(density, speed, radius, accommodation):
    """The same from the continuum flux of Detra, Kemp and Riddell."""
    return bridged(continuum_heat_flux(density, speed, radius), density, speed, accommodation)


@kernel
def heat_flux(density, speed, radius):
    """The same where a free-molecular stream leaves all its energy."""
    return bridged_heat_flux(density, speed, radius, 1.0)
