"""Verdicts on the clauses of the standard stand on every output, with the figures behind them."""

import re
from copy import deepcopy
from io import StringIO

import pytest
from rich.console import Console

from sim.flight.fly import fly
from sim.report.page.run_answer import answer
from sim.report.page.write import make_page
from sim.report.results.run import RunResult
from sim.report.tables.campaign import campaign_table
from sim.report.tables.run import compare_table, run_table
from sim.report.text.campaign import spread_note
from sim.report.text.comparison import compare_summaries, markdown
from sim.report.text.debris import share_words, shown_extents, why_not_shown
from sim.report.text.requirements import (
    cut_off_rows,
    debris_verdicts,
    reliability_sentences,
    verdict_sentence,
    verdicts,
)
from sim.scenario.build.mission import build_mission
from sim.scenario.error import ScenarioError
from sim.scenario.load import loads
from sim.workflow.build_results import run_result
from sim.workflow.flown_scenario import FlownScenario
from sim.workflow.reentry import assess_reentry

from .conftest import ENTRY, SCENARIO

RATES = """
  burn_rates:
    interrupted: {value: 0.02, low: 0.01, high: 0.04, assumption: "made up"}
    first_firing: {value: 0.1, low: 0.03, high: 0.25, assumption: "made up"}
    recovered: {value: 0.7, low: 0.4, high: 0.9, assumption: "made up"}
    unflown: [tug]
"""


@pytest.fixture(scope="module")
def flown() -> FlownScenario:
    """The short descent, whose one burn is the first firing of a tug."""
    text = SCENARIO.read_text() + ENTRY.read_text().split("  failures:")[0] + RATES
    scenario = loads(text, str(SCENARIO))
    flight = fly(build_mission(scenario))
    reentry = assess_reentry(scenario, flight)
    return FlownScenario(scenario=scenario, flight=flight, reentry=reentry)


@pytest.fixture(scope="module")
def reentry(flown):
    return flown.reentry


@pytest.fixture(scope="module")
def ends(reentry):
    return reentry.ends


@pytest.fixture(scope="module")
def rated(flown) -> RunResult:
    return run_result(flown)


def shown(*tables) -> str:
    out = StringIO()
    for table in tables:
        Console(file=out, width=160).print(table)
    return out.getvalue()


def test_failures_of_burns_follow_from_their_rates(rated, ends):
    debris = rated.debris
    reliability = debris["reliability"]
    # one burn, the first firing: three of ten early ends are not made good within six revolutions
    (burn,) = reliability["burns"]
    left, later = 0.3 ** (ends.revolutions / 6.0), ends.revolutions >= 1.0
    lost = float((left * later).mean())
    assert burn["burn"] == "final_burn" and burn["first_firing"] and 0.0 < lost < left.mean()
    assert burn["lost"] == pytest.approx(lost) and burn["probability"] == pytest.approx(0.1 * lost)
    probability = reliability["probability"]
    assert probability["likely"] == pytest.approx(0.1 * lost)
    assert probability["low"] < 0.5 * probability["likely"] and probability["high"] > 0.2 * lost
    (failure,) = debris["failures"]
    assert failure["name"] == "interrupted_final_burn" and failure["leads_to"] == "under_burn"
    assert (
        failure["probability"] == pytest.approx(0.1 * left.mean()) and failure["early_ends_flown"]
    )
    clauses = {each["clause"]: each for each in debris["requirements"]}
    uncontrolled = debris["expected_casualties"]["uncontrolled"]
    assert clauses["4.7-1a"]["value"] == uncontrolled and clauses["4.7-1a"]["met"] is False
    assert not clauses["4.7-1a"]["applies"] and clauses["4.7-1c"]["applies"]
    for end in ("low", "likely", "high"):
        wanted = reliability["probability"][end] * uncontrolled[end]
        assert clauses["4.7-1c"]["value"][end] == pytest.approx(wanted)
    needed = reliability["needed"]
    assert needed["sequence"] == pytest.approx(1e-4 / uncontrolled["likely"])
    assert needed["per_burn"] == pytest.approx(needed["sequence"] / lost, rel=1e-4)


def test_each_early_end_counts_with_its_people_and_its_chance_to_last(rated, reentry):
    """The sum that the risk with failures comes from, written out."""
    area, ends = reentry.assessment.casualty_area, reentry.ends
    left = 0.3 ** (ends.revolutions / 6.0)
    likely = 0.1 * 1e-6 * area.likely * float((left * reentry.crowd).mean())
    risk = rated.debris["expected_casualties"]
    part = risk["contributions"]["interrupted_final_burn"]
    assert part["likely"] == pytest.approx(likely, rel=1e-9)
    assert part["low"] <= part["likely"] <= part["high"]
    parts = [each["likely"] for each in risk["contributions"].values()]
    assert risk["with_failures"]["likely"] == pytest.approx(sum(parts))


