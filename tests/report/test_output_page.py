"""The page on outputs names every column and every key there is."""

import re
from pathlib import Path
from typing import get_args

import pytest

from sim.campaign.analysis.events import OUTCOMES
from sim.campaign.run.guided import REFERENCE_FIGURES, no_outcome
from sim.operations.decisions.history import COLUMNS, Stopped
from sim.operations.decisions.reasons import Decision, Reason
from sim.report.text.comparison import compare_summaries

FREE = ("by_cause_kg", "propellant_by_tank_kg", "by_stage", "by_material", "contributions")
"""Keys of mappings whose own keys are names from the scenario."""

PAGE = Path(__file__).parent.parent.parent / "docs" / "outputs.md"


@pytest.fixture(scope="module")
def words() -> set[str]:
    quoted = re.findall(r"`([^`]+)`", PAGE.read_text(encoding="utf-8"))
    return {word for text in quoted for word in re.split(r"[.\[\]]+", text)}


def test_every_column_is_defined(broken, words):
    assert set(broken.trajectory) | set(broken.events) | set(broken.fragments) <= words


def keys(value) -> set[str]:
    """Keys of nested mappings, without those that are names of tanks and burns."""
    if isinstance(value, list):
        return set().union(*(keys(item) for item in value)) if value else set()
    if not isinstance(value, dict):
        return set()
    found = set()
    for key, item in value.items():
        free = key in FREE
        inside = list(item.values()) if key == "by_tank" else [] if free else item
        found |= {key} | keys(inside)
    return found


def test_every_key_of_the_summary_is_defined(broken, words):
    assert keys(broken.summary) <= words


def test_every_kind_of_event_is_defined(run, words):
    assert set(run.events["kind"]) <= words


def test_top_keys_of_the_comparison_are_defined(run, other, words):
    assert set(compare_summaries([run.summary, other.summary])) <= words


def test_columns_and_words_of_guided_flights_are_defined(words):
    assert {*COLUMNS, *no_outcome(0, ""), *REFERENCE_FIGURES} <= words
    told = {each.word for kind in (Decision, Reason) for each in kind}
    assert told | set(OUTCOMES) | set(get_args(Stopped)) - {""} <= words


def test_rules_are_told_in_the_order_of_the_page():
    """Property: the table of rules stands in the order in which broken ones are told."""
    page = (PAGE.parent / "campaigns.md").read_text(encoding="utf-8")
    table = page[page.index("| Rule, in the order") :].split("\n\n")[0]
    rows = re.findall(r"^\| (`\w+`(?:, `\w+`)?|\(always asked\)) \|", table, re.MULTILINE)
    names = [name.strip("`") for row in rows for name in row.split(", ")]
    spoken = {"aborts": "propellant", "(always asked)": "no_plan", "clear_of_land": "land"}
    ranked = [each.word for each in sorted(Reason) if each is not Reason.SATISFIED]
    assert [spoken.get(name, name) for name in names] == ranked
