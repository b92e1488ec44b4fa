"""The error of campaign parameters that cannot be used: where, what was given, what is allowed.

The place is a path of names, so that a reader of scenarios can point at the line of a file.
"""

from sim.errors import InputError


class InvalidParameterError(InputError):
    """A parameter of a dispersion, correlation, store or analysis that cannot be used.

    Attributes
    ----------
    path
        From the name of the parameter inward, such as ``("pitch", "normal", "sigma")``.
    problem, allowed
        What is wrong, and what would be right.
    given
        What was given; `...` where naming it would add nothing.
    """

    def __init__(
        self, path: tuple[str, ...], problem: str, given: object = ..., allowed: str = ""
    ) -> None:
        self.path, self.problem, self.given, self.allowed = path, problem, given, allowed
        parts = [problem] if given is ... else [problem, f"given {given!r}"]
        parts += [f"allowed: {allowed}"] if allowed else []
        place = ": ".join(path)
        super().__init__(f"{place}: {'; '.join(parts)}" if place else "; ".join(parts))

    def under(self, *path: str) -> "InvalidParameterError":
        """The same error with names put before its path."""
        return InvalidParameterError((*path, *self.path), self.problem, self.given, self.allowed)
