"""Which orbits are used: none from the future, none that strays."""

import numpy as np
from hypothesis import given, settings
from hypothesis import strategies as st

from sim.frames.epoch import DAY, Epoch
from sim.prediction.known_orbit import KnownOrbit
from sim.prediction.selection import select_sets

ZERO = Epoch(61000, 0.0)


def _orbit(days: float, axis_m: float = 6.65e6, tilt_deg: float = 51.6) -> KnownOrbit:
    epoch = ZERO.plus(days * DAY)
    return KnownOrbit(
        name="OBJECT",
        number=1,
        epoch=epoch,
        utc=epoch.utc_iso(),
        axis_m=axis_m,
        inclination_rad=np.radians(tilt_deg),
        period_s=5400.0,
        states=lambda _, t: np.zeros((len(t), 6)),
    )


@given(days=st.lists(st.floats(0.0, 60.0), min_size=1, max_size=12), issued=st.floats(-1.0, 61.0))
@settings(max_examples=60, deadline=None)
def test_nothing_dated_after_the_issue_is_used(days, issued):
    orbits = [_orbit(each, 6.65e6 - 1e3 * each) for each in days]
    instant = ZERO.plus(issued * DAY)
    chosen = select_sets(orbits, instant)
    assert all(each.epoch.seconds_since(instant) <= 0.0 for each in chosen.sets)
    times = [each.epoch.seconds_since(ZERO) for each in chosen.sets]
    assert times == sorted(times)
    late = sum(each.epoch.seconds_since(instant) > 0.0 for each in orbits)
    assert any("dated after" in note for note in chosen.notes) == (late > 0)
    # a straight decay has no outlier
    assert not any("off" in note for note in chosen.notes)


def test_a_set_off_the_plane_of_the_others_is_left_out_and_told():
    orbits = [_orbit(0.0), _orbit(1.0, tilt_deg=51.7), _orbit(2.0), _orbit(3.0)]
    chosen = select_sets(orbits, ZERO.plus(4.0 * DAY))
    assert len(chosen.sets) == 3
    assert any("off the plane" in note for note in chosen.notes)


def test_a_set_off_the_line_through_its_neighbours_is_left_out_and_told():
    axes = (6.65e6, 6.64e6, 6.65e6, 6.6495e6)
    chosen = select_sets([_orbit(k, a) for k, a in enumerate(axes)], ZERO.plus(9.0 * DAY))
    assert [each.axis_m for each in chosen.sets] == [6.65e6, 6.65e6, 6.6495e6]
    assert any("km off its neighbours" in note for note in chosen.notes)
