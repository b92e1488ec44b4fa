"""The NRLMSISE-00 coefficients as read-only tables, rearranged once for fast evaluation.

Source: Picone, Hedin, Drob and Aikin (U.S. Naval Research Laboratory), J. Geophys. Res. 107(A12),
1468 (2002), arrays of the public-domain distribution. Phases become cosines and sines; constants
that only appear as a product are multiplied here.
"""

from functools import cache
from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray

from sim.data import open_data
from sim.environment.atmosphere.nrlmsise00.basis import DAY_RATE, DEGREE, HOUR_RATE, SECOND_RATE

Table = NDArray[np.float64]

PHASES = (
    (13, DAY_RATE),
    (17, 2.0 * DAY_RATE),
    (31, DAY_RATE),
    (38, 2.0 * DAY_RATE),
    (71, SECOND_RATE),
    (79, SECOND_RATE),
    (124, HOUR_RATE),
    (63, DEGREE),
    (118, DEGREE),
    (75, SECOND_RATE),
)
"""Phase column and its rate in rad per unit, in the order in which `expansion` reads them."""
LOWER_PHASES = (
    *PHASES[:4],
    (81, DAY_RATE),
    (86, 2.0 * DAY_RATE),
    (84, DAY_RATE),
    (88, 2.0 * DAY_RATE),
)
PAST_COLUMNS = {
    32: 50, 45: 96, 34: 54, 100: 125, 101: 126, 102: 127, 121: 128, 122: 129, 123: 130, 124: 131,
    120: 132, 60: 52, 61: 98, 62: 67, 63: 97, 115: 133, 118: 136, 83: 55, 84: 56, 85: 57, 75: 58,
}  # fmt: skip
"""Columns of the daily-Ap terms, and those that take their place with an Ap history."""
# columns of `Msis.profile`; from NODES on, the mean temperatures in the order of `LowerRows`
EXOSPHERE, BASE_GRADIENT, BASE_TEMPERATURE, NODES = 0, 1, 2, 3
SLOPE_72, SLOPE_32, SLOPE_0, TOP = 14, 15, 16, 17
TURBOPAUSE, TURBOPAUSE_SEASON, TURBOPAUSE_COSINE, TURBOPAUSE_SINE = 18, 19, 20, 21
HOT_TEMPERATURE, HOT_HEIGHT, HOT_SCALE = 22, 23, 24
RATIO_HE, RATIO_O2, RATIO_AR = 25, 26, 27
ACTIVITY, PAST_ACTIVITY, PAST_DECAY, PAST_LATITUDE, PROFILE_COLUMNS = 28, 34, 40, 48, 56
# columns of `Msis.species`
MASS, DIFFUSION, BASE, HIGHEST, EXPONENT = 0, 1, 2, 3, 4
LOSS, SOURCE, FLUX, SPECIES_COLUMNS = 5, 9, 13, 14
AVERAGE_MASS = 28.95
"""Mean molecular mass of mixed air, published array pdm(5,3)."""


class ThermosphereRows(NamedTuple):
    """Rows of the thermosphere tables; fields, so that one compiled expansion serves all rows."""

    exosphere: int = 0
    gradient: int = 1
    he: int = 2
    o: int = 3
    n2: int = 4
    t120: int = 5
    o2: int = 6
    ar: int = 7
    h: int = 8
    n: int = 9
    hot: int = 10


class LowerRows(NamedTuple):
    """Rows of the lower tables: temperatures at a height in km, gradients at ends of splines."""

    t110: int = 0
    t100: int = 1
    t90: int = 2
    t72: int = 3
    t55: int = 4
    t45: int = 5
    t32: int = 6
    t20: int = 7
    t15: int = 8
    t10: int = 9
    t0: int = 10
    gradient0: int = 11
    gradient72: int = 12
    gradient32: int = 13


class SpeciesRows(NamedTuple):
    """Rows of the species table."""

    he: int = 0
    o: int = 1
    n2: int = 2
    o2: int = 3
    ar: int = 4
    h: int = 5
    n: int = 6
    hot: int = 7


