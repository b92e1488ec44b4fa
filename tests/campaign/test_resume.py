"""Killed outright in the middle and resumed from the command line: the bytes of a whole run."""

import signal
import subprocess
import sys
from pathlib import Path

from sim.formats.parquet import read_table

from .conftest import HERE

WORDS = (
    "--samples", "48", "--chunk", "4", "--from", "start", "--threads", "1", "--no-plots", "--quiet",
)  # fmt: skip


KILLED = """
import os, signal
from sim.campaign.run import campaign
write_chunk, written = campaign.write_chunk, []

def write_six(*given):
    digests = write_chunk(*given)
    written.append(given)
    if len(written) == 6:
        os.kill(os.getpid(), signal.SIGKILL)
    return digests

campaign.write_chunk = write_six
from sim.cli import main
main()
"""
"""The command line, killed outright once six chunks are written."""


def campaign(folder: Path, *more: str, start: tuple[str, ...] = ("-m", "sim")) -> int:
    files = [str(HERE / f"{name}.yaml") for name in ("short", "steep")]
    words = [sys.executable, *start, "campaign", *files, *WORDS, "--out", str(folder), *more]
    return subprocess.run(words, stderr=subprocess.DEVNULL, check=False).returncode


def shards(folder: Path) -> dict[str, bytes]:
    files = [*(folder / "shards").glob("*.parquet"), *folder.glob("*.parquet")]
    return {str(path.relative_to(folder)): path.read_bytes() for path in files}


def test_killed_and_resumed(tmp_path):
    whole, cut = tmp_path / "whole", tmp_path / "cut"
    assert campaign(whole) == 0
    assert campaign(cut, start=("-c", KILLED)) == -signal.SIGKILL
    there = len(list((cut / "shards").glob("samples-short-*.parquet")))
    assert there == 6 and not (cut / "answers.json").exists()
    assert campaign(cut, "--resume") == 0
    one, other = shards(whole), shards(cut)
    assert one == other and len(one) == 6 * 12 + 3
    assert not list(cut.rglob("*.partial"))
    for name in ("short", "steep"):
        table = read_table(cut / f"samples-{name}.parquet")
        assert table["sample"].tolist() == list(range(48))
    same = [(folder / "answers.json").read_text() for folder in (whole, cut)]
    assert same[0] == same[1]
