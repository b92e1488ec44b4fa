"""The same flights by every propagator that is installed, in turn, within one run.

What is compared: seconds per trajectory at equal *integration* error. A peer's error is the largest
distance, over the first four trajectories of the problem, from its own run at its tightest setting,
so that nobody is punished for another Earth orientation or another air; how far that tightest run
is from ours is printed apart, as the difference of the models. A peer that flies trajectories
together (lanes, batches) is timed on 64 of them, the others on four; the time of one trajectory
counts. All fly on one core to which their process is held. Peers take turns, and the least time of
the repeats counts, because other work on the machine can only add to it; set-up and compilation are
counted apart. Where a flight ends at an altitude, each end is carried along its velocity to exactly
that altitude: how closely a peer pins an event down (ours: 0.1 ms, a metre of path) is a setting of
its own and not the integration's error.
"""

import math
from collections.abc import Callable, Iterable
from dataclasses import dataclass, field

import numpy as np
from ladder import Rung, frontier
from peers.interface import COMMON, Problem, Setting, Unable
from peers.problems import MANY, problem
from peers.worker import Entrant, Worker

from sim.frames.earth_orientation import Orientation, gcrf_to_itrf_matrix, orientation
from sim.frames.epoch import Epoch
from sim.frames.geodesy import geodetic
from sim.lanes import interpreted, rotate

ENOUGH = 1e-4
"""m: below this error no tighter setting is flown."""

LEAST_COMPARED = 0.01
"""m, the smallest error at which peers are compared."""

ROUNDS = 7
"""Most repeats of a setting."""

SETUP_LIMIT = 120.0
"""s a peer may take to get ready for one problem, or to compile one setting; more where it may also
fly for longer."""

Say = Callable[[str], None]


@dataclass
class Result:
    """What a peer did in a problem; `unable` says why it did nothing."""

    entrant: Entrant
    problem: Problem
    count: int = 0
    threads: int = 1
    unable: str = ""
    version: str = ""
    setup: float = math.nan
    notes: str = ""
    forces: str = ""
    rungs: list[Rung] = field(default_factory=list)
    reference: np.ndarray | None = None
    reference_label: str = ""
    model_difference: float = math.nan

    @property
    def points(self) -> list[tuple[float, float]]:
        """Error and least seconds of the rungs."""
        return [(rung.error, rung.least) for rung in self.rungs]


def count_for(entrant: Entrant) -> int:
    """Trajectories of a peer: as many as it flies together, and the common ones at least."""
    together = entrant.peer.together
    return together * math.ceil(COMMON / together)


def at_altitude(given: Problem, states: np.ndarray, turning: Orientation) -> np.ndarray:
    """Ends (n, 6) moved along their velocity to the altitude where the problem ends, if it does."""
    if given.end_altitude is None:
        return states
    # height depends on the direction of the pole only, which hardly moves in a few hours
    turn = interpreted(gcrf_to_itrf_matrix)(0.5 * given.duration, turning)

    def height(r: np.ndarray) -> np.ndarray:
        return interpreted(geodetic)(*interpreted(rotate)(turn, *r.T))[2]

    r, v = states[:, :3], states[:, 3:]
    rate = 5.0 * (height(r + 0.1 * v) - height(r - 0.1 * v))
    wait = (given.end_altitude - height(r)) / rate
    return np.column_stack([r + wait[:, None] * v, v])


class _Turn:
    """One peer on its way up the ladder."""

    def __init__(self, result: Result, worker: Worker, seconds: float, turning: Orientation):
        self.result, self.worker, self.turning = result, worker, turning
        self.left, self.limit = seconds, max(20.0, 2.0 * seconds)

    def fly(self, setting: Setting) -> tuple[float, np.ndarray]:
        """Seconds per trajectory and the common trajectories' ends."""
        seconds, states = self.worker.fly(setting, self.limit)
        self.left -= seconds
        ends = at_altitude(self.result.problem, states[:COMMON], self.turning)
        return seconds / self.worker.count, ends

    def climb(self) -> None:
        """Fly the loosest setting, the tightest, and then upward until the error is negligible."""
        result, settings, seconds = self.result, self.worker.settings, self.left
        first, *middle, last = settings
        flown = [(first, *self.fly(first)), (last, *self.fly(last))]
        result.reference, result.reference_label = flown[1][2], last.label
        self._note(*flown[0])
        for setting in middle:
            known = max(rung.least for rung in result.rungs) * self.worker.count
            # a slow peer may overdraw until it has shown a centimetre
            reserve = seconds / 3.0 if result.rungs[-1].error < LEAST_COMPARED else -4.0 * seconds
            if self.left - 2.0 * known < reserve:
                break
            self._note(setting, *self.fly(setting))
            same_method = setting.longest_step in (None, first.longest_step)
            if result.rungs[-1].error < ENOUGH and same_method and middle[-1].longest_step is None:
                break

    def _note(self, setting: Setting, seconds: float, ends: np.ndarray) -> None:
        away = np.linalg.norm((ends - self.result.reference)[:, :3], axis=1).max()
        self.result.rungs.append(Rung(setting, max(float(away), 1e-9), [seconds]))

    def repeat(self) -> None:
        """Fly the settings once more, as far as the time goes; after three times only those that no
        other beats, so that one slow moment shuts nobody out.
        """
        best = {seconds for _, seconds in frontier(self.result.points)}
        for rung in self.result.rungs:
            if len(rung.seconds) >= 3 and rung.least not in best:
                continue
            if self.left > rung.least * self.worker.count:
                rung.seconds.append(self.fly(rung.setting)[0])


