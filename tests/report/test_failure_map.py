"""The figure of a failure map: all rows drawn where the columns say, words inside the picture."""

import numpy as np
import pytest
from matplotlib.backends.backend_agg import FigureCanvasAgg
from matplotlib.text import Text

from sim.report.figures.failure_map import failure_map_figure
from sim.report.figures.style import figure_style


@pytest.fixture
def columns() -> dict[str, np.ndarray]:
    """A plan, five cut-offs (two of them revolutions later), two other failures (one in orbit)."""
    n = 8
    rng = np.random.default_rng(4)
    made = {
        "kind": np.array(["nominal", *["cut_off"] * 5, "engine_out", "attitude"]),
        "label": np.array([f"failure {k}" for k in range(n)]),
        "cut_off_s": np.array([100.0, 0.0, 25.0, 50.0, 75.0, 100.0, 105.0, 100.0]),
        "fraction": np.array([1.0, 0.0, 0.25, 0.5, 0.75, 1.0, 1.0, 1.0]),
        "later": np.array([False, True, True, False, False, False, False, True]),
        "body_along_track_km": np.array([0.0, 3e5, 6e4, 9e3, 800.0, 0.0, 40.0, np.nan]),
    }
    made["light_along_track_km"] = made["body_along_track_km"] - 600.0
    made["heavy_along_track_km"] = made["body_along_track_km"] + 600.0
    for body in ("body", "light", "heavy"):
        made[f"{body}_longitude_deg"] = rng.uniform(-180.0, 180.0, n)
        made[f"{body}_latitude_deg"] = rng.uniform(-50.0, 50.0, n)
        made[f"{body}_longitude_deg"][-1] = made[f"{body}_latitude_deg"][-1] = np.nan
    return made


@pytest.fixture
def figure(columns):
    track = np.column_stack([np.linspace(-180.0, 170.0, 20), np.linspace(-50.0, 50.0, 20)])
    with figure_style():
        made = failure_map_figure(columns, [track] * 8)
        FigureCanvasAgg(made).draw()
    return made


def dots(axes) -> list[tuple[float, float, str]]:
    return [
        (float(x), float(y), str(line.get_markerfacecolor()))
        for line in axes.lines
        if line.get_marker() == "o"
        for x, y in zip(line.get_xdata(), line.get_ydata(), strict=True)
    ]


def test_every_impact_is_on_the_map_once(figure, columns):
    on_map = dots(figure.axes[0])
    assert len(on_map) == 6
    for k in range(1, 7):
        north = columns["body_latitude_deg"][k]
        (found,) = [dot for dot in on_map if dot[1] == north]
        turns = (found[0] - columns["body_longitude_deg"][k]) / 360.0
        assert turns == pytest.approx(round(turns), abs=1e-9)
        assert (found[2] == "white") == bool(columns["later"][k])
    plan = [line for line in figure.axes[0].lines if line.get_marker() == "X"]
    assert float(plan[0].get_ydata()[0]) == columns["body_latitude_deg"][0]


def test_distances_are_those_of_the_cut_offs(figure, columns):
    left = figure.axes[1]
    stack = next(line for line in left.lines if line.get_label() == "intact stack")
    same_revolution = np.where(columns["later"], np.nan, columns["body_along_track_km"])
    np.testing.assert_array_equal(stack.get_ydata(), same_revolution[1:6])
    later = next(line for line in left.lines if "later" in str(line.get_label()))
    np.testing.assert_array_equal(later.get_xdata(), columns["cut_off_s"][1:3])
    ticks = {t.get_position()[1]: t.get_text() for t in left.get_yticklabels()}
    assert ticks[float(later.get_ydata()[0])] == "later" and ticks[1e4] == "10,000"
    assert left.get_ylim()[1] > later.get_ydata()[0] and left.get_ylim()[0] < -600.0


def test_other_failures_are_named_and_those_in_orbit_told(figure):
    right = figure.axes[2]
    assert [t.get_text() for t in right.get_yticklabels()] == ["failure 6", "failure 7"]
    assert [t.get_text() for t in right.texts] == ["stays in orbit"]


def test_no_word_leaves_the_picture_or_meets_the_title(figure):
    width, height = figure.canvas.get_width_height()
    unseen = {
        tick.label1
        for axes in figure.axes
        for axis in (axes.xaxis, axes.yaxis)
        for tick in (*axis.get_major_ticks(), *axis.get_minor_ticks())
        if not min(axis.get_view_interval()) <= tick.get_loc() <= max(axis.get_view_interval())
    }
    for text in figure.findobj(Text):
        if not text.get_visible() or not text.get_text().strip() or text in unseen:
            continue
        box = text.get_window_extent()
        inside = box.x0 >= -1 and box.y0 >= -1 and box.x1 <= width + 1 and box.y1 <= height + 1
        assert inside, text.get_text()
    heading = max(figure.texts, key=lambda text: text.get_fontsize())
    assert heading.get_window_extent().x1 < figure.legends[0].get_window_extent().x0


def test_without_tracks_no_track_is_drawn_or_named(columns):
    with figure_style():
        figure = failure_map_figure(columns)
    named = [text.get_text() for text in figure.legends[0].get_texts()]
    assert "planned track" not in named and "revolutions later" in named


def test_a_plan_that_stays_up_is_drawn_without_distances(columns):
    for body in ("body", "light", "heavy"):
        columns[f"{body}_along_track_km"][:] = np.nan
    with figure_style():
        figure = failure_map_figure(columns)
        FigureCanvasAgg(figure).draw()
    assert len(figure.axes[2].texts) == 2
