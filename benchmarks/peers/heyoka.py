"""heyoka's Taylor integrator: one trajectory, a batch of eight in SIMD lanes, and on
several threads an ensemble of such batches.

Set up for speed as its documentation advises: fast_math, 512-bit registers, order from the
tolerance; fully unrolled code (compact_mode off) where it compiles within a minute, which makes an
8x8 day three times faster than compact mode; at 20x20 compilation takes minutes for each tolerance,
so compact mode is on.
"""

from functools import partial

import numpy as np

from peers.interface import Peer, PreparedPeer, Problem, Setting, Unable, package_version

BATCH = 8
TOLERANCES = (1e-6, 1e-8, 1e-10, 1e-12, 1e-15)
"""Each has its own order, and so a program of its own that takes seconds to compile."""

UNROLLED_DEGREE = 8
"""Highest degree whose unrolled code compiles within a minute."""


class _Integrators:
    """Integrators of one problem, one for each tolerance, and its states in heyoka's frame."""

    def __init__(self, problem: Problem, count: int, batch: bool) -> None:
        import heyoka

        from peers import heyoka_forces

        self.heyoka, self.problem, self.batch = heyoka, problem, batch
        self.system = heyoka_forces.equations(heyoka, problem)
        self.length = heyoka_forces.LENGTH
        self.frame = heyoka_forces.fit_rotation(problem, 1).frame
        r, v = (problem.states[:count, k : k + 3] @ self.frame.T for k in (0, 3))
        self.states = np.hstack([r, v]) / self.length
        self.ballistic = problem.cd * problem.area / problem.states[0, 6]
        self.integrators: dict[float, object] = {}

    def compile_setting(self, setting: Setting) -> None:
        """Compile for a tolerance."""
        options = {
            "tol": setting.tolerance,
            "fast_math": True,
            "compact_mode": self.problem.degree > UNROLLED_DEGREE or not self.problem.exponential,
        }
        if self.batch:
            start = np.ascontiguousarray(self.states[:BATCH].T)
            make = self.heyoka.taylor_adaptive_batch
            options |= {"pars": np.full((1, BATCH), self.ballistic), "force_avx512": True}
        else:
            start, make = list(self.states[0]), self.heyoka.taylor_adaptive
            options["pars"] = [self.ballistic]
        self.integrators[setting.tolerance] = make(self.system, start, **options)

    def gcrf_states(self, ends: np.ndarray) -> np.ndarray:
        """Final states (n, 6) in GCRF, SI."""
        return self.length * np.hstack([ends[:, :3] @ self.frame, ends[:, 3:] @ self.frame])

    def fly_single(self, setting: Setting) -> np.ndarray:
        """All trajectories one by one."""
        integrator = self.integrators[setting.tolerance]
        ends = np.empty_like(self.states)
        for k, state in enumerate(self.states):
            integrator.time = 0.0
            integrator.state[:] = state
            integrator.propagate_until(self.problem.duration)
            ends[k] = integrator.state
        return self.gcrf_states(ends)

    def fly_batches(self, setting: Setting) -> np.ndarray:
        """All trajectories eight at a time."""
        integrator = self.integrators[setting.tolerance]
        ends = np.empty_like(self.states)
        for k in range(0, len(self.states), BATCH):
            integrator.set_time([0.0] * BATCH)
            integrator.state[:] = self.states[k : k + BATCH].T
            integrator.propagate_until([self.problem.duration] * BATCH)
            ends[k : k + BATCH] = integrator.state.T
        return self.gcrf_states(ends)

    def fly_ensemble(self, setting: Setting) -> np.ndarray:
        """All trajectories as an ensemble of batches, on as many threads as heyoka may use."""
        ends = np.empty_like(self.states)

        def initialise(integrator, k):
            integrator.set_time([0.0] * BATCH)
            integrator.state[:] = self.states[BATCH * k : BATCH * (k + 1)].T
            return integrator

        results = self.heyoka.ensemble_propagate_until_batch(
            self.integrators[setting.tolerance],
            self.problem.duration,
            len(self.states) // BATCH,
            initialise,
        )
        for k, (integrator, *_rest) in enumerate(results):
            ends[BATCH * k : BATCH * (k + 1)] = integrator.state.T
        return self.gcrf_states(ends)


def _prepare(batch: bool, problem: Problem, count: int, threads: int) -> PreparedPeer:
    version()
    if problem.end_altitude is not None:
        raise Unable("its atmosphere (a neural surrogate of NRLMSISE-00) ends at 180 km")
    if threads > 1 and not batch:
        raise Unable("flies on one thread; its ensemble of batches uses several")
    integrators = _Integrators(problem, count, batch)
    if threads > 1:
        integrators.heyoka.set_nthreads(threads)
        fly = integrators.fly_ensemble
    else:
        fly = integrators.fly_batches if batch else integrators.fly_single
    settings = tuple(Setting(f"{tol:.0e}", tol) for tol in TOLERANCES)
    mode = "off" if problem.degree <= UNROLLED_DEGREE and problem.exponential else "on"
    forces = "" if problem.exponential else "neural surrogate of NRLMSISE-00"
    notes = f"fast_math, compact_mode {mode}, order from the tolerance; our Earth orientation"
    return PreparedPeer(settings, fly, notes, forces, integrators.compile_setting)


def version() -> str:
    """Version of the package."""
    return package_version("heyoka")


PEERS = (
    Peer("heyoka, alone", version, partial(_prepare, False)),
    Peer("heyoka, batch of 8", version, partial(_prepare, True), batch=BATCH),
)
