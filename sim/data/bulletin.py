"""A monthly bulletin of NASA MSFC: Table 3, F10.7 and Ap at 95, 50 and 5 %.

Rows are a year with its fraction, a month, and six numbers. The month of issue stands in the name
of the file (mar2026f10-prd.txt) and is six months after the first row.
"""

import re
from collections.abc import Sequence
from pathlib import PurePath

import numpy as np

from sim.data.input_file import InputFileError, number

MONTHS: Sequence[str] = "JAN FEB MAR APR MAY JUN JUL AUG SEP OCT NOV DEC".split()
COLUMNS = ("F10.7 95 %", "F10.7 50 %", "F10.7 5 %", "Ap 95 %", "Ap 50 %", "Ap 5 %")
BEFORE_ISSUE = 6
"""Months from the first row to the month of issue, in all 325 bulletins of 1999 to 2026."""
FEWEST = 96
"""Months; the shortest of those has 131."""
_ROW = re.compile(r"\s*\d{4}\.\d+\s")
_NAME = re.compile(r"([a-z]{3})(\d{4})f10", re.IGNORECASE)


def is_bulletin(text: str) -> bool:
    """Whether a text has the heading of such a bulletin."""
    return "10.7 CM SOLAR FLUX" in text[:2000].upper()


def read_bulletin(text: str, file: str) -> np.ndarray:
    """Rows of a bulletin.

    Returns
    -------
    numpy.ndarray
        Shape (months, 8), int16: month of issue and month (12 year + month - 1), F10.7 at 95, 50
        and 5 %, Ap at 95, 50 and 5 %, in tenths.

    Raises
    ------
    InputFileError
        If anything in it is not what the format says: with line and column.
    """
    rows: list[list[int]] = []
    line = 0
    for i, words in enumerate(text.splitlines(), 1):
        if not _ROW.match(words):
            continue
        row = _row(words.split(), file, i)
        if rows and row == rows[-1]:  # two bulletins of 1999 print their last row twice
            continue
        if rows and row[0] != rows[-1][0] + 1:
            allowed = f"{_text(rows[-1][0] + 1)}, the month after the one before"
            raise InputFileError(file, i, "TIME", "", _text(row[0]), allowed)
        rows.append(row)
        line = i
    if len(rows) < FEWEST:
        problem = f"{len(rows)} months of forecast; the file may be truncated"
        raise InputFileError(file, line or None, None, problem, allowed=f"at least {FEWEST}")
    issued = rows[0][0] + BEFORE_ISSUE
    named = _NAME.match(PurePath(file).name)
    if named is not None and named[1].upper() in MONTHS:
        said = 12 * int(named[2]) + MONTHS.index(named[1].upper())
        if said != issued:
            allowed = f"{_text(said - BEFORE_ISSUE)}, six months before {_text(said)} in its name"
            raise InputFileError(file, None, "first month", "", _text(rows[0][0]), allowed)
    return np.array([[issued, *row] for row in rows], "i2")


def _row(part: list[str], file: str, line: int) -> list[int]:
    """Month and six values in tenths."""
    if len(part) != 8:
        problem = f"{len(part)} columns; the line may be truncated"
        allowed = "year, month, F10.7 at 95, 50, 5 %, Ap at 95, 50, 5 %"
        raise InputFileError(file, line, None, problem, " ".join(part), allowed)
    if part[1].upper() not in MONTHS:
        raise InputFileError(file, line, "month", "", part[1], f"{MONTHS[0]} to {MONTHS[-1]}")
    time = number(part[0], file, line, "TIME", 1957.0, 2200.0)
    name = MONTHS.index(part[1].upper())
    if int((time - int(time)) * 12.0 + 0.05) != name:
        raise InputFileError(file, line, "TIME", f"not in {part[1]}", part[0], "the same month")
    limits = [(40.0, 500.0)] * 3 + [(-20.0, 400.0)] * 3  # 44 old rows have a 5 % Ap below zero
    values = [
        number(word, file, line, column, *bounds)
        for word, column, bounds in zip(part[2:], COLUMNS, limits, strict=True)
    ]
    for k in (0, 1, 3, 4):
        if values[k] < values[k + 1]:
            allowed = f"at most {values[k]:g}, its {COLUMNS[k]}"
            raise InputFileError(file, line, COLUMNS[k + 1], "", part[3 + k], allowed)
    return [12 * int(time) + name, *(round(10.0 * value) for value in values)]


def _text(month: int) -> str:
    return f"{month // 12}-{month % 12 + 1:02d}"
