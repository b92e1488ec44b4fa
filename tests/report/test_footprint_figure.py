"""The footprint's figure shows the fragments of the file where the file has them."""

from dataclasses import replace

import numpy as np
import pytest
from matplotlib.backends.backend_agg import FigureCanvasAgg
from matplotlib.text import Text

from sim.report.colours import STAGES
from sim.report.figures.footprint import footprint_figure
from sim.report.figures.footprint_map import marker_area
from sim.report.figures.ground_track import ground_track_figure
from sim.report.figures.reentry import entry_figure
from sim.report.figures.stages import stages_figure
from sim.report.figures.style import figure_style, stamp
from sim.report.series.fragments import footprint_window, hazardous_fragments
from sim.report.text.debris import STAGE_WORDS, shown_extents


def made(maker, runs):
    with figure_style():
        figure = maker(runs)
        stamp(figure, runs)
        FigureCanvasAgg(figure).draw()
    return figure


@pytest.fixture(scope="module")
def figures(broken, stretched):
    return [made(footprint_figure, runs) for runs in ([broken], [broken, stretched])]


def moved(run, degrees):
    """A run whose debris lies so many degrees farther east."""

    def east(x):
        return (x + degrees + 180.0) % 360.0 - 180.0

    table = run.fragments | {"longitude_deg": east(run.fragments["longitude_deg"])}
    path = run.trajectory | {"longitude_deg": east(run.trajectory["longitude_deg"])}
    areas = [
        {
            "properties": {"kind": "contour", "share": share},
            "geometry": {
                "type": "MultiPolygon",
                "coordinates": [
                    [np.column_stack([east(ring[:, 0]), ring[:, 1]]).tolist()] for ring in rings
                ],
            },
        }
        for share, rings in run.contours.items()
    ]
    debris = run.summary["debris"]
    place = debris["reference"] | {"longitude_deg": east(debris["reference"]["longitude_deg"])}
    told = run.summary | {"debris": debris | {"reference": place}}
    return replace(run, summary=told, trajectory=path, fragments=table, footprint=areas)


def dots(axes):
    return np.vstack([c.get_offsets() for c in axes.collections if len(c.get_offsets()) > 1])


def test_fragments_lie_where_the_table_says(figures, broken):
    nominal = hazardous_fragments(broken, True)
    on_map, across = dots(figures[0].axes[0]), dots(figures[0].axes[1])
    assert len(on_map) == len(nominal["mass_kg"]) > 3
    np.testing.assert_allclose(on_map[:, 1], nominal["latitude_deg"])
    turns = (on_map[:, 0] - nominal["longitude_deg"]) / 360.0
    np.testing.assert_allclose(turns, np.round(turns), atol=1e-9)
    zero = broken.summary["debris"]["reference"]["along_km"]
    np.testing.assert_allclose(across[:, 0], nominal["along_track_km"] - zero)
    np.testing.assert_allclose(across[:, 1], nominal["cross_track_km"])
    bottom, top = figures[0].axes[1].get_ylim()
    assert bottom > top  # what lies left of the track is above it


def test_bars_are_the_extents_of_the_summary(figures, broken):
    bars = [line for line in figures[0].axes[1].lines if line.get_marker() == "|"]
    for each, bar in zip(shown_extents(broken.summary["debris"]), bars, strict=True):
        assert np.ptp(bar.get_xdata()) == pytest.approx(each["length_km"])
        assert bar.get_xdata()[0] == pytest.approx(each["heel_from_reference_km"])


def test_pieces_are_those_of_the_mean_break_up(figures, broken):
    drawn = hazardous_fragments(broken, False)
    total = sum(np.nansum(p.get_data().values) for p in figures[0].axes[-2].patches)
    assert total == pytest.approx(drawn["count"].sum() / 2.0)


def test_times_count_from_the_interface(figures, broken):
    lines = figures[0].axes[-1].lines
    low = min(
        line.get_ydata().min()
        for line in lines
        if line.get_marker() == "." and len(line.get_ydata())
    )
    sooner = broken.fragments["end_time_s"][broken.fragments["energy_j"] > 15.0].min()
    zero = broken.events["time_s"][broken.events["kind"] == "entry_interface"][-1]
    assert low == pytest.approx((sooner - zero) / 60.0, abs=0.05)


@pytest.mark.parametrize("which", [0, 1])
def test_axes_say_their_units_and_no_word_leaves_the_picture(figures, which):
    figure = figures[which]
    labels = [axes.get_ylabel() for axes in figure.axes[1 + which :]]  # after the maps
    assert all("(km)" in each or "(min)" in each or "50 km" in each for each in labels), labels
    assert "(km)" in figure.axes[-1].get_xlabel()
    width, height = figure.canvas.get_width_height()
    unseen = {
        label
        for axes in figure.axes
        for axis in (axes.xaxis, axes.yaxis)
        for tick in (*axis.get_major_ticks(), *axis.get_minor_ticks())
        if not min(axis.get_view_interval()) <= tick.get_loc() <= max(axis.get_view_interval())
        for label in (tick.label1, tick.label2)
    }
    for text in figure.findobj(Text):
        if not text.get_visible() or not text.get_text().strip() or text in unseen:
            continue
        box = text.get_window_extent()
        inside = box.x0 >= -1 and box.y0 >= -1 and box.x1 <= width + 1 and box.y1 <= height + 1
        assert inside, text.get_text()
    heading = max(figure.texts, key=lambda text: text.get_fontsize())
    boxes = [legend.get_window_extent() for legend in figure.legends]
    assert heading.get_window_extent().y0 > max(box.y1 for box in boxes) - 2.0
    assert not boxes[0].overlaps(boxes[1]) and figure.axes[0].get_window_extent().y1 < boxes[1].y0


