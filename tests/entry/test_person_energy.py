"""What falls on one person, and what roofs keep from people: closed forms and properties."""

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from sim.entry.risk.casualty import casualty_area, energy_on_person
from sim.entry.risk.population import population
from sim.entry.risk.sheltering import (
    DAY_SHARE,
    ROOFS,
    Shelter,
    is_day,
    is_urban,
    struck_share,
    urban_share,
)

AREA = st.floats(0.0, 1e3)
ENERGY = st.floats(0.0, 1e9)


def test_a_sheet_counts_for_what_lands_on_a_person():
    """A wing of 330 kg and 204 m2 (mean of 34 by 12 m) at 5.6 m/s: 5.2 kJ in all, and 0.36 m2 of it
    0.58 kg, 9.1 J.
    """
    area, mass, speed = 204.0, 330.0, 5.6
    whole = 0.5 * mass * speed**2
    found = energy_on_person(area, whole)
    assert found == pytest.approx(0.5 * (mass / area * 0.36) * speed**2, rel=1e-12)
    assert whole > 15.0 > found
    assert casualty_area(area, whole) > 0.0 == casualty_area(area, found)


@given(AREA, ENERGY)
def test_never_more_than_the_whole(area, energy):
    found = float(energy_on_person(area, energy))
    assert 0.0 <= found <= energy
    if area <= 0.36:
        assert found == pytest.approx(energy, rel=1e-12)
    assert casualty_area(area, found) <= casualty_area(area, energy)


@given(AREA, AREA, ENERGY, ENERGY)
def test_more_energy_and_less_area_are_worse(a, b, e, f):
    (a, b), (e, f) = sorted((a, b)), sorted((e, f))
    assert energy_on_person(a, e) <= energy_on_person(a, f)
    assert energy_on_person(b, e) <= energy_on_person(a, e)


@pytest.mark.parametrize("area", [-1.0, float("nan"), float("inf")])
def test_bad_areas_are_refused(area):
    with pytest.raises(ValueError, match="area of a fragment"):
        energy_on_person(area, 1.0)


SHARES = st.tuples(st.floats(0.0, 1.0), st.floats(0.0, 1.0)).map(sorted)
SHELTERS = st.builds(
    lambda day, night, cut: Shelter(
        day, night, {"light": cut[0], "wood": cut[1] - cut[0], "concrete": 1.0 - cut[1]}
    ),
    st.floats(0.0, 1.0),
    st.floats(0.0, 1.0),
    SHARES,
)


@given(SHELTERS, st.lists(ENERGY, min_size=1, max_size=9), st.floats(0.0, 1.0))
def test_shelter_keeps_some_and_never_harms(shelter, energies, day):
    """At least those out of doors are struck, at most all; more energy, more people."""
    energy = np.sort(np.array(energies))
    low, likely, high = struck_share(shelter, energy, np.full(len(energy), day))
    outside = 1.0 - (day * shelter.indoors_day + (1.0 - day) * shelter.indoors_night)
    for share in (low, likely, high):
        assert (share >= outside - 1e-9).all() and (share <= 1.0 + 1e-9).all()
        assert (np.diff(share) >= -1e-9).all()
    assert (low <= likely + 1e-9).all() and (likely <= high + 1e-9).all()


def test_what_a_roof_stops():
    shelter = Shelter(0.9, 0.9, {"wood": 1.0})
    below, above = ROOFS["wood"].likely, np.nextafter(ROOFS["wood"].likely, np.inf)
    _, likely, _ = struck_share(shelter, np.array([below, above]), np.ones(2))
    assert likely == pytest.approx([0.1, 1.0])


def test_nobody_indoors_is_the_standard():
    shares = struck_share(Shelter(0.0, 0.0, {"concrete": 1.0}), np.array([1.0, 1e6]), np.ones(2))
    assert np.array(shares) == pytest.approx(1.0)


@pytest.mark.parametrize(
    ("values", "words"),
    [
        ((1.1, 0.5, {"wood": 1.0}), "indoors_day is 1.1"),
        ((0.5, -0.1, {"wood": 1.0}), "indoors_night is -0.1"),
        ((0.5, 0.5, {"straw": 1.0}), "roof 'straw'; there are light, wood, concrete"),
        ((0.5, 0.5, {"wood": 0.5}), "roofs sum to 0.5"),
        ((0.5, 0.5, {}), "roofs sum to 0"),
    ],
)
def test_bad_shelters_are_refused(values, words):
    with pytest.raises(ValueError, match=words):
        Shelter(*values)


def test_day_by_the_mean_sun():
    hours = np.array([12.0, 0.0, 12.0, 0.0, 6.9, 7.1, 20.9, 21.1])
    east = np.array([0.0, 0.0, 180.0, 180.0, 0.0, 0.0, 0.0, 0.0])
    assert is_day(hours, east).tolist() == [1.0, 0.0, 0.0, 1.0, 0.0, 1.0, 1.0, 0.0]
    every = np.linspace(0.0, 24.0, 24000, endpoint=False)
    assert is_day(every, np.zeros(24000)).mean() == pytest.approx(DAY_SHARE, abs=1e-3)


def test_people_in_towns_under_the_orbit():
    """World Urbanization Prospects 2018 counts 56 % in towns in 2020, by other bounds of a town;
    cells of a quarter of a degree mix towns with the land around.
    """
    people = population(2031)
    assert 0.4 < urban_share(people, 51.6) < 0.7
    assert is_urban(np.array([299.0, 300.0])).tolist() == [False, True]
