"""Trials: how the lowering is shared out, where they begin, and rows that ignore each other."""

from dataclasses import replace

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from sim.flight.fly import resume_from
from sim.flight.phase import Firing
from sim.planning.problem import AimPoint, PlannedBurn, PlanningProblem
from sim.planning.targeting.sequence import Trials, find_starts, nominal_trials, share_lowering
from sim.planning.targeting.trial import fly_trials

ENGINES = (Firing("tug.main"),)
HOUR = 3600.0


def lowered(*wanted: float) -> PlanningProblem:
    """A problem with lowering burns to these perigees, m."""
    burns = (
        PlannedBurn(name=f"burn_{k}", firings=ENGINES, perigee=low, before=(len(wanted) - k) * HOUR)
        for k, low in enumerate(wanted)
    )
    return PlanningProblem(
        aim=AimPoint(-0.9, -1.9),
        lowering=tuple(burns),
        final=PlannedBurn(name="final", firings=ENGINES, perigee=50e3),
    )


@settings(max_examples=200)
@given(
    st.lists(st.floats(0.0, 1.0), min_size=1, max_size=6, unique=True),
    st.floats(1.0, 100e3),
    st.lists(st.floats(-1.2, 1.2), min_size=2, max_size=5),
)
def test_perigees_go_down_and_end_where_they_should(levels, way, shifts) -> None:
    wanted = 140e3 + way * np.sort(levels)[::-1]
    before = wanted[0] + way
    shift = np.sort(shifts)
    made = share_lowering(lowered(*wanted), before, shift)
    assert made.shape == (len(shift), len(wanted))
    assert (np.diff(np.column_stack([np.full(len(shift), before), made])) <= 1e-9).all()
    np.testing.assert_allclose(made[:, -1], wanted[-1], rtol=0.0, atol=1e-9)
    # the later the lowering is done, the higher every perigee on the way
    assert (np.diff(made, axis=0) >= -1e-9).all()


def test_shares_without_shift_and_at_their_limits() -> None:
    problem = lowered(200e3, 180e3, 160e3, 145e3)
    early, nominal, late = share_lowering(problem, 220e3, np.array([-40.0, 0.0, 8.0]))
    np.testing.assert_allclose(early, [145e3] * 4, rtol=0.0, atol=1e-6)
    np.testing.assert_allclose(nominal, [200e3, 180e3, 160e3, 145e3], rtol=0.0, atol=1e-6)
    np.testing.assert_allclose(late, [220e3, 220e3, 220e3, 145e3], rtol=0.0, atol=1e-6)
    # half way down in one burn of two: the share 1/2 to the power e^shift
    half = share_lowering(lowered(180e3, 140e3), 220e3, np.array([np.log(2.0)]))
    np.testing.assert_allclose(half, [[200e3, 140e3]], rtol=0.0, atol=1e-6)


def test_every_row_has_its_own_perigee_to_begin_with() -> None:
    problem = lowered(180e3, 140e3)
    both = share_lowering(problem, np.array([220e3, 200e3]), np.array([0.3, 0.3]))
    for k, before in enumerate((220e3, 200e3)):
        np.testing.assert_array_equal(both[k], share_lowering(problem, before, np.array([0.3]))[0])


def test_the_length_of_a_sequence_is_that_of_its_first_burn() -> None:
    assert lowered(180e3, 160e3, 140e3).length == 3 * HOUR
    assert lowered().length == 0.0
    assert [b.name for b in lowered(180e3).burns] == ["burn_0", "final"]


@pytest.fixture(scope="module")
def starts(shipped):
    """Half a day of revolutions of the US Deorbit Vehicle's stack."""
    return find_starts(shipped("usdv").before, 12 * HOUR)


