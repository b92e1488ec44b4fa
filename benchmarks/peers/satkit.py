"""satkit (Rust): Gauss-Jackson of order 8, and Verner's 9(8).

Needs satkit, satkit-data (JPL DE440, leap seconds) and astropy-iers-data (Earth orientation). The
indices are ours, in a table of its format; the gravity field is its own EGM2008.
"""

import os
import shutil
import tempfile
import time
from concurrent.futures import ThreadPoolExecutor
from functools import partial
from importlib.resources import files
from pathlib import Path

import numpy as np

from peers.input_files import write_csv
from peers.interface import Peer, PreparedPeer, Problem, Setting, Unable, package_version

MULTISTEP, RUNGE_KUTTA = 8, 9
"""Methods, identified by the order of a setting."""

STEPS = (150.0, 120.0, 100.0, 75.0, 60.0, 45.0, 30.0, 20.0, 15.0, 10.0)
"""s, of the multistep method; it has no error control."""

TOLERANCES = (1e-6, 1e-7, 1e-8, 1e-9, 1e-10, 1e-11, 1e-12)
"""Relative, of the Runge-Kutta method."""

ABSOLUTE = 1e3
"""m (and m/s) of absolute per unit of relative tolerance: somewhat below the effect of the relative
tolerance on a position of 6.8e6 m, so that no component near zero limits the step."""

REFERENCE = Setting("reference: RKV9(8) 1e-14", 1e-14, None, RUNGE_KUTTA)
HIGHEST = 70
"""Highest degree of satkit's gravity field."""


def version() -> str:
    """Versions of satkit and of its data."""
    return package_version("satkit", "satkit-data", "astropy-iers-data")


def prepare(problem: Problem, count: int, threads: int, *, method: int) -> PreparedPeer:
    """Collect the data files of satkit in one folder, then fly once."""
    version()
    _check_problem(problem)
    folder = tempfile.TemporaryDirectory(prefix="satkit-")
    _collect_data(Path(folder.name), problem)
    os.environ |= {"SATKIT_OFFLINE": "1", "SATKIT_DATA": folder.name}
    import satkit

    year, month, day = (int(part) for part in problem.epoch[:10].split("-"))
    epoch = satkit.time(year, month, day)
    states = problem.states[:count]
    ballistic = [problem.cd * problem.area / mass for mass in states[:, 6].tolist()]
    spacecraft = [satkit.satproperties(cdaoverm=value) for value in ballistic]

    def fly_one(settings: "satkit.propsettings", k: int) -> np.ndarray:
        return satkit.propagate(
            states[k, :6],
            epoch,
            duration_secs=float(problem.duration),
            propsettings=settings,
            satproperties=spacecraft[k],
        ).state[:6]

    def fly(setting: Setting) -> np.ndarray:
        fly_index = partial(fly_one, _propagation_settings(problem, setting))
        if threads == 1:
            return np.array([fly_index(k) for k in range(count)])
        with ThreadPoolExecutor(threads) as pool:
            return np.array(list(pool.map(fly_index, range(count))))

    settings = _make_settings(method)
    fly_one(_propagation_settings(problem, settings[-1]), 0)
    folder.cleanup()
    integrator = (
        "Gauss-Jackson 8, fixed steps" if method == MULTISTEP else "RKV9(8) without interpolant"
    )
    notes = f"{integrator}, no dense output, tides and relativity off; threads release the GIL"
    return PreparedPeer((*settings, REFERENCE), fly, notes, "integer day of the year")


def time_matrices(problem: Problem, count: int, tolerance: float) -> tuple[float, float]:
    """Seconds of a trajectory without and with its state transition matrix, by RKV9(8)."""
    setting = Setting("", tolerance, None, RUNGE_KUTTA)
    prepare(problem, count, 1, method=RUNGE_KUTTA)
    import satkit

    year, month, day = (int(part) for part in problem.epoch[:10].split("-"))
    begin, settings = satkit.time(year, month, day), _propagation_settings(problem, setting)
    body = satkit.satproperties(cdaoverm=problem.cd * problem.area / float(problem.states[0, 6]))
    took: dict[bool, list[float]] = {False: [], True: []}
    for _ in range(3):
        for matrices, seconds in took.items():
            start = time.perf_counter()
            for state in problem.states[:count, :6]:
                satkit.propagate(
                    state, begin, duration_secs=float(problem.duration), output_phi=matrices,
                    propsettings=settings, satproperties=body,
                )  # fmt: skip
            seconds.append((time.perf_counter() - start) / count)
    return min(took[False]), min(took[True])


def _check_problem(problem: Problem) -> None:
    if problem.exponential is not None or problem.activity is None:
        raise Unable("its only atmosphere is NRLMSISE-00, no exponential one")
    if problem.burn is not None or problem.end_altitude is not None:
        raise Unable("its burns have no mass flow, and it does not stop at an altitude")
    if not problem.third_body:
        raise Unable("its set-up here always includes Sun and Moon")
    if problem.degree > HIGHEST:
        raise Unable(f"its gravity field ends at degree {HIGHEST}")


def _collect_data(folder: Path, problem: Problem) -> None:
    """Put its data files and our indices into one folder; satkit reads no other."""
    import astropy_iers_data

    shipped = [Path(str(file)) for file in (files("satkit_data") / "data").iterdir()]
    for source in (*shipped, Path(astropy_iers_data.IERS_A_FILE)):
        if source.is_file() and source.name != "SW-All.csv":
            try:
                (folder / source.name).symlink_to(source)
            except OSError:
                shutil.copyfile(source, folder / source.name)
    write_csv(folder / "SW-All.csv", problem.epoch, problem.activity)


def _propagation_settings(problem: Problem, setting: Setting) -> "satkit.propsettings":  # noqa: F821
    import satkit

    multistep = setting.order == MULTISTEP
    method = satkit.integrator.gauss_jackson8 if multistep else satkit.integrator.rkv98_nointerp
    return satkit.propsettings(
        gravity_model=satkit.gravmodel.egm2008,
        gravity_degree=problem.degree,
        gravity_order=problem.degree,
        rel_error=setting.tolerance,
        abs_error=ABSOLUTE * setting.tolerance,
        tide_model=satkit.tidemodel.none,
        use_relativistic_correction=False,
        enable_interp=False,
        integrator=method,
        gj_step_seconds=setting.longest_step or 60.0,
    )


def _make_settings(method: int) -> tuple[Setting, ...]:
    if method == MULTISTEP:
        # the tolerance only ends the iteration of the corrector during start-up
        return tuple(Setting(f"{step:g} s", 1e-11, step, method) for step in STEPS)
    return tuple(Setting(f"{tol:.0e}", tol, None, method) for tol in TOLERANCES)


PEERS = (
    Peer("satkit, Gauss-Jackson 8", version, partial(prepare, method=MULTISTEP)),
    Peer("satkit, RKV9(8)", version, partial(prepare, method=RUNGE_KUTTA)),
)
