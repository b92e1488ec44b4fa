"""CZML for CesiumJS (CZML Guide, AnalyticalGraphicsInc/czml-writer): a document with a clock, a
track in time, points, lines and areas.

Positions in the frame that turns with the Earth (FIXED), WGS84: nothing beyond the file is needed
to place them. Leaves out orientation, models and pictures.
"""

from collections.abc import Mapping, Sequence
from typing import Any

import numpy as np
from numpy.typing import ArrayLike

from sim.formats.antimeridian import followed
from sim.formats.json_text import json_text

Packet = dict[str, Any]
DEGREE = 5
"""Of the Lagrange interpolation of a track."""


def document(
    name: str, start: str, stop: str, description: str = "", speed: float = 60.0
) -> Packet:
    """First packet: name, and a clock that runs from start to stop (UTC text with Z), `speed` s of
    it in a second.
    """
    return {
        "id": "document",
        "version": "1.0",
        "name": name,
        "description": description,
        "clock": {
            "interval": f"{start}/{stop}",
            "currentTime": start,
            "multiplier": speed,
            "range": "CLAMPED",
            "step": "SYSTEM_CLOCK_MULTIPLIER",
        },
    }


POINT = {"pixelSize": 10, "outlineColor": {"rgba": [255, 255, 255, 255]}, "outlineWidth": 1}
"""How a moving point is drawn."""
LABEL = {
    "font": "13px sans-serif",
    "horizontalOrigin": "LEFT",
    "pixelOffset": {"cartesian2": [12, -8]},
    "fillColor": {"rgba": [255, 255, 255, 255]},
}
"""How the name beside a moving point is written."""


def track(
    name: str,
    epoch: str,
    stop: str,
    seconds: ArrayLike,
    positions: ArrayLike,
    colours: Sequence[tuple[str, str, str]],
    trail: float = 5400.0,
    key: str = "station",
) -> Packet:
    """A point that moves, with the line it draws.

    Parameters
    ----------
    name
        Shown beside it, as text.
    epoch, stop
        UTC text with Z, of the first and the last position.
    seconds, positions
        Shape (n,) s after `epoch`, increasing; shape (n, 3) m in FIXED.
    colours
        Intervals of time and what colour the point has in them: start, stop, ``#rrggbb``.
    trail
        s for which the line behind it stays.
    key
        Of the packet; one packet of a document has it.

    Raises
    ------
    ValueError
        If times do not increase or a number is not finite.
    """
    table = _position_table(seconds, positions)
    intervals = [
        {"interval": f"{first}/{last}", "rgba": rgba(colour)} for first, last, colour in colours
    ]
    return {
        "id": key,
        "name": name,
        "availability": f"{epoch}/{stop}",
        "position": {
            "referenceFrame": "FIXED",
            "epoch": epoch,
            "interpolationAlgorithm": "LAGRANGE",
            "interpolationDegree": DEGREE,
            "cartesian": table.ravel().tolist(),
        },
        "point": POINT | {"color": intervals},
        "path": {
            "width": 1.5,
            "leadTime": 0,
            "trailTime": trail,
            "resolution": 60,
            "material": {"solidColor": {"color": {"rgba": rgba(colours[0][2])}}},
        },
        "label": LABEL | {"text": name},
    }


def _position_table(seconds: ArrayLike, positions: ArrayLike) -> np.ndarray:
    """Rows of time in s and position in m, rounded to what is written, (n, 4)."""
    t, where = np.asarray(seconds, dtype=np.float64), np.asarray(positions, dtype=np.float64)
    if where.shape != (len(t), 3) or len(t) < 2:
        raise ValueError(f"{len(t)} times and positions of shape {where.shape}")
    if not (np.isfinite(t).all() and np.isfinite(where).all()):
        raise ValueError("a number is not finite")
    if not (np.diff(t) > 0.0).all():
        raise ValueError("times do not increase")
    return np.column_stack([np.round(t, 6), np.round(where, 2)])


def line(
    key: str,
    name: str,
    positions: ArrayLike,
    colour: str,
    since: tuple[str, str] | None = None,
    width: float = 4.0,
    properties: Mapping[str, Any] | None = None,
) -> Packet:
    """A line in space through positions (n, 3), m in FIXED, shown in an interval of UTC texts."""
    return _packet(key, name, since, properties) | {
        "polyline": {
            "positions": {"cartesian": np.round(np.asarray(positions), 2).ravel().tolist()},
            "width": width,
            "arcType": "NONE",
            "material": {"solidColor": {"color": {"rgba": rgba(colour)}}},
        }
    }


def point(
    key: str,
    name: str,
    latitude: float,
    longitude: float,
    colour: str,
    since: tuple[str, str] | None = None,
    size: float = 5.0,
    properties: Mapping[str, Any] | None = None,
) -> Packet:
    """A place on the ground, degrees."""
    (east, north) = followed([latitude], [longitude])[0]
    return _packet(key, name, since, properties) | {
        "position": {"cartographicDegrees": [round(float(east), 6), round(float(north), 6), 0.0]},
        "point": {"pixelSize": size, "color": {"rgba": rgba(colour)}},
    }


def area(
    key: str,
    name: str,
    ring: ArrayLike,
    colour: str,
    opacity: float,
    since: tuple[str, str] | None,
    properties: Mapping[str, Any] | None = None,
) -> Packet:
    """An area on the ground between corners (n, 2) of longitude and latitude in degrees."""
    corners = np.round(np.asarray(ring, dtype=np.float64), 6)
    if corners.ndim != 2 or corners.shape[1] != 2 or len(corners) < 3:
        raise ValueError("an area needs three corners")
    followed(corners[:, 1], corners[:, 0])
    if (corners[0] == corners[-1]).all():
        corners = corners[:-1]
    flat = np.column_stack([corners, np.zeros(len(corners))]).ravel().tolist()
    edge = [*flat, *flat[:3]]
    return _packet(key, name, since, properties) | {
        "polygon": {
            "positions": {"cartographicDegrees": flat},
            "height": 0,
            "material": {"solidColor": {"color": {"rgba": rgba(colour, opacity)}}},
        },
        "polyline": {
            "positions": {"cartographicDegrees": edge},
            "width": 1.5,
            "clampToGround": False,
            "material": {"solidColor": {"color": {"rgba": rgba(colour)}}},
        },
    }


def czml_text(packets: Sequence[Packet]) -> str:
    """Text of a document.

    Raises
    ------
    ValueError
        If the first packet is not that of the document, or two have one id.
    """
    keys = [packet["id"] for packet in packets]
    if not keys or keys[0] != "document":
        raise ValueError("the first packet has to be the document's")
    if len(set(keys)) != len(keys):
        raise ValueError("two packets have one id")
    return json_text(list(packets))


def rgba(colour: str, opacity: float = 1.0) -> list[int]:
    """Colour ``#rrggbb`` as four numbers of a byte."""
    red, green, blue = (int(colour[k : k + 2], 16) for k in (1, 3, 5))
    return [red, green, blue, round(255 * opacity)]


def _packet(
    key: str,
    name: str,
    since: tuple[str, str] | None,
    properties: Mapping[str, Any] | None,
) -> Packet:
    packet: Packet = {"id": key, "name": name}
    if since is not None:
        packet["availability"] = "/".join(since)
    if properties:
        packet["properties"] = {name: _value(value) for name, value in properties.items()}
    return packet


def _value(value: Any) -> Any:
    """A property as CesiumJS reads it: a plain text could be taken for a reference."""
    return {"string": value} if isinstance(value, str) else value
