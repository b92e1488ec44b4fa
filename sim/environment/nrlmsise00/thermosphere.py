"""Temperature and eight constituents of NRLMSISE-00 from 72.5 km upward: diffusion, mixing and chemistry.

All density arithmetic is on logarithms, so that products become sums and one exponential ends each species.
Sources: Hedin, J. Geophys. Res. 92, 4649 (1987), eq. A1-A20; 96, 1159 (1991), eq. A1-A5; Picone et al. (2002).
"""

from typing import NamedTuple

from sim.environment.nrlmsise00.coefficients import (
    AVERAGE_MASS,
    BASE,
    BASE_GRADIENT,
    BASE_TEMPERATURE,
    DIFFUSION,
    EXOSPHERE,
    EXPONENT,
    FLUX,
    HIGHEST,
    HOT_HEIGHT,
    HOT_SCALE,
    HOT_TEMPERATURE,
    LOSS,
    MASS,
    NODES,
    SLOPE_72,
    SOURCE,
    TOP,
    TURBOPAUSE,
    TURBOPAUSE_COSINE,
    TURBOPAUSE_SEASON,
    TURBOPAUSE_SINE,
)
from sim.environment.nrlmsise00.expansion import full, lower_tides, lower_waves, lower_zonal, short
from sim.environment.nrlmsise00.profile import (
    GAS_CONSTANT,
    along,
    curve5,
    depth,
    gravity_at,
    part,
    whole,
)
from sim.lanes import any_lane, broadcast, exp, kernel, log, maximum, minimum, where

FLOOR = 72.5
"""Height in km below which the air is fully mixed."""
BASE_HEIGHT = 120.0
"""Height in km of the published base densities."""
MIXING_CEILING = 450.0
"""Height in km above which no constituent feels the mixed air."""
VARIABLE_CEILING = 300.0
"""Height in km above which the lower thermosphere keeps its mean temperatures."""


class Column(NamedTuple):
    """One air column: temperatures in K and, at five heights, log(T_120 / T) and the log of pressure per unit mass.

    The heights are the one asked for, the turbopause of N2, and those of most other species, of He and of H.
    """

    exosphere: float
    temperature: float
    gravity: float
    radius: float
    cooling: float
    weight: float
    cooling_n2: float
    weight_n2: float
    cooling_105: float
    weight_105: float
    cooling_100: float
    weight_100: float
    cooling_95: float
    weight_95: float
    inverse_72: float
    slope_72: float


@kernel
def nodes(z, b, activity, q, c):
    """Inverse temperatures at 110, 100, 90 and 72.5 km and the slope of the last, per km of geopotential depth."""
    y1 = broadcast(1.0 / c[0, NODES], z)
    y2 = broadcast(1.0 / c[0, NODES + 1], z)
    y3 = broadcast(1.0 / c[0, NODES + 2], z)
    y4 = broadcast(1.0 / c[0, NODES + 3], z)
    slope = broadcast(c[0, SLOPE_72], z)
    variable = z < VARIABLE_CEILING
    if any_lane(variable):
        e1 = lower_zonal(q, 0, b) + lower_tides(q, 0, b, activity)
        e2 = lower_zonal(q, 1, b) + lower_tides(q, 1, b, activity)
        e3 = lower_zonal(q, 2, b) + lower_tides(q, 2, b, activity) + lower_waves(q, 2, b)
        e4 = lower_zonal(q, 3, b) + lower_tides(q, 3, b, activity) + lower_waves(q, 3, b)
        gradient = lower_zonal(q, 12, b) + lower_waves(q, 12, b)
        y1 = where(variable, y1 * (1.0 - e1), y1)
        y2 = where(variable, y2 * (1.0 - e2), y2)
        y3 = where(variable, y3 * (1.0 - e3), y3)
        y4 = where(variable, y4 * (1.0 - e4), y4)
        slope = where(variable, slope * (1.0 + gradient), slope)
    return y1, y2, y3, y4, slope


