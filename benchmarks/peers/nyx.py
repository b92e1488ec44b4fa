"""nyx-space (Rust): Dormand-Prince 7(8), the fastest of its methods here.

Needs nyx-space and skyfield-data (JPL DE421). The field and the indices are ours, handed over as
files. Its Python interface turns the Earth by the pole and prime meridian of a planetary-constants
file, so these are fitted to the Earth orientation of the problem's time; what is left out is the
motion of the pole within the Earth, some 14 m at the surface.
"""

import os
import shutil
import tempfile
import warnings
import weakref
from pathlib import Path
from typing import Any

import erfa
import numpy as np
from astropy.utils import iers

from peers.input_files import write_csv, write_shadr
from peers.interface import Flyer, Peer, Problem, Setting, Unable, package_version
from sim.data import open_data
from sim.frames.epoch import Epoch

TOLERANCES = (1e-6, 1e-7, 1e-8, 1e-9, 1e-10, 1e-11, 1e-12)
REFERENCE = Setting("reference: 1e-13, 60 s", 1e-13, 60.0)
LONGEST, SHORTEST = 600.0, 1e-3
"""s between accepted states."""
DAY = 86400.0
CENTURY = 36525.0
"""Days."""
J2000 = 2451545.0

OTHERS = r"""BODY3_NUT_PREC_ANGLES = ( 125.045 -1935.5364525 250.089 -3871.072905 )
BODY301_RADII = ( 1737.4 1737.4 1737.4 )
BODY301_POLE_RA = ( 269.9949 0.0031 0. )
BODY301_POLE_DEC = ( 66.5392 0.0130 0. )
BODY301_PM = ( 38.3213 13.17635815 0. )
BODY10_RADII = ( 695700. 695700. 695700. )
BODY10_POLE_RA = ( 286.13 0. 0. )
BODY10_POLE_DEC = ( 63.87 0. 0. )
BODY10_PM = ( 84.176 14.1844 0. )
"""
"""Moon and Sun (IAU 2015 report), which nyx wants to know although nothing here depends on them."""

MASSES = r"""BODY301_GM = ( 4902.800118 )
BODY3_GM = ( 403503.235625 )
BODY10_GM = ( 132712440041.279419 )
"""
"""km3/s2, JPL DE440."""


def version() -> str:
    """Versions of nyx-space and of its ephemerides."""
    return package_version("nyx-space", "skyfield-data")


def flyer(problem: Problem, count: int, threads: int) -> Flyer:
    """Write the kernels, read the tables and fly once."""
    version()
    if problem.burn is not None or problem.end_altitude is not None:
        raise Unable("its propagator takes no burn in Python")
    os.environ["RAYON_NUM_THREADS"] = str(threads)
    from nyx_space.time import Unit

    setup = _Setup(problem)
    ladder = tuple(Setting(f"{one:.0e}", one) for one in TOLERANCES)
    ready = {setting: setup.propagator(setting) for setting in (*ladder, REFERENCE)}
    crafts = [setup.craft(row) for row in problem.states[:count]]

    def fly(setting: Setting, kept: _Setup = setup) -> np.ndarray:
        span = Unit.Second * float(kept.problem.duration)
        # each call reads the field's file anew: it must stay, and all craft fly in one call
        results = ready[setting].many_for_duration(crafts, span, False)
        return 1e3 * np.array([result.state.orbit.cartesian_pos_vel() for result in results])

    fly(ladder[0])
    notes = "Dormand-Prince 7(8), no trajectory stored, forces in Rust"
    forces = "no motion of the pole within the Earth, "
    simple = problem.exponential is not None
    forces += "exponential air over a sphere" if simple else "day of the year in whole days"
    return Flyer((*ladder, REFERENCE), fly, notes, forces)


