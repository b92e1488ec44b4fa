"""Parts of pages: inputs with what they rest on, failures of the final burn, the descent at other
solar activity, and colours that colour-blind people can tell apart.
"""

import re
from dataclasses import replace
from itertools import combinations
from pathlib import Path

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from sim.report.colours import PALETTE, STAGES
from sim.report.figures.decay import decay_figure
from sim.report.page.failures import LATER, PLANNED, failure_map, failure_section
from sim.report.page.inputs import inputs, inputs_section
from sim.report.page.run_charts import decay_chart
from sim.report.results.failures import FailureMap
from sim.report.series.descent import solar_activity_band
from sim.report.series.propellant import PARTS, PLAN_PARTS
from sim.report.text.flight import solar_activity_sentence

BAND = {
    "percentile": np.repeat([5.0, 50.0, 95.0], 3),
    "utc": np.array(
        ["2030-01-01", "2030-01-05", "2030-01-11", "2030-01-01", "2030-01-05", "2030-01-09",
         "2030-01-01", "2030-01-05", "2030-01-07"], dtype="datetime64[us]",
    ),
    "mean_altitude_km": np.array([300.0, 270.0, 220.0, 300.0, 260.0, 220.0, 300.0, 250.0, 220.0]),
    "status": np.repeat(["in_orbit"], 9),
}  # fmt: skip


def test_a_value_rests_on_its_own_word_or_on_that_around_it():
    scenario = {
        "group": {"x": "5 km", "name": "n", "assumption": "a guess", "deep": {"y": 3}},
        "own": {"value": "4 t", "source": "a book"},
        "list": [{"name": "one", "date": "2030-01-01T00:00:00Z"}, {"z": -2.5, "on": True}],
        "word": "station.flying",
    }
    assert [tuple(each) for each in inputs(scenario)] == [
        ("group.x", "5 km", "assumption", "a guess"),
        ("group.deep.y", "3", "assumption", "a guess"),
        ("own", "4 t", "source", "a book"),
        ("list[one].date", "2030-01-01T00:00:00Z", "", ""),
        ("list[2].z", "-2.5", "", ""),
    ]


def test_vehicles_that_are_alike_share_a_list():
    ship = {"dry_mass": {"value": "4 t", "source": "a book"}}
    made = inputs_section({"A": {"vehicles": {"one": ship, "two": ship, "three": {"x": 1}}}})
    assert ">one, two<" in made and ">three<" in made and made.count("4 t") == 1
    assert made.count('class="basis source" type') == 1


WORDS = st.text(max_size=9)


@given(
    st.recursive(
        WORDS | st.integers() | st.none(),
        lambda x: st.lists(x, max_size=3) | st.dictionaries(WORDS, x, max_size=3),
        max_leaves=12,
    )
)
def test_whatever_a_scenario_holds_stays_text(value):
    made = inputs_section({"label": {"phases": value, "vehicles": {"a": value}}})
    assert {*re.findall(r"<([a-z0-9]+)", made)} <= {
        "p", "ul", "li", "span", "details", "summary", "dl", "div", "dt", "dd", "button",
    }  # fmt: skip


def failures(**more) -> FailureMap:
    """A plan of 100 s: cut off at 0 s it stays up, at 50 s it comes down later, then as planned."""
    at = np.array([np.nan, 10.0, -120.0, -110.0])
    place = {
        f"{b}_{k}_deg": at / share
        for b in ("light", "body", "heavy")
        for k, share in (("longitude", 1.0), ("latitude", 4.0))
    }
    away = {f"{b}_along_track_km": np.array([np.nan, 9e5, 0.0, 400.0 + k])
            for k, b in enumerate(("light", "body", "heavy"))}  # fmt: skip
    table = {
        "kind": np.array(["cut_off", "cut_off", "nominal", "engine_out"]),
        "label": np.array(["cut-off at 0 s", "cut-off at 50 s", "nominal", "1 out"]),
        "cut_off_s": np.array([0.0, 50.0, 100.0, 100.0]),
        "delta_v_m_s": np.array([0.0, 10.0, 20.0, 19.0]),
        "fraction": np.array([0.0, 0.5, 1.0, 0.95]),
        "later": np.array([True, True, False, False]),
        "hours_to_entry": np.array([np.nan, 30.0, 0.3, 0.3]),
        "countries": np.array(["", ", ".join(f"Land {k}" for k in range(15)), "", "Chile"]),
        **place, **away, **more,
    }  # fmt: skip
    track = np.column_stack([np.linspace(100.0, 300.0, 150) % 360.0 - 180.0, np.zeros(150)])
    return FailureMap(table, (track,) * 4)


