"""Files of other programs, written and read by own code and by libraries.

Each function takes a timer and returns seconds of own code, seconds of the library and the
differences; it raises ImportError if the library is not installed.
"""

import importlib
import tempfile
from collections.abc import Callable
from pathlib import Path
from typing import Any
from xml.etree import ElementTree
from xml.parsers.expat import ExpatError

import numpy as np
from shapely import LineString, Polygon
from shapely.geometry.base import BaseGeometry

from sim.formats import czml
from sim.formats.antimeridian import cut_line, cut_polygon
from sim.formats.kml import Placemark, Style, kml_text
from sim.formats.message import MessageError
from sim.formats.orbit.oem import read_oem
from sim.formats.orbit.oem_text import OemSegment, oem_text

Timer = Callable[..., tuple[float, Any]]
Comparison = tuple[float, float, str]

PLACEMARKS = 400
STATES = 2_000
MALICIOUS_VALUES = ("a & b", "<", "]]>", "\x0b", "\ud800")
START, STOP = "2030-07-01T00:00:00Z", "2030-07-02T09:19:00Z"


def antimeridian_cuts(timer: Timer) -> Comparison:
    """Polygons across the antimeridian, and a ground track of three revolutions."""
    library = importlib.import_module("antimeridian")
    rng = np.random.default_rng(0)
    areas = []
    for _ in range(300):
        angle = np.sort(rng.uniform(0.0, 2.0 * np.pi, rng.integers(3, 40)))
        size, north = rng.uniform(0.1, 20.0), rng.uniform(-60.0, 60.0)
        areas.append((north + size * np.sin(angle), 180.0 + size * np.cos(angle)))
    rings = [Polygon(np.column_stack([east, north])) for north, east in areas]
    own, own_parts = timer(lambda: [cut_polygon(*area) for area in areas])
    seconds, fixed = timer(
        lambda: [library.fix_polygon(ring, great_circle=False) for ring in rings]
    )
    invalid = sum(not shape.is_valid for shape in fixed)
    largest_error = max(
        abs(sum(Polygon(ring).area for ring in parts) - shape.area) / shape.area
        for parts, shape in zip(own_parts, fixed, strict=True)
    )
    north, east = np.zeros(9), np.arange(0.0, 810.0, 90.0)
    line = library.fix_line_string(LineString(np.column_stack([east, north])), great_circle=False)
    # an area that touches the edge of the map, and one that crosses itself
    touching = library.fix_polygon(Polygon([(180, 0), (181, 0), (181, 1), (180, 1)]))
    eight = library.fix_polygon(Polygon([(0, 0), (1, 1), (1, 0), (0, 1)]))
    note = (
        f"areas within {largest_error:.0e}, {invalid} invalid; 2.25 turns: {_parts(line)} line, "
        f"own {len(cut_line(north, east))}; touching the edge: {_parts(touching)} areas, own 1; "
        f"crossing itself: {'valid' if eight.is_valid else 'invalid'}, own valid"
    )
    return own, seconds, note


def _parts(shape: BaseGeometry) -> int:
    return len(getattr(shape, "geoms", [shape]))


def kml_placemarks(timer: Timer) -> Comparison:
    """An area and the heaviest fragments, named, with two properties each."""
    library = importlib.import_module("simplekml")
    angle = np.linspace(0.0, 6.2, 200)
    ring = -50.0 + 3.0 * np.sin(angle), -140.0 + 10.0 * np.cos(angle)
    metadata = {"mass_left_kg": 1.5, "count": 3}

    def own_text() -> str:
        marks = [Placemark("97 %", "area", *ring, "debris")]
        marks += [
            Placemark(f"fragment {k}", "point", [-50.0], [-140.0], "debris", metadata)
            for k in range(PLACEMARKS)
        ]
        return kml_text("title", marks, {"debris": Style()})

    def library_text() -> str:
        document = library.Kml(name="title")
        style = library.Style()
        style.polystyle.color = "40005ed5"
        group = document.newmultigeometry(name="97 %")
        for part in cut_polygon(*ring):
            group.newpolygon(outerboundaryis=part, tessellate=1)
        group.style = style
        for k in range(PLACEMARKS):
            mark = document.newpoint(name=f"fragment {k}", coords=[(-140.0, -50.0)])
            mark.style = style
            for name, value in metadata.items():
                mark.extendeddata.newdata(name=name, value=value)
        return document.kml()

    own, text = timer(own_text)
    seconds, other = timer(library_text)
    repeated = "the same" if library_text() == other else "another"
    broken = sum(not _property_survives(library, value) for value in MALICIOUS_VALUES)
    note = (
        f"{len(text) / 1e3:.0f} and {len(other) / 1e3:.0f} kB; {repeated} text when written again, "
        f"own {'the same' if own_text() == text else 'another'}; {broken} of "
        f"{len(MALICIOUS_VALUES)} malicious property values break the file, own 0"
    )
    return own, seconds, note


