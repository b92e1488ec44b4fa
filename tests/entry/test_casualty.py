"""Casualty area, expected casualties, the product rule and its wording: published check values."""

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from sim.entry.risk.casualty import (
    Branch,
    Span,
    allowed_casualty_area,
    casualty_area,
    expected_casualties,
    one_in,
    opiela_matney_area,
    total_risk,
    uncontrolled_casualties,
)
from sim.entry.risk.population import mean_density_per_km2, population

AREAS = [0.01, 0.1, 1.0, 10.0]


@pytest.fixture(scope="module")
def people():
    return population(2031)


def test_casualty_area_of_the_standard():
    assert casualty_area(AREAS) == pytest.approx([0.49, 0.84, 2.56, 14.2], rel=0.005)
    assert casualty_area(0.0) == pytest.approx(0.36)


def test_casualty_area_of_opiela_and_matney():
    circle = 2.0 * np.sqrt(np.pi * np.array(AREAS))
    found = opiela_matney_area(AREAS, circle)
    assert found == pytest.approx([0.39, 0.71, 2.34, 13.6], abs=0.005, rel=0.005)
    assert opiela_matney_area(0.0, 0.0) == pytest.approx(np.pi * 0.2975**2, rel=1e-3)


def test_fragments_of_the_catalogue():
    """Pump module, rack, SARJ, Naples stanchion, and the node taken whole (two figures given)."""
    found = casualty_area([2.2, 2.3, 6.5, 0.004, 28.0])
    assert found == pytest.approx([4.4, 4.4, 10.0, 0.44, 35.0], rel=0.02)


@pytest.mark.parametrize(
    ("beta", "mass"), [(5.0, 0.375), (20.0, 0.094), (50.0, 0.037), (100.0, 0.019)]
)
def test_lightest_fragment_that_counts(beta, mass):
    """15 J at terminal speed sqrt(2 beta g / rho) at sea level; masses are given to a gram."""
    square = 2.0 * beta * 9.80665 / 1.225
    heavier, lighter = (0.5 * m * square for m in (mass + 0.0006, mass - 0.0006))
    assert casualty_area(0.01, [heavier, lighter]) == pytest.approx([0.49, 0.0])
    assert opiela_matney_area(0.01, 0.4, lighter) == 0.0


def test_threshold_is_a_parameter():
    assert casualty_area([0.01, 0.01], [15.0, 15.1]) == pytest.approx([0.0, 0.49])
    assert casualty_area(0.01, 15.0, casualty_energy=10.0) == pytest.approx(0.49)


@pytest.mark.parametrize("area", [-1e-9, float("nan"), float("inf")])
def test_bad_areas_are_refused(area):
    with pytest.raises(ValueError, match="area of a fragment"):
        casualty_area([1.0, area])
    with pytest.raises(ValueError, match="perimeter of a fragment"):
        opiela_matney_area(1.0, area)
    with pytest.raises(ValueError, match="kinetic energy"):
        casualty_area(1.0, float("nan"))


ROW_2031 = [
    (5, 9.6e-5),
    (10, 1.9e-4),
    (100, 1.9e-3),
    (500, 9.6e-3),
    (1000, 1.9e-2),
    (2000, 3.8e-2),
    (3000, 5.8e-2),
]


@pytest.mark.parametrize(("area", "casualties"), ROW_2031)
def test_uncontrolled_entry_in_2031(people, area, casualties):
    """Stated for 19.2 people per km2, mean over time; ours are 19.37 (8.63e9 people), and two
    figures are given. More are where natural decays end.
    """
    assert 19.2e-6 * area == pytest.approx(casualties, rel=0.015)
    over_time = 1e-6 * area * mean_density_per_km2(people, 51.64)
    assert over_time == pytest.approx(casualties, rel=0.03)
    assert 1.0 < uncontrolled_casualties(people, 51.64, area) / over_time < 1.1


def test_casualty_area_that_meets_the_limit(people):
    """5.2 m2 in 2031; 5.8 m2 for the raster as built, of 2019."""
    assert allowed_casualty_area(19.2) == pytest.approx(5.2, abs=0.01)
    assert allowed_casualty_area(mean_density_per_km2(people, 51.64)) == pytest.approx(5.2, abs=0.1)
    raw = mean_density_per_km2(population(), 51.64)
    assert allowed_casualty_area(raw) == pytest.approx(5.8, abs=0.05)


def test_station_uncontrolled_and_the_burn_it_needs(people):
    """3000 to 3600 m2 give 0.06 to 0.07, 1 in 15, so the burn may fail once in 650 at most."""
    low, high = (uncontrolled_casualties(people, 51.64, area) for area in (3000.0, 3600.0))
    assert (low, high) == (pytest.approx(0.06, abs=0.005), pytest.approx(0.07, abs=0.005))
    assert one_in(uncontrolled_casualties(people, 51.64, 3400.0)) == "1 in 15"
    assert 1e-4 / high == pytest.approx(1.5e-3, rel=0.1)


def test_shelter_takes_its_share(people):
    open_air = uncontrolled_casualties(people, 51.64, 100.0)
    assert uncontrolled_casualties(people, 51.64, 100.0, 0.8) == pytest.approx(0.2 * open_air)
    with pytest.raises(ValueError, match="sheltered share"):
        uncontrolled_casualties(people, 51.64, 100.0, 1.2)