def test_each_second_has_its_words_marks_and_track():
    _, data = failure_map(failures())
    first, second, planned = data["rows"]
    assert first["words"].endswith("more than 60 days.") and first["marks"] == []
    assert first["track"] == ""
    assert "30.0 hours" in second["words"] and "Land 5 and 9 more." in second["words"]
    assert "later revolution" in second["words"] and len(second["marks"]) == 3
    assert planned["label"] == "100 s, as planned" and "18 minutes" in planned["words"]
    assert "no country" in planned["words"]
    assert data["colours"] == [PLANNED, LATER] and data["shapes"] == ["dot", "square", "impact"]
    assert second["later"] == 1 and planned["later"] == 0
    assert data["others"][0]["label"] == "1 out" and "Chile" in data["others"][0]["words"]
    assert "401 km beyond" in data["others"][0]["words"]
    last = planned["track"].split("M")[-1]  # of the turns of the Earth that it goes around
    numbers = np.array([int(n) for n in re.findall(r"-?\d+", last)]).reshape(-1, 2)
    assert abs(numbers.sum(axis=0)[0] / 100.0 - (300.0 - 180.0)) % 360.0 == pytest.approx(0.0)


def test_without_failures_the_page_says_how_to_get_them():
    charts: dict = {}
    said = failure_section([("A", None)], charts)
    assert "--no-plots" in said and not charts
    both = failure_section([("A", failures()), ("B", failures())], charts)
    assert set(charts) == {"failures-0", "failures-1"} and both.count('id="earth"') == 1


def test_the_band_holds_the_descents_of_every_percentile():
    date, low, high = solar_activity_band(BAND, 100)
    assert np.all(low <= high) and len(date) == 5
    assert low[-1] == 220.0 and high[-1] == 220.0
    at = list(date).index(np.datetime64("2030-01-05"))
    assert (low[at], high[at]) == (250.0, 270.0)


def test_other_solar_activity_is_drawn_and_described(staying):
    run = replace(staying, forecast=BAND)
    plain = decay_chart([staying], ["#0072b2"])["series"]
    more = decay_chart([run], ["#0072b2"])["series"][len(plain) :]
    assert [each["kind"] for each in more] == ["band", "line", "line"]
    assert [each["what"] for each in more[1:]] == [
        "solar activity, 5th percentile",
        "solar activity, 95th percentile",
    ]
    said = solar_activity_sentence(run, False)
    assert "on 2030-01-11" in said and "on 2030-01-07, 4.0 days earlier" in said
    assert solar_activity_sentence(staying, False) == ""


def seen(colour: str) -> np.ndarray:
    """CIE Lab of a colour as people without green cones see it (Vienot, Brettel, Mollon 1999)."""
    share = np.array([int(colour[k : k + 2], 16) for k in (1, 3, 5)]) / 255.0
    linear = np.where(share <= 0.04045, share / 12.92, ((share + 0.055) / 1.055) ** 2.4)
    to_lms = np.array([[17.8824, 43.5161, 4.11935], [3.45565, 27.1554, 3.86714],
                       [0.0299566, 0.184309, 1.46709]])  # fmt: skip
    without = np.array([[1.0, 0.0, 0.0], [0.494207, 0.0, 1.24827], [0.0, 0.0, 1.0]])
    linear = np.clip(np.linalg.solve(to_lms, without @ to_lms @ linear), 0.0, 1.0)
    to_xyz = np.array([[0.4124, 0.3576, 0.1805], [0.2126, 0.7152, 0.0722],
                       [0.0193, 0.1192, 0.9505]])  # fmt: skip
    x, y, z = np.cbrt(to_xyz @ linear / np.array([0.9505, 1.0, 1.089]))
    return np.array([116.0 * y - 16.0, 500.0 * (x - y), 200.0 * (y - z)])


@pytest.mark.parametrize(
    "together",
    [
        (PALETTE[0], PALETTE[1]),
        (PLANNED, LATER),
        tuple(STAGES.values()),
        tuple(PARTS.values()),
        tuple(colour for _, _, colour in PLAN_PARTS),
    ],
)
def test_colours_differ_without_green_cones(together):
    for one, other in combinations(together, 2):
        assert np.linalg.norm(seen(one) - seen(other)) > 15.0, (one, other)


def test_red_and_green_would_not_do():
    assert np.linalg.norm(seen("#b04030") - seen("#7a6a20")) < 15.0


def test_pages_that_ship_are_small():
    place = Path(__file__).parent.parent.parent / "sim" / "report" / "page"
    total = sum(file.stat().st_size for file in place.glob("*.[jc]s*"))
    assert 20_000 < total < 80_000


def test_the_figure_of_the_descent_holds_the_band(staying):
    plain = decay_figure([staying])
    more = decay_figure([replace(staying, forecast=BAND)])
    dashed = [line for line in more.axes[0].lines if line.get_linestyle() == "--"]
    assert len(dashed) == 2
    assert len(more.axes[0].collections) == len(plain.axes[0].collections) + 1
    names = [each.get_text() for each in more.legends[0].get_texts()]
    assert "5th to 95th percentile of solar activity" in names and "perigee to apogee" in names
