"""Files about debris: fragments, footprint for maps, and the draft of a notice."""

from collections.abc import Mapping, Sequence
from typing import Any, TypedDict

import numpy as np

from sim.entry.break_up_figures import casualty_areas
from sim.entry.breakup.component import Component
from sim.entry.breakup.stages import STAGE_NAMES
from sim.entry.footprint import WHOLE, Footprint, containment, corners
from sim.entry.ground_track import Track, coordinates
from sim.entry.study import Debris
from sim.flight.status import status_texts
from sim.formats.footprint_placemarks import STYLES, footprint_placemarks
from sim.formats.geojson import Feature, points, polygon
from sim.formats.hazard_notice import HazardArea, corner, notice_text
from sim.formats.kml import kml_text
from sim.workflow.reentry import ReentryResult

Columns = dict[str, np.ndarray]


class ReentryFiles(TypedDict):
    """Content of the files about debris: see `sim.report.results.run.RunResult`."""

    footprint: list[Feature]
    footprint_kml: str | None
    hazard_notice: str | None


def fragment_columns(result: ReentryResult) -> Columns:
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
        "casualty_area_m2": casualty_areas(debris),
    }


def reentry_files(
    result: ReentryResult,
    columns: Columns,
    title: str,
    reference: Mapping[str, Any] | None,
    depends_on: str = "",
) -> ReentryFiles:
    """Map files and the draft of a hazard notice; nothing if no fragment came down.

    Parameters
    ----------
    result
        Break-up and debris.
    columns
        Of `fragment_columns`.
    title
        Of the scenario.
    reference
        Point that distances are counted from, as in the summary.
    depends_on
        What the answer hangs on; empty where nothing is said.
    """
    footprint = result.shown.footprint
    if footprint is None:
        return ReentryFiles(footprint=[], footprint_kml=None, hazard_notice=None)
    contours = {share: containment(footprint, share) for share in footprint.shown}
    counted = (columns["break_up"] == 0) & (columns["energy_j"] > result.study.options.least_energy)
    nominal = {name: column[counted] for name, column in columns.items()}
    rings = {
        share: [np.degrees(np.column_stack([longitude, latitude]))]
        for share, (latitude, longitude) in contours.items()
    }
    condition = f"; depends on: {depends_on}" if depends_on else ""
    placemarks = footprint_placemarks(rings, reference, nominal)
    return ReentryFiles(
        footprint=_features(contours, nominal, reference),
        footprint_kml=kml_text(f"{title}{condition}", placemarks, STYLES),
        hazard_notice=_notice(result, footprint, f"{title}{condition}", reference),
    )


def _features(
    contours: Mapping[float, Any], nominal: Columns, reference: Mapping[str, Any] | None
) -> list[Feature]:
    """Areas that hold given shares, the reference point, and the fragments of the nominal break-up
    over the energy threshold.
    """
    features = [
        polygon(np.degrees(latitude), np.degrees(longitude), {"kind": "contour", "share": share})
        for share, (latitude, longitude) in contours.items()
    ]
    if reference is not None:
        place = ([reference["latitude_deg"]], [reference["longitude_deg"]])
        features += points(*place, [{"kind": "reference", "name": reference["kind"]}])
    names = ("family", "stage", "count", "mass_left_kg", "energy_j")
    rows = zip(*(nominal[name].tolist() for name in names), strict=True)
    properties = [{"kind": "fragment"} | dict(zip(names, row, strict=True)) for row in rows]
    return features + points(nominal["latitude_deg"], nominal["longitude_deg"], properties)


def _notice(
    result: ReentryResult,
    footprint: Footprint,
    title: str,
    reference: Mapping[str, Any] | None,
) -> str:
    """Text of the draft of a hazard notice."""
    near = ""
    if reference is not None:
        place = corner(reference["latitude_deg"], reference["longitude_deg"])
        near = f", {reference['kind'].upper()} {place}"
    latitude, longitude = np.degrees(corners(footprint, WHOLE)).tolist()
    area = HazardArea(
        name=f"DEBRIS AREA{near}",
        latitude=latitude,
        longitude=longitude,
        start=result.epoch.utc_iso(footprint.first, 0),
        stop=result.epoch.utc_iso(footprint.last, 0),
    )
    count = result.study.options.samples
    computed = f"{count} computed break-ups" if count else "one computed break-up"
    remarks = [
        "The area holds all fragments over "
        f"{result.study.options.least_energy:g} J of {computed} of one flight; the window is that "
        "of all of them.",
        "Errors of the burns and of the air before the interface are not in it.",
    ]
    return notice_text(f"RE-ENTRY OF THE SPACE STATION: {title}", [area], remarks)
