"""Events: located to 1 ms, the first one met, and none overlooked, be it shorter than a step."""

import numpy as np
import pytest

from sim.dynamics.event import (
    APSIS,
    ARGUMENT_OF_LATITUDE,
    FALLING,
    HEIGHT,
    MEAN_ALTITUDE,
    NODE,
    OWN_PERIGEE,
    PERIGEE,
    RISING,
    event_value,
)
from sim.environment.atmosphere.models import NRLMSISE00
from sim.environment.world import Switch
from sim.integrate.batch import run
from sim.integrate.lane import FIRST_EVENT, TIME_REACHED, Events
from sim.lanes import on_lanes
from sim.vehicle.parameters import tabulate

TIGHT = {"relative_tolerance": 1e-13, "longest_step": 45.0}


@pytest.fixture(scope="module")
def world(small_world):
    """Every force but sunlight, as flown."""
    return small_world._replace(switch=Switch(1, 0, NRLMSISE00, 0))


@pytest.fixture(scope="module")
def start(low_orbit) -> np.ndarray:
    """200 x 330 km, three quarters of an hour after perigee."""
    return low_orbit(200e3, 330e3, true_anomaly=2.5)


def events(kind, direction, threshold, n=1) -> Events:
    return Events(
        np.array([kind], dtype=np.int64), np.array([direction]), np.full((n, 1), threshold)
    )


def value(kind, t, y, world, threshold) -> np.ndarray:
    columns = y[:, :7].T.copy()
    return on_lanes(event_value, kind, t, *columns, world, np.full(len(t), threshold))[0]


def flown_to(world, start, case, times, **options) -> np.ndarray:
    n = len(times)
    y = np.repeat(start, n, axis=0)
    return run(world, np.zeros(n), y, times, np.repeat(case, n, axis=0), **options).y


def crossing(world, start, case, event, near, width=1.0) -> float:
    """Time of the crossing by sections of nine, each point a flight from the start."""
    kind, direction, threshold = event
    low, high = near - width, near + width
    while high - low > 1e-5:
        t = np.linspace(low, high, 10)[1:-1]
        y = flown_to(world, start, case, t, **TIGHT)
        past = value(kind, t, y, world, threshold) * direction >= 0.0
        first = int(np.argmax(past)) if past.any() else 8
        edges = np.concatenate([[low], t, [high]])
        low, high = edges[first], edges[first + 1]
    return 0.5 * (low + high)


EVENTS = [
    (APSIS, RISING, OWN_PERIGEE),
    (APSIS, FALLING, OWN_PERIGEE),
    (NODE, RISING, 0.0),
    (NODE, FALLING, 0.0),
    (ARGUMENT_OF_LATITUDE, RISING, 0.0),
    (ARGUMENT_OF_LATITUDE, RISING, 1.0),
    (ARGUMENT_OF_LATITUDE, RISING, 4.0),
    (HEIGHT, FALLING, 250e3),
    (HEIGHT, RISING, 250e3),
    (HEIGHT, FALLING, 205e3),
]


@pytest.mark.parametrize("event", EVENTS)
def test_located_to_a_millisecond(world, start, make_case, event) -> None:
    case = tabulate(make_case(1))
    kind, direction, threshold = event
    options = {"events": events(*event), "longest_step": 300.0}
    arc = run(world, np.zeros(1), start, np.array([8000.0]), case, **options)
    assert arc.status[0] == FIRST_EVENT
    found = arc.t[0]
    assert abs(found - crossing(world, start, case, event, found)) < 1e-3
    # the state lies beyond the threshold, by no more than the motion of a fifth of a millisecond
    around = found + np.array([-0.5, 0.5])
    before, after = value(
        kind, around, flown_to(world, start, case, around, **TIGHT), world, threshold
    )
    at = value(kind, arc.t, arc.y, world, threshold)[0]
    assert 0.0 <= at * direction < 2e-4 * abs(after - before)


