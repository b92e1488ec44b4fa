"""The page of a campaign: every part, the figures of the answers in its words, and its charts."""

import json
import re
import shutil
from copy import deepcopy
from dataclasses import replace
from io import StringIO
from pathlib import Path

import numpy as np
import pytest
from paper_texts import WIDTHS, check_texts, fit
from rich.console import Console

from sim.campaign.analysis.statistics import exact_probability
from sim.report.figures.campaign.draw import CAMPAIGN_FIGURES
from sim.report.figures.campaign.outcomes import outcomes_figure
from sim.report.figures.style import figure_style
from sim.report.page.campaign_answer import tiles
from sim.report.page.campaign_charts import (
    convergence_charts,
    distribution_charts,
    variance_charts,
)
from sim.report.page.campaign_page import campaign_summary, corridor_of
from sim.report.page.document import read_yaml
from sim.report.page.write import make_page
from sim.report.results.campaign import CampaignResult
from sim.report.results.reading import ResultsError
from sim.report.tables.campaign import campaign_table
from sim.report.text.campaign import chance_words, outcome_sentences, pair_sentences
from sim.report.text.formatting import short_percent
from sim.report.text.names import parameter_name
from sim.scenario.load import load
from sim.workflow.campaign.fly import run_campaign
from sim.workflow.campaign.options import CampaignOptions
from sim.workflow.output import Output

HERE = Path(__file__).parent.parent / "campaign"
FILES = [HERE / "short.yaml", HERE / "steep.yaml"]
SHADES = ("#0072b2", "#d55e00")
HOSTILE = "</script><img src=x onerror=alert(1)>\u202e\"'"


@pytest.fixture(scope="module")
def folder(tmp_path_factory) -> Path:
    """64 flights each of two short falls."""
    target = tmp_path_factory.mktemp("campaign") / "out"
    options = CampaignOptions(samples=64, begin="start")
    output = Output(folder=target, plots=False)
    run_campaign([load(file) for file in FILES], FILES, options, output)
    return target


@pytest.fixture(scope="module")
def result(folder) -> CampaignResult:
    return CampaignResult.read(folder)


@pytest.fixture(scope="module")
def page(folder) -> str:
    return make_page(folder)


def words_of(page: str) -> str:
    return re.sub(r"<[^>]*>", " ", page.split('<main id="main">')[1].split("</main>")[0])


def test_it_has_every_part_in_order(page):
    assert re.findall(r'<section id="([^"]+)"', page) == [
        "answer", "map", "figures", "matters", "enough", "distributions", "words", "drawn",
        "grounds", "left-out", "manifest",
    ]  # fmt: skip
    data = json.loads(page.split('id="data">')[1].split("</script>")[0])
    assert set(re.findall(r'data-chart="([^"]+)"', page)) == set(data)
    for name, chart in data.items():
        assert chart["marks"] if name == "map" else chart["series"], name
    assert len(page.encode()) < 6_000_000


@pytest.mark.slow
@pytest.mark.parametrize("width", WIDTHS)
@pytest.mark.parametrize("name", CAMPAIGN_FIGURES)
def test_words_of_its_figures_on_paper_lie_over_no_other(result, name, width):
    with figure_style():
        nothing = CAMPAIGN_FIGURES[name](result) is None
    if not nothing:
        check_texts(fit(CAMPAIGN_FIGURES[name], result, width))


@pytest.mark.parametrize(
    ("law", "aimed", "said"),
    [
        ("orbit", False, "neither open nor closed loop"),
        ("clock", False, "as first planned"),
        ("replan", True, "planned again before each burn"),
    ],
)
def test_what_the_law_of_guidance_leaves_out_is_told(folder, tmp_path, law, aimed, said):
    own = tmp_path / law
    shutil.copytree(folder, own)
    for plan in ("short", "steep"):
        file = own / f"{plan}.yaml"
        file.write_text(f"{file.read_text()}\nguidance: {{law: {law}}}\n")
    answers = json.loads((own / "answers.json").read_text())
    for plan in answers["plans"].values():
        chance = {"estimate": 0.9, "low": 0.8, "high": 0.95, "confidence": 0.95}
        plan["probabilities"] |= {"aimed": {"meaning": "at its aim", **chance}} if aimed else {}
    (own / "answers.json").write_text(json.dumps(answers))
    words = words_of(make_page(own))
    told = ("neither open nor closed loop", "as first planned", "planned again before each burn")
    assert [each for each in told if each in words] == [said]


def test_the_same_files_make_the_same_page(folder, page):
    assert make_page(folder) == page


