"""A body that warms up and melts: one lump of one temperature.

One number carries its heat: the mass in the state counts, above the solid mass, the heat still
missing to the melting point (in kg of melt it would make), and below it the solid that is left.
So energy is kept exactly whatever the step. What has melted is gone; a lump that cools again
afterwards is still taken to be at its melting point, which only matters for the temperature.

Lumped thermal mass as in the object-oriented codes (ORSAT, DAS, SESAM); radiation to a cold
surrounding; hot-wall factor 1 - cp (Tw - Tinf) / (V^2 / 2). Lumps of more than a few centimetres
are not of one temperature: they lose mass earlier than this.
"""

from sim.dynamics.heating import bridged_heat_flux
from sim.lanes import exp, kernel, log, maximum, minimum, where

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
    """Mass in kg of what is still solid, from the mass in the state."""
    return maximum(minimum(mass, parameters.solid_mass), REMNANT * parameters.solid_mass)


@kernel
def scale_left(solid, parameters):
    """Length of the body over that at release: a solid shrinks alike in all directions, a hollow
    one keeps its outer size.
    """
    share = solid / parameters.solid_mass
    return where(parameters.shrinks > 0.5, exp(THIRD * log(share)), 1.0 + 0.0 * share)


@kernel
def temperature_of(mass, parameters):
    """Temperature in K, from the mass in the state; the melting point once melting has begun."""
    missing = maximum(mass - parameters.solid_mass, 0.0) * parameters.heat_of_fusion
    cold = parameters.melting_temperature - missing / (
        parameters.solid_mass * parameters.specific_heat
    )
    return maximum(cold, 0.0)


@kernel
def net_heating(mass, scale, speed, density, air_temperature, parameters):
    """Heat flow in W into the body less what it radiates."""
    surface = temperature_of(mass, parameters)
    flux = bridged_heat_flux(density, speed, parameters.nose_radius * scale, ACCOMMODATION)
    excess = AIR_SPECIFIC_HEAT * (surface - minimum(air_temperature, surface))
    hot_wall = maximum(1.0 - excess / (0.5 * speed * speed + 1.0), 0.0)
    squared = surface * surface
    lost = parameters.emissivity * STEFAN_BOLTZMANN * squared * squared
    return (
        parameters.heated_area * scale * scale * (parameters.shape_factor * flux * hot_wall - lost)
    )


@kernel
def melting(mass, scale, speed, density, air_temperature, parameters):
    """Rate of the mass in the state, kg/s; never above zero once melting has begun."""
    rate = (
        -net_heating(mass, scale, speed, density, air_temperature, parameters)
        / parameters.heat_of_fusion
    )
    begun = mass < parameters.solid_mass
    rate = where(begun, minimum(rate, 0.0), rate)
    return where(mass > REMNANT * parameters.solid_mass, rate, 0.0)
