"""The map of a plan: its aim, where debris falls if the final burn comes later, and the least
distances to land.
"""

from typing import Any

from sim.flight.end_figures import POINT_NEMO
from sim.report.colours import NEUTRAL, PALETTE
from sim.report.page.maps.svg_map import LIMITS, limit_paths, mark, ocean_around, view, world_around
from sim.report.results.contents import PlanAnswerFigures


def plan_map(plan: PlanAnswerFigures) -> tuple[str, dict[str, Any]] | None:
    """Layers and data of the map; None without an aim."""
    aim = plan.get("aim")
    if aim is None:
        return None
    place = aim["longitude_deg"], aim["latitude_deg"]
    ocean = ocean_around(*place)
    layers, lines = limit_paths(LIMITS, ocean)
    marks = [mark(*place, "ring", "aim point", colour=PALETTE[0])]
    last = plan["burns"][-1]["name"] if plan.get("burns") else ""
    for each in plan.get("backups") or []:
        longitude, latitude = each["impact_longitude_deg"], each["impact_latitude_deg"]
        if each["skipped"] == last and longitude is not None and latitude is not None:
            late = each["revolutions_late"]
            label = f"{late} revolution{'s' if late > 1 else ''} later"
            marks.append(mark(longitude, latitude, "dot", label, colour=NEUTRAL))
    marks.append(mark(POINT_NEMO[1], POINT_NEMO[0], "cross", "Point Nemo", left=1))
    views = [view("ocean", ocean), view("world", world_around(place[0]))]
    return layers, {"views": views, "marks": marks, "lines": lines}
