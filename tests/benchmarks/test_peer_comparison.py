"""The comparison with peers that need no further package, and the report on missing ones."""

import json
from dataclasses import replace
from functools import partial

import numpy as np
import pytest
from machine import machine
from peer_comparison import _PeerRun, compare_peers, move_to_altitude, trajectory_count
from peer_tables import (
    format_json_lines,
    format_markdown,
    measurement_records,
    remarks,
    table_rows,
)
from peers import lanes, problems
from peers.interface import (
    ERROR_TRAJECTORIES,
    Peer,
    PreparedPeer,
    Problem,
    Setting,
    Unable,
    package_version,
)
from peers.worker import PeerEntry, Worker, peer_entries

from sim.frames.earth_orientation import orientation
from sim.frames.epoch import Epoch

KEYS = {
    "problem", "physics", "peer", "version", "threads", "count", "setting", "tolerance",
    "longest_step_s", "order", "error_m", "error_over_trajectories", "reference_setting",
    "model_difference_m", "forces_that_differ", "seconds_per_trajectory",
    "seconds_per_trajectory_median", "setup_seconds", "repeats", "set_up", "cpu", "cores", "avx512",
    "system", "python", "versions", "commit", "date", "load",
}  # fmt: skip

NO_LIMIT = 3600.0
"""s of flight time, so that the settings measured depend on errors and not on the machine."""


@pytest.fixture(scope="module")
def results():
    """Problem a8 by lanes and SciPy, and by a peer that is not installed."""
    missing = Peer(
        "nobody", partial(package_version, "no-such-package"), partial(lanes._prepare, False, True)
    )
    entries = [e for e in peer_entries() if e.peer.name in ("lanes", "SciPy, compiled")]
    messages = []
    results = compare_peers("a8", entries, NO_LIMIT, messages.append, repeats=1)
    return [*results, absent(missing)]


def absent(peer):
    from peer_comparison import Result

    with pytest.raises(Unable) as reason:
        peer.version()
    return Result(
        PeerEntry("nobody", 0, peer), problems.make_problem("a8"), unable=str(reason.value)
    )


def test_every_measurement_is_a_complete_line(results):
    lines = format_json_lines(measurement_records(results, machine())).splitlines()
    records = [json.loads(line) for line in lines]
    measured = [record for record in records if "unable" not in record]
    assert {record["peer"] for record in measured} == {"lanes", "SciPy, compiled"}
    for record in measured:
        assert set(record) == KEYS
        assert record["seconds_per_trajectory"] > 0.0 and record["error_m"] > 0.0
        assert record["repeats"] == 2


def test_absent_peers_are_reported(results):
    record = measurement_records(results, machine())[-1]
    assert record["unable"] == "no-such-package is not installed"
    assert remarks(results) == ["nobody: does not take part: no-such-package is not installed"]
    assert "no-such-package is not installed" in format_markdown(results, machine())


def test_both_fly_the_same_model(results):
    """SciPy with our equation of motion ends within a millimetre of our own tightest setting."""
    own, scipy = results[:2]
    assert own.model_difference == 0.0
    assert scipy.model_difference < 1e-3
    assert own.measurements[0].error > 1.0 > own.measurements[-1].error
    assert own.count == 64 and scipy.count == ERROR_TRAJECTORIES


def test_ratios_are_relative_to_our_lanes(results):
    own, scipy = table_rows(results)[:2]
    assert own[0] == "lanes" and own[2] == "1"
    assert float(scipy[2]) > 5.0


def test_a_final_state_is_moved_to_its_altitude():
    problem = problems.make_problem("c")
    earth = orientation(Epoch.from_utc(problem.epoch), problem.duration)
    world = lanes.world_of(problem)
    states = problem.states[:4]
    exact = lanes.fly(world, problem, states, lanes.tightest_setting(problem.degree))
    early = exact - np.hstack([1e-3 * exact[:, 3:], np.zeros((4, 3))])  # a millisecond before
    moved, base = (move_to_altitude(problem, ends, earth) for ends in (early, exact))
    np.testing.assert_allclose(moved[:, :3], base[:, :3], atol=1e-2)
    assert np.abs(early - exact)[:, :3].max() > 1.0
    without_altitude = replace(problem, end_altitude=None)
    assert move_to_altitude(without_altitude, exact, earth) is exact


def test_the_samples_of_d_begin_with_those_of_the_small_problems():
    for many, few in (("d-b20", "b20"), ("d-c", "c")):
        a, b = problems.make_problem(many), problems.make_problem(few)
        assert len(a.states) == 1024
        np.testing.assert_array_equal(a.states[:64], b.states)


@pytest.mark.parametrize(("batch", "count"), [(1, 4), (3, 6), (8, 8), (64, 64)])
def test_number_of_trajectories(batch, count):
    peer = Peer("one", str, partial(lanes._prepare, False, True), batch=batch)
    assert trajectory_count(PeerEntry("lanes", 0, peer)) == count


class FakeWorker:
    """A worker with given flight times, and errors equal to the tolerances."""

    def __init__(self, errors, seconds):
        self.settings = tuple(Setting(f"{e:g}", e) for e in errors)
        self.seconds, self.count, self.tolerances = seconds, 4, []

    def fly(self, setting, limit):
        self.tolerances.append(setting.tolerance)
        states = np.zeros((4, 6))
        states[:, 0] = setting.tolerance
        return self.seconds, states


@pytest.mark.parametrize(
    ("seconds", "measurements"),
    [
        (0.001, [100.0, 10.0, 1.0, 0.5, 0.1, 0.05, 0.02, 1e-5]),
        (2.0, [100.0, 10.0]),
        (20.0, [100.0]),
    ],
)
def test_settings_end_with_the_time_or_a_negligible_error(seconds, measurements):
    """The tightest second, then upward until 0.1 mm; a slow peer stops earlier."""
    from peer_comparison import Result

    worker = FakeWorker([100.0, 10.0, 1.0, 0.5, 0.1, 0.05, 0.02, 1e-5, 1e-6, 0.0], seconds)
    peer = Peer("fake", str, lambda *_: PreparedPeer((), None, ""))
    result = Result(PeerEntry("fake", 0, peer), problems.make_problem("a8"))
    _PeerRun(result, worker, 3.0, None).measure_settings()
    assert worker.tolerances[:2] == [100.0, 0.0]
    if seconds == 2.0:
        assert 2 <= len(result.measurements) <= 5 and seconds * len(worker.tolerances) <= 5.0 * 3.0
    else:
        assert [m.setting.tolerance for m in result.measurements] == measurements


def test_a_worker_that_fails_reports_the_reason():
    problem: Problem = problems.make_problem("b20")
    boinor = next(e for e in peer_entries() if e.module == "boinor")
    with pytest.raises(Unable, match="no NRLMSISE-00"):
        Worker(boinor, problem, 4, 1, 60.0)
