"""What is wrong with a data file a person hands in: file, line, column, given, allowed."""

from sim.errors import InputError


class InputFileError(InputError):
    """A data file that can't be used; its text is one line a person can act on."""

    def __init__(
        self,
        file: str,
        line: int | None,
        column: str | None,
        problem: str,
        given: object = ...,
        allowed: str = "",
    ) -> None:
        self.file, self.line, self.column = file, line, column
        place = file if line is None else f"{file}:{line}"
        said = [problem] if problem else []
        if given is not ...:
            text = repr(given)
            said.append(f"given {text if len(text) <= 80 else text[:77] + '...'}")
        if allowed:
            said.append(f"allowed: {allowed}")
        super().__init__(": ".join(part for part in (place, column, "; ".join(said)) if part))


def number(
    text: str, file: str, line: int, column: str, least: float, most: float, whole: bool = False
) -> float:
    """A number within bounds; raises InputFileError with its place if it isn't one."""
    kind = "a whole number" if whole else "a number"
    allowed = f"{kind} from {least:g} to {most:g}"
    try:
        value = float(text)
    except ValueError:
        raise InputFileError(file, line, column, "not a number", text.strip(), allowed) from None
    if not least <= value <= most or (whole and value != int(value)):
        raise InputFileError(file, line, column, "", text.strip(), allowed)
    return value
