"""Where natural decays end along the orbit, by inclination: data set `natural_decay`.

    python benchmarks/natural_decays.py

Flies 10,000 bodies for each inclination from a nearly circular orbit at 200 km, through air of
random days of one solar cycle, to 78 km, where each gives free a piece that falls on to the ground.
The Earth's flattening brings an orbit nearest to the air at the equator, so that ends cluster there
(Bacon and Matney 2016, NTRS 20160006341). Takes about four minutes on one core.
"""

import numpy as np
from numpy.typing import NDArray

from sim import __version__
from sim.data.builders.sidecar import write_data
from sim.dynamics.event import FALLING, HEIGHT
from sim.dynamics.fragment_aerodynamics import BODY
from sim.environment.world import World, world
from sim.frames.constants import MEAN_RADIUS, MU
from sim.frames.epoch import DAY, Epoch
from sim.integrate.batch import run
from sim.integrate.lane import FIRST_EVENT, Events
from sim.vehicle.parameters import Parameters, tabulate

Array = NDArray[np.float64]

INCLINATIONS = (28.5, 51.64, 57.0, 65.0, 80.0, 98.0)
"""deg."""
DATES = tuple(f"{2009 + k // 2}-{1 + 5 * k % 12:02d}-01T00:00:00Z" for k in range(20))
"""Starts, of observed space weather: all seasons, minimum and maximum of a cycle."""
BODIES = 500
"""For each date."""
START_HEIGHT = 200e3
"""m over the mean radius: ends from 160 and 180 km have the same distribution within its noise."""
ECCENTRICITY = 5e-4
"""assumption: up to it, evenly over the disc; drag takes most of it away before the end."""
BETA, BETA_SPREAD = 150.0, 0.4
"""kg/m2 of the area in continuum flow, and standard deviation of its logarithm. assumption: about a
station that tumbles."""
PIECE_BETA = (20.0, 300.0)
"""kg/m2, evenly in the logarithm. assumption: pieces from sheets to engines."""
RATIO, LENGTH = 2.2, 30.0
"""Free-molecular over continuum drag, and m of the Knudsen number."""
BREAK_UP_HEIGHT = 78e3
LONGEST = 40.0 * DAY
BINS = 72


def bodies(generator: np.random.Generator, inclination: float) -> Array:
    """States and masses (n, 7) of bodies of 1 m2, on orbits of any node; inclination rad."""
    argument, node, perigee = 2.0 * np.pi * generator.random((3, BODIES))
    eccentricity = ECCENTRICITY * np.sqrt(generator.random(BODIES))
    mass = BETA * np.exp(BETA_SPREAD * generator.standard_normal(BODIES))
    anomaly = argument - perigee
    parameter = (MEAN_RADIUS + START_HEIGHT) * (1.0 - eccentricity**2)
    radius = parameter / (1.0 + eccentricity * np.cos(anomaly))
    speed = np.sqrt(MU / parameter)
    radial = speed * eccentricity * np.sin(anomaly)
    across = speed * (1.0 + eccentricity * np.cos(anomaly))
    out, along = (_unit(angle, node, inclination) for angle in (argument, argument + 0.5 * np.pi))
    velocity = radial[:, None] * out + across[:, None] * along
    return np.hstack([radius[:, None] * out, velocity, mass[:, None]])


def _unit(argument: Array, node: Array, inclination: float) -> Array:
    c, s = np.cos(argument), np.sin(argument)
    x, y = c, s * np.cos(inclination)
    return np.stack(
        [
            x * np.cos(node) - y * np.sin(node),
            x * np.sin(node) + y * np.cos(node),
            s * np.sin(inclination),
        ],
        axis=1,
    )


def argument_of_latitude(y: Array) -> Array:
    """Angle from the ascending node in the plane of the orbit, rad, of states (n, 6)."""
    normal = np.cross(y[:, :3], y[:, 3:6])
    node = np.stack([-normal[:, 1], normal[:, 0], np.zeros(len(y))], axis=1)
    ahead = np.cross(normal / np.linalg.norm(normal, axis=1, keepdims=True), node)
    return np.arctan2((y[:, :3] * ahead).sum(axis=1), (y[:, :3] * node).sum(axis=1))


