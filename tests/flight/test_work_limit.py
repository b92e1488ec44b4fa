"""Every flight ends: limits of work, each with its status; and a flight that is over at once."""

import numpy as np
import pytest

from sim.flight import work_limit
from sim.flight.fly import fly
from sim.flight.phase import Condition
from sim.flight.status import IN_ORBIT, Status, failure
from sim.flight.trajectory import trajectory

DAY = 86400.0


@pytest.mark.parametrize(
    ("limit", "most", "condition", "words"),
    [
        ("MOST_EVALUATIONS", 500, Condition("duration", DAY), "too many steps"),
        ("MOST_STRETCHES", 3, Condition("ascending_node", 10), "was interrupted"),
        ("MOST_STATES", 20, Condition("duration", DAY), "raise `save_every`"),
    ],
)
def test_a_flight_stops_at_a_limit_and_says_so(
    trial, coast, monkeypatch, limit, most, condition, words
):
    monkeypatch.setattr(work_limit, limit, most)
    short = Condition("duration", 100.0)
    flight = fly(trial.mission(coast("one", until=condition), coast("two", until=short)))
    code = {"MOST_EVALUATIONS": 201, "MOST_STRETCHES": 202, "MOST_STATES": 203}[limit]
    (status,) = flight.status
    assert status == failure(code) and words in status.sentence
    assert Status.from_text(str(status)) == status
    assert {segment.phase for segment in flight.segments} == {"one"}


def test_a_limit_counts_for_each_phase(trial, coast, monkeypatch):
    monkeypatch.setattr(work_limit, "MOST_STRETCHES", 3)
    phases = [coast(f"phase_{k}", until=Condition("ascending_node", 2)) for k in range(4)]
    assert fly(trial.mission(*phases)).status == (IN_ORBIT,)


def test_a_flight_that_is_over_at_its_first_instant_has_that_instant_as_its_path(trial, coast):
    mission = trial.mission(coast("none", until=Condition("altitude_up", 1e5)))
    flight = fly(mission)
    assert flight.status == (IN_ORBIT,) and flight.t[0] == 0.0
    path = trajectory(flight)
    assert path["time_s"].tolist() == [0.0]
    np.testing.assert_array_equal(path["x_km"], 1e-3 * mission.position[:, 0])
