"""Files about debris: fragments, footprint for maps, and the draft of a notice."""

from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import numpy as np

from sim.entry.assessment import Assessment, Failure, areas_of, assess, entry_figures
from sim.entry.component import Component
from sim.entry.footprint import containment, corners
from sim.entry.pieces import catalogue_columns
from sim.entry.study import Debris, EntryStudy, entry_study
from sim.flight.record import Flight
from sim.flight.trajectory import entry_of
from sim.formats.geojson import geojson_text, points, polygon
from sim.formats.hazard_notice import HazardArea, notice_text
from sim.formats.kml import Placemark, Style, kml_text
from sim.formats.parquet import write_table
from sim.frames.epoch import Epoch
from sim.scenario.entry import components, entry_options
from sim.scenario.model import Scenario

CONTOURS = (0.97, 0.99, 0.9999)
NOTICE_SHARE = 0.9999
STYLES = {
    "contour": Style("#d55e00", 1.5, 0.15),
    "fragment": Style("#000000", 1.0, 0.8),
    "aim": Style("#0072b2", 2.0, 0.9),
}
COLOURED = 400
"""Fragments, at most, that go into a KML file by name: the heaviest."""


@dataclass(frozen=True)
class EntryResult:
    """Everything below the entry interface."""

    study: EntryStudy
    assessment: Assessment
    components: tuple[Component, ...]
    epoch: Epoch

    @property
    def figures(self) -> dict[str, Any]:
        """For the summary."""
        return entry_figures(self.study, self.assessment, self.components, self.epoch)


def entry_result(scenario: Scenario, flight: Flight) -> EntryResult | None:
    """Break up the stack of a flight that reached the interface; None where there is nothing to."""
    given = scenario.entry
    event = entry_of(flight, 0)
    if given is None or event is None:
        return None
    families = components(given)
    columns = catalogue_columns(families)
    study = entry_study(flight, columns, entry_options(given))
    failures = [
        Failure(
            name,
            float(each.probability),
            each.leads_to,
            each.source or each.assumption or "no source given",
        )
        for name, each in given.failures.items()
    ]
    epoch = flight.mission.epoch
    moment = epoch.utc_iso(event.time)
    year = int(moment[:4]) + (int(moment[5:7]) - 1) / 12.0
    h = np.cross(event.state[:3], event.state[3:6])
    inclination = float(np.arccos(h[2] / np.linalg.norm(h)))
    found = assess(study, families, inclination, year, failures)
    return EntryResult(study, found, families, epoch)


def debris_table(debris: Debris, families: Sequence[Component], epoch: Epoch) -> dict[str, Any]:
    """Fragments as columns with units in their names."""
    end = debris.impacts
    names = np.array([each.name for each in families])
    materials = np.array([each.material.name for each in families])
    return {
        "break_up": debris.event.astype(np.int64),
        "family": names[debris.family].astype(str),
        "material": materials[debris.family].astype(str),
        "count": debris.count,
        "mass_kg": debris.mass,
        "release_altitude_km": debris.release_height / 1e3,
        "release_time_s": debris.release_time,
        "status": np.asarray(end.status, dtype=str),
        "end_time_s": end.t,
        "latitude_deg": np.degrees(end.latitude),
        "longitude_deg": np.degrees(end.longitude),
        "altitude_km": end.height / 1e3,
        "mass_left_kg": end.mass,
        "speed_m_s": end.speed,
        "energy_j": end.energy,
        "casualty_area_m2": areas_of(debris, families),
    }


def write_entry(folder: Path, result: EntryResult, facts: dict[str, Any], title: str) -> None:
    """Write tables, map files and the notice into a folder that exists."""
    study = result.study
    tables = [debris_table(study.nominal, result.components, result.epoch)]
    if study.sample is not None:
        drawn = debris_table(study.sample, result.components, result.epoch)
        drawn["break_up"] = drawn["break_up"] + 1
        tables.append(drawn)
    joined = {name: np.concatenate([t[name] for t in tables]) for name in tables[0]}
    write_table(folder / "fragments.parquet", joined, facts | {"break_up": "0 is the nominal one"})
    shown = study.nominal if study.sample is None else study.sample
    if shown.footprint is None:
        return
    contours = {share: containment(shown.footprint, share) for share in CONTOURS}
    landed = joined["energy_j"][: len(tables[0]["energy_j"])] > study.options.least_energy
    nominal = {name: column[landed] for name, column in tables[0].items()}
    (folder / "footprint.geojson").write_text(
        geojson_text(
            [
                polygon(*np.degrees(contours[share]), {"kind": "contour", "share": share})
                for share in CONTOURS
            ]
            + points(
                nominal["latitude_deg"],
                nominal["longitude_deg"],
                [
                    {"kind": "fragment", "family": f, "count": c, "mass_left_kg": m, "energy_j": e}
                    for f, c, m, e in zip(
                        nominal["family"].tolist(),
                        nominal["count"].tolist(),
                        nominal["mass_left_kg"].tolist(),
                        nominal["energy_j"].tolist(),
                        strict=True,
                    )
                ],
            )
        ),
        encoding="utf-8",
    )
    (folder / "footprint.kml").write_text(
        kml_text(title, _placemarks(contours, nominal), STYLES), encoding="utf-8"
    )
    (folder / "hazard_notice.txt").write_text(_notice(result, shown, title), encoding="utf-8")


def _placemarks(contours: dict[float, Any], nominal: dict[str, Any]) -> list[Placemark]:
    made = [
        Placemark(
            f"{100 * share:g} % of fragments", "area", *np.degrees(contours[share]), "contour"
        )
        for share in reversed(CONTOURS)
    ]
    heaviest = np.argsort(-nominal["mass_left_kg"])[:COLOURED]
    return made + [
        Placemark(
            str(nominal["family"][k]),
            "point",
            [nominal["latitude_deg"][k]],
            [nominal["longitude_deg"][k]],
            "fragment",
            {"mass_left_kg": float(nominal["mass_left_kg"][k]), "count": nominal["count"][k]},
        )
        for k in heaviest
    ]


def _notice(result: EntryResult, shown: Debris, title: str) -> str:
    found = shown.footprint
    area = HazardArea(
        "A",
        *(np.degrees(c).tolist() for c in corners(found, NOTICE_SHARE)),
        result.epoch.utc_iso(found.first, 0),
        result.epoch.utc_iso(found.last, 0),
    )
    remarks = [
        f"The area holds {100 * NOTICE_SHARE:g} % of the fragments over 15 J of "
        f"{max(result.study.options.samples, 1)} computed break-ups of one flight.",
        "Errors of the burns and of the air before the interface are not in it.",
    ]
    return notice_text(title, [area], remarks)
