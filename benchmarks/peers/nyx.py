"""nyx-space (Rust): Dormand-Prince 7(8), the fastest of its methods here.

Needs nyx-space and skyfield-data (JPL DE421). Gravity field and indices are ours, written to files.
Its Python interface defines Earth orientation by the pole and prime meridian of a planetary
constants file, so these are fitted over the flight; polar motion, some 14 m at the surface, is left
out.
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
from peers.interface import Peer, PreparedPeer, Problem, Setting, Unable, package_version
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

MOON_AND_SUN = r"""BODY3_NUT_PREC_ANGLES = ( 125.045 -1935.5364525 250.089 -3871.072905 )
BODY301_RADII = ( 1737.4 1737.4 1737.4 )
BODY301_POLE_RA = ( 269.9949 0.0031 0. )
BODY301_POLE_DEC = ( 66.5392 0.0130 0. )
BODY301_PM = ( 38.3213 13.17635815 0. )
BODY10_RADII = ( 695700. 695700. 695700. )
BODY10_POLE_RA = ( 286.13 0. 0. )
BODY10_POLE_DEC = ( 63.87 0. 0. )
BODY10_PM = ( 84.176 14.1844 0. )
"""
"""Moon and Sun (IAU 2015 report), required by nyx although nothing here depends on them."""

MASSES = r"""BODY301_GM = ( 4902.800118 )
BODY3_GM = ( 403503.235625 )
BODY10_GM = ( 132712440041.279419 )
"""
"""km3/s2, JPL DE440."""


def version() -> str:
    """Versions of nyx-space and of its ephemerides."""
    return package_version("nyx-space", "skyfield-data")


def prepare(problem: Problem, count: int, threads: int) -> PreparedPeer:
    """Write the kernels, read the tables and fly once."""
    version()
    if problem.burn is not None or problem.end_altitude is not None:
        raise Unable("its propagator takes no burn in Python")
    os.environ["RAYON_NUM_THREADS"] = str(threads)
    from nyx_space.time import Unit

    models = _Models(problem)
    settings = tuple(Setting(f"{tol:.0e}", tol) for tol in TOLERANCES)
    propagators = {setting: models.propagator(setting) for setting in (*settings, REFERENCE)}
    spacecraft = [models.spacecraft(state) for state in problem.states[:count]]

    def fly(setting: Setting, models: _Models = models) -> np.ndarray:
        span = Unit.Second * float(models.problem.duration)
        # each call reads the gravity file again: it must exist, and one call flies all spacecraft
        results = propagators[setting].many_for_duration(spacecraft, span, False)
        return 1e3 * np.array([result.state.orbit.cartesian_pos_vel() for result in results])

    fly(settings[0])
    notes = "Dormand-Prince 7(8), no trajectory stored, forces in Rust"
    forces = "no polar motion, "
    simple = problem.exponential is not None
    forces += "exponential atmosphere above a sphere" if simple else "integer day of the year"
    return PreparedPeer((*settings, REFERENCE), fly, notes, forces)


class _Models:
    """Kernels and models of one problem."""

    def __init__(self, problem: Problem) -> None:
        from nyx_space import anise

        self.folder = folder = Path(tempfile.mkdtemp(prefix="nyx-"))
        weakref.finalize(self, shutil.rmtree, folder, ignore_errors=True)

        with warnings.catch_warnings():
            # its Earth orientation is out of date; only its ephemerides are used
            warnings.simplefilter("ignore", RuntimeWarning)
            import skyfield_data

            ephemerides = Path(skyfield_data.get_skyfield_data_path()) / "de421.bsp"
        self.problem = problem
        mu = float(open_data("egm2008")["mu"]) / 1e9
        radii = "BODY399_RADII = ( 6378.137 6378.137 6356.752314245 )\n"
        texts = {
            "bodies": radii + rotation_constants(problem) + MOON_AND_SUN,
            "masses": f"BODY399_GM = ( {mu!r} )\n{MASSES}",
        }
        for name, text in texts.items():
            kernel_text = f"KPL/PCK\n\n\\begindata\n{text}\\begintext\n"
            (folder / f"{name}.tpc").write_text(kernel_text)
        paths = [str(folder / f"{name}.tpc") for name in texts]
        kernel = str(folder / "earth.pca")
        anise.utils.convert_tpc(*paths, kernel, True)
        self.almanac = anise.Almanac(kernel).load(str(ephemerides))
        frames = anise.constants.Frames
        self.inertial = self.almanac.frame_info(frames.EARTH_J2000)
        self.fixed = self.almanac.frame_info(frames.IAU_EARTH_FRAME)
        write_shadr(folder / "same.sha", problem.degree)
        if problem.activity is not None:
            write_csv(folder / "constant.csv", problem.epoch, problem.activity)

    def spacecraft(self, state: np.ndarray) -> Any:
        """Spacecraft in a state (7,)."""
        from nyx_space import DragData, Mass, Orbit, Spacecraft
        from nyx_space.time import Epoch as NyxEpoch

        epoch = NyxEpoch(f"{self.problem.epoch.removesuffix('Z')} UTC")
        components = (state[:6] / 1e3).tolist()
        orbit = Orbit.from_cartesian(*components, epoch, self.inertial)
        drag = DragData(float(self.problem.area), float(self.problem.cd))
        return Spacecraft(orbit, mass=Mass(float(state[6])), drag=drag)

    def propagator(self, setting: Setting) -> Any:
        """Propagator with all forces and a setting of the integrator."""
        from nyx_space import mission_design as md
        from nyx_space.orbit_determination import FrameUid
        from nyx_space.time import Unit

        degree = self.problem.degree
        frame = FrameUid(399, self.fixed.orientation_id)
        field = md.GravityFieldConfig(degree, degree, str(self.folder / "same.sha"), frame)
        points = md.PointMasses([10, 301]) if self.problem.third_body else None
        options = md.IntegratorOptions(
            min_step=Unit.Second * SHORTEST,
            max_step=Unit.Second * (setting.longest_step or LONGEST),
            tolerance=setting.tolerance,
        )
        drag = md.Drag(self._atmosphere(), self.fixed, False)
        dynamics = md.Dynamics(md.AccelModels(points, field), md.ForceModels(None, drag))
        method = md.IntegratorMethod.DormandPrince78
        return md.Propagator(dynamics, self.almanac, method, options)

    def _atmosphere(self) -> Any:
        from nyx_space import mission_design as md

        layer = self.problem.exponential
        if layer is not None:
            altitudes = (layer.height / 1e3, layer.scale_height / 1e3)
            return md.AtmDensity.Exponential(layer.density, *altitudes)
        if self.problem.activity is None:
            raise Unable("the problem has no atmosphere")
        fallback = md.StaticSpaceWeather.SolarAverage()
        weather = md.SpaceWeatherData(str(self.folder / "constant.csv"), fallback)
        return md.AtmDensity.NRLMSISE00(weather, md.Nrlmsise00Flags())


def rotation_constants(problem: Problem) -> str:
    """Pole and prime meridian of the Earth, linear in time over the flight, as PCK lines.

    The matrix of IAU 2006/2000A without polar motion at both ends gives the three angles of the
    IAU's rotation model: right ascension and declination of the pole, and W.
    """
    days = problem.duration / DAY
    start = _tdb_days(problem, 0.0)
    (ra, dec, w), (ra_end, dec_end, w_end) = (
        np.degrees(_angles(problem, t)) for t in (0.0, problem.duration)
    )
    ra_rate, dec_rate = (ra_end - ra) / days, (dec_end - dec) / days
    # W makes several turns between the two; its nominal rate gives their number
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
    time = Epoch.from_utc(problem.epoch).astropy(t)
    with iers.conf.set_temp("auto_download", False):
        ut1 = time.ut1
    dates = (time.tt.jd1, time.tt.jd2, ut1.jd1, ut1.jd2)
    gcrf_to_itrf = erfa.c2t06a(*dates, 0.0, 0.0)
    x, y, z = gcrf_to_itrf[2]
    ra, dec = np.arctan2(y, x), np.arcsin(z)
    pole_frame = erfa.rx(0.5 * np.pi - dec, erfa.rz(0.5 * np.pi + ra, np.eye(3)))
    spin = gcrf_to_itrf @ pole_frame.T
    return float(ra), float(dec), float(np.arctan2(spin[0, 1], spin[0, 0]))


def _tdb_days(problem: Problem, t: float) -> float:
    """Days of barycentric dynamical time since J2000 at a time in s."""
    time = Epoch.from_utc(problem.epoch).astropy(t).tdb
    return float(time.jd1 - J2000 + time.jd2)


PEERS = (Peer("nyx-space, DP7(8)", version, prepare),)
