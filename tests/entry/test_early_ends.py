"""People under the early ends of a final burn: debris laid along their tracks, against the mean of
the track that they cover; and the stretches of a burn. On the real plans, beside the failure map:
`tests/workflow/test_early_cut_off.py`.
"""

import numpy as np
import pytest

from sim.dynamics.rhs import EARTH_RATE
from sim.entry.risk.early_ends import DENSITY_ERROR, MOTION, people_under_ends, tabulate_cut_offs
from sim.entry.risk.population import (
    density_per_km2,
    mean_density_per_km2,
    population,
    track_density_per_km2,
)
from sim.frames.constants import MEAN_RADIUS

INCLINATION = np.radians(51.6)
HERE = np.zeros(1), np.ones(1)
"""A single fragment, below where the stack breaks up."""


@pytest.fixture(scope="module")
def people():
    return population(2031.0)


def orbit(phase):
    """Latitude, longitude and course in rad of points below an orbit, by the angle flown."""
    latitude = np.arcsin(np.sin(INCLINATION) * np.sin(phase))
    longitude = np.arctan2(np.cos(INCLINATION) * np.sin(phase), np.cos(phase))
    course = np.arctan2(np.cos(INCLINATION), np.sin(INCLINATION) * np.cos(phase))
    return latitude, longitude + 1.0 - EARTH_RATE / MOTION * phase, course


def density(people, phase):
    latitude, longitude, _ = orbit(np.asarray(phase))
    return density_per_km2(people, np.degrees(longitude), np.degrees(latitude))


def test_debris_falls_along_the_track_from_where_the_stack_breaks_up(people):
    phase = np.array([0.3, 2.0, 4.4])
    ends, still = orbit(phase), np.zeros(3)
    assert people_under_ends(*HERE, ends, still, people, 7.0) == pytest.approx(
        density(people, phase)
    )
    for along in (-2e6, 1.5e6):
        there = density(people, phase + along / MEAN_RADIUS)
        found = people_under_ends(np.array([along]), np.ones(1), ends, still, people, 7.0)
        assert found == pytest.approx(there)
    # two fragments, weighted by their casualty areas
    both = people_under_ends(np.array([0.0, 1e6]), np.array([1.0, 3.0]), ends, still, people, 7.0)
    there = density(people, phase), density(people, phase + 1e6 / MEAN_RADIUS)
    assert both == pytest.approx(0.25 * there[0] + 0.75 * there[1])


def test_who_stays_up_comes_down_anywhere(people):
    ends = (np.array([np.nan, 0.1]),) * 3
    found = people_under_ends(*HERE, ends, np.array([np.inf, 0.0]), people, 7.0)
    assert found[0] == 7.0 and found[1] != 7.0


def test_early_ends_that_cover_a_revolution_evenly_come_to_its_mean(people):
    """Closed form: wherever the debris lies about the break-up, each place is met as often."""
    phase = np.linspace(0.0, 2.0 * np.pi, 2001)[:-1]
    along, area = 1e5 * np.array([-12.0, -3.0, 5.0, 11.0]), np.array([1.0, 2.0, 3.0, 2.0])
    found = people_under_ends(along, area, orbit(phase), np.zeros(2000), people, 0.0)
    latitude, longitude, _ = np.degrees(orbit(phase))
    track = track_density_per_km2(people, longitude, latitude, np.ones(2000))
    assert found.mean() == pytest.approx(track, rel=0.02)


def test_after_many_revolutions_the_place_says_nothing(people):
    """Closed form: with days to come down, the mean under the orbit, wherever the air as computed
    would have it.
    """
    nominal, along = np.linspace(0.0, 2.0 * np.pi, 101)[:-1], np.linspace(-1.5e6, 1.5e6, 61)
    days = np.full(100, 10.0 * 86400.0)
    found = people_under_ends(along, np.ones(61), orbit(nominal), days, people, 0.0)
    assert DENSITY_ERROR * days[0] * MOTION > 10.0 * 2.0 * np.pi
    anywhere = mean_density_per_km2(people, np.degrees(INCLINATION))
    assert found.mean() == pytest.approx(anywhere, rel=0.15)
    assert np.std(found) < 0.5 * anywhere


def test_stretches_of_the_burn_are_a_rule():
    fraction = (np.arange(10) + 0.5) / 10
    expected = np.array([1.0, 3.0, 2.0, 2.0, 0.5, 0.4, 0.3, 0.0, 0.0, 0.0])
    planned = np.arange(10) >= 4
    rows = tabulate_cut_offs(fraction, expected, planned)
    assert [(row["from_fraction"], row["to_fraction"]) for row in rows] == [
        (0.0, 0.4), (0.4, 0.7), (0.7, 0.9), (0.9, 1.0),
    ]  # fmt: skip
    assert [row["cut_offs"] for row in rows] == [4, 3, 2, 1]
    assert rows[0]["mean"] == 2.0 and rows[0]["largest"] == 3.0
    assert rows[1]["mean"] == pytest.approx(0.4) and rows[-1]["mean"] == 0.0
    # the mean over the burn is that of the stretches by their cut-offs
    whole = sum(row["mean"] * row["cut_offs"] for row in rows) / 10
    assert whole == pytest.approx(expected.mean())
    assert tabulate_cut_offs(fraction, expected, ~planned)[-1]["to_fraction"] == 1.0
    every = tabulate_cut_offs(fraction, expected, np.ones(10, dtype=bool))
    assert [row["from_fraction"] for row in every] == [0.0, 0.7, 0.9]
