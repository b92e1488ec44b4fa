"""A flown scenario as files of other programs, made from its results folder alone."""

from collections.abc import Callable, Mapping
from itertools import pairwise
from typing import Any

import numpy as np

from sim.errors import InputError
from sim.formats import czml, geojson
from sim.formats.csv_text import csv_text
from sim.formats.footprint_placemarks import (
    AIM,
    BURN,
    CONTOUR,
    FLIGHT_STYLES,
    STYLES,
    TRACK,
    area_name,
    footprint_placemarks,
    hazard_placemarks,
    heaviest_fragments,
)
from sim.formats.kml import Placemark, TimedPlacemark, kml_text
from sim.formats.orbit.oem_text import OemSegment, oem_text
from sim.formats.orbit.spk import spk_bytes
from sim.formats.orbit.stk_text import stk_text
from sim.frames.epoch import Epoch, utc_isot, utc_texts
from sim.frames.geodesy import earth_fixed
from sim.lanes import interpreted
from sim.report.results.run import RunResult
from sim.report.series.fragments import hazardous_fragments
from sim.report.text.dependence import dependences
from sim.workflow.export.elements import omm_texts, tle_texts

WIDEST = 300.0
"""s between saved states that may be interpolated. Measured on the approach to the final burn at
200 km: Hermite polynomials of degree 7 through states 278 s apart give those between to 0.5 m
(through states 556 s apart to 5 m); what is kept there is 139 s apart."""

Columns = dict[str, np.ndarray]


def orbit_segments(run: RunResult) -> list[OemSegment]:
    """States with burns as segments, from where they are saved densely to the entry interface:
    below it there is no orbit, and soon no stack.
    """
    path = orbit_part(run)
    edges = _edges(path)
    segments = []
    for first, last in pairwise(edges):
        part = {name: column[first:last] for name, column in path.items()}
        label = part["label"]
        keep = np.ones(last - first, dtype=bool)
        keep[1:] = label[1:] > label[:-1]
        if keep.sum() < 2:
            continue
        position, velocity = (
            np.column_stack([part[f"{axis}{end}"][keep] for axis in axes]) * 1e3
            for axes, end in ((("x", "y", "z"), "_km"), (("vx", "vy", "vz"), "_km_s"))
        )
        segments.append(OemSegment(label[keep], position, velocity, (_said(part),)))
    return segments


def oem_files(run: RunResult, created: str) -> dict[str, str]:
    """Text of an OEM."""
    text = oem_text(run.label, orbit_segments(run), created, _told(run))
    return {f"{run.summary['scenario']}.oem": text}


def stk_files(run: RunResult, created: str) -> dict[str, str]:
    """Text of an STK ephemeris."""
    text = stk_text(run.label, orbit_segments(run), (f"made {created}", *_told(run)))
    return {f"{run.summary['scenario']}.e": text}


def spk_files(run: RunResult, created: str) -> dict[str, bytes]:
    """Content of a SPICE kernel of type 13."""
    content = spk_bytes(run.label, orbit_segments(run), (f"made {created}", *_told(run)))
    return {f"{run.summary['scenario']}.bsp": content}


def tle_files(run: RunResult, created: str) -> dict[str, str]:
    """Text of a TLE fitted to the orbit, and how far it is from it."""
    return tle_texts(run, orbit_segments(run), _source(run))


def omm_files(run: RunResult, created: str) -> dict[str, str]:
    """Text of an OMM fitted to the orbit."""
    return omm_texts(run, created, orbit_segments(run), _source(run))


def _told(run: RunResult) -> list[str]:
    """What an ephemeris says of where it is from."""
    title, stamp, scenario, *depends_on = _source(run)
    return [
        title,
        stamp,
        scenario,
        "Burns are segments of their own; do not interpolate across segments.",
        f"Before the first state here, states are saved more than {WIDEST:g} s apart and left out.",
        *depends_on,
    ]


def _source(run: RunResult) -> list[str]:
    """Title, program, scenario, and what the answer hangs on."""
    return [
        str(run.summary.get("title") or run.label),
        run.stamp.replace("·", "by"),
        f"scenario sha256 {run.summary['scenario_sha256']}",
        *dependences([run.summary]),
    ]


