"""The figure of controllability: lines as in the table, crossings marked, authorities named."""

import numpy as np
import pytest
from matplotlib.backends.backend_agg import FigureCanvasAgg
from matplotlib.text import Text

from sim.report.figures.controllability import controllability_figure
from sim.report.figures.style import figure_style

HEIGHTS = np.arange(100.0, 301.0, 10.0)


@pytest.fixture
def table():
    """Two attitudes in air that thins by e every 20 km."""
    torque = np.concatenate([area * np.exp((200.0 - HEIGHTS) / 20.0) for area in (100.0, 200.0)])
    return {
        "attitude": np.repeat(["station.one", "station.two"], len(HEIGHTS)),
        "altitude_km": np.tile(HEIGHTS, 2),
        "torque_n_m": torque,
        "torque_low_n_m": 0.2 * torque,
        "torque_high_n_m": 2.0 * torque,
    }


@pytest.fixture
def limits():
    return {
        "attitude": np.array(["station.one"] * 2 + ["station.two"] * 2),
        "authority": np.array(["gyroscopes", "thrusters"] * 2),
        "torque_n_m": np.array([1e3, 5e3] * 2),
        "lost_at_km": np.array([153.9, 121.8, 167.8, np.nan]),
    }


@pytest.fixture
def figure(table, limits):
    with figure_style():
        made = controllability_figure(table, limits)
        FigureCanvasAgg(made).draw()
    return made


def test_lines_are_those_of_the_table(figure, table, limits):
    (axes,) = figure.axes
    for k, name in enumerate(("station.one", "station.two")):
        rows = table["attitude"] == name
        line = next(
            x for x in axes.lines if np.array_equal(x.get_xdata(), table["torque_n_m"][rows])
        )
        np.testing.assert_array_equal(line.get_ydata(), HEIGHTS)
        marked = [x for x in axes.lines if x.get_marker() == "o"][k]
        lost = limits["lost_at_km"][limits["attitude"] == name]
        np.testing.assert_array_equal(marked.get_ydata(), lost)
    assert axes.get_xscale() == "log"
    low, high = axes.get_ylim()
    assert low == 100.0 and 167.8 < high < 300.0


def test_authorities_are_named_with_their_heights(figure):
    said = " ".join(text.get_text() for text in figure.axes[0].texts)
    assert "gyroscopes, 1,000 N m" in said and "154 to 168 km" in said
    assert "thrusters, 5,000 N m" in said and "122 to 122 km" in said


def test_no_words_meet_or_leave_the_picture(figure):
    width, height = figure.canvas.get_width_height()
    (axes,) = figure.axes
    boxes = [text.get_window_extent() for text in axes.texts]
    assert not boxes[0].overlaps(boxes[1])
    labels = [axes.xaxis.label, axes.yaxis.label, *axes.texts, *figure.texts]
    for text in (*labels, *figure.legends[0].get_texts()):
        assert isinstance(text, Text)
        box = text.get_window_extent()
        assert box.x0 >= 0 and box.y0 >= 0 and box.x1 <= width and box.y1 <= height
    assert not figure.texts[0].get_window_extent().overlaps(figure.legends[0].get_window_extent())


def test_torque_that_is_never_overcome_has_no_height(table, limits):
    limits["lost_at_km"][:] = np.nan
    with figure_style():
        figure = controllability_figure(table, limits)
    assert all("exceeded" not in text.get_text() for text in figure.axes[0].texts)
