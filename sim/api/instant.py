"""Instants as people give them from Python."""

from datetime import UTC, datetime
from typing import TYPE_CHECKING

from sim.errors import InputError
from sim.frames.epoch import Epoch

if TYPE_CHECKING:
    from astropy.time import Time


def epoch_of(instant: "Time | datetime | str") -> Epoch:
    """The epoch of an instant given from Python.

    Parameters
    ----------
    instant
        astropy `Time` of any scale, aware `datetime`, or UTC text such as
        ``"2030-01-02T03:04:05Z"``.

    Raises
    ------
    InputError
        If it is none of these, or has no time zone.
    """
    if isinstance(instant, datetime):
        if instant.tzinfo is None:
            raise InputError(f"{instant} has no time zone; allowed: an aware datetime")
        instant = instant.astimezone(UTC).strftime("%Y-%m-%dT%H:%M:%S.%fZ")
    if isinstance(instant, str):
        try:
            return Epoch.from_utc(instant)
        except ValueError as error:
            raise InputError(str(error)) from None
    if getattr(instant, "isscalar", False) and hasattr(instant, "tai"):
        return Epoch.from_astropy(instant)
    raise InputError(
        f"{instant!r} is not an instant; allowed: astropy Time, aware datetime, or UTC text"
    )