class _Setup:
    """The kernels and models of one problem."""

    def __init__(self, problem: Problem) -> None:
        from nyx_space import anise

        self.folder = folder = Path(tempfile.mkdtemp(prefix="nyx-"))
        weakref.finalize(self, shutil.rmtree, folder, ignore_errors=True)

        with warnings.catch_warnings():
            # its Earth orientation is out of date; the ephemerides, all that is used, are not
            warnings.simplefilter("ignore", RuntimeWarning)
            import skyfield_data

            ephemerides = Path(skyfield_data.get_skyfield_data_path()) / "de421.bsp"
        self.problem = problem
        mu = float(open_data("egm2008")["mu"]) / 1e9
        texts = {
            "bodies": f"BODY399_RADII = ( 6378.137 6378.137 6356.752314245 )\n{turning(problem)}"
            + OTHERS,
            "masses": f"BODY399_GM = ( {mu!r} )\n{MASSES}",
        }
        for name, text in texts.items():
            whole = f"KPL/PCK\n\n\\begindata\n{text}\\begintext\n"
            (folder / f"{name}.tpc").write_text(whole)
        both = [str(folder / f"{name}.tpc") for name in texts]
        kernel = str(folder / "earth.pca")
        anise.utils.convert_tpc(*both, kernel, True)
        self.almanac = anise.Almanac(kernel).load(str(ephemerides))
        frames = anise.constants.Frames
        self.inertial = self.almanac.frame_info(frames.EARTH_J2000)
        self.fixed = self.almanac.frame_info(frames.IAU_EARTH_FRAME)
        write_shadr(folder / "same.sha", problem.degree)
        if problem.activity is not None:
            write_csv(folder / "held.csv", problem.epoch, problem.activity)

    def craft(self, row: np.ndarray) -> Any:
        """Spacecraft of a state (7,)."""
        from nyx_space import DragData, Mass, Orbit, Spacecraft
        from nyx_space.time import Epoch as Moment

        moment = Moment(f"{self.problem.epoch.removesuffix('Z')} UTC")
        place = (row[:6] / 1e3).tolist()
        orbit = Orbit.from_cartesian(*place, moment, self.inertial)
        drag = DragData(float(self.problem.area), float(self.problem.cd))
        return Spacecraft(orbit, mass=Mass(float(row[6])), drag=drag)

    def propagator(self, setting: Setting) -> Any:
        """All forces with a setting of the integrator."""
        from nyx_space import mission_design as md
        from nyx_space.orbit_determination import FrameUid
        from nyx_space.time import Unit

        degree = self.problem.degree
        where = FrameUid(399, self.fixed.orientation_id)
        field = md.GravityFieldConfig(degree, degree, str(self.folder / "same.sha"), where)
        points = md.PointMasses([10, 301]) if self.problem.third_body else None
        options = md.IntegratorOptions(
            min_step=Unit.Second * SHORTEST,
            max_step=Unit.Second * (setting.longest_step or LONGEST),
            tolerance=setting.tolerance,
        )
        drag = md.Drag(self._air(), self.fixed, False)
        dynamics = md.Dynamics(md.AccelModels(points, field), md.ForceModels(None, drag))
        method = md.IntegratorMethod.DormandPrince78
        return md.Propagator(dynamics, self.almanac, method, options)

    def _air(self) -> Any:
        from nyx_space import mission_design as md

        given = self.problem.exponential
        if given is not None:
            heights = (given.height / 1e3, given.scale_height / 1e3)
            return md.AtmDensity.Exponential(given.density, *heights)
        if self.problem.activity is None:
            raise Unable("the problem has no air")
        fallback = md.StaticSpaceWeather.SolarAverage()
        weather = md.SpaceWeatherData(str(self.folder / "held.csv"), fallback)
        return md.AtmDensity.NRLMSISE00(weather, md.Nrlmsise00Flags())


def turning(problem: Problem) -> str:
    """Pole and prime meridian of the Earth, linear through the problem's time, as PCK lines.

    The matrix of IAU 2006/2000A without polar motion is taken at both ends and read as the three
    angles of the IAU's rotation model: right ascension and declination of the pole, and W.
    """
    days = problem.duration / DAY
    start = _tdb_days(problem, 0.0)
    (ra, dec, w), (ra_end, dec_end, w_end) = (
        np.degrees(_angles(problem, t)) for t in (0.0, problem.duration)
    )
    ra_rate, dec_rate = (ra_end - ra) / days, (dec_end - dec) / days
    # W turns many times between the two; its own rate tells how many
    turns = round((360.9856235 * days - (w_end - w)) / 360.0)
    rate = (w_end - w + 360.0 * turns) / days
    meridian = (w - rate * start) % 360.0
    return (
        f"BODY399_POLE_RA = ( {ra - ra_rate * start:.15e} {ra_rate * CENTURY:.15e} 0. )\n"
        f"BODY399_POLE_DEC = ( {dec - dec_rate * start:.15e} {dec_rate * CENTURY:.15e} 0. )\n"
        f"BODY399_PM = ( {meridian:.15e} {rate:.15e} 0. )\n"
    )


def _angles(problem: Problem, t: float) -> tuple[float, float, float]:
    """Right ascension and declination of the pole and W, rad, at a time in s."""
    moment = Epoch.from_utc(problem.epoch).astropy(t)
    with iers.conf.set_temp("auto_download", False):
        universal = moment.ut1
    dates = (moment.tt.jd1, moment.tt.jd2, universal.jd1, universal.jd2)
    turn = erfa.c2t06a(*dates, 0.0, 0.0)
    x, y, z = turn[2]
    ra, dec = np.arctan2(y, x), np.arcsin(z)
    upright = erfa.rx(0.5 * np.pi - dec, erfa.rz(0.5 * np.pi + ra, np.eye(3)))
    spin = turn @ upright.T
    return float(ra), float(dec), float(np.arctan2(spin[0, 1], spin[0, 0]))


def _tdb_days(problem: Problem, t: float) -> float:
    """Days of barycentric dynamical time since J2000 at a time in s."""
    moment = Epoch.from_utc(problem.epoch).astropy(t).tdb
    return float(moment.jd1 - J2000 + moment.jd2)


PEERS = (Peer("nyx-space, DP7(8)", version, flyer),)
