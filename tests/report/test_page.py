"""The page on a folder: whole, self-contained, the same each time, and deaf to hostile names."""

import base64
import hashlib
import json
import re
import shutil
from html.parser import HTMLParser
from pathlib import Path

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from sim.flight.fly import fly
from sim.report.page.chart import significant
from sim.report.page.document import document
from sim.report.page.maps.svg_map import dots_data, path_data
from sim.report.page.markup import Section, island, table, tag, text, visible
from sim.report.page.provenance import bases, basis_section
from sim.report.page.write import make_page, write_page
from sim.report.text.debris import counted_extent
from sim.scenario.build.mission import build_mission
from sim.scenario.load import loads
from sim.workflow.build_results import compare_results, run_result
from sim.workflow.flown_scenario import FlownScenario
from sim.workflow.reentry import assess_reentry

HERE = Path(__file__).parent
MOST_BYTES = 6_000_000
HOSTILE = (
    "<script>alert(1)</script>",
    "</script><img src=x onerror=alert(1)>",
    "\"'><svg onload=alert(1)>",
    "<!--",
    "]]>",
    "\u202eevil\u202c \u2066x",
    "&lt;b&gt;",
    "\u2028\u2029\x00\x1b",
)
VOID = {"meta", "input", "img", "br", "link"}
WORDS = st.text(max_size=40) | st.sampled_from(HOSTILE)


class Reader(HTMLParser):
    """Elements in order; complains about one that is closed in the wrong place."""

    def __init__(self) -> None:
        super().__init__(convert_charrefs=True)
        self.open: list[str] = []
        self.found: list[tuple[str, dict[str, str | None]]] = []
        self.words: list[str] = []

    def handle_starttag(self, tag, attrs):
        self.found.append((tag, dict(attrs)))
        if tag not in VOID:
            self.open.append(tag)

    def handle_endtag(self, tag):
        assert self.open and self.open[-1] == tag, (tag, self.open[-5:])
        self.open.pop()

    def handle_data(self, data):
        self.words.append(data)


def read(markup: str) -> Reader:
    reader = Reader()
    reader.feed(markup)
    reader.close()
    assert not reader.open
    return reader


def data_of(page: str) -> dict:
    return json.loads(page.split('id="data">')[1].split("</script>")[0])


@pytest.fixture(scope="module")
def folder(tmp_path_factory) -> Path:
    """A comparison of two short descents with debris."""
    source = (HERE / "descent.yaml").read_text() + (HERE / "catalogue.yaml").read_text()
    other = source.replace('perigee: "30 km"', 'perigee: "60 km"')
    other = other.replace("name: descent", "name: shallow").replace('"Short"', '"Shallow"')
    results = []
    for each in (source, other.replace("#009e73", "#d55e00")):
        scenario = loads(each, str(HERE / "descent.yaml"))
        flight = fly(build_mission(scenario))
        reentry = assess_reentry(scenario, flight)
        flown = FlownScenario(scenario=scenario, flight=flight, reentry=reentry)
        results.append(run_result(flown, "iss-deorbit compare"))
    target = tmp_path_factory.mktemp("compared")
    compare_results(results).write(target)
    return target


@pytest.fixture(scope="module")
def page(folder) -> str:
    return make_page(folder)


def test_a_comparison_has_every_part_in_order(page):
    parts = [a["id"] for name, a in read(page).found if name == "section"]
    assert parts == [
        "answer", "map", "figures", "debris", "failures", "timeline", "decay", "entry", "budget",
        "words", "grounds", "left-out", "manifest",
    ]  # fmt: skip
    links = [a["href"] for name, a in read(page).found if name == "a"]
    assert [f"#{name}" for name in parts] == links[1:]


def test_a_run_has_every_part(folder):
    parts = [a["id"] for name, a in read(make_page(folder / "descent")).found if name == "section"]
    assert parts[:3] == ["answer", "map", "figures"]
    assert {"timeline", "entry", "decay", "budget", "debris", "words", "grounds"} <= {*parts}


def test_every_figure_has_data_with_marks(page):
    data = data_of(page)
    figures = [a for name, a in read(page).found if name == "figure"]
    names = [a["data-chart"] for a in figures if a["class"] != "globe"]
    assert len(names) == len(set(names)) == len(data) and set(names) == set(data)
    for name, chart in data.items():
        marks = chart["marks"] if name == "map" else chart["series"]
        assert marks, name
        for each in marks if name != "map" else ():
            assert len(each["x"]) == len(each.get("y") or each["x2"]) > 0, name


