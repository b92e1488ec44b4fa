"""Many rows: each as if it were alone, its end exact, its failure its own, its samples complete."""

import subprocess
import sys

import numpy as np
import pytest

from sim.dynamics.event import FALLING, HEIGHT, NODE, RISING
from sim.environment.atmosphere.models import NRLMSISE00
from sim.environment.gravity import field
from sim.environment.world import Switch
from sim.integrate import batch
from sim.integrate.batch import no_events, run
from sim.integrate.lane import (
    FIRST_EVENT,
    MESSAGES,
    NOT_FINITE,
    STEP_LIMIT,
    STEP_TOO_SMALL,
    TIME_REACHED,
    Events,
)
from sim.integrate.tableau import STAGES
from sim.integrate.threads import batches_shared, for_shares, shares_of
from sim.vehicle.parameters import tabulate

N = 37


@pytest.fixture(scope="module")
def world(small_world):
    return small_world._replace(switch=Switch(1, 0, NRLMSISE00, 0), gravity=field("egm2008", 8))


@pytest.fixture(scope="module")
def fleet(low_orbit, make_case) -> dict[str, np.ndarray]:
    """Rows of unequal orbits, masses, areas, starts and ends; some meet an event, some fall."""
    k = np.arange(N)
    low = np.where(k % 9 == 4, 40e3, 180e3 + 6e3 * k)
    y = low_orbit(low, low + 150e3, 0.5 + 0.02 * k, 0.3 * k, 0.2 * k, 0.5 * k, 2e5 + 5e3 * k)
    t = 100.0 * (k % 5)
    threshold = np.stack([np.where(k % 3 == 0, 1e9, 0.0), np.full(N, 0.0)], axis=1)
    return {
        "t": t,
        "y": y,
        "end": t + 500.0 + 700.0 * ((7 * k) % 11),
        "cases": tabulate(
            make_case(N, area=1000.0 + 20.0 * k, thrust=50.0 * k, mass_flow=0.01 * k)
        ),
        "threshold": threshold,
    }


def fly(world, fleet, index, **options):
    index = np.asarray(index)
    kinds = np.array([NODE, HEIGHT], dtype=np.int64)
    events = Events(kinds, np.array([RISING, FALLING]), fleet["threshold"][index])
    return run(
        world,
        fleet["t"][index],
        fleet["y"][index],
        fleet["end"][index],
        fleet["cases"][index],
        events=events,
        **options,
    )


def assert_same(one, other, index) -> None:
    """Row k of the first is row index[k] of the second, to the last bit."""
    for name in ("t", "y", "step", "status", "work"):
        np.testing.assert_array_equal(getattr(one, name), getattr(other, name)[index])
    for k, i in enumerate(index):
        np.testing.assert_array_equal(one.samples[k], other.samples[i])


@pytest.fixture(scope="module")
def together(world, fleet):
    return fly(world, fleet, np.arange(N), sampling=60.0)


def test_the_fleet_is_mixed(together) -> None:
    assert set(together.status) >= {TIME_REACHED, FIRST_EVENT, FIRST_EVENT + 1}
    assert len(np.unique(together.work[:, 0])) > 10


def test_each_row_alone_gives_the_same_bits(world, fleet, together) -> None:
    for i in range(N):
        assert_same(fly(world, fleet, [i], sampling=60.0), together, [i])


@pytest.mark.parametrize("seed", [1, 2])
def test_any_order_and_company_gives_the_same_bits(world, fleet, together, seed) -> None:
    order = np.random.default_rng(seed).permutation(N)
    assert_same(fly(world, fleet, order, sampling=60.0), together, order)
    some = order[: 9 + seed]
    assert_same(fly(world, fleet, some, sampling=60.0), together, some)


def test_time_ends_exactly(world, fleet, together) -> None:
    ended = together.status == TIME_REACHED
    np.testing.assert_array_equal(together.t[ended], fleet["end"][ended])
    assert (together.t[~ended] < fleet["end"][~ended]).all()
    flow = fleet["cases"][:, 7] * (together.t - fleet["t"])
    np.testing.assert_allclose(together.y[:, 6], fleet["y"][:, 6] - flow, rtol=1e-13)


def test_time_ends_exactly_where_the_sum_of_steps_is_rounded(world, fleet) -> None:
    random = np.random.default_rng(8)
    start, end = random.uniform(-20.0, -9.0, N), random.uniform(0.0, 1.0, N)
    assert (start + (end - start) != end).any()
    arc = run(world, start, fleet["y"], end, fleet["cases"])
    np.testing.assert_array_equal(arc.t, end)


