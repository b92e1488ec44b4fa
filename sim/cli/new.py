"""The command ``new``: a scenario that starts from a shipped one, with the keys people change.

What it writes holds the values of the scenario it starts from, so it can be flown as it stands.
"""

import os
import re
import textwrap
from collections.abc import Iterator, Sequence
from itertools import takewhile
from pathlib import Path
from typing import Any

from sim.data.whole_file import write_whole_text
from sim.errors import InputError
from sim.plain_text import MOST_LINE, NAME
from sim.scenario.load import load, loads, quoted, resolved_yaml
from sim.scenario.reading.shipped import PREFIX, scenario_file, scenarios
from sim.scenario.reference.key import ROW, KeyFacts, matching
from sim.scenario.schema.quantity import Measure
from sim.scenario.schema.scenario import Scenario

WIDTH = 80

KEYS = (
    ("state.kepler.altitude",),
    ("environment.atmosphere.model", "environment.atmosphere.density_factor"),
    ("environment.space_weather.percentile",),
    ("environment.entry_interface",),
    ("plan.aim.latitude", "plan.aim.longitude"),
    ("plan.altitude", "plan.window"),
    ("plan.limits.least_perigee",),
    ("plan.burns.*.perigee", "plan.burns.*.before_final"),
    ("phases.*.burn.cutoff.perigee",),
    ("phases.*.until.mean_altitude", "phases.*.until.duration", "phases.*.until.by"),
)
"""What people change first; those a scenario does not have are left out."""

HEAD = """\
# {name}: starts from {stem} and says only what differs.
#
# Every value below is the one it has there: change what you like and take away
# the rest. Quantities carry units ("220 km"); any may carry where it is from:
#   altitude: {{value: "410 km", source: "..."}}
#   altitude: {{value: "410 km", assumption: "..."}}
#
# To see what is wrong with it, to fly it (then open runs/{name}/report.html),
# to be told what a key means:
#   iss-deorbit check {file}
#   iss-deorbit run {file}
#   iss-deorbit explain KEY
"""


def write_new(name: str | None, like: str, out: Path, whole: bool, force: bool) -> Path:
    """Write ``<name>.yaml``; returns its path.

    Parameters
    ----------
    name
        Of the scenario; default ``my_`` and what it is like.
    like
        A shipped scenario, or a file.
    out
        Folder.
    whole
        Whether to write every value, so that the file needs no other one.
    force
        Whether to overwrite.

    Raises
    ------
    InputError
        If the name can't be one, there is no such scenario, or the file exists.
    """
    base = Path(scenario_file(like))
    scenario = load(base)
    name = f"my_{base.stem}"[:40] if name is None else name
    if not re.fullmatch(NAME, name):
        allowed = "a letter, then up to 39 letters, digits, _ and -"
        raise InputError(f"{name!r} can't name a scenario; allowed: {allowed}")
    if out.exists() and not out.is_dir():
        raise InputError(f"--out {out}: not a folder")
    target = out / f"{name}.yaml"
    if os.path.lexists(target) and not force:
        raise InputError(f"{target} exists already; overwrite it with --force")
    if target.resolve() == base.resolve():
        raise InputError(f"{target} is what it would start from; choose another name")
    text = _whole(name, base, scenario) if whole else _differing(name, base, scenario, target)
    loads(text, str(target))  # it can be read, or it is not written
    out.mkdir(parents=True, exist_ok=True)
    write_whole_text(target, text)
    return target


def _whole(name: str, base: Path, scenario: Scenario) -> str:
    """Every value of a scenario under a new name."""
    renamed = scenario.model_copy(update={"name": name, "title": _title(name, scenario)})
    return f"# {name}: all of {base.name}, with every default filled in.\n{resolved_yaml(renamed)}"


def _differing(name: str, base: Path, scenario: Scenario, target: Path) -> str:
    """An include of the scenario and the keys people change."""
    place = Path(os.path.relpath(base.resolve(), target.parent.resolve())).as_posix()
    if scenarios().get(base.stem) == base:  # by name, wherever the program is installed
        place = f"{PREFIX}{base.stem}"
    head = HEAD.format(name=name, stem=base.stem, file=target)
    lines = [
        f"include: {quoted(place)}",
        f"name: {name}",
        f"title: {quoted(_title(name, scenario))}",
    ]
    lines += [f"comparison: {{label: {quoted(name)}}}", *_keys(scenario)]
    return head + "\n".join(lines) + "\n"


def _title(name: str, scenario: Scenario) -> str:
    return f"{scenario.title}, as in {name}"[:MOST_LINE]


def _keys(scenario: Scenario) -> Iterator[str]:
    """Lines of the keys a scenario has, mappings opened as they come."""
    at: tuple[str, ...] = ()
    replaced: set[str] = set()
    for group in KEYS:
        for path, facts, value in sorted(
            (each for key in group for each in _found(scenario, key)), key=lambda each: each[0][:-1]
        ):
            shared = _shared(at, path[:-1])
            if not shared:
                yield ""
            for depth in range(shared, len(path) - 1):
                yield f"{'  ' * depth}{path[depth]}:"
            at = path[:-1]
            indent = "  " * len(at)
            if facts.name not in replaced:
                replaced.add(facts.name)
                yield from _comment(facts, indent)
            yield f"{indent}{path[-1]}: {_written(value)}"


def _shared(first: Sequence[str], second: Sequence[str]) -> int:
    """How many steps two paths begin with in common."""
    same = (a == b for a, b in zip(first, second, strict=False))
    return sum(1 for _ in takewhile(bool, same))


def _found(scenario: Scenario, key: str) -> list[tuple[tuple[str, ...], KeyFacts, Any]]:
    """Path, facts and value of a key in a scenario; rows by their names."""
    (facts,) = matching(key.replace(".*", ""))
    found: list[tuple[tuple[str, ...], Any]] = [((), scenario)]
    for step in facts.path:
        if step == ROW:
            found = [((*path, row.name), row) for path, rows in found for row in rows]
        else:
            found = [
                ((*path, step), getattr(each, step))
                for path, each in found
                if getattr(each, step, None) is not None
            ]
    return [(path, facts, value) for path, value in found]


def _comment(facts: KeyFacts, indent: str) -> list[str]:
    text = f"{facts.meaning} Allowed: {facts.allowed.rpartition('; ')[2]}."
    return textwrap.wrap(
        text, WIDTH, initial_indent=f"{indent}# ", subsequent_indent=f"{indent}# ",
        break_on_hyphens=False,
    )  # fmt: skip


def _written(value: Any) -> str:
    given = value.given if isinstance(value, Measure) else value
    return quoted(given) if isinstance(given, str) else str(given)
