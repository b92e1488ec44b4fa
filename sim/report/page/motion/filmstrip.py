"""The stack in the last minutes as drawings of a page: SVG in the colours of the page."""

from collections.abc import Sequence

import numpy as np

from sim.report.page.maps.svg_map import line_data
from sim.report.page.markup import tag, text
from sim.report.results.run import RunResult
from sim.report.series.attitude import Frame, Part, reach_of, strip
from sim.report.text.attitude_control import instant_words

SIZE = 100
"""Units of half the width of a drawing."""
HEIGHT = 118
"""Of half its height, with words above and below."""
SCALE = 50.0
"""m of the scale."""
SEEN = (
    "The last minutes, seen from starboard and from above: forward is to the right, the Earth "
    "below. Lines are the body's forward axis and its axis to nadir; rates are about roll, pitch "
    "and yaw."
)


def filmstrip_markup(runs: Sequence[RunResult]) -> str:
    """A strip a run; nothing where none was a rigid body with surfaces."""
    found = [(run, frames) for run in runs if (frames := strip(run))]
    strips = ""
    for run, frames in found:
        reach = reach_of(frames)
        label = tag("p", text(run.label), class_="whose") if len(found) > 1 else ""
        cells = "".join(_cell(frame, reach, k == 0) for k, frame in enumerate(frames))
        strips += label + tag("div", cells, class_="film")
    return tag("figure", tag("figcaption", text(SEEN)) + strips) if strips else ""


def _cell(frame: Frame, reach: float, first: bool) -> str:
    """One instant: two drawings and the words under them."""
    pair = ((frame.side, frame.side_axes, True), (frame.above, frame.above_axes, False))
    pictures = "".join(_picture(*each, reach, first) for each in pair)
    words = "".join(tag("span", text(word)) for word in instant_words(*frame[:4]))
    return tag("div", pictures + tag("p", words), class_="frame")


def _picture(
    parts: Sequence[Part], arrows: np.ndarray, from_side: bool, reach: float, first: bool
) -> str:
    scale = SIZE / reach
    drawn = "".join(
        tag(
            "path",
            d=line_data(_units(part.outline, scale), closed=len(part.outline) > 2),
            class_="array" if part.array else "hull",
        )
        for part in parts
    )
    for style, axis in (("fore", 0), ("down", 2)):
        x, y = np.round(0.55 * SIZE * arrows[axis] * (1.0, -1.0)).astype(int).tolist()
        drawn += tag("path", d=f"M0 0L{x} {y}", class_=style)
    if from_side:
        drawn += tag("rect", x=-SIZE, y=HEIGHT - 7, width=2 * SIZE, height=7, class_="ground")
    top = 8 - HEIGHT
    drawn += tag("path", d=f"M{SIZE - 60} {top}H{SIZE - 4}m-9 -6l9 6l-9 6", class_="ahead")
    if first:
        view = "from the side" if from_side else "from above"
        words = [(-SIZE, top + 5, view, "start")]
        if from_side:
            words.append((-SIZE, HEIGHT - 11, "the Earth", "start"))
        else:
            end = int(-SIZE + SCALE * scale)
            drawn += tag("path", d=f"M{-SIZE} {HEIGHT - 6}H{end}", class_="ahead")
            words.append((end + 5, HEIGHT - 2, "50 m", "start"))
        drawn += "".join(
            tag("text", text(word), x=x, y=y, text_anchor=anchor) for x, y, word, anchor in words
        )
    box = f"{-SIZE} {-HEIGHT} {2 * SIZE} {2 * HEIGHT}"
    side = "from starboard" if from_side else "from above"
    return tag("svg", drawn, viewBox=box, role="img", aria_label=f"the stack {side}")


def _units(outline: np.ndarray, scale: float) -> np.ndarray:
    return np.round(outline * (scale, -scale)).astype(np.int64)