def test_the_answer_holds_the_probabilities_with_their_intervals(folder, page):
    told = json.loads((folder / "answers.json").read_text())
    lead = words_of(page.split("<h3>")[0] + "</main>")
    assert "64 flights of each plan" in lead
    sizes = corridor_of(read_yaml(folder / "short.yaml"))
    assert f"the {sizes[0]:,.0f} x {sizes[1]:,.0f} km corridor" in lead
    for plan in told["plans"].values():
        assert chance_words(plan["probabilities"]["outside_corridor"]) in lead


def test_differences_and_causes_are_told_from_the_answers(folder, page, result):
    said, pair = words_of(page), result.differences[0]["second_less_first"]["length_km"]["mean"]
    assert f"{abs(pair['estimate']):,.0f} km" in said
    assert ("longer" if pair["estimate"] > 0.0 else "shorter") in said
    top = next(iter(result.plans[0].answer["what_matters"]["length_km"]["sobol"]["total"]))
    assert f"length of the footprint depends most on: {parameter_name(top)}, " in said


def test_every_unknown_stands_with_its_source(folder, page):
    drawn = json.loads((folder / "campaign.json").read_text())["dispersions"]
    rows = page.split('id="drawn"')[1].split("</section>")[0].count("<tr>") - 1
    assert rows == len(drawn) > 3
    assert f"{rows} parameters are dispersed" in words_of(page)


def test_failed_flights_are_told(folder, tmp_path, page):
    assert "All 64 flights were completed" in words_of(page)
    own = tmp_path / "failed"
    shutil.copytree(folder, own)
    told = json.loads((own / "answers.json").read_text())
    told["plans"]["short"] |= {"failed": 3, "status": {"impact": 61, "failed_step": 3}}
    (own / "answers.json").write_text(json.dumps(told))
    said = words_of(make_page(own))
    assert "3 of 64 flights failed numerically (3 failed_step)" in said
    assert "; 3 failed numerically." in said


def test_a_hostile_label_stays_text(folder, tmp_path, page):
    own = tmp_path / "hostile"
    shutil.copytree(folder, own)
    told = json.loads((own / "answers.json").read_text())
    told["campaign"]["plans"][0] |= {"label": HOSTILE, "title": HOSTILE}
    (own / "answers.json").write_text(json.dumps(told))
    made = make_page(own)
    told["campaign"]["plans"][0]["colour"] = f"red;{HOSTILE}"
    (own / "answers.json").write_text(json.dumps(told))
    with pytest.raises(ResultsError, match=r"answers\.json: .*colour"):
        make_page(own)
    assert {*re.findall(r"<([a-z0-9]+)", made)} <= {*re.findall(r"<([a-z0-9]+)", page)}
    assert "<img" not in made and "\u202e" not in made and made.count("<script") == 2


def test_histograms_and_curves_hold_every_flight(result):
    charts = distribution_charts(result, SHADES)
    assert any(name.startswith("length_km") for name in charts)
    for name, chart in charts.items():
        if name.endswith("_cumulative"):
            for line in chart["series"]:
                assert np.all(np.diff(line["x"]) >= 0.0) and line["y"][-1] == pytest.approx(100.0)
            continue
        for line in (each for each in chart["series"] if each["kind"] == "line"):
            held = np.asarray(line["y"])[1:-1:2]
            assert held.sum() == pytest.approx(100.0, abs=0.05), name


def test_bars_are_the_indices_of_the_answers(result):
    for name, chart in variance_charts(result, SHADES).items():
        measure = name.removeprefix("matters_")
        for k, plan in enumerate(result.plans):
            total = plan.answer["what_matters"][measure]["sobol"]["total"]
            best = max(each["estimate"] for each in total.values())
            bars = [s for s in chart["series"] if s["lane"] == k and not s.get("whisker")]
            assert max(s["x2"][0] for s in bars) == pytest.approx(best, abs=1e-4)


def test_bars_fall_back_on_ranks(result):
    """And leave out one that is not known."""
    answers = json.loads(json.dumps(result.answers))
    del answers["campaign"]["plans"][1:]
    unknown = {"estimate": None, "low": -1.0, "high": 1.0, "confidence": 0.95}
    for measure in answers["plans"]["short"]["what_matters"].values():
        measure["sobol"] = None
        measure["rank_correlation"]["unknown"] = unknown
    alone = replace(result, answers=answers)
    charts = variance_charts(alone, SHADES[:1])
    assert charts and all("rank" in chart["x"]["label"] for chart in charts.values())
    assert "unknown" not in str(charts)


