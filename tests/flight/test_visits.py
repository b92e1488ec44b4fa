"""Vehicles that come and go on dates: the stack weighs what the manifest says at every instant."""

import math
from dataclasses import replace

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from sim.flight.event_table import events
from sim.flight.fly import continue_from, fly, join_flights
from sim.flight.mission import list_dockings
from sim.flight.phase import (
    AltitudeProfile,
    Burn,
    Condition,
    Firing,
    Ignition,
    Visit,
)
from sim.flight.record import EventKind
from sim.flight.status import IN_ORBIT
from sim.vehicle.hardware import Tank, Vehicle

HOUR = 3600.0
END = 12.0 * HOUR
SHIPS = (
    Vehicle("soyuz", 7000.0),
    Vehicle("freighter", 14000.0, left_aboard=500.0),
    Vehicle("tanker", 5500.0, (Tank("tanker.fuel", 1500.0, 1500.0),), left_aboard=-200.0),
)
MASS = {ship.name: ship.mass for ship in SHIPS}
LEFT = {ship.name: ship.left_aboard for ship in SHIPS}


def manifest(visits: list[Visit], t: float, after: bool) -> float:
    """Mass of visitors and what they left, kg, just before or just after an instant."""
    total = 0.0
    for visit in visits:
        begun = visit.arrives <= t if after or visit.arrives <= 0.0 else visit.arrives < t
        ended = visit.leaves <= t if after or visit.leaves <= 0.0 else visit.leaves < t
        if begun and not ended:
            total += MASS[visit.vehicle]
        if ended and visit.leaves > 0.0:
            total += LEFT[visit.vehicle]
    return total


def with_ships(trial, *phases, visits, **given):
    """The station and the tug with three ships that come by date."""
    mission = trial.mission(*phases, **given)
    return replace(mission, vehicles=(*mission.vehicles, *SHIPS), visits=tuple(visits))


instants = st.one_of(
    st.sampled_from((-HOUR, 0.0, 2.0 * HOUR, 4.0 * HOUR, 5.0 * HOUR, END)),  # ends, burn dates
    st.floats(-HOUR, END),
)


@st.composite
def stays(draw):
    """One stay for some of the ships; one that ends before it begins is none."""
    names = draw(st.sets(st.sampled_from(sorted(MASS)), min_size=1))
    found = []
    for name in sorted(names):
        begin, end = sorted((draw(instants), draw(instants)))
        stays_on = draw(st.booleans())
        if stays_on or end > begin:
            found.append(Visit(name, begin, math.inf if stays_on else end))
    return found


@given(stays())
@settings(max_examples=25)
def test_the_stack_weighs_what_the_manifest_says(trial, coast, visits) -> None:
    """At both ends of every stretch: coasts, lowering burns and the waits between them."""
    profile = AltitudeProfile(
        times=(0.0, END),
        altitudes=(398e3, 390e3),
        every=2.0 * HOUR,
        firings=(Firing("tug.aft"),),
        least_delta_v=0.1,
    )
    phases = (
        coast("lower", until=Condition("time", 5.0 * HOUR), altitude_profile=profile),
        coast("wait", until=Condition("apogee", by=8.0 * HOUR)),
        coast("drift", until=Condition("time", END)),
    )
    flight = fly(with_ships(trial, *phases, visits=visits))
    assert flight.status == (IN_ORBIT,)
    assert flight.burns
    bare = 404e3 + 8e3
    for segment in flight.segments:
        for sample, after in ((segment.samples[0], True), (segment.samples[-1], False)):
            t = sample[0]
            burnt = sum(
                burn.propellant * min(max((t - burn.ignition) / burn.duration, 0.0), 1.0)
                for burn in flight.burns
                if burn.duration > 0.0
            )
            assert sample[7] + burnt == pytest.approx(bare + manifest(visits, t, after), abs=1e-3)
    assert flight.y[0, 6] == pytest.approx(flight.final.mass[0], abs=1e-6)
    told = {(e.kind, e.subject, e.time) for e in flight.events if "dock" in e.kind}
    due = {
        (EventKind.UNDOCK if d.leaves else EventKind.DOCK, d.vehicle, d.time)
        for d in list_dockings(visits)
        if d.time > 0.0
    }
    assert told == due


