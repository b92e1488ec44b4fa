"""Every quantity a scenario may state, with the bounds of sense within which it is believed.

The one place where they stand: model, JSON Schema, messages and `iss-deorbit explain` read them
here, in SI units, ends included. assumption, all of them, unless a line says otherwise: wide
enough for any spacecraft in low Earth orbit and for the tricks of reference cases (a specific
impulse of 1e9 s for a burn at constant mass), and narrow enough that every flight within them can
be computed to its end.
"""

from typing import Annotated

from pydantic import Field, StrictInt

from sim.environment.gravity_fields import HIGHEST_DEGREE
from sim.formats.wind import LIMITS
from sim.scenario.schema.quantity import (
    ANGLE,
    ANGULAR_RATE,
    AREA,
    AREA_BY_MASS,
    AREAL_MASS,
    COUNT,
    DENSITY,
    DURATION,
    FORCE,
    GRAVITATION,
    IMPULSE,
    INERTIA,
    LENGTH,
    MASS,
    MASS_FLOW,
    NUMBER_ONLY,
    PRESSURE,
    SOLAR_FLUX,
    SPECIFIC_IMPULSE,
    SPEED,
    TEMPERATURE,
    TORQUE,
    Measure,
    Reader,
)

HOUR, DAY, YEAR = 3600.0, 86400.0, 365.25 * 86400.0
DEG = 0.017453292519943295

# Places and sizes
# the first state is bounded as a whole, at 50,000 km
Coordinate = Annotated[Measure, Reader(LENGTH, -1e8, 1e8)]
Altitude = Annotated[Measure, Reader(LENGTH, 0.0, 2e6)]
# below zero it lies inside the Earth
PerigeeAltitude = Annotated[Measure, Reader(LENGTH, -6e6, 2e6)]
SemiMajorAxis = Annotated[Measure, Reader(LENGTH, 6e6, 1e8)]
AltitudeSpread = Annotated[Measure, Reader(LENGTH, 1.0, 2e5)]
ScaleHeight = Annotated[Measure, Reader(LENGTH, 1e3, 1e6)]
# fields of the Earth are scaled by its equatorial radius
FieldRadius = Annotated[Measure, Reader(LENGTH, 6e6, 7e6)]
StepError = Annotated[Measure, Reader(LENGTH, 1e-6, 1e3)]
PassMiss = Annotated[Measure, Reader(LENGTH, 1.0, 1e6)]
NavigationPosition = Annotated[Measure, Reader(LENGTH, 0.0, 1e5)]
CorridorSize = Annotated[Measure, Reader(LENGTH, 1e3, 4e7)]
# half way round the Earth
CorridorShift = Annotated[Measure, Reader(LENGTH, -2e7, 2e7)]
PieceSize = Annotated[Measure, Reader(LENGTH, 1e-4, 200.0)]
KnudsenLength = Annotated[Measure, Reader(LENGTH, 1e-2, 1e3, sourced=True)]
DragArea = Annotated[Measure, Reader(AREA, 1e-4, 1e5, sourced=True)]
ShipArea = Annotated[Measure, Reader(AREA, 1e-4, 1e5)]

