"""Functions of one's own in `sim.propagate`: what they do is what their lines say."""

import numpy as np
import pytest

import sim
from sim.lanes import interpreted, on_lanes
from sim.own.generated import module_of
from sim.own.trial import trial_arguments
from tests.own.conftest import ALTITUDE, DENSITY, SCALE, thin

EPOCH = "2025-06-01T00:00:00Z"
START = [[6650e3, 0.0, 0.0, 0.0, 4.7e3, 6.0e3], [6700e3, 1e4, 0.0, 0.0, 4.7e3, 6.05e3]]
FIELD = [sim.Gravity("egm2008", 4), sim.Drag(20.0, 2.2)]
SHIPPED = sim.Atmosphere("exponential", exponential=(DENSITY, ALTITUDE, SCALE))


@pytest.fixture(scope="module")
def flown(registered):
    """All four at once, so that the kernels are compiled once."""
    forces = [
        *FIELD,
        sim.Atmosphere("own", function="thin"),
        sim.Acceleration("push"),
        sim.Thrust(1.0, 300.0, frame="own", law="back_and_forth"),
    ]
    events = [sim.Event("distance", 6640e3, "falling", stop=True), sim.Event("distance", 6660e3)]
    return sim.propagate(START, EPOCH, forces, [3000.0], mass=500.0, events=events, threads=1)


def test_an_event_of_ones_own_stops_a_trajectory(flown):
    assert flown.status.tolist()[0] == "stopped: distance"
    stopped = flown.end_states[0, :3]
    assert abs(np.linalg.norm(stopped) - 6640e3) < 1.0


def test_events_on_the_way_are_where_the_function_says(flown):
    way = flown.events.state[flown.events.time_s != flown.end_s[flown.events.trajectory]]
    assert len(way) > 0
    assert np.abs(np.linalg.norm(way[:, :3], axis=1) - 6660e3).max() < 0.01


def test_the_same_air_written_by_oneself_has_the_same_text(registered):
    again = sim.register("atmosphere", thin, name="again")
    assert again.digest == registered["atmosphere"].digest
    assert "DENSITY = 5.6e-07" in again.text


def test_what_acts_is_what_the_lines_say(registered, flown):
    """Over a second from rest relative to a flight without them, thrust and push show."""
    forces = [sim.Gravity("egm2008", 4)]
    plain = sim.propagate(START, EPOCH, forces, [100.0], mass=500.0)
    own = [
        *FIELD,
        sim.Atmosphere("own", function="thin", density_factor=0.0),
        sim.Acceleration("push"),
        sim.Thrust(1.0, 300.0, frame="own", law="back_and_forth"),
    ]
    events = [sim.Event("distance", 1e6, "falling", stop=True)]
    pushed = sim.propagate(START, EPOCH, own, [100.0], mass=500.0, events=events, threads=1)
    along = np.array(START)[:, 3:] / np.linalg.norm(np.array(START)[:, 3:], axis=1)[:, None]
    gained = ((pushed.states[:, 0, 3:] - plain.states[:, 0, 3:]) * along).sum(axis=1)
    # 0.4 N forward and 1 N back on 500 kg for 100 s, beside what 6 mm of another orbit do
    np.testing.assert_allclose(gained, (0.4 - 1.0) / 500.0 * 100.0, rtol=0.02)


def test_compiled_and_interpreted_agree(registered):
    given = trial_arguments()
    for own in registered.values():
        function = getattr(module_of("function", own.text, own.table), own.entry)
        asked = [given[name] for name in own.arguments]
        np.testing.assert_allclose(
            on_lanes(function, *asked), interpreted(function)(*asked), rtol=1e-13
        )


def test_a_table_is_the_density_at_its_knots_and_smooth_between():
    altitude = np.linspace(100e3, 600e3, 51)
    latitude, hour = np.linspace(-np.pi / 2, np.pi / 2, 7), np.arange(8) * 3.0
    scale = 1.0 + 0.3 * np.cos(latitude)[:, None] * np.cos((hour - 14.0) / 12.0 * np.pi)
    density = 1e-9 * np.exp(-(altitude - 100e3) / 40e3)[:, None, None] * scale
    own = sim.register("atmosphere", sim.DensityTable(altitude, density), name="table")
    look = interpreted(getattr(module_of("function", own.text, own.table), own.entry))
    k, j, h = np.meshgrid(np.arange(51), np.arange(7), np.arange(8), indexing="ij")
    k, j, h = k.ravel(), j.ravel(), h.ravel()
    at = look(altitude[k], np.sin(latitude[j]), np.cos(latitude[j]), hour[h])
    np.testing.assert_allclose(at, density[k, j, h], rtol=1e-10)
    above = look(np.array([640e3]), np.array([0.5]), np.array([0.75**0.5]), np.array([3.0]))
    top = look(np.array([600e3]), np.array([0.5]), np.array([0.75**0.5]), np.array([3.0]))
    np.testing.assert_allclose(above, top * np.exp(-1.0), rtol=1e-6)
