"""Numbers, dates and places as people write them: one format for each quantity, wherever it is
shown.

Digits follow the meaning: what a figure is known to, or what a reader can use. A number never reads
as more than it is (no ``0.000000`` for a small risk) nor as less (no ``-0``).
"""

import math
from datetime import datetime

from sim.campaign.analysis.figures import IntervalFigures
from sim.entry.figures import Range
from sim.entry.risk.casualty import one_in

MINUS = "\u2212"
MISSING = "-"
"""Shown where something did not happen."""

DIGITS = {
    "kg": 0,
    "t": 1,
    "km": 0,
    "km/s": 2,
    "m": 0,
    "m/s": 1,
    "s": 0,
    "h": 1,
    "d": 1,
    "N": 0,
    "kN": 1,
    "N m": 0,
    "deg": 2,
    "°": 2,
    "g": 2,
    "kPa": 1,
    "MW/m²": 2,
    "m²": 0,
    "%": 1,
    "": 0,
}
"""Unit of a quantity and the digits after the point that it is shown with; counts have no unit."""


def number(
    value: float | None, unit: str = "", *, digits: int | None = None, signed: bool = False
) -> str:
    """A number with the digits of its unit (a key of `DIGITS`), with thousands separators.

    Parameters
    ----------
    value
        None and what is not finite have no number.
    unit
        Of the value; not written.
    digits
        After the point, where those of the unit are too few or too many.
    signed
        Whether a plus is written as well, for differences.
    """
    if value is None or not math.isfinite(value):
        return MISSING
    places = DIGITS[unit] if digits is None else digits
    text = f"{value:{'+' if signed else ''},.{places}f}"
    return text if text.strip("+-0.,") else text.lstrip("+-") if value else "0"


def amount(
    value: float | None, unit: str, *, digits: int | None = None, signed: bool = False
) -> str:
    """A number with its unit: `7,648 kg`; see `number`."""
    text = number(value, unit, digits=digits, signed=signed)
    return text if text == MISSING else f"{text}{'' if unit == '°' else ' '}{unit}"


def significant(value: float | None, digits: int = 2) -> str:
    """A number with so many significant digits: 0.000866 is `0.00087`, 8,934 is `8,900`; in powers
    of ten below 0.00001.
    """
    if value is None or not math.isfinite(value):
        return MISSING
    if value == 0.0:
        return "0"
    if abs(value) < 1e-5:
        return f"{value:.{digits - 1}e}"
    places = digits - 1 - math.floor(math.log10(abs(value)))
    return f"{round(value, places):,.{max(places, 0)}f}"


def interval_digits(low: float, high: float, least: int = 0) -> int:
    """Digits after the point with which an interval keeps two significant digits of its width."""
    width = abs(high - low)
    if not math.isfinite(width) or width <= 0.0:
        return least
    return min(max(1 - math.floor(math.log10(width)), least), 9)


def risk_words(span: Range) -> str:
    """A risk with its range: `1 in 1,200 (1 in 830 to 1 in 1,400)`."""
    low, high = span["low"], span["high"]
    if low == high:
        return one_in(span["likely"])
    return f"{one_in(span['likely'])} ({one_in(high)} to {one_in(low)})"


def optional_number(value: float | None, form: str, missing: str = MISSING) -> str:
    """A number in a format, or a word where there is none."""
    if value is None:
        return missing
    text = format(value, form)
    return text if text.strip("+-0.,") else text.lstrip("+-")


def typographic_minus(text: str) -> str:
    """A number with a minus sign instead of a hyphen."""
    return text.replace("-", MINUS)


def percent(share: float) -> str:
    """A share as people write it: 0.9999 is `99.99 %`."""
    return f"{100.0 * share:.6g} %"


def short_percent(value: float) -> str:
    """Percent of a probability to two figures, without the sign: 0.0423 is `4.2`."""
    hundred = 100.0 * value
    return f"{hundred:.0f}" if hundred >= 9.95 or hundred == 0.0 else significant(hundred)


def probability(chance: IntervalFigures) -> str:
    """A probability with its interval: `4.2 % (3.6 to 4.9)`, or `0 (at most 0.38 %)`."""
    low, high = short_percent(chance["low"]), short_percent(chance["high"])
    if chance["estimate"] == 0.0:
        return f"0 (at most {high} %)"
    return f"{short_percent(chance['estimate'])} % ({low} to {high})"


def spaced(name: object) -> str:
    """A key or name of a scenario with spaces: `final_burn` is `final burn`."""
    return str(name).replace("_", " ")


def position(latitude: float | None, longitude: float | None) -> str:
    """A place in degrees: `48.88° S, 123.39° W`."""
    if latitude is None or longitude is None:
        return MISSING
    north = "N" if latitude >= 0.0 else "S"
    east = "E" if longitude >= 0.0 else "W"
    return f"{abs(latitude):.2f}° {north}, {abs(longitude):.2f}° {east}"


def utc_minutes(utc: str | None) -> str:
    """A date to the minute as tables have it, `2030-12-29 18:24`; nothing for none."""
    return "" if utc is None else utc[:16].replace("T", " ")


def long_date(utc: str | None, clock: bool = True) -> str:
    """A date in a sentence: 29 Dec 2030, 18:24 UTC."""
    if utc is None:
        return MISSING
    date = datetime.fromisoformat(utc.replace(":60", ":59"))  # of a leap second
    return f"{date.day} {date:%b %Y, %H:%M} UTC" if clock else f"{date.day} {date:%b %Y}"
