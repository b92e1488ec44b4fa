"""All problems by all peers: run, print, write the JSON lines, the table and the figures."""

import time
from collections.abc import Sequence
from pathlib import Path

from contest import Result, campaign, contest
from contest_figure import draw
from contest_record import json_lines, lines, markdown, shown
from machine import machine
from peers.problems import NAMES
from peers.worker import Entrant, entrants
from rich.console import Console

MANY_OF = {"d-b20": "b20", "d-c": "c"}
PATIENCE = 4.0
"""Longest flight of 1,024 samples, in shares of the seconds a peer has for one problem."""


def chosen(names: Sequence[str]) -> list[Entrant]:
    """The peers whose name begins with one of the names, ours always among them; all if empty."""
    everyone = entrants()
    if not names:
        return everyone
    wanted = tuple(name.lower() for name in names)
    found = [e for e in everyone if e.peer.name.lower().startswith(wanted) or e.module == "lanes"]
    known = ", ".join(e.peer.name for e in everyone)
    for name in wanted:
        if not any(e.peer.name.lower().startswith(name) for e in everyone):
            raise ValueError(f"peer {name!r}; there are: {known}")
    return found


def compare(
    problems: Sequence[str],
    peers: Sequence[str],
    seconds: float,
    threads: int,
    folder: Path,
    console: Console,
    progress: Console,
) -> list[Path]:
    """Fly everything and write the results.

    Parameters
    ----------
    problems
        Names out of `peers.problems.NAMES`; all if empty. The problems d need b20 or c, which are
        flown first if they are not asked for.
    peers
        Names or their beginnings; all if empty.
    seconds
        In flight for each peer and problem.
    threads
        Most threads in the problems d.
    folder
        Where the files go.
    console, progress
        For the table, and for what is going on.

    Returns
    -------
    list of pathlib.Path
        Files written.
    """
    wanted = list(problems) or list(NAMES)
    for name in wanted:
        if name not in NAMES:
            raise ValueError(f"problem {name!r}; allowed: {', '.join(NAMES)}")
    needed = [MANY_OF[name] for name in wanted if name in MANY_OF]
    small = [name for name in NAMES if name not in MANY_OF and name in (*wanted, *needed)]
    who, start = chosen(peers), time.perf_counter()

    def say(words: str) -> None:
        spent = time.perf_counter() - start
        progress.print(f"[{spent:5.0f} s] {words}", markup=False, highlight=False)

    facts, folder = machine(), folder.resolve()
    folder.mkdir(parents=True, exist_ok=True)
    results: list[Result] = []
    for name in small:
        results += contest(name, who, seconds, say)
        _write(results, facts, folder)
    for name in wanted:
        if name in MANY_OF:
            before = [r for r in results if r.problem.name == MANY_OF[name]]
            some = sorted({1, threads})
            results += campaign(name, before, some, PATIENCE * seconds, say)
            _write(results, facts, folder)
    console.print(shown(results))
    stamp = f"{facts['cpu']}   |   commit {facts['commit']}"
    written = [folder / "peers.jsonl", folder / "peers.md"]
    return written + draw(results, stamp, folder)


def _write(results: Sequence[Result], facts: dict[str, object], folder: Path) -> None:
    (folder / "peers.jsonl").write_text(json_lines(lines(results, facts)))
    (folder / "peers.md").write_text(markdown(results, facts))
