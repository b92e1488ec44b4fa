"""A peer in a process of its own: made ready once, then flown on request, one at a time.

A process each keeps compilers and virtual machines out of each other's way, lets a peer that takes
too long be stopped, and holds every single-threaded flight to one core, helpers included.
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
class Entrant:
    """A peer and where it is found."""

    module: str
    index: int
    peer: Peer


def entrants() -> list[Entrant]:
    """Every peer there is, installed or not."""
    found = []
    for module in MODULES:
        peers = import_module(f"peers.{module}").PEERS
        found += [Entrant(module, k, peer) for k, peer in enumerate(peers)]
    return found


def _serve(
    connection: Connection, module: str, index: int, problem: Problem, count: int, threads: int
) -> None:
    """Answer requests until told to stop; an error is an answer too."""
    if threads == 1 and hasattr(os, "sched_setaffinity"):
        os.sched_setaffinity(0, {max(os.sched_getaffinity(0))})
    try:
        peer = import_module(f"peers.{module}").PEERS[index]
        os.environ.update(peer.environment)
        version = peer.version()
        start = time.perf_counter()
        flyer = peer.flyer(problem, count, threads)
        spent = time.perf_counter() - start
        connection.send((version, spent, flyer.settings, flyer.notes, flyer.forces))
        while (request := connection.recv()) is not None:
            act, setting = request
            start = time.perf_counter()
            answer = None
            if act == "fly":
                answer = np.asarray(flyer.fly(setting))
            elif flyer.ready is not None:
                flyer.ready(setting)
            connection.send((time.perf_counter() - start, answer))
    except (EOFError, KeyboardInterrupt):
        return  # nobody asks any more
    except Unable as error:
        connection.send(str(error))
    except Exception as error:  # whatever a package refuses is told, and the others go on
        connection.send(f"{type(error).__name__}: {str(error)[:300]}")


@dataclass
class Worker:
    """The running peer, seen from outside; every wait has a limit and raises `Unable` after it."""

    entrant: Entrant
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
        self.connection, far = context.Pipe()
        given = (self.entrant.module, self.entrant.index, self.problem, self.count, self.threads)
        self.process = context.Process(target=_serve, args=(far, *given), daemon=True)
        self.process.start()
        far.close()
        answer = self._answer("set-up", self.limit)
        self.version, self.setup, self.settings, self.notes, self.forces = answer

    def fly(self, setting: Setting, limit: float) -> tuple[float, np.ndarray]:
        """Seconds and final states (count, 6) of one flight of all trajectories."""
        if setting not in self.compiled:
            self.connection.send(("ready", setting))
            spent, _ = self._answer("set-up", self.limit)
            self.setup += spent
            self.compiled.add(setting)
        self.connection.send(("fly", setting))
        seconds, states = self._answer(f"a flight at {setting.label}", limit)
        if states.shape != (self.count, 6):
            raise Unable(f"answered states of shape {states.shape}, not {(self.count, 6)}")
        if not np.isfinite(states).all():
            raise Unable(f"lost a flight at {setting.label}")
        return seconds, states

    def _answer(self, what: str, limit: float):
        if not self.connection.poll(limit):
            self.close()
            raise Unable(f"{what} takes more than {limit:.0f} s")
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
