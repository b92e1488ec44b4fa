"""What something is worth: the same draws with and without it, and differences flight by flight."""

import json
from pathlib import Path

import numpy as np
import pytest

from sim.campaign.analysis.value import compare_switched
from sim.report.tables.value import value_table
from sim.scenario.load import load
from sim.scenario.schema.guidance import GuidanceModel
from sim.workflow.campaign.options import CampaignOptions, OptionError
from sim.workflow.campaign.switches import SWITCHES, Switch, with_switch
from sim.workflow.campaign.value import chosen_switches, run_value
from sim.workflow.output import Output

SHORT = Path(__file__).parent.parent / "campaign" / "short.yaml"


def test_execution_errors_scatter_and_draws_stay_paired(tmp_path):
    asked = CampaignOptions(samples=32, begin="start")
    output = Output(folder=tmp_path / "out")
    chosen = chosen_switches("execution,navigation")
    said = []
    result = run_value(
        [load(SHORT)], [SHORT], asked, output, switches=chosen, on_progress=said.append
    )
    told = [each.message for each in said if each.message.startswith("campaign ")]
    assert told[0] == "campaign 1 of 3: base"
    assert [words.split(";")[0] for words in told[1:]] == [
        "campaign 2 of 3: execution", "campaign 3 of 3: navigation",
    ]  # fmt: skip
    assert all(words.endswith(" min left") for words in told[1:])
    found = json.loads((result.folder / "value.json").read_text())
    assert found["switches"].keys() == {"execution", "navigation"}
    execution = found["switches"]["execution"]["plans"]["short"]
    assert execution["scatter_of"] == "centre_km"
    assert execution["scatter_change"]["estimate"] < 0.0
    # these flights are never planned again, so that what is known plays no part
    navigation = found["switches"]["navigation"]["plans"]["short"]
    assert navigation["scatter_change"]["estimate"] == 0.0
    assert navigation["means"]["delta_v_m_s"]["estimate"] == 0.0
    assert all(each["estimate"] == 0.0 for each in navigation["events"].values())
    assert {each.name for each in result.folder.iterdir()} == {
        "base", "execution", "navigation", "value.json", "value.png", "value.svg",
    }  # fmt: skip
    assert value_table(result.answers) is not None


def test_paired_differences_are_sharper_than_the_scatter():
    generator = np.random.default_rng(1)
    cause = 100.0 * generator.standard_normal(500)

    def columns(values: np.ndarray, near: np.ndarray) -> dict[str, np.ndarray]:
        flights = {name: np.full(500, 7.0) for name in ("delta_v_m_s", "propellant_used_kg")}
        return flights | {
            "sample": np.arange(500),
            "weight": np.ones(500),
            "burns_complete": np.ones(500, dtype=bool),
            "margin_kg": np.ones(500),
            "reference_along_km": values,
            "outside_corridor": near.astype(float),
            "keep_out_violations": near.astype(float),
        }

    found = compare_switched(
        columns(cause, cause > 150.0), columns(0.5 * cause, 0.5 * cause > 150.0)
    )
    assert found["scatter_of"] == "reference_along_km"
    change = found["scatter_change"]
    low, high = np.quantile(cause, [0.16, 0.84])
    assert change is not None
    assert change["estimate"] == pytest.approx(-0.25 * (high - low), rel=0.02)
    assert change["low"] < change["estimate"] < change["high"] < 0.0
    assert found["events"]["keep_out"]["high"] < 0.0
    astray = np.where(np.arange(500) < 5, 9000.0, 0.5 * cause)
    found = compare_switched(columns(cause, cause > 150.0), columns(astray, cause > 150.0))
    assert found["scatter_change"] is not None
    assert found["scatter_change"]["estimate"] == pytest.approx(change["estimate"], rel=0.05)


@pytest.mark.parametrize("switch", SWITCHES, ids=[switch.name for switch in SWITCHES])
def test_every_switch_is_one_a_scenario_can_have(switch):
    scenario = load(SHORT)
    rules = GuidanceModel.model_validate({"rules": {}, "failures": {}})
    scenario = scenario.model_copy(update={"guidance": rules}).made_from(scenario)
    switched = with_switch(scenario, switch)
    assert switched is not None
    assert with_switch(switched, switch) is None


def test_what_changes_nothing_is_not_flown():
    assert with_switch(load(SHORT), Switch("failures", "", {"failures": None})) is None


def test_a_switch_that_is_none():
    with pytest.raises(OptionError, match=r"allowed: clock, orbit"):
        chosen_switches("clock,gps")