def test_estimates_settle_on_the_answer(result):
    charts = convergence_charts(result, SHADES)
    line = next(s for s in charts["settling_length_km"]["series"] if s["kind"] == "line")
    mean = result.plans[0].answer["measures"]["length_km"]["mean"]
    assert line["x"][-1] == 64 and line["y"][-1] == pytest.approx(mean, rel=1e-4)
    band = next(s for s in charts["settling_outside_corridor"]["series"] if s["kind"] == "band")
    bad = np.sum(result.plans[0].samples["outside_corridor"] != 0.0)
    assert band["y2"][-1] == pytest.approx(
        100.0 * exact_probability(np.arange(64) < bad).high, rel=1e-4
    )
    width = np.subtract(band["y2"], band["y"])
    assert width[-1] < width[0]


def test_a_comparison_tells_what_its_campaign_came_to(folder):
    said = campaign_summary(folder)
    assert "64 flights of each plan" in said and "flight by flight" in said


@pytest.mark.parametrize(
    ("given", "found"),
    [
        ({"length": {"value": "6000 km"}, "width": "300 km"}, (6000.0, 300.0)),
        ({"length": "5e6", "width": "2000 m"}, (5000.0, 2.0)),
        ({"length": "5 miles", "width": "2000 m"}, None),
        ({"length": "5 km"}, None),
        (None, None),
    ],
)
def test_sizes_of_a_corridor(given, found):
    assert corridor_of({"campaign": {"corridor": given}}) == found


def test_shares_keep_two_figures():
    assert [short_percent(x) for x in (0.0, 0.0042, 0.0423, 0.123, 0.0996, 1.0)] == [
        "0", "0.42", "4.2", "12", "10", "100",
    ]  # fmt: skip
    span = {"low": 0.036, "high": 0.049}
    assert chance_words({"estimate": 0.042} | span) == "in 4.2 % (3.6 to 4.9) of the flights"
    assert chance_words({"estimate": 0.0} | span) == "in none of the flights (at most 4.9 %)"
    assert chance_words({"estimate": 1.0} | span) == "in all of the flights (at least 3.6 %)"


def test_outcomes_and_needs_are_told(result):
    """Answers of guided flights, in the words, the table and the figure."""
    answers = deepcopy(result.answers)
    chance = {"estimate": 0.02, "low": 0.01, "high": 0.04, "confidence": 0.95}
    for plan in answers["plans"].values():
        plan["probabilities"]["backup"] = {"meaning": "by the backup opportunity", **chance}
        plan["probabilities"]["uncontrolled"] = {
            "meaning": "nobody chose it", "estimate": 0.0, "low": 0.0, "high": 0.003,
            "confidence": 0.95,
        }  # fmt: skip
        between = {"estimate": 120.0, "low": 118.0, "high": 125.0, "confidence": 0.95}
        plan["needed"] = {"delta_v_m_s": {"0.999": between}}
        plan["scatter"] = {"reference_along_km": between}
        plan["probabilities"]["aimed"] = {
            "meaning": "at its aim", "estimate": 0.98, "low": 0.96, "high": 0.99, "confidence": 0.95
        }  # fmt: skip
        never = {"estimate": 0.0, "low": 0.0, "high": 0.003, "confidence": 0.95}
        plan["probabilities"]["in_orbit"] = {"meaning": "in orbit", **never}
    answers["differences"][0]["events"]["backup"] = {"meaning": "by the backup", **chance}
    told = replace(result, answers=answers)
    shown = tiles(told.plans[0], SHADES[0])
    assert re.findall(r"<dt>([^<]*)", shown)[:3] == [
        "down at the aim, on the planned pass", "down on another pass", "uncontrolled entry",
    ]  # fmt: skip
    assert re.search(r"98\s%", shown) and "of the flights (96 to 99 %)" in shown
    assert "in orbit" not in shown  # that never happened
    words = " ".join(outcome_sentences(told.plans[0], None, told.samples))
    assert f"the backup opportunity is used {chance_words({'meaning': '', **chance})}" in words
    assert "99.9 % of the flights make do with 120.0 m/s (118.0 to 125.0)" in words
    assert "along the track with a standard deviation of 120 km (118 to 125)" in words
    assert "is used in 2.0 % (1.0 to 4.0) more of the flights" in " ".join(pair_sentences(told))
    assert outcomes_figure(result) is None
    with figure_style():
        figure = outcomes_figure(told)
    assert figure is not None
    labels = [each.get_text() for each in figure.axes[0].get_yticklabels()]
    assert "uncontrolled entry" in labels
    console = Console(width=100, file=StringIO())
    console.print(campaign_table(answers))
    assert "Velocity change (m/s), 99.9 %" in console.file.getvalue()
