"""Values that differ from row to row equal single flights; flights that go on, and are joined."""

from dataclasses import fields, is_dataclass, replace
from itertools import pairwise

import numpy as np
import pytest

from sim.flight.fly import continue_from, fly, join_flights
from sim.flight.phase import Burn, Condition, Firing, Ignition, Steering
from sim.vehicle.hardware import of_rows

DAY = 86400.0


def row_of(value, k: int):
    """The same description for one row: every array gives its k-th value."""
    if isinstance(value, np.ndarray):
        return float(value[k])
    if isinstance(value, tuple):
        return tuple(row_of(item, k) for item in value)
    if is_dataclass(value):
        return replace(value, **{f.name: row_of(getattr(value, f.name), k) for f in fields(value)})
    return value


def assert_equals_single_flights(trial, phases, n: int, **given):
    """Fly n rows together and each alone: equal to the last bit, and unlike each other."""
    density = tuple(1.0 for _ in range(n))
    together = fly(trial.mission(*phases, density=density, **given))
    for k in range(n):
        alone = fly(trial.mission(*row_of(tuple(phases), k), **given))
        assert together.status[k] == alone.status[0]
        assert together.t[k] == alone.t[0]
        np.testing.assert_array_equal(together.y[k], alone.y[0])
        np.testing.assert_array_equal(together.final.load[k], alone.final.load[0])
        np.testing.assert_array_equal(together.final.fired[k], alone.final.fired[0])
        mine = [replace(b, row=0) for b in together.burns_of(k)]
        assert mine == alone.burns_of(0)
    assert len({tuple(state) for state in together.y}) == n
    return together


def test_a_value_of_rows_is_one_number_or_one_each() -> None:
    index = np.array([2, 0])
    assert of_rows(3.0, index) == 3.0
    np.testing.assert_array_equal(of_rows(np.array([1.0, 2.0, 5.0]), index), [5.0, 1.0])


CUTOFFS = [
    ("duration", (100.0, 170.0, 33.0)),
    ("delta_v", (0.4, 1.1, 0.7)),
    ("propellant", (50.0, 20.0, 90.0)),
    ("perigee", (230e3, 240e3, 235e3)),
]


@pytest.mark.parametrize(("cutoff", "values"), CUTOFFS)
def test_cutoffs(trial, coast, cutoff, values) -> None:
    burn = Burn((Firing("tug.main"), Firing("tug.aft")), cutoff, np.array(values))
    phases = (coast("burn", burn=burn), coast("after", until=Condition("duration", 600.0)))
    flight = assert_equals_single_flights(trial, phases, 3, perigee=250e3, apogee=260e3)
    assert all(b.ending == "cut_off" for b in flight.burns)
    if cutoff in ("duration", "delta_v", "propellant"):
        got = [getattr(b, cutoff) for b in flight.burns]
        np.testing.assert_allclose(got, values, rtol=1e-9)


def test_thrust_isp_engines_pitch_and_delay(trial, coast) -> None:
    firings = (
        Firing("tug.main", thrust_factor=np.array([0.8, 1.0, 1.1, 0.9])),
        Firing("tug.aft", count=np.array([8.0, 4.0, 2.0, 6.0]), isp_factor=np.linspace(0.9, 1, 4)),
    )
    steering = Steering("lvlh", pitch=np.array([0.0, 0.3, -0.2, 0.1]), yaw=np.linspace(0, 0.3, 4))
    place = Ignition(
        "argument_of_latitude", np.array([0.5, 1.5, 2.5, 6.0]), True, np.array([0.0, 30.0, -20, 9])
    )
    burn = Burn(firings, "duration", 120.0, steering, place)
    flight = assert_equals_single_flights(trial, (coast("burn", burn=burn),), 4, perigee=390e3)
    forces = [3000.0 * f + 130.0 * c for f, c in zip((0.8, 1, 1.1, 0.9), (8, 4, 2, 6), strict=True)]
    np.testing.assert_allclose([b.thrust for b in flight.burns], forces, rtol=1e-12)


@pytest.mark.parametrize("frame", ["velocity", "held", "inertial"])
def test_pitch_in_every_frame(trial, coast, frame) -> None:
    steering = Steering(frame, (-0.8, 0.6, 0.0), np.array([0.1, -0.4]))
    burn = Burn((Firing("tug.aft"),), "delta_v", 2.0, steering)
    assert_equals_single_flights(trial, (coast("burn", burn=burn),), 2)


def test_a_delay_moves_the_ignition_by_itself(trial, coast) -> None:
    delay = np.array([0.0, 12.5, -40.0])
    place = Ignition("argument_of_latitude", 1.0, delay=delay)
    burn = Burn((Firing("tug.aft"),), "delta_v", 1.0, ignition=place)
    flight = fly(trial.mission(coast("burn", burn=burn), density=(1.0,) * 3))
    start = np.array([b.ignition for b in flight.burns])
    np.testing.assert_allclose(start - start[0], delay, rtol=0.0, atol=1e-9)


