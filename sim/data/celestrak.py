"""Observed space weather from a file of CelesTrak: SW-All.csv, SW-Last5Years.csv, or the text of
fixed width with the same columns (CssiSpaceWeather 1.2).

Format: https://celestrak.org/SpaceData/SpaceWx-format.php. Predicted days are left out.
"""

import datetime
import re
from typing import NamedTuple

import numpy as np

from sim.data.input_file import InputFileError, number

HEADER = (
    "DATE,BSRN,ND,KP1,KP2,KP3,KP4,KP5,KP6,KP7,KP8,KP_SUM,AP1,AP2,AP3,AP4,AP5,AP6,AP7,AP8,AP_AVG,"
    "CP,C9,ISN,F10.7_OBS,F10.7_ADJ,F10.7_DATA_TYPE,F10.7_OBS_CENTER81,F10.7_OBS_LAST81,"
    "F10.7_ADJ_CENTER81,F10.7_ADJ_LAST81"
).split(",")
AP_COLUMNS = [f"AP{k}" for k in range(1, 9)]
OBSERVED = ("OBS", "INT")
PREDICTED = ("PRD", "PRM")
"""Kinds of F10.7: observed, interpolated between observed days, predicted by day and by month."""
MOST_AP, LEAST_FLUX, MOST_FLUX = 400.0, 40.0, 2000.0
"""Of the ap scale, and sfu: the day of a flare has been 938.6."""
AP_SLACK = 5.0
"""Between Ap and the mean of its eight ap; preliminary days are up to 3.9 apart."""
FIXED = {
    **{f"AP{k + 1}": slice(46 + 4 * k, 50 + 4 * k) for k in range(8)},
    "AP_AVG": slice(78, 82),
    "F10.7_OBS": slice(112, 118),
    "F10.7_OBS_CENTER81": slice(118, 124),
}
FIXED_WIDTH = 130


class Observed(NamedTuple):
    """Days (MJD) without gaps, eight 3-hourly ap, daily Ap, F10.7 and its 81-day mean in sfu."""

    mjd: np.ndarray
    ap3: np.ndarray
    ap: np.ndarray
    f107: np.ndarray
    f107a: np.ndarray


def is_celestrak(text: str) -> bool:
    """Whether a text begins like one of the two forms."""
    return text.startswith(("DATE,", "DATATYPE CssiSpaceWeather")) or HEADER[1] in text[:200]


def read_celestrak(text: str, file: str) -> Observed:
    """Observed days of a file.

    Parameters
    ----------
    text, file
        What is in the file, and its name for messages.

    Raises
    ------
    InputFileError
        If anything in it is not what the format says: with line and column.
    """
    if text.startswith("DATATYPE"):
        return _read_text(text, file)
    return _read_csv(text, file)


def _read_csv(text: str, file: str) -> Observed:
    lines = text.splitlines()
    header = lines[0].lstrip("\ufeff").strip().split(",")
    missing = [name for name in HEADER if name not in header]
    if missing:
        allowed = "the header of SW-All.csv, " + ",".join(HEADER[:3]) + ",..."
        raise InputFileError(file, 1, missing[0], "no such column", lines[0][:60], allowed)
    rows, latest, ended = [], None, False
    for i, line in enumerate(lines[1:], 2):
        part = line.split(",")
        if len(part) != len(header):
            problem = f"{len(part)} columns; the file may be truncated"
            raise InputFileError(file, i, None, problem, line, f"{len(header)} columns")
        row = dict(zip(header, (word.strip() for word in part), strict=True))
        day = _day(row["DATE"], file, i)
        kind = row["F10.7_DATA_TYPE"]
        if kind not in OBSERVED + PREDICTED:
            allowed = ", ".join(OBSERVED + PREDICTED)
            raise InputFileError(file, i, "F10.7_DATA_TYPE", "", kind, allowed)
        _check_order(day, latest, kind == "PRM" or ended, row["DATE"], file, i)
        latest, ended = day, kind == "PRM"
        if kind in OBSERVED:
            if rows and rows[-1][0] != day - 1:
                raise InputFileError(
                    file, i, "F10.7_DATA_TYPE", "observed after a predicted day", kind, "PRD, PRM"
                )
            rows.append((day, *_values(row, file, i)))
    if not text.endswith("\n"):
        problem = "no end of the last line; the file may be truncated"
        raise InputFileError(file, len(lines), None, problem)
    return _table(rows, file, len(lines))


