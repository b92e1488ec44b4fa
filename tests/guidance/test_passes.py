"""Other passes: the burns stay where on the orbit they are, and the aim moves with the Earth."""

from dataclasses import replace

import numpy as np
import pytest

from sim.frames.constants import EQUATORIAL_RADIUS
from sim.frames.earth_orientation import gcrf_to_itrf_matrix
from sim.frames.elements import argument_of_latitude
from sim.frames.epoch import DAY
from sim.lanes import interpreted
from sim.operations.aim_choice import AimBox
from sim.operations.footprint_shape import FootprintShape, orbit_place
from sim.operations.guidance.landing import Landing
from sim.operations.guidance.pass_ranking import ENOUGH, SLIDES, rank_passes
from sim.operations.guidance.passes import choose_pass, period_of
from sim.operations.guidance.replan import CLOSE, Remaining, first_commands, replan
from sim.operations.land_clearance import build_grid
from sim.operations.orbit_frame import OrbitPlace

LATE = np.array([15.0, 16.0, 19.0])
"""Revolutions: by more than the first burn has time for."""
WAITS = np.array([3.0, 4.0, 7.0])
"""By which the others then wait."""
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


def later(remaining: Remaining, before, moved, burn: int) -> np.ndarray:
    """Revolutions by which a burn comes later, (n,)."""
    return (moved.ignition[:, burn] - before.ignition[:, burn]) / period_of(remaining.known)


def test_a_burn_that_waits_keeps_its_place_on_the_orbit(remaining):
    first = first_commands(remaining.sequence, len(ROWS))
    moved = choose_pass(remaining, first, ROWS, LATE, None, DAY)
    np.testing.assert_allclose(later(remaining, first, moved, 0), LATE, atol=0.05)
    for burn in (1, 2):
        np.testing.assert_allclose(later(remaining, first, moved, burn), WAITS, atol=0.1)
    np.testing.assert_array_equal(moved.burn_centre, first.burn_centre)
    place = places_of_burns(remaining, moved)
    before = places_of_burns(remaining, first)
    np.testing.assert_allclose(place, before, atol=np.radians(0.5))


def test_the_aim_moves_west_with_the_earth_below(remaining):
    first = first_commands(remaining.sequence, len(ROWS))
    moved = choose_pass(remaining, first, ROWS, LATE, None, DAY)
    west = np.degrees(first.aim[:, 1] - moved.aim[:, 1]) % 360.0
    # what the Earth turns in a revolution of the descent, and the node to the west with it
    np.testing.assert_allclose(west / WAITS, 22.4, atol=0.5)
    np.testing.assert_allclose(moved.aim[:, 0], first.aim[:, 0], atol=np.radians(3.0))
    # from there it is planned again to the new aim
    there = replace(remaining, aim=moved.aim)
    planned, _ = replan(there, moved, ROWS)
    assert (planned.miss < CLOSE * np.sqrt(2.0)).all()
    np.testing.assert_allclose(planned.ignition, moved.ignition, atol=60.0)


@pytest.mark.parametrize("judged", [False, True])
def test_a_burn_with_time_before_the_next_delays_nothing(remaining, landing, judged):
    """The other burns keep their dates, and the descent its pass and its aim."""
    first = first_commands(remaining.sequence, len(ROWS))
    late = np.array([1.0, 2.0, 5.0])
    moved = choose_pass(remaining, first, ROWS, late, landing if judged else None, DAY)
    np.testing.assert_allclose(later(remaining, first, moved, 0), late, atol=0.05)
    assert (np.abs(later(remaining, first, moved, 2)) < 0.1).all()
    np.testing.assert_array_equal(moved.aim, first.aim)
    planned, _ = replan(remaining, moved, ROWS)
    assert (planned.miss < 3e3).all()


def test_a_pass_over_the_aim_keeps_it(remaining):
    first = first_commands(remaining.sequence, len(ROWS))
    same = choose_pass(remaining, first, ROWS, np.zeros(3), None, DAY)
    np.testing.assert_array_equal(same.aim, first.aim)


