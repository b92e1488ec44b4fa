"""The one way of text to a terminal: whatever its origin, nothing in it acts on the terminal, and
no encoding of the terminal stops it.

Kept light: imported before anything else of the simulator.
"""

import codecs
import sys
from collections.abc import Iterable
from typing import TYPE_CHECKING, Any

from sim.plain_text import shown_text

if TYPE_CHECKING:
    from rich.console import Console

ASCII_FORMS = {
    "\N{DEGREE SIGN}": " deg",
    "\N{SUPERSCRIPT TWO}": "2",
    "\N{SUPERSCRIPT THREE}": "3",
    "\N{VULGAR FRACTION ONE HALF}": "1/2",
    "\N{MICRO SIGN}": "u",
    "\N{MULTIPLICATION SIGN}": "x",
    "\N{MIDDLE DOT}": "*",
    "\N{MINUS SIGN}": "-",
    "\N{EN DASH}": "-",
    "\N{EM DASH}": "-",
    "\N{PLUS-MINUS SIGN}": "+/-",
    "\N{LESS-THAN OR EQUAL TO}": "<=",
    "\N{GREATER-THAN OR EQUAL TO}": ">=",
    "\N{HORIZONTAL ELLIPSIS}": "...",
    "\N{GREEK CAPITAL LETTER DELTA}": "d",
    "\N{LEFT DOUBLE QUOTATION MARK}": '"',
    "\N{RIGHT DOUBLE QUOTATION MARK}": '"',
    "\N{RIGHT SINGLE QUOTATION MARK}": "'",
    "\N{NO-BREAK SPACE}": " ",
    "\N{NARROW NO-BREAK SPACE}": " ",
}
"""What stands for characters that a terminal's encoding does not have; ``?`` for all others."""

ERRORS = "iss-deorbit-terminal"
"""Name of the handler of characters that an encoding does not have."""


def use_any_encoding() -> None:
    """Let stdout and stderr write what their encoding has, and a stand-in for the rest."""
    codecs.register_error(ERRORS, _stand_in)
    for stream in (sys.stdout, sys.stderr):
        reconfigure = getattr(stream, "reconfigure", None)
        if reconfigure is not None:
            reconfigure(errors=ERRORS)


def _stand_in(error: UnicodeError) -> tuple[str, int]:
    assert isinstance(error, UnicodeEncodeError)
    missing = error.object[error.start : error.end]
    return "".join(ASCII_FORMS.get(each, "?") for each in missing), error.end


def say(text: object = "", *, error: bool = False, end: str = "\n") -> None:
    """Write lines to stdout, or to stderr, at once."""
    lines = "\n".join(shown_text(line) for line in str(text).split("\n"))
    print(lines, end=end, file=sys.stderr if error else sys.stdout, flush=True)


def console(*, error: bool = False, quiet: bool = False) -> "Console":
    """A console of rich that writes like `say`."""
    from rich.console import Console, ConsoleOptions, RenderableType
    from rich.segment import Segment

    class Terminal(Console):
        """Cleans the text of everything it renders; its own control codes stay."""

        def render(
            self, renderable: RenderableType, options: ConsoleOptions | None = None
        ) -> Iterable[Segment]:
            """Segments without characters that act."""
            for segment in super().render(renderable, options):
                yield segment if segment.control else _cleaned(segment)

    def _cleaned(segment: Any) -> Any:
        text = "\n".join(shown_text(line) for line in segment.text.split("\n"))
        return segment if text == segment.text else Segment(text, segment.style)

    return Terminal(stderr=error, quiet=quiet)
