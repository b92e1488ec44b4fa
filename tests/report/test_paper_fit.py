"""A figure fitted to paper: text as large at every width, nothing over anything else, the same
bytes, whatever it shows.
"""

import itertools
from types import SimpleNamespace

import numpy as np
import pytest
from matplotlib.lines import Line2D
from matplotlib.text import Text

from sim.formats.paper_size import parse_paper
from sim.report.figures.paper.fit import fit_to_paper
from sim.report.figures.paper.save import PaperFigure, save_for_paper
from sim.report.figures.style import figure_style, heading, legend_line, margins, new_figure

COLOURS = {"First": "#0072b2", "Second, of a long name": "#d55e00"}
RESULT = SimpleNamespace(
    label="First", stamp="first 0123456789ab · iss-deorbit 1", depends_on="a vehicle", summary={}
)


def drawn():
    """Six panels with two lines, long labels and words over each other."""
    figure = new_figure(10.0, 7.0)
    panels = figure.subplots(2, 3, sharey=True)
    x = np.linspace(0.0, 120e3, 50)
    for axes in panels.flat:
        for k, colour in enumerate(COLOURS.values()):
            axes.plot(x, np.abs(x - 120e3 * k), color=colour)
        axes.set_xlabel("a label that is longer than a panel of one column is wide (1,000 km)")
        axes.text(60e3, 60e3, "late release")
        axes.text(60e3, 61e3, "modules part")
    for axes in panels[:, 0]:
        axes.set_ylabel("altitude (km)")
    margins(figure)
    heading(figure, "Words that the caption says")
    handles = [Line2D([], [], color=colour, label=name) for name, colour in COLOURS.items()]
    legend_line(figure, handles)
    return figure


def fitted(*size):
    with figure_style():
        figure = drawn()
        fit_to_paper(figure, parse_paper(*size))
    return figure


def seen(figure):
    for axes in figure.axes:
        yield from (each for each in axes.get_children() if isinstance(each, Text))
        yield from (axes.xaxis.label, axes.yaxis.label)
        yield from axes.get_xticklabels()
    for legend in figure.legends:
        yield from legend.get_texts()


@pytest.mark.parametrize("size", [("85mm",), ("170mm",), ("85mm", "150mm")])
def test_text_is_of_7_to_9_points_and_lies_over_no_other(size):
    figure = fitted(*size)
    width, height = figure.get_size_inches() * 25.4
    assert width == pytest.approx(parse_paper(*size).width_mm)
    assert len(size) == 1 or height == pytest.approx(150.0)
    texts = [each for each in seen(figure) if each.get_visible() and each.get_text().strip()]
    assert all(7.0 <= each.get_fontsize() <= 9.0 for each in texts)
    boxes = [(each.get_text(), each.get_window_extent().padded(-1.0)) for each in texts]
    assert not any(words == "Words that the caption says" for words, _ in boxes)
    for (one, a), (two, b) in itertools.combinations(boxes, 2):
        assert not a.overlaps(b), (one, two)
    for words, box in boxes:
        assert box.x0 >= 0.0 and box.x1 <= figure.bbox.width, words
        assert box.y0 >= 0.0 and box.y1 <= figure.bbox.height, words


def test_lines_and_their_entries_in_the_legend_differ_without_colour():
    figure = fitted("85mm")
    for lines in (*(axes.lines for axes in figure.axes), figure.legends[0].get_lines()):
        by_colour = {line.get_color(): line.get_linestyle() for line in lines}
        assert len(set(by_colour.values())) == 2
        assert by_colour[COLOURS["First"]] == "-"
    assert all(0.4 <= line.get_linewidth() <= 3.0 for axes in figure.axes for line in axes.lines)


def test_files_say_what_they_show_and_are_the_same_bytes(tmp_path):
    def files():
        figure = PaperFigure("propellant", drawn, [RESULT], ["2026-11-30"])
        paths = save_for_paper(figure, tmp_path, parse_paper("85mm"), ("pdf", "svg", "png"))
        return {path.suffix: path.read_bytes() for path in paths}

    made = files()
    assert sorted(made) == [".pdf", ".png", ".svg", ".txt"]
    assert made == files()
    words = made[".txt"].decode()
    assert words.startswith("First: propellant by what it goes into.")
    assert "first 0123456789ab" in words and "2026-11-30" in words and "a vehicle" in words
    for ending in (".svg", ".png"):
        assert b"0123456789ab" in made[ending] and b"Words that the caption says" in made[ending]
    assert b"/Subject" in made[".pdf"] and b"CreationDate" not in made[".pdf"]
    assert b"/FontFile2" in made[".pdf"]  # TrueType, embedded