def _said(part: Columns) -> str:
    burned = part["mass_kg"][0] - part["mass_kg"][-1]
    name = str(part["phase"][0])
    if part["thrust_n"][0] > 0.0:
        return f"{name}: burn, thrust {part['thrust_n'].mean():.1f} N, propellant {burned:.3f} kg"
    return f"{name}: coast, mass {part['mass_kg'][0]:.3f} kg"


def orbit_part(run: RunResult) -> Columns:
    """Rows of the path from where they are dense to the entry interface, or to the end.

    Raises
    ------
    InputError
        If fewer than two rows are left.
    """
    path = dense_part(run)
    entered = run.events["time_s"][run.events["kind"] == "entry_interface"]
    end = float(entered[-1]) if len(entered) else np.inf
    stays = path["time_s"] <= end
    later = np.flatnonzero(path["time_s"] >= end)
    if len(later) > 1:
        stays[later[1:]] = False
    if stays.sum() < 2:
        raise InputError(f"{run.summary['scenario']}: no orbit is left to write")
    return {name: column[stays] for name, column in path.items()}


def dense_part(run: RunResult) -> Columns:
    """Rows of the path after its last wide gap, with the UTC text of each as `label`.

    Raises
    ------
    InputError
        If the path ends with one.
    """
    gaps = np.flatnonzero(np.diff(run.trajectory["time_s"]) > WIDEST)
    first = int(gaps[-1]) + 1 if len(gaps) else 0
    if len(run.trajectory["time_s"]) - first < 2:
        raise InputError(
            f"{run.summary['scenario']}: states are saved more than {WIDEST:g} s apart, too far to "
            "interpolate; set `save_every: 120 s` in the phases to be exported, and run it again"
        )
    path = {name: column[first:] for name, column in run.trajectory.items()}
    return path | {"label": utc_texts(path["utc"], path["time_s"])}


def _edges(path: Columns) -> list[int]:
    """First rows of arcs of one thrust, or of one phase while burning, and the end."""
    burning, phase = path["thrust_n"] > 0.0, path["phase"]
    changes = (burning[1:] != burning[:-1]) | (burning[1:] & (phase[1:] != phase[:-1]))
    return [0, *(np.flatnonzero(changes) + 1).tolist(), len(burning)]


def csv_files(run: RunResult, created: str) -> dict[str, str]:
    """The tables of the folder, and a text that says where they are from."""
    name, facts = run.summary["scenario"], run.summary
    told = (
        f"iss-deorbit {facts['version']}, scenario {name}, sha256 {facts['scenario_sha256']}\n"
        f"time_s counts TAI seconds from {facts['start_utc']}; x, y, z in GCRF; WGS84\n"
        + "".join(f"{sentence}\n" for sentence in dependences([facts]))
    )
    tables = {"trajectory": run.trajectory, "events": run.events, "fragments": run.fragments}
    texts = {
        f"{name}_{table}.csv": csv_text(_labelled(columns))
        for table, columns in tables.items()
        if columns is not None
    }
    return {**texts, f"{name}_csv.txt": told}


def _labelled(columns: Columns) -> Columns:
    """A table with its dates as texts, those within a leap second too."""
    if "utc" not in columns:
        return columns
    texts = utc_texts(columns["utc"], columns["time_s"])
    return columns | {"utc": np.char.add(texts, "Z")}


def placemarks(run: RunResult) -> list[Placemark]:
    """Ground track and burns of the dense part of the path, areas, aim and fragments."""
    path = dense_part(run)
    depends_on = str(run.summary.get("depends_on") or "")
    hangs_on = {"depends_on": depends_on} if depends_on else {}
    made = [_line(path, "ground track", "track", hangs_on)]
    edges = _edges(path)
    for first, last in pairwise(edges):
        if path["thrust_n"][first] > 0.0 and last - first > 1:
            part = {name: column[first:last] for name, column in path.items()}
            ignition, thrust = f"{part['label'][0]}Z", float(part["thrust_n"].mean())
            told = {"ignition_utc": ignition, "thrust_n": thrust}
            made.append(_line(part, str(part["phase"][0]), "burn", told, (ignition, "")))
    debris = run.summary.get("debris") or {}
    if run.fragments is None:
        return made
    fragments = hazardous_fragments(run, True)
    down = [f"{_later(path, float(t))}Z" for t in fragments["end_time_s"]]
    return made + footprint_placemarks(
        run.contours, debris.get("reference"), fragments, debris.get("hazard_areas"), down
    )


