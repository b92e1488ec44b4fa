"""Pages tell their parts in one order, and a plan says what it was checked against."""

from copy import deepcopy

import pytest

from sim.report.page.maps.plan_map import plan_map
from sim.report.page.markup import Section
from sim.report.page.story import Story
from sim.report.text.plan import plan_checks

BURN = {"name": "final_burn", "duration_s": 1200.0}
PLAN = {
    "scenario": "made_up",
    "feasible": True,
    "aim": {"latitude_deg": -48.6, "longitude_deg": -113.9},
    "burns": [BURN],
    "budget": {"closes": True, "margin": None},
    "clearance": {
        "by_class": [
            {"land": "foreign land", "limit_km": 370.0, "least_km": 1840.0},
            {"land": "permanent ice", "limit_km": 50.0, "least_km": 2345.0},
        ]
    },
    "control": {"stages": [{"controllable": True}], "flagged": False, "lost_utc": None},
    "margins": {"thrust": {"thrust_over_least": 1.87}},
    "backups": [
        {
            "skipped": "final_burn",
            "revolutions_late": late,
            "serves": late == 1,
            "impact_latitude_deg": -48.7,
            "impact_longitude_deg": -113.9 - 22.7 * late,
        }
        for late in (1, 2)
    ],
}


def part(name: str, body: str = "<p>said</p>") -> Section:
    return Section(name, name, body)


def test_parts_come_in_the_order_in_which_they_are_read():
    story = Story(
        descent=[part("descent")],
        fails=[part("fails")],
        sure=[part("sure"), part("empty", "")],
        why=[part("why", "<p>the footprint</p>")],
        answer=[part("answer"), part("map")],
    )
    names = [each.name for each in story.sections()]
    assert names == ["answer", "map", "why", "sure", "fails", "descent", "words"]


def test_without_words_to_explain_there_is_no_list():
    assert [each.name for each in Story(answer=[part("answer")]).sections()] == ["answer"]


def test_a_plan_passes_what_it_satisfies():
    checks = plan_checks(PLAN)  # type: ignore[arg-type]
    assert len(checks) == 5 and all(each.passes for each in checks)
    words = " ".join(each.words for each in checks)
    assert "1,840 km or more from foreign land (limit 370 km)" in words
    assert "1.9 times the least" in words and "one of the next two revolutions serves" in words


@pytest.mark.parametrize(
    ("change", "said"),
    [
        ({"budget": {"closes": False, "margin": None}}, "does not close"),
        ({"margins": {"thrust": {"thrust_over_least": 0.9}}}, "0.9 times"),
        ({"control": {"flagged": True}}, "is not held"),
        ({"control": {"flagged": False, "lost_utc": "2031-01-27T09:00:00Z"}}, "is not held"),
    ],
)
def test_a_plan_fails_what_it_breaks(change, said):
    checks = plan_checks(deepcopy(PLAN) | change)  # type: ignore[arg-type]
    assert [each.passes for each in checks].count(False) == 1
    assert said in next(each.words for each in checks if not each.passes)


def test_land_too_near_and_no_backup_fail():
    plan = deepcopy(PLAN)
    plan["clearance"]["by_class"][1]["least_km"] = 20.0
    for each in plan["backups"]:
        each["serves"] = False
    failing = [each.words for each in plan_checks(plan) if not each.passes]  # type: ignore[arg-type]
    assert ["permanent ice" in failing[0], "neither" in failing[1]] == [True, True]


def test_a_plan_without_figures_is_checked_against_nothing():
    assert plan_checks({"scenario": "x", "feasible": True, "burns": []}) == []  # type: ignore[arg-type, typeddict-item]


def test_the_map_of_a_plan_shows_its_aim_and_what_comes_later():
    layers, data = plan_map(PLAN)  # type: ignore[misc, arg-type]
    labels = [each["label"] for each in data["marks"]]
    assert labels == ["aim point", "1 revolution later", "2 revolutions later", "Point Nemo"]
    assert data["marks"][0]["lon"] == -113.9 and 'class="limit"' in layers
    assert plan_map({"scenario": "x"}) is None  # type: ignore[typeddict-item, arg-type]
