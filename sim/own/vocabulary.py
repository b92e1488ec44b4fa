"""What a function of one's own may ask for and what it gives, by its kind."""

from typing import NamedTuple

STATE = ("t", "x", "y", "z", "vx", "vy", "vz", "mass")
"""TAI seconds since the epoch; GCRF position m and velocity m/s; kg."""
PLACE = ("height", "latitude", "longitude", "sin_latitude", "cos_latitude", "hour")
"""Geodetic height m, latitude and longitude rad, sine and cosine of the latitude, mean local solar
time h, from 0 to 24.
"""


class Kind(NamedTuple):
    """Arguments by name, how many numbers may come back, and what they are."""

    arguments: tuple[str, ...]
    results: tuple[int, ...]
    meaning: str


KINDS = {
    "atmosphere": Kind(
        ("t", *PLACE),
        (1, 2, 3),
        "density kg/m3, and perhaps temperature K and molecules per m3",
    ),
    "acceleration": Kind((*STATE, *PLACE, "area"), (3,), "acceleration in GCRF, m/s2"),
    "event": Kind((*STATE, *PLACE), (1,), "a number, found where it crosses the event's value"),
    "steering": Kind((*STATE, *PLACE), (3,), "direction of thrust in GCRF, of any length but 0"),
}
