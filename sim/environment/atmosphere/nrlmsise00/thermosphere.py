"""Temperature and eight constituents of NRLMSISE-00 from 72.5 km upward.

Diffusive equilibrium above, mixing below, chemistry and transport as corrections. Densities are
carried as logarithms: products become sums and one exponential ends each species.
Sources: Hedin, J. Geophys. Res. 92, 4649 (1987), appendix; Picone et al., 107(A12), 1468 (2002).
"""

from typing import NamedTuple

from sim.environment.atmosphere.nrlmsise00.coefficients import (
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
from sim.environment.atmosphere.nrlmsise00.expansion import (
    full,
    lower_tides,
    lower_waves,
    lower_zonal,
    short,
)
from sim.environment.atmosphere.nrlmsise00.profile import (
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
LEAST_RISE = 10.0
"""Least rise of temperature above 120 km, K; reached only by solar flux far outside the fit."""
HOTTEST = 0.02
"""Least inverse temperature below 123 km relative to 123 km; reached only at Ap above 300."""


class Column(NamedTuple):
    """One air column.

    Exospheric and local temperature in K, surface gravity in cm/s2 and radius in km; then, for the
    height asked for and the turbopauses of N2 (moving), most species (105 km), He (100 km) and H
    (95 km), ``cooling``, the log of T(120 km) / T, and ``weight``, the log of the pressure of a gas
    of unit molecular mass relative to 120 km; last, inverse temperature and slope at 72.5 km.
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
def nodes(z, b, activity, q, c, at):
    """Inverse temperatures at 110, 100, 90 and 72.5 km, and the slope of the last per km."""
    y1 = broadcast(1.0 / c[0, NODES], z)
    y2 = broadcast(1.0 / c[0, NODES + 1], z)
    y3 = broadcast(1.0 / c[0, NODES + 2], z)
    y4 = broadcast(1.0 / c[0, NODES + 3], z)
    slope = broadcast(c[0, SLOPE_72], z)
    variable = z < VARIABLE_CEILING
    if any_lane(variable):
        e1 = lower_zonal(q, at.t110, b) + lower_tides(q, at.t110, b, activity)
        e2 = lower_zonal(q, at.t100, b) + lower_tides(q, at.t100, b, activity)
        e3 = lower_zonal(q, at.t90, b) + lower_tides(q, at.t90, b, activity)
        e4 = lower_zonal(q, at.t72, b) + lower_tides(q, at.t72, b, activity)
        e3 = e3 + lower_waves(q, at.t90, b)
        e4 = e4 + lower_waves(q, at.t72, b)
        gradient = lower_zonal(q, at.gradient72, b) + lower_waves(q, at.gradient72, b)
        y1 = where(variable, y1 * (1.0 - e1), y1)
        y2 = where(variable, y2 * (1.0 - e2), y2)
        y3 = where(variable, y3 * (1.0 - e3), y3)
        y4 = where(variable, y4 * (1.0 - e4), y4)
        slope = where(variable, slope * (1.0 + gradient), slope)
    return y1, y2, y3, y4, slope


@kernel
def mixed_column(
    z, sin_latitude, surface, radius, b, activity, q, msis,
    tinf, t120, rise, sigma, scale, temperature, cooling, weight,
):  # fmt: skip
    """The column where lanes lie below the height to which the air is mixed: the spline of 1/T
    below `TOP`, and the column's values at the heights that mixing asks for.
    """
    c = msis.profile
    top = c[0, TOP]
    up_top = -depth(top, BASE_HEIGHT, radius)
    decay = exp(-sigma * up_top)
    t_top = tinf - rise * decay
    ratio = (radius + BASE_HEIGHT) / (radius + top)
    inverse_top = 1.0 / t_top
    slope_top = rise * decay * sigma * ratio * ratio * inverse_top * inverse_top
    y1, y2, y3, y4, slope = nodes(z, b, activity.base, q, c, msis.lower_rows)
    ratio = (radius + FLOOR) / (radius + top)
    slope_72 = slope * ratio * ratio
    x1 = depth(110.0, top, radius)
    x2 = depth(100.0, top, radius)
    x3 = depth(90.0, top, radius)
    x4 = depth(FLOOR, top, radius)
    s = curve5(x1, x2, x3, x4, inverse_top, y1, y2, y3, y4, slope_top, slope_72)
    weight_top = scale * (log(t120 * inverse_top) - sigma * up_top)
    heaviness = gravity_at(top, surface, radius) / GAS_CONSTANT
    # at Ap above about 300 and high latitude the published spline of 1/T can pass zero near 115 km
    least = HOTTEST * inverse_top
    low = z < top
    if any_lane(low):
        y, area = along(depth(minimum(z, top), top, radius), s)
        y = maximum(y, least)
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
        log(t120 * maximum(y_n2, least)), weight_top + heaviness * area_n2,
        log(t120 * maximum(y_105, least)), weight_top + heaviness * (area_110 + area_105),
        log(t120 * y2), weight_top + heaviness * area_100,
        log(t120 * y_95), weight_top + heaviness * (area_100 + area_95),
        y4, slope,
    )  # fmt: skip


@kernel
def column(z, sin_latitude, surface, radius, b, activity, p, q, msis):
    """Profile of the column of air up to z (km, at least 72.5); see `Column`.

    p and q are the tables thermosphere and lower for this kind of activity.
    """
    c, at = msis.profile, msis.thermosphere_rows
    top = c[0, TOP]
    high = z > top
    t120 = c[0, BASE_TEMPERATURE] * (1.0 + short(p, at.t120, b, activity.base))
    tinf = broadcast(c[0, EXOSPHERE], z)
    if any_lane(high):
        tinf = where(high, tinf * (1.0 + full(p, at.exosphere, b, activity.temperature)), tinf)
    gradient = broadcast(c[0, BASE_GRADIENT], z)
    above = z > FLOOR
    if any_lane(above):
        varied = gradient * (1.0 + short(p, at.gradient, b, activity.base))
        gradient = where(above, varied, gradient)
    rise = maximum(tinf - t120, LEAST_RISE)
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
    return mixed_column(
        z, sin_latitude, surface, radius, b, activity, q, msis,
        tinf, t120, rise, sigma, scale, temperature, cooling, weight,
    )  # fmt: skip


@kernel
def at_turbopause(s, i, base, cooling, weight):
    """Log density of species i at its turbopause, where it is taken to be fully mixed."""
    return base + (s[i, DIFFUSION] - 1.0) * cooling + (s[i, MASS] - AVERAGE_MASS) * weight


@kernel
def joined(s, i, diffusive, mixed):
    """Log density between mixing and diffusive equilibrium (eq. A12b)."""
    exponent = s[i, EXPONENT]
    y = (mixed - diffusive) / exponent
    middle = diffusive + exponent * log(1.0 + exp(minimum(maximum(y, -10.0), 10.0)))
    return where(y > 10.0, mixed, where(y < -10.0, diffusive, middle))


@kernel
def chemistry(s, i, k, z, ratio):
    """Log of a correction for chemistry or transport with one scale height (eq. A20a)."""
    return ratio / (1.0 + exp((z - s[i, k + 3]) * s[i, k + 1]))


@kernel
def chemistry_two_scales(s, i, k, z, ratio):
    """The same with the mean of two scale heights (Picone et al. 2002)."""
    x = z - s[i, k + 3]
    return ratio / (1.0 + 0.5 * (exp(x * s[i, k + 1]) + exp(x * s[i, k + 2])))


@kernel
def minor(s, i, z, base, mixed_n2, cooling, weight, cooling_h, weight_h):
    """Log density of a species that tends to a fixed ratio to N2; `base` is that at 120 km."""
    log_density = base + s[i, DIFFUSION] * cooling + s[i, MASS] * weight
    near = z <= s[i, HIGHEST]
    if any_lane(near):
        mixed = at_turbopause(s, i, base, cooling_h, weight_h)
        lower = joined(s, i, log_density, mixed + cooling + AVERAGE_MASS * weight)
        lower = lower + chemistry(s, i, LOSS, z, mixed_n2 - mixed + s[i, LOSS])
        log_density = where(near, lower, log_density)
    return log_density


@kernel
def atomic_oxygen(s, i, z, base, dfa, a):
    """Log density of atomic oxygen; `a` is the `Column`."""
    log_density = base + s[i, DIFFUSION] * a.cooling + s[i, MASS] * a.weight
    near = z <= s[i, HIGHEST]
    if any_lane(near):
        mixed = at_turbopause(s, i, base, a.cooling_105, a.weight_105)
        lower = joined(s, i, log_density, mixed + a.cooling + AVERAGE_MASS * a.weight)
        ratio = s[i, LOSS] * (1.0 + s[i, FLUX] * dfa)
        lower = lower + chemistry_two_scales(s, i, LOSS, z, ratio)
        lower = lower + chemistry(s, i, SOURCE, z, s[i, SOURCE])
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
def hot_oxygen(s, i, z, base, a, c):
    """Density of anomalous oxygen at a constant 4000 K.

    Below 123 km, where it is less than 1e-27 per cm3, the reference bends the law; here it goes on.
    """
    temperature = GAS_CONSTANT * c[0, HOT_TEMPERATURE]
    up = -depth(z, BASE_HEIGHT, a.radius)
    settled = s[i, MASS] * gravity_at(BASE_HEIGHT, a.gravity, a.radius) / temperature * up
    inverse_height = s[i, MASS] * gravity_at(c[0, HOT_HEIGHT], a.gravity, a.radius) / temperature
    x = exp((c[0, HOT_HEIGHT] - z) / c[0, HOT_SCALE]) - 1.0
    return exp(base - settled - c[0, HOT_SCALE] * inverse_height * x)


@kernel
def mixed_nitrogen(s, i, b, a, p, r, activity):
    """Log densities of N2: at 120 km, at its turbopause, and at the height if fully mixed."""
    base = s[i, BASE] + short(p, r, b, activity.base)
    turbopause = at_turbopause(s, i, base, a.cooling_n2, a.weight_n2)
    return base, turbopause, turbopause + a.cooling + AVERAGE_MASS * a.weight


@kernel
def constituents(z, b, a, activity, p, msis):
    """Number densities in 1/cm3 of He, O, N2, O2, Ar, H, N and anomalous O at z >= 72.5 km.

    `a` is the `Column`, p the thermosphere table for this kind of activity.
    """
    s, at, row = msis.species, msis.species_rows, msis.thermosphere_rows
    base, n2_h, mixed = mixed_nitrogen(s, at.n2, b, a, p, row.n2, activity)
    n2 = base + s[at.n2, DIFFUSION] * a.cooling + s[at.n2, MASS] * a.weight
    near = z <= s[at.n2, HIGHEST]
    if any_lane(near):
        n2 = where(near, joined(s, at.n2, n2, mixed), n2)
    base = s[at.he, BASE] + full(p, row.he, b, activity.helium)
    he = minor(s, at.he, z, base, n2_h, a.cooling, a.weight, a.cooling_100, a.weight_100)
    base = s[at.o, BASE] + full(p, row.o, b, activity.oxygen)
    o = atomic_oxygen(s, at.o, z, base, b.dfa, a)
    base = s[at.o2, BASE] + short(p, row.o2, b, activity.molecular_oxygen)
    o2 = minor(s, at.o2, z, base, n2_h, a.cooling, a.weight, a.cooling_105, a.weight_105)
    ratio = s[at.o2, SOURCE] * (1.0 + s[at.o2, FLUX] * b.dfa)
    o2 = o2 + chemistry_two_scales(s, at.o2, SOURCE, z, ratio)
    base = s[at.ar, BASE] + full(p, row.ar, b, activity.argon)
    ar = minor(s, at.ar, z, base, n2_h, a.cooling, a.weight, a.cooling_105, a.weight_105)
    base = s[at.h, BASE] + full(p, row.h, b, activity.hydrogen)
    h = minor(s, at.h, z, base, n2_h, a.cooling, a.weight, a.cooling_95, a.weight_95)
    h = with_source(s, at.h, z, h)
    base = s[at.n, BASE] + full(p, row.n, b, activity.nitrogen)
    n = minor(s, at.n, z, base, n2_h, a.cooling, a.weight, a.cooling_105, a.weight_105)
    n = with_source(s, at.n, z, n)
    base = s[at.hot, BASE] + short(p, row.hot, b, activity.base)
    hot = hot_oxygen(s, at.hot, z, base, a, msis.profile)
    return exp(he), exp(o), exp(n2), exp(o2), exp(ar), exp(h), exp(n), hot