def _property_survives(library: Any, value: str) -> bool:
    try:
        document = library.Kml(name="title")
        mark = document.newpoint(name="name", coords=[(1.0, 2.0)])
        mark.extendeddata.newdata(name="key", value=value)
        ElementTree.fromstring(document.kml().encode())
    except (ValueError, SyntaxError, ExpatError):
        return False
    return True


def czml_packets(timer: Timer) -> Comparison:
    """A track of 2,000 positions and 400 points on the ground."""
    library = importlib.import_module("czml3")
    properties = importlib.import_module("czml3.properties")
    t = 60.0 * np.arange(STATES)
    positions = 6.7e6 * np.random.default_rng(0).standard_normal((STATES, 3))
    metadata = {"stage": "truss", "count": 3, "mass_left_kg": 1.5}

    def own_text() -> str:
        packets = [
            czml.document("title", START, STOP),
            czml.track("station", START, STOP, t, positions, [(START, STOP, "#56b4e9")]),
        ]
        packets += [
            czml.point(f"fragment-{k}", "x", -50.0, -140.0, "#d55e00", (START, STOP), 4.0, metadata)
            for k in range(PLACEMARKS)
        ]
        return czml.czml_text(packets)

    def library_text() -> str:
        table = np.column_stack([np.round(t, 6), np.round(positions, 2)]).ravel().tolist()
        window = f"{START}/{STOP}"
        clock_of = properties.Clock(interval=window, currentTime=START, multiplier=60)
        position = properties.Position(
            referenceFrame="FIXED",
            epoch=START,
            interpolationAlgorithm="LAGRANGE",
            interpolationDegree=5,
            cartesian=table,
        )
        packets = [
            library.Packet(id="document", name="title", version="1.0", clock=clock_of),
            library.Packet(id="station", name="station", availability=window, position=position),
        ]
        for k in range(PLACEMARKS):
            colour = properties.Color(rgba=[213, 94, 0, 255])
            packets.append(
                library.Packet(
                    id=f"fragment-{k}",
                    name="x",
                    availability=window,
                    position=properties.Position(cartographicDegrees=[-140.0, -50.0, 0.0]),
                    point=properties.Point(pixelSize=4.0, color=colour),
                    properties=metadata,
                )
            )
        return library.Document(packets=packets).dumps()

    own, text = timer(own_text)
    seconds, other = timer(library_text)
    return own, seconds, f"{len(text) / 1e3:.0f} and {len(other) / 1e3:.0f} kB"


def oem_messages(timer: Timer) -> Comparison:
    """A message of 2,000 states written and read; information lost, and invalid input accepted."""
    library = importlib.import_module("oem").OrbitEphemerisMessage
    utc = np.datetime64("2030-07-01T00:00:00", "us") + np.arange(STATES) * np.timedelta64(60, "s")
    angle = 0.066 * np.arange(STATES)
    circle = np.column_stack([np.cos(angle), 0.6 * np.sin(angle), 0.8 * np.sin(angle)])
    forward = np.column_stack([-np.sin(angle), 0.6 * np.cos(angle), 0.8 * np.cos(angle)])
    states = 6.7e6 * circle, 7.7e3 * forward
    segment = OemSegment(np.datetime_as_string(utc), *states, ("coast, mass 421000 kg",))
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder) / "own.oem"
        copy = Path(folder) / "copy.oem"

        def write_and_read() -> str:
            path.write_text(oem_text("ISS", [segment], START))
            read_oem(path.read_text())
            return path.read_text()

        own, text = timer(write_and_read)
        seconds, _ = timer(lambda: library.open(path).save_as(copy))
        comments = copy.read_text().count("COMMENT")
        invalid = {
            "a NaN": text.replace(" 6700.000000000", " nan", 1),
            "the Moon": text.replace("EARTH", "MOON"),
            "an unknown frame": text.replace("GCRF", "NOWHERE"),
        }
        accepted = []
        for name, content in invalid.items():
            path.write_text(content)
            try:
                library.open(path)
                accepted.append(name)
            except ValueError:
                pass
            try:
                read_oem(content)
                raise AssertionError(f"own code accepts {name}")
            except MessageError:
                pass
        path.write_text(text.replace("2030-07-01T00:01:00.000000", "2030-182T00:01:00"))
        try:
            library.open(path)
            dates = "read"
        except ValueError:
            dates = "refused"
    note = (
        f"{comments} of {text.count('COMMENT')} comments kept; accepts {', '.join(accepted)}; "
        f"dates by day of the year {dates}, own read"
    )
    return own, seconds, note
