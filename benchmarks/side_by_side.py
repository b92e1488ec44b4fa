"""Comparison with other propagators: run all problems, print, write JSON lines, table, figures."""

import time
from collections.abc import Sequence
from pathlib import Path

from machine import machine, stamp_of
from marks import write_page
from peer_comparison import Result, compare_campaigns, compare_peers
from peer_tables import (
    format_json_lines,
    format_markdown,
    measurement_records,
    page_tables,
    render_tables,
)
from peers.problems import NAMES
from peers.worker import PeerEntry, peer_entries
from rich.console import Console
from work_precision_figure import draw_all

SMALL_PROBLEMS = {"d-b20": "b20", "d-c": "c"}
CAMPAIGN_TIME = 4.0
"""Limit on a flight of 1,024 samples, relative to the time of a peer in one problem."""


def select_peers(names: Sequence[str]) -> list[PeerEntry]:
    """Peers whose names begin with one of `names`, and always ours; without names all.

    Raises
    ------
    ValueError
        If a name matches no peer.
    """
    entries = peer_entries()
    if not names:
        return entries
    prefixes = tuple(name.lower() for name in names)
    known = ", ".join(entry.peer.name for entry in entries)
    for prefix in prefixes:
        if not any(entry.peer.name.lower().startswith(prefix) for entry in entries):
            raise ValueError(f"peer {prefix!r}; there are: {known}")
    return [e for e in entries if e.peer.name.lower().startswith(prefixes) or e.module == "lanes"]


def compare(
    problems: Sequence[str],
    peers: Sequence[str],
    seconds: float,
    threads: int,
    folder: Path,
    console: Console,
    progress: Console,
    page: Path | None = None,
) -> list[Path]:
    """Fly the problems by the peers and write the results.

    Parameters
    ----------
    problems
        Names from `peers.problems.NAMES`; all if empty. The problems d need b20 or c, which are
        flown first even if not selected.
    peers
        Names or their beginnings; all if empty.
    seconds
        Flight time of each peer in each problem.
    threads
        Maximum number of threads in the problems d.
    folder
        Folder of the results.
    console, progress
        For the table, and for messages on progress.
    page
        Markdown with marks for the tables; its figures are drawn into the folder beside it.

    Returns
    -------
    list of pathlib.Path
        Files written.
    """
    selected = list(problems) or list(NAMES)
    for name in selected:
        if name not in NAMES:
            raise ValueError(f"problem {name!r}; allowed: {', '.join(NAMES)}")
    needed = [SMALL_PROBLEMS[name] for name in selected if name in SMALL_PROBLEMS]
    small = [name for name in NAMES if name not in SMALL_PROBLEMS and name in (*selected, *needed)]
    entries, start = select_peers(peers), time.perf_counter()

    def report(message: str) -> None:
        elapsed = time.perf_counter() - start
        progress.print(f"[{elapsed:5.0f} s] {message}", markup=False, highlight=False)

    machine_record, folder = machine(), folder.resolve()
    folder.mkdir(parents=True, exist_ok=True)
    results: list[Result] = []
    for name in small:
        results += compare_peers(name, entries, seconds, report)
        _write(results, machine_record, folder)
    for name in selected:
        if name in SMALL_PROBLEMS:
            small_results = [r for r in results if r.problem.name == SMALL_PROBLEMS[name]]
            counts = sorted({1, threads})
            limit = CAMPAIGN_TIME * seconds
            results += compare_campaigns(name, small_results, counts, limit, report)
            _write(results, machine_record, folder)
    console.print(render_tables(results))
    stamp = f"{machine_record['cpu']}   |   commit {machine_record['commit']}"
    written = [folder / "peers.jsonl", folder / "peers.md"]
    written += draw_all(results, stamp, folder)
    if page is not None:
        run = stamp_of(machine_record)
        write_page(page, {"peers run": run, **page_tables(results)})
        draw_all(results, stamp, page.parent / "figures")
        written.append(page)
    return written


def _write(results: Sequence[Result], machine_record: dict[str, object], folder: Path) -> None:
    records = measurement_records(results, machine_record)
    (folder / "peers.jsonl").write_text(format_json_lines(records))
    (folder / "peers.md").write_text(format_markdown(results, machine_record))
