"""The map of flights: ground tracks, areas and fragments, and what the pointer shows of them."""

from collections.abc import Sequence
from typing import Any

import numpy as np

from sim.flight.end_figures import POINT_NEMO
from sim.report.colours import NEUTRAL, STAGES
from sim.report.page.maps.svg_map import (
    dots_data,
    limit_paths,
    mark,
    middle_of,
    ocean_around,
    path_data,
    track_data,
    view,
    world_around,
)
from sim.report.page.markup import tag, text
from sim.report.results.run import RunResult
from sim.report.series.fragments import (
    entry_time,
    footprint_window,
    has_footprint,
    hazardous_fragments,
)
from sim.report.series.ground_track import (
    LastRevolutions,
    Window,
    last_revolutions,
    wrap_longitude,
)
from sim.report.text.debris import hazard_lines, reference_words, share_words
from sim.report.text.names import human_name

SIZES = (10.0, 1000.0)
"""kg between small, middle and large fragments."""

TRACK_WITHIN = 0.02
"""deg to which ground tracks are drawn: 2 km."""

PITCH = 0.04
"""deg of the grid on which fragments of dispersed break-ups are drawn, each cell once: 4 km."""

HAZARD = "hazard"
"""Layer of the areas to keep out of."""

Mark = dict[str, Any]


def flight_map(
    runs: Sequence[RunResult], colours: Sequence[str]
) -> tuple[str, dict[str, Any]] | None:
    """Layers and data of the map of one or several flights; None if no track can be drawn."""
    tracks = [last_revolutions(run) for run in runs]
    drawn = [track for track in tracks if track is not None]
    if not drawn:
        return None
    fallen = [run for run in runs if has_footprint(run)]
    window = footprint_window(fallen) if fallen else None
    middle = middle_of(window or _end_of(drawn[0]))
    west, ocean = middle[0] - 180.0, ocean_around(*middle)
    layers: list[str] = []
    marks: list[Mark] = []
    hover: list[list[Any]] = []
    lines: list[dict[str, Any]] = []
    views = [view("ocean", ocean), view("world", world_around(middle[0]))]
    if window is not None:
        limits = [(e["land"], e["limit_km"]) for e in fallen[0].debris["keep_out"]]
        paths, lines = limit_paths(limits, ocean)
        layers.append(paths)
        views.insert(1, view("entry and footprint", _with_entry(window, tracks, west)))
        views.insert(1, view("footprint", window))
    several = len(runs) > 1
    for k, (run, track, colour) in enumerate(zip(runs, tracks, colours, strict=True)):
        paths = "" if track is None else _track(track, colour, west)
        if track is not None:
            marks += _ends(run, track, colour, several)
        if has_footprint(run):
            paths += _debris(run, colour, west, by_stage=not several)
            paths += _hazard_areas(run, colour, west)
            hover += _hover(run, several)
            marks += [each for each in _reference(run, colour) if not _is_there(each, marks)]
        width = f"under-{len(runs) - 1 - k}"
        layers.append(tag("g", paths, data_layer=f"run-{k}", class_=width))
    marks.append(mark(POINT_NEMO[1], POINT_NEMO[0], "cross", "Point Nemo", left=1))
    data: dict[str, Any] = {"views": views, "marks": marks, "hover": hover, "lines": lines}
    data["layers"] = [
        {"name": f"run-{k}", "label": run.label, "colour": colour}
        for k, (run, colour) in enumerate(zip(runs, colours, strict=True))
        if several
    ]
    if any(run.debris.get("hazard_areas") for run in fallen):
        shown = {"name": HAZARD, "label": "areas to keep out of", "colour": NEUTRAL}
        data["layers"].append(shown)
    return "".join(layers), data


def flight_legend(runs: Sequence[RunResult]) -> list[str]:
    """What the marks and lines of the map of flights mean."""
    lines = [
        "thin line: last three revolutions; thick pale line: engine on; thick line: entry",
        "◇ entry interface, crossed lines: impact of the intact stack, "
        "○ point from which distances count, + Point Nemo",
    ]
    fallen = [run for run in runs if run.fragments is not None and run.contours]
    if fallen:
        held = " and ".join(share_words(share) for share in sorted(fallen[0].contours))
        lines.append(f"closed lines hold {held}; dots by mass of the fragment")
        if any(run.debris.get("hazard_areas") for run in fallen):
            lines.append(
                "boxes: areas to keep out of, dashed for mariners, dotted for airmen; their times "
                "stand in the table on debris and risk"
            )
        limits = fallen[0].debris["keep_out"]
        listed = ", ".join(f"{e['limit_km']:.0f} km from {e['land']}" for e in limits)
        lines.append(f"dashed and dotted, around this ocean: least distances allowed, {listed}")
    return lines


def _with_entry(window: Window, tracks: Sequence[LastRevolutions | None], west: float) -> Window:
    """The window widened to hold the tracks below the entry interface."""
    w, e, s, n = window
    for track in tracks:
        if track is not None and track.entered.any():
            x, y = (
                wrap_longitude(track.longitude[track.entered], west),
                track.latitude[track.entered],
            )
            w, e = min(w, x.min() - 3.0), max(e, x.max() + 3.0)
            s, n = min(s, y.min() - 3.0), max(n, y.max() + 3.0)
    return float(w), float(e), float(s), float(n)


