"""Maps of a page: coastlines, ground tracks, areas and fragments as paths in an SVG picture, with
what `map.js` needs to move it, to mark places and to tell what is under the pointer.

Coastlines: Natural Earth. Paths are in hundredths of a degree, longitude against latitude, and are
drawn true to scale at 40 degrees.
"""

from collections.abc import Sequence
from functools import cache
from typing import Any

import numpy as np
from contourpy import contour_generator

from sim.data import open_data
from sim.entry.risk.keep_out import nearest_land
from sim.flight.summary import POINT_NEMO
from sim.report.figures.footprint_map import STAGES, counted, window_of
from sim.report.figures.ground_track import into, last_revolutions
from sim.report.page.html import tag, text
from sim.report.results.run import RunResult
from sim.report.text.risk import words

UNIT = 0.01
"""deg of a unit of the paths."""
CELL = 0.75
"""deg between points at which the distance to land is found."""
AROUND = 6.0
"""deg around footprints and entry within which lines of equal distance to land are drawn."""
SIZES = (10.0, 1000.0)
"""kg that part small, middle and large fragments."""
WORLD = (-250.0, 110.0, -70.0, 78.0)
Window = tuple[float, float, float, float]


def path(x: np.ndarray, y: np.ndarray, closed: bool = False) -> str:
    """Commands of a path through points in deg; gaps are NaN, and points that round to the one
    before them are left out.
    """
    made = []
    points = np.round(np.column_stack([x, y]) / UNIT)
    for part in np.split(points, np.flatnonzero(np.isnan(points).any(axis=1))):
        kept = part[~np.isnan(part).any(axis=1)].astype(np.int64)
        if len(kept) < 2:
            continue
        steps = np.diff(kept, axis=0)
        steps = steps[(steps != 0).any(axis=1)]
        if len(steps):
            told = " ".join(f"{a} {b}" for a, b in steps.tolist()).replace(" -", "-")
            made.append(f"M{kept[0, 0]} {kept[0, 1]}l{told}{'z' if closed else ''}")
    return "".join(made)


def dots(x: np.ndarray, y: np.ndarray) -> str:
    """A path of points without length, which round ends of the line make into dots."""
    pairs = np.unique(np.round(np.column_stack([x, y]) / UNIT).astype(np.int64), axis=0)
    return "".join(f"M{a} {b}h0" for a, b in pairs.tolist())


@cache
def earth() -> str:
    """Land and coastline three times over, so that a map runs on beyond 180 degrees."""
    land, coast = (open_data(k)["line"].astype(float).T for k in ("land_110m", "coastline_50m"))
    shapes = tag("path", d=path(*land, closed=True), class_="land")
    shapes += tag("path", d=path(*coast), class_="coast")
    return tag("g", shapes, id="earth") + _turned((-1, 1))


def _turned(turns: Sequence[int]) -> str:
    """The Earth of the page again, so many turns to the east."""
    return "".join(tag("use", href="#earth", x=round(360.0 * n / UNIT)) for n in turns)


def picture(layers: str, label: str) -> str:
    """The picture of a map before the script moves it: the whole Earth."""
    scale = UNIT * 900.0 / 360.0
    move = f"translate(625 270) scale({scale} {-scale})"
    world = tag("g", layers, class_="world", transform=move)
    svg = tag("svg", world, viewBox="0 0 900 500", role="img", aria_label=label)
    return tag("div", svg, class_="stage")


def map_figure(
    name: str, caption: str, layers: str, legend: Sequence[str], first: bool = True
) -> str:
    """The element a map of this name is drawn into; the first one of a page holds the Earth."""
    ground = earth() if first else _turned((-1, 0, 1))
    words = tag("ul", "".join(tag("li", text(each)) for each in legend), class_="legend")
    inner = tag("figcaption", text(caption)) + picture(ground + layers, caption) + words
    return tag("figure", inner, class_="map", data_chart=name)


