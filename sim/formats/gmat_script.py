"""A flight as a script for NASA's General Mission Analysis Tool (GMAT R2022a and later).

GMAT takes one value of solar flux and Kp: the means over the flight. Its gravity files are EGM96
and the JGMs; any other field becomes EGM96. Air: NRLMSISE00 of GMAT, whatever model was flown. All
that differs from the flight is said in comments of the script.
"""

from datetime import datetime

import numpy as np

from sim.formats.plain_flight import PlainBurn, PlainFlight

AP = (0, 2, 3, 4, 5, 6, 7, 9, 12, 15, 18, 22, 27, 32, 39, 48, 56, 67, 80, 94, 111, 132, 154, 179,
      207, 236, 300, 400)  # fmt: skip
"""ap of Kp 0, 1/3, 2/3 ... 9 (Bartels; GFZ Potsdam, https://kp.gfz.de)."""
PROPELLANT_MARGIN = 1.01
G0 = 9.80665


def gmat_script(flight: PlainFlight) -> str:
    """The script; it reports time, place, speed and mass to ``<name>_gmat.txt``."""
    parts = [
        _heading(flight),
        _spacecraft(flight),
        *(_thruster(k, burn) for k, burn in enumerate(flight.burns, 1)),
        _forces(flight),
        _sequence(flight),
    ]
    return "\n\n".join(parts) + "\n"


def kp_of(ap: float) -> float:
    """Kp of an ap or Ap, between the printed values by straight lines."""
    return float(np.interp(ap, AP, np.arange(len(AP)) / 3.0))


def _heading(flight: PlainFlight) -> str:
    lines = [f"% {flight.name}, from {flight.start_utc}"]
    if flight.field != "egm96":
        lines.append(f"% flown with {flight.field}; GMAT has EGM96")
    if flight.air not in ("nrlmsise00", "none"):
        lines.append(f"% flown with {flight.air}; GMAT has NRLMSISE00")
    if flight.air != "none":
        lines.append("% solar flux and Kp are means over the flight")
    return "\n".join(lines)


def _propellant(flight: PlainFlight) -> float:
    return PROPELLANT_MARGIN * sum(b.thrust * b.duration / (b.isp * G0) for b in flight.burns)


def _spacecraft(flight: PlainFlight) -> str:
    fuel = _propellant(flight)
    epoch = datetime.fromisoformat(flight.start_utc.rstrip("Z")).strftime("%d %b %Y %H:%M:%S.%f")
    lines = [
        "Create Spacecraft Sat;",
        "Sat.DateFormat = UTCGregorian;",
        f"Sat.Epoch = '{epoch[:-3]}';",
        "Sat.CoordinateSystem = EarthICRF;",
        "Sat.DisplayStateType = Cartesian;",
    ]
    names = ("X", "Y", "Z", "VX", "VY", "VZ")
    for name, value in zip(names, (*flight.position, *flight.velocity), strict=True):
        lines.append(f"Sat.{name} = {1e-3 * float(value)!r};")
    lines += [
        f"Sat.DryMass = {flight.mass - fuel!r};",
        f"Sat.Cd = {flight.cd!r};",
        f"Sat.DragArea = {flight.area!r};",
    ]
    if not flight.burns:
        return "\n".join(lines)
    thrusters = ", ".join(f"Thruster{k}" for k in range(1, len(flight.burns) + 1))
    lines += [
        "Sat.Tanks = {Tank};",
        f"Sat.Thrusters = {{{thrusters}}};",
        "",
        "Create ChemicalTank Tank;",
        "Tank.AllowNegativeFuelMass = false;",
        f"Tank.FuelMass = {fuel!r};",
        "Tank.Pressure = 1500;",
        "Tank.Temperature = 20;",
        "Tank.RefTemperature = 20;",
        f"Tank.Volume = {fuel / 1000.0 + 1.0!r};",
        "Tank.FuelDensity = 1260;",
        "Tank.PressureModel = PressureRegulated;",
    ]
    return "\n".join(lines)


def gmat_direction(burn: PlainBurn) -> tuple[str, tuple[float, float, float]]:
    """Lines that name the axes, and the thrust direction in them.

    GMAT's VNB is velocity, orbit normal and their product (outward); its LVLH is outward, forward,
    orbit normal.
    """
    x, y, z = burn.direction
    local = "CoordinateSystem = Local;\nThruster{k}.Origin = Earth;\nThruster{k}.Axes = "
    if burn.frame == "velocity":
        return local + "VNB;", (x, -y, -z)
    if burn.frame == "lvlh":
        return local + "LVLH;", (-z, x, -y)
    return "CoordinateSystem = EarthICRF;", (x, y, z)


