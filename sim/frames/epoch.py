"""Epochs: one instant as TAI, written and read as UTC. The only place that knows leap seconds.

Inside, time is TAI seconds since the scenario epoch; UTC exists at the doors. Leap seconds come
from the IERS file in astropy-iers-data; none is known after its expiry (`leap_second_expiry`).
`astropy_offline` tells astropy to be content with the tables at hand; it is not imported before.
Leaves out UTC before 1972 and TDB.
"""

import re
import warnings
from dataclasses import dataclass
from datetime import UTC, datetime
from functools import cache
from pathlib import Path
from typing import TYPE_CHECKING, Any

import astropy_iers_data
import erfa
import numpy as np

from sim.data.build_once import read_only

if TYPE_CHECKING:
    from astropy.time import Time

# ERFA warns for every UTC date some years after its release, because a leap second may come.
warnings.filterwarnings("ignore", "ERFA function .*dubious year", erfa.ErfaWarning)

DAY = 86400.0  # s
MJD_ZERO = 2400000.5  # Julian date of Modified Julian Date 0
TT_MINUS_TAI = 32.184  # s, IAU 1991 recommendation IV
UNIX_MJD = 40587  # Modified Julian Day of 1970-01-01

_ISO = re.compile(r"(\d{4})-(\d\d)-(\d\d)T(\d\d):(\d\d)(?::(\d\d)(\.\d+)?)?Z")


@dataclass(frozen=True)
class Epoch:
    """An instant in TAI: whole day and seconds of that day.

    Attributes
    ----------
    day
        Modified Julian Day, TAI.
    seconds
        TAI seconds since the start of that day, 0 <= seconds < 86400.
    """

    day: int
    seconds: float

    def __post_init__(self) -> None:
        if not 0.0 <= self.seconds < DAY:
            raise ValueError(f"seconds of the TAI day is {self.seconds}; it must lie in [0, 86400)")

    @classmethod
    def from_utc(cls, text: str) -> "Epoch":
        """Epoch from UTC text such as ``2028-07-01T00:00:00Z``, seconds with any number of digits.

        Raises
        ------
        ValueError
            If the text is not of that form, names no real date or time, or lies before 1972.
        """
        shape = _ISO.fullmatch(text.strip()) if isinstance(text, str) else None
        if shape is None:
            raise ValueError(
                f"{text!r} is not a UTC instant; write it as 2028-07-01T00:00:00Z "
                f"(date, T, time, Z for UTC)"
            )
        year, month, date, hour, minute = (int(part) for part in shape.groups()[:5])
        second, fraction = int(shape[6] or 0), float(shape[7] or 0.0)
        try:
            utc_day = (datetime(year, month, date, tzinfo=UTC) - _UNIX).days + UNIX_MJD
        except ValueError as error:
            raise ValueError(f"{text!r} names no real date: {error}") from None
        offset = _tai_minus_utc(utc_day)
        length = 86400 + int(_tai_minus_utc(utc_day + 1) - offset)
        of_day = 3600 * hour + 60 * minute + second
        leap = length == 86401 and (hour, minute, second) == (23, 59, 60)
        if hour > 23 or minute > 59 or (second > 59 and not leap):
            raise ValueError(
                f"{text!r} names no real time: hours go to 23, minutes and seconds to 59 "
                f"(second 60 only on a day that ends with a leap second)"
            )
        return cls(utc_day, 0.0).plus(of_day + offset).plus(fraction)

    @classmethod
    def from_astropy(cls, time: "Time") -> "Epoch":
        """Epoch of a scalar astropy `Time` of any scale that has TAI."""
        tai: Any = time.tai  # astropy makes its scales at run time
        whole = round(tai.jd1 - MJD_ZERO)
        seconds = ((tai.jd1 - MJD_ZERO - whole) + tai.jd2) * DAY
        return cls(whole, 0.0).plus(float(seconds))

    def plus(self, seconds: float) -> "Epoch":
        """Epoch a number of TAI seconds later."""
        total = self.seconds + seconds
        days = int(np.floor(total / DAY))
        rest = total - days * DAY
        if rest >= DAY:  # total a rounding error below a whole day
            days, rest = days + 1, 0.0
        return Epoch(self.day + days, max(rest, 0.0))  # a hair below zero rounds to a whole day

    def seconds_since(self, other: "Epoch") -> float:
        """TAI seconds from another epoch to this one."""
        return (self.day - other.day) * DAY + (self.seconds - other.seconds)

    def tai(self) -> tuple[float, float]:
        """TAI as a two-part Julian date."""
        return self.day + MJD_ZERO, self.seconds / DAY

    def tt(self) -> tuple[float, float]:
        """Terrestrial Time as a two-part Julian date."""
        return self.day + MJD_ZERO, (self.seconds + TT_MINUS_TAI) / DAY

    def utc_iso(self, seconds_after: float = 0.0, digits: int = 0) -> str:
        """UTC text of an instant some TAI seconds later, rounded to 0 to 9 digits, with Z."""
        return utc_isot(self, np.array([seconds_after]), digits)[0] + "Z"

    def fractional_year(self, seconds_after: float = 0.0) -> float:
        """Calendar year (UTC) of an instant some TAI seconds later; the months that have passed are
        its fraction.
        """
        date = utc_datetime64(self, np.array([seconds_after]))[0]
        years, months = divmod(int(date.astype("datetime64[M]").astype(np.int64)), 12)
        return 1970 + years + months / 12.0

    def astropy(self, seconds_after: float | np.ndarray = 0.0) -> "Time":
        """Instants some TAI seconds later as an astropy `Time`, scale TAI."""
        astropy_offline()  # before its clock looks for leap seconds
        from astropy.time import Time

        fraction = (self.seconds + np.asarray(seconds_after, dtype=np.float64)) / DAY
        instants: Any = Time(self.day + MJD_ZERO, fraction, format="jd", scale="tai")
        return instants


