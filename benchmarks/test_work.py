"""Work counts, independent of the load of the machine: operations, evaluations, rejected and
repeated steps, bytes.

    pytest benchmarks -k work            (with -m "" also the bytes of a campaign's sample)

Limits are about 3 % above the counts of the present method, so that a regression is detected.
"""

import numpy as np
import problem
import pytest
from fragments import make_fragments
from peers import lanes, problems
from roofline import count_work

from sim.dynamics.event import FALLING, MEAN_ALTITUDE, NODE, RISING
from sim.integrate.batch import run
from sim.integrate.lane import FIRST_EVENT, Events

REVOLUTIONS = 15.56
"""In a day at 400 km."""
EVALUATIONS_OF_A_FRAGMENT = 1290
"""The explicit method of order 8 took 5,800."""


@pytest.mark.parametrize(
    ("tolerance", "evaluations", "metres"),
    [(1e-8, 183.0, 5.0), (1e-9, 244.0, 0.3), (1e-10, 325.0, 0.01), (1e-11, 433.0, 0.0006)],
)
def test_work_of_a_revolution_8(tolerance, evaluations, metres):
    day = problem.field_8()
    arc = problem.fly(day, tolerance)
    assert (arc.status == 0).all()
    assert arc.force_evaluations.mean() / REVOLUTIONS < evaluations
    assert arc.work[:, 1].mean() < 0.01 * arc.work[:, 0].mean()
    assert arc.work[:, 2].max() == 0
    assert problem.error(day, arc.y[:, :3]) < metres


def test_work_of_a_revolution_36():
    day = problem.field_36()
    arc = problem.fly(day, 1e-9, problem.SHORT)
    # one step for each shortest wave of the gravity field, none rejected
    assert arc.force_evaluations.mean() / REVOLUTIONS < 491.0
    assert arc.work[:, 1].max() == 0
    assert problem.error(day, arc.y[:, :3]) < 0.1


def test_work_of_events():
    """Locating a node to 0.1 ms costs at most six repeated steps, in each of 16 revolutions."""
    day = problem.field_8()
    t, y, repeated = np.zeros(len(day.states)), day.states, 0
    for _ in range(16):
        events = Events(np.array([NODE]), np.array([RISING]), np.zeros((len(y), 1)))
        arc = run(
            day.world, t, y, t + 6000.0, day.parameters, events=events, relative_tolerance=1e-9
        )
        assert (arc.status == FIRST_EVENT).all()
        t, y = arc.t, arc.y
        repeated = max(repeated, int(arc.work[:, 2].max()))
    assert repeated <= 6


def test_work_of_an_event_that_never_occurs():
    """Checking an event costs no step."""
    day = problem.field_8()
    n = len(day.states)
    events = Events(np.array([MEAN_ALTITUDE]), np.array([FALLING]), np.full((n, 1), 100e3))
    end = np.full(n, problem.DAY)
    arc = run(
        day.world,
        np.zeros(n),
        day.states,
        end,
        day.parameters,
        events=events,
        relative_tolerance=1e-9,
    )
    np.testing.assert_array_equal(arc.work, problem.fly(day, 1e-9).work)


@pytest.mark.parametrize(
    ("name", "operations"), [("a8", 1345), ("a20", 4640), ("b20", 7310), ("b70", 48170)]
)
def test_work_of_an_evaluation(name, operations):
    """Floating-point operations of the right-hand side for one trajectory."""
    day = problems.make_problem(name)
    assert count_work(lanes.world_of(day), day).operations < operations


def test_work_of_the_final_burn():
    """Coast, burn and descent to 80 km; a third of the steps is rejected during entry."""
    descent = problems.make_problem("c")
    setting = lanes.Setting("", 1e-10, 250.0)
    arcs = lanes.fly_arcs(lanes.world_of(descent), descent, descent.states, setting)
    evaluations = sum(arc.force_evaluations for arc in arcs)
    work = sum(arc.work for arc in arcs)
    assert evaluations.mean() < 421.0
    assert work[:, 1].mean() < 0.33 * work[:, 0].mean()
    assert work[:, 2].max() <= 6


def test_work_of_fragments(monkeypatch):
    """From 120 km to the ground or their end by heat: steps follow the fall."""
    import sim.entry.fragment_propagation as module
    from sim.environment.world import world
    from sim.frames.epoch import Epoch
    from sim.integrate.rosenbrock import STAGES

    arcs, fly = [], module.run_falling

    def counted(*args, **kwargs):
        arcs.append(fly(*args, **kwargs))
        return arcs[-1]

    monkeypatch.setattr(module, "run_falling", counted)
    environment = world(Epoch.from_utc(problem.EPOCH), problem.DAY, degree=12)
    module.fall(environment, make_fragments())
    (arc,) = arcs
    steps = arc.work[:, :3].sum(axis=1)
    assert STAGES * steps.mean() < EVALUATIONS_OF_A_FRAGMENT
    assert arc.work[:, 1].mean() < 0.05 * arc.work[:, 0].mean()
    assert steps.max() < 1000


@pytest.mark.slow
def test_work_of_writing_a_sample(campaign, tmp_path):
    """Bytes on disk of a campaign's sample with its fragments."""
    from sim.campaign.run.campaign import fly_chunk
    from sim.campaign.run.executor import split_chunks
    from sim.campaign.run.store import Identity, open_store, write_chunk

    (chunk,) = split_chunks(campaign.samples, campaign.samples)
    identity = Identity(
        scenarios={},
        seed=1,
        method=campaign.method,
        samples=campaign.samples,
        chunk=campaign.samples,
        dispersions=[],
        version="",
    )
    store = open_store(tmp_path / "campaign", identity, tables=campaign.tables)
    digests = write_chunk(store, 0, fly_chunk(campaign, chunk))
    written = sum(digest.size for digest in digests.values())
    assert written / campaign.samples < 500.0