@pytest.fixture(scope="module")
def every_pass(remaining) -> list:
    """Commands on each pass of a day, flown and planned to their own aim."""
    first = first_commands(remaining.sequence, len(ROWS))
    found = []
    for late in range(17):
        ignition = first.ignition + late * period_of(remaining.known)[:, None]
        x = np.column_stack([first.burn_centre, first.shift])
        found.append(remaining.fly(ROWS[:1], x[:1], ignition[:1]).impact)
    return found


def test_passes_are_foreseen_without_flying_them(remaining, landing, every_pass):
    """A day ahead the place over the impact is reckoned to a degree of longitude."""
    places = [
        orbit_place(each.latitude, each.longitude, each.heading, landing.inclination)
        for each in every_pass
    ]
    kept = []

    class Kept(Landing):
        def room(self, place: OrbitPlace) -> np.ndarray:
            kept.append(place)
            return super().room(place)

    seen = Kept(**vars(landing))
    known = remaining.known
    axis = EQUATORIAL_RADIUS + known.observe(known.t[:1], known.y[:1]).mean_altitude
    rank_passes(seen, places[0], axis, np.arange(17.0)[None], np.ones((1, 17), dtype=bool))
    node = kept[0].node.reshape(17, len(SLIDES))[:, 0]
    off = np.degrees(node - np.concatenate([each.node for each in places]))
    assert np.abs((off + 180.0) % 360.0 - 180.0).max() < 1.0


def test_the_pass_taken_leaves_as_much_room_as_any(remaining, landing, every_pass):
    first = first_commands(remaining.sequence, len(ROWS))
    # the first burn must wait for so long that no pass but later ones are left
    moved = choose_pass(remaining, first, ROWS[:1], LATE[:1], landing, DAY)
    assert later(remaining, first, moved, 0)[0] > LATE[0] - 0.2
    rooms = [
        landing.room(orbit_place(each.latitude, each.longitude, each.heading, landing.inclination))
        for each in every_pass[int(WAITS[0]) :]
    ]
    taken = replan(replace(remaining, aim=moved.aim), moved, ROWS[:1])[0]
    latitude, longitude, heading = taken.impact[:1].T
    place = orbit_place(latitude, longitude, heading, landing.inclination)
    assert landing.room(place)[0] >= 0.9 * min(float(np.max(rooms)), ENOUGH)


def test_of_passes_with_room_enough_the_earliest_is_taken(landing):
    """And where none has it, the one with most."""
    open_sea = OrbitPlace(np.radians([-40.0]), np.radians([0.0]))

    def passes_with(rooms: list[float]) -> list[int]:
        class Given(Landing):
            def room(self, place: OrbitPlace) -> np.ndarray:
                return np.repeat(rooms, len(SLIDES))

        given = Given(**vars(landing))
        later = np.arange(float(len(rooms)))[None]
        possible = np.array([[True] * (len(rooms) - 1) + [False]])
        return rank_passes(given, open_sea, np.full(1, 6.6e6), later, possible).order[0].tolist()

    assert passes_with([0.5, 3.0, 9.0, 1.5, 9.0]) == [1, 2, 3, 0, 4]
    assert passes_with([0.5, 1.0, 1.9, 0.0, 9.0]) == [2, 1, 0, 3, 4]


def test_a_pass_after_the_stack_has_come_down_is_none(remaining):
    """Nobody is left to burn, and nobody's aim moves."""
    first = first_commands(remaining.sequence, len(ROWS))
    x = np.column_stack([first.burn_centre, first.shift])
    late = remaining.fly(ROWS, x, first.ignition + 200.0 * period_of(remaining.known)[:, None])
    assert not late.flown.any()
    moved = choose_pass(remaining, first, ROWS, np.full(3, 200.0), None, DAY)
    np.testing.assert_array_equal(moved.aim, first.aim)
    assert not replan(remaining, moved, ROWS)[0].complete.any()