@pytest.mark.parametrize("end", [1e-3, 1.0 / 3.0, 29.999999999, 30.0, 30.000000001, 30.0 + 1e-7])
def test_ends_near_a_step(world, fleet, end) -> None:
    """Also where nothing but a billionth of a step is left over."""
    ends = np.full(3, end)
    for sense in (1.0, -1.0):
        arc = run(world, np.zeros(3), fleet["y"][:3], sense * ends, fleet["cases"][:3])
        np.testing.assert_array_equal(arc.t, sense * ends)
        np.testing.assert_array_equal(arc.status, TIME_REACHED)
        r, v = fleet["y"][:3, :3], fleet["y"][:3, 3:6]
        np.testing.assert_allclose(arc.y[:, :3], r + sense * end * v, rtol=0.0, atol=5.1 * end**2)


def test_two_legs_are_one(world, fleet) -> None:
    """Stopping halfway changes the steps, so the tolerance decides: 1e-12 of 6,700 km a step."""
    y, cases = fleet["y"][:5], fleet["cases"][:5]
    zero, half, full = np.zeros(5), np.full(5, 2500.0), np.full(5, 5000.0)
    whole = run(world, zero, y, full, cases, relative_tolerance=1e-12)
    first = run(world, zero, y, half, cases, relative_tolerance=1e-12)
    second = run(world, half, first.y, full, cases, step=first.step, relative_tolerance=1e-12)
    assert np.abs(second.y - whole.y)[:, :3].max() < 1e-2


def test_steps_stay_within_their_bound(world, fleet) -> None:
    arc = run(world, np.zeros(3), fleet["y"][:3], np.full(3, 3000.0), fleet["cases"][:3],
              longest_step=17.0, sampling=0.0)  # fmt: skip
    for samples in arc.samples:
        steps = np.diff(np.concatenate([[0.0], samples[:, 0]]))
        assert steps.max() <= 17.0 * (1.0 + 1e-9)
        assert samples[-1, 0] == 3000.0


def test_samples_are_states_of_the_flight(world, fleet, together) -> None:
    """Every sample lies on the path: flown to alone, it is the same within the tolerance."""
    samples = together.samples[0]
    assert (np.diff(samples[:, 0]) >= 60.0).all()
    for row in samples[::10]:
        arc = run(world, fleet["t"][:1], fleet["y"][:1], row[:1].copy(), fleet["cases"][:1])
        assert np.linalg.norm(arc.y[0, :3] - row[1:4]) < 1.0
    assert all(len(s) == 0 for s in fly(world, fleet, [0, 1]).samples)


def test_full_buffers_are_emptied_and_the_flight_goes_on(world, fleet, monkeypatch) -> None:
    index = np.arange(11)
    monkeypatch.setattr(batch, "ROOM", 5000)
    large = fly(world, fleet, index, sampling=0.0, longest_step=20.0)
    assert max(len(s) for s in large.samples) > 200
    for room in (1, 7, 64):
        monkeypatch.setattr(batch, "ROOM", room)
        assert_same(fly(world, fleet, index, sampling=0.0, longest_step=20.0), large, index)


def test_broken_rows_are_statuses_and_disturb_no_one(world, fleet, together) -> None:
    broken = {k: v.copy() for k, v in fleet.items()}
    broken["y"][3, 0] = np.nan
    broken["y"][12, 4] = np.inf
    broken["y"][20, :3] = 0.0
    broken["cases"][27, 0] = np.nan
    arc = fly(world, broken, np.arange(N), sampling=60.0)
    bad = [3, 12, 20, 27]
    assert set(arc.status[bad]) <= {NOT_FINITE, STEP_TOO_SMALL}
    np.testing.assert_array_equal(arc.t[bad], fleet["t"][bad])
    good = np.setdiff1d(np.arange(N), bad)
    assert_same(fly(world, broken, good, sampling=60.0), arc, good)
    for k in good:
        np.testing.assert_array_equal(arc.y[k], together.y[k])
    assert all(MESSAGES[status] for status in arc.status[bad])


def test_step_limit_is_a_status(world, fleet, together) -> None:
    arc = fly(world, fleet, np.arange(N), steps=12)
    long = together.work[:, 0] > 12
    assert long.any() and not long.all()
    np.testing.assert_array_equal(arc.status[long], STEP_LIMIT)
    # accepted or rejected: one of the counts is at the limit
    np.testing.assert_array_equal(arc.work[long, :2].max(axis=1), 12)
    assert (arc.t[long] < together.t[long]).all()
    np.testing.assert_array_equal(arc.y[~long], together.y[~long])


def test_work_is_counted(world, fleet, together) -> None:
    """Accepted steps are the samples of a flight that keeps every step."""
    index = np.arange(9)
    arc = fly(world, fleet, index, sampling=0.0)
    np.testing.assert_array_equal(arc.work[:, 0], [len(s) for s in arc.samples])
    np.testing.assert_array_equal(arc.force_evaluations, STAGES * arc.work[:, :3].sum(axis=1))
    assert not arc.work[:, 3].any()  # every step is kept: none of the equal ones
    met = together.status >= FIRST_EVENT
    assert (together.work[met, 2] > 0).all() and (together.work[~met, 2] == 0).all()


