"""The summary of aims: every aim has findings, and what is measured elsewhere stands there."""

import math
import re
from pathlib import Path

import pytest

from sim.validation.comparison import Outcome, ReferenceCase, within
from sim.validation.document import page
from sim.validation.goals import GOALS, OREKIT, Goal, attained, worst
from sim.validation.registry import CASES

PAGE = Path(__file__).parents[2] / "docs"


def outcome(name, *findings):
    return Outcome(
        ReferenceCase(name=name, title="t", source="s", family="f", needs=(), run=list),
        findings,
        0.0,
    )


def test_every_aim_is_measured_on_the_page():
    names = {case.name for case in CASES}
    text = (PAGE / "validation.md").read_text(encoding="utf-8")
    for goal in GOALS:
        assert goal.known or goal.cases
        assert set(goal.cases) <= names
        for name in goal.cases:
            section = text.split(f"### {name}: ")[1].split("### ")[0]
            found = re.findall(r"^\| ([^|]+) \|", section, re.MULTILINE)
            assert any(q.startswith(goal.quantities) for q in found), (goal.asked, name)


def test_orekit_figures_are_those_of_its_page():
    text = (PAGE / "orekit.md").read_text(encoding="utf-8")
    drag = next(line for line in text.splitlines() if line.startswith("| + drag"))
    cut = next(line for line in text.splitlines() if line.startswith("| cut-off"))
    assert [float(cell) for cell in drag.split("|")[2:5:2]] == [OREKIT[0], OREKIT[1]]
    assert float(cut.split("|")[4]) == OREKIT[2]


def test_the_worst_finding_uses_most_of_what_is_allowed():
    near, far = within("near", "m", 0.0, -9.0, 10.0, "w"), within("far", "m", 0.0, 50.0, 100.0, "w")
    assert worst([far, near]) is near


def test_a_finding_without_a_value_is_not_counted():
    goal = Goal("aim", ("x",), ("a",))
    found = [within("a", "", 0.0, 1.0, 2.0, "w"), within("a b", "", 0.0, math.nan, 2.0, "w")]
    assert attained(goal, [outcome("x", *found), outcome("y", found[0])]) == found[:1]


@pytest.mark.parametrize(("ours", "word"), [(1.0, "yes"), (11.0, "**no**")])
def test_a_miss_shows_in_the_summary(ours, word):
    text = page([outcome("gmat_burn", within("position, x", "m", 0.0, ours, 10.0, "w"))])
    line = next(line for line in text.splitlines() if line.startswith("| GMAT"))
    assert line.endswith(f"| {word} |")
    other = next(line for line in text.splitlines() if line.startswith("| JEOD without"))
    assert other.endswith("| not run |")
