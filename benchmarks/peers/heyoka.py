"""heyoka's Taylor integrator: one trajectory, a batch of eight in SIMD lanes, and on
several threads an ensemble of such batches.

Set up as its documentation advises for speed: fast_math, 512-bit registers, the order following
from the tolerance; the code unrolled in full (compact_mode off) where it compiles within a minute,
which makes an 8x8 day three times faster than in compact mode; at 20x20 that takes minutes for each
tolerance, so compact mode stays on there.
"""

from functools import partial

import numpy as np

from peers.interface import Flyer, Peer, Problem, Setting, Unable, package_version

BATCH = 8
TOLERANCES = (1e-6, 1e-8, 1e-10, 1e-12, 1e-15)
"""Each is an order and so a program of its own, which takes seconds to compile."""

UNROLLED_DEGREE = 8
"""Highest field whose unrolled code compiles within a minute."""


class _Stage:
    """Integrators of one problem, one for each tolerance, and its states in heyoka's frame."""

    def __init__(self, problem: Problem, count: int, batch: bool) -> None:
        import heyoka

        from peers import heyoka_forces

        self.hy, self.problem, self.batch = heyoka, problem, batch
        self.system = heyoka_forces.equations(heyoka, problem)
        self.length = heyoka_forces.LENGTH
        self.frame = heyoka_forces.turning(problem, 1).frame
        r, v = (problem.states[:count, k : k + 3] @ self.frame.T for k in (0, 3))
        self.states = np.hstack([r, v]) / self.length
        self.ballistic = problem.cd * problem.area / problem.states[0, 6]
        self.made: dict[float, object] = {}

    def ready(self, setting: Setting) -> None:
        """Compile for a tolerance."""
        options = {
            "tol": setting.tolerance,
            "fast_math": True,
            "compact_mode": self.problem.degree > UNROLLED_DEGREE or not self.problem.exponential,
        }
        if self.batch:
            start = np.ascontiguousarray(self.states[:BATCH].T)
            make = self.hy.taylor_adaptive_batch
            options |= {"pars": np.full((1, BATCH), self.ballistic), "force_avx512": True}
        else:
            start, make = list(self.states[0]), self.hy.taylor_adaptive
            options["pars"] = [self.ballistic]
        self.made[setting.tolerance] = make(self.system, start, **options)

    def back(self, ends: np.ndarray) -> np.ndarray:
        """Ends (n, 6) in GCRF, SI."""
        return self.length * np.hstack([ends[:, :3] @ self.frame, ends[:, 3:] @ self.frame])

    def scalar(self, setting: Setting) -> np.ndarray:
        """All trajectories one by one."""
        made, ends = self.made[setting.tolerance], np.empty_like(self.states)
        for k, state in enumerate(self.states):
            made.time = 0.0
            made.state[:] = state
            made.propagate_until(self.problem.duration)
            ends[k] = made.state
        return self.back(ends)

    def in_batches(self, setting: Setting) -> np.ndarray:
        """All trajectories eight at a time."""
        made, ends = self.made[setting.tolerance], np.empty_like(self.states)
        for k in range(0, len(self.states), BATCH):
            made.set_time([0.0] * BATCH)
            made.state[:] = self.states[k : k + BATCH].T
            made.propagate_until([self.problem.duration] * BATCH)
            ends[k : k + BATCH] = made.state.T
        return self.back(ends)

    def ensemble(self, setting: Setting) -> np.ndarray:
        """All trajectories as an ensemble of batches, on as many threads as heyoka may use."""
        ends = np.empty_like(self.states)

        def start(made, k):
            made.set_time([0.0] * BATCH)
            made.state[:] = self.states[BATCH * k : BATCH * (k + 1)].T
            return made

        found = self.hy.ensemble_propagate_until_batch(
            self.made[setting.tolerance],
            self.problem.duration,
            len(self.states) // BATCH,
            start,
        )
        for k, (made, *_rest) in enumerate(found):
            ends[BATCH * k : BATCH * (k + 1)] = made.state.T
        return self.back(ends)


def _flyer(batch: bool, problem: Problem, count: int, threads: int) -> Flyer:
    version()
    if problem.end_altitude is not None:
        raise Unable("its air (a neural surrogate of NRLMSISE-00) ends at 180 km")
    if threads > 1 and not batch:
        raise Unable("flies on one thread; its ensemble of batches takes more")
    stage = _Stage(problem, count, batch)
    if threads > 1:
        stage.hy.set_nthreads(threads)
        fly = stage.ensemble
    else:
        fly = stage.in_batches if batch else stage.scalar
    ladder = tuple(Setting(f"{tol:.0e}", tol) for tol in TOLERANCES)
    mode = "off" if problem.degree <= UNROLLED_DEGREE and problem.exponential else "on"
    forces = "" if problem.exponential else "surrogate air: NRLMSISE-00 as a neural network"
    words = f"fast_math, compact_mode {mode}, order from the tolerance; our Earth orientation"
    return Flyer(ladder, fly, words, forces, stage.ready)


def version() -> str:
    """Version of the package."""
    return package_version("heyoka")


PEERS = (
    Peer("heyoka, alone", version, partial(_flyer, False)),
    Peer("heyoka, batch of 8", version, partial(_flyer, True), together=BATCH),
)
