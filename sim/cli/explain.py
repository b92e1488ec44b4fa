"""The commands ``explain`` and ``schema``: what a key of a scenario means, what shipped ones have
there, and the JSON Schema of scenario files.
"""

import difflib
import os
import textwrap
from collections.abc import Iterator, Sequence
from dataclasses import asdict
from pathlib import Path
from typing import Any

from sim.cli.terminal import say
from sim.data.whole_file import write_whole_text
from sim.errors import InputError
from sim.formats.json_text import json_text
from sim.scenario.reading.include import load_tree
from sim.scenario.reading.shipped import EXAMPLES, scenario_file
from sim.scenario.reading.text import Node
from sim.scenario.reference.json_schema import FILES, schema_text
from sim.scenario.reference.key import KeyFacts, all_keys, ending, matching, values_of

WIDTH = 80
MOST = 6
"""Values shown of one key in one scenario."""

Found = dict[str, list[dict[str, Any]]]


def explain(key: str | None, within: Path | None, json: bool) -> None:
    """Print what a key means; the keys of the top without one.

    Raises
    ------
    InputError
        If there is no such key, with those that look like it.
    """
    if key is None:
        top = [each for each in all_keys() if len(each.path) == 1]
        answer = [asdict(each) | {"key": each.name} for each in top]
        say(json_text(answer) if json else _list(top, "Keys of a scenario:"), end="")
        return
    keys = matching(key)
    if not keys:
        raise InputError(_unknown(key))
    trees = _trees(within) if len(keys) == 1 or json else {}
    if json:
        answer = [
            asdict(each) | {"key": each.name, "values": _values(each, trees, None)} for each in keys
        ]
        say(json_text(answer), end="")
    elif len(keys) == 1:
        say(_whole(keys[0], _values(keys[0], trees, MOST)), end="")
    else:
        say(_list(keys, f"{len(keys)} keys end in {key}; say more of the path:"), end="")


def completions(start: str) -> list[str]:
    """Paths that begin with what was typed, for the shell."""
    return [each.name for each in all_keys() if each.name.startswith(start)]


def _unknown(key: str) -> str:
    last = key.rpartition(".")[2].partition("[")[0]
    words = {each.path[-1] for each in all_keys()}
    near = difflib.get_close_matches(last, sorted(words), n=1, cutoff=0.6)
    paths = [each.name for word in near for each in matching(word)]
    close = difflib.get_close_matches(key, paths, n=4, cutoff=0.0) if paths else []
    hint = f"did you mean {', '.join(close)}?" if close else "`iss-deorbit explain` lists the top"
    return f"no scenario has a key {key!r}; {hint}"


def _trees(within: Path | None) -> dict[str, Node]:
    """The scenarios to show values of."""
    files = EXAMPLES if within is None else (within,)
    paths = [Path(scenario_file(file)) for file in files]
    return {path.stem: load_tree(os.path.relpath(path)) for path in paths}


def _values(facts: KeyFacts, trees: dict[str, Node], most: int | None) -> Found:
    """Values by scenario; the path, the value, its source or assumption, file and line."""
    return {
        name: [_value(path, node) for path, node in values_of(tree, facts.path)][:most]
        for name, tree in trees.items()
    }


def _value(path: str, node: Node) -> dict[str, Any]:
    given = node.plain()
    noted = isinstance(given, dict) and "value" in given
    facts = {key: given[key] for key in ("source", "assumption") if noted and key in given}
    value = given["value"] if noted else given
    return {"key": path.lstrip("."), "value": value, **facts, "file": node.file, "line": node.line}


def _whole(facts: KeyFacts, found: Found) -> str:
    lines = [facts.name, *_wrapped(facts.meaning, "  ")]
    rows = [
        ("allowed", facts.allowed),
        ("kept in", facts.unit),
        ("default", facts.default),
        ("part of", f"{_above(facts)}: {facts.inside}"),
        ("also", ", ".join(each.name for each in _others(facts))),
    ]
    for name, text in rows:
        lines += _wrapped(text, f"  {name:9}", " " * 11) if text else []
    if facts.keys:
        lines += ["", "  Keys:"]
        below = {each.path: each for each in all_keys()}
        lines += list(_rows([_child(facts, key, below) for key in facts.keys], short=True))
    for name, values in found.items():
        if values and not facts.keys:
            lines += ["", f"  In {name}:", *(line for each in values for line in _shown(each))]
    return "\n".join(lines) + "\n"


def _others(facts: KeyFacts) -> list[KeyFacts]:
    """Further keys of the same name, where one word stands for a whole path."""
    return [each for each in ending(facts.name) if each != facts] if len(facts.path) == 1 else []


def _above(facts: KeyFacts) -> str:
    return facts.name.rpartition(".")[0] or "the scenario"


def _child(facts: KeyFacts, key: str, below: dict[tuple[str, ...], KeyFacts]) -> KeyFacts:
    """The key below a mapping, through names and rows."""
    return next(
        each
        for path, each in below.items()
        if path[: len(facts.path)] == facts.path
        and path[-1] == key
        and all(step in ("*", "[]") for step in path[len(facts.path) : -1])
    )


def _shown(each: dict[str, Any]) -> Iterator[str]:
    value = each["value"]
    if isinstance(value, (dict, list)):
        value = f"{len(value)} entries" if isinstance(value, list) else ", ".join(map(str, value))
    yield from _wrapped(f"{each['key']}: {value}", "    ", "      ")
    for note in ("source", "assumption"):
        if note in each:
            yield from _wrapped(f"{note}: {each[note]}", "      ")
    yield f"      {each['file']}:{each['line']}"


def _list(keys: Sequence[KeyFacts], heading: str) -> str:
    return "\n".join([heading, *_rows(keys), ""])


def _rows(keys: Sequence[KeyFacts], short: bool = False) -> Iterator[str]:
    """A line or two for each key: its name and the beginning of its meaning."""
    names = [each.path[-1] if short else each.name for each in keys]
    wide = min(max(map(len, names)), 28)
    indent = "    " if short else "  "
    for name, each in zip(names, keys, strict=True):
        head = f"{indent}{name:{wide}}  "
        if len(name) > wide:
            yield f"{indent}{name}"
            head = " " * len(f"{indent}{'':{wide}}  ")
        yield from _wrapped(each.meaning, head, " " * len(f"{indent}{'':{wide}}  "))


def _wrapped(text: str, first: str, rest: str | None = None) -> list[str]:
    lines = textwrap.wrap(
        text, WIDTH, initial_indent=first, subsequent_indent=first if rest is None else rest,
        break_on_hyphens=False,
    )  # fmt: skip
    return lines or [first.rstrip()]


def write_schemas(out: Path | None, force: bool) -> Iterator[str]:
    """Give the text of the scenario schema, or write all schemas into a folder and give their
    paths.

    Raises
    ------
    InputError
        If a file would be overwritten without `force`.
    """
    if out is None:
        yield schema_text().rstrip("\n")
        return
    if out.exists() and not out.is_dir():
        raise InputError(f"{out} is not a folder")
    there = [name for name in FILES if (out / name).exists()]
    if there and not force:
        raise InputError(f"{out} already holds {', '.join(there)}; overwrite with --force")
    out.mkdir(parents=True, exist_ok=True)
    for name, model in FILES.items():
        write_whole_text(out / name, schema_text(model))
        yield str(out / name)
