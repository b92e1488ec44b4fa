"""The forces that move a satellite, as small frozen objects with units in their names.

A number that may differ between trajectories is one value for all or an array with one for each.
What the objects become in the equation of motion is `sim.propagation.surroundings`.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np

from sim.environment.atmosphere.density_ratio import AirRatio
from sim.environment.atmosphere.model_error import USUAL, Growth
from sim.environment.atmosphere.models import MODELS
from sim.environment.atmosphere.selection import Exponential
from sim.environment.gravity import Gravity as Field
from sim.environment.gravity_fields import FIELDS, HIGHEST_DEGREE
from sim.environment.space_weather.indices import Weather
from sim.environment.wind import Wind
from sim.errors import InputError
from sim.own.registry import function_of

Number = float | Sequence[float] | np.ndarray
"""One value for all trajectories, or one for each."""

FRAMES = ("lvlh", "velocity", "inertial")
"""Steering frames by their number in `sim.dynamics.thrust`."""

OWN = "own"
"""The atmosphere, or the frame of steering, that is a function of one's own."""


def check_number(name: str, value: Any, *, least: float = 0.0, above: bool = False) -> np.ndarray:
    """A value as an array of no or one dimension; refuses what is no finite number in bounds.

    Raises
    ------
    InputError
        With what was given and what is allowed.
    """
    allowed = f"{'above' if above else 'at least'} {least:g}, one or an array of one per trajectory"
    if hasattr(value, "unit"):
        raise InputError(
            f"{name}={value}: the unit is in the name already; allowed: plain numbers, {allowed}"
        )
    try:
        array = np.asarray(value, dtype=np.float64)
    except (TypeError, ValueError):
        raise InputError(f"{name}={value!r} is no number; allowed: {allowed}") from None
    fine = np.isfinite(array) & ((array > least) if above else (array >= least))
    if array.ndim > 1 or not array.size or not fine.all():
        raise InputError(f"{name}={value!r}; allowed: {allowed}")
    return array


@dataclass(frozen=True)
class Gravity:
    """Gravity of the Earth by spherical harmonics.

    Parameters
    ----------
    field
        ``"egm2008"`` or ``"egm96"``, or a table of `sim.environment.gravity.from_coefficients`.
    degree
        Degree and order at which a shipped field is cut; 0 is a point mass.

    Raises
    ------
    InputError
        If there is no such field, or it does not reach so far.

    Examples
    --------
    >>> Gravity("egm2008", degree=20)
    Gravity(field='egm2008', degree=20)
    """

    field: str | Field = "egm2008"
    degree: int = 36

    def __post_init__(self) -> None:
        if isinstance(self.field, str) and self.field not in FIELDS:
            raise InputError(f"Gravity(field={self.field!r}); allowed: {', '.join(FIELDS)}")
        whole = isinstance(self.degree, (int, np.integer)) and not isinstance(self.degree, bool)
        if not whole or not 0 <= self.degree <= HIGHEST_DEGREE:
            raise InputError(
                f"Gravity(degree={self.degree!r}); allowed: a whole number from 0 to "
                f"{HIGHEST_DEGREE}"
            )


@dataclass(frozen=True)
class ThirdBody:
    """Gravity of Sun and Moon as point masses.

    Examples
    --------
    >>> ThirdBody()
    ThirdBody()
    """


@dataclass(frozen=True, kw_only=True)
class Air:
    """Tables behind an atmosphere, where they have been made already (a scenario makes its own)."""

    weather: Weather | None = None
    ratio: AirRatio | None = None
    growth: Growth = USUAL
    wind: Wind | None = None


@dataclass(frozen=True)
class Atmosphere:
    """The air that drag acts in; it turns with the Earth.

    Parameters
    ----------
    model
        ``"nrlmsise00"``, ``"nrlmsis21"``, ``"us1976"``, ``"exponential"``, ``"none"``, or
        ``"own"``.
    weather
        Of the models driven by it. None: observed values and the median of the forecast; (F10.7,
        its 81-day mean, Ap) held throughout; or the options of
        `sim.environment.space_weather.indices.weather`, such as ``{"percentile": 95.0}``.
    exponential
        Of the exponential model: density kg/m3, altitude m, scale height m.
    density_factor
        On the density of the model.
    function
        Of one's own air: what `sim.register` takes or gives, or the name of a registered one.
    tables
        Made already; for what builds forces from files.

    Raises
    ------
    InputError
        If there is no such model, or its constants are missing.

    Examples
    --------
    >>> Atmosphere("exponential", exponential=(1e-11, 300e3, 50e3)).model
    'exponential'
    """

    model: str = "nrlmsise00"
    weather: tuple[float, float, float] | Mapping[str, Any] | None = None
    exponential: tuple[float, float, float] | Exponential | None = None
    density_factor: Number = 1.0
    tables: Air = Air()
    function: Any = None

    def __post_init__(self) -> None:
        if self.model not in MODELS:
            raise InputError(f"Atmosphere({self.model!r}); allowed: {', '.join(MODELS)}")
        check_number("density_factor", self.density_factor)
        if (self.model == "exponential") != (self.exponential is not None):
            raise InputError(
                f"Atmosphere({self.model!r}, exponential={self.exponential}); allowed: density "
                f"kg/m3, altitude m, scale height m with model 'exponential', and with no other"
            )
        if (self.model == OWN) != (self.function is not None):
            raise InputError(
                f"Atmosphere({self.model!r}, function={self.function!r}); allowed: a function with "
                f"model 'own', and with no other"
            )
        if self.function is not None:
            object.__setattr__(self, "function", function_of("atmosphere", self.function))
        if self.exponential is not None:
            constants = check_number("exponential", self.exponential)
            if constants.shape != (3,) or constants[2] <= 0.0:
                raise InputError(
                    f"exponential={self.exponential}; allowed: density kg/m3, altitude m, scale "
                    f"height m above 0"
                )
        if isinstance(self.weather, Sequence):
            if check_number("weather", self.weather).shape != (3,):
                raise InputError(f"weather={self.weather}; allowed: (F10.7, its mean, Ap)")
        elif not (self.weather is None or isinstance(self.weather, Mapping)):
            raise InputError(
                f"weather={self.weather!r}; allowed: None, (F10.7, its mean, Ap), or options"
            )