class Msis(NamedTuple):
    """Tables of the model; every array is read-only, C-contiguous float64.

    Attributes
    ----------
    thermosphere
        Shape (11, 170): rows `ThermosphereRows`, columns as `expansion` reads them, with the terms
        of the daily Ap.
    thermosphere_past
        The same with the terms of the Ap history.
    lower
        Shape (14, 166): rows `LowerRows`, with the terms of the daily Ap.
    lower_past
        The same with the terms of the Ap history.
    species
        Shape (8, 14): rows `SpeciesRows`; columns named above.
    profile
        Shape (1, 56): mean temperatures and other constants; columns named above.
    thermosphere_rows, lower_rows, species_rows
        Names of the rows.
    """

    thermosphere: Table
    thermosphere_past: Table
    lower: Table
    lower_past: Table
    species: Table
    profile: Table
    thermosphere_rows: ThermosphereRows = ThermosphereRows()
    lower_rows: LowerRows = LowerRows()
    species_rows: SpeciesRows = SpeciesRows()


@cache
def coefficients() -> Msis:
    """Tables of the model, read once from the data file that ships with the package."""
    published = open_data("nrlmsise00")
    upper = np.vstack((published["pt"], published["ps"], published["pd"]))
    lower = np.vstack((published["ptl"], published["pma"]))
    lower = np.pad(lower, ((0, 0), (0, 50)))
    past, lower_past = upper.copy(), lower.copy()
    for target, source in PAST_COLUMNS.items():
        past[:, target] = upper[:, source]
        if target in (32, 45):
            lower_past[:, target] = lower[:, source]
    tables = (
        _with_phases(upper, PHASES),
        _with_phases(past, PHASES),
        _with_phases(lower, LOWER_PHASES),
        _with_phases(lower_past, LOWER_PHASES),
        _species(published),
        _profile(published),
    )
    for table in tables:
        table.setflags(write=False)
    return Msis(*tables)


def _with_phases(rows: Table, phases: tuple[tuple[int, float], ...]) -> Table:
    """Append cosine and sine of each phase behind the 150 published columns."""
    angles = [(rate * rows[:, column]) for column, rate in phases]
    pairs = [f(a)[:, None] for a in angles for f in (np.cos, np.sin)]
    return np.ascontiguousarray(np.hstack((rows, *pairs)))


def _species(published: dict[str, Table]) -> Table:
    """Per-species constants: base density, diffusion, turbopause and chemistry."""
    pdm, pd, pdl = published["pdm"], published["pd"], published["pdl"]
    masses = (4.0, 16.0, 28.0, 32.0, 40.0, 1.0, 14.0, 16.0)
    diffusion = (-0.38, 0.0, 0.0, 0.0, 0.17, -0.38, 0.0, 0.0)
    highest = (np.nextafter(200.0, 0.0), 300.0, 160.0, 250.0, 240.0, 320.0, 450.0, 0.0)
    expansion_row = (0, 1, 2, 4, 5, 6, 7, 8)
    turbopause = pdm[2, 3] * pdl[1, 5]
    # two corrections per species: ratio, two height scales, height, all relative to pdm
    first = {
        0: (pdm[0, 1], pdl[1, 1], pdl[1, 1], pdl[1, 0]),
        1: (pdm[1, 1] * pdl[1, 16], pdl[1, 3], pdl[1, 4], pdl[1, 2]),
        3: (pdm[3, 1], pdl[1, 7], pdl[1, 7], pdl[1, 6]),
        4: (pdm[4, 1], pdl[1, 9], pdl[1, 9], pdl[1, 8]),
        5: (pdm[5, 1] * abs(pdl[1, 17]), pdl[1, 11], pdl[1, 11], pdl[1, 10]),
        6: (pdm[6, 1] * abs(pdl[0, 2]), pdl[0, 1], pdl[0, 1], pdl[0, 0]),
    }
    second = {
        1: (pdl[1, 14], pdl[1, 13], pdl[1, 13], pdl[1, 12]),
        3: (pdl[1, 23], pdl[1, 22], pdl[0, 22], pdl[1, 21]),
        5: (pdl[1, 20], pdl[1, 19], pdl[1, 19], pdl[1, 18]),
        6: (pdl[0, 5], pdl[0, 4], pdl[0, 4], pdl[0, 3]),
    }
    table = np.zeros((8, SPECIES_COLUMNS))
    for i, mass in enumerate(masses):
        table[i, MASS] = mass
        table[i, DIFFUSION] = 1.0 + diffusion[i]
        table[i, HIGHEST] = highest[i]
        table[i, BASE] = np.log(pdm[i, 0] * pd[expansion_row[i], 0])
        table[i, EXPONENT] = (AVERAGE_MASS - mass) / turbopause
    for i, (ratio, h1, h2, z) in first.items():
        offset = ratio if i == 1 else np.log(ratio)
        scale = pdm[i, 5]
        table[i, LOSS:SOURCE] = offset, 1.0 / (scale * h1), 1.0 / (scale * h2), pdm[i, 4] * z
    for i, (ratio, h1, h2, z) in second.items():
        offset, scale = pdm[i, 3] * ratio, pdm[i, 7]
        table[i, SOURCE:FLUX] = offset, 1.0 / (scale * h1), 1.0 / (scale * h2), pdm[i, 6] * z
    table[:, FLUX] = pdl[0, 23]
    return table