@kernel
def column(z, sin_latitude, surface, radius, b, activity, p, q, c):
    """Profile of the air column up to z (km, at least 72.5); see `Column`.

    p, q and c are the tables thermosphere, lower and profile of `Msis`.
    """
    top = c[0, TOP]
    high = z > top
    t120 = c[0, BASE_TEMPERATURE] * (1.0 + short(p, 5, b, activity.base))
    tinf = broadcast(c[0, EXOSPHERE], z)
    if any_lane(high):
        tinf = where(high, tinf * (1.0 + full(p, 0, b, activity.temperature)), tinf)
    gradient = broadcast(c[0, BASE_GRADIENT], z)
    above = z > FLOOR
    if any_lane(above):
        gradient = where(above, gradient * (1.0 + short(p, 1, b, activity.base)), gradient)
    rise = tinf - t120
    sigma = gradient / rise
    scale = gravity_at(BASE_HEIGHT, surface, radius) / (sigma * GAS_CONSTANT * tinf)
    up = -depth(maximum(z, top), BASE_HEIGHT, radius)
    temperature = tinf - rise * exp(-sigma * up)
    cooling = log(t120 / temperature)
    weight = scale * (cooling - sigma * up)
    none = broadcast(0.0, z)
    if not any_lane(z <= MIXING_CEILING):
        return Column(
            tinf, temperature, surface, radius, cooling, weight,
            none, none, none, none, none, none, none, none, none, none,
        )  # fmt: skip
    up_top = -depth(top, BASE_HEIGHT, radius)
    decay = exp(-sigma * up_top)
    t_top = tinf - rise * decay
    ratio = (radius + BASE_HEIGHT) / (radius + top)
    inverse_top = 1.0 / t_top
    slope_top = rise * decay * sigma * ratio * ratio * inverse_top * inverse_top
    y1, y2, y3, y4, slope = nodes(z, b, activity.base, q, c)
    ratio = (radius + FLOOR) / (radius + top)
    slope_72 = slope * ratio * ratio
    x1 = depth(110.0, top, radius)
    x2 = depth(100.0, top, radius)
    x3 = depth(90.0, top, radius)
    x4 = depth(FLOOR, top, radius)
    s = curve5(x1, x2, x3, x4, inverse_top, y1, y2, y3, y4, slope_top, slope_72)
    weight_top = scale * (log(t120 * inverse_top) - sigma * up_top)
    heaviness = gravity_at(top, surface, radius) / GAS_CONSTANT
    low = z < top
    if any_lane(low):
        y, area = along(depth(minimum(z, top), top, radius), s)
        temperature = where(low, 1.0 / y, temperature)
        cooling = where(low, log(t120 * y), cooling)
        weight = where(low, weight_top + heaviness * area, weight)
    season = c[0, TURBOPAUSE_COSINE] * b.cd + c[0, TURBOPAUSE_SINE] * b.sd
    turbopause = c[0, TURBOPAUSE] * (1.0 + c[0, TURBOPAUSE_SEASON] * sin_latitude * season)
    y_n2, area_n2 = along(depth(turbopause, top, radius), s)
    area_110 = whole(x1, s.y0, y1, s.m0, s.m1)
    area_100 = area_110 + whole(x2 - x1, y1, y2, s.m1, s.m2)
    y_105, area_105 = part(depth(105.0, top, radius) - x1, x2 - x1, y1, y2, s.m1, s.m2)
    y_95, area_95 = part(depth(95.0, top, radius) - x2, x3 - x2, y2, y3, s.m2, s.m3)
    return Column(
        tinf, temperature, surface, radius, cooling, weight,
        log(t120 * y_n2), weight_top + heaviness * area_n2,
        log(t120 * y_105), weight_top + heaviness * (area_110 + area_105),
        log(t120 * y2), weight_top + heaviness * area_100,
        log(t120 * y_95), weight_top + heaviness * (area_100 + area_95),
        y4, slope,
    )  # fmt: skip


@kernel
def at_turbopause(s, i, base, cooling, weight):
    """Log density of species i at its turbopause, where it is taken to be fully mixed."""
    return base + (s[i, DIFFUSION] - 1.0) * cooling + (s[i, MASS] - AVERAGE_MASS) * weight


@kernel
def joined(s, i, diffusive, mixed):
    """Log density between mixing and diffusive equilibrium (Hedin 1987, eq. A12)."""
    exponent = s[i, EXPONENT]
    y = (mixed - diffusive) / exponent
    middle = diffusive + exponent * log(1.0 + exp(minimum(maximum(y, -10.0), 10.0)))
    return where(y > 10.0, mixed, where(y < -10.0, diffusive, middle))


@kernel
def chemistry(s, i, k, z, ratio):
    """Log of a correction for chemistry or dynamics with one scale height (Hedin 1987, eq. A20a)."""
    return ratio / (1.0 + exp((z - s[i, k + 3]) * s[i, k + 1]))


@kernel
def chemistry_two_scales(s, i, k, z, ratio):
    """The same with the mean of two scale heights (Picone et al. 2002)."""
    x = z - s[i, k + 3]
    return ratio / (1.0 + 0.5 * (exp(x * s[i, k + 1]) + exp(x * s[i, k + 2])))


@kernel
def minor(s, i, z, base, mixed_n2, cooling, weight, cooling_h, weight_h):
    """Log density of a species that tends to a fixed ratio to N2 below; `base` is its log density at 120 km."""
    log_density = base + s[i, DIFFUSION] * cooling + s[i, MASS] * weight
    near = z <= s[i, HIGHEST]
    if any_lane(near):
        mixed = at_turbopause(s, i, base, cooling_h, weight_h)
        lower = joined(s, i, log_density, mixed + cooling + AVERAGE_MASS * weight)
        lower = lower + chemistry(s, i, LOSS, z, mixed_n2 - mixed + s[i, LOSS])
        log_density = where(near, lower, log_density)
    return log_density


