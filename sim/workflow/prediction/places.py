"""Where an object may come down, as GeoJSON and CZML."""

from typing import Any

import numpy as np

from sim.entry.ground_track import surface_point
from sim.formats import czml, geojson
from sim.prediction.prediction import Prediction
from sim.report.colours import PALETTE
from sim.report.text.prediction.lines import object_label

HEIGHT = 80e3
"""m, at which ends and tracks are drawn in space."""


def geojson_features(found: Prediction, figures: dict[str, Any]) -> list[geojson.Feature]:
    """The track within the window, and the end of each member."""
    features = []
    if len(found.track_s) > 1:
        features.append(
            geojson.line(
                found.track_latitude_deg,
                found.track_longitude_deg,
                {
                    "name": f"{object_label(figures)}: ground track in the window",
                    "first_utc": found.epoch.utc_iso(float(found.track_s[0])),
                    "last_utc": found.epoch.utc_iso(float(found.track_s[-1])),
                },
            )
        )
    ends = [{"utc": found.epoch.utc_iso(float(each))} for each in found.end_s]
    return features + geojson.points(found.latitude_deg, found.longitude_deg, ends)


def czml_packets(found: Prediction, figures: dict[str, Any]) -> list[czml.Packet]:
    """A clock over the window, the object on its way through it, and where members end."""
    times = found.track_s if len(found.track_s) > 1 else found.end_s
    first = float(times.min()) if len(times) else 0.0
    last = float(times.max()) if len(times) else found.horizon_s
    start, stop = (found.epoch.utc_iso(t) for t in (first, max(last, first + 1.0)))
    label = object_label(figures)
    packets = [czml.document(label, start, stop, figures["warning"])]
    if len(found.track_s) > 8:
        where = _fixed(found.track_latitude_deg, found.track_longitude_deg)
        packets.append(
            czml.track(
                label,
                start,
                stop,
                found.track_s - first,
                where,
                [(start, stop, PALETTE[0])],
                key="object",
            )
        )
    for k, (latitude, longitude) in enumerate(
        zip(found.latitude_deg, found.longitude_deg, strict=True)
    ):
        utc = found.epoch.utc_iso(float(found.end_s[k]))
        packets.append(czml.point(f"end-{k}", utc, float(latitude), float(longitude), PALETTE[1]))
    return packets


def _fixed(latitude_deg: np.ndarray, longitude_deg: np.ndarray) -> np.ndarray:
    """Positions (n, 3) in m above the ground, turning with the Earth."""
    ground = surface_point(np.radians(latitude_deg), np.radians(longitude_deg))
    return ground * (1.0 + HEIGHT / np.linalg.norm(ground, axis=1)[:, None])