@pytest.mark.parametrize("event", EVENTS)
def test_first_crossing_in_its_direction(world, start, make_case, event) -> None:
    """No crossing of that direction in the samples of a flight with steps of 5 s before it."""
    case = tabulate(make_case(1))
    kind, direction, threshold = event
    found = run(world, np.zeros(1), start, np.array([8000.0]), case, events=events(*event)).t[0]
    path = run(
        world, np.zeros(1), start, np.array([8000.0]), case, longest_step=5.0, sampling=0.0
    ).samples[0]
    side = value(kind, path[:, 0].copy(), path[:, 1:], world, threshold) * direction
    crossed = np.flatnonzero((side[:-1] < 0.0) & (side[1:] >= 0.0))
    assert path[crossed[0], 0] <= found + 1e-3
    assert found <= path[crossed[0] + 1, 0] + 1e-3


@pytest.mark.parametrize("kind", [MEAN_ALTITUDE, PERIGEE])
def test_mean_orbit_sinks_through_its_threshold(world, low_orbit, make_case, kind) -> None:
    """A circle of 200 km sinks by a kilometre or more a revolution; tight steps for both."""
    start, case = low_orbit(200e3, 210e3), tabulate(make_case(1, area=3000.0))
    first = value(kind, np.zeros(1), start, world, 0.0)[0]
    event = (kind, FALLING, first - 3e3)
    arc = run(world, np.zeros(1), start, np.array([6e4]), case, events=events(*event), **TIGHT)
    assert arc.status[0] == FIRST_EVENT
    assert 3000.0 < arc.t[0] < 5e4
    assert abs(arc.t[0] - crossing(world, start, case, event, arc.t[0])) < 1e-3
    assert value(kind, arc.t, arc.y, world, event[2])[0] == pytest.approx(0.0, abs=1e-3)


def test_ground_is_met(world, low_orbit, make_case) -> None:
    """From 120 km down to the sea: height zero to a tenth of a metre at 100 m/s and more."""
    start = low_orbit(30e3, 220e3, true_anomaly=3.2)
    arc = run(world, np.zeros(1), start, np.array([2e4]), tabulate(make_case(1)),
              events=events(HEIGHT, FALLING, 0.0))  # fmt: skip
    assert arc.status[0] == FIRST_EVENT
    height = value(HEIGHT, arc.t, arc.y, world, 0.0)[0]
    assert -0.1 < height <= 0.0


def test_earliest_of_several_ends_the_row(world, start, make_case) -> None:
    """Each row is ended by the first of all its events, whatever their order in the list."""
    case = tabulate(make_case(1))
    alone = [
        run(world, np.zeros(1), start, np.array([8000.0]), case, events=events(*event)).t[0]
        for event in EVENTS
    ]
    winner = int(np.argmin(alone))
    for order in (np.arange(len(EVENTS)), np.arange(len(EVENTS))[::-1]):
        kinds, directions, thresholds = zip(*(EVENTS[k] for k in order), strict=True)
        together = Events(
            np.array(kinds, dtype=np.int64), np.array(directions), np.array([thresholds])
        )
        arc = run(world, np.zeros(1), start, np.array([8000.0]), case, events=together)
        assert arc.t[0] == pytest.approx(alone[winner], abs=2e-4)
        chosen = EVENTS[order[arc.status[0] - FIRST_EVENT]]
        # the node and the argument of latitude zero are one event
        assert alone[EVENTS.index(chosen)] == pytest.approx(alone[winner], abs=2e-4)


@pytest.mark.parametrize("shift", [-20.0, -0.01, 0.01, 20.0])
@pytest.mark.parametrize("swapped", [False, True])
def test_two_events_within_one_step(world, start, make_case, shift, swapped) -> None:
    """Perigee and an argument of latitude so many seconds from it: the earlier ends the row."""
    case, end = tabulate(make_case(1)), np.array([8000.0])
    perigee = run(world, np.zeros(1), start, end, case, events=events(APSIS, RISING, OWN_PERIGEE))
    t = perigee.t + shift
    there = flown_to(world, start, case, t)
    sine = value(ARGUMENT_OF_LATITUDE, t, there, world, 0.0)
    cosine = value(ARGUMENT_OF_LATITUDE, t, there, world, -0.5 * np.pi)
    pair = [(ARGUMENT_OF_LATITUDE, np.arctan2(sine, cosine)[0]), (APSIS, OWN_PERIGEE)]
    pair = pair[::-1] if swapped else pair
    both = Events(
        np.array([kind for kind, _ in pair], dtype=np.int64),
        np.array([RISING, RISING]),
        np.array([[threshold for _, threshold in pair]]),
    )
    arc = run(world, np.zeros(1), start, end, case, events=both)
    kind = pair[arc.status[0] - FIRST_EVENT][0]
    assert kind == (ARGUMENT_OF_LATITUDE if shift < 0.0 else APSIS)
    assert arc.t[0] == pytest.approx(perigee.t[0] + min(shift, 0.0), abs=1e-3)


