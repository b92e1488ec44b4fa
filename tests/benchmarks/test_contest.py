"""The side-by-side run with the peers that need no further package, and what is told of others."""

import json
from dataclasses import replace
from functools import partial

import numpy as np
import pytest
from contest import _Turn, at_altitude, contest, count_for
from contest_record import json_lines, lines, markdown, remarks, rows
from machine import machine
from peers import lanes, problems
from peers.interface import COMMON, Flyer, Peer, Problem, Setting, Unable, package_version
from peers.worker import Entrant, Worker, entrants

from sim.frames.earth_orientation import orientation
from sim.frames.epoch import Epoch

KEYS = {
    "problem", "physics", "peer", "version", "threads", "count", "setting", "tolerance",
    "longest_step_s", "order", "error_m", "error_over_trajectories", "reference_setting",
    "model_difference_m", "forces_that_differ", "seconds_per_trajectory",
    "seconds_per_trajectory_median", "setup_seconds", "repeats", "set_up", "cpu", "cores", "avx512",
    "system", "python", "versions", "commit",
}  # fmt: skip

NO_LIMIT = 3600.0
"""s in flight, so that how far a peer climbs depends on its errors and not on the machine."""


@pytest.fixture(scope="module")
def results():
    """Problem a8 by lanes and SciPy, and by a peer that is not there."""
    missing = Peer(
        "nobody", partial(package_version, "no-such-package"), partial(lanes._flyer, False, True)
    )
    who = [e for e in entrants() if e.peer.name in ("lanes", "SciPy, compiled")]
    said = []
    found = contest("a8", who, NO_LIMIT, said.append, rounds=1)
    return [*found, absent(missing)], said


def absent(peer):
    from contest import Result

    with pytest.raises(Unable) as reason:
        peer.version()
    return Result(Entrant("nobody", 0, peer), problems.problem("a8"), unable=str(reason.value))


def test_every_measurement_is_a_line_with_all_it_depends_on(results):
    found, _ = results
    records = [json.loads(line) for line in json_lines(lines(found, machine())).splitlines()]
    flown = [record for record in records if "unable" not in record]
    assert {record["peer"] for record in flown} == {"lanes", "SciPy, compiled"}
    for record in flown:
        assert set(record) == KEYS
        assert record["seconds_per_trajectory"] > 0.0 and record["error_m"] > 0.0
        assert record["repeats"] == 2


def test_who_takes_no_part_is_said(results):
    found, _ = results
    record = lines(found, machine())[-1]
    assert record["unable"] == "no-such-package is not installed"
    assert remarks(found) == ["nobody: takes no part: no-such-package is not installed"]
    assert "no-such-package is not installed" in markdown(found, machine())


def test_both_fly_the_same_model(results):
    """SciPy on our equation of motion ends within a millimetre of our own tightest run."""
    found, _ = results
    own, scipy = found[:2]
    assert own.model_difference == 0.0
    assert scipy.model_difference < 1e-3
    assert own.rungs[0].error > 1.0 > own.rungs[-1].error
    assert own.count == 64 and scipy.count == COMMON


def test_the_table_compares_with_our_lanes(results):
    found, _ = results
    own, scipy = rows(found)[:2]
    assert own[0] == "lanes" and own[2] == "1"
    assert float(scipy[2]) > 5.0


def test_an_end_is_carried_to_its_altitude():
    given = problems.problem("c")
    turning = orientation(Epoch.from_utc(given.epoch), given.duration)
    world = lanes.world_of(given)
    states = given.states[:4]
    exact = lanes.fly(world, given, states, lanes.tightest(given.degree))
    early = exact - np.hstack([1e-3 * exact[:, 3:], np.zeros((4, 3))])  # a millisecond before
    moved, base = at_altitude(given, early, turning), at_altitude(given, exact, turning)
    np.testing.assert_allclose(moved[:, :3], base[:, :3], atol=1e-2)
    assert np.abs(early - exact)[:, :3].max() > 1.0
    same = replace(given, end_altitude=None)
    assert at_altitude(same, exact, turning) is exact


def test_the_samples_of_d_begin_with_those_of_the_small_problems():
    for many, few in (("d-b20", "b20"), ("d-c", "c")):
        a, b = problems.problem(many), problems.problem(few)
        assert len(a.states) == 1024
        np.testing.assert_array_equal(a.states[:64], b.states)


@pytest.mark.parametrize(("together", "count"), [(1, 4), (3, 6), (8, 8), (64, 64)])
def test_enough_trajectories_for_the_error(together, count):
    peer = Peer("one", str, partial(lanes._flyer, False, True), together=together)
    assert count_for(Entrant("lanes", 0, peer)) == count


class Clock:
    """A worker whose flights take the time their setting says and end as far off."""

    def __init__(self, errors, seconds):
        self.settings = tuple(Setting(f"{e:g}", e) for e in errors)
        self.seconds, self.count, self.flown = seconds, 4, []

    def fly(self, setting, limit):
        self.flown.append(setting.tolerance)
        states = np.zeros((4, 6))
        states[:, 0] = setting.tolerance
        return self.seconds, states


@pytest.mark.parametrize(
    ("seconds", "rungs"),
    [
        (0.001, [100.0, 10.0, 1.0, 0.5, 0.1, 0.05, 0.02, 1e-5]),
        (2.0, [100.0, 10.0]),
        (20.0, [100.0]),
    ],
)
def test_a_ladder_ends_with_its_time_or_below_what_matters(seconds, rungs):
    """Tightest second, then upward until 0.1 mm; a slow peer stops sooner."""
    from contest import Result

    clock = Clock([100.0, 10.0, 1.0, 0.5, 0.1, 0.05, 0.02, 1e-5, 1e-6, 0.0], seconds)
    peer = Peer("clock", str, lambda *_: Flyer((), None, ""))
    result = Result(Entrant("clock", 0, peer), problems.problem("a8"))
    turn = _Turn(result, clock, 3.0, None)
    turn.climb()
    assert clock.flown[:2] == [100.0, 0.0]
    if seconds == 2.0:
        assert 2 <= len(result.rungs) <= 5 and seconds * len(clock.flown) <= 5.0 * 3.0
    else:
        assert [rung.setting.tolerance for rung in result.rungs] == rungs


def test_a_worker_that_fails_says_why():
    given: Problem = problems.problem("b20")
    boinor = next(e for e in entrants() if e.module == "boinor")
    with pytest.raises(Unable, match="no NRLMSISE-00"):
        Worker(boinor, given, 4, 1, 60.0)
