"""Where natural decays end: clustering at the equator, its table, and whose risk it is."""

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from scipy.special import i0, i1

from sim.data import open_data
from sim.entry.risk.natural_decay import clustering
from sim.entry.risk.population import (
    end_density_per_km2,
    end_share,
    mean_density_per_km2,
    population,
    population_from_raster,
    time_share,
)
from sim.entry.risk.uncontrolled import ELSEWHERE, risk_by_country, risk_by_latitude

ENDS = 10_000
NOISE = np.sqrt(2.0 / ENDS)


@pytest.fixture(scope="module")
def people():
    return population(2031)


@pytest.fixture(scope="module")
def table():
    return open_data("natural_decay")


def harmonic(counted: np.ndarray, k: int) -> complex:
    """Of a density over the argument of latitude, from counts in 72 stretches."""
    u = 2.0 * np.pi * (np.arange(72) + 0.5) / 72
    return complex(2.0 * (counted * np.exp(1j * k * u)).sum() / counted.sum())


def test_ends_cluster_at_the_equator_as_bacon_and_matney_argue(table):
    assert (table["landed"].sum(axis=1) == ENDS).all()
    assert (table["broken_up"].sum(axis=1) == ENDS).all()
    assert (table["clustering"] > 5.0 * NOISE).all()
    assert table["clustering"][-1] > 3.0 * table["clustering"][0]


def test_nothing_but_the_second_harmonic_is_above_the_noise(table):
    """Six inclinations, heights of break-up and of the ground: 4.5 standard errors."""
    for k in (1, 3, 4, 5, 6, 7, 8):
        for counted in (*table["landed"], *table["broken_up"]):
            found = harmonic(counted, k)
            assert max(abs(found.real), abs(found.imag)) < 4.5 * NOISE


def test_the_table_is_that_of_its_counts(table):
    found = [harmonic(counted, 2).real for counted in table["landed"]]
    assert found == pytest.approx(list(table["clustering"]), abs=0.005)


def test_it_goes_with_the_lift_of_the_orbit_over_a_flattened_earth(table):
    """A slow descent through air of scale height H ends as exp(-L sin^2 u / H), L = 21.4 km sin^2 i
    the lift at the turning points; that has the second harmonic 2 I1(x) / I0(x), x = L / 2H. Flown
    decays fit H of 20 to 35 km, which the air has at 130 to 170 km, where the last day passes.
    """
    lift = 21.4 * np.sin(np.radians(table["inclination_deg"])) ** 2
    low, high = (2.0 * i1(x) / i0(x) for x in (lift / 70.0, lift / 40.0))
    assert (table["clustering"] > low - 3.0 * NOISE).all()
    assert (table["clustering"] < high + 3.0 * NOISE).all()


@given(st.floats(0.0, 180.0))
def test_shares_of_the_ends_are_complete_and_alike_on_both_sides(inclination):
    share = end_share(population(), inclination)
    assert np.all(share >= 0.0)
    assert share.sum() == pytest.approx(1.0, abs=1e-12)
    assert share == pytest.approx(share[::-1], abs=1e-12)
    assert share == pytest.approx(end_share(population(), 180.0 - inclination), abs=1e-9)


def test_an_equatorial_orbit_has_no_lift():
    assert clustering(0.0) == 0.0
    assert clustering(180.0) == pytest.approx(0.0, abs=1e-15)
    assert end_share(population(), 0.0) == pytest.approx(time_share(population(), 0.0), abs=1e-15)


@pytest.mark.parametrize("inclination", [-1.0, 180.1, float("nan")])
def test_an_inclination_that_is_none_is_refused(inclination):
    with pytest.raises(ValueError, match="not 0 to 180"):
        clustering(inclination)


def test_shares_are_those_of_ends_drawn_along_the_orbit(people):
    """10^6 arguments of latitude, each weighted by the density of ends."""
    u = 2.0 * np.pi * (np.arange(1_000_000) + 0.5) / 1_000_000
    weight = 1.0 + clustering(51.64) * np.cos(2.0 * u)
    geocentric = np.arcsin(np.sin(np.radians(51.64)) * np.sin(u))
    geodetic = np.degrees(np.arctan(np.tan(geocentric) / (1.0 - 0.00669437999014)))
    counted = np.histogram(geodetic, np.linspace(-90.0, 90.0, 361), weights=weight)[0][::-1]
    assert end_share(people, 51.64) == pytest.approx(counted / len(u), abs=7e-6)


def test_ends_flown_and_ends_by_the_table_meet_the_same_people(people, table):
    """The people under the 10,000 flown ends themselves, within their noise of 1 %."""
    row = int(np.argmin(np.abs(table["inclination_deg"] - 51.64)))
    counted = table["landed"][row]
    u = 2.0 * np.pi * (np.arange(72 * 200) + 0.5) / (72 * 200)
    geocentric = np.arcsin(np.sin(np.radians(51.64)) * np.sin(u))
    geodetic = np.degrees(np.arctan(np.tan(geocentric) / (1.0 - 0.00669437999014)))
    density = 1e6 * people.people.sum(axis=1) / (720 * people.cell_area)
    there = density[np.minimum(((90.0 - geodetic) * 2).astype(int), 359)]
    flown = float(np.repeat(counted / 200, 200) @ there / counted.sum())
    assert flown == pytest.approx(end_density_per_km2(people, 51.64), rel=0.03)


def test_bands_add_up(people):
    bands = risk_by_latitude(people, 51.64)
    assert [band.north_deg for band in bands] == list(range(60, -60, -10))
    assert sum(band.share_of_ends for band in bands) == pytest.approx(1.0)
    assert sum(band.share_of_risk for band in bands) == pytest.approx(1.0)
    mean = sum(band.share_of_ends * band.people_per_km2 for band in bands)
    assert mean == pytest.approx(end_density_per_km2(people, 51.64))
    assert 1.0 < mean / mean_density_per_km2(people, 51.64) < 1.1


def test_countries_add_up(people):
    shares = dict(risk_by_country(people, 51.64))
    assert sum(shares.values()) == pytest.approx(1.0)
    assert set(list(shares)[:2]) == {"India", "China"} and len(shares) == 11
    assert list(shares)[-1] == ELSEWHERE
    # all of both lies under the orbit, and 1.4e9 people of 7.7e9 live in each
    assert 0.12 < shares["India"] < 0.25 and 0.12 < shares["China"] < 0.25


def test_nobody_is_at_risk_on_an_empty_earth():
    people = np.zeros((360, 720))
    people[0, 0] = 1.0  # at the pole, where no such orbit comes
    alone = population_from_raster(people, np.ones((360, 720)), 2020)
    assert risk_by_country(alone, 51.64) == []
    assert {band.share_of_risk for band in risk_by_latitude(alone, 51.64)} == {0.0}
