"""Decisions on the page and in the figure: shares of flights, burn by burn, with reasons."""

import re
import shutil
from dataclasses import replace
from pathlib import Path

import numpy as np
import pytest

from sim.campaign.analysis.statistics import probability
from sim.formats.parquet import write_table
from sim.operations.decisions.history import join_decisions, record_decisions
from sim.operations.decisions.judge import Judgement
from sim.operations.decisions.reasons import SENTENCES, Decision, Reason
from sim.report.colours import DECISIONS
from sim.report.figures.campaign.decisions import MARKS, decisions_figure
from sim.report.page.campaign_page import campaign_page
from sim.report.page.decisions import decisions_section
from sim.report.results.campaign import CampaignResult
from sim.report.results.reading import ResultsError
from sim.report.series.decisions import OUTCOMES, flights_with, list_causes, list_tries
from sim.report.text.decisions import decision_sentences, reason_words, try_name, when_words
from sim.scenario.load import load
from sim.workflow.campaign.fly import run_campaign
from sim.workflow.campaign.options import CampaignOptions
from sim.workflow.output import Output

FILE = Path(__file__).parents[1] / "campaign" / "short.yaml"
SAMPLES = 64
DAY = 86400.0


def judged(decision: Decision, reason: Reason, n: int) -> Judgement:
    code = np.ones(n, dtype=np.int8)
    none = np.zeros(n)
    return Judgement(code * decision, code * reason, none, none > 0.0)


def decided():
    """Of 64 flights two wait for a state, one stops early, one is aborted, two fly all the same."""
    parts = []

    def add(burn, attempt, day, samples, decision, reason=Reason.SATISFIED, stopped=""):
        samples = np.asarray(samples)
        judgement = judged(decision, reason, len(samples))
        at = np.full(len(samples), day * DAY)
        parts.append(
            record_decisions(samples, burn, attempt, judgement, decided_at=at, stopped=stopped)
        )

    everyone = np.arange(SAMPLES)
    add("burn_1", 1, 0.0, everyone[2:], Decision.GO, stopped="complete")
    add("burn_1", 1, 0.0, [0, 1], Decision.HOLD, Reason.STATE_AGE)
    add("burn_1", 2, 1.0, [0, 1], Decision.GO, Reason.STORM, "complete")
    add("final_burn", 1, 4.0, everyone[3:], Decision.GO, stopped="complete")
    add("final_burn", 1, 4.0, [2], Decision.ABORT, Reason.NO_PLAN)
    add("final_burn", 1, 5.0, [0], Decision.GO, stopped="early")
    add("final_burn", 1, 5.0, [1], Decision.GO, stopped="engines_out")
    return join_decisions(parts, ["burn_1", "final_burn"])


@pytest.fixture(scope="module")
def folder(tmp_path_factory) -> Path:
    target = tmp_path_factory.mktemp("decided") / "out"
    options = CampaignOptions(samples=SAMPLES, begin="start")
    run_campaign([load(FILE)], [FILE], options, Output(folder=target, plots=False))
    return target


@pytest.fixture(scope="module")
def result(folder, tmp_path_factory) -> CampaignResult:
    own = tmp_path_factory.mktemp("with") / "out"
    shutil.copytree(folder, own)
    write_table(own / "decisions-short.parquet", decided())
    return CampaignResult.read(own)


def test_every_outcome_has_words_a_colour_and_a_mark():
    assert list(OUTCOMES) == list(DECISIONS) == list(MARKS)
    assert len(set(DECISIONS.values())) == len(set(MARKS.values())) == len(OUTCOMES)


