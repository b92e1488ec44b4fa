"""Engines that fail in a burn: burns that stop early, and burns that go on with fewer engines."""

import math
from dataclasses import replace

import numpy as np
import pytest

from sim.flight.burn import CLOSE
from sim.flight.fly import fly
from sim.flight.phase import Burn, Condition, EngineFailure, Firing, Steering
from sim.frames.constants import STANDARD_GRAVITY

AFT = (Firing("tug.aft"),)
RETRO = Steering("velocity", (-1.0, 0.0, 0.0))
EXHAUST = 291.0 * STANDARD_GRAVITY
THRUST, MASS = 130.0, 412e3
"""N of one of eight engines; kg."""


def seconds(delta_v, engines, mass=MASS):
    """Time of a velocity change (Tsiolkovsky), and the mass after it."""
    left = mass * math.exp(-delta_v / EXHAUST)
    return (mass - left) * EXHAUST / (engines * THRUST), left


def flown(trial, coast, *phases):
    return fly(trial.mission(*(coast(f"burn_{k}", burn=burn) for k, burn in enumerate(phases))))


def burn(*failures, cutoff="delta_v", value=3.0, firings=AFT):
    """A burn whose last firing has the failures."""
    failing = replace(firings[-1], failures=failures)
    return Burn((*firings[:-1], failing), cutoff, value, RETRO)


def test_a_burn_stops_where_all_engines_fail(trial, coast):
    at = np.array([0.0, 1.2, np.inf])
    flight = fly(trial.mission(coast("b", burn=burn(EngineFailure(at))), density=(1.0,) * 3))
    assert [b.ending for b in flight.burns] == ["interrupted", "interrupted", "cut_off"]
    assert [b.is_complete for b in flight.burns] == [False, False, True]
    assert [b.delta_v for b in flight.burns] == pytest.approx([0.0, 1.2, 3.0], abs=1e-9)
    assert flight.burns[1].duration == pytest.approx(seconds(1.2, 8)[0], abs=1e-6)
    # a row of the batch is flown as it is alone, to the bit
    for k in range(3):
        alone = flown(trial, coast, burn(EngineFailure(float(at[k]))))
        np.testing.assert_array_equal(alone.y[0], flight.y[k])


@pytest.mark.parametrize("out", [1, 3])
def test_with_engines_out_a_cut_off_by_velocity_makes_up_time_and_one_by_time_does_not(
    trial, coast, out
):
    whole, _ = seconds(3.0, 8)
    first, left = seconds(1.2, 8)
    rest, _ = seconds(1.8, 8 - out, left)
    failure = EngineFailure(1.2, out)
    (by_velocity,) = flown(trial, coast, burn(failure)).burns
    assert by_velocity.ending == "cut_off"
    assert by_velocity.delta_v == pytest.approx(3.0, abs=1e-9)
    assert by_velocity.duration == pytest.approx(first + rest, abs=1e-6)
    (by_time,) = flown(trial, coast, burn(failure, cutoff="duration", value=whole)).burns
    assert by_time.ending == "cut_off" and by_time.duration == pytest.approx(whole, abs=1e-6)
    flow = (8 - out) * THRUST / EXHAUST
    gained = 1.2 + EXHAUST * math.log(left / (left - flow * (whole - first)))
    assert by_time.delta_v == pytest.approx(gained, abs=1e-9)
    assert by_time.delta_v < 3.0 - 0.1 * out


def test_engines_that_fail_hand_over_to_those_left(trial, coast):
    """As two burns, one after the other, the second with what is left."""
    parts = flown(
        trial, coast, burn(value=1.2), burn(value=1.8, firings=(Firing("tug.aft", 5),))
    )  # fmt: skip
    one = flown(trial, coast, burn(EngineFailure(1.2, 3)))
    acceleration = 8.0 * THRUST / MASS
    assert one.t == pytest.approx(parts.t, abs=1e-6)
    np.testing.assert_allclose(one.y[0, :3], parts.y[0, :3], rtol=0.0, atol=1e-3)
    np.testing.assert_allclose(
        one.y[0, 3:6], parts.y[0, 3:6], rtol=0.0, atol=1e-6 + acceleration * CLOSE
    )
    assert one.y[0, 6] == pytest.approx(parts.y[0, 6], abs=1e-6)


def test_engines_of_each_firing_fail_apart_and_more_fail_later(trial, coast):
    main = Firing("tug.main", failures=(EngineFailure(0.5),))
    once, twice = EngineFailure(0.5, 2), EngineFailure(1.0, 1)
    (record,) = flown(trial, coast, burn(once, twice, firings=(main, *AFT))).burns
    assert record.delta_v == pytest.approx(3.0, abs=1e-9)
    # the main engine, then three of eight small ones: what is left pushes with 650 N
    left = seconds(3.0, 1)[1]
    least = 2.0 * left / (5 * THRUST) + 0.5 * left / (6 * THRUST)
    most = 2.0 * MASS / (5 * THRUST) + 0.5 * MASS / (6 * THRUST) + 0.5 * MASS / 4040.0
    assert least < record.duration < most
    (stopped,) = flown(trial, coast, burn(EngineFailure(1.0), firings=(main, *AFT))).burns
    assert (stopped.ending, stopped.delta_v) == ("interrupted", pytest.approx(1.0, abs=1e-9))


def test_a_burn_cut_off_by_its_perigee_stops_early_too(trial, coast):
    failing = burn(EngineFailure(0.7), cutoff="perigee", value=390e3)
    (record,) = flown(trial, coast, failing).burns
    assert (record.ending, record.delta_v) == ("interrupted", pytest.approx(0.7, abs=1e-9))
    (record,) = flown(
        trial, coast, burn(EngineFailure(np.inf), cutoff="perigee", value=390e3)
    ).burns
    assert record.ending == "cut_off" and record.delta_v > 2.0


def test_failures_that_never_come_change_nothing(trial, coast):
    ends = [
        fly(
            trial.mission(
                coast("b", burn=burn(*failures)), coast(until=Condition("duration", 60.0))
            )
        )
        for failures in ((), (EngineFailure(np.inf, 2),), (EngineFailure(5.0),))
    ]
    for other in ends[1:]:
        np.testing.assert_array_equal(other.y, ends[0].y)
