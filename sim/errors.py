"""Errors that a person can cause and can mend, under one base class.

Whatever is wrong with a scenario, an option, a received file or a folder of results is an
`InputError` of some kind; its text says what was given, where, and what is allowed. A trajectory
whose own numbers can't be flown raises a `FlightError`. Anything else that is raised is a fault of
the program or of the machine, and never the result of a flight.
"""


class InputError(ValueError):
    """Something handed in can't be used: a scenario, an option, a file, a folder of results."""


class FlightError(ValueError):
    """The numbers of a trajectory have left what can be computed: a state inside the Earth, a stack
    of no mass, a time that is none. It says nothing of other trajectories.
    """


class NoPlanError(InputError):
    """A scenario asks for a plan, and no plan holds within its limits.

    Parameters
    ----------
    name
        Of the scenario.
    reasons
        Why not, a sentence each with what would help.
    """

    def __init__(self, name: str, reasons: list[str]) -> None:
        super().__init__("\n".join(f"{name}: no feasible plan: {reason}" for reason in reasons))


class InputHint(FutureWarning):
    """An input was read, but there is something to change in it; the text is one line."""