CONDITIONS = [
    Condition("time", np.array([900.0, 4000.0, 2500.0])),
    Condition("duration", np.array([900.0, 4000.0, 2500.0])),
    Condition("argument_of_latitude", np.array([1.0, 6.0, 3.0])),
    Condition("ascending_node", np.array([1.0, 3.0, 2.0])),
    Condition("apogee", np.array([2.0, 1.0, 3.0])),
    Condition("altitude_down", np.array([250e3, 230e3, 220e3])),
    Condition("perigee", 50.0, by=np.array([700.0, 30000.0, 12000.0])),
]


@pytest.mark.parametrize("until", CONDITIONS, ids=lambda c: c.kind)
def test_conditions(trial, coast, until) -> None:
    """A last coast of every row from where its own condition was met."""
    phases = (coast("wait", until=until), coast("go", until=Condition("duration", 100.0)))
    orbit = {"perigee": 210e3, "apogee": 300e3, "true_anomaly": 2.5}
    flight = assert_equals_single_flights(trial, phases, 3, **orbit)
    if until.kind in ("time", "duration"):
        np.testing.assert_allclose(flight.t, until.value + 100.0, rtol=0.0, atol=1e-9)


def test_falling_rows_with_mean_altitudes_of_their_own(trial, coast) -> None:
    real = {"field_degree": 8, "relative_tolerance": 1e-9}
    level = Condition("mean_altitude", np.array([217e3, 214e3]))
    orbit = {"perigee": 228e3, "apogee": 230e3, "air": "nrlmsise00"}
    assert_equals_single_flights(trial, (coast("fall", until=level, **real),), 2, **orbit)


@pytest.fixture
def halves(trial, coast):
    """A flight with a burn and a departure in its middle: whole, and its two halves of phases."""
    first = (
        coast("one", burn=Burn((Firing("tug.main"),), "delta_v", 3.0), attitude="station.broad"),
        coast("two", until=Condition("duration", 3000.0)),
    )
    second = (
        coast("three", burn=Burn((Firing("tug.main"),), "duration", 700.0)),
        coast("four", until=Condition("duration", 4000.0), undock=("tug",)),
    )
    orbit = {"perigee": 380e3, "air": "nrlmsise00"}
    return trial.mission(*first, **orbit), second, fly(trial.mission(*first, *second, **orbit))


def test_a_flight_goes_on_where_it_ended(halves) -> None:
    mission, second, whole = halves
    before = fly(mission)
    after = fly(continue_from(before, second))
    assert after.t[0] == pytest.approx(whole.t[0], abs=1e-9)
    # the step begins anew: as good as the tolerance
    np.testing.assert_allclose(after.y[0, :3], whole.y[0, :3], rtol=0.0, atol=1e-3)
    np.testing.assert_allclose(after.y[0, 6], whole.y[0, 6], rtol=1e-12)
    np.testing.assert_allclose(after.final.load, whole.final.load, rtol=1e-12)
    np.testing.assert_allclose(after.final.fired, whole.final.fired, rtol=1e-12)
    np.testing.assert_array_equal(after.final.starts, whole.final.starts)
    assert after.attitude[0] == whole.attitude[0] == "station.broad"
    # 890 s are rated and 420 s were used before: the second burn runs out of them
    assert after.burns[0].ending == whole.burns[1].ending == "exhausted"
    assert after.final.docked == {"station"}


def test_one_flight_goes_on_as_many(halves) -> None:
    mission, _, _ = halves
    before = fly(replace(mission, **three(mission)))
    wait = Condition("duration", np.array([10.0, 500.0, 1000.0]))
    last = replace(mission.phases[1], name="on", until=wait)
    many = fly(continue_from(before, (last,), 3, row=1))
    np.testing.assert_allclose(many.t, before.t[1] + wait.value, rtol=0.0, atol=1e-9)
    for k in range(3):
        alone = fly(continue_from(before, (row_of(last, k),), row=1))
        np.testing.assert_array_equal(many.y[k], alone.y[0])
    assert many.mission.dispersed["density_factor"].tolist() == [1.5] * 3


def three(mission) -> dict:
    """Three rows in air of unequal density."""
    return {
        "position": np.repeat(mission.position, 3, axis=0),
        "velocity": np.repeat(mission.velocity, 3, axis=0),
        "dispersed": {"density_factor": np.array([0.5, 1.5, 2.5])},
    }


def test_two_flights_joined_are_one(halves) -> None:
    mission, second, whole = halves
    before = fly(mission)
    after = fly(continue_from(before, second))
    one = join_flights(before, after)
    assert [p.name for p in one.mission.phases] == ["one", "two", "three", "four"]
    assert one.initial is before.initial and one.final is after.final
    assert [b.name for b in one.burns] == [b.name for b in whole.burns] == ["one", "three"]
    assert [(e.kind, e.phase) for e in one.events] == [(e.kind, e.phase) for e in whole.events]
    np.testing.assert_allclose([e.time for e in one.events], [e.time for e in whole.events])
    assert len(one.segments) == len(whole.segments)
    for a, b in pairwise(one.segments):
        np.testing.assert_array_equal(a.samples[-1, :7], b.samples[0, :7])  # the tug leaves
    np.testing.assert_array_equal(one.work, before.work + after.work)
    np.testing.assert_array_equal(one.delivered, before.delivered + after.delivered)
    assert one.wall == before.wall + after.wall