def test_a_table_of_verdicts_stands_on_the_terminal_and_in_comparisons(rated, broken):
    text = shown(run_table(rated.summary))
    for clause in ("4.7-1a", "4.7-1b", "4.7-1c"):
        assert clause in text
    assert "fails; the entry is controlled instead" in text and "The other way round" in text
    other = deepcopy(broken.summary) | {"scenario": "other", "label": "Other"}
    both = compare_summaries([rated.summary, other])
    assert "4.7-1c" in shown(compare_table(both)) and "| 4.7-1c |" in markdown(both)
    assert all(len(row) == 4 for row in both["verdicts"])


def test_figures_of_clauses_say_what_they_are(rated):
    debris = deepcopy(rated.debris)
    debris["keep_out"][0] |= {"land": "foreign land", "least_km": 812.7, "limit_km": 370.0}
    a, b, c = debris_verdicts(debris)
    assert a.limit == "1 in 10,000" == c.limit
    assert b.figure.splitlines()[0] == "foreign land 813 km"
    assert b.limit == "370, 50, 50 km"
    assert "failing with a chance of 0.62 % (0.11 to 2.5)" in c.figure
    assert verdict_sentence(debris["requirements"]).startswith("NASA-STD-8719.14C: 4.7-1b ")
    first, second = reliability_sentences(debris["reliability"])
    assert "By the flown record the re-entry fails with a chance of 0.62 % (0.11 to 2.5)" in first
    assert "The casualty risk with failures is another figure" in first
    assert "clause c passes if less than 1 in" in second
    assert "the record is 2.0 %" in second
    assert reliability_sentences(None) == []


def test_of_many_flights_the_share_is_told():
    value = {"low": 0.984, "likely": 0.988, "high": 0.992}
    clause = {
        "clause": "4.7-1b", "text": "fragments keep away", "value": value, "limit": 1.0,
        "met": False, "applies": True,
    }  # fmt: skip
    (row,) = verdicts([clause])
    assert row.figure == "1.2 % of flights do not (0.80 to 1.6)" and row.verdict == "fails"
    kept = clause | {"value": {"low": 0.996, "likely": 1.0, "high": 1.0}, "met": True}
    (row,) = verdicts([kept])
    assert row.figure == "all flights keep them (at most 0.40 % do not)"
    assert row.verdict == "passes"
    answers = {
        "samples": 10, "campaign": {"plans": [{"name": "a", "label": "A"}]}, "differences": [],
        "plans": {"a": {"failed": 0, "measures": {}, "probabilities": {}, "what_matters": {},
                        "needed": {}, "debris": None, "requirements": [clause]}},
    }  # fmt: skip
    assert "1.2 % of flights do not" in shown(campaign_table(answers))


def test_the_page_tells_the_verdicts_first_and_the_tables_below(rated, tmp_path):
    rated.write(tmp_path)
    page = make_page(tmp_path)
    top = page.split('id="map"')[0]
    assert re.search(r"<span class=.verdict undecided.>undecided</span>4.7.1c", top)
    assert "The other way round" in page.split('id="failures"')[1]
    assert "if a burn is interrupted" in page.split('id="failures"')[1]
    assert "4.7\u20111c" in answer([rated.summary], "")


def test_cut_offs_are_told_by_stretches_of_the_burn():
    rows = cut_off_rows(
        [{"from_fraction": 0.0, "to_fraction": 0.46, "cut_offs": 97, "mean": 0.18, "largest": 4.7}]
    )
    assert rows == [("0 to 46 %", "97", "0.18", "4.7")]


def test_no_share_is_quoted_that_the_sample_cannot_carry(broken):
    debris = broken.debris
    assert debris["dispersed_break_ups"] == 2
    shares = [span["share"] for span in shown_extents(debris)]
    assert 0.9999 not in shares and shares
    assert "99.99 % takes 47,437 independent fragments" in why_not_shown(debris)
    assert [span["share"] for span in debris["footprint"]["by_break_up"]] == [1.0]
    assert share_words(1.0) == "all computed fragments"
    assert share_words(0.99) == "99 % of the fragments"
    # results of before do not say what their sample carries
    old = deepcopy(debris)
    del old["footprint"]["not_carried"]
    spans = [{"share": share, "length_km": 1.0} for share in (0.95, 0.99, 0.9999, 1.0)]
    old["footprint"]["by_fragment"] = spans
    assert [span["share"] for span in shown_extents(old)] == [0.95, 0.99]
    assert why_not_shown(old) == ""


def test_a_range_in_the_wrong_order_is_refused_with_its_place():
    text = SCENARIO.read_text() + ENTRY.read_text().split("  failures:")[0] + RATES
    with pytest.raises(ScenarioError, match=r"burn_rates\.interrupted\.value"):
        loads(text.replace("value: 0.02, low: 0.01", "value: 0.02, low: 0.03"), str(SCENARIO))


def test_few_flights_do_not_speak_for_nine_of_ten():
    assert "takes 46" in spread_note(45) and spread_note(46) == ""
