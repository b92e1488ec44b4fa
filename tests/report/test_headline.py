"""The first words of a page follow from the figures: what, where, how near, what is broken."""

from copy import deepcopy

import pytest

from sim.report.page.about import page_heading, what_is_flown
from sim.report.page.markup import Section, prose
from sim.report.page.run_answer import Tile, answer, figures, margin_tile, tile_list
from sim.report.page.words import words_section
from sim.report.text.headline import headline, risk_sentences
from sim.report.text.propellant import feasible_words, margin_sentences

ISS = {"stack": ["a", "b"], "vehicles": {"a": {"description": "Space Station, without ships"}}}


@pytest.fixture
def summary(broken):
    told = deepcopy(broken.summary)
    told["debris"]["reference"] |= {"latitude_deg": -50.0, "longitude_deg": -108.0}
    return told


def test_the_first_sentence_says_when_where_and_how_near(summary):
    summary["debris"]["footprint"] |= {
        "first_impact_utc": "2030-12-29T18:22:45Z", "last_impact_utc": "2030-12-29T20:31:24Z",
    }  # fmt: skip
    summary["debris"]["keep_out"][0] |= {"least_km": 959.1, "nearest_country": "Chile"}
    said = headline(summary)
    assert "on 29 Dec 2030, from 18:22 to 20:31 UTC, into the South Pacific Ocean" in said
    assert said.endswith("The nearest land is Chile, 959 km from the nearest fragment.")
    summary["debris"]["keep_out"][0]["least_km"] = 0.0
    assert headline(summary).endswith("Some of it falls on Chile.")
    summary["debris"]["reference"] |= {"latitude_deg": -25.0, "longitude_deg": 134.0}
    assert "UTC, on Australia, over" in headline(summary)
    summary["debris"]["footprint"]["last_impact_utc"] = "2030-12-30T00:31:24Z"
    assert "from 29 Dec 2030, 18:22 UTC to 30 Dec 2030, 00:31 UTC" in headline(summary)


def test_without_debris_the_first_sentence_is_the_end_of_the_flight(run, staying):
    assert "impact of the intact stack" in headline(run.summary)
    assert "above the ground" in headline(staying.summary)


def spread(likely: float) -> dict[str, float]:
    return {"low": 0.8 * likely, "likely": likely, "high": 1.2 * likely}


def set_risks(summary, planned: float, **failures: float) -> None:
    parts = {"as planned": planned} | failures
    summary["debris"]["expected_casualties"] |= {
        "as_planned": spread(planned), "with_failures": spread(sum(parts.values())),
        "contributions": {name: spread(value) for name, value in parts.items()},
    }  # fmt: skip


def test_where_the_risk_comes_from_is_said(summary):
    set_risks(summary, 0.0, early_cut_off=6e-4, no_final_burn=4e-4)
    assert risk_sentences([summary]) == [
        "If all goes as planned: nobody lives under the debris.",
        "The risk comes from failures: early cut-off (60 %) and no final burn (40 %).",
    ]
    other = deepcopy(summary) | {"label": "Other"}
    assert risk_sentences([summary, other]) == risk_sentences([summary])
    set_risks(other, 1e-4, early_cut_off=9e-4)
    planned, causes = risk_sentences([summary, other])
    assert "nobody lives under the debris for Short; 1 in 10,000 for one casualty" in planned
    assert "(60 %) and no final burn (40 %) for Short; early cut-off (90 %) for Other" in causes


def test_broken_limits_come_before_the_figures_and_colour_them(summary):
    set_risks(summary, 0.0, early_cut_off=1e-6)
    for clearance in summary["debris"]["keep_out"]:
        clearance |= {"kept": True, "violations": 0, "least_km": 900.0}
    kept = answer([summary], "") + figures([summary], ["#0072b2"])
    assert "broken" not in kept and "satisfy their limits" in kept
    set_risks(summary, 0.0, early_cut_off=1e-3)
    summary["debris"]["keep_out"][0] |= {"kept": False, "violations": 149, "least_km": 9.0}
    said = answer([summary], "") + figures([summary], ["#0072b2"])
    assert said.count("Limit broken.") == 2 == said.count('<div class="broken">')
    assert "149 fragments fall" in said and "limit 370 km: broken" in said
    assert said.index("Limit broken") < said.index('class="tiles') and "satisfy" not in said