def test_starts_are_the_ascending_nodes_of_the_window(shipped, starts) -> None:
    before = shipped("usdv").before
    assert starts.t[0] == before.t[0]
    np.testing.assert_array_equal(starts.y[0], before.y[0])
    nodes = starts.y[1:]
    assert np.abs(nodes[:, 2]).max() < 60e3  # the equator of date leans from the axes' by 0.2 deg
    assert (nodes[:, 5] > 0.0).all()
    np.testing.assert_allclose(np.diff(starts.t[1:]), 5338.0, rtol=0.0, atol=2.0)
    assert starts.t[-1] < starts.t[0] + 12 * HOUR < starts.t[-1] + 5338.0
    # the later ones begin with the mass of the stack, which is summed afresh
    np.testing.assert_allclose(starts.y[:, 6], before.y[0, 6], rtol=1e-12)


def test_a_mission_goes_on_with_books_and_attitude(shipped, starts) -> None:
    before = shipped("usdv").before
    index = np.array([3, 1, 3])
    mission = resume_from(before, index, starts.t, starts.y, before.mission.phases[-1:])
    assert mission.rows == 3
    np.testing.assert_array_equal(mission.start, starts.t[index])
    np.testing.assert_array_equal(mission.position, starts.y[index, :3])
    assert mission.attitude_at_start == "station.nominal"
    for name in ("load", "fired", "starts"):
        got, want = getattr(mission.stack, name), getattr(before.final, name)
        np.testing.assert_array_equal(got, np.repeat(want, 3, axis=0))


@pytest.fixture(scope="module")
def trials(shipped) -> Trials:
    """Three that differ in everything."""
    made = nominal_trials(shipped("usdv").problem, np.array([0, 2, 5]), np.array([1.0, 1.9, 2.5]))
    return replace(
        made,
        shift=np.array([-0.3, 0.0, 0.2]),
        perigee=np.array([60e3, 50e3, 55e3]),
        stretch=np.array([0.5, 0.3, 0.4]),
    )


def test_a_batch_of_trials_equals_each_alone_bit_for_bit(shipped, starts, trials) -> None:
    problem = shipped("usdv").problem
    look = {"degree": 8, "tolerance": 1e-9}
    together = fly_trials(problem, starts, trials, **look)
    assert len(set(together.along)) == 3 and np.isfinite(together.along).all()
    for k in range(3):
        alone = fly_trials(problem, starts, trials.of(np.array([k])), **look)
        for name in (
            "along",
            "across",
            "flight_path_angle",
            "ignition",
            "duration",
            "perigee_after",
        ):
            np.testing.assert_array_equal(getattr(together, name)[k], getattr(alone, name)[0])
        np.testing.assert_array_equal(together.flight.y[k], alone.flight.y[0])
        np.testing.assert_array_equal(together.flight.final.load[k], alone.flight.final.load[0])
        picked = together.of(np.array([k]))
        np.testing.assert_array_equal(picked.impact.longitude, alone.impact.longitude)


def test_burns_keep_to_their_places_perigees_and_revolutions(shipped, starts, trials) -> None:
    problem = shipped("usdv").problem
    look = {"degree": 8, "tolerance": 1e-9}
    first = fly_trials(problem, starts, trials, **look)
    assert first.flown.all()
    for k in range(3):
        wanted = share_lowering(problem, starts_perigee(first, k), trials.shift[k : k + 1])[0]
        np.testing.assert_allclose(first.perigee_after[k, :-1], wanted, rtol=0.0, atol=20.0)
        assert first.perigee_after[k, -1] == pytest.approx(trials.perigee[k], abs=20.0)
        wait = trials.stretch[k] * (problem.length - np.array([b.before for b in problem.burns]))
        late = first.ignition[k] - (starts.t[trials.start[k]] + wait)
        assert ((late > -200.0) & (late < 5600.0)).all()  # the next passage after the time due
    # known ignitions: a small change moves no burn to another revolution
    moved = replace(trials, ignition=first.ignition, burn_centre=trials.burn_centre + 0.02)
    second = fly_trials(problem, starts, moved, **look)
    shift = second.ignition - first.ignition
    assert (np.abs(shift) < 120.0).all() and (shift != 0.0).all()


def starts_perigee(outcome, row: int) -> float:
    return float(outcome.perigee[row, 0])
