"""Figures for papers: text as large at every width, nothing over anything else, the same bytes."""

import itertools

import pytest
from matplotlib.backends.backend_agg import FigureCanvasAgg
from matplotlib.text import Text

from sim.errors import InputError
from sim.report.figures.draw import FIGURES
from sim.report.figures.paper.fit import fit_to_paper
from sim.report.figures.paper.lines import drawn_as_line
from sim.report.figures.paper.size import parse_paper
from sim.report.figures.style import figure_style
from sim.workflow.draw_for_paper import draw_for_paper

WITHOUT_DEBRIS = ("decay", "final_days", "entry", "ground_track", "propellant")


def fitted(name, runs, width):
    with figure_style():
        figure = FIGURES[name](runs)
        fit_to_paper(figure, parse_paper(width))
        FigureCanvasAgg(figure).draw()
    return figure


def seen(figure):
    """Texts that are drawn: those of axes, in panels and in legends."""
    for axes in figure.axes:
        if not axes.get_visible():
            continue
        for axis in (axes.xaxis, axes.yaxis):
            low, high = sorted(axis.get_view_interval())
            for tick in axis.get_major_ticks():
                if low <= tick.get_loc() <= high:
                    yield from (t for t in (tick.label1,) if t.get_visible() and t.get_text())
            yield axis.label
        yield from (each for each in axes.get_children() if isinstance(each, Text))
    for legend in figure.legends:
        yield from legend.get_texts()


@pytest.mark.parametrize("width", ["85mm", "170mm"])
@pytest.mark.parametrize("name", WITHOUT_DEBRIS)
def test_text_is_of_7_to_9_points_and_lies_over_no_other(run, other, name, width):
    figure = fitted(name, [run, other], width)
    assert figure.get_size_inches()[0] * 25.4 == pytest.approx(parse_paper(width).width_mm)
    texts = [each for each in seen(figure) if each.get_visible() and each.get_text().strip()]
    assert all(7.0 <= each.get_fontsize() <= 9.0 for each in texts)
    boxes = [(each.get_text(), each.get_window_extent().padded(-1.0)) for each in texts]
    wide, high = figure.bbox.width, figure.bbox.height
    for words, box in boxes:
        assert box.x0 >= 0 and box.x1 <= wide and box.y0 >= 0 and box.y1 <= high, words
    for (one, a), (two, b) in itertools.combinations(boxes, 2):
        assert not a.overlaps(b), (one, two)


def test_lines_of_two_runs_differ_without_their_colours(run, other):
    figure = fitted("entry", [run, other], "85mm")
    for axes in figure.axes:
        styles = [line.get_linestyle() for line in axes.lines if len(line.get_xdata()) > 2]
        assert len(styles) == 2 and len(set(styles)) == 2
        assert sum(drawn_as_line(line) for line in axes.lines) == 1
        assert all(0.4 <= line.get_linewidth() <= 3.0 for line in axes.lines)


@pytest.fixture(scope="module")
def folder(run, tmp_path_factory):
    target = tmp_path_factory.mktemp("results")
    run.write(target)
    return target


def test_files_say_what_they_show_and_are_the_same_bytes(folder):
    def drawn():
        paths = draw_for_paper(folder, ["propellant"], parse_paper("85mm"), ("pdf", "svg", "png"))
        return {path.name: path.read_bytes() for path in paths}

    files = drawn()
    assert sorted(files) == [f"propellant-85mm.{e}" for e in ("caption.txt", "pdf", "png", "svg")]
    assert files == drawn()
    words = files["propellant-85mm.caption.txt"].decode()
    assert "Short: propellant by" in words and "abababababab" in words
    assert (
        b"Propellant" in files["propellant-85mm.svg"]
        or b"propellant" in files["propellant-85mm.svg"]
    )
    assert b"abababababab" in files["propellant-85mm.svg"]
    assert b"abababababab" in files["propellant-85mm.png"]
    assert b"/Subject" in files["propellant-85mm.pdf"]
    assert b"/FontFile2" in files["propellant-85mm.pdf"]  # TrueType, embedded
    assert b"CreationDate" not in files["propellant-85mm.pdf"]


def test_unknown_names_and_figures_with_nothing_to_show_are_told(folder):
    paper = parse_paper("85mm")
    with pytest.raises(InputError, match=r"--figure globe: no such figure.*allowed: decay, final"):
        list(draw_for_paper(folder, ["globe"], paper))
    with pytest.raises(InputError, match="nothing to show"):
        list(draw_for_paper(folder, ["footprint"], paper))


def test_no_file_is_written_through_a_link(folder, tmp_path):
    (folder / "paper").rename(tmp_path / "elsewhere") if (folder / "paper").is_dir() else None
    (tmp_path / "elsewhere").mkdir(exist_ok=True)
    (folder / "paper").symlink_to(tmp_path / "elsewhere")
    try:
        with pytest.raises(InputError, match="link"):
            list(draw_for_paper(folder, ["decay"], parse_paper("85mm")))
    finally:
        (folder / "paper").unlink()
