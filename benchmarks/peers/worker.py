"""A peer in a process of its own: prepared once, then flown on request, one flight at a time.

Separate processes isolate compilers and virtual machines, allow a time limit, and hold every
single-threaded flight on one core, helper threads included.
"""

import multiprocessing
import os
import time
from dataclasses import dataclass, field
from importlib import import_module
from multiprocessing.connection import Connection

import numpy as np

from peers.interface import Peer, Problem, Setting, Unable

MODULES = ("lanes", "scipy", "boinor", "heyoka", "diffrax", "orekit", "satkit", "brahe", "nyx")


@dataclass(frozen=True)
class PeerEntry:
    """A peer, its module and its index there."""

    module: str
    index: int
    peer: Peer


def peer_entries() -> list[PeerEntry]:
    """All peers, installed or not."""
    entries = []
    for module in MODULES:
        peers = import_module(f"peers.{module}").PEERS
        entries += [PeerEntry(module, k, peer) for k, peer in enumerate(peers)]
    return entries


def _serve(
    connection: Connection, module: str, index: int, problem: Problem, count: int, threads: int
) -> None:
    """Answer requests until the connection closes or sends None; errors are sent as text."""
    if threads == 1 and hasattr(os, "sched_setaffinity"):
        os.sched_setaffinity(0, {max(os.sched_getaffinity(0))})
    try:
        peer = import_module(f"peers.{module}").PEERS[index]
        os.environ.update(peer.environment)
        version = peer.version()
        start = time.perf_counter()
        prepared = peer.prepare(problem, count, threads)
        seconds = time.perf_counter() - start
        connection.send((version, seconds, prepared.settings, prepared.notes, prepared.forces))
        while (request := connection.recv()) is not None:
            action, setting = request
            start = time.perf_counter()
            answer = None
            if action == "fly":
                answer = np.asarray(prepared.fly(setting))
            elif prepared.compile_setting is not None:
                prepared.compile_setting(setting)
            connection.send((time.perf_counter() - start, answer))
    except (EOFError, KeyboardInterrupt):
        return  # the other end is closed
    except Unable as error:
        connection.send(str(error))
    except Exception as error:  # any failure of a package is reported, and the others continue
        connection.send(f"{type(error).__name__}: {str(error)[:300]}")


@dataclass
class Worker:
    """A running peer; every wait has a limit, after which it raises `Unable`."""

    entry: PeerEntry
    problem: Problem
    count: int
    threads: int
    limit: float
    version: str = ""
    setup: float = 0.0
    settings: tuple[Setting, ...] = ()
    notes: str = ""
    forces: str = ""
    compiled: set = field(default_factory=set)

    def __post_init__(self) -> None:
        context = multiprocessing.get_context("spawn")
        self.connection, remote = context.Pipe()
        arguments = (self.entry.module, self.entry.index, self.problem, self.count, self.threads)
        self.process = context.Process(target=_serve, args=(remote, *arguments), daemon=True)
        self.process.start()
        remote.close()
        answer = self._answer("set-up", self.limit)
        self.version, self.setup, self.settings, self.notes, self.forces = answer

    def fly(self, setting: Setting, limit: float) -> tuple[float, np.ndarray]:
        """Seconds and final states (count, 6) of one flight of all trajectories."""
        if setting not in self.compiled:
            self.connection.send(("compile", setting))
            seconds, _ = self._answer("set-up", self.limit)
            self.setup += seconds
            self.compiled.add(setting)
        self.connection.send(("fly", setting))
        seconds, states = self._answer(f"a flight at {setting.label}", limit)
        if states.shape != (self.count, 6):
            raise Unable(f"returned states of shape {states.shape}, not {(self.count, 6)}")
        if not np.isfinite(states).all():
            raise Unable(f"returned states that are not finite at {setting.label}")
        return seconds, states

    def _answer(self, task: str, limit: float):
        if not self.connection.poll(limit):
            self.close()
            raise Unable(f"{task} takes more than {limit:.0f} s")
        try:
            answer = self.connection.recv()
        except EOFError as error:
            self.process.join(1.0)
            raise Unable(f"its process ended with code {self.process.exitcode}") from error
        if isinstance(answer, str):
            self.close()
            raise Unable(answer)
        return answer

    def close(self) -> None:
        """Stop the process."""
        if self.process.is_alive():
            self.process.kill()
        self.process.join()
