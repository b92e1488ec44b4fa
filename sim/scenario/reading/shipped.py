"""Scenarios that come with the program, by name, wherever it is installed.

They live in the top-level folder `scenarios/` of a checkout. A wheel carries that folder inside the
package, as ``sim/scenarios`` (see ``setup.py``), with all the files its scenarios include.
"""

import os
import re
from functools import cache
from importlib.resources import files
from pathlib import Path

from sim.errors import InputError
from sim.scenario.error import LocatedIssue, ScenarioError, listed

EXAMPLES = ("usdv", "progress")
"""Scenarios `explain` shows values of."""

NAME = re.compile(r"[A-Za-z][A-Za-z0-9_-]*")
"""What a name looks like: no folder and no suffix, so it can't be taken for a file."""

PREFIX = "shipped:"
"""What marks a shipped scenario or a part of one in a file: ``shipped:usdv``."""

GROUPS = ("hindcasts", "variants", "gallery", ".")
"""Folders that hold scenarios; of two with one name, the later folder has it."""


@cache
def folder() -> Path:
    """Folder of the shipped scenarios.

    Raises
    ------
    InputError
        If they are not there.
    """
    package = Path(str(files("sim")))
    places = (package / "scenarios", package.parent / "scenarios")
    for place in places:
        if (place / f"{EXAMPLES[0]}.yaml").is_file():
            return place
    raise InputError("the shipped scenarios are neither in {} nor in {}".format(*places))


@cache
def scenarios() -> dict[str, Path]:
    """Files of the shipped scenarios by name; `drift` is short for `drift_alone`."""
    place = folder()
    by_name = {
        file.stem: file for group in GROUPS for file in sorted((place / group).glob("*.yaml"))
    }
    return {"drift": by_name["drift_alone"], **by_name}


def is_name(text: str) -> bool:
    """Whether a text is a name, such as ``usdv``, rather than the path of a file."""
    return NAME.fullmatch(text) is not None


def shipped_file(given: str) -> str:
    """Path of the shipped file that ``shipped:usdv`` or ``shipped:vehicles/usdv.yaml`` means.

    Raises
    ------
    InputError
        If there is none; the text says what there is.
    """
    name = given.removeprefix(PREFIX)
    if is_name(name):
        if name not in scenarios():
            raise InputError(f"{PREFIX} and one of {listed(scenarios(), name)}")
        return str(scenarios()[name])
    parts = sorted(path.relative_to(folder()).as_posix() for path in folder().rglob("*.yaml"))
    if name not in parts:
        raise InputError(f"{PREFIX} and the name of a scenario or one of {listed(parts, name)}")
    return str(folder() / name)


def scenario_file(given: str | os.PathLike[str]) -> str:
    """Path of the file a person means.

    A name without folder and suffix, or one after ``shipped:``, is that of a shipped scenario,
    whatever files lie in the present folder; one's own file is named by its suffix or its folder,
    ``usdv.yaml`` or ``./usdv``. A name that no shipped scenario has is taken for a file.

    Raises
    ------
    ScenarioError
        If there is neither a shipped scenario nor a file of that name.
    """
    text = os.fspath(given)
    if text.startswith(PREFIX):
        try:
            return shipped_file(text)
        except InputError as error:
            issue = LocatedIssue(
                text, None, "", "nothing of this name is shipped", None, str(error)
            )
            raise ScenarioError([issue]) from None
    if not is_name(text):
        return text
    known = scenarios()
    if text in known:
        return str(known[text])
    if os.path.lexists(text):
        return text
    allowed = f"{listed(known, text)}, or a file"
    problem = "neither a shipped scenario nor a file has this name"
    raise ScenarioError([LocatedIssue(text, None, "", problem, allowed=allowed)])
