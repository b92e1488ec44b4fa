"""Mean elements fitted to states: those that SGP4 itself made are found again."""

import numpy as np
import pytest

from sim.formats.orbit.element_set import two_lines
from sim.formats.orbit.element_text import omm_text, tle_text
from sim.formats.orbit.fit import fit_elements
from sim.formats.orbit.omm import read_omm
from sim.formats.orbit.read import tle_sets

ISS = (
    "1 25544U 98067A   19366.82137887  .00016717  00000-0  10270-3 0  9129",
    "2 25544  51.6392  96.6358 0005156  88.7140 271.4601 15.49497216  6061",
)  # https://celestrak.org/NORAD/elements/supplemental/, 30 December 2019
T = np.arange(0.0, 86401.0, 240.0)


def test_the_orbit_of_an_element_set_is_fitted_to_its_printed_digits():
    """The last digits of angles, 0.0001 deg, are 12 m of a low orbit."""
    given = two_lines(ISS)
    fit = fit_elements(given.epoch, T, given.gcrf_states(given.epoch, T), "ISS", 99999)
    assert fit.rms < 30.0 and fit.largest < 60.0
    assert fit.elements.satellite.bstar == pytest.approx(given.satellite.bstar, rel=0.02)


def test_both_forms_of_a_fitted_set_are_read_back():
    given = two_lines(ISS)
    fit = fit_elements(given.epoch, T, given.gcrf_states(given.epoch, T), "ISS", 99999)
    (tle,) = tle_sets(tle_text(fit.elements))
    (omm,) = read_omm(omm_text(fit.elements, "2026-11-30T00:00:00Z", ["off by 1 km"]))
    assert tle.name == omm.name == "ISS" and tle.number == omm.number == 99999
    assert np.abs(tle.teme_states(tle.epoch, T) - omm.teme_states(tle.epoch, T)).max() < 1.0


def test_too_few_states_and_no_orbit_are_refused():
    given = two_lines(ISS)
    states = given.gcrf_states(given.epoch, T)
    with pytest.raises(ValueError, match="ten or more"):
        fit_elements(given.epoch, T[:9], states[:9], "ISS", 1)
    for factor in (0.0, 2.0):
        with pytest.raises(ValueError, match="not that of an orbit"):
            fit_elements(given.epoch, T, states * [1, 1, 1, factor, factor, factor], "ISS", 1)
