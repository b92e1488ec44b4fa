"""Break-up cases: halves named beforehand, and measures that count what they say."""

import numpy as np
import pytest

from sim.validation.cases.break_up import CALIBRATION, CASES, JUDGING, LOOKED_AT
from sim.validation.cases.break_up_flights import break_up, stanchion_left
from sim.validation.registry import select_cases


def test_every_case_belongs_to_one_half_or_is_shown() -> None:
    names = [case.name for case in CASES]
    assert not set(CALIBRATION) & set(JUDGING)
    about = {case.name: case.about for case in CASES}
    seen = [name for name in JUDGING if "after a first look" in about[name]]
    assert tuple(seen) == LOOKED_AT
    assert set(names) - set(CALIBRATION) - set(JUDGING) == {"goce"}
    assert {case.name for case in select_cases(names)} == set(names)
    for case in CASES:
        fixes = case.name in CALIBRATION
        assert case.about.startswith("May fix" if fixes else ("Judges", "Shown")), case.name


def test_a_stanchion_survives_the_better_the_later_it_is_free() -> None:
    left = [stanchion_left(height) for height in (70e3, 58e3, 54e3, 50e3)]
    assert all(0.0 <= share <= 1.0 for share in left)
    assert left == sorted(left)


@pytest.fixture(scope="module")
def trunk():
    return break_up("dragon_trunk_2024_break_up")


def test_measures_of_a_small_break_up(trunk) -> None:
    """Means and shares are of what landed; a field holds every place in it."""
    drawn = trunk.study.shown
    assert drawn.break_ups == 40
    landed = (drawn.landed_mass).sum() / 40.0
    assert trunk.mass == pytest.approx(landed)
    assert trunk.share == pytest.approx(landed / 1400.0, rel=1e-6)
    heavy = drawn.impacts.landed & (drawn.impacts.mass >= 0.5) & (drawn.impacts.energy > 15.0)
    assert trunk.pieces == pytest.approx(drawn.count[heavy].sum() / 40.0)
    places = [trunk.place(each.name) for each in trunk.components]
    known = [place for place in places if np.isfinite(place)]
    assert trunk.field >= 0.0 and len(known) > 0
    assert sum(each.total_mass for each in trunk.components) == pytest.approx(1400.0, rel=1e-9)
    assert trunk.casualties(51.6, 2011.0) < 0.95 * trunk.casualties(51.6, 2020.0)
