"""Two ways to the expected casualties of a final burn that stops early: second by second from the
failure map, and by the ground track of the next revolution. A quick sibling on a made-up map is in
`tests/entry/test_requirements.py`.
"""

from pathlib import Path

import numpy as np
import pytest

from sim.entry.next_revolution import next_revolution
from sim.entry.risk.cut_off import cut_off_casualties, mean_casualties, tabulate_cut_offs
from sim.entry.risk.population import population, track_density_per_km2
from sim.flight.propagation_state import FlightProgress
from sim.planning.failures.study import summarise_failures
from sim.scenario.build.mission import build_mission
from sim.scenario.load import load
from sim.workflow.flown_scenario import run_scenario

SCENARIOS = Path(__file__).parents[2] / "scenarios"


@pytest.mark.slow
@pytest.mark.parametrize("name", ["usdv", "progress"])
def test_the_map_and_the_next_revolution_agree(name):
    scenario = load(SCENARIOS / f"{name}.yaml")
    flown = run_scenario(scenario, build_mission(scenario), FlightProgress(), True)
    track, failures = next_revolution(flown.flight), flown.failures
    assert flown.reentry is not None and failures is not None and track is not None
    found = flown.reentry.assessment
    people, area = population(found.year), found.casualty_area.likely
    fraction, expected = cut_off_casualties(failures.columns, people, area)
    near = float(track_density_per_km2(people, *track))
    assert mean_casualties(fraction, expected) == pytest.approx(1e-6 * area * near, rel=0.15)
    least = summarise_failures(failures)["least_fraction_same_revolution"]
    rows = tabulate_cut_offs(fraction, expected, least)
    means = [row["mean"] for row in rows]
    assert means[0] > 0.1 and means[-1] == 0.0 and np.all(np.diff(means) <= 0.0)
