"""The last passage of the entry interface, and the one sign of the flight-path angle there."""

from types import SimpleNamespace

import numpy as np
import pytest

from sim.flight.interface import find_entries, find_entry, observe_events
from sim.flight.record import EventKind, EventRecord, Flight
from sim.frames.constants import EQUATORIAL_RADIUS, MU
from sim.vehicle.parameters import COLUMNS


def _event(
    row: int, time: float, climb: float, kind: EventKind = EventKind.ENTRY_INTERFACE
) -> EventRecord:
    """An event above the equator with the vertical speed `climb` (m/s)."""
    radius = EQUATORIAL_RADIUS + 120e3
    state = np.array([radius, 0.0, 0.0, climb, np.sqrt(MU / radius), 0.0, 4e5])
    return EventRecord(
        row=row, time=time, kind=kind, phase="coast", state=state, parameters=np.ones(COLUMNS)
    )


@pytest.fixture
def flight() -> Flight:
    """Two trajectories: the first dips below the interface and passes it again."""
    events = (
        _event(1, 40.0, -60.0),
        _event(0, 10.0, -20.0),
        _event(0, 90.0, -80.0),
        _event(0, 95.0, -90.0, EventKind.IMPACT),
    )
    return SimpleNamespace(events=events)  # only the events are read


def test_the_last_passage_counts(flight: Flight) -> None:
    entries = find_entries(flight)
    assert list(entries) == [0, 1]
    assert [entry.time for entry in entries.values()] == [90.0, 40.0]
    assert find_entry(flight) is entries[0]
    assert find_entry(flight, 2) is None


def test_flight_path_angles_are_negative_below_the_horizon(flight: Flight, small_world) -> None:
    entries = list(find_entries(flight).values())
    seen = observe_events(small_world, entries)
    speed = np.sqrt(MU / (EQUATORIAL_RADIUS + 120e3))
    down = np.arctan2([-80.0, -60.0], speed)
    np.testing.assert_allclose(seen.flight_path_angle_inertial, down, rtol=1e-9)
    # the atmosphere turns with the Earth, so that the angle relative to it is steeper
    assert (seen.flight_path_angle_air < down).all()
    np.testing.assert_allclose(seen.height, 120e3, atol=300.0)


def test_events_observed_alone_and_together_have_the_same_bits(flight: Flight, small_world) -> None:
    entries = list(find_entries(flight).values())
    together = observe_events(small_world, entries)
    for k, entry in enumerate(entries):
        alone = observe_events(small_world, [entry])
        assert all(a[0] == b[k] for a, b in zip(alone, together, strict=True))


def test_no_event_is_no_observation(small_world) -> None:
    assert len(observe_events(small_world, []).height) == 0