def contest(
    name: str, peers: Iterable[Entrant], seconds: float, say: Say, rounds: int = ROUNDS
) -> list[Result]:
    """Fly one problem by every peer that can.

    Parameters
    ----------
    name
        One of `peers.problems.NAMES` of the kinds a, b, c.
    peers
        Who takes part; ours first.
    seconds
        Time in flight each may use, set-up not counted.
    say
        Told what is going on.
    rounds
        Most repeats of a setting.
    """
    given = problem(name)
    turning = orientation(Epoch.from_utc(given.epoch), given.duration)
    results, turns = [], []
    for entrant in peers:
        result = Result(entrant, given, count_for(entrant))
        results.append(result)
        say(f"{name}: {entrant.peer.name} gets ready")
        try:
            worker = Worker(entrant, given, result.count, 1, max(SETUP_LIMIT, seconds))
            turn = _Turn(result, worker, seconds, turning)
            turn.climb()
            turns.append(turn)
        except Unable as reason:
            result.unable = str(reason)
            say(f"{name}: {entrant.peer.name} takes no part: {reason}")
    for k in range(rounds):
        say(f"{name}: repeat {k + 1} of at most {rounds}")
        for turn in turns:
            _safely(turn)
    own = next((t.result.reference for t in turns if t.result.entrant.module == "lanes"), None)
    for turn in turns:
        _finish(turn, own)
    return results


def _samples(entrant: Entrant, each: float, seconds: float) -> int:
    """How many samples of so many seconds each fit, in whole batches, at least four of them."""
    batch = count_for(entrant)
    return batch * max(4, min(MANY, int(seconds / each)) // batch)


def _safely(turn: _Turn) -> None:
    """Repeat; what a peer measured before it failed stays."""
    try:
        if turn.worker.process.is_alive():
            turn.repeat()
    except Unable as reason:
        turn.result.notes += f" (stopped: {reason})"


def _finish(turn: _Turn, own: np.ndarray | None) -> None:
    result, worker = turn.result, turn.worker
    result.version, result.setup = worker.version, worker.setup
    result.notes, result.forces = worker.notes + result.notes, worker.forces
    if own is not None:
        apart = np.linalg.norm((result.reference - own)[:, :3], axis=1)
        result.model_difference = float(apart.max())
    worker.close()


def campaign(
    name: str, small: list[Result], threads: Iterable[int], seconds: float, say: Say
) -> list[Result]:
    """Fly 1,024 samples, or as many as a slow peer has time for, at the cheapest setting that
    kept 1 m in the small problem.

    Parameters
    ----------
    name
        "d-b20" or "d-c".
    small
        Results of the same problem with few trajectories.
    threads
        Numbers of threads to try.
    seconds
        A flight of all samples should take at most so long.
    say
        Told what is going on.
    """
    given = problem(name)
    turning = orientation(Epoch.from_utc(given.epoch), given.duration)
    results, open_ends = [], []
    for before in small:
        good = [rung for rung in before.rungs if rung.error <= 1.0]
        for n in threads if good else ():
            rung = min(good, key=lambda r: r.least)
            count = _samples(before.entrant, rung.least, seconds)
            result = Result(before.entrant, given, count, n)
            results.append(result)
            if count * rung.least > 4.0 * seconds:
                result.unable = f"{count} samples would take {count * rung.least:.0f} s"
                continue
            say(f"{name}: {before.entrant.peer.name} gets ready on {n} threads")
            try:
                worker = Worker(before.entrant, given, count, n, SETUP_LIMIT)
                turn = _Turn(result, worker, 3.0 * seconds, turning)
                result.reference = before.reference
                result.reference_label = before.reference_label
                turn._note(rung.setting, *turn.fly(rung.setting))
                open_ends.append((turn, before))
            except Unable as reason:
                result.unable = str(reason)
    for _ in range(3):
        for turn, _before in open_ends:
            _safely(turn)
    for turn, before in open_ends:
        _finish(turn, None)
        turn.result.model_difference = before.model_difference
    return results
