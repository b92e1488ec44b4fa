"""What people are told when something goes wrong, and the exit code that goes with it."""

from sim.campaign.executor import SchedulerError
from sim.campaign.impossible import ImpossibleError
from sim.campaign.store import StoreError
from sim.cli.journey import NoPlanError
from sim.data import DataError
from sim.data.input_file import InputFileError
from sim.formats.folder import FolderError
from sim.scenario.error import ScenarioError


class BadInputError(ValueError):
    """What was asked for can't be done with this input."""


AT_FAULT = (
    BadInputError,
    FolderError,
    ImpossibleError,
    InputFileError,
    ScenarioError,
    SchedulerError,
    StoreError,
)
"""What is wrong with the input rather than with the program."""


def code_of(error: BaseException) -> int:
    """2 if the input is at fault, 3 if no plan is feasible, else 1."""
    if isinstance(error, NoPlanError):
        return 3
    return 2 if isinstance(error, AT_FAULT) else 1


def message_of(error: BaseException) -> str:
    """Sentences for a person; one line for each problem of a scenario."""
    if isinstance(error, (*AT_FAULT, DataError, NoPlanError)):
        return "\n".join(f"error: {line}" for line in str(error).splitlines())
    if isinstance(error, OSError):
        place = f"{error.filename}: " if error.filename else ""
        return f"error: {place}{error.strerror or error}"
    return (
        f"error: unforeseen {type(error).__name__}: {error}\n"
        "Run again with --debug to see where it came from."
    )
