"""Other passes: the burns stay where on the orbit they are, and the aim moves with the Earth."""

from dataclasses import replace

import numpy as np
import pytest

from sim.frames.earth_orientation import gcrf_to_itrf_matrix
from sim.frames.elements import argument_of_latitude
from sim.lanes import interpreted
from sim.operations.aim_choice import AimBox
from sim.operations.footprint_shape import FootprintShape
from sim.operations.guidance.landing import Landing
from sim.operations.guidance.passes import choose_pass, period_of
from sim.operations.guidance.replan import CLOSE, Remaining, first_commands, replan
from sim.operations.land_clearance import build_grid

LATE = np.array([1.0, 2.0, 5.0])
ROWS = np.arange(3)


@pytest.fixture(scope="module")
def remaining(experiment, knowledge) -> Remaining:
    """The last lowering burn and the final one of three samples."""
    first = first_commands(experiment.sequence, len(ROWS))
    known = knowledge(mass_offset=np.zeros(len(ROWS)))
    return Remaining(
        sequence=experiment.sequence,
        known=known,
        aim=first.aim,
        stage=0,
        common=experiment.settings,
    )


@pytest.fixture(scope="module")
def landing(experiment) -> Landing:
    """A footprint of one fragment, over a box that all passes cross."""
    box = AimBox(*np.radians([-55.0, -30.0, 150.0, -80.0]))
    shape = FootprintShape(np.array([[1.0, 0.0, 0.0]]), np.ones(1), 0.0)
    return Landing(
        box=box, grid=build_grid(box), shape=shape, inclination=np.radians(51.6), share=0.99
    )


def places_of_burns(remaining: Remaining, commands) -> np.ndarray:
    """Arguments of latitude in rad at the middle of the final burn, (n,)."""
    x = np.column_stack([commands.burn_centre, commands.shift])
    flown = remaining.fly(ROWS, x, commands.ignition)
    place = np.empty(len(ROWS))
    for burn in flown.flight.burns:
        if burn.name != "final_burn":
            continue
        part = next(
            s for s in flown.flight.segments if s.row == burn.row and s.phase == burn.name
        ).samples[0]
        turn = interpreted(gcrf_to_itrf_matrix)(part[:1], remaining.known.mission.world.orientation)
        sine, cosine, _ = interpreted(argument_of_latitude)(
            *(np.array([v]) for v in part[1:7]), *turn[6:9]
        )
        place[burn.row] = np.arctan2(sine, cosine)[0]
    return place


def test_a_burn_that_waits_keeps_its_place_on_the_orbit(remaining):
    first = first_commands(remaining.sequence, len(ROWS))
    moved = choose_pass(remaining, first, ROWS, LATE, None)
    later = (moved.ignition[:, 0] - first.ignition[:, 0]) / period_of(remaining.known)
    np.testing.assert_allclose(later, LATE, atol=0.05)
    np.testing.assert_array_equal(moved.burn_centre, first.burn_centre)
    place = places_of_burns(remaining, moved)
    before = places_of_burns(remaining, first)
    np.testing.assert_allclose(place, before, atol=np.radians(0.5))


def test_the_aim_moves_west_with_the_earth_below(remaining):
    first = first_commands(remaining.sequence, len(ROWS))
    moved = choose_pass(remaining, first, ROWS, LATE, None)
    west = np.degrees(first.aim[:, 1] - moved.aim[:, 1]) % 360.0
    # what the Earth turns in a revolution of the descent, and the node to the west with it
    np.testing.assert_allclose(west / LATE, 22.4, atol=0.5)
    np.testing.assert_allclose(moved.aim[:, 0], first.aim[:, 0], atol=np.radians(3.0))
    # from there it is planned again to the new aim
    there = replace(remaining, aim=moved.aim)
    planned, _ = replan(there, moved, ROWS)
    assert (planned.miss < CLOSE * np.sqrt(2.0)).all()
    np.testing.assert_allclose(planned.ignition, moved.ignition, atol=60.0)


def test_a_pass_over_the_aim_keeps_it(remaining):
    first = first_commands(remaining.sequence, len(ROWS))
    same = choose_pass(remaining, first, ROWS, np.zeros(3), None)
    np.testing.assert_array_equal(same.aim, first.aim)


@pytest.mark.parametrize("late", [2.0, 5.0])
def test_who_must_wait_takes_no_earlier_pass(remaining, landing, late):
    """Beside the one that is wanted at most one revolution less is looked at, never the pass that
    was given up.
    """
    first = first_commands(remaining.sequence, len(ROWS))
    moved = choose_pass(remaining, first, ROWS, np.full(3, late), landing)
    later = (moved.ignition[:, 0] - first.ignition[:, 0]) / period_of(remaining.known)
    assert (later > late - 1.1).all() and (later < late + 2.1).all()


def test_the_pass_taken_is_the_farthest_from_land(remaining, landing):
    first = first_commands(remaining.sequence, len(ROWS))
    moved = choose_pass(remaining, first, ROWS[:1], np.zeros(1), landing)
    values = []
    for late in (-1.0, 0.0, 1.0, 2.0):
        other = choose_pass(remaining, first, ROWS[:1], np.full(1, late), None)
        aimed = replan(replace(remaining, aim=other.aim), other, ROWS[:1])[0]
        values.append(landing.clearance(*aimed.impact[:1].T)[0])
    taken = replan(replace(remaining, aim=moved.aim), moved, ROWS[:1])[0]
    assert landing.clearance(*taken.impact[:1].T)[0] >= max(values) - 0.06


def test_a_pass_after_the_stack_has_come_down_is_none(remaining):
    """Nobody is left to burn, and nobody's aim moves."""
    first = first_commands(remaining.sequence, len(ROWS))
    x = np.column_stack([first.burn_centre, first.shift])
    late = remaining.fly(ROWS, x, first.ignition + 200.0 * period_of(remaining.known)[:, None])
    assert not late.flown.any()
    moved = choose_pass(remaining, first, ROWS, np.full(3, 200.0), None)
    np.testing.assert_array_equal(moved.aim, first.aim)
    assert not replan(remaining, moved, ROWS)[0].complete.any()
