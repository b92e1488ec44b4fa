"""KML 2.2 (OGC 07-147r2): places, tracks and areas for an Earth viewer.

Coordinates in degrees on WGS84; all but tracks clamped to the ground; lines and areas are cut at
the antimeridian. Tracks (gx:Track of Google's extension, at altitudes) and spans have times, so
that a viewer with a clock shows what is there when. Leaves out models and pictures.
"""

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from xml.etree import ElementTree

import numpy as np
from numpy.typing import ArrayLike

from sim.formats.antimeridian import cut_line, cut_polygon, followed
from sim.plain_text import HARMFUL

NAMESPACE = "http://www.opengis.net/kml/2.2"
EXTENSION = "http://www.google.com/kml/ext/2.2"
_COLOUR = re.compile(r"#[0-9a-fA-F]{6}")


@dataclass(frozen=True)
class Style:
    """Colour as ``#rrggbb``, width of lines in pixels, opacity of areas from 0 to 1."""

    colour: str = "#d55e00"
    width: float = 2.0
    opacity: float = 0.25

    def __post_init__(self) -> None:
        if not _COLOUR.fullmatch(self.colour):
            raise ValueError(f"colour {self.colour!r} is not of the form #rrggbb")
        if not 0.0 <= self.opacity <= 1.0:
            raise ValueError(f"opacity {self.opacity} must lie in 0..1")


@dataclass(frozen=True)
class Placemark:
    """Something to show: a name, a kind ("point", "line" or "area"), coordinates in degrees, the
    name of a style, and properties shown with it.
    """

    name: str
    kind: str
    latitude: ArrayLike
    longitude: ArrayLike
    style: str
    properties: Mapping[str, object] = field(default_factory=dict)


@dataclass(frozen=True, kw_only=True)
class TimedPlacemark(Placemark):
    """The same from a date on: `span` are UTC texts of when it is first and last there, "" for no
    end. A kind "track" has altitudes in m and UTC texts of as many instants as places.
    """

    span: tuple[str, str] | None = None
    altitude: ArrayLike = ()
    utc: Sequence[str] = ()


def kml_text(title: str, placemarks: Sequence[Placemark], styles: Mapping[str, Style]) -> str:
    """Text of a document.

    Raises
    ------
    ValueError
        On an unknown kind or style, or coordinates that are no place, line or area.
    """
    root = ElementTree.Element("kml", {"xmlns": NAMESPACE, "xmlns:gx": EXTENSION})
    document = ElementTree.SubElement(root, "Document")
    _text(document, "name", title)
    number = {name: f"style_{k}" for k, name in enumerate(styles)}
    for name, style in styles.items():
        _style(document, number[name], style)
    for placemark in placemarks:
        if placemark.style not in number:
            raise ValueError(f"style {placemark.style!r}; there are: {', '.join(number)}")
        _placemark(document, placemark, number[placemark.style])
    ElementTree.indent(root)
    body = ElementTree.tostring(root, encoding="unicode")
    return f'<?xml version="1.0" encoding="UTF-8"?>\n{body}\n'


def _text(parent: ElementTree.Element, tag: str, text: object) -> None:
    """An element with text, without the characters XML has no place for."""
    ElementTree.SubElement(parent, tag).text = HARMFUL.sub("\ufffd", str(text))


def _style(parent: ElementTree.Element, name: str, style: Style) -> None:
    element = ElementTree.SubElement(parent, "Style", id=name)
    red, green, blue = style.colour[1:3], style.colour[3:5], style.colour[5:7]
    solid = f"ff{blue}{green}{red}".lower()
    icon = ElementTree.SubElement(element, "IconStyle")
    _text(icon, "color", solid)
    line = ElementTree.SubElement(element, "LineStyle")
    _text(line, "color", solid)
    _text(line, "width", f"{style.width:g}")
    area = ElementTree.SubElement(element, "PolyStyle")
    _text(area, "color", f"{round(255 * style.opacity):02x}{solid[2:]}")


def _placemark(parent: ElementTree.Element, placemark: Placemark, style: str) -> None:
    element = ElementTree.SubElement(parent, "Placemark")
    _text(element, "name", placemark.name)
    timed = isinstance(placemark, TimedPlacemark)
    if timed and placemark.span is not None:
        _span(element, placemark.span)
    _text(element, "styleUrl", f"#{style}")
    if placemark.properties:
        table = ElementTree.SubElement(element, "ExtendedData")
        for key, value in placemark.properties.items():
            data = ElementTree.SubElement(table, "Data", name=HARMFUL.sub("\ufffd", str(key)))
            _text(data, "value", value)
    if timed and placemark.kind == "track":
        _track(element, placemark)
        return
    holder = ElementTree.SubElement(element, "MultiGeometry")
    if placemark.kind == "point":
        for pair in followed(placemark.latitude, placemark.longitude):
            pair[0] = (pair[0] + 180.0) % 360.0 - 180.0
            _coordinates(ElementTree.SubElement(holder, "Point"), [pair])
    elif placemark.kind == "line":
        for part in cut_line(placemark.latitude, placemark.longitude):
            line = ElementTree.SubElement(holder, "LineString")
            _text(line, "tessellate", 1)
            _coordinates(line, part)
    elif placemark.kind == "area":
        for ring in cut_polygon(placemark.latitude, placemark.longitude):
            area = ElementTree.SubElement(holder, "Polygon")
            _text(area, "tessellate", 1)
            outer = ElementTree.SubElement(area, "outerBoundaryIs")
            _coordinates(ElementTree.SubElement(outer, "LinearRing"), ring)
    else:
        raise ValueError(f"kind {placemark.kind!r}; allowed: point, line, area, track")


def _span(parent: ElementTree.Element, span: tuple[str, str]) -> None:
    """When something is there; before the style, as the schema orders it."""
    element = ElementTree.SubElement(parent, "TimeSpan")
    for tag, instant in zip(("begin", "end"), span, strict=True):
        if instant:
            _text(element, tag, instant)


def _track(parent: ElementTree.Element, placemark: TimedPlacemark) -> None:
    """A place at every instant. A track may cross the antimeridian: it is drawn place by place."""
    track = ElementTree.SubElement(parent, "gx:Track")
    _text(track, "altitudeMode", "absolute")
    given = (placemark.longitude, placemark.latitude, placemark.altitude)
    places = [np.asarray(each, dtype=np.float64) for each in given]
    if len({len(placemark.utc), *(len(each) for each in places)}) != 1 or not len(placemark.utc):
        raise ValueError("a track needs as many instants and altitudes as places")
    for instant in placemark.utc:
        _text(track, "when", instant)
    for x, y, z in zip(*places, strict=True):
        _text(track, "gx:coord", f"{(x + 180.0) % 360.0 - 180.0:.6f} {y:.6f} {z:.1f}")


def _coordinates(parent: ElementTree.Element, ring: ArrayLike) -> None:
    pairs = np.asarray(ring, dtype=np.float64)
    _text(parent, "coordinates", " ".join(f"{x:.6f},{y:.6f},0" for x, y in pairs))