@dataclass(frozen=True)
class Drag:
    """Drag on an area.

    Parameters
    ----------
    area_m2
        Area across the flow.
    cd
        Drag coefficient in free-molecular flow.
    cd_continuum
        And in a continuum; None: the same.
    length_m
        Length of the Knudsen number by which the coefficient goes from one to the other.

    Raises
    ------
    InputError
        If a number is none, or out of bounds.

    Examples
    --------
    >>> Drag(12.5, 2.2)
    Drag(area_m2=12.5, cd=2.2, cd_continuum=None, length_m=1.0)
    """

    area_m2: Number
    cd: Number = 2.2
    cd_continuum: Number | None = None
    length_m: Number = 1.0

    def __post_init__(self) -> None:
        check_number("area_m2", self.area_m2)
        check_number("cd", self.cd)
        check_number("length_m", self.length_m, above=True)
        if self.cd_continuum is not None:
            check_number("cd_continuum", self.cd_continuum)


@dataclass(frozen=True)
class Radiation:
    """Pressure of sunlight on a cannon ball, with the Earth's shadow.

    Parameters
    ----------
    area_m2
        Area across the light.
    reflectivity
        1 for a body that absorbs all light, up to 2 for a mirror.

    Raises
    ------
    InputError
        If a number is none, or out of bounds.

    Examples
    --------
    >>> Radiation(12.5, 1.3)
    Radiation(area_m2=12.5, reflectivity=1.3)
    """

    area_m2: Number
    reflectivity: Number = 1.3

    def __post_init__(self) -> None:
        check_number("area_m2", self.area_m2)
        check_number("reflectivity", self.reflectivity)


@dataclass(frozen=True)
class Acceleration:
    """An acceleration of one's own; any number of them may act.

    Parameters
    ----------
    function
        What `sim.register` takes or gives, or the name of a registered one.

    Raises
    ------
    InputError
        If nothing is registered under the name, or the function can't fly.

    Examples
    --------
    >>> def push(vx, vy, vz, mass):
    ...     return 1e-6 * vx / mass, 1e-6 * vy / mass, 1e-6 * vz / mass
    >>> Acceleration(push)
    Acceleration(function=<acceleration 'push', ...>)
    """

    function: Any

    def __post_init__(self) -> None:
        object.__setattr__(self, "function", function_of("acceleration", self.function))


@dataclass(frozen=True)
class Thrust:
    """A constant thrust throughout, and the mass it takes.

    Parameters
    ----------
    newton
        Thrust in N.
    isp_s
        Specific impulse in s.
    direction
        Unit vector in the frame, one for all; made one unit long.
    frame
        ``"velocity"``: x along the inertial velocity, z in the orbit plane toward the Earth;
        ``"lvlh"``: x forward and horizontal, z to nadir; ``"inertial"``: GCRF; ``"own"``: as the
        law says, whatever the direction.
    law
        Of one's own, with that frame: what `sim.register` takes or gives, or its name.

    Raises
    ------
    InputError
        If a number is none or out of bounds, the direction is none, or the frame unknown.

    Examples
    --------
    >>> Thrust(400.0, 300.0).frame
    'velocity'
    """

    newton: Number
    isp_s: Number
    direction: tuple[float, float, float] = (-1.0, 0.0, 0.0)
    frame: str = "velocity"
    law: Any = None

    def __post_init__(self) -> None:
        check_number("newton", self.newton)
        check_number("isp_s", self.isp_s, above=True)
        if self.frame not in (*FRAMES, OWN) or (self.frame == OWN) != (self.law is not None):
            raise InputError(
                f"Thrust(frame={self.frame!r}, law={self.law!r}); allowed: {', '.join(FRAMES)}, or "
                f"'own' with a law"
            )
        if self.law is not None:
            object.__setattr__(self, "law", function_of("steering", self.law))
        along = check_number("direction", self.direction, least=-np.inf)
        if along.shape != (3,) or not 1e-6 < np.abs(along).max() < 1e6:
            raise InputError(f"direction={self.direction}; allowed: three components, not all 0")


Force = Gravity | ThirdBody | Atmosphere | Drag | Radiation | Acceleration | Thrust
"""What `propagate` takes a few of."""
