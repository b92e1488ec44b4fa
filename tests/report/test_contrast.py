"""What is said of debris follows from the figures: change a figure, and the sentence changes."""

import io
from copy import deepcopy

import pytest
from rich.console import Console

from sim.report.tables.run import compare_table, run_table
from sim.report.text.comparison import DEBRIS, compare_summaries, markdown
from sim.report.text.debris import (
    counted_extent,
    debris_rows,
    judge_limit,
    share_words,
    shown_extents,
)
from sim.report.text.formatting import percent
from sim.report.text.plan_differences import difference_sentences

FOOTPRINT, DISTANCE = 1, 2
"""Which sentences are about them; the first one is about propellant."""


@pytest.fixture
def pair(broken, stretched):
    return [deepcopy(broken.summary), deepcopy(stretched.summary)]


def printed(what) -> str:
    out = io.StringIO()
    Console(file=out, width=200).print(what)
    return out.getvalue()


def set_risk(summary, low, likely, high):
    risk = summary["debris"]["expected_casualties"]
    risk["with_failures"] = {"low": low, "likely": likely, "high": high}


def test_a_higher_perigee_makes_the_longer_footprint_and_is_named(pair):
    said = difference_sentences(pair)[FOOTPRINT]
    lengths = [counted_extent(s["debris"])["length_km"] for s in pair]
    assert lengths[1] > lengths[0]
    assert said.startswith(f"Shallow has the longer footprint: {lengths[1]:,.0f} km")
    assert "perigee after the final burn is higher (60 km against 30 km)" in said
    assert "shallower" in said and "less thrust" not in said
    assert difference_sentences(pair[::-1])[FOOTPRINT] == said


def test_causes_are_named_only_where_they_point_that_way(pair):
    pair[1]["burns"][-1]["perigee_after_km"] = 10.0
    pair[1]["entry_interface"]["flight_path_angle_deg"] = -3.0
    assert difference_sentences(pair)[FOOTPRINT].endswith(
        "angle, perigee and thrust do not explain it."
    )
    pair[1]["burns"][-1]["thrust_n"] = 3000.0
    assert "less thrust (3,000 N against 12,000 N)" in difference_sentences(pair)[FOOTPRINT]


def test_footprints_that_are_alike_are_called_alike(pair):
    pair[1]["debris"]["footprint"] = pair[0]["debris"]["footprint"]
    assert difference_sentences(pair)[FOOTPRINT].startswith("The footprints are alike")


def test_the_smaller_margin_is_named_first_with_what_is_out_of_reach(pair):
    def margin(usable: float, away: float) -> dict:
        tanks = [{"tank": "station.main", "kg": away}] if away else []
        return {
            "usable_kg": usable, "low_kg": usable, "high_kg": usable, "unreachable_kg": away,
            "unreachable": tanks,
        }  # fmt: skip

    pair[0]["margin"], pair[1]["margin"] = margin(500.0, 7000.0), margin(900.0, 0.0)
    said = difference_sentences(pair)[0]
    assert said.startswith("Short has less propellant that the engines of the final burn can still")
    assert "500 kg against 900 kg" in said
    assert said.endswith("Out of reach of those engines: Short 7,000 kg (station 7,000 kg).")
    pair[1]["margin"] = margin(501.0, 0.0)
    said = difference_sentences(pair)[0]
    assert said.startswith("Both plans have the same usable propellant left: 500 kg.")
    del pair[1]["margin"]
    assert "footprint" in difference_sentences(pair)[0]


def test_the_nearest_fragment_is_named(pair):
    pair[0]["debris"]["keep_out"][0]["least_km"] = 900.0
    near = pair[1]["debris"]["keep_out"][0]
    near |= {"least_km": 100.0, "kept": False, "fragment": "a_wing", "nearest_country": "Elsewhere"}
    said = difference_sentences(pair)[DISTANCE]
    assert said.startswith("Not all plans keep") and "Shallow comes nearer" in said
    assert "a wing falls 100 km from Elsewhere (limit 370 km, margin -270 km" in said
    near["least_km"] = 0.0
    assert "a wing falls on Elsewhere (limit" in difference_sentences(pair)[DISTANCE]


