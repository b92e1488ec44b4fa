"""The search for a backup: the set it looks through, what ships leave for the burns, what flies."""

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from sim.frames.epoch import DAY
from sim.operations.backup.search_set import SearchSet, Supply
from sim.operations.backup.supply import Demand, serve_lowering
from sim.report.text.backup_search import search_headline

YEAR = 365.25 * DAY


def small_set(**changed) -> SearchSet:
    """A set of a few candidates."""
    given = {
        "ships": (1, 2),
        "kept": (0, 1),
        "launches_per_year": (3.0,),
        "first_docking": (0.0,),
        "cross_feed": ("none", "full"),
        "finishers": ("station", "ship"),
        "ship_burns": (0, 1),
        "station_burns": (0, 1),
        "parking": (150e3,),
        "perigee": (70e3, 80e3),
    }
    return SearchSet(**(given | changed))


def test_every_candidate_once():
    """The size of a set is what its supplies and orders of burns make."""
    looked_at = small_set()
    supplies, orders = list(looked_at.supplies()), list(looked_at.sequences())
    assert len(supplies) == 3  # one ship, two ships, one of two kept
    # three orders of burns for each switch when the station finishes, one for the ship
    assert len(orders) == 2 * 3 + 1
    assert len(set(orders)) == len(orders)
    assert looked_at.size == 3 * 7 * 2


def test_kept_ships_come_before_the_last():
    """Ships that wait push nothing; the last to come is the one at the aft port."""
    supply = Supply(4, 2, 2.0, 10.0)
    assert supply.docking == pytest.approx(10.0 + 0.5 * YEAR * np.arange(4))
    assert supply.pushing == pytest.approx([10.0, 10.0 + 1.5 * YEAR])


def test_a_ship_takes_away_what_it_has_left():
    """What one ship does not burn is lost to the next; what it could not do is not."""
    demand = Demand(np.array([1.0, 2.0, 3.0]) * 0.2 * YEAR, np.array([100.0, 50.0, 700.0]), YEAR)
    two = serve_lowering(demand, Supply(2, 0, 2.0, 0.0), 500.0)
    # the first burns 150 of 500 kg, the second 700 of 500: 200 are missing
    assert two.mass == 0.0
    assert two.missing == pytest.approx(200.0)
    assert not two.late
    # the fourth docks after the last burn was due, and does what the third could not
    four = serve_lowering(demand, Supply(4, 0, 4.0, 0.0), 500.0)
    assert four.missing == 0.0
    assert four.mass == pytest.approx(300.0)


def test_a_ship_after_the_burns_is_late():
    """A supply whose last ship docks after the burns have begun is no supply."""
    demand = Demand(np.array([0.1 * YEAR]), np.array([10.0]), 0.5 * YEAR)
    assert serve_lowering(demand, Supply(3, 0, 3.0, 0.0), 500.0).late
    assert not serve_lowering(demand, Supply(2, 0, 3.0, 0.0), 500.0).late


@given(
    mass=st.lists(st.floats(0.0, 400.0), min_size=1, max_size=12),
    ships=st.integers(1, 8),
    usable=st.floats(10.0, 2000.0),
)
def test_propellant_is_neither_made_nor_hidden(mass, ships, usable):
    """What is left and what was missing are within what ships bring and the demand asks."""
    time = np.linspace(0.05, 0.95, len(mass)) * YEAR
    demand = Demand(time, np.array(mass), YEAR)
    left = serve_lowering(demand, Supply(ships, 0, 8.0, 0.0), usable)
    total = float(np.sum(mass))
    assert 0.0 <= left.mass <= usable
    assert 0.0 <= left.missing <= total + 1e-9
    assert total - left.missing <= ships * usable - left.mass + 1e-6
    assert left.missing == 0.0 or left.mass == 0.0


CHANGE = {"name": "full", "says": "Zarya feeds Zvezda", "feasible": True}


@pytest.mark.parametrize(
    ("answer", "said"),
    [
        (
            {"feasible": 2, "flown": 9, "candidates": 9, "best": [{"ships": 3}], "changes": []},
            "3 ships",
        ),
        (
            {"feasible": 0, "flown": 9, "candidates": 12, "best": [], "changes": [CHANGE]},
            "Zarya feeds",
        ),
        (
            {
                "feasible": 0,
                "flown": 9,
                "candidates": 12,
                "best": [],
                "changes": [CHANGE | {"feasible": False}],
            },
            "nor with any one",
        ),
    ],
)
def test_the_first_line_answers(answer, said):
    """The first line says whether one flies, and what would make one fly."""
    assert said in search_headline(answer)
