"""The figures and tables of a plan: drawn where the numbers say, nothing outside the picture."""

import io
from copy import deepcopy

import numpy as np
import pytest
from matplotlib.backends.backend_agg import FigureCanvasAgg
from paper_texts import WIDTHS, check_texts, fit
from rich.console import Console

from sim.report.figures.controllability import control_figure
from sim.report.figures.failure_map import failures_figure
from sim.report.figures.plan_calendar import calendar_figure
from sim.report.figures.plan_lowering import lowering_figure
from sim.report.figures.plan_propellant import plan_budget_figure
from sim.report.figures.style import figure_style
from sim.report.results.plan import PlanResult
from sim.report.series.propellant import vehicle_parts
from sim.report.tables.plan import plan_table

START = np.datetime64("2030-12-24T00:00:00", "us")
CAUSES = ("rendezvous", "lowering", "perigee_burns", "final_burn", "attitude_control", "reserve")


def vehicle(name: str, masses: tuple[float, ...], left: float, margin: float, here: bool) -> dict:
    row = {"vehicle": name, "aboard_at_end": here, "left_kg": left, "margin_kg": margin}
    row |= {f"{cause}_kg": kg for cause, kg in zip(CAUSES, masses, strict=True)}
    return row | {"loaded_kg": sum(masses[1:4]) + left}


def course(name: str, percentile: float, days: float) -> tuple[list, list, list, list]:
    when = START - np.array([900, 400, 0]).astype("timedelta64[D]")
    when = [*when, START + np.timedelta64(int(days), "D")]
    return [name] * 4, [percentile] * 4, when, [415.0, 330.0, 240.0, 227.0]


def way(delta_v: float, feasible: bool) -> dict:
    return {"feasible": feasible, "delta_v_m_s": delta_v, "propellant_kg": 155.0 * delta_v}


@pytest.fixture
def answer() -> dict:  # fmt: skip
    rows = [
        {
            "percentile": percentile,
            "profile": way(45.0 - k, percentile > 5.0),
            "cheapest": way(40.0 - k, True),
            "cheapest_any_attitude": way(6.0 - k, True),
            "earliest_utc": "2030-03-01T00:00:00Z",
            "drag_alone_utc": "2033-07-01T00:00:00Z",
            "latest_utc": "2035-02-01T00:00:00Z",
            "drag_alone_extrapolated": False,
            "latest_extrapolated": percentile == 5.0,
        }
        for k, percentile in enumerate((5.0, 50.0, 95.0))
    ]
    return {
        "scenario": "made_up",
        "label": "Made up",
        "title": "A made-up plan",
        "version": "1",
        "scenario_sha256": "ab" * 32,
        "feasible": False,
        "findings": [
            {"constraint": "reserve of tug", "sentence": "it is short", "remedy": "1 kg more"}
        ],
        "burns": [],
        "phasing": None,
        "budget": {
            "by_vehicle": [
                vehicle("tug", (0.0, 0.0, 3000.0, 4500.0, 400.0, 9000.0), 8500.0, -900.0, True),
                vehicle("ship", (400.0, 1600.0, 0.0, 0.0, 0.0, 0.0), 600.0, 600.0, False),
            ],
            "left_kg": 8500.0,
            "margin": {
                "usable_kg": -900.0,
                "low_kg": -1200.0,
                "high_kg": -700.0,
                "reachable_kg": 8500.0,
                "reserve_kg": 9000.0,
                "attitude_control_kg": 400.0,
                "residual_kg": 0.0,
                "unreachable_kg": 0.0,
                "unreachable": [],
            },
            "closes": False,
        },
        "lowering": {
            "goals": [
                {"utc": "2030-07-01T00:00:00Z", "altitude_km": 330.0},
                {"utc": "2030-12-24T00:00:00Z", "altitude_km": 227.0},
            ],
            "other_attitudes": ["station.broadside"],
            "by_percentile": rows,
        },
    }


