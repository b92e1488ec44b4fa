"""Figures for papers: text as large at every width, nothing over anything else, the same bytes."""

import pytest
from paper_texts import WIDTHS, check_texts, fit

from sim.errors import InputError
from sim.report.figures.draw import FIGURES
from sim.report.figures.paper.caption import caption_text
from sim.report.figures.paper.fit import fit_to_paper
from sim.report.figures.paper.lines import drawn_as_line
from sim.report.figures.paper.size import parse_paper
from sim.report.figures.style import figure_style, new_figure
from sim.workflow.draw_for_paper import draw_for_paper

WITHOUT_DEBRIS = ("decay", "final_days", "entry", "ground_track", "propellant")


WITH_DEBRIS = ("footprint", "stages")


@pytest.mark.parametrize("width", WIDTHS)
@pytest.mark.parametrize("name", WITHOUT_DEBRIS)
def test_text_is_of_7_to_9_points_and_lies_over_no_other(run, other, name, width):
    check_texts(fit(FIGURES[name], [run, other], width))


@pytest.mark.parametrize("width", WIDTHS)
@pytest.mark.parametrize("name", WITH_DEBRIS)
def test_text_of_debris_is_legible_too(broken, stretched, name, width):
    check_texts(fit(FIGURES[name], [broken, stretched], width))


def test_caption_of_a_footprint_says_which_shares_are_not_quoted(run, broken, stretched):
    results = [run, broken, stretched]
    words = caption_text("footprint", "", results, [""] * 3)
    for each in results[1:]:
        assert f"{each.label}: not quoted: " in words
    assert words.count("not quoted") == 2
    assert "not quoted" not in caption_text("stages", "", results, [""] * 3)


def test_panels_of_a_kind_stand_side_by_side_where_a_column_would_leave_the_page():
    with figure_style():
        figure = new_figure(10.0, 24.0)
        panels = figure.subplots(5, 1)
        for axes, label in zip(panels, ("one", "one", "both", "two", "two"), strict=True):
            axes.plot([0.0, 1.0, 2.0], [0.0, 1.0, 0.0])
            axes.set_ylabel(label)
        fit_to_paper(figure, parse_paper("170mm"))
    left, right = panels[0].get_position(), panels[1].get_position()
    assert left.y0 == pytest.approx(right.y0) and left.x1 < right.x0
    whole = panels[2].get_position()
    assert whole.x0 < left.x1 and whole.x1 > right.x0
    assert figure.get_size_inches()[1] < 10.0


def test_lines_of_two_runs_differ_without_their_colours(run, other):
    figure = fit(FIGURES["entry"], [run, other], "85mm")
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
