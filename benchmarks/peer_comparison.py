"""The same flights by every installed propagator, in alternation within one run.

Compared are seconds per trajectory at equal *integration* error. The error of a peer is the largest
distance, over the first four trajectories of the problem, from its own flight at its tightest
setting, so that differences of Earth orientation or atmosphere do not count; the distance of that
flight from ours is reported separately as the model difference. Peers that propagate trajectories
in batches are timed on 64 of them, the others on four; the time per trajectory counts. Each process
is held on one core. Peers alternate, and the shortest of the repeats counts, because other load on
the machine can only lengthen it; set-up and compilation are timed separately. Where a flight ends
at an altitude, each final state is moved along its velocity to exactly that altitude: the accuracy
of event location (ours: 0.1 ms, a metre of path) is a setting of its own, not an integration error.
"""

import math
from collections.abc import Callable, Iterable
from dataclasses import dataclass, field

import numpy as np
from peers.interface import ERROR_TRAJECTORIES, Problem, Setting, Unable
from peers.problems import MANY, make_problem
from peers.worker import PeerEntry, Worker
from work_precision import Measurement, pareto_front

from sim.frames.earth_orientation import Orientation, gcrf_to_itrf_matrix, orientation
from sim.frames.epoch import Epoch
from sim.frames.geodesy import geodetic
from sim.lanes import interpreted, rotate

NEGLIGIBLE_ERROR = 1e-4
"""m: below this error no tighter setting is flown."""

LEAST_COMPARED = 0.01
"""m, the smallest error at which peers are compared."""

MAX_REPEATS = 7

SETUP_LIMIT = 120.0
"""s of set-up for one problem, or of compilation for one setting; at least the flight time."""

Reporter = Callable[[str], None]


@dataclass
class Result:
    """Measurements of a peer in a problem; `unable` is the reason if there are none."""

    entry: PeerEntry
    problem: Problem
    count: int = 0
    threads: int = 1
    unable: str = ""
    version: str = ""
    setup: float = math.nan
    notes: str = ""
    forces: str = ""
    measurements: list[Measurement] = field(default_factory=list)
    reference: np.ndarray | None = None
    reference_label: str = ""
    model_difference: float = math.nan

    @property
    def points(self) -> list[tuple[float, float]]:
        """Error and shortest time of the measurements."""
        return [(m.error, m.shortest) for m in self.measurements]


def trajectory_count(entry: PeerEntry) -> int:
    """Trajectories flown by a peer: whole batches, at least those of the error."""
    batch = entry.peer.batch
    return batch * math.ceil(ERROR_TRAJECTORIES / batch)


def move_to_altitude(problem: Problem, states: np.ndarray, earth: Orientation) -> np.ndarray:
    """Final states (n, 6) moved along their velocity to the problem's final altitude, if any."""
    if problem.end_altitude is None:
        return states
    # altitude depends on the direction of the pole only, which hardly moves in a few hours
    gcrf_to_itrf = interpreted(gcrf_to_itrf_matrix)(0.5 * problem.duration, earth)

    def altitude(r: np.ndarray) -> np.ndarray:
        return interpreted(geodetic)(*interpreted(rotate)(gcrf_to_itrf, *r.T))[2]

    r, v = states[:, :3], states[:, 3:]
    rate = 5.0 * (altitude(r + 0.1 * v) - altitude(r - 0.1 * v))
    time = (problem.end_altitude - altitude(r)) / rate
    return np.column_stack([r + time[:, None] * v, v])


class _PeerRun:
    """One peer measured at one setting after another."""

    def __init__(self, result: Result, worker: Worker, seconds: float, earth: Orientation):
        self.result, self.worker, self.earth = result, worker, earth
        self.seconds_left, self.limit = seconds, max(20.0, 2.0 * seconds)

    def fly(self, setting: Setting) -> tuple[float, np.ndarray]:
        """Seconds per trajectory, and final states of the trajectories that give the error."""
        seconds, states = self.worker.fly(setting, self.limit)
        self.seconds_left -= seconds
        ends = move_to_altitude(self.result.problem, states[:ERROR_TRAJECTORIES], self.earth)
        return seconds / self.worker.count, ends

    def measure_settings(self) -> None:
        """Measure the loosest setting, the tightest, then upward until the error is negligible."""
        result, settings, seconds = self.result, self.worker.settings, self.seconds_left
        first, *middle, last = settings
        flights = [(first, *self.fly(first)), (last, *self.fly(last))]
        result.reference, result.reference_label = flights[1][2], last.label
        self.add_measurement(*flights[0])
        for setting in middle:
            expected = max(m.shortest for m in result.measurements) * self.worker.count
            error = result.measurements[-1].error
            # a slow peer may exceed its time until it reaches a centimetre
            reserve = seconds / 3.0 if error < LEAST_COMPARED else -4.0 * seconds
            if self.seconds_left - 2.0 * expected < reserve:
                break
            self.add_measurement(setting, *self.fly(setting))
            negligible = result.measurements[-1].error < NEGLIGIBLE_ERROR
            same_method = setting.longest_step in (None, first.longest_step)
            if negligible and same_method and middle[-1].longest_step is None:
                break

    def add_measurement(self, setting: Setting, seconds: float, ends: np.ndarray) -> None:
        """Record a flight with its error against the reference."""
        errors = np.linalg.norm((ends - self.result.reference)[:, :3], axis=1)
        measurement = Measurement(setting, max(float(errors.max()), 1e-9), [seconds])
        self.result.measurements.append(measurement)

    def repeat(self) -> None:
        """Repeat the settings while time is left; after three repeats only those of the Pareto
        front, so that one slow moment excludes none.
        """
        front = {seconds for _, seconds in pareto_front(self.result.points)}
        for m in self.result.measurements:
            if len(m.seconds) >= 3 and m.shortest not in front:
                continue
            if self.seconds_left > m.shortest * self.worker.count:
                m.seconds.append(self.fly(m.setting)[0])


