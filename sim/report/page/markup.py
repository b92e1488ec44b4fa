"""Markup of a page: text that cannot become markup, tables, sections, and data for the scripts.

Whatever comes from a scenario goes through `visible` and `text`, so that no name can be anything
but text: neither a tag, nor the end of a script, nor a mark that reverses the direction of writing.
"""

import html
import json
import re
from collections.abc import Iterable, Sequence
from typing import Any, NamedTuple

import numpy as np

from sim.plain_text import HARMFUL
from sim.report.colours import PALETTE


class Section(NamedTuple):
    """A part of a page: name for links, heading, markup, and a short heading for the link to it."""

    name: str
    heading: str
    body: str
    link: str = ""


def visible(value: object) -> str:
    """Text in which invisible characters are written out: U+202E becomes `⟨U+202E⟩`."""
    return HARMFUL.sub(lambda match: f"⟨U+{ord(match[0]):04X}⟩", str(value))


def text(value: object) -> str:
    """Text that is safe in markup and in attributes."""
    return html.escape(visible(value), quote=True)


def tag(name: str, body: str = "", **attributes: object) -> str:
    """An element around markup; attributes are escaped, `class_` is `class`, `_` becomes `-`."""
    written = "".join(
        f' {key.rstrip("_").replace("_", "-")}="{text(value)}"' for key, value in attributes.items()
    )
    return f"<{name}{written}>{body}</{name}>"


def table(
    heads: Sequence[object],
    rows: Iterable[Sequence[object]],
    caption: str,
    numbers: Iterable[int] = (),
    heading_column: bool = True,
) -> str:
    """A table of text, inside a box that scrolls sideways where the screen is narrow.

    Parameters
    ----------
    heads
        Words over the columns.
    rows
        Cells; line breaks are kept.
    caption
        What the table holds; the name of the box for those who do not see it.
    numbers
        Columns that hold numbers, set flush right.
    heading_column
        Whether the first cell of a row is its heading.
    """
    right = set(numbers)

    def cell(k: int, value: object) -> str:
        kind = {"class_": "number"} if k in right else {}
        if k == 0 and heading_column:
            return tag("th", text(value), scope="row", **kind)
        return tag("td", text(value), **kind)

    head = "".join(
        tag("th", text(h), scope="col", **({"class_": "number"} if k in right else {}))
        for k, h in enumerate(heads)
    )
    lines = "".join(
        tag("tr", "".join(cell(k, value) for k, value in enumerate(row))) for row in rows
    )
    inner = tag("caption", text(caption)) + tag("thead", tag("tr", head)) + tag("tbody", lines)
    return tag(
        "div", tag("table", inner), class_="scroll", role="region", tabindex=0, aria_label=caption
    )


def folded(summary: str, body: str) -> str:
    """Markup that is shown on demand."""
    return tag("details", tag("summary", text(summary)) + body)


def prose(sentence: str) -> str:
    """A sentence as markup: what stands between backticks is set as code."""
    return re.sub("`([^`]+)`", r"<code>\1</code>", text(sentence))


def paragraphs(sentences: Iterable[str]) -> str:
    """Sentences as paragraphs."""
    return "".join(tag("p", prose(sentence)) for sentence in sentences)


def key_list(pairs: Sequence[tuple[str, str]]) -> str:
    """A legend: words with a patch of their colour before them."""
    return tag(
        "ul",
        "".join(
            tag("li", tag("span", class_="swatch", style=f"background:{c}") + text(name))
            for name, c in pairs
        ),
        class_="legend",
    )


def island(value: Any) -> str:
    """JSON for an element of type `application/json`: nothing in it can end the element, and text
    goes through `visible`.
    """
    script = json.dumps(
        _json_value(value), ensure_ascii=False, allow_nan=False, separators=(",", ":")
    )
    for mark in "<>&":
        script = script.replace(mark, f"\\u{ord(mark):04x}")
    return script


def _json_value(value: Any) -> Any:
    if isinstance(value, dict):
        return {visible(key): _json_value(item) for key, item in value.items()}
    if isinstance(value, (list, tuple)):
        return [_json_value(item) for item in value]
    if isinstance(value, np.ndarray):
        return _json_value(value.tolist())
    if isinstance(value, np.generic):
        return _json_value(value.item())
    if isinstance(value, float):
        if not np.isfinite(value):
            return None
        return int(value) if value.is_integer() and abs(value) < 1e15 else value
    return visible(value) if isinstance(value, str) else value


def safe_colours(colours: Sequence[str]) -> list[str]:
    """Colours as `#rrggbb`; one of the palette where something else was asked for."""
    good = re.compile("#[0-9a-fA-F]{6}")
    return [c if good.fullmatch(c) else PALETTE[k % len(PALETTE)] for k, c in enumerate(colours)]
