"""Text in figures: whatever results hold, the files are well-formed."""

from types import SimpleNamespace
from xml.etree import ElementTree

from matplotlib.figure import Figure

from sim.report.figures.save import save_figures

HOSTILE = "a\x1b[2J\x07 \ud83d \u202e \ufffe <b>&"


def test_a_figure_of_any_title_is_well_formed(tmp_path):
    def make() -> Figure:
        figure = Figure()
        axes = figure.subplots()
        axes.set_title(HOSTILE)
        axes.plot([0.0, 1.0], label=HOSTILE)
        axes.legend()
        return figure

    paths = save_figures(
        {"one": make},
        [SimpleNamespace(stamp=HOSTILE, label=HOSTILE, depends_on=HOSTILE)],
        tmp_path,
        ("svg",),
    )
    ElementTree.parse(paths[0])
