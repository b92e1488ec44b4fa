"""Observed space weather from a file of CelesTrak: SW-All.csv, SW-Last5Years.csv, or the text of
fixed width with the same columns (CssiSpaceWeather 1.2).

Format: https://celestrak.org/SpaceData/SpaceWx-format.php. Predicted days are left out. What these
files are known to lack is made up for and told: a flux of zero stands for a day that was not
measured, the last days may not be complete yet, and a day among observed ones may be labelled as a
prediction.
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
MOST_UNMEASURED = 13
"""Days in a row whose flux may be taken from the days around them. assumption: half a rotation of
the Sun; the longest such gap since 1957, in 1962, has five."""
FIXED = {
    **{f"AP{k + 1}": slice(46 + 4 * k, 50 + 4 * k) for k in range(8)},
    "AP_AVG": slice(78, 82),
    "F10.7_OBS": slice(112, 118),
    "F10.7_OBS_CENTER81": slice(118, 124),
}
FIXED_WIDTH = 130


NEEDED = (*AP_COLUMNS, "AP_AVG", "F10.7_OBS", "F10.7_OBS_CENTER81")


class Observed(NamedTuple):
    """Days (MJD) without gaps, eight 3-hourly ap, daily Ap, F10.7 and its 81-day mean in sfu; and
    days (MJD) that are not as they should be.

    `filled` had no measured flux, which is interpolated; `incomplete` come after the last day and
    are left out; `mislabelled` stand among observed days with the label of a prediction.
    """

    mjd: np.ndarray
    ap3: np.ndarray
    ap: np.ndarray
    f107: np.ndarray
    f107a: np.ndarray
    filled: tuple[int, ...] = ()
    incomplete: tuple[int, ...] = ()
    mislabelled: tuple[int, ...] = ()


class Row(NamedTuple):
    """A day of the file, its line, what its columns say, and whether it is observed."""

    day: int
    line: int
    cells: dict[str, str]
    observed: bool

    @property
    def complete(self) -> bool:
        """Whether nothing is missing; a flux of zero was not measured."""
        return all(self.cells[name].strip() for name in NEEDED) and not self.unmeasured

    @property
    def unmeasured(self) -> bool:
        """Whether the flux is given as zero."""
        return re.fullmatch(r"0*\.?0+", self.cells["F10.7_OBS"].strip()) is not None


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
    rows = _text_rows(text, file) if text.startswith("DATATYPE") else _csv_rows(text, file)
    return observed_days(rows, file, len(text.splitlines()))


def observed_days(rows: list[Row], file: str, last: int) -> Observed:
    """Observed days of rows, checked; `last` is the number of the last line, for messages.

    Raises
    ------
    InputFileError
        With line and column.
    """
    days, mislabelled = _observed_rows(rows, file)
    whole = list(days)
    while whole and not whole[-1].complete:
        whole.pop()
    if not whole:
        raise InputFileError(file, last, None, "no observed day", allowed="at least one")
    values = [_values(row, file) for row in whole]
    ap3, ap, f107, f107a = (np.array(column) for column in zip(*values, strict=True))
    return Observed(
        np.array([row.day for row in whole]), ap3, ap, _filled(f107, whole, file), f107a,
        tuple(row.day for row in whole if row.unmeasured),
        tuple(row.day for row in days[len(whole) :]),
        tuple(row.day for row in mislabelled if row.day <= whole[-1].day),
    )  # fmt: skip


def _observed_rows(rows: list[Row], file: str) -> tuple[list[Row], list[Row]]:
    """Rows of observed days, and those of them that are labelled as predictions: a single complete
    day between two observed ones.
    """
    found: list[Row] = []
    mislabelled: list[Row] = []
    between: list[Row] = []
    for row in rows:
        if not row.observed:
            between.append(row)
            continue
        if between and found:
            follows = found[-1].day + 1 == between[0].day == row.day - 1
            if not (follows and between[0].complete):
                kind = row.cells["F10.7_DATA_TYPE"]
                problem = "observed after a predicted day"
                raise InputFileError(file, row.line, "F10.7_DATA_TYPE", problem, kind, "PRD, PRM")
            mislabelled += between
            found += between
        found.append(row)
        between = []
    return found, mislabelled


def _filled(f107: np.ndarray, rows: list[Row], file: str) -> np.ndarray:
    """The flux with days that were not measured taken from the days around them, linear in time."""
    measured = np.array([not row.unmeasured for row in rows])
    gap = 0
    for row, good in zip(rows, measured, strict=True):
        gap = 0 if good else gap + 1
        if gap > MOST_UNMEASURED:
            problem = f"more than {MOST_UNMEASURED} days in a row without a measured flux"
            raise InputFileError(file, row.line, "F10.7_OBS", problem, "0.0", "a number above 0")
    day = np.arange(len(rows))
    return np.where(measured, f107, np.interp(day, day[measured], f107[measured]))


def _csv_rows(text: str, file: str) -> list[Row]:
    lines = text.splitlines()
    header = lines[0].lstrip("\ufeff").strip().split(",")
    missing = [name for name in HEADER if name not in header]
    if missing:
        allowed = "the header of SW-All.csv, " + ",".join(HEADER[:3]) + ",..."
        raise InputFileError(file, 1, missing[0], "no such column", lines[0][:60], allowed)
    rows, latest, ended = [], None, False
    for i, line in enumerate(lines[1:], 2):
        if not line.strip():
            continue
        part = line.split(",")
        if len(part) != len(header):
            problem = f"{len(part)} columns; the file may be truncated"
            raise InputFileError(file, i, None, problem, line, f"{len(header)} columns")
        row = dict(zip(header, (word.strip() for word in part), strict=True))
        day = day_of(row["DATE"], file, i)
        kind = row["F10.7_DATA_TYPE"]
        if kind not in OBSERVED + PREDICTED:
            allowed = ", ".join(OBSERVED + PREDICTED)
            raise InputFileError(file, i, "F10.7_DATA_TYPE", "", kind, allowed)
        monthly = kind == "PRM" or (ended and kind not in OBSERVED)
        check_order(day, latest, monthly, row["DATE"], file, i)
        latest, ended = day, ended or kind == "PRM"
        rows.append(Row(day, i, row, kind in OBSERVED))
    if not text.endswith("\n"):
        problem = "no end of the last line; the file may be truncated"
        raise InputFileError(file, len(lines), None, problem)
    return rows


def _text_rows(text: str, file: str) -> list[Row]:
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
        day = day_of(line[:10].replace(" ", "-"), file, i)
        check_order(day, latest, False, line[:10], file, i)
        latest = day
        rows.append(Row(day, i, {key: line[at] for key, at in FIXED.items()}, True))
    if said is not None and int(said[1]) != len(rows):
        problem = f"{len(rows)} observed days; the file may be truncated"
        raise InputFileError(
            file, end + 1, None, problem, allowed=f"{said[1]}, as NUM_OBSERVED_POINTS says"
        )
    return rows


def day_of(text: str, file: str, line: int) -> int:
    """Modified Julian day of a date; raises InputFileError with its place if it isn't one."""
    try:
        if not re.fullmatch(r"\d{4}-\d{2}-\d{2}", text):
            raise ValueError
        return datetime.date.fromisoformat(text).toordinal() - 678576
    except ValueError:
        raise InputFileError(
            file, line, "DATE", "not a date", text, "a date such as 2026-10-15"
        ) from None


def check_order(
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


def _values(row: Row, file: str) -> tuple[list[float], float, float, float]:
    """3-hourly ap, Ap, F10.7 (as it stands, zero too) and its mean of one row, checked."""

    def read(name: str, least: float, most: float, whole: bool = False) -> float:
        return number(row.cells[name], file, row.line, name, least, most, whole)

    ap3 = [read(name, 0.0, MOST_AP, True) for name in AP_COLUMNS]
    ap = read("AP_AVG", 0.0, MOST_AP, True)
    if abs(ap - sum(ap3) / 8.0) > AP_SLACK:
        allowed = f"the mean of AP1 to AP8, {sum(ap3) / 8.0:g}, within {AP_SLACK:g}"
        given = row.cells["AP_AVG"].strip()
        raise InputFileError(file, row.line, "AP_AVG", "", given, allowed)
    flux = 0.0 if row.unmeasured else read("F10.7_OBS", LEAST_FLUX, MOST_FLUX)
    return ap3, ap, flux, read("F10.7_OBS_CENTER81", LEAST_FLUX, MOST_FLUX)


def _date(mjd: int) -> str:
    return datetime.date.fromordinal(mjd + 678576).isoformat()