def fall_to(flown: World, t: Array, y: Array, height: float) -> tuple[Array, Array]:
    """Times and states where bodies of 1 m2 come down to a height, m.

    Raises
    ------
    RuntimeError
        If one does not within 40 days.
    """
    columns = {name: np.zeros(len(t)) for name in Parameters._fields}
    ones = ("density_factor", "steer_x", "area", "cd_continuum", "cd_subsonic")
    columns |= {name: np.ones(len(t)) for name in ones}
    columns |= {"cd_free_molecular": np.full(len(t), RATIO), "length": np.full(len(t), LENGTH)}
    arc = run(
        flown,
        t,
        y,
        t + LONGEST,
        tabulate(Parameters(**columns)),
        events=Events(np.array([HEIGHT]), np.array([FALLING]), np.full((len(t), 1), height)),
        relative_tolerance=1e-9,
    )
    if not (arc.status == FIRST_EVENT).all():
        raise RuntimeError(f"{(arc.status != FIRST_EVENT).sum()} bodies did not come down")
    return arc.t, arc.y


def ends(inclination_deg: float, generator: np.random.Generator) -> tuple[Array, Array]:
    """Arguments of latitude at break-up and where pieces land, rad, (n,) each.

    A landing counts in the plane of its break-up: the turn of the Earth during the last minutes,
    when a piece falls with the air, is left out (half a degree of latitude at most).
    """
    broken, landed = [], []
    for date in DATES:
        flown = world(Epoch.from_utc(date), LONGEST + 2.0 * DAY, degree=4, third_body=False)
        flown = flown._replace(switch=flown.switch._replace(fall=BODY))
        start = DAY * generator.random(BODIES)
        y = bodies(generator, np.radians(inclination_deg))
        t, y = fall_to(flown, start, y, BREAK_UP_HEIGHT)
        broken.append(argument_of_latitude(y))
        piece = y.copy()
        low, high = np.log(PIECE_BETA)
        piece[:, 6] = np.exp(low + (high - low) * generator.random(BODIES))
        _, down = fall_to(flown, t, piece, 0.0)
        landed.append(argument_of_latitude(np.hstack([down[:, :3], y[:, 3:6]])))
    return np.concatenate(broken), np.concatenate(landed)


def counted(angle: Array) -> NDArray[np.int32]:
    """Ends by stretches of 5 deg of the argument of latitude, (72,)."""
    turned = np.mod(angle, 2.0 * np.pi)
    return np.histogram(turned, BINS, (0.0, 2.0 * np.pi))[0].astype(np.int32)


def main() -> None:
    """Fly the decays and write the table."""
    generator = np.random.default_rng(20160006341)
    both = [ends(inclination, generator) for inclination in INCLINATIONS]
    write_data(
        "natural_decay",
        {
            "inclination_deg": np.array(INCLINATIONS),
            "clustering": np.array([2.0 * np.cos(2.0 * down).mean() for _, down in both]),
            "broken_up": np.stack([counted(broken) for broken, _ in both]),
            "landed": np.stack([counted(landed) for _, landed in both]),
        },
        source="decays flown with this program: field of degree 4, NRLMSISE-00, observed weather",
        edition=f"{len(DATES) * BODIES} decays for each inclination, iss-deorbit {__version__}",
        url="https://ntrs.nasa.gov/citations/20160006341",
        licence="a table of facts made by this project; same licence as its code",
        attribution="flown by this project, after an argument of Bacon and Matney (2016)",
        package="none",
        input_sha256="none",
        coverage="inclinations 28.5 to 98 degrees, nearly circular orbits from 200 km",
        builder="benchmarks.natural_decays",
        columns="clustering: twice the mean cosine of twice the argument of latitude where pieces"
        " land (standard error 0.014); broken_up, landed: ends by stretches of 5 degrees of it",
    )


if __name__ == "__main__":
    main()
