"""satkit (Rust): Gauss-Jackson of order 8, and Verner's 9(8).

Needs satkit, satkit-data (JPL DE440, leap seconds) and astropy-iers-data (Earth orientation). The
indices are ours, in a table of the kind it reads; the field is the EGM2008 built into it.
"""

import os
import shutil
import tempfile
from concurrent.futures import ThreadPoolExecutor
from functools import partial
from importlib.resources import files
from pathlib import Path

import numpy as np

from peers.input_files import write_csv
from peers.interface import Flyer, Peer, Problem, Setting, Unable, package_version

MULTISTEP, RUNGE_KUTTA = 8, 9
"""Methods, told apart by the order of a setting."""

STEPS = (150.0, 120.0, 100.0, 75.0, 60.0, 45.0, 30.0, 20.0, 15.0, 10.0)
"""s, of the multistep method; it has no error control."""

TOLERANCES = (1e-6, 1e-7, 1e-8, 1e-9, 1e-10, 1e-11, 1e-12)
"""Relative, of the Runge-Kutta method."""

ABSOLUTE = 1e3
"""m (and m/s) of absolute tolerance for each unit of relative tolerance: a little below what the
relative one allows a position of 6.8e6 m, so that no component near zero rules the step."""

REFERENCE = Setting("reference: RKV9(8) 1e-14", 1e-14, None, RUNGE_KUTTA)
HIGHEST = 70
"""Highest degree satkit takes."""


def version() -> str:
    """Versions of satkit and of its data."""
    return package_version("satkit", "satkit-data", "astropy-iers-data")


def flyer(problem: Problem, count: int, threads: int, *, method: int) -> Flyer:
    """Gather the data satkit looks for in one folder, then fly once."""
    version()
    _can_it(problem)
    folder = tempfile.TemporaryDirectory(prefix="satkit-")
    _gather(Path(folder.name), problem)
    os.environ |= {"SATKIT_OFFLINE": "1", "SATKIT_DATA": folder.name}
    import satkit

    year, month, day = (int(part) for part in problem.epoch[:10].split("-"))
    epoch = satkit.time(year, month, day)
    states = problem.states[:count]
    over_mass = [problem.cd * problem.area / mass for mass in states[:, 6].tolist()]
    crafts = [satkit.satproperties(cdaoverm=value) for value in over_mass]

    def one(settings: "satkit.propsettings", k: int) -> np.ndarray:
        return satkit.propagate(
            states[k, :6],
            epoch,
            duration_secs=float(problem.duration),
            propsettings=settings,
            satproperties=crafts[k],
        ).state[:6]

    def fly(setting: Setting) -> np.ndarray:
        share = partial(one, _settings(problem, setting))
        if threads == 1:
            return np.array([share(k) for k in range(count)])
        with ThreadPoolExecutor(threads) as pool:
            return np.array(list(pool.map(share, range(count))))

    ladder = _ladder(method)
    one(_settings(problem, ladder[-1]), 0)
    folder.cleanup()
    way = "Gauss-Jackson 8, fixed steps" if method == MULTISTEP else "RKV9(8) without interpolant"
    notes = f"{way}, no dense output, tides and relativity off; real threads, the GIL released"
    return Flyer((*ladder, REFERENCE), fly, notes, "day of the year in whole days")


def _can_it(problem: Problem) -> None:
    if problem.exponential is not None or problem.activity is None:
        raise Unable("its only air is NRLMSISE-00, no exponential one")
    if problem.burn is not None or problem.end_altitude is not None:
        raise Unable("a burn is a constant acceleration without mass flow; it stops at no altitude")
    if not problem.third_body:
        raise Unable("left out by its set-up here: days without Sun and Moon")
    if problem.degree > HIGHEST:
        raise Unable(f"its field ends at degree {HIGHEST}")


def _gather(folder: Path, problem: Problem) -> None:
    """The data files and our indices side by side; satkit looks in one folder only."""
    import astropy_iers_data

    shipped = [Path(str(one)) for one in (files("satkit_data") / "data").iterdir()]
    for source in (*shipped, Path(astropy_iers_data.IERS_A_FILE)):
        if source.is_file() and source.name != "SW-All.csv":
            try:
                (folder / source.name).symlink_to(source)
            except OSError:
                shutil.copyfile(source, folder / source.name)
    write_csv(folder / "SW-All.csv", problem.epoch, problem.activity)


def _settings(problem: Problem, setting: Setting) -> "satkit.propsettings":  # noqa: F821
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


def _ladder(method: int) -> tuple[Setting, ...]:
    if method == MULTISTEP:
        # the tolerance ends the corrector's iteration in the start-up only
        return tuple(Setting(f"{step:g} s", 1e-11, step, method) for step in STEPS)
    return tuple(Setting(f"{one:.0e}", one, None, method) for one in TOLERANCES)


PEERS = (
    Peer("satkit, Gauss-Jackson 8", version, partial(flyer, method=MULTISTEP)),
    Peer("satkit, RKV9(8)", version, partial(flyer, method=RUNGE_KUTTA)),
)
