"""What text may hold, and how it is shown: the one rule for scenarios, messages and terminals.

A terminal acts on control characters and turns text round at bidirectional overrides; XML, JSON and
encoders stumble over lone surrogates. Text of a scenario must hold none of them. Text of any other
origin (keys, paths, results of others) is shown with such characters written out.
"""

import re

MOST_TEXT = 4000
"""Characters of one text of a scenario. assumption: two pages."""

MOST_LINE = 200
"""Characters of a text that stands on one line of tables and figures: a title, a label, a port."""

NOT_PRINTING = (
    "\\x00-\\x08\\x0b-\\x1f\\x7f-\\x9f\\u061c\\u200b\\u200e\\u200f\\u2028-\\u202e\\u2060-\\u206f\\ufeff"
    "\\ufff0-\\ufffb\\ufffe\\uffff"
)
"""Inside of a character class, as Python and JSON Schema write it: control characters but tab and
line feed, marks of writing direction, what takes no room, and what is no character.
"""

NAME = "[A-Za-z][A-Za-z0-9_-]{0,39}"
"""Pattern of the name of a scenario, vehicle, tank, engine group or burn. Files and folders are
called by some of them, so there is nothing in it that leads to another folder.
"""

HARMFUL = re.compile(f"[{NOT_PRINTING}\\ud800-\\udfff]")
"""Those, and lone surrogates."""


def text_fault(text: str, *, most: int = MOST_TEXT, one_line: bool = False) -> str:
    """What a text of a scenario must not hold, in a few words; empty if there is nothing.

    Parameters
    ----------
    text
        A value, a key or a name.
    most
        Characters it may have.
    one_line
        Whether it must not go on to another line.
    """
    if len(text) > most:
        return f"the text has {len(text)} characters"
    if text.isascii() and text.isprintable():  # nearly all
        return ""
    found = HARMFUL.search(text) or (re.search(r"[\t\n]", text) if one_line else None)
    if found is None:
        return ""
    import unicodedata  # slow to import, as json is, and most text is as it should be

    name = unicodedata.name(found[0], "a control character").lower()
    return f"the text holds {name} (U+{ord(found[0]):04X})"


def shown_text(text: str, most: int | None = None) -> str:
    r"""Text for one line of a terminal or a message: nothing in it acts, nor is it longer than
    `most`.

    White space becomes a blank, and other characters that do not print are written as JSON writes
    them, such as ``\u001b``.
    """
    if most is not None and len(text) > most:
        text = f"{text[: most - 3]}..."
    if text.isascii() and text.isprintable():
        return text
    return "".join(each if each.isprintable() else _written(each) for each in text)


def _written(character: str) -> str:
    """A character that does not print."""
    import json
    import unicodedata

    if character in "\t\n\r":
        return " "
    if unicodedata.category(character) == "Zs":
        return character
    return json.dumps(character)[1:-1]