def test_tries_stand_in_the_order_flown_with_shares_of_all_flights(result):
    tries = list_tries(result.plans[0])
    assert [(each.burn, each.attempt) for each in tries] == [
        ("burn_1", 1), ("burn_1", 2), ("final_burn", 1)]  # fmt: skip
    assert [each.hours for each in tries] == [96.0, 72.0, 0.0]
    assert tries[0].shares["hold"] == probability(
        np.arange(SAMPLES) < 2, result.plans[0].samples["weight"]
    )
    assert {name: round(64 * share.estimate) for name, share in tries[2].shares.items()} == {
        "go": 61, "engines_out": 1, "early": 1, "abort": 1}  # fmt: skip
    assert [round(64 * each.flights) for each in tries] == [64, 2, 64]


def test_weights_count(result):
    plan = result.plans[0]
    weight = np.where(np.arange(SAMPLES) < 2, 0.1, 1.0)
    light = replace(plan, samples=plan.samples | {"weight": weight})
    share = flights_with(light, "hold")
    assert share.estimate == pytest.approx(0.2 / weight.sum())
    assert share.estimate < flights_with(plan, "hold").estimate / 5.0


def test_causes_are_the_rules_that_were_broken(result):
    causes = list_causes(result.plans[0])
    assert [(c.burn, c.attempt, c.outcome, c.reason) for c in causes] == [
        ("burn_1", 1, "hold", "state_age"),
        ("burn_1", 2, "in_spite", "storm"),
        ("final_burn", 1, "engines_out", "satisfied"),
        ("final_burn", 1, "early", "satisfied"),
        ("final_burn", 1, "abort", "no_plan"),
    ]
    assert reason_words("hold", "state_age") == SENTENCES[Reason.STATE_AGE]
    assert reason_words("early", "satisfied") == "engines failed"


def test_the_page_tells_bars_reasons_and_shares(result):
    page = campaign_page(result.folder)
    part = page.split('<section id="decisions"')[1].split("</section>")[0]
    said = re.sub(r"<[^>]*>", " ", part)
    assert "waited in 3.1 %" in said and "a geomagnetic storm is forecast" in said
    assert "burn 1, second try" in said and "72.0 h before" not in said and "3.0 d before" in said
    charts = {}
    decisions_section(result, charts)
    bars = charts["decisions_0"]["series"]
    for row in range(3):  # each lane is full
        assert sum(s["x2"][0] - s["x"][0] for s in bars if s["row"] == row) == pytest.approx(100.0)


def test_a_campaign_without_decisions_shows_none(folder):
    bare = CampaignResult.read(folder)
    assert bare.plans[0].decisions == {} and list_tries(bare.plans[0]) == []
    assert decisions_figure(bare) is None and decisions_section(bare, {}) == ""
    assert decision_sentences(bare.plans[0]) == []
    assert 'id="decisions"' not in campaign_page(folder)


def test_the_figure_has_a_lane_for_each_try(result):
    figure = decisions_figure(result)
    (axes,) = figure.axes
    labels = [each.get_text() for each in axes.get_yticklabels()]
    assert labels == ["burn 1, first try\n4.0 d before", "burn 1, second try\n3.0 d before",
                      "final burn\n0 h"]  # fmt: skip
    assert "3.1 %" in {each.get_text() for each in axes.texts}


def test_a_received_table_of_decisions_is_checked(result, tmp_path):
    shutil.copytree(result.folder, tmp_path / "own")
    table = decided()
    write_table(tmp_path / "own" / "decisions-short.parquet", table | {"attempt": table["burn"]})
    with pytest.raises(ResultsError, match="column attempt holds"):
        _ = CampaignResult.read(tmp_path / "own").plans
    table.pop("reason")
    write_table(tmp_path / "own" / "decisions-short.parquet", table)
    with pytest.raises(ResultsError, match="column reason is missing"):
        _ = CampaignResult.read(tmp_path / "own").plans


def test_times_are_told_in_the_unit_that_suits():
    assert [when_words(h) for h in (96.0, 36.2, 5.0, 0.0, -1.5)] == [
        "4.0 d before", "36 h before", "5.0 h before", "0 h", "1.5 h after"]  # fmt: skip
    assert try_name("burn_1", 1, []) == "burn 1"
