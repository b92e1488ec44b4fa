"""Goals beside their figures, the record of a run, its page, and the model of a campaign."""

import json

import goals.measure as measure
import lane_width
import pytest
from goals.history_figure import reached, read_history
from goals.options import Options
from goals.table import GOALS, PARTS, Figure
from hypothesis import given
from hypothesis import strategies as st
from marks import write_page
from scale import CHUNKS, MILLION, Measured, tables


def made(**changes) -> Measured:
    usual = {
        "pair": 0.36, "slowest": 1.2, "one": 46.0, "two": 23.5, "half": 23.0, "samples": 128,
        "alone": 40.0, "scheduler": 0.0044, "starter": 0.0035, "worker": 0.027, "sent": 600.0,
        "stored": 4400.0,
    }  # fmt: skip
    return Measured(**(usual | changes))


def test_every_goal_belongs_to_a_part_that_is_measured():
    assert {goal.part for goal in GOALS.values()} == set(PARTS) == set(measure.MEASUREMENTS)
    assert [key.partition(".")[0] for key in GOALS] == [goal.part for goal in GOALS.values()]


def test_a_verdict_follows_the_direction_of_its_goal():
    assert Figure("job.help", 0.09).verdict == "met"
    assert Figure("job.help", 0.11).verdict == "missed"
    assert Figure("cores.c", 1.95).verdict == "met"
    assert Figure("cores.c", 1.85).verdict == "missed"
    assert Figure("cores.c", None, "heyoka is not installed").verdict == "not measured"
    assert Figure("fragments.clock", 30.0).verdict == "told"


def test_a_peer_that_is_missing_is_named(monkeypatch):
    from goals import flights
    from peers import satkit
    from peers.interface import Unable

    def absent():
        raise Unable("satkit is not installed")

    monkeypatch.setattr(satkit, "version", absent)
    monkeypatch.setattr(flights.library, "fly", lambda states, **options: sum(range(10_000)))
    monkeypatch.setitem(__import__("sys").modules, "heyoka", None)
    found = {each.key: each for each in flights.measure_matrices(Options(quick=True))}
    assert "satkit" in found["matrices.satkit"].note and "heyoka" in found["matrices.heyoka"].note


def test_a_run_is_shown_kept_drawn_and_written(monkeypatch, tmp_path):
    from rich.console import Console

    def few(options):
        options.tables["scale"] = "a table"
        yield Figure("cores.c", 1.85, "two times")
        yield Figure("cores.b20", 1.99)

    monkeypatch.setitem(measure.MEASUREMENTS, "cores", (few,))
    page, history = tmp_path / "page.md", tmp_path / "history.jsonl"
    marks = ("run", "goals cores", "scale", "history")
    page.write_text("\n".join(f"<!-- {m} -->\nold\n<!-- /{m} -->" for m in marks) + "\nend\n")
    console = Console(record=True, width=160)
    for _ in range(2):
        measure.run_goals(["cores"], Options(), console, history=history, page=page)
    assert "1.85 times" in console.export_text()
    first, second = read_history(history)
    assert first["figures"] == second["figures"]
    assert first["figures"]["cores.c"]["verdict"] == "missed" and "load" in first
    text = page.read_text()
    assert "| **missed** | two times |" in text and "a table" in text and "old" not in text
    assert "(figures/bench_history.png)" in text
    assert (tmp_path / "figures" / "bench_history.png").stat().st_size > 1000


def test_trials_are_not_part_of_the_history(tmp_path):
    file = tmp_path / "history.jsonl"
    file.write_text(json.dumps({"quick": True}) + "\n" + json.dumps({"quick": False}) + "\n")
    assert read_history(file) == [{"quick": False}]


def test_a_goal_is_reached_at_one_whichever_way_it_goes():
    assert reached("job.help", 0.05) == pytest.approx(2.0)
    assert reached("cores.c", 0.95) == pytest.approx(0.5)
    assert reached("fragments.clock", 30.0) is None and reached("cores.c", None) is None


def test_an_unknown_part_is_refused():
    with pytest.raises(ValueError, match="there are: job"):
        measure.measure_goals(["speed"], Options())


def test_a_page_without_marks_is_left_alone(tmp_path):
    page = tmp_path / "page.md"
    page.write_text("<!-- run -->\n<!-- /run -->\n")
    with pytest.raises(SystemExit, match="<!-- scale -->"):
        write_page(page, {"run": "new", "scale": "new"})
    assert "new" not in page.read_text()


def test_the_page_of_performance_has_a_place_for_every_table():
    page = (lane_width.PACKAGE.parent / "docs" / "performance.md").read_text(encoding="utf-8")
    goals = [f"goals {part}" for part in PARTS]
    peers = [f"peers {name}" for name in ("run", "1 m", "1 cm", "apart", "threads")]
    for name in ("run", "history", "roofline", *goals, *tables(made()), *peers):
        assert page.count(f"<!-- {name} -->") == page.count(f"<!-- /{name} -->") == 1


@given(
    pair=st.floats(0.01, 10.0),
    scheduler=st.floats(1e-4, 0.1),
    workers=st.integers(1, 100_000),
    chunk=st.sampled_from(CHUNKS),
)
def test_no_campaign_is_faster_than_its_samples_or_its_scheduler(pair, scheduler, workers, chunk):
    found = made(pair=pair, scheduler=scheduler, worker=0.0)
    seconds = found.seconds(workers, chunk)
    assert 0.0 < found.efficiency(workers, chunk) <= 1.0 + 1e-12
    assert seconds >= MILLION / chunk * scheduler
    assert seconds >= found.seconds(2 * workers, chunk) - 1e-9


def test_workers_beyond_what_the_scheduler_serves_gain_nothing():
    found = made()
    full = round(found.full(8))
    assert found.seconds(20 * full, 8) == pytest.approx(found.seconds(4 * full, 8), rel=0.01)
    assert found.seconds(full // 4, 8) > 3.0 * found.seconds(full, 8)
    assert found.hours == pytest.approx(100.0)
    assert "| 100 core hours" in tables(found)["scale"].replace("| a million pairs ", "")


def test_a_copy_of_the_package_has_another_width_and_nothing_else(tmp_path):
    lane_width.copy_package(tmp_path, 4)
    vector = (tmp_path / "sim" / "lanes" / "vector.py").read_text()
    shipped = (lane_width.PACKAGE / "lanes" / "vector.py").read_text()
    assert vector == shipped.replace("\nWIDTH = 8\n", "\nWIDTH = 4\n") != shipped
    assert (tmp_path / "sim" / "dynamics").resolve() == (lane_width.PACKAGE / "dynamics").resolve()
