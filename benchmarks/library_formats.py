"""Files of other programs, written and read by own code and by a library.

Each function takes the clock and gives seconds of own code, seconds of the library and what
differs; it raises ImportError where the library is not installed.
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
from sim.formats.oem import read_oem
from sim.formats.oem_text import OemSegment, oem_text

Clock = Callable[..., tuple[float, Any]]
Comparison = tuple[float, float, str]

PLACEMARKS = 400
STATES = 2_000
HOSTILE = ("a & b", "<", "]]>", "\x0b", "\ud800")
START, STOP = "2030-07-01T00:00:00Z", "2030-07-02T09:19:00Z"


def antimeridian_cuts(clock: Clock) -> Comparison:
    """Polygons across the antimeridian, and a ground track of three revolutions."""
    library = importlib.import_module("antimeridian")
    rng = np.random.default_rng(0)
    areas = []
    for _ in range(300):
        angle = np.sort(rng.uniform(0.0, 2.0 * np.pi, rng.integers(3, 40)))
        size, north = rng.uniform(0.1, 20.0), rng.uniform(-60.0, 60.0)
        areas.append((north + size * np.sin(angle), 180.0 + size * np.cos(angle)))
    rings = [Polygon(np.column_stack([east, north])) for north, east in areas]
    own, ours = clock(lambda: [cut_polygon(*area) for area in areas])
    seconds, theirs = clock(
        lambda: [library.fix_polygon(ring, great_circle=False) for ring in rings]
    )
    invalid = sum(not shape.is_valid for shape in theirs)
    worst = max(
        abs(sum(Polygon(ring).area for ring in parts) - shape.area) / shape.area
        for parts, shape in zip(ours, theirs, strict=True)
    )
    north, east = np.zeros(9), np.arange(0.0, 810.0, 90.0)
    turns = library.fix_line_string(LineString(np.column_stack([east, north])), great_circle=False)
    # an area that touches the edge of the map, and one that crosses itself
    touching = library.fix_polygon(Polygon([(180, 0), (181, 0), (181, 1), (180, 1)]))
    eight = library.fix_polygon(Polygon([(0, 0), (1, 1), (1, 0), (0, 1)]))
    words = (
        f"areas within {worst:.0e}, {invalid} invalid; 2.25 turns: {_parts(turns)} line, own "
        f"{len(cut_line(north, east))}; touching the edge: {_parts(touching)} areas, own 1; "
        f"crossing itself: {'valid' if eight.is_valid else 'invalid'}, own valid"
    )
    return own, seconds, words


def _parts(shape: BaseGeometry) -> int:
    return len(getattr(shape, "geoms", [shape]))


def kml_placemarks(clock: Clock) -> Comparison:
    """An area and the heaviest fragments, named, with two properties each."""
    library = importlib.import_module("simplekml")
    turn = np.linspace(0.0, 6.2, 200)
    ring = -50.0 + 3.0 * np.sin(turn), -140.0 + 10.0 * np.cos(turn)
    facts = {"mass_left_kg": 1.5, "count": 3}

    def own_text() -> str:
        marks = [Placemark("97 %", "area", *ring, "debris")]
        marks += [
            Placemark(f"fragment {k}", "point", [-50.0], [-140.0], "debris", facts)
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
            for name, value in facts.items():
                mark.extendeddata.newdata(name=name, value=value)
        return document.kml()

    own, text = clock(own_text)
    seconds, other = clock(library_text)
    repeats = "the same" if library_text() == other else "another"
    broken = sum(not _property_survives(library, value) for value in HOSTILE)
    words = (
        f"{len(text) / 1e3:.0f} and {len(other) / 1e3:.0f} kB; {repeats} text when made again, own "
        f"{'the same' if own_text() == text else 'another'}; {broken} of {len(HOSTILE)} hostile "
        "property values give no file, own 0"
    )
    return own, seconds, words


def _property_survives(library: Any, value: str) -> bool:
    try:
        document = library.Kml(name="title")
        mark = document.newpoint(name="name", coords=[(1.0, 2.0)])
        mark.extendeddata.newdata(name="key", value=value)
        ElementTree.fromstring(document.kml().encode())
    except (ValueError, SyntaxError, ExpatError):
        return False
    return True


def czml_packets(clock: Clock) -> Comparison:
    """A track of 2,000 positions and 400 points on the ground."""
    library = importlib.import_module("czml3")
    properties = importlib.import_module("czml3.properties")
    t = 60.0 * np.arange(STATES)
    places = 6.7e6 * np.random.default_rng(0).standard_normal((STATES, 3))
    facts = {"stage": "truss", "count": 3, "mass_left_kg": 1.5}

    def own_text() -> str:
        packets = [
            czml.document("title", START, STOP),
            czml.track("station", START, STOP, t, places, [(START, STOP, "#56b4e9")]),
        ]
        packets += [
            czml.point(f"fragment-{k}", "x", -50.0, -140.0, "#d55e00", (START, STOP), 4.0, facts)
            for k in range(PLACEMARKS)
        ]
        return czml.czml_text(packets)

    def library_text() -> str:
        table = np.column_stack([np.round(t, 6), np.round(places, 2)]).ravel().tolist()
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
                    properties=facts,
                )
            )
        return library.Document(packets=packets).dumps()

    own, text = clock(own_text)
    seconds, other = clock(library_text)
    return own, seconds, f"{len(text) / 1e3:.0f} and {len(other) / 1e3:.0f} kB"


def oem_messages(clock: Clock) -> Comparison:
    """A message of 2,000 states written and read; what of it gets lost, and what is let in."""
    library = importlib.import_module("oem").OrbitEphemerisMessage
    utc = np.datetime64("2030-07-01T00:00:00", "us") + np.arange(STATES) * np.timedelta64(60, "s")
    angle = 0.066 * np.arange(STATES)
    circle = np.column_stack([np.cos(angle), 0.6 * np.sin(angle), 0.8 * np.sin(angle)])
    ahead = np.column_stack([-np.sin(angle), 0.6 * np.cos(angle), 0.8 * np.cos(angle)])
    segment = OemSegment(utc, 6.7e6 * circle, 7.7e3 * ahead, ("coast, mass 421000 kg",))
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder) / "own.oem"
        back = Path(folder) / "back.oem"

        def own_way() -> str:
            path.write_text(oem_text("ISS", [segment], START))
            read_oem(path.read_text())
            return path.read_text()

        own, text = clock(own_way)
        seconds, _ = clock(lambda: library.open(path).save_as(back))
        comments = back.read_text().count("COMMENT")
        wrong = {
            "a NaN": text.replace(" 6700.000000000", " nan", 1),
            "the Moon": text.replace("EARTH", "MOON"),
            "an unknown frame": text.replace("GCRF", "NOWHERE"),
        }
        accepted = []
        for name, content in wrong.items():
            path.write_text(content)
            try:
                library.open(path)
                accepted.append(name)
            except ValueError:
                pass
            try:
                read_oem(content)
                raise AssertionError(f"own code reads {name}")
            except MessageError:
                pass
        path.write_text(text.replace("2030-07-01T00:01:00.000000", "2030-182T00:01:00"))
        try:
            library.open(path)
            dates = "read"
        except ValueError:
            dates = "refused"
    words = (
        f"{comments} of {text.count('COMMENT')} comments kept; lets in {', '.join(accepted)}; "
        f"dates by day of the year {dates}, own read"
    )
    return own, seconds, words
