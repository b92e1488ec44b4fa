"""Representative pieces of a break-up, without what none of them needs to be carried by."""

from dataclasses import replace

import numpy as np
from numpy.typing import NDArray

from sim.campaign.run.experiment import Catalogue
from sim.entry.break_up_figures import casualty_areas
from sim.entry.breakup.fragment_catalogue import Pieces
from sim.entry.breakup.stages import APPENDAGE
from sim.entry.breakup.walls import Walls
from sim.entry.ground_track import coordinates
from sim.entry.representative_fragments import choose_representatives
from sim.entry.study import EntryStudy
from sim.workflow.explore.held import HeldPlan

Rows = NDArray[np.int64]


def choose_pieces(plan: HeldPlan, study: EntryStudy, pieces: int) -> Catalogue:
    """So many representative pieces of a nominal break-up of all."""
    impacts, areas = study.nominal.impacts, casualty_areas(study.nominal)
    along = np.full(len(impacts), np.nan)
    landed = impacts.landed
    along[landed], _ = coordinates(study.track, impacts.latitude[landed], impacts.longitude[landed])
    chosen = choose_representatives(study.pieces, study.nominal, areas, along, pieces)
    return Catalogue(
        columns=plan.columns,
        fragments=without_idle(chosen.fragments),
        represented=chosen.represented,
        mass=float((study.nominal.count * study.nominal.mass).sum()),
    )


def without_idle(pieces: Pieces) -> Pieces:
    """Pieces without the carriers that none of them travels in, the tanks that burst there, and the
    spans that none of them comes off: what lands is the same bit for bit, and fewer bodies are
    flown. Only the mean height at which modules are torn open is then that of fewer modules.
    """
    last = len(pieces.loads) - 1  # the mean module, which decides when all part
    rides = np.concatenate([pieces.carrier, pieces.guards.carrier, [last]])
    carriers = np.unique(rides[rides >= 0])
    tanks = pieces.tanks.pick(np.isin(pieces.tanks.carrier, carriers))
    off = [
        pieces.root[pieces.stage == APPENDAGE],
        pieces.carrier_root[carriers][pieces.early[carriers]],
        pieces.guards.root[pieces.guards.stage == APPENDAGE],
        tanks.root[tanks.stage == APPENDAGE],
        [0],  # the longest decides when the first come off
    ]
    spans = np.unique(np.concatenate(off)).astype(np.int64)

    def carrier(row: Rows) -> Rows:
        return np.where(row >= 0, np.searchsorted(carriers, row), -1)

    def root(row: Rows) -> Rows:
        return np.minimum(np.searchsorted(spans, row), len(spans) - 1)

    return replace(
        pieces,
        carrier=carrier(pieces.carrier),
        carriers=pieces.carriers.pick(carriers),
        loads=pieces.loads[carriers],
        walls=Walls(*(np.broadcast_to(each, (1, last + 1))[:, carriers] for each in pieces.walls)),
        early=pieces.early[carriers],
        carrier_root=root(pieces.carrier_root[carriers]),
        root=root(pieces.root),
        spans=pieces.spans[spans],
        tanks=tanks._replace(carrier=carrier(tanks.carrier), root=root(tanks.root)),
        guards=pieces.guards._replace(
            carrier=carrier(pieces.guards.carrier), root=root(pieces.guards.root)
        ),
    )
