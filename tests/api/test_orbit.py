"""boinor orbits out of a flight and into a scenario."""

from datetime import datetime, timedelta

import numpy as np
import pytest
from astropy import units as u
from astropy.time import Time
from boinor.bodies import Earth, Mars
from boinor.frames import Planes
from boinor.twobody import Orbit

from sim.api.instant import epoch_of
from sim.api.orbit import state_at
from sim.errors import InputError

pytestmark = pytest.mark.filterwarnings("ignore")  # boinor's own


def test_the_first_state(flight):
    orbit = flight.orbit()
    assert orbit.attractor is Earth and orbit.plane is Planes.EARTH_EQUATOR
    assert np.allclose(orbit.r.to_value("m"), flight.position_m[0], rtol=1e-15)
    assert np.allclose(orbit.v.to_value("m/s"), flight.velocity_m_s[0], rtol=1e-15)
    assert abs((orbit.epoch - flight.epoch).to_value("s")) < 1e-6
    assert orbit.inc.to_value("deg") == pytest.approx(51.6, abs=0.05)


def test_a_state_between_saved_ones_is_that_of_the_flight(flight):
    """Flown to a saved state from the one before it: the saved one comes out."""
    segment = max(flight.record.segments, key=lambda each: len(each.samples))
    k = len(segment.samples) // 2
    cut = np.delete(segment.samples, k, axis=0)
    segments = tuple(
        type(s)(s.row, s.phase, s.parameters, cut) if s is segment else s
        for s in flight.record.segments
    )
    fields = {name: getattr(flight.record, name) for name in flight.record.__dataclass_fields__}
    thinned = type(flight.record)(**(fields | {"segments": segments}))
    time, saved = segment.samples[k, 0], segment.samples[k, 1:]
    state = state_at(thinned, flight.record.mission.epoch.plus(float(time)))
    assert np.linalg.norm(state[:3] - saved[:3]) < 0.01  # m, ten times the tolerance of a step
    assert np.linalg.norm(state[3:6] - saved[3:6]) < 1e-5


def test_instants(flight):
    text = flight.figures["start_utc"]
    later = datetime.fromisoformat(text) + timedelta(minutes=10)
    forms = (later, later.isoformat().replace("+00:00", "Z"), Time(later))
    orbits = [flight.orbit(at).r.to_value("m") for at in forms]
    assert np.ptp(orbits, axis=0).max() < 1e-2
    with pytest.raises(InputError, match="outside the flight; allowed: 2025-06-01"):
        flight.orbit("2024-01-01T00:00:00Z")
    for wrong in ("yesterday", later.replace(tzinfo=None), 12.5):
        with pytest.raises(InputError):
            epoch_of(wrong)


def test_a_scenario_starts_on_an_orbit(descent, flight):
    """The first state of a scenario made of an orbit is the orbit's, in any plane."""
    orbit = flight.orbit()
    for given in (orbit, orbit.change_plane(Planes.EARTH_ECLIPTIC)):
        begun = descent.with_(state=given)
        cartesian = begun.scenario.state.cartesian
        assert np.allclose(cartesian.position, flight.position_m[0], atol=1e-6)
        assert np.allclose(cartesian.velocity, flight.velocity_m_s[0], atol=1e-9)
        assert begun.scenario.start[:19] == flight.figures["start_utc"][:19]


def test_what_is_no_orbit_about_the_earth(descent):
    mars = Orbit.from_vectors(Mars, [4e6, 0, 0] * u.m, [0, 3e3, 0] * u.m / u.s)
    for wrong in (mars, "an orbit"):
        with pytest.raises(InputError, match="allowed: a boinor Orbit about the Earth"):
            descent.with_(state=wrong)


def test_the_quick_look(flight):
    import matplotlib

    matplotlib.use("Agg")
    plotter = flight.plot_orbits(flight.figures["start_utc"])
    assert len(plotter.trajectories) == 1