def _line(
    part: Columns,
    name: str,
    style: str,
    properties: Mapping[str, object],
    span: tuple[str, str] | None = None,
) -> Placemark:
    place = part["latitude_deg"], part["longitude_deg"]
    return TimedPlacemark(name, "line", *place, style, properties, span=span)


def heaviest(run: RunResult) -> list[dict[str, Any]]:
    """The heaviest fragments over the energy threshold of the nominal break-up, one mapping of
    columns each.
    """
    if run.fragments is None:
        return []
    table = hazardous_fragments(run, True)
    rows = heaviest_fragments(table)
    return [{name: column[k].item() for name, column in table.items()} for k in rows]


def kml_files(run: RunResult, created: str) -> dict[str, str]:
    """All that lies on the ground and the flight above it, with times, for an Earth viewer."""
    title = ". ".join([str(run.summary.get("title") or run.label), *dependences([run.summary])])
    marks = [_flown(run), *placemarks(run)]
    return {f"{run.summary['scenario']}.kml": kml_text(title, marks, STYLES | FLIGHT_STYLES)}


def _flown(run: RunResult) -> Placemark:
    """The dense part of the path in time; instants within a leap second are no dates of XML."""
    path = dense_part(run)
    dated = np.flatnonzero(np.char.find(path["label"].astype(str), ":60") < 0)
    return TimedPlacemark(
        run.label,
        "track",
        path["latitude_deg"][dated],
        path["longitude_deg"][dated],
        "track",
        altitude=1e3 * path["altitude_km"][dated],
        utc=[f"{label}Z" for label in path["label"][dated].tolist()],
    )


def geojson_files(run: RunResult, created: str) -> dict[str, str]:
    """All that lies on the ground, for maps."""
    features = []
    for mark in placemarks(run):
        told = {"kind": mark.style, "name": mark.name, **mark.properties}
        if mark.kind == "point":
            features += geojson.points(mark.latitude, mark.longitude, [told])
        else:
            make = geojson.line if mark.kind == "line" else geojson.polygon
            features.append(make(mark.latitude, mark.longitude, told))
    return {f"{run.summary['scenario']}.geojson": geojson.geojson_text(features)}


def czml_files(run: RunResult, created: str) -> dict[str, str]:
    """The dense part of the path in time down to the break-up (to the end without one), burns,
    fragments as they come down, areas and aim.
    """
    path = dense_part(run)
    pieces = heaviest(run)
    breaking = min((row["release_time_s"] for row in pieces), default=np.inf)
    rows = np.flatnonzero(path["time_s"] <= breaking)
    rows = rows[np.concatenate([[True], np.diff(path["time_s"][rows]) > 1e-3])]
    whole = {name: column[rows] for name, column in path.items()}
    start, over = whole["label"][0], whole["label"][-1]
    latest = max((row["end_time_s"] for row in pieces), default=float(whole["time_s"][-1]))
    end = _later(whole, latest)
    title = str(run.summary.get("title") or run.label)
    window = (f"{over}Z", f"{end}Z")
    where = _positions(whole)
    edges = _edges(path)
    arcs = [(a, b) for a, b in pairwise(edges) if path["label"][a] < over]
    shades = [
        (
            f"{path['label'][a]}Z",
            f"{min(path['label'][b - 1], over)}Z",
            BURN if path["thrust_n"][a] > 0.0 else TRACK,
        )
        for a, b in arcs
        if path["label"][b - 1] > path["label"][a]
    ]
    made_by = f"{run.stamp}, sha256 {run.summary['scenario_sha256']}"
    told = ". ".join([made_by, *dependences([run.summary])])
    packets = [
        czml.document(title, f"{start}Z", f"{end}Z", told),
        czml.track(
            run.label, f"{start}Z", f"{over}Z", whole["time_s"] - whole["time_s"][0], where, shades
        ),
    ]
    for k, (a, b) in enumerate(arcs):
        if path["thrust_n"][a] > 0.0 and b - a > 1:
            part = {name: column[a:b] for name, column in path.items()}
            since = (f"{part['label'][0]}Z", f"{end}Z")
            facts = {"thrust_n": float(part["thrust_n"].mean())}
            name = str(part["phase"][0])
            packets.append(czml.line(f"burn-{k}", name, _positions(part), BURN, since, 4.0, facts))
    packets += _ground_packets(run, pieces, whole, end, window)
    return {f"{run.summary['scenario']}.czml": czml.czml_text(packets)}


