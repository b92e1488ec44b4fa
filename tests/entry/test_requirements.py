"""The clauses of the standard: decided by their figures, undecided within a range."""

import numpy as np
import pytest

from sim.entry.risk.casualty import Span
from sim.entry.risk.cut_off import cut_off_casualties, mean_casualties, tabulate_cut_offs
from sim.entry.risk.population import population, track_density_per_km2
from sim.entry.risk.requirements import requirements


def test_each_clause_is_decided_by_its_own_figure():
    a, b, c = requirements(Span(0.03, 0.06, 0.09), Span(5e-4, 1e-3, 1e-2), True)
    assert [each.clause for each in (a, b, c)] == ["4.7-1a", "4.7-1b", "4.7-1c"]
    assert (a.met, b.met, c.met) == (False, True, None)
    assert c.value == pytest.approx((1.5e-5, 6e-5, 9e-4))
    assert (a.applies, b.applies, c.applies) == (False, True, True)
    fallen = requirements(5e-5, 0.0, False, controlled=False)
    assert [each.met for each in fallen] == [True, False, True]
    assert [each.applies for each in fallen] == [True, False, False]


def test_of_many_flights_none_may_come_too_near():
    kept, broken = Span(0.996, 1.0, 1.0), Span(0.984, 0.988, 0.992)
    assert requirements(0.1, 1e-4, kept)[1].met is True
    found = requirements(0.1, 1e-4, broken)[1]
    assert found.met is False and found.value == broken and found.limit == 1.0


@pytest.fixture(scope="module")
def people():
    return population(2031.0)


def failure_map(longitude, latitude, fraction) -> dict[str, np.ndarray]:
    kind = np.array(["nominal"] + ["cut_off"] * len(longitude) + ["attitude"])

    def pad(values):
        return np.concatenate([[0.0], values, [0.0]])

    return {
        "kind": kind, "fraction": pad(fraction),
        "body_longitude_deg": pad(longitude), "body_latitude_deg": pad(latitude),
    }  # fmt: skip


def test_cut_offs_that_fall_evenly_under_a_track_come_to_its_mean(people):
    """The shortcut and the map are two ways to one number, if the map covers the track evenly."""
    phase = np.linspace(0.0, 2.0 * np.pi, 4001)[:-1]
    latitude = np.degrees(np.arcsin(np.sin(np.radians(51.6)) * np.sin(phase)))
    longitude = (
        np.degrees(np.unwrap(np.arctan2(np.cos(np.radians(51.6)) * np.sin(phase), np.cos(phase))))
        + 60.0
        + 180.0
    ) % 360.0 - 180.0
    columns = failure_map(longitude, latitude, np.linspace(0.0, 1.0, 4000))
    fraction, expected = cut_off_casualties(columns, people, 9000.0)
    near = float(track_density_per_km2(people, longitude, latitude, np.ones(len(phase))))
    assert mean_casualties(fraction, expected) == pytest.approx(9e-3 * near, rel=0.01)


def test_stretches_of_the_burn_are_a_rule(people):
    # Cairo, then the South Pacific, then nothing that came down
    columns = failure_map(
        np.array([31.25, 31.25, -120.0, -120.0, np.nan]),
        np.array([30.05, 30.05, -45.0, -45.0, np.nan]),
        np.array([0.0, 0.3, 0.5, 0.8, 0.95]),
    )
    fraction, expected = cut_off_casualties(columns, people, 9000.0)
    assert expected[0] > 1.0 and expected[2] == expected[4] == 0.0
    rows = tabulate_cut_offs(fraction, expected, 0.46)
    assert [(row["from_fraction"], row["to_fraction"]) for row in rows] == [
        (0.0, 0.46), (0.46, 0.7), (0.7, 0.9), (0.9, 1.0),
    ]  # fmt: skip
    assert rows[0]["mean"] == rows[0]["largest"] == expected[0]
    assert [row["cut_offs"] for row in rows] == [2, 1, 1, 1]
    assert rows[-1]["mean"] == 0.0
    assert len(tabulate_cut_offs(fraction, expected, None)) == 1
