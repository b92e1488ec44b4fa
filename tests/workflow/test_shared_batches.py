"""The rows of a scenario's flights are shared among the processors; a campaign's are not."""

from types import SimpleNamespace

from sim.frames.epoch import Epoch
from sim.integrate.threads import batch_threads, processors
from sim.workflow.progress import process_side_by_side


def test_scenarios_flown_side_by_side_share_their_batches():
    epoch = Epoch.from_utc("2030-01-01T00:00:00Z")
    missions = [SimpleNamespace(name=name, epoch=epoch) for name in "ab"]
    found = process_side_by_side(lambda *_: batch_threads(), missions, missions, [[], []])
    assert found == [processors(), processors()]
    assert batch_threads() == 1  # outside, as in the threads of a campaign