@pytest.fixture
def calendar() -> dict[str, np.ndarray]:
    """Twelve passes 23 deg apart, of which the third meets the aim."""
    n = 12
    off = 46.0 - 23.0 * np.arange(n)
    made = {
        "final_burn_utc": START + np.arange(n) * np.timedelta64(5400, "s"),
        "leg": np.array(["southbound", "northbound"] * (n // 2)),
        "east_of_aim_deg": off,
        "backup_1_east_of_aim_deg": off - 23.0,
        "backup_2_east_of_aim_deg": np.where(off == 0.0, np.nan, off - 46.0),
        "can_meet_aim": off == 0.0,
    }
    for k, name in enumerate(("", "backup_1_", "backup_2_")):
        made[f"{name}to_land_km"] = np.full(n, 2000.0 - 500.0 * k)
    return made


@pytest.fixture
def courses() -> dict[str, np.ndarray]:
    parts = [
        course(name, percentile, days)
        for name, days in (("cheapest", 1), ("cheapest_any_attitude", 1), ("profile", 6))
        for percentile in (5.0, 50.0, 95.0)
    ] + [course("drag_alone", p, 900) for p in (5.0, 50.0, 95.0)]
    names, percentiles, dates, heights = (
        np.concatenate(column) for column in zip(*parts, strict=True)
    )
    return {
        "course": names,
        "percentile": percentiles,
        "utc": dates.astype("datetime64[us]"),
        "altitude_km": heights,
    }


def drawn(make, result):
    with figure_style():
        figure = make(result)
        FigureCanvasAgg(figure).draw()
    return figure


def test_no_words_leave_the_picture_or_meet_the_legend(answer, calendar, courses):
    result = PlanResult(answer=answer, calendar=calendar, lowering=courses)
    for make in (calendar_figure, plan_budget_figure, lowering_figure):
        figure = drawn(make, result)
        width, height = figure.canvas.get_width_height()
        words = [*figure.texts, *figure.legends[0].get_texts()]
        for axes in figure.axes:
            words += [axes.xaxis.label, axes.yaxis.label, axes.title, axes._left_title]
        for text in words:
            if text.get_text():
                box = text.get_window_extent()
                inside = box.x0 >= 0 and box.y0 >= 0 and box.x1 <= width and box.y1 <= height
                assert inside, (make.__name__, text.get_text())
        legend = figure.legends[0].get_window_extent()
        assert not figure.texts[0].get_window_extent().overlaps(legend), make.__name__


@pytest.mark.parametrize("width", WIDTHS)
def test_words_on_paper_lie_over_no_other(answer, calendar, courses, width):
    result = PlanResult(answer=answer, calendar=calendar, lowering=courses)
    for make in (calendar_figure, plan_budget_figure, lowering_figure):
        check_texts(fit(make, result, width))


def test_the_chosen_pass_is_ringed(answer, calendar):
    answer["burns"] = [{"ignition_utc": "2030-12-24T03:10:00.000Z"}]
    upper, lower = drawn(calendar_figure, PlanResult(answer=answer, calendar=calendar)).axes
    for axes, value in ((upper, 0.0), (lower, 2000.0)):
        (ring,) = [line for line in axes.lines if line.get_markersize() == 13]
        assert ring.get_ydata()[0] == value
    filled = [
        line
        for line in upper.lines
        if line.get_marker() == "o" and line.get_markerfacecolor() not in ("white", "none")
    ]
    assert sum(len(line.get_xdata()) for line in filled) == 1


def test_bars_are_as_long_as_the_masses(answer):
    (axes,) = drawn(plan_budget_figure, PlanResult(answer=answer)).axes
    for k, row in enumerate(answer["budget"]["by_vehicle"]):
        length = sum(p.get_width() for p in axes.patches if abs(p.get_y() + 0.28 - k) < 0.01)
        masses = vehicle_parts(row).values()
        assert length == pytest.approx(sum(max(kg, 0.0) for kg in masses) / 1e3)
    assert any("900 kg short" in text.get_text() for text in axes.texts)


def test_courses_are_drawn_as_given_and_misses_hatched(answer, courses):
    upper, left, right = drawn(lowering_figure, PlanResult(answer=answer, lowering=courses)).axes
    assert sum(len(line.get_xdata()) == 4 for line in upper.lines) == 12
    bars = [patch for patch in left.patches if patch.get_height() > 1.0]
    assert len(bars) == 9 and sum(bool(patch.get_hatch()) for patch in bars) == 1
    assert [t.get_text() for t in right.get_yticklabels()] == ["5th", "50th", "95th"]


def test_nothing_to_show_is_no_figure(answer, calendar):
    bare = {name: answer[name] for name in ("scenario", "burns", "phasing")}
    empty = {name: values[:0] for name, values in calendar.items()}
    for make in (plan_budget_figure, lowering_figure, control_figure, failures_figure):
        assert make(PlanResult(answer=bare)) is None
    assert calendar_figure(PlanResult(answer=bare, calendar=empty)) is None


def test_the_table_tells_what_binds_and_what_is_missing(answer):
    def told(content: dict) -> str:
        out = io.StringIO()
        Console(file=out, width=80).print(plan_table(content))
        return out.getvalue()

    text = told(answer)
    assert "no feasible plan" in text and "reserve of tug" in text and "1 kg more" in text
    assert "-900" in text and "The propellant budget does not close" in text
    assert "*45.0" in text and "? 2035-02-01" in text
    assert max(len(line) for line in text.splitlines()) <= 80
    short = deepcopy(answer)
    del short["lowering"], short["budget"]
    short["left_out"] = {"lowering": "no lowering burns"}
    assert "Altitude lowering left out: no lowering burns." in told(short)
