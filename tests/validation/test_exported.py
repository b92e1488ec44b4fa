"""Flights in plain numbers, as GMAT and Orekit get them."""

from dataclasses import replace

import numpy as np
import pytest

from sim.flight.fly import fly
from sim.flight.record import EventKind
from sim.scenario.build.mission import build_mission
from sim.scenario.load import load
from sim.validation.cases import mir
from sim.validation.reference import scenario_path
from sim.workflow.export.plain_flight import plain_flight


def test_mir_in_plain_numbers():
    plain = plain_flight(mir.fly_scenario())
    first = mir.fly_scenario().segments[0].samples[0]
    np.testing.assert_array_equal(plain.position, first[1:4])
    assert plain.start_utc == "2001-03-22T22:09:36.850752Z"
    assert plain.mass == first[7] == 134600.0
    assert plain.area * plain.cd / plain.mass == pytest.approx(0.0059, rel=0.02)
    assert (plain.air, plain.field, plain.third_bodies) == ("nrlmsise00", "egm2008", True)
    assert plain.floor == 80e3
    # late on the 22nd, between the flux of the 21st (at noon) and that of the 22nd (a day later)
    assert 159.4 < plain.weather[0, 1] < 183.0


def test_burns_are_those_that_were_flown():
    plain = plain_flight(mir.fly_scenario())
    records = mir.fly_scenario().burns_of(0)
    for record in records:
        parts = [burn for burn in plain.burns if burn.name == record.name]
        assert parts[0].ignition == pytest.approx(record.ignition, abs=1e-6)
        assert sum(burn.duration for burn in parts) == pytest.approx(record.duration, abs=1e-6)
        impulse = sum(burn.thrust * burn.duration for burn in parts)
        assert impulse == pytest.approx(record.thrust * record.duration)
        used = sum(burn.thrust * burn.duration / (burn.isp * 9.80665) for burn in parts)
        assert used == pytest.approx(record.propellant)
    held = [burn for burn in plain.burns if burn.name == "burn_3_main_engine"]
    assert {burn.frame for burn in held} == {"inertial"}
    assert np.linalg.norm(held[0].direction) == pytest.approx(1.0)


def test_what_has_no_plain_form_is_refused():
    flight = mir.fly_scenario()
    docked = replace(flight.events[0], kind=EventKind.DOCK, subject="x")
    with pytest.raises(ValueError, match="dock or leave"):
        plain_flight(replace(flight, events=(docked, *flight.events)))
    long = flight.segments[-1]
    samples = long.samples.copy()
    samples[-1, 0] += 121 * 86400.0
    segments = (*flight.segments[:-1], replace(long, samples=samples))
    with pytest.raises(ValueError, match="at most 120"):
        plain_flight(replace(flight, segments=segments))


def test_a_flight_that_stays_up_ends_by_time():
    flight = fly(build_mission(load(scenario_path("hindcasts/atv1_2008.yaml"))))
    plain = plain_flight(flight)
    assert plain.floor == 0.0
    assert plain.duration == pytest.approx(flight.t[0])