def test_overlapping_ranges_set_no_plan_apart(pair):
    set_risk(pair[0], 1e-3, 2e-3, 3e-3)
    set_risk(pair[1], 1.5e-3, 2.5e-3, 4e-3)
    said = difference_sentences(pair)[3]
    assert said.startswith("Shallow has the larger casualty risk") and "25 % more" in said
    assert "1 in 400 (1 in 250 to 1 in 670)" in said and "does not tell the plans apart" in said
    set_risk(pair[1], 3.5e-3, 4e-3, 5e-3)
    assert "apart" not in difference_sentences(pair)[3]
    for each in pair:
        set_risk(each, 0.0, 0.0, 0.0)
    assert difference_sentences(pair)[3].startswith("No plan puts people at risk")


def test_probabilities_are_called_equal_only_if_they_are(pair):
    assert "assumed probabilities of failure are the same" in difference_sentences(pair)[4]
    pair[0]["debris"]["failures"][0]["probability"] = 0.5
    assert "assumed probabilities of failure differ" in difference_sentences(pair)[4]


def test_nothing_is_said_without_two_footprints(pair, run):
    assert difference_sentences([pair[0], run.summary]) == [] == difference_sentences(pair[:1])
    pair[1]["debris"]["footprint"] = None
    assert difference_sentences(pair) == []


def test_rows_of_debris_are_compared(pair, run):
    told = compare_summaries(pair)
    figures = told["figures"]["descent"]
    spans = {each["share"]: each for each in pair[0]["debris"]["footprint"]["by_fragment"]}
    for key in DEBRIS:
        if not key.startswith("footprint_"):
            assert figures[key] is not None, key
    for share, key in ((0.95, "footprint_95_length_km"), (0.99, "footprint_99_length_km")):
        assert figures[key] == (spans[share]["length_km"] if share in spans else None)
    assert figures["surviving_mass_percent"] == pytest.approx(
        100.0 * pair[0]["debris"]["surviving_mass_share"]["all"]
    )
    text = printed(compare_table(told))
    assert "Casualty area" in text and all(said[:30] in text for said in told["sentences"])
    assert all(said in markdown(told) for said in told["sentences"])
    bare = compare_summaries([run.summary, run.summary | {"scenario": "again"}])
    assert not any(bare["figures"]["again"][key] for key in DEBRIS) and bare["sentences"] == []
    assert "Casualty area" not in markdown(bare)


def test_a_run_tells_its_debris(pair, run):
    debris = pair[0]["debris"]
    rows = dict(debris_rows(debris))
    assert "fragments of 5 families" in rows["Break-up"]
    spans = shown_extents(debris)
    assert rows["Footprint"].count("km long") == len(spans) and "99.99 % of the" not in str(rows)
    assert all(share_words(span["share"]) in rows["Footprint"] for span in spans)
    assert "99.99 % takes 47,437 independent fragments" in rows["Footprint"]
    assert "the published 10 to 40 %" in rows["Surviving mass"]
    assert all(each["fragment"] in rows["Keep-out"] for each in debris["keep_out"])
    assert "limit 1 in 10,000: exceeded" in rows["Casualty risk"]
    assert rows["Footprint"].splitlines()[0] in printed(run_table(pair[0]))
    assert "Footprint" not in printed(run_table(run.summary))
    debris["footprint"] = None
    assert "nothing" in dict(debris_rows(debris))["Footprint"]


def test_a_range_that_holds_the_limit_is_open():
    assert judge_limit({"low": 1e-5, "likely": 5e-5, "high": 2e-4}, 1e-4).startswith("undecided")
    assert judge_limit({"low": 1e-5, "likely": 5e-5, "high": 9e-5}, 1e-4) == "satisfied"
    assert judge_limit({"low": 1e-4, "likely": 5e-4, "high": 9e-4}, 1e-4) == "exceeded"


def test_shares_are_written_without_noise():
    assert [percent(x) for x in (0.95, 0.9999, 1.0)] == ["95 %", "99.99 %", "100 %"]
