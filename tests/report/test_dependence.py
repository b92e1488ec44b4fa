"""What an answer hangs on stands on every output of it, in the same words; without any, nothing."""

from copy import deepcopy
from dataclasses import replace
from io import StringIO

import numpy as np
import pytest
from matplotlib.image import imread
from rich.console import Console

from sim.api.notebook import flight_html
from sim.errors import InputError
from sim.report.figures.draw import FIGURES
from sim.report.figures.save import save_figures
from sim.report.page.write import make_page
from sim.report.results.campaign_shape import CampaignPlan
from sim.report.results.run import RunResult
from sim.report.tables.plan import plan_table
from sim.report.tables.run import compare_table, run_table
from sim.report.text.comparison import compare_summaries, markdown
from sim.report.text.dependence import dependence, dependences
from sim.scenario.load import loads

HANGS = "three ships a year <b>, as a contract of 2024 says"
SAID = f"Short depends on: {HANGS}."


@pytest.fixture
def told(broken) -> RunResult:
    summary = deepcopy(broken.summary)
    summary["depends_on"] = HANGS
    return replace(broken, summary=summary)


def shown(*tables) -> str:
    out = StringIO()
    for table in tables:
        Console(file=out, width=200).print(table)
    return out.getvalue()


def test_the_words_name_the_plan_and_end_with_a_stop():
    assert dependence("Backup", " three ships a year ") == "Backup depends on: three ships a year."
    assert dependence("Backup", "Three. Or four.") == "Backup depends on: Three. Or four."
    assert dependence("Backup", "  ") == ""
    rows = [{"label": "A", "depends_on": ""}, {"scenario": "b", "depends_on": "c"}, {"label": "D"}]
    assert dependences(rows) == ["b depends on: c."]


def test_it_stands_at_the_head_of_the_tables(told, broken, other):
    assert SAID in shown(run_table(told.summary))
    both = compare_summaries([told.summary, other.summary])
    table = shown(compare_table(both))
    assert table.index(SAID) < table.index("End of the flight")
    text = markdown(both)
    assert text.index(SAID) < text.index("| End of the flight")
    assert "depends on" not in shown(run_table(broken.summary)) + markdown(
        compare_summaries([broken.summary, other.summary])
    )
    plan = {
        "scenario": "short", "label": "Short", "feasible": False, "findings": [], "burns": [],
        "depends_on": HANGS,
    }  # fmt: skip
    assert SAID in shown(plan_table(plan))


def test_it_stands_under_the_heading_of_the_page_and_survives_the_folder(told, tmp_path):
    told.write(tmp_path)
    page = make_page(tmp_path)
    head = page.split("</header>")[0]
    assert 'class="depends">Short depends on: three ships a year &lt;b&gt;' in head
    again = RunResult.read(tmp_path)
    assert again.depends_on == HANGS
    assert "three ships a year &lt;b&gt;" in flight_html(again)


def test_a_figure_has_it_below_without_changing_what_is_above(told, broken, tmp_path):
    sizes = []
    for name, run in (("plain", broken), ("told", told)):
        makers = {name: lambda run=run: FIGURES["decay"]([run])}
        (file,) = save_figures(makers, [run], tmp_path, ("png",))
        sizes.append(imread(file))
    plain, captioned = sizes
    more = captioned.shape[0] - plain.shape[0]
    assert captioned.shape[1] == plain.shape[1] and 20 < more < 80
    apart = np.abs(captioned[: len(plain)] - plain)
    assert apart.mean() < 0.01  # edges of letters, moved by parts of a pixel
    assert captioned[-more:].min() < 0.5  # words


def test_a_scenario_says_it_in_one_line(told):
    text = told.scenario_yaml
    assert "depends_on: ''" in text or 'depends_on: ""' in text
    made = loads(text.replace('depends_on: ""', "depends_on: 'two engines'"))
    assert made.depends_on == "two engines"
    with pytest.raises(InputError, match="depends_on"):
        loads(text.replace('depends_on: ""', 'depends_on: "two\\nlines"'))


def test_facts_of_a_campaign_keep_it_and_those_of_before_have_none():
    facts = {"name": "a", "label": "A", "scenario_sha256": "ab"}
    assert CampaignPlan.model_validate(facts).depends_on == ""
    assert CampaignPlan.model_validate(facts | {"depends_on": "x"}).depends_on == "x"
