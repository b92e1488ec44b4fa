"""The globe of a page: the last revolutions, seen from above the place where debris falls."""

from collections.abc import Iterable, Sequence

import numpy as np

from sim.data import open_data
from sim.data.build_once import build_once
from sim.report.page.maps.svg_map import line_data
from sim.report.page.markup import tag, text
from sim.report.results.run import RunResult
from sim.report.series.globe import Globe
from sim.report.series.ground_track import LastRevolutions, last_revolutions

SIZE = 1000
"""Units of the radius."""
MARGIN = 30
DIAMOND, RING = "M0-32L32 0L0 32L-32 0Z", "M-36 0a36 36 0 1 0 72 0a36 36 0 1 0-72 0"
WHERE = "The last revolutions, seen from above the place where the debris falls"


def globe_figure(runs: Sequence[RunResult], colours: Sequence[str]) -> str:
    """The near half of the Earth with tracks, entries and aims; nothing where no track is known."""
    tracks = [last_revolutions(run) for run in runs]
    known = [track for track in tracks if track is not None]
    if not known:
        return ""
    globe = Globe(*_middle(runs[0], known[0]))
    layers = tag("circle", r=SIZE, class_="sea")
    layers += _path(globe.areas(_land()), "land coast", closed=True, fill_rule="evenodd")
    layers += _path(globe.grid(), "grid")
    for run, track, colour in zip(runs, tracks, colours, strict=True):
        if track is not None:
            layers += _track(globe, track, colour)
            layers += _marks(globe, run, track, colour)
    layers += tag("circle", r=SIZE, class_="limb")
    edge = SIZE + MARGIN
    box = f"{-edge} {-edge} {2 * edge} {2 * edge}"
    picture = tag("svg", layers, viewBox=box, role="img", aria_label=WHERE)
    return tag("figure", picture + tag("figcaption", text(WHERE)), class_="globe")


@build_once
def _land() -> list[np.ndarray]:
    """Outlines of land, 1:110 million, closed."""
    line = open_data("land_110m")["line"].astype(np.float64)
    parts = np.split(line, np.flatnonzero(np.isnan(line[:, 0])))
    rings = [part[~np.isnan(part[:, 0])] for part in parts]
    return [ring for ring in rings if len(ring) > 2]


def _middle(run: RunResult, track: LastRevolutions) -> tuple[float, float]:
    """Longitude and latitude in deg of what counts as the place of the debris."""
    debris = run.summary.get("debris")
    place = (debris["reference"] if debris else None) or run.summary["impact"]
    if place is None:
        return float(track.longitude[-1]), float(track.latitude[-1])
    return place["longitude_deg"], place["latitude_deg"]


def _track(globe: Globe, track: LastRevolutions, colour: str) -> str:
    """The line of a track, thicker where an engine burns and where the stack has entered."""
    drawn = ""
    for rows, style in (
        (~track.entered, "orbit"), (track.burning, "burn"), (track.entered, "entry"),
    ):  # fmt: skip
        longitude = np.where(rows | np.roll(rows, 1), track.longitude, np.nan)
        drawn += _path(globe.line(longitude, track.latitude), style, stroke=colour)
    return drawn


def _marks(globe: Globe, run: RunResult, track: LastRevolutions, colour: str) -> str:
    """A ring around the place of the debris and a diamond where the entry begins."""
    drawn = ""
    if track.entered.any():
        k = int(np.argmax(track.entered))
        drawn += _mark(globe, track.longitude[k], track.latitude[k], DIAMOND, colour)
    if run.summary.get("debris") or run.summary["impact"]:
        place = _middle(run, track)
        drawn += _mark(globe, *place, RING, colour)
    return drawn


def _mark(globe: Globe, longitude: float, latitude: float, shape: str, colour: str) -> str:
    x, y, depth = (float(v) for v in globe.project(np.array(longitude), np.array(latitude)))
    if depth <= 0.0:
        return ""
    move = f"translate({SIZE * x:.0f} {-SIZE * y:.0f})"
    return tag("path", d=shape, transform=move, stroke=colour, class_="place")


def _path(parts: Iterable[np.ndarray], style: str, closed: bool = False, **more: str) -> str:
    """A path of lines (k, 2) on the disc; rounded to units of the picture."""
    points = (np.round(part * (SIZE, -SIZE)).astype(np.int64) for part in parts)
    d = "".join(line_data(each, closed) for each in points)
    return tag("path", d=d, class_=style, **more) if d else ""
