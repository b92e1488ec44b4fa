"""The probability of a rare event from flights: against plain flights, with any executor, stopped
and resumed, and from the command line.
"""

import json
import threading
from pathlib import Path

import numpy as np
import pytest

import sim
from sim.campaign.analysis.events import find_events
from sim.campaign.analysis.severity import GUIDES, parse_event
from sim.campaign.analysis.statistics import probability
from sim.campaign.error import InvalidParameterError
from sim.campaign.run.campaign import Campaign, fly_chunk
from sim.campaign.run.executor import Chunk
from sim.errors import InputError
from sim.report.figures.campaign.draw import draw_tail
from sim.report.results.tail import TailResult
from sim.scenario.load import load
from sim.workflow.campaign.fly import CampaignStoppedError
from sim.workflow.campaign.options import CampaignOptions, OptionError
from sim.workflow.campaign.prepare import prepare_plans, shared_dispersions
from sim.workflow.campaign.tail import TailOptions, run_tail
from sim.workflow.output import Output
from sim.workflow.progress import ignore_progress

SHORT = Path(__file__).parent.parent / "campaign" / "short.yaml"
EVENT = "margin_kg<4134"
"""Which one flight in a hundred comes to."""


def options(event: str = EVENT, runs: int = 4, samples: int = 60, **more) -> TailOptions:
    campaign = CampaignOptions(samples=samples, begin="start", **more)
    return TailOptions(event=event, runs=runs, campaign=campaign)


def search(folder: Path, asked: TailOptions, **more) -> TailResult:
    output = Output(folder=folder, plots=False)
    return run_tail([load(SHORT)], [SHORT], asked, output, **more)


@pytest.fixture(scope="module")
def found(tmp_path_factory) -> TailResult:
    return search(tmp_path_factory.mktemp("tail") / "store", options(threads=1))


def shards(folder: Path) -> dict[str, bytes]:
    return {each.name: each.read_bytes() for each in sorted((folder / "shards").iterdir())}


def test_plain_flights_agree(found, tmp_path):
    columns = (
        sim.load(SHORT)
        .campaign(
            tmp_path / "plain", samples=256, begin="start", chunk=128, method="random", plots=False
        )
        .columns
    )
    plain = probability(columns["margin_kg"] < 4134.0)
    answer = found.answers["plans"]["short"]
    chance = answer["probability"]
    assert chance["low"] < plain.high and plain.low < chance["high"]
    assert answer["stuck"] == 0 and answer["runs"] == 4
    assert answer["flights"] < 1024 and answer["ancestors"] >= 4
    # what leads there: a heavier stack, which takes more propellant
    assert next(iter(answer["leads_there"])) == "mass_offset"
    assert answer["leads_there"]["mass_offset"] > 1.5


def test_threads_and_resuming_change_no_bit(found, tmp_path):
    stop = threading.Event()

    def after_the_first(progress):
        if progress.samples_done:
            stop.set()

    folder = tmp_path / "store"
    with pytest.raises(CampaignStoppedError, match="of 4 chunks are in"):
        search(folder, options(threads=2), on_progress=after_the_first, stop=stop)
    names = sorted(shards(folder))
    assert 0 < len(names) < 8
    damaged = folder / "shards" / names[0]
    damaged.write_bytes(damaged.read_bytes()[:-40])
    said = []
    again = search(folder, options(threads=2), resume=True, on_progress=said.append)
    runs = [each for each in said if each.unit == "runs"]
    assert [each.samples_done for each in runs] == list(range(runs[0].samples_done, 5))
    assert all(each.rate > 0.0 and each.seconds_left < 600.0 for each in runs[1:])
    assert runs[-1].seconds_left == 0.0 and runs[-1].samples == 4
    (folder / "shards" / f"{names[0]}.damaged").unlink()
    assert shards(folder) == shards(found.folder)
    assert again.answers == found.answers


def test_another_search_is_refused(found):
    with pytest.raises(InputError, match=r"holds another search.*method"):
        search(found.folder, options("margin_kg<4100"), resume=True)
    with pytest.raises(InputError, match="resume it with --resume"):
        search(found.folder, options())


def test_its_files_are_read_and_drawn(found, tmp_path):
    assert TailResult.read(found.folder).answers == json.loads(json.dumps(found.answers))
    names = {each.name for each in draw_tail(found, tmp_path)}
    assert names == {"tail.png", "tail.svg"}


def test_nearness_and_event_agree():
    """Every event of which nearness is known happens exactly where nearness is 0 or more."""
    scenario = load(SHORT)
    asked = CampaignOptions(samples=32, begin="start")
    (plan,) = prepare_plans([scenario], asked, ignore_progress)
    campaign = Campaign((plan.experiment,), shared_dispersions([scenario]), 1, 32)
    samples = fly_chunk(campaign, Chunk(0, 0, 32))["samples-short"]
    samples["keep_out_violations"][3] = np.nan
    samples["foreign_land_km"][3] = np.nan
    events = find_events(samples)
    for name in GUIDES.keys() & events.keys():
        severity = parse_event(name).severity(samples, plan.experiment)
        assert np.array_equal(severity >= 0.0, events[name][1])
    assert np.isinf(parse_event("keep_out").severity(samples, plan.experiment)[3])
    above = parse_event("margin_kg>4300").severity(samples, plan.experiment)
    assert np.array_equal(above >= 0.0, samples["margin_kg"] > 4300.0)


@pytest.mark.parametrize(
    ("asked", "words"),
    [
        ("margin", "no such event.*keep_out"),
        ("margin_k<3", "no such column.*margin_kg"),
        ("margin_kg<1e", "is no number"),
        ("margin_kg<=3", "no such event"),
    ],
)
def test_events_that_can_not_be(asked, words):
    with pytest.raises(InvalidParameterError, match=words):
        parse_event(asked)
    with pytest.raises(OptionError, match=r"allowed"):
        options(asked)


def test_options_that_can_not_be():
    with pytest.raises(OptionError, match="runs 1: allowed: 2"):
        options(runs=1)
    with pytest.raises(OptionError, match="samples 19: allowed: 20"):
        options(samples=19)


def test_an_event_these_flights_do_not_know(tmp_path):
    with pytest.raises(InputError, match=r"uncontrolled.*keep_out"):
        search(tmp_path / "store", options("uncontrolled", runs=2, samples=20))