def _profile(published: dict[str, Table]) -> Table:
    """Base values of temperature nodes and gradients, and the constants of the profile."""
    pt, ps, pd, ptl = (published[k] for k in ("pt", "ps", "pd", "ptl"))
    ptm, pma, pdm, pdl, average = (published[k] for k in ("ptm", "pma", "pdm", "pdl", "pavgm"))
    row = np.zeros(PROFILE_COLUMNS)
    row[EXOSPHERE] = ptm[0] * pt[0]
    row[BASE_GRADIENT] = ptm[3] * ps[0]
    row[BASE_TEMPERATURE] = ptm[1] * pd[3, 0]
    row[NODES : NODES + 4] = ptm[[6, 2, 7, 4]] * ptl[:, 0]
    row[NODES + 4 : NODES + 11] = pma[:7, 0] * average[:7]
    row[SLOPE_72] = ptm[8] * pma[8, 0] / row[NODES + 3] ** 2
    row[SLOPE_32] = average[8] * pma[9, 0] / row[NODES + 6] ** 2
    row[SLOPE_0] = average[7] * pma[7, 0] / row[NODES + 10] ** 2
    row[TOP] = pdl[1, 15]
    row[TURBOPAUSE] = pdm[2, 2] * pdl[1, 24]
    row[TURBOPAUSE_SEASON] = pdl[0, 24]
    row[TURBOPAUSE_COSINE] = np.cos(DAY_RATE * pt[13])
    row[TURBOPAUSE_SINE] = np.sin(DAY_RATE * pt[13])
    row[HOT_TEMPERATURE] = pdm[7, 9] * pdl[0, 6]
    row[HOT_HEIGHT], row[HOT_SCALE] = pdm[7, 4:6]
    row[RATIO_HE], row[RATIO_O2], row[RATIO_AR] = pdm[[0, 3, 4], 1]
    row[ACTIVITY : ACTIVITY + 6] = [u[k] for u in (pd[3], pd[0], pd[1]) for k in (43, 44)]
    row[PAST_ACTIVITY : PAST_ACTIVITY + 6] = [u[k] for u in (pd[3], pd[0], pd[1]) for k in (24, 25)]
    upper = np.vstack((pd[3:4], pt, pd[[0, 1, 4, 5, 6, 7]]))
    row[PAST_DECAY : PAST_DECAY + 8] = 10800.0 * np.abs(upper[:, 51])
    row[PAST_LATITUDE : PAST_LATITUDE + 8] = upper[:, 138]
    return row[None, :]
