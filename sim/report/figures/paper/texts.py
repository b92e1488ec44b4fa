"""Text of a figure in print: its size, labels that fit their panels, ticks that have room, and
words in panels that do not lie over each other.
"""

import re
import textwrap
from collections.abc import Iterator
from itertools import pairwise

from matplotlib.axes import Axes
from matplotlib.axis import Axis
from matplotlib.colors import to_hex
from matplotlib.figure import Figure
from matplotlib.path import Path
from matplotlib.text import Annotation, Text
from matplotlib.ticker import FixedLocator
from matplotlib.transforms import Bbox, ScaledTranslation

from sim.report.colours import MUTED

SMALL, LARGE = 7.0, 8.0
"""Points of words in panels, ticks and legends, and of labels of axes and titles."""
SMALL_ON_SCREEN = 8.5
"""Points on a screen up to which a text is small in print."""
STEPS = (0, 1, -1, 2, -2, 3, -3, 4, -4, 5, -5, 6, -6, 7, -7)
"""Lines of itself that words in a panel may move up until they lie over nothing."""
OVERHANG = 1.0
"""Length of a label over that of its axis."""
SPACE = 4.0
"""Points between the labels of ticks."""

_WORD = re.compile(r"[A-Za-z]{4}")
_NUMBER = re.compile(r"[-\u2212+]?[\d.,]+\s*%?")


def size_texts(figure: Figure) -> None:
    """Give every text one of two sizes."""
    for axes in figure.axes:
        axes.tick_params(which="both", labelsize=SMALL)
        for axis in (axes.xaxis, axes.yaxis):
            axis.get_offset_text().set_fontsize(SMALL)
            axis.labelpad = 2.0
    for text in figure.findobj(Text):
        assert isinstance(text, Text)
        text.set_fontsize(SMALL if float(text.get_fontsize()) <= SMALL_ON_SCREEN else LARGE)


def wrap_texts(figure: Figure, words: dict[Text, str]) -> None:
    """Break labels and titles that are longer than their panel.

    Parameters
    ----------
    figure
        Laid out.
    words
        What each text said before; texts not seen yet are added. It keeps lines that were broken
        when panels were narrower from staying so.
    """
    for axes in figure.axes:
        box = axes.get_window_extent()
        for text in [axes.xaxis.label, *_titles(axes), *axes.texts]:  # a long note is not cut off
            _restore(text, words)
            _wrap(text, box.width, text.get_window_extent().width)
        label = axes.yaxis.label
        _restore(label, words)
        _wrap(label, max(box.height, 1.0), label.get_window_extent().height)
        if axes.xaxis.get_offset_text().get_text():  # which stands at the right
            axes.set_xlabel(axes.get_xlabel(), loc="left")
        _wrap_names(axes)


def _restore(text: Text, words: dict[Text, str]) -> None:
    """Undo earlier breaks of lines."""
    text.set_text(words.setdefault(text, text.get_text()))


def thin_ticks(figure: Figure) -> None:
    """Leave out every other number along axes until those left have room."""
    space = SPACE / 72.0 * figure.dpi
    for axes in figure.axes:
        for axis, low, high in ((axes.xaxis, "x0", "x1"), (axes.yaxis, "y0", "y1")):
            for _ in range(5):
                gap = space if low == "x0" else 0.0
                boxes = sorted(_boxes(axis), key=lambda box, low=low: getattr(box, low))
                crowded = any(getattr(b, low) < getattr(a, high) + gap for a, b in pairwise(boxes))
                if not crowded or are_names(axis):
                    break
                ticks = axis.get_majorticklocs()
                axis.set_major_locator(FixedLocator(list(ticks[::2])))


def are_names(axis: Axis) -> bool:
    """Whether ticks are words, such as stages of a break-up, each of which has to stay."""
    return any(_WORD.search(label.get_text()) for label in axis.get_majorticklabels())


def clear_texts(figure: Figure) -> None:
    """Move words in panels that lie over others, or leave them out: names of places and numbers
    never move. Words in ink come before those in grey.
    """
    for axes in figure.axes:
        fixed = (*_titles(axes), axes.xaxis.label)
        taken = [each.get_window_extent() for each in fixed]
        taken += [*_boxes(axes.xaxis), *_boxes(axes.yaxis)]
        words = [each for each in axes.texts if each.get_visible() and each.get_text().strip()]
        for text in sorted(words, key=_is_muted):
            if (box := _cleared(figure, text, taken)) is None:
                text.set_visible(False)
            else:
                taken.append(box)


