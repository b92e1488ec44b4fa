"""NRLMSISE-00 put together: density, temperature and composition of the atmosphere, ground to 1000
km.

Source: Picone, Hedin, Drob and Aikin, J. Geophys. Res. 107(A12), 1468 (2002), all standard switches
on. Mass includes anomalous oxygen (the effective density for drag). The published model steps by up
to 1 % at 72.5 km, where its two parts meet; here they are joined smoothly within 0.5 km of it, and
are the published ones elsewhere. Its other steps are kept: up to 1 % at 123.4 km, 0.2 % at 160 km,
3e-4 at 300 km.
"""

from typing import Any, NamedTuple

from sim.environment.atmosphere.nrlmsise00.activity import daily_activity, past_activity
from sim.environment.atmosphere.nrlmsise00.basis import basis
from sim.environment.atmosphere.nrlmsise00.coefficients import RATIO_AR, RATIO_HE, RATIO_O2
from sim.environment.atmosphere.nrlmsise00.mesosphere import MIXED, hydrostatic
from sim.environment.atmosphere.nrlmsise00.profile import gravity
from sim.environment.atmosphere.nrlmsise00.thermosphere import (
    FLOOR,
    column,
    constituents,
    mixed_nitrogen,
)
from sim.frames.constants import HOURS_PER_RADIAN
from sim.lanes import (
    absolute,
    any_lane,
    broadcast,
    exp,
    kernel,
    log,
    maximum,
    minimum,
    where,
)

LOWEST = -5.0
HIGHEST = 2000.0
"""Heights in km between which the model is evaluated; beyond them it keeps the value there."""
JOIN = 0.5
"""km on either side of 72.5 km over which the two parts of the model are joined."""
HAIR = 1e-9
"""km: just above the joint."""
ATOMIC_MASS = 1.66e-27
"""Atomic mass unit in kg, as rounded in the model."""
PER_CUBIC_METRE = 1.0e6


class Composition(NamedTuple):
    """Number densities in 1/m3, mass density in kg/m3, exospheric and local temperature in K.

    Numbers inside kernels, arrays of one length outside.
    """

    he: Any
    o: Any
    n2: Any
    o2: Any
    ar: Any
    h: Any
    n: Any
    anomalous_o: Any
    rho: Any
    exospheric_temperature: Any
    temperature: Any


@kernel
def air(
    height,
    sin_latitude,
    cos_latitude,
    longitude,
    day_of_year,
    seconds_of_day,
    f107,
    f107a,
    ap,
    msis,
):
    """Density, temperature and number density of the air.

    Parameters
    ----------
    height
        Geodetic height, m; fitted from 0 to 1e6, held constant below -5e3 and above 2e6.
    sin_latitude, cos_latitude
        Of the geodetic latitude.
    longitude
        East, rad.
    day_of_year
        1 to 367; the reference takes whole days, a fraction makes the season move smoothly.
    seconds_of_day
        Universal time, s.
    f107, f107a
        F10.7 of the day before and its 81-day mean centred on the day, solar flux units.
    ap
        Daily Ap.
    msis : Msis
        From `coefficients`.

    Returns
    -------
    tuple
        Mass density in kg/m3 with anomalous oxygen, temperature in K, number density in 1/m3.
    """
    c = composition(
        height,
        sin_latitude,
        cos_latitude,
        longitude,
        day_of_year,
        seconds_of_day,
        f107,
        f107a,
        ap,
        msis,
    )
    return c.rho, c.temperature, total(c)


@kernel
def air_with_history(
    height,
    sin_latitude,
    cos_latitude,
    longitude,
    day_of_year,
    seconds_of_day,
    f107,
    f107a,
    ap7,
    msis,
):
    """As `air`, with the seven ap values of `composition_with_history`."""
    c = composition_with_history(
        height,
        sin_latitude,
        cos_latitude,
        longitude,
        day_of_year,
        seconds_of_day,
        f107,
        f107a,
        ap7,
        msis,
    )
    return c.rho, c.temperature, total(c)


@kernel
def total(c):
    """Number density of all constituents in 1/m3."""
    return c.he + c.o + c.n2 + c.o2 + c.ar + c.h + c.n + c.anomalous_o


@kernel
def local_solar_time(longitude, seconds_of_day):
    """Local apparent solar time in hours, from -12 to 36 as the reference has it."""
    return seconds_of_day * (1.0 / 3600.0) + longitude * HOURS_PER_RADIAN


@kernel
def composition(
    height,
    sin_latitude,
    cos_latitude,
    longitude,
    day_of_year,
    seconds_of_day,
    f107,
    f107a,
    ap,
    msis,
):
    """Composition of the air; arguments as for `air`, returns a `Composition`."""
    hour = local_solar_time(longitude, seconds_of_day)
    b = basis(sin_latitude, cos_latitude, longitude, hour, day_of_year, seconds_of_day, f107, f107a)
    activity = daily_activity(ap, msis.profile)
    return mixture(height, sin_latitude, b, activity, msis.thermosphere, msis.lower, msis)


