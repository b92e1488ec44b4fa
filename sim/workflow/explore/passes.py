"""The calendar of the final burn: revolutions on which it can take place, and where debris falls
then.
"""

from dataclasses import dataclass
from typing import Any

import numpy as np

from sim.entry.risk.keep_out import CLASSES, nearest_land
from sim.flight.fly import fly
from sim.flight.interface import observe_events
from sim.flight.record import EventKind
from sim.workflow.explore.controls import Controls
from sim.workflow.explore.held import HeldPlan


@dataclass(frozen=True, kw_only=True)
class Pass:
    """A revolution of the final burn: how many after that of the plan, when it ignites, where the
    unbroken stack comes down in deg (None: it does not), and the nearest land with its distance.
    """

    revolution: int
    ignition_utc: str
    latitude_deg: float | None
    longitude_deg: float | None
    to_land_km: float | None
    land: str

    @property
    def figures(self) -> dict[str, Any]:
        """As plain figures."""
        return dict(vars(self))


def list_passes(plan: HeldPlan) -> tuple[Pass, ...]:
    """Every revolution of a held plan, flown in one batch with the burn as planned."""
    revolutions = list(plan.ignitions)
    flight = fly(plan.mission([Controls(revolution=k) for k in revolutions]))
    down = {e.row: e for e in flight.events if e.kind is EventKind.IMPACT}
    epoch = plan.held.mission.epoch
    found = []
    for row, revolution in enumerate(revolutions):
        utc = epoch.utc_iso(plan.ignitions[revolution], 0)
        if row not in down:
            found.append(
                Pass(revolution=revolution, ignition_utc=utc, latitude_deg=None,
                     longitude_deg=None, to_land_km=None, land="")
            )  # fmt: skip
            continue
        seen = observe_events(flight.mission.world, [down[row]])
        x, y = np.degrees(seen.longitude), np.degrees(seen.latitude)
        near = min((nearest_land(kind, x, y) for kind in CLASSES), key=lambda n: n.distance[0])
        found.append(
            Pass(
                revolution=revolution,
                ignition_utc=utc,
                latitude_deg=float(y[0]),
                longitude_deg=float(x[0]),
                to_land_km=float(near.distance[0]) / 1e3,
                land=near.land_name(0),
            )
        )
    return tuple(found)
