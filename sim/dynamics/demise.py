"""A body that warms up and melts or chars: one number of heat, a mean and a surface temperature.

The mass in the state counts all the heat still missing until everything has melted, in kg of melt
it would make: the solid that is left, and above it what its temperature lacks to the melting
point. So energy is kept exactly whatever the step. Specific heat and emissivity are linear in
temperature, so the mean temperature follows in closed form.

Conduction is quasi-steady: under a steady net flux q the surface is q r hotter than the mean, r
being the resistance (thickness over conductivity and a number of the shape: a sphere's radius 5,
a cylinder's 4, half a plate or a wall heated on one side 3; Carslaw and Jaeger, Conduction of
Heat in Solids, 1959, 3.8, 7.8, 9.8). A surface at its melting point runs off while the core is
cold: `core_deficit` is the heat the mean lacks when that begins, over the heat of fusion, and it
dies away as the body gives up melt. What chars keeps a surface hotter than where it decomposes.

What has melted is gone; a body that cools again afterwards is still taken to be at its melting
point, which only matters for the temperature. It does not catch fire again (re-ignition is left
out). Hot-wall factor 1 - cp (Tw - Tinf) / (V^2 / 2); radiation to a cold surrounding.

Oxidation: oxygen diffuses to the wall as heat does (Lewis number 1), so its mass flux is that
of the heat over the enthalpy of the stream, times its share of the air; the heat it sets free
grows with the fourth power of the temperature over the melting point. assumption: that power, and
the efficiency in the parameter, which the parameters' source states.
"""

from sim.dynamics.heating import bridged, selected_heat_flux
from sim.lanes import exp, kernel, log, maximum, minimum, sqrt, where

STEFAN_BOLTZMANN = 5.670374419e-8
"""W/(m2 K4), CODATA 2018."""

AIR_SPECIFIC_HEAT = 1004.5
"""J/(kg K)."""

ACCOMMODATION = 0.9
"""Share of the energy of a free-molecular stream that stays. assumption: between 0.8 and 1."""

REMNANT = 0.01
"""Share of the solid mass below which a body counts as gone; it keeps this much and falls on."""

THIRD = 1.0 / 3.0


@kernel
def solid_left(mass, parameters):
    """Mass in kg of what is still solid, from the mass in the state.

    Melting begins at the surface when the state is 1 + d solid masses, d the core's deficit. From
    there the deficit falls as exp(-w / d), w the heat taken up since in the same unit: the
    solution where melting and conduction share a steady flux and little has melted.
    """
    relative = mass / parameters.solid_mass
    deficit = parameters.core_deficit
    begun = maximum(1.0 + deficit - relative, 0.0)
    still = deficit * exp(-minimum(begun / maximum(deficit, 1e-12), 700.0))
    share = minimum(relative / (1.0 + still), 1.0)
    return parameters.solid_mass * maximum(share, REMNANT)


@kernel
def scale_left(solid, parameters):
    """Length of the body over that at release: a solid shrinks alike in all directions, a hollow
    one keeps its outer size.
    """
    share = solid / parameters.solid_mass
    return where(parameters.shrinks > 0.5, exp(THIRD * log(share)), 1.0 + 0.0 * share)


@kernel
def temperature_of(mass, parameters):
    """Mean temperature in K of what is solid, from the mass in the state."""
    solid = solid_left(mass, parameters)
    missing = maximum(mass - solid, 0.0) * parameters.heat_of_fusion
    x = missing / (solid * parameters.specific_heat)
    below = 2.0 * x / (1.0 + sqrt(maximum(1.0 - 2.0 * parameters.specific_heat_growth * x, 0.0)))
    return maximum(parameters.melting_temperature - below, 0.0)


@kernel
def net_flux(surface, flux, speed, air_temperature, parameters):
    """Heat flux in W/m2 into a surface in K less what it radiates, and the fall of that with a K,
    from the cold-wall flux averaged over the surface.
    """
    stream = 1.0 / (0.5 * speed * speed + 1.0)
    excess = AIR_SPECIFIC_HEAT * (surface - minimum(air_temperature, surface))
    hot_wall = maximum(1.0 - excess * stream, 0.0)
    share = minimum(surface / parameters.melting_temperature, 1.0)
    share = share * share
    burnt = parameters.oxidation_heat * stream * share * share
    emissivity = parameters.emissivity * (
        1.0 + parameters.emissivity_growth * (surface - parameters.melting_temperature)
    )
    radiated = emissivity * STEFAN_BOLTZMANN * surface * surface * surface
    slope = 4.0 * radiated + AIR_SPECIFIC_HEAT * stream * flux
    return flux * (hot_wall + burnt) - radiated * surface, slope


@kernel
def surface_temperature(mean, resistance, flux, speed, air_temperature, parameters):
    """Temperature in K of the surface above a mean in K: Ts = T + r q(Ts), no more than melting
    allows; resistance in m2 K/W.

    Two Newton steps from above, where q is concave and they converge from one side.
    """
    net, _ = net_flux(mean, flux, speed, air_temperature, parameters)
    hottest = sqrt(
        sqrt(maximum(flux, 0.0) / (maximum(parameters.emissivity, 1e-3) * STEFAN_BOLTZMANN))
    )
    surface = maximum(mean, minimum(mean + resistance * net, hottest))
    for _ in range(2):
        net, slope = net_flux(surface, flux, speed, air_temperature, parameters)
        surface = surface - (surface - mean - resistance * net) / (1.0 + resistance * slope)
    limit = parameters.melting_temperature + parameters.char_excess
    return maximum(minimum(surface, limit), 0.0)


@kernel
def net_heating(mass, scale, speed, density, air_temperature, correlation, parameters):
    """Heat flow in W into the body less what it radiates."""
    continuum = selected_heat_flux(correlation, density, speed, parameters.nose_radius * scale)
    flux = parameters.shape_factor * bridged(continuum, density, speed, parameters.accommodation)
    share = solid_left(mass, parameters) / parameters.solid_mass
    thickness = where(parameters.shrinks > 0.5, scale, share)
    mean = temperature_of(mass, parameters)
    surface = surface_temperature(
        mean, parameters.resistance * thickness, flux, speed, air_temperature, parameters
    )
    net, _ = net_flux(surface, flux, speed, air_temperature, parameters)
    return parameters.heated_area * scale * scale * net


@kernel
def melting(mass, scale, speed, density, air_temperature, correlation, parameters):
    """Rate of the mass in the state, kg/s; never above zero once melting has begun."""
    rate = (
        -net_heating(mass, scale, speed, density, air_temperature, correlation, parameters)
        / parameters.heat_of_fusion
    )
    begun = mass < (1.0 + parameters.core_deficit) * parameters.solid_mass
    rate = where(begun, minimum(rate, 0.0), rate)
    return where(mass > REMNANT * parameters.solid_mass, rate, 0.0)