@kernel
def atomic_oxygen(s, z, base, dfa, a):
    """Log density of atomic oxygen; `a` is the `Column`."""
    log_density = base + s[1, DIFFUSION] * a.cooling + s[1, MASS] * a.weight
    near = z <= s[1, HIGHEST]
    if any_lane(near):
        mixed = at_turbopause(s, 1, base, a.cooling_105, a.weight_105)
        lower = joined(s, 1, log_density, mixed + a.cooling + AVERAGE_MASS * a.weight)
        ratio = s[1, LOSS] * (1.0 + s[1, FLUX] * dfa)
        lower = lower + chemistry_two_scales(s, 1, LOSS, z, ratio)
        lower = lower + chemistry(s, 1, SOURCE, z, s[1, SOURCE])
        log_density = where(near, lower, log_density)
    return log_density


@kernel
def with_source(s, i, z, log_density):
    """Log density after the second chemical correction, up to the height where mixing counts."""
    near = z <= s[i, HIGHEST]
    if any_lane(near):
        log_density = where(
            near, log_density + chemistry(s, i, SOURCE, z, s[i, SOURCE]), log_density
        )
    return log_density


@kernel
def hot_oxygen(s, z, base, a, c):
    """Density of anomalous oxygen, at a constant 4000 K; below 123 km, where it is nothing, the same law goes on."""
    temperature = GAS_CONSTANT * c[0, HOT_TEMPERATURE]
    up = -depth(z, BASE_HEIGHT, a.radius)
    settled = s[7, MASS] * gravity_at(BASE_HEIGHT, a.gravity, a.radius) / temperature * up
    inverse_height = s[7, MASS] * gravity_at(c[0, HOT_HEIGHT], a.gravity, a.radius) / temperature
    x = exp((c[0, HOT_HEIGHT] - z) / c[0, HOT_SCALE]) - 1.0
    return exp(base - settled - c[0, HOT_SCALE] * inverse_height * x)


@kernel
def mixed_nitrogen(s, b, a, p, activity):
    """Log densities of N2: its base at 120 km, at its turbopause, and at the height asked for if fully mixed."""
    base = s[2, BASE] + short(p, 4, b, activity.base)
    turbopause = at_turbopause(s, 2, base, a.cooling_n2, a.weight_n2)
    return base, turbopause, turbopause + a.cooling + AVERAGE_MASS * a.weight


@kernel
def constituents(z, b, a, activity, p, s, c):
    """Number densities in 1/cm3 of He, O, N2, O2, Ar, H, N and anomalous O at z (km, at least 72.5).

    `a` is the `Column`; p, s and c are the tables thermosphere, species and profile of `Msis`.
    """
    base, n2_h, mixed = mixed_nitrogen(s, b, a, p, activity)
    n2 = base + s[2, DIFFUSION] * a.cooling + s[2, MASS] * a.weight
    near = z <= s[2, HIGHEST]
    if any_lane(near):
        n2 = where(near, joined(s, 2, n2, mixed), n2)
    base = s[0, BASE] + full(p, 2, b, activity.helium)
    he = minor(s, 0, z, base, n2_h, a.cooling, a.weight, a.cooling_100, a.weight_100)
    base = s[1, BASE] + full(p, 3, b, activity.oxygen)
    o = atomic_oxygen(s, z, base, b.dfa, a)
    base = s[3, BASE] + short(p, 6, b, activity.molecular_oxygen)
    o2 = minor(s, 3, z, base, n2_h, a.cooling, a.weight, a.cooling_105, a.weight_105)
    ratio = s[3, SOURCE] * (1.0 + s[3, FLUX] * b.dfa)
    o2 = o2 + chemistry_two_scales(s, 3, SOURCE, z, ratio)
    base = s[4, BASE] + full(p, 7, b, activity.argon)
    ar = minor(s, 4, z, base, n2_h, a.cooling, a.weight, a.cooling_105, a.weight_105)
    base = s[5, BASE] + full(p, 8, b, activity.hydrogen)
    h = minor(s, 5, z, base, n2_h, a.cooling, a.weight, a.cooling_95, a.weight_95)
    h = with_source(s, 5, z, h)
    base = s[6, BASE] + full(p, 9, b, activity.nitrogen)
    n = minor(s, 6, z, base, n2_h, a.cooling, a.weight, a.cooling_105, a.weight_105)
    n = with_source(s, 6, z, n)
    hot = hot_oxygen(s, z, s[7, BASE] + short(p, 10, b, activity.base), a, c)
    return exp(he), exp(o), exp(n2), exp(o2), exp(ar), exp(h), exp(n), hot
