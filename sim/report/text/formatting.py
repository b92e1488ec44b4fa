"""Numbers, dates, places and names as people write them."""

import math
from datetime import datetime

MINUS = "\u2212"
MISSING = "-"
"""Shown where something did not happen."""


def optional_number(value: float | None, form: str, missing: str = MISSING) -> str:
    """A number in a format, or a word where there is none."""
    return missing if value is None else format(value, form)


def rounded_number(value: float | None, digits: int | None) -> str:
    """A number with so many digits after the point, and in powers of ten if it would vanish.

    Parameters
    ----------
    value
        None and what is not finite have no number.
    digits
        None: always in powers of ten.
    """
    if value is None or not math.isfinite(value):
        return MISSING
    if digits is None:
        return f"{value:.1e}" if value else "0"
    if value != 0.0 and abs(value) < 0.5 * 10.0**-digits:
        return f"{value:.1e}"
    return f"{value:,.{digits}f}"


def typographic_minus(text: str) -> str:
    """A number with a minus sign instead of a hyphen."""
    return text.replace("-", MINUS)


def percent(share: float) -> str:
    """A share as people write it: 0.9999 is `99.99 %`."""
    return f"{100.0 * share:.6g} %"


def spaced(name: object) -> str:
    """A key or name of a scenario with spaces: `final_burn` is `final burn`."""
    return str(name).replace("_", " ")


def position(latitude: float, longitude: float) -> str:
    """A place in degrees: `48.88° S, 123.39° W`."""
    north = "N" if latitude >= 0.0 else "S"
    east = "E" if longitude >= 0.0 else "W"
    return f"{abs(latitude):.2f}° {north}, {abs(longitude):.2f}° {east}"


def utc_minutes(utc: str | None) -> str:
    """A date to the minute as tables have it, `2030-12-29 18:24`; nothing for none."""
    return "" if utc is None else utc[:16].replace("T", " ")


def long_date(utc: str, clock: bool = True) -> str:
    """A date in a sentence: 29 Dec 2030, 18:24 UTC."""
    date = datetime.fromisoformat(utc)
    return f"{date.day} {date:%b %Y, %H:%M} UTC" if clock else f"{date.day} {date:%b %Y}"
