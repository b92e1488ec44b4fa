"""What NRLMSISE-00 expansions are made of: Legendre functions, harmonics of day, hour, longitude.

Computed once per evaluation and shared by all the expansions. The angular rates keep the rounded
digits with which the coefficients were fitted. Source: Hedin, J. Geophys. Res. 92, 4649 (1987).
"""

from typing import NamedTuple

import numpy as np

from sim.lanes import kernel, sin_cos

DAY_RATE = 1.72142e-2
"""Annual angle in rad per day, as rounded in the model (2 pi / 365.0003)."""
HOUR_RATE = 0.2618
"""Diurnal angle in rad per hour, as rounded in the model."""
SECOND_RATE = 7.2722e-5
"""Universal-time angle in rad per second, as rounded in the model."""
DEGREE = 1.74533e-2
"""Radians per degree, as rounded in the model."""
LONGITUDE_SCALE = DEGREE * 180.0 / np.pi
REFERENCE_FLUX = 150.0
"""F10.7 in solar flux units about which the expansions are written."""


class Basis(NamedTuple):
    """Shared factors of the expansions; every field is a number.

    ``pnm`` is the associated Legendre function of degree n and order m, unnormalised and without
    alternating sign. ``c`` and ``s`` are cosine and sine, of the day angle ``d``, local time ``t``,
    longitude ``l`` and universal time ``u``, the multiple in front; ``cul`` and ``sul`` belong to
    universal time plus twice the longitude.
    ``df`` is F10.7 minus its mean, ``dfa`` the mean minus 150.
    """

    p10: float
    p20: float
    p30: float
    p40: float
    p50: float
    p60: float
    p11: float
    p21: float
    p31: float
    p41: float
    p51: float
    p61: float
    p22: float
    p32: float
    p42: float
    p52: float
    p33: float
    p43: float
    p63: float
    cd: float
    sd: float
    c2d: float
    s2d: float
    ct: float
    st: float
    c2t: float
    s2t: float
    c3t: float
    s3t: float
    cl: float
    sl: float
    cu: float
    su: float
    cul: float
    sul: float
    df: float
    dfa: float


@kernel
def zonal_functions(x):
    """Legendre polynomials of degree 1 to 6 of x, the sine of latitude."""
    x2 = x * x
    p2 = 1.5 * x2 - 0.5
    p3 = x * (2.5 * x2 - 1.5)
    p4 = (7.0 * x * p3 - 3.0 * p2) * 0.25
    p5 = (9.0 * x * p4 - 4.0 * p3) * 0.2
    p6 = (11.0 * x * p5 - 5.0 * p4) * (1.0 / 6.0)
    return x, p2, p3, p4, p5, p6


@kernel
def order_one_functions(x, y):
    """Legendre functions of order 1, degree 1 to 6; x and y are sine and cosine of latitude."""
    x2 = x * x
    p2 = 3.0 * x * y
    p3 = 1.5 * (5.0 * x2 - 1.0) * y
    p4 = 2.5 * x * (7.0 * x2 - 3.0) * y
    p5 = 1.875 * ((21.0 * x2 - 14.0) * x2 + 1.0) * y
    p6 = (11.0 * x * p5 - 6.0 * p4) * 0.2
    return y, p2, p3, p4, p5, p6


@kernel
def basis(
    sin_latitude, cos_latitude, longitude, local_time, day_of_year, seconds_of_day, f107, f107a
):
    """Shared factors of all expansions.

    Parameters
    ----------
    sin_latitude, cos_latitude
        Of the geodetic latitude.
    longitude
        East, rad.
    local_time
        Local apparent solar time, hours.
    day_of_year, seconds_of_day
        Universal time: 1 to 366 (fractions allowed), s.
    f107, f107a
        F10.7 of the day before and its 81-day mean, solar flux units.

    Returns
    -------
    Basis
        Numbers.
    """
    x = sin_latitude
    y = cos_latitude
    p10, p20, p30, p40, p50, p60 = zonal_functions(x)
    p11, p21, p31, p41, p51, p61 = order_one_functions(x, y)
    y2 = y * y
    p22 = 3.0 * y2
    p32 = 15.0 * x * y2
    p42 = 7.5 * (7.0 * x * x - 1.0) * y2
    p52 = 3.0 * x * p42 - 2.0 * p32
    p33 = 15.0 * y2 * y
    p43 = 7.0 * x * p33
    p53 = 0.5 * (9.0 * x * p43 - 7.0 * p33)
    p63 = (11.0 * x * p53 - 8.0 * p43) * (1.0 / 3.0)
    sd, cd = sin_cos(DAY_RATE * day_of_year)
    st, ct = sin_cos(HOUR_RATE * local_time)
    sl, cl = sin_cos(LONGITUDE_SCALE * longitude)
    su, cu = sin_cos(SECOND_RATE * seconds_of_day)
    c2t = ct * ct - st * st
    s2t = 2.0 * st * ct
    c2l = cl * cl - sl * sl
    s2l = 2.0 * sl * cl
    return Basis(
        p10, p20, p30, p40, p50, p60, p11, p21, p31, p41, p51, p61,
        p22, p32, p42, p52, p33, p43, p63,
        cd, sd, cd * cd - sd * sd, 2.0 * sd * cd,
        ct, st, c2t, s2t, c2t * ct - s2t * st, s2t * ct + c2t * st,
        cl, sl, cu, su, cu * c2l - su * s2l, su * c2l + cu * s2l,
        f107 - f107a, f107a - REFERENCE_FLUX,
    )  # fmt: skip
