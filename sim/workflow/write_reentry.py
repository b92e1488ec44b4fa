"""Files about debris: fragments, footprint for maps, and the draft of a notice."""

from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Any

import numpy as np

from sim.entry.assessment import areas_of
from sim.entry.breakup.component import Component
from sim.entry.breakup.stages import STAGE_NAMES
from sim.entry.footprint import containment, corners
from sim.entry.ground_track import Track, coordinates
from sim.entry.study import Debris
from sim.flight.status import status_texts
from sim.formats.footprint_placemarks import STYLES, footprint_placemarks
from sim.formats.geojson import Feature, geojson_text, points, polygon
from sim.formats.hazard_notice import HazardArea, corner, notice_text
from sim.formats.kml import kml_text
from sim.formats.parquet import write_table
from sim.workflow.reentry import EntryResult

CONTOURS = (0.97, 0.99, 0.9999)
NOTICE_SHARE = 0.9999

Columns = dict[str, np.ndarray]


def fragment_columns(result: EntryResult) -> Columns:
    """All fragments of the nominal break-up (number 0) and of the sample, as columns with units in
    their names.
    """
    study = result.study
    tables = [_columns(study.nominal, result.components, study.track)]
    if study.sample is not None:
        drawn = _columns(study.sample, result.components, study.track)
        drawn["break_up"] = drawn["break_up"] + 1
        tables.append(drawn)
    return {name: np.concatenate([t[name] for t in tables]) for name in tables[0]}


def _columns(debris: Debris, families: Sequence[Component], track: Track) -> Columns:
    end = debris.impacts
    names = np.array([each.name for each in families])
    materials = np.array([each.material.name for each in families])
    along, cross = np.full((2, len(end)), np.nan)
    down = end.landed
    along[down], cross[down] = coordinates(track, end.latitude[down], end.longitude[down])
    return {
        "break_up": debris.event.astype(np.int64),
        "family": names[debris.family].astype(str),
        "stage": np.array(STAGE_NAMES)[debris.stage].astype(str),
        "material": materials[debris.family].astype(str),
        "count": debris.count,
        "mass_kg": debris.mass,
        "release_altitude_km": debris.release_height / 1e3,
        "release_time_s": debris.release_time,
        "status": status_texts(end.status),
        "end_time_s": end.t,
        "latitude_deg": np.degrees(end.latitude),
        "longitude_deg": np.degrees(end.longitude),
        "along_track_km": along / 1e3,
        "cross_track_km": cross / 1e3,
        "altitude_km": end.height / 1e3,
        "mass_left_kg": end.mass,
        "speed_m_s": end.speed,
        "energy_j": end.energy,
        "casualty_area_m2": areas_of(debris, families),
    }


def footprint_features(
    result: EntryResult, columns: Columns, reference: Mapping[str, Any] | None
) -> list[Feature]:
    """Areas that hold given shares, the reference point, and the fragments of the nominal break-up
    over the energy threshold; nothing if none came down.
    """
    if result.shown.footprint is None:
        return []
    made = [
        polygon(*np.degrees(area), {"kind": "contour", "share": share})
        for share, area in _contours(result).items()
    ]
    if reference is not None:
        place = ([reference["latitude_deg"]], [reference["longitude_deg"]])
        made += points(*place, [{"kind": "reference", "name": reference["kind"]}])
    nominal = _nominal(result, columns)
    told = ("family", "stage", "count", "mass_left_kg", "energy_j")
    rows = zip(*(nominal[name].tolist() for name in told), strict=True)
    named = [{"kind": "fragment"} | dict(zip(told, row, strict=True)) for row in rows]
    return made + points(nominal["latitude_deg"], nominal["longitude_deg"], named)


def _contours(result: EntryResult) -> dict[float, Any]:
    found = result.shown.footprint
    return {share: containment(found, share) for share in CONTOURS}


def _nominal(result: EntryResult, columns: Columns) -> Columns:
    counted = (columns["break_up"] == 0) & (columns["energy_j"] > result.study.options.least_energy)
    return {name: column[counted] for name, column in columns.items()}


def write_entry(
    folder: Path,
    result: EntryResult,
    facts: Mapping[str, str],
    title: str,
    reference: Mapping[str, Any] | None,
) -> None:
    """Write tables, map files and the notice into a folder that exists."""
    columns = fragment_columns(result)
    told = {
        "break_up": "0 is the nominal one",
        "along_track_km": "from the entry interface along the track of the nominal parent",
        "cross_track_km": "to the right of it",
    }
    write_table(folder / "fragments.parquet", columns, {**facts, **told})
    if result.shown.footprint is None:
        return
    rings = {
        share: [np.degrees(np.column_stack([longitude, latitude]))]
        for share, (latitude, longitude) in _contours(result).items()
    }
    placemarks = footprint_placemarks(rings, reference, _nominal(result, columns))
    texts = {
        "footprint.geojson": geojson_text(footprint_features(result, columns, reference)),
        "footprint.kml": kml_text(title, placemarks, STYLES),
        "hazard_notice.txt": _notice(result, title, reference),
    }
    for name, text in texts.items():
        (folder / name).write_text(text, encoding="utf-8")


def _notice(result: EntryResult, title: str, reference: Mapping[str, Any] | None) -> str:
    found = result.shown.footprint
    near = ""
    if reference is not None:
        place = corner(reference["latitude_deg"], reference["longitude_deg"])
        near = f", {reference['kind'].upper()} {place}"
    area = HazardArea(
        f"DEBRIS AREA{near}",
        *(np.degrees(c).tolist() for c in corners(found, NOTICE_SHARE)),
        result.epoch.utc_iso(found.first, 0),
        result.epoch.utc_iso(found.last, 0),
    )
    count = result.study.options.samples
    drawn = f"{count} computed break-ups" if count else "one computed break-up"
    remarks = [
        f"The area holds {100 * NOTICE_SHARE:g} % of the fragments over "
        f"{result.study.options.least_energy:g} J of {drawn} of one flight; the window is that of "
        "all of them.",
        "Errors of the burns and of the air before the interface are not in it.",
    ]
    return notice_text(f"RE-ENTRY OF THE SPACE STATION: {title}", [area], remarks)