def test_live_times(world, fleet) -> None:
    live = np.full(3, -1.0)
    arc = run(world, np.zeros(3), fleet["y"][:3], np.full(3, 900.0), fleet["cases"][:3], live=live)
    np.testing.assert_array_equal(live, arc.t)


def test_the_start_is_left_as_it_was(world, fleet) -> None:
    before = {k: v.copy() for k, v in fleet.items()}
    fly(world, fleet, np.arange(N))
    for name, array in before.items():
        np.testing.assert_array_equal(fleet[name], array)


def test_no_rows_at_all(world, fleet) -> None:
    arc = run(world, np.zeros(0), np.zeros((0, 7)), np.zeros(0), fleet["cases"][:0])
    assert arc.y.shape == (0, 7) and arc.samples == ()


NOTHING_TO_FLY = """
import numpy as np
from sim.environment.world import world
from sim.frames.epoch import Epoch
from sim.integrate.batch import run
w = world(Epoch.from_utc("2025-06-01T00:00:00Z"), 1e3, degree=2, air="none", third_body=False)
y = np.array([[7e6, 0.0, 0.0, 0.0, 7.5e3, 0.0, 1e5]] * 2)
arc = run(w, np.array([5.0, 0.0]), y, np.array([5.0, 100.0]), np.ones((2, 11)))
print(*arc.status, *arc.t, (arc.y[0] == y[0]).all())
"""


def test_a_row_that_begins_at_its_end_is_done(together) -> None:
    """In a process of its own with a time limit, once `together` has compiled what it needs."""
    command = [sys.executable, "-c", NOTHING_TO_FLY]
    done = subprocess.run(command, capture_output=True, text=True, timeout=300, check=True)
    assert done.stdout.split() == ["0", "0", "5.0", "100.0", "True"]


def test_bad_shapes_and_senses(world, fleet) -> None:
    y, cases = fleet["y"][:2], fleet["cases"][:2]
    with pytest.raises(ValueError, match="2 times need y of shape"):
        run(world, np.zeros(2), y[:, :6], np.ones(2), cases)
    with pytest.raises(ValueError, match="2 times need"):
        run(world, np.zeros(2), y, np.ones(2), cases[:1])
    with pytest.raises(ValueError, match="forward or all backward"):
        run(world, np.zeros(2), y, np.array([1.0, -1.0]), cases)
    assert no_events(3).threshold.shape == (3, 0)


def test_the_end_is_met_however_far_the_epoch(steady_world, fleet) -> None:
    """Two and a half years on, times are 1.5e-8 s apart: an end less than that beyond a step."""
    t = 79212369.54221578
    for gap in np.linspace(-2e-8, 2e-8, 41):
        first = 3.5042665246
        end = np.array([t + first + gap])
        arc = run(
            steady_world, np.array([t]), fleet["y"][:1], end, fleet["cases"][:1],
            step=np.array([first]), steps=1000, longest_step=4.0,
        )  # fmt: skip
        assert arc.status[0] == TIME_REACHED and arc.t[0] == end[0]


def test_fixed_steps_are_limited_too(world, fleet) -> None:
    t, y, cases = (fleet[name][:1] for name in ("t", "y", "cases"))
    arc = run(world, t, y, t + 7e5, cases, steps=200)
    assert arc.status.tolist() == [STEP_LIMIT]
    # told at the end of a segment of fixed steps, or by the other method
    assert arc.work[0, 3] < 2400 + 3000 and arc.work[0, :2].max() <= 200


@pytest.mark.parametrize("threads", [2, 5])
def test_threads_that_share_a_batch_change_no_bit(world, fleet, threads):
    alone = fly(world, fleet, range(N), sampling=60.0)
    with batches_shared(threads):
        shared = fly(world, fleet, range(N), sampling=60.0)
    assert_same(shared, alone, range(N))


@pytest.mark.parametrize("n", [0, 1, 8, 9, 37, 1000])
@pytest.mark.parametrize("threads", [1, 2, 16])
def test_shares_hold_every_row_once_and_fill_the_lanes(n, threads):
    shares = shares_of(n, threads)
    assert [k for each in shares for k in range(n)[each]] == list(range(n))
    assert all((each.stop - each.start) % 8 == 0 for each in shares[:-1])


def test_an_error_in_one_share_is_raised():
    def work(rows):
        if rows.start > 0:
            raise ZeroDivisionError

    with batches_shared(2), pytest.raises(ZeroDivisionError):
        for_shares(work, 64)
