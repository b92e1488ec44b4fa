"""The risk of a final burn that stops early, as both shipped plans tell it, in two other ways: by
the failure map, whose burns are flown second by second in the full field; and in closed form, where
so much time is left that the stack may come down anywhere. Quick siblings on made-up flights are in
`tests/entry/test_early_ends.py` and `tests/planning/test_failure.py`.
"""

from pathlib import Path

import numpy as np
import pytest

from sim.dynamics.rhs import EARTH_RATE
from sim.entry.break_up_figures import locate
from sim.entry.ground_track import coordinates
from sim.entry.risk.early_ends import MOTION, people_under_ends
from sim.entry.risk.population import mean_density_per_km2, population
from sim.flight.status import FlightProgress
from sim.flight.trajectory import great_circle
from sim.planning.targeting.reference_piece import bearing
from sim.scenario.build.mission import build_mission
from sim.scenario.load import load
from sim.workflow.flown_scenario import run_scenario
from sim.workflow.reentry import FINAL_BURN

SCENARIOS = Path(__file__).parents[2] / "scenarios"
PERIOD = 5300.0
"""s of a revolution; the chance to recover hardly depends on it."""


def break_ups(columns, tracks, row):
    """Latitude, longitude and course in rad where a stack of the map breaks up: the light fragment
    falls a given way beyond it.
    """
    longitude, latitude, _ = tracks[row].T
    pieces = great_circle(latitude[1:], longitude[1:], latitude[:-1], longitude[:-1])
    so_far = np.append(0.0, np.cumsum(pieces))
    end = so_far[-1] - columns["body_along_track_km"][row] + columns["light_along_track_km"][row]
    at = end - columns["light_from_break_up_km"][row]
    k = min(int(np.searchsorted(so_far, at)), len(so_far) - 1)
    share = (at - so_far[k - 1]) / (so_far[k] - so_far[k - 1])
    points = np.radians(
        [latitude[k - 1 : k + 1], np.unwrap(longitude[k - 1 : k + 1], period=360.0)]
    )
    north, east = points[:, 0] + share * (points[:, 1] - points[:, 0])
    over_ground = bearing(*points[:, 0], *points[:, 1])
    turn = EARTH_RATE / MOTION * np.cos(north)
    return north, east, np.arctan2(np.sin(over_ground) + turn, np.cos(over_ground))


@pytest.mark.slow
@pytest.mark.parametrize("name", ["usdv", "progress"])
def test_the_risk_of_early_ends_in_two_other_ways(name):
    scenario = load(SCENARIOS / f"{name}.yaml")
    flown = run_scenario(scenario, build_mission(scenario), FlightProgress(), True)
    reentry, failures = flown.reentry, flown.failures
    assert reentry is not None and failures is not None and reentry.ends is not None
    found, ends, rates = reentry.assessment, reentry.ends, reentry.rates
    assert rates is not None and reentry.crowd is not None
    people, area = population(found.year), found.casualty_area.likely
    anywhere = mean_density_per_km2(people, 51.6)

    # closed form: more than eight revolutions later, the people under the orbit
    early = ends.revolutions > 8.0
    assert 0.1 < early.mean() < 0.5
    assert reentry.crowd[early].mean() == pytest.approx(anywhere, rel=0.15)

    # the map: burns flown to each cut-off, in the full field, with attitude control
    c = failures.columns
    rows = np.flatnonzero(c["kind"] == "cut_off")
    hours = c["hours_to_entry"][rows]
    place = np.array([break_ups(c, failures.tracks, row) for row in rows]).T
    later = np.where(c["later"][rows], 3600.0 * hours, 0.0)
    debris = locate(reentry.study.nominal, reentry.study.track)
    down, zero = debris.hazardous, break_ups(c, failures.tracks, 0)
    along = debris.along[down] - coordinates(reentry.study.track, zero[:1], zero[1:2])[0]
    crowd = people_under_ends(along, debris.area[down], place, later, people, anywhere)
    left = (1.0 - rates.recovered.value) ** (3600.0 * hours / PERIOD / 6.0)
    fraction = c["cut_off_s"][rows] / c["cut_off_s"][rows].max()
    by_map = 1e-6 * area * float(np.trapezoid(left * crowd, fraction)) * rates.interrupted.value
    assert found.total.contributions[FINAL_BURN].likely == pytest.approx(by_map, rel=0.15)