def test_the_answer_holds_the_figures_of_the_summary(folder, page):
    first = read(page.split('id="figures"')[1].split("</section>")[0].join(["<p ", "</p>"]))
    words = " ".join(first.words)
    for name in ("descent", "shallow"):
        told = json.loads((folder / name / "summary.json").read_text())
        long = counted_extent(told["debris"])
        assert f"{long['length_km']:,.0f} km" in words
        assert f"{abs(told['entry_interface']['flight_path_angle_deg']):.2f}°" in words
        assert f"{told['margin']['usable_kg']:,.0f} kg" in words
    assert words.index("steeper") < words.index("Shallow")


def test_nothing_is_loaded_from_elsewhere(page):
    reader = read(page)
    for name, given_ in reader.found:
        for key in ("src", "href", "data", "action", "poster", "srcset", "xlink:href"):
            assert (given_.get(key) or "#").startswith("#"), (name, given_)
        assert not any(key.startswith("on") for key in given_), (name, given_)
        assert name not in {"link", "iframe", "object", "embed", "base", "img"}
    style = page.split("<style>")[1].split("</style>")[0]
    assert "url(" not in style and "@import" not in style
    script = page.rsplit("<script>", 1)[1]
    assert not re.search(
        r"\bfetch\b|XMLHttpRequest|\bimport\b|WebSocket|\beval\b|innerHTML", script
    )
    assert {u for u in re.findall(r"https?://[^\"'\s]*", script)} == {"http://www.w3.org/2000/svg"}
    assert "default-src 'none'" in page


def test_it_is_small_and_the_same_each_time(folder, page):
    assert len(page.encode()) < MOST_BYTES
    assert make_page(folder) == page
    first = write_page(folder).read_bytes()
    assert write_page(folder).read_bytes() == first == page.encode()


def test_scripts_match_the_policy_of_the_page(page):

    script = page.rsplit("<script>", 1)[1].split("</script>")[0]
    digest = base64.b64encode(hashlib.sha256(script.encode()).digest()).decode()
    assert f"script-src 'sha256-{digest}'" in page


@pytest.mark.parametrize("name", HOSTILE)
def test_a_hostile_scenario_stays_text(folder, tmp_path, page, name):
    """Whatever names the files hold, the elements are those of the harmless page."""

    own = tmp_path / "hostile"
    shutil.copytree(folder, own)
    for each in ("descent", "shallow"):
        file = own / each / "summary.json"
        told = json.loads(file.read_text())
        told |= {"title": name, "label": name + each, "version": name}
        for burn in told["burns"]:
            burn["name"] = name
        told["debris"]["failures"][0]["source"] = name
        told["propellant"]["by_cause_kg"] = {name: 100.0}
        told["propellant"]["by_tank"] = {
            name + key: value for key, value in told["propellant"]["by_tank"].items()
        }
        file.write_text(json.dumps(told))
        scenario = {"a": {"value": name, "assumption": name}, "b": {"value": 1, "source": name}}
        (own / each / "scenario.yaml").write_text(json.dumps(scenario))
    told = json.loads((own / "manifest.json").read_text())
    told["command"] = [name]
    (own / "manifest.json").write_text(json.dumps(told))
    made = make_page(own)
    reader, harmless = read(made), read(page)
    assert {n for n, _ in reader.found} <= {n for n, _ in harmless.found}
    assert sum(n == "script" for n, _ in reader.found) == 2
    assert not any(key.startswith("on") for _, a in reader.found for key in a)
    assert visible(name) in "".join(reader.words)
    assert "\u202e" not in made and "\x00" not in made
    data_of(made)


@given(WORDS)
def test_text_comes_back_as_it_is_shown(words):
    reader = read(tag("p", text(words), title=words) + table([words], [[words]], words))
    given_ = visible(words)
    assert reader.found[0] == ("p", {"title": given_})
    assert "".join(reader.words) == 4 * given_


@given(st.dictionaries(WORDS, st.lists(WORDS | st.floats() | st.none())))
def test_data_can_not_end_their_element(value):
    made = island(value)
    assert not set("<>&") & set(made)
    assert {visible(k) for k in value} == set(json.loads(made))
    made.encode("utf-8")


