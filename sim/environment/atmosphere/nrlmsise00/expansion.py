"""The NRLMSISE-00 expansions: how a parameter varies with place, season, hour and activity.

`full` and `short` serve the thermosphere, the others the air below 123 km. Column k of a table is
coefficient k + 1 of the published array; behind those stand cosine and sine of each phase.
Sources: Hedin, J. Geophys. Res. 92, 4649 (1987), appendix; 96, 1159 (1991), appendix.
"""

from sim.lanes import kernel

# first of the two columns (cosine, sine) of each phase
ANNUAL_ODD, SEMIANNUAL_EVEN, ANNUAL_EVEN, SEMIANNUAL_ODD = 150, 152, 154, 156
UNIVERSAL, MIXED = 158, 160
HOUR_ACTIVE, LONGITUDE_ACTIVE, LONGITUDE_SEASON_ACTIVE, UNIVERSAL_ACTIVE = 162, 164, 166, 168
WAVE_ANNUAL_ODD, WAVE_SEMIANNUAL_ODD, WAVE_ANNUAL_EVEN, WAVE_SEMIANNUAL_EVEN = 158, 160, 162, 164


@kernel
def shifted(p, r, k, cosine, sine):
    """Cosine of an angle less the phase kept in columns k and k + 1 of row r."""
    return p[r, k] * cosine + p[r, k + 1] * sine


@kernel
def full(p, r, b, activity):
    """Sum of all terms of row r of the thermosphere table.

    Parameters
    ----------
    p, r
        Table and row.
    b : Basis
        Shared factors.
    activity
        Magnetic activity measure of this row, from `daily_activity` or `past_activity`.
    """
    odd = shifted(p, r, ANNUAL_ODD, b.cd, b.sd)
    flux = p[r, 19] * b.df + p[r, 20] * b.df * b.df
    f1 = 1.0 + (p[r, 47] * b.dfa + flux)
    f2 = 1.0 + (p[r, 49] * b.dfa + flux)
    quiet = (
        flux
        + p[r, 19] * p[r, 59] * b.df * b.dfa
        + (p[r, 21] + p[r, 29] * b.dfa) * b.dfa
        + (p[r, 1] * b.p20 + p[r, 2] * b.p40 + p[r, 26] * b.p10)
        + p[r, 18] * shifted(p, r, ANNUAL_EVEN, b.cd, b.sd)
        + (p[r, 15] + p[r, 16] * b.p20) * shifted(p, r, SEMIANNUAL_EVEN, b.c2d, b.s2d)
        + f1 * (p[r, 9] * b.p10 + p[r, 10] * b.p30) * odd
        + p[r, 37] * b.p10 * shifted(p, r, SEMIANNUAL_ODD, b.c2d, b.s2d)
    )
    tides = (
        (p[r, 3] * b.p11 + p[r, 4] * b.p31 + p[r, 27] * b.p51 + p[r, 11] * b.p21 * odd) * b.ct
        + (p[r, 6] * b.p11 + p[r, 7] * b.p31 + p[r, 28] * b.p51 + p[r, 12] * b.p21 * odd) * b.st
        + (p[r, 5] * b.p22 + p[r, 41] * b.p42 + p[r, 23] * b.p32 * odd) * b.c2t
        + (p[r, 8] * b.p22 + p[r, 42] * b.p42 + p[r, 33] * b.p32 * odd) * b.s2t
        + (p[r, 40] * b.p33 + (p[r, 94] * b.p43 + p[r, 48] * b.p63) * odd) * b.c3t
        + (p[r, 39] * b.p33 + (p[r, 93] * b.p43 + p[r, 46] * b.p63) * odd) * b.s3t
    )
    return quiet + f2 * tides + zonal_asymmetry(p, r, b, odd) + activity * active(p, r, b, odd)


@kernel
def zonal_asymmetry(p, r, b, odd):
    """Terms in longitude, universal time and both."""
    cosine = (
        p[r, 64] * b.p21 + p[r, 65] * b.p41 + p[r, 66] * b.p61
        + p[r, 103] * b.p11 + p[r, 104] * b.p31 + p[r, 105] * b.p51
        + (p[r, 109] * b.p11 + p[r, 110] * b.p31) * odd
    )  # fmt: skip
    sine = (
        p[r, 90] * b.p21 + p[r, 91] * b.p41 + p[r, 92] * b.p61
        + p[r, 106] * b.p11 + p[r, 107] * b.p31 + p[r, 108] * b.p51
        + (p[r, 112] * b.p11 + p[r, 113] * b.p31) * odd
    )  # fmt: skip
    universal = (
        (1.0 + p[r, 95] * b.p10)
        * (1.0 + p[r, 119] * b.p10 * odd)
        * (p[r, 68] * b.p10 + p[r, 69] * b.p30 + p[r, 70] * b.p50)
    )
    return (
        (1.0 + p[r, 80] * b.dfa) * (cosine * b.cl + sine * b.sl)
        + universal * shifted(p, r, UNIVERSAL, b.cu, b.su)
        + (p[r, 76] * b.p32 + p[r, 77] * b.p52) * shifted(p, r, MIXED, b.cul, b.sul)
    )


