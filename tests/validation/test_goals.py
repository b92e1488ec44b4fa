"""The table of goals: every goal is tested by a case or on another page."""

import math
import re
from pathlib import Path

import pytest

from sim.validation.comparison import Outcome, ReferenceCase, within
from sim.validation.document import page
from sim.validation.goals import GOALS, OREKIT, Goal, closest_to_limit, comparisons_of
from sim.validation.registry import CASES

PAGE = Path(__file__).parents[2] / "docs"


def outcome_of(name, *comparisons):
    return Outcome(
        ReferenceCase(name=name, title="t", source="s", family="f", needs=(), run=list),
        comparisons,
        0.0,
    )


def test_every_goal_is_tested_on_the_page():
    names = {case.name for case in CASES}
    text = (PAGE / "validation.md").read_text(encoding="utf-8")
    for goal in GOALS:
        assert goal.known or goal.cases
        assert set(goal.cases) <= names
        for name in goal.cases:
            section = text.split(f"### {name}: ")[1].split("### ")[0]
            quantities = re.findall(r"^\| ([^|]+) \|", section, re.MULTILINE)
            assert any(q.startswith(goal.quantities) for q in quantities), (goal.statement, name)


def test_orekit_figures_equal_those_of_its_page():
    text = (PAGE / "orekit.md").read_text(encoding="utf-8")
    drag = next(line for line in text.splitlines() if line.startswith("| + drag"))
    cut = next(line for line in text.splitlines() if line.startswith("| cut-off"))
    assert [float(cell) for cell in drag.split("|")[2:5:2]] == [OREKIT[0], OREKIT[1]]
    assert float(cut.split("|")[4]) == OREKIT[2]


def test_closest_to_limit_is_relative_to_the_bound():
    near, far = within("near", "m", 0.0, -9.0, 10.0, "w"), within("far", "m", 0.0, 50.0, 100.0, "w")
    assert closest_to_limit([far, near]) is near


def test_a_comparison_without_a_computed_value_is_ignored():
    goal = Goal("goal", ("x",), ("a",))
    comparisons = [
        within("a", "", 0.0, 1.0, 2.0, "w"),
        within("a b", "", 0.0, math.nan, 2.0, "w"),
    ]
    outcomes = [outcome_of("x", *comparisons), outcome_of("y", comparisons[0])]
    assert comparisons_of(goal, outcomes) == comparisons[:1]


@pytest.mark.parametrize(("computed", "word"), [(1.0, "yes"), (11.0, "**no**")])
def test_a_miss_shows_in_the_table_of_goals(computed, word):
    comparison = within("position, x", "m", 0.0, computed, 10.0, "w")
    text = page([outcome_of("gmat_burn", comparison)])
    line = next(line for line in text.splitlines() if line.startswith("| GMAT"))
    assert line.endswith(f"| {word} |")
    other = next(line for line in text.splitlines() if line.startswith("| JEOD without"))
    assert other.endswith("| not run |")
