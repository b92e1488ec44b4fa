"""The error of everything a campaign is told that can't be: where, what was given, what is allowed.

It knows the place as a path of words, so that a door can point at the line of a file.
"""

from sim.errors import InputError


class InvalidParameterError(InputError):
    """A dispersion, correlation, store or question that can't be.

    Attributes
    ----------
    path
        From the name of the parameter inward, such as ``("pitch", "normal", "sigma")``.
    problem, allowed
        What is wrong, and what would be right.
    given
        What was given; `...` where that would say nothing.
    """

    def __init__(
        self, path: tuple[str, ...], problem: str, given: object = ..., allowed: str = ""
    ) -> None:
        self.path, self.problem, self.given, self.allowed = path, problem, given, allowed
        said = [problem] if given is ... else [problem, f"given {given!r}"]
        said += [f"allowed: {allowed}"] if allowed else []
        place = ": ".join(path)
        super().__init__(f"{place}: {'; '.join(said)}" if place else "; ".join(said))

    def under(self, *path: str) -> "InvalidParameterError":
        """The same, seen from further out."""
        return InvalidParameterError((*path, *self.path), self.problem, self.given, self.allowed)
