"""Places of an ephemeris count as orbits of their own."""

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from sim.formats.orbit.ephemeris import Ephemeris, EphemerisSegment
from sim.frames.constants import MU
from sim.frames.epoch import DAY, Epoch
from sim.prediction.known_orbit import EVERY, known_orbits

EPOCH = Epoch(60000, 1000.0)


def _circle(axis: float, tilt: float, days: float) -> Ephemeris:
    """A circular two-body orbit, a state every four minutes."""
    t = np.arange(0.0, days * DAY + 1.0, 240.0)
    n = np.sqrt(MU / axis**3)
    c, s = np.cos(n * t), np.sin(n * t)
    node, ahead = np.array([1.0, 0, 0]), np.array([0, np.cos(tilt), np.sin(tilt)])
    place = axis * (c[:, None] * node + s[:, None] * ahead)
    speed = axis * n * (c[:, None] * ahead - s[:, None] * node)
    segment = EphemerisSegment(
        frame="gcrf", epoch=EPOCH, t=t, states=np.hstack([place, speed]), lines=np.arange(len(t))
    )
    return Ephemeris(name="CIRCLE", designator="", segments=(segment,))


@given(axis=st.floats(6.5e6, 7.5e6), tilt=st.floats(0.1, 3.0), days=st.floats(1.0, 2.0))
@settings(max_examples=15, deadline=None)
def test_axis_inclination_and_cover_of_an_ephemeris(axis, tilt, days):
    found = known_orbits(ephemerides=[_circle(axis, tilt, days)])
    assert len(found) == 1 + int(np.floor((np.floor(days * DAY / 240.0) * 240.0) / EVERY))
    for each in found:
        assert each.axis_m == pytest.approx(axis, rel=1e-9)
        assert each.inclination_rad == pytest.approx(tilt, abs=1e-6)
        assert each.period_s == pytest.approx(2 * np.pi * np.sqrt(axis**3 / MU))
        assert not each.own_decay
        assert each.before_s >= 0.0 and each.after_s >= 0.0
    last = found[-1]
    assert last.after_s == 0.0
    state = last.states(last.epoch, np.array([-600.0]))[0]
    assert np.linalg.norm(state[:3]) == pytest.approx(axis, rel=1e-6)