def _hazard_packets(areas: Mapping[str, Any] | None) -> list[czml.Packet]:
    """Areas for mariners and airmen, each shown while it is closed."""
    return [
        czml.area(
            f"{mark.style}-{k}",
            mark.name,
            np.column_stack([mark.longitude, mark.latitude]),
            STYLES[mark.style].colour,
            STYLES[mark.style].opacity,
            (str(mark.properties["from_utc"]), str(mark.properties["until_utc"])),
            mark.properties,
        )
        for k, mark in enumerate(hazard_placemarks(areas))
    ]


def _ground_packets(
    run: RunResult,
    pieces: list[dict[str, Any]],
    whole: Columns,
    end: str,
    window: tuple[str, str],
) -> list[czml.Packet]:
    made = []
    for share, rings in sorted(run.contours.items(), reverse=True):
        for k, ring in enumerate(rings):
            name = area_name(share)
            made.append(czml.area(f"area-{share:g}-{k}", name, ring, CONTOUR, 0.15, None))
    debris = run.summary.get("debris") or {}
    made += _hazard_packets(debris.get("hazard_areas"))
    aim = debris.get("reference")
    if aim is not None:
        place = aim["latitude_deg"], aim["longitude_deg"]
        made.append(czml.point("aim", str(aim["kind"]), *place, AIM, None, 9.0))
    if pieces:
        k = len(whole["time_s"]) - 1
        place = float(whole["latitude_deg"][k]), float(whole["longitude_deg"][k])
        facts = {"altitude_km": float(whole["altitude_km"][k])}
        made.append(
            czml.point("break-up", "below the break-up", *place, CONTOUR, window, 9.0, facts)
        )
    for k, row in enumerate(pieces):
        down = _later(whole, row["end_time_s"])
        facts = {name: row[name] for name in ("stage", "material", "count", "mass_left_kg")}
        since = None if down >= end else (f"{down}Z", window[1])
        place = row["latitude_deg"], row["longitude_deg"]
        made.append(
            czml.point(f"fragment-{k}", str(row["family"]), *place, CONTOUR, since, 4.0, facts)
        )
    return made


def _positions(part: Columns) -> np.ndarray:
    """Positions (n, 3) in m that turn with the Earth."""
    north, east = np.radians(part["latitude_deg"]), np.radians(part["longitude_deg"])
    xyz = interpreted(earth_fixed)(
        np.sin(north), np.cos(north), np.sin(east), np.cos(east), 1e3 * part["altitude_km"]
    )
    return np.column_stack(xyz)


def _later(path: Columns, time: float) -> str:
    """UTC text of a time of the flight near its end."""
    last = Epoch.from_utc(f"{path['label'][-1]}Z")
    return utc_isot(last, np.array([time - float(path["time_s"][-1])]), 6)[0]


MAKERS: dict[str, Callable[[RunResult, str], Mapping[str, str | bytes]]] = {
    "czml": czml_files,
    "kml": kml_files,
    "geojson": geojson_files,
    "csv": csv_files,
    "oem": oem_files,
    "stk": stk_files,
    "spk": spk_files,
    "tle": tle_files,
    "omm": omm_files,
}
"""Texts, or bytes, by the name of their file, from a run and the UTC text of when it was made."""