def _thruster(k: int, burn: PlainBurn) -> str:
    axes, direction = gmat_direction(burn)
    lines = [
        f"% {burn.name}",
        f"Create ChemicalThruster Thruster{k};",
        f"Thruster{k}." + axes.format(k=k),
        *(
            f"Thruster{k}.ThrustDirection{i} = {float(part)!r};"
            for i, part in enumerate(direction, 1)
        ),
        f"Thruster{k}.DutyCycle = 1;",
        f"Thruster{k}.ThrustScaleFactor = 1;",
        f"Thruster{k}.DecrementMass = true;",
        f"Thruster{k}.Tank = {{Tank}};",
        f"Thruster{k}.GravitationalAccel = {G0};",
        f"Thruster{k}.C1 = {burn.thrust!r};",
        f"Thruster{k}.K1 = {burn.isp!r};",
        f"Create FiniteBurn Burn{k};",
        f"Burn{k}.Thrusters = {{Thruster{k}}};",
    ]
    return "\n".join(lines)


def _forces(flight: PlainFlight) -> str:
    lines = [
        "Create ForceModel Forces;",
        "Forces.CentralBody = Earth;",
        "Forces.PrimaryBodies = {Earth};",
        f"Forces.GravityField.Earth.Degree = {flight.degree};",
        f"Forces.GravityField.Earth.Order = {flight.degree};",
        "Forces.GravityField.Earth.PotentialFile = 'EGM96.cof';",
    ]
    if flight.third_bodies:
        lines.append("Forces.PointMasses = {Sun, Luna};")
    if flight.air == "none":
        lines.append("Forces.Drag = None;")
    else:
        f107, mean, ap = flight.weather[:, 1:].mean(axis=0)
        lines += [
            "Forces.Drag.AtmosphereModel = NRLMSISE00;",
            "Forces.Drag.HistoricWeatherSource = 'ConstantFluxAndGeoMag';",
            "Forces.Drag.PredictedWeatherSource = 'ConstantFluxAndGeoMag';",
            f"Forces.Drag.F107 = {float(f107):.3f};",
            f"Forces.Drag.F107A = {float(mean):.3f};",
            f"Forces.Drag.MagneticIndex = {kp_of(float(ap)):.3f};",
        ]
    lines += [
        "Forces.SRP = Off;",
        "Forces.ErrorControl = RSSStep;",
        "",
        "Create Propagator Flight;",
        "Flight.FM = Forces;",
        "Flight.Type = PrinceDormand78;",
        "Flight.InitialStepSize = 10;",
        "Flight.Accuracy = 1e-11;",
        "Flight.MinStep = 0;",
        "Flight.MaxStep = 120;",
    ]
    return "\n".join(lines)


def _sequence(flight: PlainFlight) -> str:
    lines = [
        "Create ReportFile Report;",
        f"Report.Filename = '{flight.name}_gmat.txt';",
        "Report.Precision = 16;",
        "Report.Add = {Sat.ElapsedSecs, Sat.EarthICRF.X, Sat.EarthICRF.Y, Sat.EarthICRF.Z, "
        "Sat.EarthICRF.VX, Sat.EarthICRF.VY, Sat.EarthICRF.VZ, Sat.TotalMass, Sat.Earth.Altitude};",
        "",
        "BeginMissionSequence;",
    ]
    now = 0.0
    for k, burn in enumerate(flight.burns, 1):
        if burn.ignition > now:
            lines.append(f"Propagate Flight(Sat) {{Sat.ElapsedSecs = {burn.ignition - now!r}}};")
        lines += [
            f"BeginFiniteBurn Burn{k}(Sat);",
            f"Propagate Flight(Sat) {{Sat.ElapsedSecs = {burn.duration!r}}};",
            f"EndFiniteBurn Burn{k}(Sat);",
        ]
        now = burn.ignition + burn.duration
    if flight.duration > now:
        stop = f"Sat.Earth.Altitude = {1e-3 * flight.floor!r}, "
        lines.append(
            f"Propagate Flight(Sat) {{{stop}Sat.ElapsedSecs = {flight.duration - now!r}}};"
        )
    return "\n".join(lines)