# Mass, engines
PieceMass = Annotated[Measure, Reader(MASS, 1e-6, 1e6)]
PropellantMass = Annotated[Measure, Reader(MASS, 1e-3, 1e7)]
Mass = Annotated[Measure, Reader(MASS, 1e-3, 1e7, sourced=True)]
Load = Annotated[Measure, Reader(MASS, 0.0, 1e7, sourced=True)]
LineFlow = Annotated[Measure, Reader(MASS_FLOW, 1e-6, 1e4, sourced=True)]
LeftAboard = Annotated[Measure, Reader(MASS, -1e5, 1e5, sourced=True)]
TriedFlow = Annotated[Measure, Reader(MASS_FLOW, 1e-6, 1e4)]
Thrust = Annotated[Measure, Reader(FORCE, 1e-3, 1e8, sourced=True)]
SpecificImpulse = Annotated[Measure, Reader(SPECIFIC_IMPULSE, 1.0, 1e10, sourced=True)]
EngineLife = Annotated[Measure, Reader(DURATION, 1e-3, 100.0 * YEAR, sourced=True)]
EngineCount = Annotated[Measure, Reader(COUNT, 1.0, 1000.0, sourced=True)]
StartCount = Annotated[Measure, Reader(COUNT, 1.0, 1e6, sourced=True)]
Coefficient = Annotated[Measure, Reader(NUMBER_ONLY, 1e-3, 10.0, sourced=True)]
EngineFactor = Annotated[Measure, Reader(NUMBER_ONLY, 1e-3, 1.5, sourced=True)]
AxialShare = Annotated[Measure, Reader(NUMBER_ONLY, 0.1, 1.0, sourced=True)]
ThrustFactor = Annotated[Measure, Reader(NUMBER_ONLY, 1e-3, 1.5)]
DirectionComponent = Annotated[Measure, Reader(NUMBER_ONLY, -1.0, 1.0)]
SpeedChange = Annotated[Measure, Reader(SPEED, 1e-4, 1e4)]
BurnDuration = Annotated[Measure, Reader(DURATION, 1e-3, YEAR)]

# Attitude control
ControlAltitude = Annotated[Measure, Reader(LENGTH, 0.0, 2e6, sourced=True)]
ControlPropellant = Annotated[Measure, Reader(MASS, 0.0, 1e4, sourced=True)]
ControlTorque = Annotated[Measure, Reader(TORQUE, 1.0, 1e7, sourced=True)]
# the span of the station is 109 m
ThrustOffset = Annotated[Measure, Reader(LENGTH, 0.0, 50.0, sourced=True)]
OffsetEnd = Annotated[Measure, Reader(LENGTH, 0.0, 50.0)]

# Rigid bodies; drawings of the station reach 60 m from their origin
Moment = Annotated[Measure, Reader(INERTIA, 1e-3, 1e12, sourced=True)]
DeviationMoment = Annotated[Measure, Reader(INERTIA, -1e12, 1e12)]
DrawnPlace = Annotated[Measure, Reader(LENGTH, -500.0, 500.0)]
DrawnSize = Annotated[Measure, Reader(LENGTH, 1e-3, 500.0)]
FacetArea = Annotated[Measure, Reader(AREA, 1e-6, 1e5)]
TurnRate = Annotated[Measure, Reader(ANGULAR_RATE, -60.0 * DEG, 60.0 * DEG)]
WingShare = Annotated[Measure, Reader(NUMBER_ONLY, 0.0, 1.0, sourced=True)]
GyroscopeCount = Annotated[Measure, Reader(COUNT, 0.0, 16.0)]
ThrusterTorque = Annotated[Measure, Reader(TORQUE, 0.0, 1e7, sourced=True)]
ThrusterLever = Annotated[Measure, Reader(LENGTH, 0.0, 200.0)]
PulseImpulse = Annotated[Measure, Reader(IMPULSE, 0.0, 1e5)]
AttitudeIsp = Annotated[Measure, Reader(SPECIFIC_IMPULSE, 1.0, 1e4)]
# the orbit turns at 0.0011 rad/s, the arrays of the station bend at 0.6
LoopFrequency = Annotated[Measure, Reader(ANGULAR_RATE, 1e-3, 1.0)]
LoopDamping = Annotated[Measure, Reader(NUMBER_ONLY, 0.05, 5.0)]
StoredShare = Annotated[Measure, Reader(NUMBER_ONLY, 0.05, 1.0)]
LostError = Annotated[Measure, Reader(ANGLE, 1.0 * DEG, 180.0 * DEG)]
CommandedRate = Annotated[Measure, Reader(ANGULAR_RATE, 1e-3 * DEG, 5.0 * DEG)]
Deadband = Annotated[Measure, Reader(ANGLE, 0.0, 45.0 * DEG)]
ControlPeriod = Annotated[Measure, Reader(DURATION, 0.1, 60.0)]
FailureTime = Annotated[Measure, Reader(DURATION, 0.0, YEAR)]

