"""A store belongs to one process at a time."""

import json
import os
import signal
import socket
import subprocess
import sys

import pytest

from sim.campaign.run.lock import LOCK, StoreInUseError, hold_store

pytest.importorskip("fcntl")

HOLD = """
import sys, time
from pathlib import Path
from sim.campaign.run.lock import hold_store
with hold_store(Path(sys.argv[1])):
    print("held", flush=True)
    time.sleep(60.0)
"""


def test_a_second_holder_is_told_who_the_first_is_and_takes_over_when_it_is_dead(tmp_path):
    words = [sys.executable, "-c", HOLD, str(tmp_path / "store")]
    with subprocess.Popen(words, stdout=subprocess.PIPE, text=True) as other:
        try:
            assert other.stdout is not None and other.stdout.readline() == "held\n"
            with pytest.raises(StoreInUseError) as caught:
                with hold_store(tmp_path / "store"):
                    pass
            assert f"process {other.pid} on {socket.gethostname()}" in str(caught.value)
        finally:
            other.send_signal(signal.SIGKILL)
            other.wait()
    assert (tmp_path / "store" / LOCK).is_file()  # left by the kill
    with hold_store(tmp_path / "store"):
        holder = json.loads((tmp_path / "store" / LOCK).read_text())
        assert holder == {"host": socket.gethostname(), "pid": os.getpid()}
    assert not (tmp_path / "store" / LOCK).exists()


def test_two_campaigns_of_one_process_are_kept_apart_too(tmp_path):
    with hold_store(tmp_path / "store"):
        with pytest.raises(StoreInUseError, match=f"process {os.getpid()} on"):
            with hold_store(tmp_path / "store"):
                pass
        with hold_store(tmp_path / "other"):
            pass


def test_a_holder_on_another_machine_is_said(tmp_path):
    (tmp_path / LOCK).write_text('{"host": "node-17", "pid": 99}\n')
    with pytest.raises(StoreInUseError, match=r"process 99 on node-17; .* delete .*campaign\.lock"):
        with hold_store(tmp_path):
            pass
    (tmp_path / LOCK).unlink()
    with hold_store(tmp_path):
        pass


@pytest.mark.parametrize("text", ["", "{", "[]", "\x00\x01"])
def test_a_lock_file_that_names_nobody_is_taken_over(tmp_path, text):
    (tmp_path / LOCK).write_text(text)
    with hold_store(tmp_path):
        assert json.loads((tmp_path / LOCK).read_text())["pid"] == os.getpid()


def test_an_error_inside_goes_through_and_gives_the_store_back(tmp_path):
    with pytest.raises(OSError, match="disk"):
        with hold_store(tmp_path):
            raise OSError("disk")
    with hold_store(tmp_path):
        pass