def compare_peers(
    name: str,
    entries: Iterable[PeerEntry],
    seconds: float,
    report: Reporter,
    repeats: int = MAX_REPEATS,
) -> list[Result]:
    """Fly one problem by every peer that can.

    Parameters
    ----------
    name
        One of `peers.problems.NAMES` of the kinds a, b, c.
    entries
        Peers, ours first.
    seconds
        Flight time of each peer, without set-up.
    report
        Receives messages on progress.
    repeats
        Maximum number of repeats of a setting.
    """
    problem = make_problem(name)
    earth = orientation(Epoch.from_utc(problem.epoch), problem.duration)
    results, runs = [], []
    for entry in entries:
        result = Result(entry, problem, trajectory_count(entry))
        results.append(result)
        report(f"{name}: set-up of {entry.peer.name}")
        try:
            worker = Worker(entry, problem, result.count, 1, max(SETUP_LIMIT, seconds))
            run = _PeerRun(result, worker, seconds, earth)
            run.measure_settings()
            runs.append(run)
        except Unable as reason:
            result.unable = str(reason)
            report(f"{name}: {entry.peer.name} does not take part: {reason}")
    for k in range(repeats):
        report(f"{name}: repeat {k + 1} of at most {repeats}")
        for run in runs:
            _repeat_safely(run)
    own = next((r.result.reference for r in runs if r.result.entry.module == "lanes"), None)
    for run in runs:
        _finish(run, own)
    return results


def _campaign_size(entry: PeerEntry, seconds_each: float, seconds: float) -> int:
    """Number of samples that fit into a time, in whole batches, at least four batches."""
    batch = trajectory_count(entry)
    return batch * max(4, min(MANY, int(seconds / seconds_each)) // batch)


def _repeat_safely(run: _PeerRun) -> None:
    """Repeat; measurements before a failure are kept."""
    try:
        if run.worker.process.is_alive():
            run.repeat()
    except Unable as reason:
        run.result.notes += f" (stopped: {reason})"


def _finish(run: _PeerRun, own: np.ndarray | None) -> None:
    result, worker = run.result, run.worker
    result.version, result.setup = worker.version, worker.setup
    result.notes, result.forces = worker.notes + result.notes, worker.forces
    if own is not None:
        distances = np.linalg.norm((result.reference - own)[:, :3], axis=1)
        result.model_difference = float(distances.max())
    worker.close()


def compare_campaigns(
    name: str,
    small_results: list[Result],
    threads: Iterable[int],
    seconds: float,
    report: Reporter,
) -> list[Result]:
    """Fly 1,024 samples, or as many as a slow peer has time for, at the cheapest setting with an
    error of at most 1 m in the small problem.

    Parameters
    ----------
    name
        "d-b20" or "d-c".
    small_results
        Results of the same problem with few trajectories.
    threads
        Numbers of threads to try.
    seconds
        Limit on the time of a flight of all samples.
    report
        Receives messages on progress.
    """
    problem = make_problem(name)
    earth = orientation(Epoch.from_utc(problem.epoch), problem.duration)
    results, runs = [], []
    for small in small_results:
        accurate = [m for m in small.measurements if m.error <= 1.0]
        for n in threads if accurate else ():
            cheapest = min(accurate, key=lambda m: m.shortest)
            count = _campaign_size(small.entry, cheapest.shortest, seconds)
            result = Result(small.entry, problem, count, n)
            results.append(result)
            if count * cheapest.shortest > 4.0 * seconds:
                result.unable = f"{count} samples would take {count * cheapest.shortest:.0f} s"
                continue
            report(f"{name}: set-up of {small.entry.peer.name} on {n} threads")
            try:
                worker = Worker(small.entry, problem, count, n, SETUP_LIMIT)
                run = _PeerRun(result, worker, 3.0 * seconds, earth)
                result.reference = small.reference
                result.reference_label = small.reference_label
                run.add_measurement(cheapest.setting, *run.fly(cheapest.setting))
                runs.append((run, small))
            except Unable as reason:
                result.unable = str(reason)
    for _ in range(3):
        for run, _small in runs:
            _repeat_safely(run)
    for run, small in runs:
        _finish(run, None)
        run.result.model_difference = small.model_difference
    return results