# Time
Duration = Annotated[Measure, Reader(DURATION, 1e-3, 100.0 * YEAR)]
StepLength = Annotated[Measure, Reader(DURATION, 1e-2, DAY)]
SavingInterval = Annotated[Measure, Reader(DURATION, 1e-2, YEAR)]
# its pair of burns takes most of a revolution
LoweringInterval = Annotated[Measure, Reader(DURATION, HOUR, YEAR)]
PlanWindow = Annotated[Measure, Reader(DURATION, HOUR, 60.0 * DAY)]
BeforeFinal = Annotated[Measure, Reader(DURATION, 60.0, 60.0 * DAY)]
LookAhead = Annotated[Measure, Reader(DURATION, HOUR, 10.0 * DAY)]
GuidanceTime = Annotated[Measure, Reader(DURATION, 0.0, 30.0 * DAY)]
StateAge = Annotated[Measure, Reader(DURATION, 60.0, 30.0 * DAY, sourced=True)]
# from the decision to the first ship that docks
ShipDelay = Annotated[Measure, Reader(DURATION, DAY, 5.0 * YEAR, sourced=True)]
StormDuration = Annotated[Measure, Reader(DURATION, 3.0 * HOUR, 30.0 * DAY)]

# Speed and angles
# escape from the ground takes 11.2 km/s
NavigationSpeed = Annotated[Measure, Reader(SPEED, 0.0, 100.0)]
VelocityComponent = Annotated[Measure, Reader(SPEED, -1.2e4, 1.2e4)]
WindSpeed = Annotated[Measure, Reader(SPEED, -300.0, 300.0)]
ReleaseSpeed = Annotated[Measure, Reader(SPEED, 0.0, 200.0)]
Angle = Annotated[Measure, Reader(ANGLE, -720.0 * DEG, 720.0 * DEG)]
Inclination = Annotated[Measure, Reader(ANGLE, 0.0, 180.0 * DEG)]
BetaAngle = Annotated[Measure, Reader(ANGLE, 0.0, 90.0 * DEG)]
Latitude = Annotated[Measure, Reader(ANGLE, -90.0 * DEG, 90.0 * DEG)]
Steepness = Annotated[Measure, Reader(ANGLE, 0.01 * DEG, 45.0 * DEG)]
Eccentricity = Annotated[Measure, Reader(NUMBER_ONLY, 0.0, 0.9)]

# Surroundings
# that of the Earth is 3.986e14 m3/s2
Gravitation = Annotated[Measure, Reader(GRAVITATION, 3e14, 5e14)]
# the largest, of J2, is -4.84e-4
HarmonicCoefficient = Annotated[Measure, Reader(NUMBER_ONLY, -0.01, 0.01)]
Density = Annotated[Measure, Reader(DENSITY, 1e-20, 10.0)]
DensityFactor = Annotated[Measure, Reader(NUMBER_ONLY, 1e-6, 100.0)]
LogError = Annotated[Measure, Reader(NUMBER_ONLY, -2.0, 2.0)]
LogSigma = Annotated[Measure, Reader(NUMBER_ONLY, 0.0, 1.0)]
ErrorGrowth = Annotated[Measure, Reader(NUMBER_ONLY, 1e-3, 100.0)]
# the length of the path
NoiseStart = Annotated[Measure, Reader(NUMBER_ONLY, 0.0, 16384.0)]
Tolerance = Annotated[Measure, Reader(NUMBER_ONLY, 1e-15, 1e-3)]
# those of the forecast
Percentile = Annotated[Measure, Reader(NUMBER_ONLY, 5.0, 95.0)]
Ap = Annotated[Measure, Reader(NUMBER_ONLY, 0.0, 400.0)]
Flux = Annotated[Measure, Reader(SOLAR_FLUX, 50.0, 500.0)]