@cache
def astropy_offline() -> None:
    """Put astropy offline: call it before astropy turns the Earth or writes UTC.

    Without all three settings a date after the end of the IERS tables raises, although nothing may
    be downloaded.
    """
    from astropy.utils import iers

    iers.conf.auto_download = False
    iers.conf.auto_max_age = None
    iers.conf.iers_degraded_accuracy = "warn"


def utc_isot(epoch: Epoch, t: np.ndarray, digits: int = 3) -> list[str]:
    """UTC texts (``2028-07-01T00:00:00.000``, without Z) at TAI seconds after an epoch.

    A leap second is written as second 60.

    Parameters
    ----------
    epoch
        Where t = 0.
    t
        Shape (n,), TAI seconds.
    digits
        Digits after the second, 0 to 9; the instant is rounded to them.
    """
    if not 0 <= digits <= 9:
        raise ValueError(f"digits is {digits}; it must lie in 0..9")
    ticks = 10**digits
    day, tick, leap = _utc_ticks(epoch, np.atleast_1d(t), ticks)
    second, part = np.divmod(tick - leap * ticks, ticks)
    base = (day - UNIX_MJD) * 86400 + second
    texts = np.datetime_as_string(base.astype("datetime64[s]"))
    out = []
    for text, fraction, extra in zip(texts.tolist(), part.tolist(), leap.tolist(), strict=True):
        stem = text[:-2] + "60" if extra else text
        out.append(f"{stem}.{fraction:0{digits}d}" if digits else stem)
    return out


def utc_datetime64(epoch: Epoch, t: np.ndarray) -> np.ndarray:
    """UTC as ``datetime64[us]`` at TAI seconds after an epoch, for what goes by the calendar.

    `datetime64` knows no leap seconds: instants within one are given as the last microsecond before
    it. Labels of states come from `utc_column` and `utc_texts`, which don't.

    Parameters
    ----------
    epoch
        Where t = 0.
    t
        Shape (n,), TAI seconds.
    """
    day, tick, leap = _utc_ticks(epoch, np.asarray(t), 1_000_000)
    tick = np.where(leap == 1, 86400 * 1_000_000 - 1, tick)
    return ((day - UNIX_MJD) * 86400 * 1_000_000 + tick).astype("datetime64[us]")


def utc_column(epoch: Epoch, t: np.ndarray) -> np.ndarray:
    """UTC of the rows of a table as ``datetime64[us]`` at TAI seconds after an epoch, shape (n,);
    not a time (NaT) within a leap second, which `datetime64` can't name.
    """
    _, _, leap = _utc_ticks(epoch, np.asarray(t), 1_000_000)
    return np.where(leap == 1, np.datetime64("NaT", "us"), utc_datetime64(epoch, t))