def _read_text(text: str, file: str) -> Observed:
    lines = text.splitlines()
    said = re.search(r"^NUM_OBSERVED_POINTS\s+(\d+)", text, re.MULTILINE)
    try:
        begin, end = lines.index("BEGIN OBSERVED"), lines.index("END OBSERVED")
    except ValueError:
        problem = "no line BEGIN OBSERVED or END OBSERVED; the file may be truncated"
        raise InputFileError(file, len(lines), None, problem) from None
    rows, latest = [], None
    for i, line in enumerate(lines[begin + 1 : end], begin + 2):
        if len(line) != FIXED_WIDTH:
            problem = f"{len(line)} characters; the line may be truncated"
            raise InputFileError(file, i, None, problem, line, f"{FIXED_WIDTH} characters")
        day = _day(line[:10].replace(" ", "-"), file, i)
        _check_order(day, latest, False, line[:10], file, i)
        latest = day
        rows.append((day, *_values({key: line[at] for key, at in FIXED.items()}, file, i)))
    if said is not None and int(said[1]) != len(rows):
        problem = f"{len(rows)} observed days; the file may be truncated"
        raise InputFileError(
            file, end + 1, None, problem, allowed=f"{said[1]}, as NUM_OBSERVED_POINTS says"
        )
    return _table(rows, file, len(lines))


def _day(text: str, file: str, line: int) -> int:
    try:
        if not re.fullmatch(r"\d{4}-\d{2}-\d{2}", text):
            raise ValueError
        return datetime.date.fromisoformat(text).toordinal() - 678576
    except ValueError:
        raise InputFileError(
            file, line, "DATE", "not a date", text, "a date such as 2026-10-15"
        ) from None


def _check_order(
    day: int, latest: int | None, monthly: bool, text: str, file: str, line: int
) -> None:
    """Days follow each other; months only go forward."""
    if latest is None:
        return
    if day <= latest:
        raise InputFileError(file, line, "DATE", "dates go back", text, f"after {_date(latest)}")
    if day > latest + 1 and not monthly:
        problem = f"{day - latest - 1} days are missing before it"
        raise InputFileError(file, line, "DATE", problem, text, _date(latest + 1))


def _values(row: dict[str, str], file: str, line: int) -> tuple[list[float], float, float, float]:
    """3-hourly ap, Ap, F10.7 and its mean of one row, checked."""

    def read(name: str, least: float, most: float, whole: bool = False) -> float:
        return number(row[name], file, line, name, least, most, whole)

    ap3 = [read(name, 0.0, MOST_AP, True) for name in AP_COLUMNS]
    ap = read("AP_AVG", 0.0, MOST_AP, True)
    if abs(ap - sum(ap3) / 8.0) > AP_SLACK:
        allowed = f"the mean of AP1 to AP8, {sum(ap3) / 8.0:g}, within {AP_SLACK:g}"
        raise InputFileError(file, line, "AP_AVG", "", row["AP_AVG"].strip(), allowed)
    return (
        ap3,
        ap,
        read("F10.7_OBS", LEAST_FLUX, MOST_FLUX),
        read("F10.7_OBS_CENTER81", LEAST_FLUX, MOST_FLUX),
    )


def _table(
    rows: list[tuple[int, list[float], float, float, float]], file: str, last: int
) -> Observed:
    if not rows:
        raise InputFileError(file, last, None, "no observed day", allowed="at least one")
    day, ap3, ap, f107, f107a = (np.array(column) for column in zip(*rows, strict=True))
    return Observed(day, ap3, ap, f107, f107a)


def _date(mjd: int) -> str:
    return datetime.date.fromordinal(mjd + 678576).isoformat()
