"""Observed space weather from the file of GFZ: Kp_ap_Ap_SN_F107_since_1932.txt, or its nowcast.

Geomagnetic Observatory Niemegk, GFZ Helmholtz Centre for Geosciences, CC BY 4.0,
https://kp.gfz.de/en/data (Matzka et al., Space Weather 19, 2021). Twenty-eight columns of text:
date, days, Bartels rotation, eight Kp, eight ap, Ap, sunspot number, F10.7 observed and adjusted,
and how definitive it is; -1 where nothing was measured. The centred mean over 81 days, which the
file lacks, is that of the days there are.
"""

import re

import numpy as np

from sim.data.celestrak import (
    AP_COLUMNS,
    Observed,
    Row,
    check_order,
    day_of,
    observed_days,
)
from sim.data.input_file import InputFileError, number

COLUMNS = (
    "YYYY", "MM", "DD", "days", "days_m", "Bsr", "dB",
    *(f"Kp{k}" for k in range(1, 9)),
    *(f"ap{k}" for k in range(1, 9)),
    "Ap", "SN", "F10.7obs", "F10.7adj", "D",
)  # fmt: skip
FIRST_AP, MEAN_AP, FLUX = COLUMNS.index("ap1"), COLUMNS.index("Ap"), COLUMNS.index("F10.7obs")
HALF_WINDOW = 40
"""Days on either side of a mean over 81."""
MISSING = -1.0


def is_gfz(text: str) -> bool:
    """Whether a text begins like the file: remarks of GFZ, or a line of so many numbers."""
    first = next((line for line in text.splitlines() if line.strip()), "")
    if first.startswith("#"):
        return "Kp" in text[:4000] and re.search(r"^#.*F10\.7obs", text, re.MULTILINE) is not None
    return len(first.split()) == len(COLUMNS) and re.match(r"\d{4} [ \d]\d ", first) is not None


def read_gfz(text: str, file: str) -> Observed:
    """Observed days of a file, from the first that has a flux on.

    Parameters
    ----------
    text, file
        What is in the file, and its name for messages.

    Raises
    ------
    InputFileError
        If anything in it is not what the format says: with line and column.
    """
    lines = text.splitlines()
    found: list[tuple[int, int, list[str], float]] = []
    latest = None
    for i, line in enumerate(lines, 1):
        words = line.split()
        if not words or line.startswith("#"):
            continue
        if len(words) != len(COLUMNS):
            problem = f"{len(words)} columns; the file may be truncated"
            raise InputFileError(file, i, None, problem, line, f"{len(COLUMNS)} columns")
        written = "-".join(words[:3])
        day = day_of(written, file, i)
        check_order(day, latest, False, written, file, i)
        latest = day
        flux = number(words[FLUX], file, i, COLUMNS[FLUX], MISSING, 2000.0)
        if found or flux > 0.0:
            found.append((day, i, words, flux))
    rows = [
        Row(day, line, _cells(words, flux, mean), True)
        for (day, line, words, flux), mean in zip(found, _means(found), strict=True)
    ]
    return observed_days(rows, file, len(lines))


def _cells(words: list[str], flux: float, mean: float) -> dict[str, str]:
    """What a row says under the names of CelesTrak; nothing for what was not measured."""
    ap = [_given(word) for word in words[FIRST_AP : FIRST_AP + len(AP_COLUMNS)]]
    return {
        **dict(zip(AP_COLUMNS, ap, strict=True)),
        "AP_AVG": _given(words[MEAN_AP]),
        "F10.7_OBS": words[FLUX] if flux > 0.0 else "0.0",
        "F10.7_OBS_CENTER81": f"{mean:.1f}",
        "F10.7_DATA_TYPE": "OBS",
    }


def _given(word: str) -> str:
    return "" if word in ("-1", "-1.0", "-1.000") else word


def _means(found: list[tuple[int, int, list[str], float]]) -> np.ndarray:
    """Centred mean of the measured flux over 81 days, sfu; of those there are at the ends."""
    flux = np.array([each[3] for each in found])
    measured = flux > 0.0
    total = np.concatenate([[0.0], np.cumsum(np.where(measured, flux, 0.0))])
    count = np.concatenate([[0], np.cumsum(measured)])
    row = np.arange(len(flux))
    first, last = np.maximum(row - HALF_WINDOW, 0), np.minimum(row + HALF_WINDOW + 1, len(flux))
    return (total[last] - total[first]) / np.maximum(count[last] - count[first], 1)
