"""A campaign from Python: in any thread, inside a task of Dask, stopped and resumed."""

import threading
from concurrent.futures import ThreadPoolExecutor
from dataclasses import replace
from pathlib import Path

import numpy as np
import pytest

import sim
from sim.errors import InputError
from sim.formats.parquet import read_table
from sim.scenario.load import load
from sim.workflow.campaign import fly
from sim.workflow.campaign.fly import (
    CampaignInterrupt,
    CampaignStoppedError,
    fly_sample,
    run_campaign,
)
from sim.workflow.campaign.options import CampaignOptions, OptionError
from sim.workflow.output import Output
from sim.workflow.progress import DONE

SHORT = Path(__file__).parent.parent / "campaign" / "short.yaml"
SAMPLES = {"samples": 6, "chunk": 2, "begin": "start"}


@pytest.fixture(scope="module")
def reference(tmp_path_factory) -> dict[str, np.ndarray]:
    """Samples as the main thread flies them."""
    folder = tmp_path_factory.mktemp("main") / "store"
    return sim.load(SHORT).campaign(folder, **SAMPLES).columns


def same(columns, reference) -> bool:
    return columns.keys() == reference.keys() and all(
        columns[name].tobytes() == reference[name].tobytes() for name in reference
    )


def fly_from_python(folder: str, **options) -> dict[str, np.ndarray]:
    """What a task of Dask does: everything from the file on."""
    return sim.load(SHORT).campaign(folder, **SAMPLES, **options).columns


def test_in_a_thread(tmp_path, reference):
    columns = {}
    thread = threading.Thread(target=lambda: columns.update(fly_from_python(tmp_path / "store")))
    thread.start()
    thread.join(120.0)
    assert same(columns, reference)


def test_in_a_pool_of_threads(tmp_path, reference):
    with ThreadPoolExecutor(2) as pool:
        both = [pool.submit(fly_from_python, tmp_path / name) for name in ("one", "two")]
        assert all(same(each.result(120.0), reference) for each in both)


@pytest.mark.filterwarnings("ignore::DeprecationWarning")
def test_inside_tasks_of_dask(tmp_path, reference):
    """On a worker with one thread: in its own threads, and on the same worker, which then has to
    fly the chunks while the task waits for them.
    """
    distributed = pytest.importorskip("distributed")
    with (
        distributed.LocalCluster(
            n_workers=1, threads_per_worker=1, processes=False, dashboard_address=None
        ) as cluster,
        distributed.Client(cluster, set_as_default=False) as client,
    ):
        alone = client.submit(fly_from_python, str(tmp_path / "alone"), threads=1)
        assert same(alone.result(timeout=600), reference)
        nested = client.submit(
            fly_from_python, str(tmp_path / "nested"), scheduler=cluster.scheduler_address
        )
        assert same(nested.result(timeout=600), reference)


def test_a_stop_from_outside_leaves_a_store_that_is_resumed(tmp_path, reference):
    stop, reports = threading.Event(), []

    def on_progress(progress):
        reports.append(progress)
        if progress.samples_done:
            stop.set()

    descent = sim.load(SHORT)
    options = SAMPLES | {"threads": 1}
    with pytest.raises(CampaignStoppedError, match=r"^\d of 3 chunks are in .*store$"):
        descent.campaign(tmp_path / "store", **options, on_progress=on_progress, stop=stop)
    shards = list((tmp_path / "store" / "shards").glob("samples-*.parquet"))
    assert 0 < len(shards) < 3
    assert max(each.samples_done for each in reports) == 2 * len(shards)
    answer = descent.campaign(tmp_path / "store", **options, resume=True)
    assert same(answer.columns, reference)


def test_the_criterion_does_not_set_the_event_of_the_caller(tmp_path):
    stop = threading.Event()
    options = CampaignOptions(samples=1200, chunk=600, begin="start", until="margin_kg=1e9")
    result = run_campaign(
        [load(SHORT)], [SHORT], options, Output(folder=tmp_path / "store", plots=False), stop=stop
    )
    assert result.samples == 600 and not stop.is_set()


def test_an_interrupt_says_what_is_in_the_store(tmp_path, monkeypatch):
    def interrupt(*args, **options):
        raise KeyboardInterrupt

    monkeypatch.setattr(fly, "fly_campaign", interrupt)
    with pytest.raises(CampaignInterrupt, match="0 of 3 chunks"):
        sim.load(SHORT).campaign(tmp_path / "store", **SAMPLES)


def test_progress_counts_samples_and_ends_with_a_sentence(tmp_path):
    reports = []
    sim.load(SHORT).campaign(tmp_path / "store", **SAMPLES, on_progress=reports.append)
    flying = [each for each in reports if each.samples]
    assert [each.samples_done for each in flying] == sorted(each.samples_done for each in flying)
    assert flying[-1].samples_done == 6 and flying[-1].share == 1.0 and flying[-1].rate > 0.0
    assert reports[-1].stage == DONE and reports[-1].message.startswith("6 samples in ")


def test_a_sample_by_itself_has_the_bits_of_the_whole(tmp_path, reference):
    tables = fly_sample([load(SHORT)], [SHORT], CampaignOptions(**SAMPLES), 3)
    for name, (value,) in tables["samples-short"].items():
        assert value == reference[name][3], name


def test_the_answers_are_those_of_the_files(tmp_path):
    answer = sim.load(SHORT).campaign(tmp_path / "store", **SAMPLES)
    assert answer.folder == tmp_path / "store" and answer.figures["samples"] == 6
    again = type(answer.result).read(answer.folder)
    assert again.answers == answer.figures and again.scenarios == answer.result.scenarios
    table = read_table(tmp_path / "store" / "samples-short.parquet")
    assert same(answer.columns, table) and len(answer.samples) == 6


@pytest.mark.parametrize(
    ("options", "words"),
    [
        ({"method": "dice"}, "method dice: allowed: random, lhs, sobol"),
        ({"begin": "noon"}, "begin noon: allowed: burns, start"),
        ({"samples": 0}, "samples 0: allowed: 1 or more"),
        ({"seed": -1}, "seed -1: allowed: 0 or more"),
        ({"chunk": 0}, "chunk 0"),
        ({"threads": 0}, "threads 0"),
        ({"workers": 0}, "workers 0"),
        ({"until": "speed=3"}, "until speed=3: no such measure: speed"),
    ],
)
def test_options_that_can_not_be(options, words):
    with pytest.raises(OptionError) as error:
        CampaignOptions(**options)
    assert str(error.value).startswith(words) and error.value.option == next(iter(options))


def test_what_makes_no_campaign_is_refused_before_anything_flies(tmp_path):
    output = Output(folder=tmp_path / "store", plots=False)
    options = CampaignOptions(**SAMPLES)
    short = load(SHORT)
    with pytest.raises(InputError, match="different names"):
        run_campaign([short, short], [SHORT, SHORT], options, output)
    with pytest.raises(OptionError, match="resumed or taken away"):
        run_campaign([short], [SHORT], options, replace(output, force=True), resume=True)
    with pytest.raises(OptionError, match="samples are 0 to 5"):
        fly_sample([short], [SHORT], options, 6)
    assert not (tmp_path / "store").exists()