def _cleared(figure: Figure, text: Text, taken: list[Bbox]) -> Bbox | None:
    """The box of a text at the first place where it lies over nothing; None if there is none.
    Words on a patch of their own stay off curves too, if they can.
    """
    _turn_inward(text)
    box = text.get_window_extent()
    fixed = _is_muted(text) or _NUMBER.fullmatch(text.get_text()) is not None
    line = 1.2 * float(text.get_fontsize()) * figure.dpi / 72.0
    shifts = [step * line for step in ((0,) if fixed else STEPS)]
    free = [shift for shift in shifts if _is_free(figure, text, box, shift, taken)]
    if not free:
        return None
    hidden = [] if text.get_bbox_patch() is None else _curves(text)
    clear = [s for s in free if not _meets(hidden, box.translated(0.0, s))]
    shift = (clear or free)[0]
    if shift:
        _lift(figure, text, shift * 72.0 / figure.dpi)
    return box.translated(0.0, shift)


def _is_free(figure: Figure, text: Text, box: Bbox, shift: float, taken: list[Bbox]) -> bool:
    """Whether a text moved up by dots stays on the canvas, in its panel, and over no other."""
    moved = box.translated(0.0, shift)
    inside = moved.x0 >= 0.0 and moved.x1 <= figure.bbox.width and moved.y0 >= 0.0
    inside = inside and (shift == 0.0 or _within(text, moved))
    cut = _is_muted(text) and _is_cut(text, moved)
    return inside and not cut and not any(moved.overlaps(each) for each in taken)


def _is_cut(text: Text, box: Bbox) -> bool:
    """Whether a box lies across the left or right border of its panel."""
    assert text.axes is not None
    panel = text.axes.get_window_extent()
    return any(box.x0 < side < box.x1 for side in (panel.x0, panel.x1))


def _turn_inward(text: Text) -> None:
    """Put words on the other side of what they are about where they leave their panel."""
    if not isinstance(text, Annotation) or text.anncoords != "offset points":
        return
    assert text.axes is not None
    panel, box = text.axes.get_window_extent(), text.get_window_extent()
    side = text.get_horizontalalignment()
    if (side == "right" and box.x0 < panel.x0) or (side == "left" and box.x1 > panel.x1):
        text.set_horizontalalignment("left" if side == "right" else "right")
        x, y = text.xyann
        text.xyann = (-x, y)


def _curves(text: Text) -> list[Path]:
    """The curves of the panel of a text, in dots; straight lines mark a place."""
    assert text.axes is not None
    lines = [each for each in text.axes.lines if len(each.get_xdata()) > 2]  # type: ignore[arg-type]
    return [each.get_path().transformed(each.get_transform()) for each in lines]


def _meets(curves: list[Path], box: Bbox) -> bool:
    return any(curve.intersects_bbox(box, filled=False) for curve in curves)


def _within(text: Text, box: Bbox) -> bool:
    """Whether a box lies in the height of its panel."""
    assert text.axes is not None
    panel = text.axes.get_window_extent()
    return panel.y0 <= box.y0 and box.y1 <= panel.y1


def _lift(figure: Figure, text: Text, points: float) -> None:
    if isinstance(text, Annotation) and text.anncoords == "offset points":
        x, y = text.xyann
        text.xyann = (x, y + points)
        return
    move = ScaledTranslation(0.0, points / 72.0, figure.dpi_scale_trans)
    text.set_transform(text.get_transform() + move)


def _is_muted(text: Text) -> bool:
    return to_hex(text.get_color()) == MUTED


def _titles(axes: Axes) -> Iterator[Text]:
    """The three titles of a panel."""
    for child in axes.get_children():
        if isinstance(child, Text) and child not in axes.texts and child.get_text():
            yield child


def _wrap(text: Text, room: float, long: float) -> None:
    """Break a text where it is longer than its room, in dots."""
    words = " ".join(text.get_text().split("\n")) if long > OVERHANG * room else ""
    longest = max((len(line) for line in text.get_text().split("\n")), default=0)
    if words and " " in words:
        letters = max(6, int(longest * room / long))
        text.set_text("\n".join(textwrap.wrap(words, letters, break_long_words=False)))


def _wrap_names(axes: Axes) -> None:
    """Break names along x that are wider than their share of the axis."""
    if not are_names(axes.xaxis):
        return
    labels = axes.get_xticklabels()
    room = axes.get_window_extent().width / max(len(labels), 1)
    for label in labels:
        _wrap(label, 0.92 * room, label.get_window_extent().width)
    axes.set_xticks(axes.get_xticks(), [label.get_text() for label in labels])


def _boxes(axis: Axis) -> list[Bbox]:
    """Boxes of the labels of ticks that are seen."""
    return [
        label.get_window_extent()
        for label in axis.get_ticklabels()
        if label.get_visible() and label.get_text().strip()
    ]