def utc_texts(utc: np.ndarray, t: np.ndarray) -> np.ndarray:
    """UTC texts of the rows of a table, with six digits and without Z.

    Parameters
    ----------
    utc
        Shape (n,), ``datetime64[us]`` from `utc_column`: a row without a date gets second 60, from
        the time to the row that has one and is nearest.
    t
        Shape (n,), TAI seconds since any instant.

    Raises
    ------
    ValueError
        If no row has a date.
    """
    texts = np.datetime_as_string(utc.astype("datetime64[us]"), unit="us")
    missing = np.flatnonzero(np.isnat(utc))
    dated = np.flatnonzero(~np.isnat(utc))
    if len(missing) and not len(dated):
        raise ValueError("no row of the table has a date: all lie within a leap second")
    for row in missing:
        near = dated[np.argmin(np.abs(t[dated] - t[row]))]
        texts[row] = utc_isot(Epoch.from_utc(f"{texts[near]}Z"), t[row] - t[near], 6)[0]
    return texts


def utc_seconds_of_day(epoch: Epoch) -> tuple[int, float]:
    """Modified Julian Day (UTC) of an epoch and its UTC seconds of that day."""
    table_tai, table_utc, offset = _leap_table()
    row = int(np.searchsorted(table_tai, epoch.day * DAY + epoch.seconds, side="right")) - 1
    _check_row(row)
    total = epoch.seconds - float(offset[row])
    day, rest = epoch.day + int(total // DAY), total % DAY
    after = row + 1
    if after < len(table_utc) and day >= table_utc[after]:  # within a leap second
        day, rest = day - 1, rest + DAY
    return day, rest


def tai_minus_utc(mjd_utc: np.ndarray) -> np.ndarray:
    """TAI - UTC (s) on UTC days (Modified Julian Day), 1972 or later; the last value is kept."""
    _, table_utc, offset = _leap_table()
    row = np.searchsorted(table_utc, np.floor(mjd_utc), side="right") - 1
    _check_row(row)
    return offset[row].astype(np.float64)


@cache
def leap_second_expiry() -> str:
    """Date (UTC, ISO) after which the shipped leap-second table says nothing."""
    found = re.search(r"File expires on (\d+ \w+ \d{4})", _leap_text())
    if found is None:
        raise ValueError("the shipped leap-second table names no date of expiry")
    return datetime.strptime(found[1], "%d %B %Y").replace(tzinfo=UTC).date().isoformat()


_UNIX = datetime(1970, 1, 1, tzinfo=UTC)


def _leap_text() -> str:
    return Path(astropy_iers_data.IERS_LEAP_SECOND_FILE).read_text(encoding="utf-8")


@cache
def _leap_table() -> tuple[np.ndarray, np.ndarray, np.ndarray]:
    """Starts in TAI seconds of MJD, starts in UTC days (MJD), TAI - UTC in whole seconds."""
    lines = [line.split() for line in _leap_text().splitlines() if not line.startswith("#")]
    day = np.array([int(float(part[0])) for part in lines if part], dtype=np.int64)
    offset = np.array([int(part[4]) for part in lines if part], dtype=np.int64)
    tables = (day * DAY + offset, day, offset)
    read_only(*tables)
    return tables


def _tai_minus_utc(utc_day: int) -> float:
    return float(tai_minus_utc(np.array([utc_day]))[0])


def _check_row(row: np.ndarray | int) -> None:
    if np.any(np.asarray(row) < 0):
        raise ValueError("UTC before 1972-01-01 is not supported: it did not tick in SI seconds")


def _utc_ticks(
    epoch: Epoch, t: np.ndarray, ticks: int
) -> tuple[np.ndarray, np.ndarray, np.ndarray]:
    """UTC day (MJD), ticks of that day (rounded) and 1 within a leap second, as int64."""
    table_tai, table_utc, offset = _leap_table()
    whole = np.floor(np.asarray(t, dtype=np.float64))
    if not np.all(np.isfinite(whole)):
        raise ValueError("times must be finite")
    base = int(epoch.seconds)
    fraction = (np.asarray(t, dtype=np.float64) - whole) + (epoch.seconds - base)
    tai = (epoch.day * 86400 + base + whole.astype(np.int64)) * ticks + np.rint(
        fraction * ticks
    ).astype(np.int64)
    row = np.searchsorted(table_tai.astype(np.int64) * ticks, tai, side="right") - 1
    _check_row(row)
    utc = tai - offset[row] * ticks
    following = np.append(table_utc, np.iinfo(np.int64).max // (86400 * ticks))[row + 1]
    leap = (utc >= following * (86400 * ticks)).astype(np.int64)
    day, tick = np.divmod(utc - leap * ticks, 86400 * ticks)
    return day, tick + leap * ticks, leap
