"""Whole flights: always down to the ground, repeatable to the bit, rows independent."""

import math
from concurrent.futures import ThreadPoolExecutor
from dataclasses import replace

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from sim.flight.fly import fly, scale_tolerances
from sim.flight.phase import AltitudeProfile, Burn, Condition, Firing, Ignition, Steering
from sim.flight.record import EventKind
from sim.flight.status import IMPACT

DAY = 86400.0
AFT = (Firing("tug.aft"),)
BOTH = (Firing("tug.main"), Firing("tug.aft"))
GROUND = Condition("ground")


def descent(coast):
    """Drift with a policy, a centred burn, the fall: every kind of phase."""
    real = {"field_degree": 8, "relative_tolerance": 1e-9, "save_every": 600.0}
    rule = AltitudeProfile(
        times=(0.0, 4.0 * DAY),
        altitudes=(215e3, 195e3),
        every=1.0 * DAY,
        firings=AFT,
        least_delta_v=0.1,
    )
    burn = Burn(BOTH, "perigee", 100e3, Steering("lvlh"), Ignition("apogee"))
    below = Condition("mean_altitude", 205e3, by=3.0 * DAY)
    return (
        coast("drift", altitude_profile=rule, until=below, **real),
        coast("pass", until=Condition("ascending_node", longitude=(0.0, math.pi)), **real),
        coast("burn", burn=burn, **real),
        coast("fall", attitude="station.broad", until=GROUND, longest_step=20.0, **real),
    )


def assert_same_row(one, row, other, other_row=0):
    """Row of one flight and row of another: equal to the last bit."""
    assert one.status[row] == other.status[other_row]
    assert one.t[row] == other.t[other_row]
    np.testing.assert_array_equal(one.y[row], other.y[other_row])
    np.testing.assert_array_equal(one.work[row], other.work[other_row])
    np.testing.assert_array_equal(one.final.load[row], other.final.load[other_row])
    mine, others = one.burns_of(row), other.burns_of(other_row)
    assert [replace(b, row=0) for b in mine] == [replace(b, row=0) for b in others]
    samples = [s.samples for s in one.segments if s.row == row]
    expected = [s.samples for s in other.segments if s.row == other_row]
    assert len(samples) == len(expected)
    for a, b in zip(samples, expected, strict=True):
        np.testing.assert_array_equal(a, b)


@pytest.fixture
def mission(trial, coast):
    """Three rows of different air density, from 220 km to the sea."""
    return trial.mission(
        *descent(coast),
        perigee=215e3,
        apogee=225e3,
        density=(0.8, 1.0, 1.25),
        air="nrlmsise00",
    )


def single(mission, row):
    """The mission of one of its rows."""
    one = slice(row, row + 1)
    return replace(
        mission,
        position=mission.position[one],
        velocity=mission.velocity[one],
        dispersed={name: values[one] for name, values in mission.dispersed.items()},
    )


def test_same_flight_twice_is_bit_identical(mission):
    first, second = fly(mission), fly(mission)
    assert first.status == (IMPACT,) * 3
    for row in range(3):
        assert_same_row(first, row, second, row)


def test_rows_equal_single_missions_bit_for_bit(mission):
    together = fly(mission)
    assert len(set(together.t)) == 3
    for row in range(3):
        assert_same_row(together, row, fly(single(mission, row)))


def test_two_missions_in_two_threads_equal_serial_flights(mission):
    missions = [single(mission, 0), single(mission, 2)]
    with ThreadPoolExecutor(2) as pool:
        threaded = list(pool.map(fly, missions))
    for one, flight in zip(missions, threaded, strict=True):
        assert_same_row(flight, 0, fly(one))


def test_tighter_tolerance_converges(mission):
    one = single(mission, 1)
    loose, tight, tighter = (fly(scale_tolerances(one, f)).t[0] for f in (1.0, 0.1, 0.01))
    # two days, a burn and the fall; events are pinned down to 0.1 ms each
    assert loose != tighter
    assert loose == pytest.approx(tighter, abs=0.1)
    assert tight == pytest.approx(tighter, abs=0.1)


def test_events_of_a_descent_come_in_order(mission):
    flight = fly(single(mission, 1))
    kinds = [event.kind for event in flight.events]
    assert kinds[-1] is EventKind.IMPACT
    assert EventKind.ENTRY_INTERFACE in kinds
    times = [event.time for event in flight.events]
    assert times == sorted(times)
    assert flight.y[0, 6] == pytest.approx(flight.final.mass[0], abs=1e-6)
    # segments join: no gap and no jump, whatever the phase
    for before, after in zip(flight.segments, flight.segments[1:], strict=False):
        np.testing.assert_array_equal(before.samples[-1], after.samples[0])


@given(
    st.floats(-2000e3, 110e3),
    st.floats(130e3, 600e3),
    st.floats(0.0, math.tau),
    st.floats(0.01, 30.0),
)
@settings(max_examples=25)
def test_ground_is_always_reached(trial, coast, perigee, apogee, argument, density):
    fall = coast("fall", until=GROUND, field_degree=4, relative_tolerance=1e-9, longest_step=60.0)
    flight = fly(
        trial.mission(
            fall,
            perigee=perigee,
            apogee=apogee,
            argument_of_perigee=argument,
            true_anomaly=math.pi,
            density=(density,),
            air="nrlmsise00",
        )
    )
    assert flight.status == (IMPACT,)
    assert np.isfinite(flight.y).all()
    assert flight.first(0, EventKind.ENTRY_INTERFACE) is not None


def test_phases_after_the_ground_are_not_flown(trial, coast):
    fall = coast("fall", until=GROUND)
    after = coast("after", burn=Burn(AFT, "delta_v", 1.0))
    flight = fly(trial.mission(fall, after, perigee=-100e3, true_anomaly=math.pi))
    assert flight.status == (IMPACT,)
    assert flight.burns == ()


def test_a_burn_can_end_in_the_ground(trial, coast):
    down = Steering("lvlh", (-0.6, 0.0, 0.8))
    burn = coast("burn", burn=Burn(AFT, "duration", 5000.0, down))
    flight = fly(trial.mission(burn, perigee=-400e3, apogee=150e3, true_anomaly=3.3))
    assert flight.status == (IMPACT,)
    assert flight.burns[0].ending == "impact"
    assert flight.burns[0].duration == flight.t[0]
    assert flight.y[0, 6] == pytest.approx(flight.final.mass[0], abs=1e-6)


def test_attitude_changes_the_drag(trial, coast):
    wait = Condition("duration", 0.5 * DAY)
    one = coast("one", until=wait, attitude="station.nominal")
    other = coast("one", until=wait, attitude="station.broad")
    orbit = {"perigee": 250e3, "apogee": 250e3, "air": "nrlmsise00"}
    still = fly(trial.mission(coast("one", until=wait), **(orbit | {"air": "none"})))
    lost = []
    for phase in (one, other):
        flight = fly(trial.mission(phase, **orbit))
        energy = [0.5 * f.y[0, 3:6] @ f.y[0, 3:6] - 3.986004415e14 / np.linalg.norm(f.y[0, :3])
                  for f in (still, flight)]  # fmt: skip
        lost.append(energy[0] - energy[1])
    assert lost[1] / lost[0] == pytest.approx(2.0, rel=0.02)


def test_unknown_attitude_is_named(trial, coast):
    phase = coast("one", until=Condition("duration", 10.0), attitude="station.sideways")
    with pytest.raises(KeyError, match="sideways"):
        fly(trial.mission(phase))
