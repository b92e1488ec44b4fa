"""The decision room, from the store of a small guided campaign."""

import json
import shutil
from pathlib import Path

import numpy as np
import pytest

from sim.explore.room import NoDecisionsError, Room
from sim.explore.server import Refused
from sim.scenario.load import load
from sim.workflow.campaign.fly import run_campaign
from sim.workflow.campaign.options import CampaignOptions
from sim.workflow.output import Output

GUIDED = Path(__file__).parents[1] / "guidance" / "descent.yaml"


@pytest.fixture(scope="module")
def store(tmp_path_factory) -> Path:
    folder = tmp_path_factory.mktemp("guided") / "out"
    options = CampaignOptions(samples=8, guidance="replan")
    run_campaign([load(GUIDED)], [GUIDED], options, Output(folder=folder, plots=False))
    return folder


def test_a_sample_is_replayed_as_the_store_has_it(store):
    room = Room(store)
    listed = room.ask("room", {})["plans"][0]
    assert listed["kinds"]["all"] == list(range(8))
    table = room.plans[0].decisions
    for number in (0, 5):
        told = room.ask("sample", {"plan": 0, "sample": str(number)})
        rows = np.flatnonzero(table["sample"] == number)
        assert len(told["steps"]) == len(rows)
        assert [s["decided_s"] for s in told["steps"]] == sorted(table["decided_at_s"][rows])
        assert {s["decision"] for s in told["steps"]} == set(table["decision"][rows].tolist())
        first = told["steps"][0]
        assert first["reason"] == "every rule is satisfied" and first["facts"]
        assert first["decided_utc"] < first["ignition_utc"]
        json.dumps(told, allow_nan=False)


def test_what_a_no_led_to_is_told_from_other_samples(store):
    plan = Room(store).plans[0]
    held = plan.decisions["decision"].astype("<U8")
    held[np.flatnonzero(plan.decisions["sample"] == 3)[0]] = "hold"
    plan.decisions["decision"] = held
    told = plan.replay(2)["steps"][0]["others"]
    assert len(told) == 1 and told[0].startswith("hold, in 1 sample: 1 ")


@pytest.mark.parametrize("sample", ["many", "-1", "999", "1" * 40])
def test_a_sample_that_is_not_there_is_told_beside_its_field(store, sample):
    with pytest.raises(Refused) as caught:
        Room(store).ask("sample", {"plan": 0, "sample": sample})
    assert set(caught.value.content["problems"]) == {"sample"}


def test_a_campaign_without_decisions_says_what_makes_some(store, tmp_path):
    without = Path(shutil.copytree(store, tmp_path / "out"))
    (without / "decisions-descent.parquet").unlink()
    with pytest.raises(NoDecisionsError, match="--guidance replan"):
        Room(without)
