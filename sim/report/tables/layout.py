"""Tables of the terminal: with a bold title and no frame, and facts beside their names."""

from collections.abc import Iterable, Mapping, Sequence
from typing import Any

from rich.box import SIMPLE_HEAD
from rich.console import RenderableType
from rich.table import Table
from rich.text import Text

from sim.report.text.dependence import dependences

NAME_WIDTH = 11
"""Letters of a burn's name that always fit; the table then still fits 80 columns."""


def dependence_lines(summaries: Iterable[Mapping[str, Any]]) -> list[RenderableType]:
    """What the plans depend on, at the head of their tables; nothing where nothing is said."""
    return [Text(sentence, style="bold yellow") for sentence in dependences(summaries)]


def plain_table(title: str | None = None) -> Table:
    """A table with a bold title, a line under its heads, and no frame."""
    return Table(
        title=title,
        title_justify="left",
        title_style="bold",
        box=SIMPLE_HEAD,
        show_edge=False,
        pad_edge=False,
        padding=(0, 1),
        collapse_padding=True,
    )


def rows_table(
    title: str, heads: Sequence[str], rows: Iterable[Sequence[str]], last: str = ""
) -> Table:
    """A table of texts whose cells may take several lines; `last` is the style of its end."""
    table = plain_table(title[:1].upper() + title[1:])
    for k, head in enumerate(heads):
        end = k == len(heads) - 1
        table.add_column(head[:1].upper() + head[1:], overflow="fold", style=last if end else None)
    for row in rows:
        table.add_row(*row)
    return table


def fact_table(title: str | None = None) -> Table:
    """Two columns without heads: bold names, and text."""
    table = Table(
        title=title,
        title_justify="left",
        title_style="bold",
        show_header=False,
        box=None,
        padding=(0, 2, 0, 0),
    )
    table.add_column(style="bold", no_wrap=True)
    table.add_column()
    return table
