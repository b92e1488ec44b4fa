"""Broken limits are told from the figures: change a figure, and the sentence changes or goes."""

from copy import deepcopy

import pytest

from sim.report.text.limits import broken_limits, broken_plan_limits


@pytest.fixture
def summary(broken):
    """A flight with debris that breaks no limit."""
    made = deepcopy(broken.summary)
    for clearance in made["debris"]["keep_out"]:
        clearance |= {"kept": True, "violations": 0}
    risk = made["debris"]["expected_casualties"]
    for name in ("with_failures", "uncontrolled"):
        risk[name] = {"low": 1e-6, "likely": 2e-6, "high": 3e-6}
    return made


def test_a_flight_within_its_limits_says_nothing(summary, run):
    assert broken_limits(summary) == [] == broken_limits(run.summary)
    summary["debris"]["footprint"] = None
    summary["debris"]["expected_casualties"]["with_failures"]["likely"] = 1.0
    assert broken_limits(summary) == []


def test_risk_is_told_with_its_range_and_how_many_times_the_limit_it_is(summary):
    risk = summary["debris"]["expected_casualties"]
    risk["with_failures"] = {"low": 7.3e-4, "likely": 8.65e-4, "high": 1.2e-3}
    (broken,) = broken_limits(summary)
    assert broken.limit == "casualty risk"
    assert broken.sentence == (
        "Short: the casualty risk with failures of the plan is 1 in 1,200 (1 in 830 to 1 in "
        "1,400), about 9 times the limit of 1 in 10,000."
    )
    risk["with_failures"] = {"low": 5e-5, "likely": 1.2e-4, "high": 2e-4}
    (broken,) = broken_limits(summary)
    assert broken.sentence.endswith(
        "1.2 times the limit of 1 in 10,000; the limit lies within the range."
    )
    risk["with_failures"] = {"low": 5e-5, "likely": 1e-4, "high": 2e-4}
    assert broken_limits(summary) == []


def test_without_a_deorbit_burn_the_risk_is_that_of_an_uncontrolled_entry(summary):
    risk = summary["debris"]["expected_casualties"]
    risk["uncontrolled"] = {"low": 0.08, "likely": 0.09, "high": 0.1}
    assert broken_limits(summary) == []
    summary["burns"] = []
    (broken,) = broken_limits(summary)
    assert "of an uncontrolled entry is 1 in 11 (" in broken.sentence
    assert "about 900 times" in broken.sentence


def test_every_class_of_land_has_its_sentence(summary):
    foreign, american, ice = summary["debris"]["keep_out"]
    foreign |= {
        "kept": False, "violations": 149, "least_km": 9.2, "fragment": "array_wing",
        "nearest_country": "France",
    }  # fmt: skip
    ice |= {"kept": False, "violations": 1, "least_km": 0.0, "fragment": "rack"}
    ice["nearest_country"] = "Antarctica"
    assert [each.limit for each in broken_limits(summary)] == [
        f"keep-out distance to {land['land']}" for land in (foreign, ice)
    ]
    first, second = (each.sentence for each in broken_limits(summary))
    assert first == (
        "Short: of all computed break-ups 149 fragments fall nearer to foreign land than the 370 "
        "km to be kept; the nearest: solar array wing falls 9 km from France."
    )
    assert "one fragment falls nearer to permanent ice than the 50 km" in second
    assert "rack falls on Antarctica." in second and american["kept"]


def test_a_plan_tells_what_its_estimates_break():
    control = {"flagged": True, "needed_down_to_km": 95.0, "limit_km": 110.0}
    answer = {"scenario": "usdv", "control": control, "budget": {"closes": True}}
    (broken,) = broken_plan_limits(answer)
    assert broken.sentence.startswith("usdv: the plan needs attitude control at 95 km, below the")
    control["flagged"] = False
    answer["budget"] = {"closes": False, "margin": {"usable_kg": -1234.0}}
    (broken,) = broken_plan_limits(answer)
    assert broken.limit == "propellant" and "1,234 kg are missing" in broken.sentence
    answer["budget"]["margin"]["usable_kg"] = 10.0  # that of all vehicles; one of them lacks some
    assert "of a vehicle does not suffice" in broken_plan_limits(answer)[0].sentence
    assert broken_plan_limits({"scenario": "usdv", "feasible": False}) == []