def test_rows_have_their_own_stack_at_one_date_in_different_phases(trial, coast) -> None:
    """A row that is a phase behind meets the same visits; together or alone, to the last bit."""
    ends = np.array([1.0, 5.0, 3.0]) * HOUR
    visits = (Visit("tanker", 2.0 * HOUR, 4.0 * HOUR), Visit("soyuz", 0.0, 4.0 * HOUR))
    place = Ignition("argument_of_latitude", 1.0)
    for k in (None, 0, 1, 2):
        pick = ends if k is None else float(ends[k])
        phases = (
            coast("one", until=Condition("time", pick)),
            coast("burn", burn=Burn((Firing("tug.aft"),), "propellant", 60.0, ignition=place)),
            coast("two", until=Condition("time", 9.0 * HOUR)),
        )
        density = (1.0,) * (3 if k is None else 1)
        flight = fly(with_ships(trial, *phases, visits=visits, density=density))
        if k is None:
            together = flight
            continue
        np.testing.assert_array_equal(together.y[k], flight.y[0])
        np.testing.assert_array_equal(together.final.load[k], flight.final.load[0])
        assert flight.delivered[0] == together.delivered[k] == 1500.0
    np.testing.assert_allclose(together.final.mass, 412e3 - 200.0 - 60.0, atol=1e-6)


def test_a_burn_goes_on_with_the_new_mass(trial, coast) -> None:
    """A ship that comes under thrust: the velocity change is that of two burns, and propellant is
    not counted with what docked.
    """
    visits = [Visit("freighter", 1000.0, 3000.0)]
    burn = Burn((Firing("tug.aft"),), "propellant", 500.0)
    flight = fly(with_ships(trial, coast("burn", burn=burn), visits=visits))
    (record,) = flight.burns
    assert record.ending == "cut_off"
    assert record.propellant == pytest.approx(500.0, abs=1e-6)
    exhaust = 291.0 * 9.80665
    flow = 8 * 130.0 / exhaust
    first, second = flow * 1000.0, 500.0 - flow * 1000.0
    expected = exhaust * (
        math.log(412e3 / (412e3 - first)) + math.log((426e3 - first) / (426e3 - first - second))
    )
    assert record.delta_v == pytest.approx(expected, rel=1e-9)


def test_a_ship_whose_engines_fire_takes_what_it_has_left(trial, coast) -> None:
    """The tug leaves in the middle of its burn: its mass then is that with what it has burnt."""
    visits = (Visit("tug", -HOUR, 100.0),)
    burn = Burn((Firing("tug.aft"),), "duration", 400.0)
    mission = trial.mission(coast("burn", burn=burn), docked=("station",))
    flight = fly(replace(mission, visits=visits))
    assert flight.burns[0].ending == "exhausted"
    assert flight.burns[0].duration == 100.0
    assert flight.y[0, 6] == pytest.approx(404e3, abs=1e-6)
    assert flight.final.load[0, 1] == pytest.approx(3000.0 - flight.burns[0].propellant, abs=1e-6)


def test_a_flight_goes_on_with_its_visits(trial, coast) -> None:
    """Halves of a flight joined have the events and the mass of the whole."""
    visits = [Visit("soyuz", -HOUR, 2.0 * HOUR), Visit("tanker", HOUR, 5.0 * HOUR)]
    one = coast("one", until=Condition("time", 2.0 * HOUR))
    two = coast("two", until=Condition("time", 6.0 * HOUR))
    whole = fly(with_ships(trial, one, two, visits=visits))
    before = fly(with_ships(trial, one, visits=visits))
    assert before.final.docked == {"station", "tug", "tanker"}
    joined = join_flights(before, fly(continue_from(before, (two,))))
    assert joined.y[0, 6] == whole.y[0, 6] == 412e3 - 200.0
    kept = [(e.kind, e.subject, e.time) for e in whole.events]
    assert [(e.kind, e.subject, e.time) for e in joined.events] == kept
    table = events(whole)
    assert list(table["detail"][np.isin(table["kind"], ["dock", "undock"])]) == [
        "tanker",
        "soyuz",
        "tanker",
    ]


def test_a_visit_far_ahead_changes_no_bit(trial, coast) -> None:
    phase = coast("drift", until=Condition("time", 6.0 * HOUR))
    plain = fly(trial.mission(phase, air="nrlmsise00"))
    ahead = fly(with_ships(trial, phase, visits=[Visit("soyuz", 30.0 * HOUR)], air="nrlmsise00"))
    np.testing.assert_array_equal(plain.y, ahead.y)