def test_impacts_at_sea_harm_nobody(people):
    x, y = np.meshgrid(np.linspace(-150.0, -100.0, 20), np.linspace(-55.0, -35.0, 20))
    assert expected_casualties(people, x.ravel(), y.ravel(), np.full(400, 10.0)) == 0.0


def test_impacts_spread_as_an_orbit_give_the_uncontrolled_value(people):
    rng = np.random.default_rng(3)
    n = 400_000
    u, x = rng.uniform(0.0, 2.0 * np.pi, n), rng.uniform(-180.0, 180.0, n)
    geocentric = np.arcsin(np.sin(np.radians(51.64)) * np.sin(u))
    y = np.degrees(np.arctan(np.tan(geocentric) / (1.0 - 0.00669437999014)))
    found = expected_casualties(people, x, y, np.full(n, 3000.0), events=n)
    over_time = 3e-3 * mean_density_per_km2(people, 51.64)
    assert found == pytest.approx(over_time, rel=0.02)


def test_events_are_counted(people):
    args = (people, [77.2, 77.2], [28.6, 28.6], [5.0, 5.0])
    assert expected_casualties(*args, events=2) == pytest.approx(0.5 * expected_casualties(*args))
    with pytest.raises(ValueError, match="at least one"):
        expected_casualties(*args, events=0)


NO_BURN = Branch("no burn", 0.01, 0.06, "assumption: for the test")
SHORT = Branch("burn too short", Span(0.001, 0.01, 0.02), Span(0.01, 0.02, 0.09), "assumption")


def test_product_rule():
    risk = total_risk(1e-5, [NO_BURN, SHORT])
    assert risk.total.likely == pytest.approx(0.98 * 1e-5 + 0.01 * 0.06 + 0.01 * 0.02)
    assert risk.total.low == pytest.approx(0.989 * 1e-5 + 0.01 * 0.06 + 0.001 * 0.01)
    assert risk.total.high == pytest.approx(0.97 * 1e-5 + 0.01 * 0.06 + 0.02 * 0.09)
    assert risk.contributions["no burn"].likely == pytest.approx(6e-4)
    assert sum(risk.share.values()) == pytest.approx(1.0)
    assert (risk.driver, risk.least_known) == ("no burn", "burn too short")
    assert list(risk.contributions) == ["nominal", "no burn", "burn too short"]


def test_without_branches_the_nominal_entry_is_all():
    risk = total_risk(Span(0.0, 1e-6, 2e-6), [], nominal_name="as planned")
    assert risk.total == Span(0.0, 1e-6, 2e-6)
    assert risk.driver == "as planned"
    assert total_risk(0.0, []).share == {"nominal": 0.0}


SPANS = st.lists(st.floats(0.0, 0.3), min_size=3, max_size=3).map(lambda v: Span(*sorted(v)))


@given(SPANS, SPANS, SPANS, SPANS, SPANS, st.lists(st.floats(0.0, 1.0), min_size=5, max_size=5))
def test_total_stays_between_its_ends(e0, p1, e1, p2, e2, where):
    """Any values within the spans give a total within the span of the total."""
    risk = total_risk(e0, [Branch("a", p1, e1, "s"), Branch("b", p2, e2, "s")])
    spans = (e0, p1, e1, p2, e2)
    n, pa, ea, pb, eb = (s.low + w * (s.high - s.low) for s, w in zip(spans, where, strict=True))
    total = (1.0 - pa - pb) * n + pa * ea + pb * eb
    assert risk.total.low - 1e-12 <= total <= risk.total.high + 1e-12
    assert risk.total.low <= risk.total.likely + 1e-12 <= risk.total.high + 2e-12


@pytest.mark.parametrize(
    ("branches", "message"),
    [
        ([NO_BURN, NO_BURN], "different names"),
        ([Branch("x", 1.1, 0.1, "s")], "x: probability"),
        ([Branch("x", -0.1, 0.1, "s")], "x: probability"),
        ([Branch("x", 0.1, -0.1, "s")], "x: expected casualties"),
        ([Branch("x", 0.1, float("inf"), "s")], "x: expected casualties"),
        ([Branch("x", float("nan"), 0.1, "s")], "x: probability"),
        ([Branch("x", Span(0.2, 0.1, 0.3), 0.1, "s")], "x: probability"),
        ([Branch("x", 0.6, 0.1, "s"), Branch("y", 0.6, 0.1, "s")], "x, y sum to 1.2"),
    ],
)
def test_bad_branches_are_named(branches, message):
    with pytest.raises(ValueError, match=message):
        total_risk(1e-5, branches)


@pytest.mark.parametrize(
    ("expectation", "words"),
    [
        (1e-4, "1 in 10,000"),
        (0.0667, "1 in 15"),
        (6.7e-5, "1 in 15,000"),
        (0.4, "1 in 2.5"),
        (0.0, "none"),
        (1.3, "1.3 casualties"),
        (1e-13, "less than 1 in 1,000,000,000,000"),
    ],
)
def test_wording(expectation, words):
    assert one_in(expectation) == words


@pytest.mark.parametrize("value", [-1e-3, float("nan"), float("inf")])
def test_wording_of_nonsense_is_refused(value):
    with pytest.raises(ValueError, match="never"):
        one_in(value)
