"""Formats of figures. Kept light: commands ask for them before anything is drawn."""

from collections.abc import Sequence

from sim.errors import InputError

FORMATS = ("png", "svg")
"""What figures are saved as unless something else is asked for."""

UNDATED: dict[str, dict[str, str | None]] = {
    "png": {"Software": None},
    "svg": {"Date": None},
    "pdf": {"CreationDate": None, "Creator": None, "Producer": None},
}
"""Facts about a file that are left out of it, by its format."""


def parse_formats(text: str | None) -> Sequence[str]:
    """Formats of figures in a list with commas, each once; the usual ones without a list.

    Raises
    ------
    InputError
        If there is no such format.
    """
    if text is None:
        return FORMATS
    formats = list(dict.fromkeys(each.strip().lower() for each in text.split(",")))
    for each in formats:
        if each not in UNDATED:
            raise InputError(f"--format {text}: {each!r}; allowed: {', '.join(UNDATED)}")
    return formats