@pytest.mark.parametrize(("count", "columns", "odd"), [
    (1, 2, True), (2, 2, False), (3, 4, True), (4, 4, False), (5, 3, True), (6, 3, False),
    (7, 4, True), (8, 4, False), (9, 5, True), (10, 5, False),
])  # fmt: skip
def test_tiles_fill_their_rows(count, columns, odd):
    made = tile_list([Tile("a", "1", "")] * count, "#0072b2", "")
    assert f"tiles of-{columns}{' odd' if odd else ''}" in made
    assert (count + odd) % columns == 0 == (count + odd) % 2
    assert tile_list([], "#0072b2", "") == ""


def test_a_page_says_what_is_flown():
    assert what_is_flown(ISS) == "Space Station"
    assert page_heading([ISS, ISS], ["Tug", "Ships"]) == "Space Station: Tug compared with Ships"
    assert page_heading([ISS], ["Tug"], "campaign") == "Space Station, campaign: Tug"
    assert page_heading([ISS], ["The space station falls"]) == "The space station falls"
    for strange in (None, {}, {"stack": "a", "vehicles": 3}, {"stack": [1], "vehicles": {}}):
        assert page_heading([strange], ["Tug"]) == "Tug"


def test_the_margin_says_what_is_of_use_and_what_is_out_of_reach():
    margin = {
        "usable_kg": 6295.0, "low_kg": 5854.0, "high_kg": 6648.0, "reachable_kg": 8336.0,
        "reserve_kg": 1600.0, "attitude_control_kg": 441.0, "residual_kg": 0.0,
        "unreachable_kg": 9079.0,
        "unreachable": [{"tank": "station.zvezda", "kg": 860.0},
                        {"tank": "station.zarya", "kg": 6100.0},
                        {"tank": "progress_5.refuel", "kg": 2119.0}],
    }  # fmt: skip
    assert margin_sentences(margin) == [
        "Usable after the final burn: 6,295 kg (5,854 to 6,648). Its engines still reach 8,336 kg, "
        "less 1,600 kg of reserve and 441 kg for attitude control (an estimate).",
        "Out of their reach: 9,079 kg (station 6,960 kg, Progress 5 2,119 kg).",
    ]
    assert "480 kg that stay in tanks" in margin_sentences(margin | {"residual_kg": 480.0})[0]
    alone = margin | {"unreachable_kg": 0.0, "unreachable": []}
    assert len(margin_sentences(alone)) == 1 == len(margin_sentences(None))
    short = alone | {"low_kg": -621.0}
    assert margin_sentences(short)[-1] == (
        "That is the nominal case: at the unfavourable end of attitude control 621 kg are missing."
    )
    assert feasible_words({"margin": short}) == "feasible nominally"
    assert feasible_words({"margin": alone}) == feasible_words(None) == "feasible"
    # where even the nominal case lacks propellant, nothing is nominally feasible
    assert feasible_words({"margin": short | {"usable_kg": -1.0}}) == "feasible"


def test_the_tile_has_the_margin_of_the_sentences_with_its_range():
    margin = {"usable_kg": 234.9, "low_kg": -614.1, "high_kg": 525.4, "unreachable_kg": 5346.1}
    note = "(\u2212614 to 525) after the final burn; 5,346 kg out of reach"
    assert margin_tile(margin) == [Tile("usable propellant", "235 kg", note, "")]
    sure = margin | {"low_kg": 234.9, "high_kg": 234.9, "unreachable_kg": 0.0}
    assert margin_tile(sure)[0].note == "after the final burn"


def test_marks_of_code_become_code():
    assert prose("`a <b>` and `c`") == "<code>a &lt;b&gt;</code> and <code>c</code>"
    assert prose("one ` alone") == "one ` alone"


def test_only_words_that_are_used_are_explained():
    made = words_section([Section("a", "A", "<p title='apogee'>From the entry interface on</p>")])
    assert made.body.count("<dt>") == 1 and "entry interface" in made.body
    assert words_section([Section("a", "A", "<p>nothing</p>")]).body == ""
