"""Rated life of an engine holds over everything it does: lowering, and the burns that follow."""

import pytest

from sim.flight.fly import fly
from sim.flight.phase import AltitudeProfile, Burn, Condition, Firing, Steering

DAY = 86400.0
MAIN = (Firing("tug.main"),)


def test_lowering_and_burns_share_the_rated_time_and_the_starts(trial, coast):
    """890 s and 4 starts: a pair of lowering burns takes part of both, the burns after it the
    rest.
    """
    rule = AltitudeProfile(
        times=(0.0,), altitudes=(397e3,), every=0.2 * DAY, firings=MAIN, least_delta_v=0.1
    )
    lower = coast(
        "lower",
        altitude_profile=rule,
        until=Condition("duration", 0.35 * DAY),
        field_degree=8,
        relative_tolerance=1e-10,
    )
    burn = Burn(MAIN, "duration", 500.0, Steering("velocity", (1.0, 0.0, 0.0)))
    phases = [lower, *(coast(f"burn_{k}", burn=burn) for k in range(3))]
    flight = fly(trial.mission(*phases, perigee=405e3, apogee=405e3))
    lowering = [b for b in flight.burns if b.lowering]
    burns = [b for b in flight.burns if not b.lowering]
    assert len(lowering) == 2 and all(b.is_complete and b.duration > 50.0 for b in lowering)
    spent = sum(b.duration for b in lowering)
    left = [500.0, 390.0 - spent, 0.0] if spent < 390.0 else [890.0 - spent, 0.0, 0.0]
    assert [b.duration for b in burns] == pytest.approx(left, abs=1e-6)
    assert flight.final.fired[0, 0] == pytest.approx(890.0, abs=1e-6)
    assert flight.final.starts[0, 0] == 2 + sum(seconds > 0.0 for seconds in left)
    assert burns[-1].ending == "exhausted"