def test_legend_names_stages_or_plans(figures):
    first, second = ([t.get_text() for t in f.legends[0].get_texts()] for f in figures)
    assert set(STAGE_WORDS.values()) <= set(first) and list(STAGES) == list(STAGE_WORDS)
    assert {"Short", "Shallow"} <= set(second)
    held = [t.get_text() for t in figures[0].legends[1].get_texts()]
    assert any(words.startswith("holds ") for words in held) and "holds 99.99 %" not in held


@pytest.mark.parametrize("east", [0.0, 75.0, 180.0, -110.0])
def test_the_map_holds_a_footprint_anywhere(broken, east):
    """Across the date line and across Greenwich: nothing is cut or lost."""
    middle = broken.summary["debris"]["reference"]["longitude_deg"]
    run = moved(broken, east - middle)
    west, right, south, north = footprint_window([run])
    assert -360.0 < west < right <= 180.0 and right - west < 120.0 and south < north
    figure = made(footprint_figure, [run])
    axes = figure.axes[0]
    x, y = dots(axes).T
    assert ((x > west) & (x < right) & (y > south) & (y < north)).all()
    ends = [
        line for line in axes.lines if line.get_color() == "#009e73" and line.get_marker() == "None"
    ]
    assert len(ends) >= len(run.contours) > 0
    for line in ends:
        assert np.nanmin(line.get_xdata()) > west and np.nanmax(line.get_xdata()) < right


def test_without_debris_there_is_no_footprint(run, broken):
    assert footprint_figure([run]) is None
    assert len(made(footprint_figure, [run, broken]).axes) == 4
    told = broken.summary | {"debris": broken.summary["debris"] | {"footprint": None}}
    assert footprint_figure([replace(broken, summary=told)]) is None


def test_heavier_pieces_have_larger_dots():
    sizes = marker_area(np.array([0.0, 0.1, 1.0, 100.0, 1e4]))
    assert (np.diff(sizes) >= 0.0).all() and sizes[-1] > 5.0 * sizes[0] > 0.0


def test_break_up_is_marked_on_the_profile(run, broken):
    def heights(figure):
        return {
            float(line.get_ydata()[0]) for line in figure.axes[0].lines if line.get_ls() == "--"
        }

    figure = made(entry_figure, [broken])
    stages = broken.summary["debris"]["stages_km"][:3]
    assert heights(figure) == {round(height, 1) for height in stages} and len(set(stages)) == 3
    assert heights(made(entry_figure, [run])) == set()
    said = [text.get_text() for text in figure.axes[1].texts]
    assert {"appendages", "modules", "contents", "late release"} <= set(said)
    boxes = [t.get_window_extent() for t in figure.axes[1].texts]
    assert not any(a.overlaps(b) for k, a in enumerate(boxes) for b in boxes[:k])
    band = figure.axes[0].patches[0].get_extents()
    late = broken.fragments["release_altitude_km"][broken.fragments["stage"] == "late"]
    inverse = figure.axes[0].transData.inverted()
    low, high = inverse.transform([(0, band.y0), (0, band.y1)])[:, 1]
    assert (low, high) == pytest.approx((late.min(), late.max()), abs=0.6)


def test_stages_stand_beside_published_ones(run, broken):
    figure = made(stages_figure, [broken])
    axes, debris = figure.axes[0], broken.summary["debris"]
    ends = [tuple(line.get_ydata()) for line in axes.lines if len(line.get_ydata()) == 2]
    for heights, nominal in zip(debris["stages_sample_km"], debris["stages_km"], strict=True):
        assert any(each == pytest.approx(np.quantile(heights, [0.05, 0.95])) for each in ends)
        assert nominal in [line.get_ydata()[0] for line in axes.lines]
    assert (100.0, 110.0) in ends and {"ATV-1", "Mir"} <= {t.get_text() for t in axes.texts}
    low, high = axes.get_ylim()
    assert all(low <= y <= high for line in axes.lines for y in line.get_ydata())
    assert stages_figure([run]) is None


def test_fragments_lie_on_the_ground_track(broken):
    figure = made(ground_track_figure, [broken])
    marks = [line for line in figure.axes[0].lines if line.get_marker() == "o"]
    nominal = hazardous_fragments(broken, True)
    np.testing.assert_allclose(marks[-1].get_ydata(), nominal["latitude_deg"])
    assert "fragment" in [t.get_text() for t in figure.legends[0].get_texts()]


def test_a_nominal_break_up_alone_can_be_drawn(broken):
    """Without a sample its pieces are counted once."""
    one = broken.fragments["break_up"] == 0
    alone = replace(broken, fragments={k: v[one] for k, v in broken.fragments.items()})
    figure = made(footprint_figure, [alone])
    total = sum(np.nansum(p.get_data().values) for p in figure.axes[-2].patches)
    assert total == pytest.approx(hazardous_fragments(alone, True)["count"].sum())
