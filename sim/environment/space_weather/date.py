"""Days and months as whole numbers: modified Julian days (UTC), and months as the forecasts count
them, 12 year + month - 1.
"""

import numpy as np

_ZERO = np.datetime64("1858-11-17")


def mjd_of(date: str) -> int:
    """Modified Julian day of a date such as ``"2001-03-01"``; raises ValueError if it isn't one."""
    try:
        day = np.datetime64(date, "D")
    except (ValueError, TypeError):
        day = np.datetime64("NaT")
    if np.isnat(day):
        raise ValueError(f"{date!r} is not a date; write it as 2001-03-01")
    return int((day - _ZERO).astype(int))


def date_of(mjd: int) -> str:
    """Date of a modified Julian day."""
    return str(_ZERO + np.timedelta64(int(mjd), "D"))


def month_of(mjd: int) -> int:
    """Month a day lies in."""
    return (
        int((_ZERO + np.timedelta64(int(mjd), "D")).astype("datetime64[M]").astype(int)) + 12 * 1970
    )


def month_start(month: int) -> int:
    """Modified Julian day of the first day of a month."""
    return mjd_of(month_text(month))


def month_text(month: int) -> str:
    """A month as people write it, ``"2026-03"``."""
    return f"{month // 12}-{month % 12 + 1:02d}"