def flight_map(
    runs: Sequence[RunResult], shades: Sequence[str]
) -> tuple[str, dict[str, Any]] | None:
    """Layers and data of the map of one or several flights; None if no track can be drawn."""
    tracks = [last_revolutions(run) for run in runs]
    if not any(track is not None for track in tracks):
        return None
    fallen = [r for r in runs if r.fragments is not None and r.summary["debris"]["footprint"]]
    window = window_of(fallen) if fallen else None
    west = WORLD[0] if window is None else 0.5 * (window[0] + window[1]) - 180.0
    drawn, marks, hover = [], [], []
    if window is not None:
        limits = [(e["land"], e["limit_km"]) for e in fallen[0].summary["debris"]["keep_out"]]
        drawn.append(distances(limits, _with_entry(window, tracks, west)))
    for k, (run, track, colour) in enumerate(zip(runs, tracks, shades, strict=True)):
        layer, own = f"run-{k}", []
        if track is not None:
            own.append(_track(track, colour, west))
            marks += _ends(run, track, colour, named=len(runs) > 1)
        if run in fallen:
            own.append(_debris(run, colour, west, len(runs) == 1))
            hover += _hover(run, len(runs) > 1)
            marks += _reference(run, colour)
        drawn.append(tag("g", "".join(own), data_layer=layer))
    marks.append(mark(POINT_NEMO[1], POINT_NEMO[0], "cross", "Point Nemo", left=1))
    names = [
        {"name": f"run-{k}", "label": run.label, "colour": c}
        for k, (run, c) in enumerate(zip(runs, shades, strict=True))
    ]
    views = [{"label": "world", "window": WORLD}]
    if window is not None:
        views.insert(0, {"label": "footprint", "window": window})
        entry = _with_entry(window, tracks, west)
        views.insert(1, {"label": "entry and footprint", "window": entry})
    data = {"views": views, "marks": marks, "hover": hover}
    return "".join(drawn), data | ({"layers": names} if len(runs) > 1 else {})


def flight_legend(runs: Sequence[RunResult]) -> list[str]:
    """What the marks and lines of the map of flights mean."""
    said = [
        "thin line: last three revolutions; thick pale line: engine on; thick line: entry",
        "◇ entry interface, crossed lines: impact of the unbroken stack, "
        "○ point distances count from, + Point Nemo",
    ]
    fallen = [run for run in runs if run.fragments is not None and run.contours]
    if fallen:
        shares = ", ".join(f"{100.0 * share:g}" for share in sorted(fallen[0].contours))
        said.append(f"closed lines hold {shares} % of the fragments; dots by mass of the fragment")
        limits = fallen[0].summary["debris"]["keep_out"]
        told = ", ".join(f"{e['limit_km']:.0f} km from {e['land']}" for e in limits)
        said.append(f"dashed and dotted: {told}")
    return said


def _with_entry(window: Window, tracks: Sequence[Any], west: float) -> Window:
    """The window widened to hold the tracks below the entry interface."""
    w, e, s, n = window
    for track in tracks:
        if track is not None and track.entered.any():
            x, y = into(track.longitude[track.entered], west), track.latitude[track.entered]
            w, e = min(w, x.min() - 3.0), max(e, x.max() + 3.0)
            s, n = min(s, y.min() - 3.0), max(n, y.max() + 3.0)
    return float(w), float(e), float(s), float(n)


def _track(track: Any, colour: str, west: float) -> str:
    x = np.degrees(np.unwrap(np.radians(track.longitude)))
    x += float(into(x[-1], west)) - x[-1]
    y = track.latitude

    def part(inside: np.ndarray, kind: str) -> str:
        near = inside | np.roll(inside, 1)
        d = path(np.where(near, x, np.nan), np.where(near, y, np.nan))
        return tag("path", d=d, stroke=colour, class_=kind) if d else ""

    return (
        part(~track.entered, "orbit") + part(track.burning, "burn") + part(track.entered, "entry")
    )


def mark(lon: float, lat: float, shape: str, label: str, **more: Any) -> dict[str, Any]:
    """A place with its shape (`map.js` knows which) and name."""
    place = {"lon": round(float(lon), 4), "lat": round(float(lat), 4)}
    return place | {"shape": shape, "label": label} | more