def _track(track: LastRevolutions, colour: str, west: float) -> str:
    def part(inside: np.ndarray, style: str) -> str:
        near = inside | np.roll(inside, 1)
        d = track_data(np.where(near, track.longitude, np.nan), track.latitude, west, TRACK_WITHIN)
        return tag("path", d=d, stroke=colour, class_=style) if d else ""

    return (
        part(~track.entered, "orbit") + part(track.burning, "burn") + part(track.entered, "entry")
    )


def _ends(run: RunResult, track: LastRevolutions, colour: str, named: bool) -> list[Mark]:
    if not track.entered.any():
        end = (track.longitude[-1], track.latitude[-1])
        return [mark(*end, "dot", run.label if named else "end", colour=colour)]
    k = int(np.argmax(track.entered))
    start = (track.longitude[k], track.latitude[k])
    marks = [mark(*start, "diamond", run.label if named else "entry interface", colour=colour)]
    if run.summary["impact"]:
        impact = run.summary["impact"]
        place = impact["longitude_deg"], impact["latitude_deg"]
        marks.append(mark(*place, "impact", "", colour=colour))
    return marks


def _reference(run: RunResult, colour: str) -> list[Mark]:
    reference = run.debris["reference"]
    if not reference:
        return []
    place = reference["longitude_deg"], reference["latitude_deg"]
    return [mark(*place, "ring", reference_words(reference["kind"]), colour=colour, down=-13)]


def _end_of(track: LastRevolutions) -> Window:
    """A window of no size at the end of a track."""
    longitude, latitude = float(track.longitude[-1]), float(track.latitude[-1])
    return longitude, longitude, latitude, latitude


def _is_there(new: Mark, marks: Sequence[Mark]) -> bool:
    """Whether a mark of the same name stands at the same place, as the aim point of two plans."""
    keys = ("lon", "lat", "label")
    return any(all(each[key] == new[key] for key in keys) for each in marks)


def _debris(run: RunResult, colour: str, west: float, by_stage: bool) -> str:
    """Borders of areas, dots of the dispersed break-ups, and of the nominal one by mass."""
    paths = []
    for rings in run.contours.values():
        d = "".join(
            path_data(wrap_longitude(ring[:, 0], west), ring[:, 1], closed=True) for ring in rings
        )
        paths.append(tag("path", d=d, stroke=colour, class_="ring"))
    dispersed, nominal = hazardous_fragments(run, False), hazardous_fragments(run, True)
    places = wrap_longitude(dispersed["longitude_deg"], west), dispersed["latitude_deg"]
    d = dots_data(*(PITCH * np.round(place / PITCH) for place in places))
    paths.append(tag("path", d=d, stroke=NEUTRAL if by_stage else colour, class_="dot s0"))
    size = np.searchsorted(SIZES, nominal["mass_left_kg"])
    x, y = wrap_longitude(nominal["longitude_deg"], west), nominal["latitude_deg"]
    for stage, shade in STAGES.items():
        for k in range(len(SIZES) + 1):
            rows = (size == k) & (nominal["stage"] == stage)
            if d := dots_data(x[rows], y[rows]):
                ink = shade if by_stage else colour
                paths.append(tag("path", d=d, stroke=ink, class_=f"dot s{k + 1}"))
    return "".join(paths)


def _hazard_areas(run: RunResult, colour: str, west: float) -> str:
    """Boxes for mariners and airmen, each with its windows as its title."""
    areas = run.debris.get("hazard_areas")
    if not areas:
        return ""
    paths = []
    for kind, boxes in (("mariners", areas["mariners"]), ("airmen", areas["airmen"])):
        for box in boxes:
            x = wrap_longitude(np.array(box["longitude_deg"]), west)
            d = path_data(x, np.array(box["latitude_deg"]), closed=True)
            title = tag("title", text("\n".join(hazard_lines({kind: [box]}))))
            style = f"hazard {kind}"
            paths.append(tag("path", title, d=d, stroke=colour, class_=style))
    return tag("g", "".join(paths), data_layer=HAZARD)


def _hover(run: RunResult, named: bool) -> list[list[Any]]:
    """Longitude, latitude and words of the fragments of the nominal break-up."""
    nominal = hazardous_fragments(run, True)
    order = np.argsort(-nominal["mass_left_kg"], kind="stable")
    zero = entry_time(run)
    prefix = f"{run.label}: " if named else ""
    return [
        [
            round(float(nominal["longitude_deg"][k]), 3),
            round(float(nominal["latitude_deg"][k]), 3),
            f"{prefix}{human_name(nominal['family'][k])}, {nominal['count'][k]:,.0f} x "
            f"{nominal['mass_left_kg'][k]:,.1f} kg of {nominal['material'][k]}\n"
            f"released at {nominal['release_altitude_km'][k]:.0f} km; impact at "
            f"{nominal['speed_m_s'][k]:,.0f} m/s, "
            f"{(nominal['end_time_s'][k] - zero) / 60.0:.0f} min after the entry interface",
        ]
        for k in order
    ]
