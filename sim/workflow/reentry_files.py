"""Files about debris: fragments, footprint for maps, and the draft of a notice."""

from collections.abc import Mapping, Sequence
from typing import Any, TypedDict

import numpy as np

from sim.entry.break_up_figures import casualty_areas, energies_on_person
from sim.entry.breakup.component import Component
from sim.entry.breakup.stages import STAGE_NAMES
from sim.entry.debris import Debris
from sim.entry.figures import HazardAreaFigures, HazardFigures
from sim.entry.footprint import containment
from sim.entry.ground_track import Track, coordinates
from sim.entry.risk.traffic import LEAST_MASS
from sim.flight.status import status_texts
from sim.formats.footprint_placemarks import STYLES, footprint_placemarks, hazard_placemarks
from sim.formats.geojson import Feature, points, polygon
from sim.formats.hazard_notice import HazardArea, LevelWindow, corner, notice_text
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
        "energy_on_person_j": energies_on_person(debris),
        "casualty_area_m2": casualty_areas(debris),
        "person_casualty_area_m2": casualty_areas(debris, on_person=True),
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
    areas = result.hazard_areas
    placemarks = footprint_placemarks(rings, reference, nominal, areas)
    return ReentryFiles(
        footprint=_features(contours, nominal, reference) + _hazard_features(areas),
        footprint_kml=kml_text(f"{title}{condition}", placemarks, STYLES),
        hazard_notice=_notice(result, f"{title}{condition}", reference),
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


def _hazard_features(areas: HazardFigures | None) -> list[Feature]:
    """Areas for mariners and for airmen."""
    return [
        polygon(
            mark.latitude,
            mark.longitude,
            {"kind": mark.style, "name": mark.name, **mark.properties},
        )
        for mark in hazard_placemarks(areas)
    ]


def _notice(result: ReentryResult, title: str, reference: Mapping[str, Any] | None) -> str | None:
    """Text of the draft of a hazard notice; None if nothing came down."""
    areas = result.hazard_areas
    if areas is None:
        return None
    near = ""
    if reference is not None:
        place = corner(reference["latitude_deg"], reference["longitude_deg"])
        near = f"; {reference['kind'].upper()} {place}"
    named = [("MARINERS (NAVAREA)", areas["mariners"]), ("AIRMEN (NOTAM)", areas["airmen"])]
    told = [
        _hazard_area(f"DEBRIS AREA FOR {name}, {k} OF {len(boxes)}", box)
        for name, boxes in named
        for k, box in enumerate(boxes, 1)
    ]
    count = result.study.options.samples
    computed = f"{count} computed break-ups" if count else "one computed break-up"
    remarks = [
        "The areas for mariners hold all fragments over "
        f"{result.study.options.least_energy:g} J of {computed} of one flight; those for airmen "
        f"all over {LEAST_MASS * 1e3:g} g; the windows are those of all of them.",
        "Errors of the burns and of the air before the interface are not in them.",
    ]
    return notice_text(f"RE-ENTRY OF THE SPACE STATION: {title}{near}", told, remarks)


def _hazard_area(name: str, box: HazardAreaFigures) -> HazardArea:
    """One of the areas of a result as a notice takes it."""
    return HazardArea(
        name=name,
        latitude=box["latitude_deg"],
        longitude=box["longitude_deg"],
        start=box["from_utc"],
        stop=box["until_utc"],
        levels=[
            LevelWindow(
                each["from_flight_level"],
                each["to_flight_level"],
                each["from_utc"],
                each["until_utc"],
            )
            for each in box["levels"]
        ],
    )