def _ends(run: RunResult, track: Any, colour: str, named: bool) -> list[dict[str, Any]]:
    if not track.entered.any():
        end = (track.longitude[-1], track.latitude[-1])
        return [mark(*end, "dot", run.label if named else "end", colour=colour)]
    k = int(np.argmax(track.entered))
    start = (track.longitude[k], track.latitude[k])
    made = [mark(*start, "diamond", run.label if named else "entry interface", colour=colour)]
    if run.summary["impact"]:
        hit = run.summary["impact"]
        made.append(mark(hit["longitude_deg"], hit["latitude_deg"], "impact", "", colour=colour))
    return made


def _reference(run: RunResult, colour: str) -> list[dict[str, Any]]:
    found = run.summary["debris"]["reference"]
    if not found:
        return []
    at = (found["longitude_deg"], found["latitude_deg"])
    return [mark(*at, "ring", found["kind"], colour=colour, down=-13)]


def _debris(run: RunResult, colour: str, west: float, by_stage: bool) -> str:
    """Borders of areas, dots of the dispersed break-ups, and of the nominal one by mass."""
    made = []
    for rings in run.contours.values():
        d = "".join(path(into(ring[:, 0], west), ring[:, 1], closed=True) for ring in rings)
        made.append(tag("path", d=d, stroke=colour, class_="ring"))
    drawn, nominal = counted(run, False), counted(run, True)
    d = dots(into(drawn["longitude_deg"], west), drawn["latitude_deg"])
    made.append(tag("path", d=d, stroke="#8a8a8a" if by_stage else colour, class_="dot s0"))
    size = np.searchsorted(SIZES, nominal["mass_left_kg"])
    for stage in STAGES:
        for k in range(len(SIZES) + 1):
            own = (size == k) & (nominal["stage"] == stage)
            d = dots(into(nominal["longitude_deg"][own], west), nominal["latitude_deg"][own])
            ink = STAGES[stage] if by_stage else colour
            made.append(tag("path", d=d, stroke=ink, class_=f"dot s{k + 1}") if d else "")
    return "".join(made)


def _hover(run: RunResult, named: bool) -> list[list[Any]]:
    """Longitude, latitude and words of the fragments of the nominal break-up."""
    nominal = counted(run, True)
    order = np.argsort(-nominal["mass_left_kg"], kind="stable")
    zero = run.trajectory["time_s"][np.argmax(np.isfinite(run.trajectory["downrange_km"]))]
    whose = f"{run.label}: " if named else ""
    return [
        [
            round(float(nominal["longitude_deg"][k]), 3),
            round(float(nominal["latitude_deg"][k]), 3),
            f"{whose}{words(str(nominal['family'][k]))}, {nominal['count'][k]:,.0f} x "
            f"{nominal['mass_left_kg'][k]:,.1f} kg of {nominal['material'][k]}\n"
            f"free at {nominal['release_altitude_km'][k]:.0f} km; comes down at "
            f"{nominal['speed_m_s'][k]:,.0f} m/s, "
            f"{(nominal['end_time_s'][k] - zero) / 60.0:.0f} min after the interface",
        ]
        for k in order
    ]


def distances(limits: Sequence[tuple[str, float]], window: Window) -> str:
    """Lines at the least distances to land that are allowed, around the footprints.

    Parameters
    ----------
    limits
        Class of land, and its distance in km.
    window
        What is shown, deg.
    """
    west, east, south, north = window
    x = np.arange(west - AROUND, east + AROUND, CELL)
    y = np.arange(max(south - AROUND, -85.0), min(north + AROUND, 85.0), CELL)
    lon, lat = np.meshgrid(x, y)
    made = []
    for land, limit in limits:
        where = (lon.ravel() + 180.0) % 360.0 - 180.0
        far = nearest_land(land, where, lat.ravel()).distance.reshape(lon.shape) / 1e3
        lines = contour_generator(x, y, far).lines(limit)
        d = "".join(path(line[:, 0], line[:, 1]) for line in lines)
        kind = "limit" if land == "foreign land" else "limit near"
        title = tag("title", text(f"{limit:.0f} km from {land}"))
        made.append(tag("path", title, d=d, class_=kind) if d else "")
    return "".join(made)
