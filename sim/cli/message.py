"""What people are told when something goes wrong, and the exit code that goes with it."""

import sys

DONE, FAILED, INPUT, INFEASIBLE, INTERRUPTED = 0, 1, 2, 3, 130
"""Exit codes: done; a flight failed numerically or something unforeseen happened; the input is at
fault; no plan is feasible; Ctrl-C or a request to stop.
"""


class BadInputError(ValueError):
    """What was asked for can't be done with this input."""


AT_FAULT = {
    "sim.campaign.executor": "SchedulerError",
    "sim.campaign.impossible": "ImpossibleError",
    "sim.campaign.store": "StoreError",
    "sim.cli.message": "BadInputError",
    "sim.data.input_file": "InputFileError",
    "sim.formats.folder": "FolderError",
    "sim.scenario.error": "ScenarioError",
}
"""What is wrong with the input rather than with the program: error by the module it is from."""
WITHOUT_PLAN = {"sim.cli.journey": "NoPlanError"}
OF_DATA = {"sim.data": "DataError"}


def code_of(error: BaseException) -> int:
    """2 if the input is at fault, 3 if no plan is feasible, else 1."""
    if _is(error, WITHOUT_PLAN):
        return INFEASIBLE
    return INPUT if _is(error, AT_FAULT) else FAILED


def message_of(error: BaseException) -> str:
    """Sentences for a person; one line for each problem of a scenario."""
    if _is(error, AT_FAULT | WITHOUT_PLAN | OF_DATA):
        return "\n".join(f"error: {line}" for line in str(error).splitlines())
    if isinstance(error, OSError):
        place = f"{error.filename}: " if error.filename else ""
        return f"error: {place}{error.strerror or error}"
    return (
        f"error: unforeseen {type(error).__name__}: {error}\n"
        "Run again with --debug to see where it came from."
    )


def _is(error: BaseException, kinds: dict[str, str]) -> bool:
    """Whether an error is of one of these kinds. A module that was not imported raised nothing."""
    known = [
        getattr(sys.modules[place], name) for place, name in kinds.items() if place in sys.modules
    ]
    return isinstance(error, tuple(known))
