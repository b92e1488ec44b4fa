"""What people are told when something goes wrong, and the exit code that goes with it."""

import sys

from sim.errors import InputError, NoPlanError

DONE, FAILED, INPUT, INFEASIBLE, INTERRUPTED = 0, 1, 2, 3, 130
"""Exit codes: done; a flight failed numerically or something unforeseen happened; the input is at
fault; no plan is feasible; Ctrl-C or a request to stop.
"""


def code_of(error: BaseException) -> int:
    """2 if the input is at fault, 3 if no plan is feasible, else 1."""
    if isinstance(error, NoPlanError):
        return INFEASIBLE
    return INPUT if isinstance(error, InputError) else FAILED


def message_of(error: BaseException) -> str:
    """Sentences for a person; one line for each problem of a scenario."""
    if isinstance(error, (InputError, *_data_errors())):
        return "\n".join(f"error: {line}" for line in str(error).splitlines())
    if isinstance(error, OSError):
        place = f"{error.filename}: " if error.filename else ""
        return f"error: {place}{error.strerror or error}"
    return (
        f"error: unforeseen {type(error).__name__}: {error}\n"
        "Run again with --debug to see where it came from."
    )


def _data_errors() -> tuple[type[BaseException], ...]:
    """The error of a damaged installation; a module that was not imported raised nothing."""
    data = sys.modules.get("sim.data")
    return () if data is None else (data.DataError,)