@pytest.mark.parametrize(
    "lasting, longest",
    [(200.0, 150.0), (60.0, 150.0), (20.0, 150.0), (60.0, 50.0), (12.0, 50.0), (12.0, 10.0)],
)
def test_a_dip_is_seen_be_it_shorter_than_the_step(
    conservative_world, make_case, low_orbit, lasting, longest
) -> None:
    """The height falls below a threshold for so many seconds about its minimum, and is found."""
    start, case = low_orbit(200e3, 330e3, true_anomaly=4.0), tabulate(make_case(1))
    end = np.array([6000.0])
    path = run(conservative_world, np.zeros(1), start, end, case,
               longest_step=1.0, sampling=0.0).samples[0]  # fmt: skip
    height = value(HEIGHT, path[:, 0].copy(), path[:, 1:], conservative_world, 0.0)
    bottom = path[np.argmin(height), 0]
    edges = bottom + lasting * np.linspace(-1.0, 0.0, 21)
    both = np.interp(edges, path[:, 0], height), np.interp(edges + lasting, path[:, 0], height)
    k = int(np.argmin(np.abs(both[0] - both[1])))
    threshold = max(both[0][k], both[1][k])
    below = path[height < threshold, 0]
    assert np.ptp(below) == pytest.approx(lasting, abs=0.15 * lasting + 2.0)
    event = events(HEIGHT, FALLING, threshold)
    for first in np.linspace(0.3, 1.0, 5) * longest:  # steps fall differently on the dip
        arc = run(conservative_world, np.zeros(1), start, end, case, events=event,
                  longest_step=longest, step=np.array([first]))  # fmt: skip
        assert arc.status[0] == FIRST_EVENT
        assert arc.t[0] == pytest.approx(below[0], abs=1.1)


def test_starting_on_or_past_the_threshold_is_no_event(conservative_world, make_case, low_orbit):
    """A row that ended on an event goes on from there to the next one, a revolution later."""
    case, y, t = tabulate(make_case(1)), low_orbit(300e3, 330e3, true_anomaly=2.0), np.zeros(1)
    times = []
    for _ in range(4):
        arc = run(conservative_world, t, y, t + 2e4, case, events=events(NODE, RISING, 0.0))
        assert arc.status[0] == FIRST_EVENT
        t, y = arc.t, arc.y
        times.append(t[0])
    np.testing.assert_allclose(np.diff(times), 5430.0, atol=30.0)
    below = run(conservative_world, np.zeros(1), low_orbit(300e3, 330e3), np.full(1, 9e3), case,
                events=events(MEAN_ALTITUDE, FALLING, 500e3))  # fmt: skip
    assert below.status[0] == TIME_REACHED


def test_backward_in_time(world, start, make_case) -> None:
    """The same node from both sides; directions are those of flight: falling on the way back."""
    case = tabulate(make_case(1))
    there = run(world, np.zeros(1), start, np.array([8e3]), case,
                events=events(NODE, RISING, 0.0), **TIGHT)  # fmt: skip
    later = run(world, np.zeros(1), start, there.t + 700.0, case, **TIGHT)
    back = run(world, later.t, later.y, np.zeros(1), case,
               events=events(NODE, FALLING, 0.0), **TIGHT)  # fmt: skip
    assert back.status[0] == FIRST_EVENT
    assert back.t[0] == pytest.approx(there.t[0], abs=1e-3)