@kernel
def composition_with_history(
    height,
    sin_latitude,
    cos_latitude,
    longitude,
    day_of_year,
    seconds_of_day,
    f107,
    f107a,
    ap7,
    msis,
):
    """As `composition`, with seven ap values for storms (switch 9 = -1 of the reference).

    ap7: daily Ap; 3-hour ap for now, 3, 6 and 9 h before; means of 12 to 33 and 36 to 57 h before.
    """
    hour = local_solar_time(longitude, seconds_of_day)
    b = basis(sin_latitude, cos_latitude, longitude, hour, day_of_year, seconds_of_day, f107, f107a)
    activity = past_activity(ap7, sin_latitude, cos_latitude, msis.profile)
    return mixture(height, sin_latitude, b, activity, msis.thermosphere_past, msis.lower_past, msis)


@kernel
def mixture(height, sin_latitude, b, activity, p, q, msis):
    """Composition from the shared factors; p and q are the tables for this activity form."""
    c = msis.profile
    z = minimum(maximum(1e-3 * height, LOWEST), HIGHEST)
    surface, radius = gravity(sin_latitude)
    below = broadcast(1.0, z)
    step = broadcast(0.0, z)
    bend = joint(z)
    none = broadcast(0.0, z)
    he, o, n2, o2, ar, h, n, hot = none, none, none, none, none, none, none, none
    exosphere, temperature = none, none
    # near the joint two turns before work out the mass just below and just above it
    for turn in range(0 if any_lane(bend > 0.0) else 2, 3):
        here = z if turn == 2 else broadcast(FLOOR + turn * HAIR, z)
        upper = maximum(here, FLOOR)
        a = column(upper, sin_latitude, surface, radius, b, activity, p, q, msis)
        exosphere = a.exosphere
        he, o, n2, o2, ar, h, n, hot = none, none, none, none, none, none, none, none
        temperature = a.temperature
        if any_lane(here > MIXED):
            he, o, n2, o2, ar, h, n, hot = constituents(upper, b, a, activity, p, msis)
        if turn == 1:
            step = log(weight(he, o, n2, o2, ar, h, n, hot) / below)
        low = here < FLOOR
        if any_lane(low) or turn == 0:
            t_low, grown = hydrostatic(
                minimum(here, FLOOR),
                surface,
                radius,
                a.inverse_72,
                a.slope_72,
                b,
                q,
                c,
                msis.lower_rows,
            )
            mixed = mixed_nitrogen(
                msis.species, msis.species_rows.n2, b, a, p, msis.thermosphere_rows.n2, activity
            )[2]
            f = maximum(here - MIXED, 0.0) * (1.0 / (FLOOR - MIXED))
            n2_low, he_low, o2_low, ar_low = blend(f, exp(mixed), exp(grown), n2, he, o2, ar, c)
            if turn == 0:
                below = weight(he_low, none, n2_low, o2_low, ar_low, none, none, none)
            he = where(low, he_low, he)
            o2 = where(low, o2_low, o2)
            ar = where(low, ar_low, ar)
            n2 = where(low, n2_low, n2)
            o = where(low, 0.0, o)
            h = where(low, 0.0, h)
            n = where(low, 0.0, n)
            hot = where(low, 0.0, hot)
            temperature = where(low, t_low, temperature)
    bend = where(z > FLOOR, -bend, bend)
    k = PER_CUBIC_METRE * exp(bend * step)
    mass = weight(he, o, n2, o2, ar, h, n, hot)
    return Composition(
        he * k, o * k, n2 * k, o2 * k, ar * k, h * k, n * k, hot * k,
        ATOMIC_MASS * k * mass, exosphere, temperature,
    )  # fmt: skip


@kernel
def joint(z):
    """Share of the step at 72.5 km that each side gives up: half at the joint, none 0.5 km away."""
    u = minimum(absolute(z - FLOOR) * (1.0 / JOIN), 1.0)
    return 0.5 * (1.0 - u) * (1.0 - u) * (1.0 + 2.0 * u)


@kernel
def weight(he, o, n2, o2, ar, h, n, hot):
    """Mass of the constituents in atomic mass units."""
    return 4.0 * he + 16.0 * (o + hot) + 28.0 * n2 + 32.0 * o2 + 40.0 * ar + h + 14.0 * n


@kernel
def blend(f, mixed_72, growth, n2, he, o2, ar, c):
    """Densities of N2, He, O2, Ar between mixed air (f = 0) and the air at 72.5 km (f = 1)."""
    n2_low = mixed_72 * growth * (1.0 + f * (n2 / mixed_72 - 1.0))
    known = where(f > 0.0, 1.0 / maximum(n2, 1e-300), 0.0)
    he_low = n2_low * (c[0, RATIO_HE] * (1.0 - f) + f * he * known)
    o2_low = n2_low * (c[0, RATIO_O2] * (1.0 - f) + f * o2 * known)
    ar_low = n2_low * (c[0, RATIO_AR] * (1.0 - f) + f * ar * known)
    return n2_low, he_low, o2_low, ar_low
