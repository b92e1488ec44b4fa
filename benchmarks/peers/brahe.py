"""brahe (Rust): Runge-Kutta-Fehlberg 7(8), the highest order it offers for forces with drag.

Needs brahe alone: Earth orientation is part of the package, gravity field and indices are ours,
written to files. Its RKN12(10) is for forces independent of the velocity.
"""

import tempfile
from collections.abc import Callable
from pathlib import Path
from typing import Any

import numpy as np

from peers.input_files import write_cssi, write_gfc
from peers.interface import (
    FiniteBurn,
    Peer,
    PreparedPeer,
    Problem,
    Setting,
    Unable,
    package_version,
)

TOLERANCES = (1e-8, 1e-9, 1e-10, 1e-11, 1e-12, 1e-13, 1e-14)
ABSOLUTE = 1e3
"""m (and m/s) of absolute per unit of relative tolerance: somewhat below the effect of the relative
tolerance on a position of 6.8e6 m."""
REFERENCE = Setting("reference: 1e-15, 60 s", 1e-15, 60.0)
LONGEST = 300.0
"""s between accepted states."""
G0 = 9.80665


def version() -> str:
    """Version of brahe."""
    return package_version("brahe")


class Flights:
    """The flights of one problem."""

    def __init__(self, problem: Problem, count: int, threads: int) -> None:
        import brahe

        self.brahe, self.problem, self.count, self.threads = brahe, problem, count, threads
        brahe.set_num_threads(threads)
        eop = brahe.FileEOPProvider.from_default_standard(True, "Hold")
        brahe.set_global_eop_provider(eop)
        with tempfile.TemporaryDirectory(prefix="brahe-") as name:
            field = Path(name) / "same.gfc"
            write_gfc(field, problem.degree)
            model = brahe.GravityModelType.from_file(str(field))
            brahe.set_global_gravity_model(brahe.GravityModel.from_model_type(model))
            if problem.activity is not None:
                constant = Path(name) / "constant.txt"
                write_cssi(constant, problem.epoch, problem.activity)
                weather = brahe.FileSpaceWeatherProvider.from_file(str(constant), "Hold")
                brahe.set_global_space_weather_provider(weather)
        year, month, day = (int(part) for part in problem.epoch[:10].split("-"))
        utc = brahe.TimeSystem.UTC
        self.epoch = brahe.Epoch(year, month, day, 0, 0, 0.0, time_system=utc)
        self.forces = {mass: self._forces(mass) for mass in set(problem.states[:count, 6].tolist())}

    def fly(self, setting: Setting) -> np.ndarray:
        """Final states (count, 6)."""
        states = self.problem.states[: self.count]
        if self.problem.burn is not None:
            return np.array([self._deorbit(setting, state) for state in states])
        flights = [self._propagator(setting, 0.0, state[:6], state[6]) for state in states]
        end = self.epoch + float(self.problem.duration)
        if self.threads == 1:
            for flight in flights:
                flight.propagate_to(end)
        else:
            self.brahe.par_propagate_to(flights, end)
        return np.array([flight.current_state()[:6] for flight in flights])

    def _deorbit(self, setting: Setting, initial: np.ndarray) -> np.ndarray:
        """Fly three arcs, because its step control does not detect ignition and cut-off."""
        burn = self.problem.burn
        cut_off = burn.start + burn.duration
        before = float(initial[6])
        middle, after = (before - share * _flow(burn) * burn.duration for share in (0.5, 1.0))
        for mass in (middle, after):
            if mass not in self.forces:
                self.forces[mass] = self._forces(mass)
        state = self._arc(setting, 0.0, burn.start, initial[:6], before)
        thrust = retrograde_thrust(burn, before)
        state = self._arc(setting, burn.start, cut_off, state, middle, control_input=thrust)
        return self._arc(setting, cut_off, self.problem.duration, state, after)

    def _arc(
        self,
        setting: Setting,
        begin: float,
        end: float,
        state: np.ndarray,
        mass: float,
        **options: Any,
    ) -> np.ndarray:
        if end <= begin:
            return state
        flight = self._propagator(setting, begin, state, mass, **options)
        if self.problem.end_altitude is not None and not options:
            falling = self.brahe.EventDirection.DECREASING
            floor = self.brahe.AltitudeEvent(float(self.problem.end_altitude), "end", falling)
            flight.add_event_detector(floor.set_terminal())
        flight.propagate_to(self.epoch + float(end))
        return np.array(flight.current_state()[:6])

    def _propagator(
        self, setting: Setting, begin: float, state: np.ndarray, mass: float, **options: Any
    ) -> Any:
        brahe = self.brahe
        config = (
            brahe.NumericalPropagationConfig.with_method(brahe.IntegrationMethod.RKF78)
            .with_rel_tol(setting.tolerance)
            .with_abs_tol(ABSOLUTE * setting.tolerance)
            .with_max_step(setting.longest_step or LONGEST)
        )
        flight = brahe.NumericalOrbitPropagator(
            self.epoch + float(begin), state, config, self.forces[float(mass)], **options
        )
        flight.set_trajectory_mode(brahe.TrajectoryMode.DISABLED)
        return flight

    def _forces(self, mass: float) -> Any:
        brahe, problem = self.brahe, self.problem
        value = brahe.ParameterSource.value
        atmosphere = brahe.AtmosphericModel.NRLMSISE00
        if problem.exponential is not None:
            layer = problem.exponential
            numbers = (layer.scale_height, layer.density, layer.height)
            atmosphere = brahe.AtmosphericModel.exponential(*map(float, numbers))
        bodies = (brahe.ThirdBody.SUN, brahe.ThirdBody.MOON) if problem.third_body else ()
        source = brahe.EphemerisSource.LowPrecision
        area, cd = value(float(problem.area)), value(float(problem.cd))
        return brahe.ForceModelConfig(
            gravity=brahe.GravityConfiguration(
                degree=problem.degree,
                order=problem.degree,
                use_global=True,
                parallel=brahe.ParallelMode.Never,
            ),
            drag=brahe.DragConfiguration(model=atmosphere, area=area, cd=cd),
            third_body=[
                brahe.ThirdBodyConfiguration(body, ephemeris_source=source) for body in bodies
            ],
            mass=value(float(mass)),
        )