@kernel
def active(p, r, b, odd):
    """Factor of the magnetic activity measure."""
    return (
        p[r, 32] + p[r, 45] * b.p20 + p[r, 34] * b.p40
        + (p[r, 100] * b.p10 + p[r, 101] * b.p30 + p[r, 102] * b.p50) * odd
        + (p[r, 121] * b.p11 + p[r, 122] * b.p31 + p[r, 123] * b.p51)
        * shifted(p, r, HOUR_ACTIVE, b.ct, b.st)
        + (1.0 + p[r, 120] * b.p10)
        * (p[r, 60] * b.p21 + p[r, 61] * b.p41 + p[r, 62] * b.p61)
        * shifted(p, r, LONGITUDE_ACTIVE, b.cl, b.sl)
        + p[r, 115] * b.p11 * odd * shifted(p, r, LONGITUDE_SEASON_ACTIVE, b.cl, b.sl)
        + (p[r, 83] * b.p10 + p[r, 84] * b.p30 + p[r, 85] * b.p50)
        * shifted(p, r, UNIVERSAL_ACTIVE, b.cu, b.su)
    )  # fmt: skip


@kernel
def short(p, r, b, activity):
    """As `full`, for a row in which only the lowest terms differ from zero."""
    odd = shifted(p, r, ANNUAL_ODD, b.cd, b.sd)
    flux = p[r, 19] * b.df
    quiet = (
        flux
        + p[r, 21] * b.dfa
        + (p[r, 1] + p[r, 14] * b.dfa) * b.p20
        + p[r, 2] * b.p40
        + p[r, 18] * shifted(p, r, ANNUAL_EVEN, b.cd, b.sd)
        + p[r, 15] * shifted(p, r, SEMIANNUAL_EVEN, b.c2d, b.s2d)
        + (1.0 + flux) * p[r, 9] * b.p10 * odd
    )
    tides = (
        b.p11 * (p[r, 3] * b.ct + p[r, 6] * b.st)
        + (p[r, 5] * b.p22 + p[r, 41] * b.p42 + (p[r, 23] * b.p32 + p[r, 35] * b.p52) * odd) * b.c2t
        + (p[r, 8] * b.p22 + p[r, 42] * b.p42 + (p[r, 33] * b.p32 + p[r, 36] * b.p52) * odd) * b.s2t
        + b.p33 * (p[r, 39] * b.s3t + p[r, 40] * b.c3t)
    )
    longitude = (p[r, 64] * b.p21 + p[r, 65] * b.p41) * b.cl + (
        p[r, 90] * b.p21 + p[r, 91] * b.p41
    ) * b.sl
    return quiet + (1.0 + flux) * tides + longitude + activity * (p[r, 32] + p[r, 45] * b.p20)


@kernel
def lower_zonal(q, r, b):
    """Mean and seasons of row r of the lower table."""
    return (
        q[r, 21] * b.dfa
        + (q[r, 1] * b.p20 + q[r, 2] * b.p40 + q[r, 22] * b.p60)
        + (q[r, 26] * b.p10 + q[r, 14] * b.p30 + q[r, 59] * b.p50)
        + (q[r, 18] + q[r, 47] * b.p20 + q[r, 29] * b.p40) * shifted(q, r, ANNUAL_EVEN, b.cd, b.sd)
        + (q[r, 15] + q[r, 16] * b.p20 + q[r, 30] * b.p40)
        * shifted(q, r, SEMIANNUAL_EVEN, b.c2d, b.s2d)
        + (q[r, 9] * b.p10 + q[r, 10] * b.p30 + q[r, 20] * b.p50)
        * shifted(q, r, ANNUAL_ODD, b.cd, b.sd)
        + q[r, 37] * b.p10 * shifted(q, r, SEMIANNUAL_ODD, b.c2d, b.s2d)
    )


@kernel
def lower_tides(q, r, b, activity):
    """Tides and magnetic activity of row r of the lower table."""
    odd = shifted(q, r, ANNUAL_ODD, b.cd, b.sd)
    return (
        (q[r, 3] * b.p11 + q[r, 4] * b.p31) * b.ct
        + (q[r, 6] * b.p11 + q[r, 7] * b.p31) * b.st
        + (q[r, 5] * b.p22 + q[r, 41] * b.p42 + (q[r, 23] * b.p32 + q[r, 35] * b.p52) * odd) * b.c2t
        + (q[r, 8] * b.p22 + q[r, 42] * b.p42 + (q[r, 33] * b.p32 + q[r, 36] * b.p52) * odd) * b.s2t
        + b.p33 * (q[r, 39] * b.s3t + q[r, 40] * b.c3t)
        + activity * (q[r, 32] + q[r, 45] * b.p20)
    )


@kernel
def lower_waves(q, r, b):
    """Stationary waves in longitude of row r of the lower table."""
    season = (
        1.0
        + b.p10
        * (
            q[r, 80] * shifted(q, r, WAVE_ANNUAL_ODD, b.cd, b.sd)
            + q[r, 85] * shifted(q, r, WAVE_SEMIANNUAL_ODD, b.c2d, b.s2d)
        )
        + q[r, 83] * shifted(q, r, WAVE_ANNUAL_EVEN, b.cd, b.sd)
        + q[r, 87] * shifted(q, r, WAVE_SEMIANNUAL_EVEN, b.c2d, b.s2d)
    )
    cosine = (
        q[r, 64] * b.p21 + q[r, 65] * b.p41 + q[r, 66] * b.p61
        + q[r, 74] * b.p11 + q[r, 75] * b.p31 + q[r, 76] * b.p51
    )  # fmt: skip
    sine = (
        q[r, 90] * b.p21 + q[r, 91] * b.p41 + q[r, 92] * b.p61
        + q[r, 77] * b.p11 + q[r, 78] * b.p31 + q[r, 79] * b.p51
    )  # fmt: skip
    return season * (cosine * b.cl + sine * b.sl)