# a wind table, in km, deg and m/s, within the limits of the file it comes from
GridAltitude = Annotated[float, Field(ge=LIMITS["altitude_km"][0], le=LIMITS["altitude_km"][1])]
GridLatitude = Annotated[float, Field(ge=LIMITS["latitude_deg"][0], le=LIMITS["latitude_deg"][1])]
GridWind = Annotated[float, Field(ge=LIMITS["zonal_m_s"][0], le=LIMITS["zonal_m_s"][1])]

# a table of ships or aircraft, in deg and per km2, the same
TrafficLatitude = Annotated[float, Field(ge=-90.0, le=90.0)]
TrafficLongitude = Annotated[float, Field(ge=-180.0, le=360.0)]
FlightLevel = Annotated[float, Field(ge=0.0, le=600.0)]
TrafficDensity = Annotated[float, Field(ge=0.0, le=1e3)]

# Go/no-go
# of logarithms: what is known of drag and thrust before and after they are measured
Knowing = Annotated[Measure, Reader(NUMBER_ONLY, 0.0, 1.0, sourced=True)]
AttitudeBand = Annotated[Measure, Reader(ANGLE, 0.01 * DEG, 180.0 * DEG, sourced=True)]
StormAp = Annotated[Measure, Reader(NUMBER_ONLY, 0.0, 400.0, sourced=True)]
ClearShare = Annotated[Measure, Reader(NUMBER_ONLY, 1e-6, 1.0, sourced=True)]
AbortCount = Annotated[Measure, Reader(NUMBER_ONLY, 0.0, 10.0, sourced=True)]
RuleCount = Annotated[Measure, Reader(COUNT, 1.0, 20.0, sourced=True)]
Reboost = Annotated[Measure, Reader(SPEED, 1e-3, 200.0, sourced=True)]
HoldLength = Annotated[Measure, Reader(NUMBER_ONLY, 1.0, 480.0)]

# Entry
Deviation = Annotated[Measure, Reader(NUMBER_ONLY, 0.0, 2.0)]
Probability = Annotated[Measure, Reader(NUMBER_ONLY, 0.0, 1.0)]
PieceCount = Annotated[Measure, Reader(COUNT, 1.0, 1e6)]
# loads of an entry from orbit stay below 100 kPa
RootLoad = Annotated[Measure, Reader(FORCE, 1.0, 1e9)]
RootMoment = Annotated[Measure, Reader(TORQUE, 1.0, 1e9)]
TearPressure = Annotated[Measure, Reader(PRESSURE, 1e-3, 1e7)]
# tungsten melts at 3,650 K
WallTemperature = Annotated[Measure, Reader(TEMPERATURE, 200.0, 4000.0)]
BurstSpeed = Annotated[Measure, Reader(SPEED, 0.0, 1000.0)]
Share = Annotated[Measure, Reader(NUMBER_ONLY, 1e-6, 1.0)]
AreaPerMass = Annotated[Measure, Reader(AREA_BY_MASS, 1e-6, 10.0)]
BallisticCoefficient = Annotated[Measure, Reader(AREAL_MASS, 0.1, 1e5)]

LaunchRate = Annotated[float, Field(gt=0.0, le=24.0)]

# Whole numbers without a unit
Count = Annotated[StrictInt, Field(ge=0, le=20)]
Degree = Annotated[StrictInt, Field(ge=0, le=HIGHEST_DEGREE)]
Passages = Annotated[StrictInt, Field(ge=1, le=100_000)]
EnginesFiring = Annotated[StrictInt, Field(ge=1, le=1000)]
EnginesFailed = Annotated[StrictInt, Field(ge=0, le=1000)]
Samples = Annotated[StrictInt, Field(ge=0, le=100_000)]
Seed = Annotated[StrictInt, Field(ge=0, le=2**63 - 1)]