def _flow(burn: FiniteBurn) -> float:
    """Mass flow, kg/s."""
    return burn.thrust / (burn.isp * G0)


def retrograde_thrust(burn: FiniteBurn, mass: float) -> Callable[..., np.ndarray]:
    """Control input of an arc that begins at ignition; called in each evaluation."""
    flow = _flow(burn)

    def control(t: float, state: np.ndarray, params: object = None) -> np.ndarray:
        out = np.zeros(len(state))
        v = state[3:6]
        out[3:6] = -burn.thrust / (mass - flow * t) / np.sqrt(v @ v) * v
        return out

    return control


def prepare(problem: Problem, count: int, threads: int) -> PreparedPeer:
    """Read the tables and fly once."""
    version()
    if problem.exponential is None and problem.activity is None:
        raise Unable("the problem has no atmosphere")
    if problem.burn is not None and threads > 1:
        raise Unable("a burn is a Python function, which its parallel propagation does not accept")
    flights = Flights(problem, count, threads)
    settings = tuple(Setting(f"{tol:.0e}", tol) for tol in TOLERANCES)
    flights.fly(settings[0])
    notes = "RKF7(8), no trajectory stored, forces in Rust"
    forces = "exponential atmosphere by altitude above a sphere"
    if problem.exponential is None:
        forces = "integer day of the year, Sun and Moon from short series"
    if problem.burn is not None:
        notes += "; the burn evaluated in Python, the integrator restarted at ignition and cut-off"
        forces += ", drag during the burn with the mass at its middle"
    return PreparedPeer((*settings, REFERENCE), flights.fly, notes, forces)


PEERS = (Peer("brahe, RKF7(8)", version, prepare),)