@settings(max_examples=30)
@given(WORDS, WORDS, WORDS)
def test_a_page_has_the_elements_it_was_given(heading, stamp, words):
    made = document(heading, stamp, [Section("a", words, tag("p", text(words)))], {"x": words})
    plain = document("h", "s", [Section("a", "w", tag("p", "w"))], {"x": "w"})
    assert [n for n, _ in read(made).found] == [n for n, _ in read(plain).found]


def test_grounds_are_found_wherever_they_stand():
    scenario = {
        "mass": {"value": "4 t", "source": "a book"},
        "list": [{"name": "one", "thrust": {"value": 3, "assumption": "a guess"}}],
        "group": {"x": 1, "y": "two", "assumption": "both"},
        "bare": 5,
    }
    assert [tuple(each) for each in bases(scenario)] == [
        ("mass", "4 t", "source", "a book"),
        ("list[one].thrust", "3", "assumption", "a guess"),
        ("group", "x: 1, y: two", "assumption", "both"),
    ]
    made = basis_section({"A": scenario, "B": {"mass": {"value": "4 t", "source": "a book"}}})
    rows = re.findall(r"<tr>(.*?)</tr>", made, re.DOTALL)
    assert len(rows) == 4 and sum(">all<" in row for row in rows) == 1
    assert "2 values are assumptions and 1 have a source" in made


@given(st.lists(st.tuples(st.floats(-720, 720), st.floats(-90, 90)), min_size=2, max_size=30))
def test_a_path_leads_where_its_points_are(points):
    x, y = np.array(points).T
    made = path_data(x, y)
    numbers = np.array([int(n) for n in re.findall(r"-?\d+", made)]).reshape(-1, 2)
    rounded = np.round(np.column_stack([x, y]) / 0.01)
    if len(numbers):
        assert numbers[0] == pytest.approx(rounded[0])
        assert numbers.sum(axis=0) == pytest.approx(rounded[-1])
    else:
        assert (rounded == rounded[0]).all()
    assert dots_data(x, y).count("h0") == len(np.unique(rounded, axis=0))


@given(st.floats(-1e12, 1e12, allow_subnormal=False), st.integers(2, 8))
def test_figures_keep_their_digits(value, digits):
    kept = float(significant(np.array([value]), digits)[0])
    assert kept == pytest.approx(value, rel=0.51 * 10.0 ** (1 - digits), abs=1e-250)


def test_gaps_break_a_path():
    made = path_data(np.array([0, 1, np.nan, 2, 3.0]), np.array([0, 0, np.nan, 1, 1.0]))
    assert made == "M0 0l100 0M200 100l100 0"


def test_a_plan_that_does_not_hold_says_why(tmp_path):
    finding = {"constraint": "propellant", "sentence": "12 kg are missing", "remedy": "load more"}
    plan = {"scenario": "x", "title": HOSTILE[0], "feasible": False, "findings": [finding]}
    (tmp_path / "plan.json").write_text(json.dumps(plan))
    reader = read(make_page(tmp_path))
    words = " ".join(reader.words)
    assert "no plan is feasible" in words and "12 kg are missing; load more" in words
    assert HOSTILE[0] in words and sum(name == "script" for name, _ in reader.found) == 2
    parts = [a["id"] for name, a in reader.found if name == "section"]
    assert parts == ["answer", "grounds", "left-out", "manifest"]


def test_damaged_files_are_told(folder, tmp_path):
    own = tmp_path / "damaged"
    shutil.copytree(folder / "descent", own)
    (own / "scenario.yaml").write_text("a: [1")
    with pytest.raises(ValueError, match=r"scenario\.yaml"):
        make_page(own)


def test_equal_catalogues_of_vehicles_are_listed_once() -> None:
    made = {"families": {"hull": {"mass": "4 t", "assumption": "a shell like any other"}}}
    ship = {"dry_mass": {"value": "4 t", "source": "a book"}, "components": made}
    scenario = {
        "vehicles": {"one": ship, "two": ship},
        "visits": {"three": {"vehicle": ship, "assumption": "comes"}, "two": {"port": "aft"}},
    }
    table = basis_section({"A": scenario})
    assert table.count("a shell like any other") == 1
    assert table.count("a book") == 3
