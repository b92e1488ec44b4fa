"""Figures show what the files hold, say their units, and keep every word inside the picture."""

import numpy as np
import pytest
from matplotlib.backends.backend_agg import FigureCanvasAgg
from matplotlib.text import Text

from sim.report.colours import PALETTE, assign_colours
from sim.report.figures.draw import FIGURES, draw_runs
from sim.report.figures.style import MOST_POINTS, figure_style, stamp
from sim.report.series.thinning import thinned_rows

UNITS = (
    "(km)",
    "(UTC)",
    "hours",
    "(min)",
    "(km/s)",
    "(1,000 km)",
    "(g)",
    "(kPa)",
    "(MW/m²)",
    "(t)",
)

OF_A_RIGID_BODY = {"filmstrip", "margin", "motion"}
WITHOUT_DEBRIS = sorted(set(FIGURES) - {"footprint", "stages"} - OF_A_RIGID_BODY)


def made(name, runs):
    with figure_style():
        figure = FIGURES[name](runs)
        stamp(figure, runs)
        FigureCanvasAgg(figure).draw()
    return figure


@pytest.mark.parametrize("name", WITHOUT_DEBRIS)
@pytest.mark.parametrize("count", [1, 2])
def test_axes_hold_data_and_say_their_units(run, other, name, count):
    figure = made(name, [run, other][:count])
    for axes in figure.axes:
        drawn = [line for line in axes.lines if np.isfinite(line.get_ydata()).any()]
        assert drawn or axes.patches
        assert all(len(line.get_xdata()) <= MOST_POINTS + 1000 for line in axes.lines) or (
            name == "ground_track"  # the coastline is one line
        )
        if name == "ground_track":
            assert any("°" in tick.get_text() for tick in axes.get_xticklabels())
            continue
        said = axes.get_xlabel() + axes.get_ylabel()
        assert name == "entry" or any(unit in said for unit in UNITS), said
    if name == "entry":
        assert all(any(u in axes.get_xlabel() for u in UNITS) for axes in figure.axes)


@pytest.mark.parametrize("name", WITHOUT_DEBRIS)
@pytest.mark.parametrize("count", [1, 2])
def test_no_word_leaves_the_picture(run, other, name, count):
    figure = made(name, [run, other][:count])
    width, height = figure.canvas.get_width_height()
    outside = {label for axes in figure.axes for label in _outside_ticks(axes)}
    for text in figure.findobj(Text):
        if not text.get_visible() or not text.get_text().strip() or text in outside:
            continue
        box = text.get_window_extent()
        assert box.x0 >= -1 and box.y0 >= -1, text.get_text()
        assert box.x1 <= width + 1 and box.y1 <= height + 1, text.get_text()


def _outside_ticks(axes):
    """Labels of ticks beyond the axis, which matplotlib makes but does not draw."""
    for axis in (axes.xaxis, axes.yaxis):
        low, high = sorted(axis.get_view_interval())
        for tick in axis.get_major_ticks():
            if not low <= tick.get_loc() <= high:
                yield tick.label1


def test_title_and_legend_do_not_meet(run, other):
    for runs in ([run], [run, other]):
        for name in WITHOUT_DEBRIS:
            figure = made(name, runs)
            heading = max(figure.texts, key=lambda text: text.get_fontsize())
            for legend in figure.legends:
                assert heading.get_window_extent().x1 < legend.get_window_extent().x0, name


def test_stamp_names_scenario_and_version(run):
    figure = made("decay", [run])
    assert any("descent abababababab" in text.get_text() for text in figure.texts)


def test_each_run_has_a_colour_of_its_own(run, other):
    assert len(set(assign_colours([run, other, run, other]))) == 4
    assert set(assign_colours([run, run])) <= set(PALETTE)


def test_peaks_of_the_summary_are_marked(run):
    figure = made("entry", [run])
    marks = [line for axes in figure.axes[3:] for line in axes.lines if line.get_marker() == "o"]
    peak = run.summary["peak"]
    assert [float(mark.get_xdata()[0]) for mark in marks] == pytest.approx(
        [peak["deceleration_g"], peak["dynamic_pressure_kpa"], peak["heat_flux_w_m2"] / 1e6]
    )


def test_impact_lies_where_the_summary_says(run):
    figure = made("ground_track", [run])
    mark = next(line for line in figure.axes[0].lines if line.get_marker() == "X")
    impact = run.summary["impact"]
    assert mark.get_ydata()[0] == pytest.approx(impact["latitude_deg"], abs=0.05)
    assert mark.get_xdata()[0] % 360.0 == pytest.approx(impact["longitude_deg"] % 360.0, abs=0.05)


def test_track_is_broken_at_the_edge_of_the_map(run):
    for axes in made("ground_track", [run]).axes:
        for line in axes.lines:
            x = np.asarray(line.get_xdata(), dtype=float)
            y = np.asarray(line.get_ydata(), dtype=float)
            ok = np.isfinite(x) & np.isfinite(y)
            both = ok[1:] & ok[:-1]
            assert (np.abs(np.diff(x))[both] < 180.0).all()


def test_files_are_written_twice_the_same(run, tmp_path):
    (tmp_path / "a").mkdir()
    (tmp_path / "b").mkdir()
    kinds = ("png", "svg", "pdf")
    first, second = (draw_runs([run], tmp_path / name, kinds) for name in "ab")
    assert {path.name for path in first} == {f"{n}.{e}" for n in WITHOUT_DEBRIS for e in kinds}
    for a, b in zip(first, second, strict=True):
        assert a.read_bytes() == b.read_bytes(), a.name
        assert a.stat().st_size > 5000


def test_a_flight_that_stays_up_has_no_entry_figure(staying, tmp_path):
    written = {path.stem for path in draw_runs([staying], tmp_path)}
    assert written == {"decay", "ground_track", "propellant"}


def test_thinning_keeps_the_ends():
    kept = thinned_rows(1_000_000, MOST_POINTS, [17])
    assert 17 in kept and len(kept) == MOST_POINTS + 1 and kept[0] == 0 and kept[-1] == 999_999
    assert len(thinned_rows(10, MOST_POINTS)) == 10
