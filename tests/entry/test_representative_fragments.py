"""A few pieces that stand for all: what they carry over, and which of them stay by themselves."""

import numpy as np
import pytest

from sim.entry.breakup.component import Component
from sim.entry.breakup.fragment_catalogue import catalogue_columns, pieces_of
from sim.entry.breakup.material import material
from sim.entry.breakup.shape import Box, Cylinder
from sim.entry.debris import Debris
from sim.entry.fragments import Impacts
from sim.entry.representative_fragments import choose_representatives, pieces_at_the_ends
from sim.flight.status import DEMISED, IMPACT

ROWS = 20
LAB = Component(
    name="lab", count=2, mass=6000.0, shape=Cylinder(4.3, 8.5), material=material("Al 6061"),
    wall=0.003, stage="module",
)  # fmt: skip
BOXES = tuple(
    Component(
        name=f"box_{k}", count=1 + k % 7, mass=40.0, shape=Box(0.6, 0.5, 0.4),
        material=material("Al 6061"), wall=0.003, parent="lab",
    )
    for k in range(ROWS - 1)
)  # fmt: skip
PIECES = pieces_of(catalogue_columns((LAB, *BOXES)))


def fallen(generator):
    """A break-up of which some rows tore, some land, and some of these are hazardous: its debris,
    casualty areas and places along the track.
    """
    none, torn = np.full(ROWS, np.nan), generator.choice([1.0, 4.0], ROWS)
    landed = generator.random(ROWS) < 0.8
    landed[:4] = True
    one = PIECES.released / PIECES.count / torn
    left = np.where(landed, generator.uniform(0.1, 0.9, ROWS), 0.0) * one
    end = {name: np.zeros(ROWS) for name in ("t", "latitude", "longitude", "height", "speed")}
    debris = Debris(
        event=np.zeros(ROWS, dtype=np.int64), family=PIECES.family, stage=PIECES.stage,
        count=PIECES.count * torn, mass_count=PIECES.mass_count * torn, released=PIECES.released,
        mass=one, area=np.ones(ROWS), shrinks=np.zeros(ROWS), release_time=none,
        release_height=none, stages=np.zeros((1, 3)), torn_height=none,
        burst_height=np.zeros((1, 0)), footprint=None,
        impacts=Impacts(
            **end, flight_path_angle=none, mass=left, energy=none,
            status=np.where(landed, IMPACT, DEMISED),
        ),
    )  # fmt: skip
    hazardous = landed & (generator.random(ROWS) < 0.7)
    hazardous[0] = True
    areas = np.where(hazardous, generator.uniform(0.5, 2.0, ROWS) * debris.count, 0.0)
    return debris, areas, np.where(landed, generator.random(ROWS), np.nan)


@pytest.mark.parametrize("seed", range(50))
def test_what_is_alone_stands_for_itself_and_sums_stay(seed):
    generator = np.random.default_rng(seed)
    debris, areas, along = fallen(generator)
    alone = generator.choice(ROWS, seed % 7, replace=False)
    chosen = choose_representatives(PIECES, debris, areas, along, 8, alone)
    assert set(alone) <= set(chosen.index) and len(set(chosen.index)) == len(chosen.index)
    assert len(chosen.index) <= 8 + np.count_nonzero(areas[alone] == 0.0)
    by_one = areas[chosen.index] / PIECES.count[chosen.index]
    assert (chosen.fragments.count * by_one).sum() == pytest.approx(areas.sum(), rel=1e-12)
    torn = (debris.count / PIECES.count)[chosen.index]
    landed = chosen.fragments.mass_count * torn * debris.impacts.mass[chosen.index]
    assert landed.sum() == pytest.approx(debris.landed_mass.sum(), rel=1e-12)
    for piece in alone[areas[alone] == 0.0]:
        row = list(chosen.index).index(piece)
        assert chosen.fragments.count[row] == PIECES.count[piece]
        assert chosen.fragments.released[row] == PIECES.released[piece]


def test_pieces_at_the_ends():
    nan = np.nan
    along = np.array([[5.0, 1.0, nan, 3.0, nan], [6.0, nan, nan, -9.0, nan]])
    assert pieces_at_the_ends(along, 1).tolist() == [0, 3]
    assert pieces_at_the_ends(along, 2).tolist() == [0, 1, 3]
    assert pieces_at_the_ends(along, 9).tolist() == [0, 1, 3]
