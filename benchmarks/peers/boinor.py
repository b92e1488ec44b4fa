"""boinor's Cowell propagator below its unit layer, with a compiled right-hand side.

Its gravity field ends at J3 and its atmosphere does not co-rotate, so the drag is written here, and
J2 replaces the gravity field: less work than for the other peers.
"""

import math
from functools import partial

import numpy as np

from peers.interface import Peer, PreparedPeer, Problem, Setting, Unable, package_version

TOLERANCES = (1e-7, 1e-8, 1e-9, 1e-10, 1e-11, 1e-12, 1e-13)


def _prepare(problem: Problem, count: int, threads: int) -> PreparedPeer:
    if problem.name != "a8":
        raise Unable("no gravity field beyond J3, no NRLMSISE-00, no finite burn; flies a8 with J2")
    if threads > 1:
        raise Unable("flies one trajectory on one thread")
    from boinor.core.perturbations import J2_perturbation
    from boinor.core.propagation import cowell, func_twobody
    from numba import njit

    from sim.dynamics.rhs import EARTH_RATE
    from sim.frames.constants import EQUATORIAL_RADIUS, J2, MU
    from sim.frames.geodesy import geodetic

    radius = EQUATORIAL_RADIUS / 1e3
    ballistic = problem.cd * problem.area / problem.states[0, 6]
    layer = problem.exponential
    density_0, altitude_0, scale = layer.density, layer.height, layer.scale_height

    @njit
    def rhs(t, s, k):
        out = func_twobody(t, s, k)
        oblateness = J2_perturbation(t, s, k, J2, radius)
        _, _, altitude = geodetic(1e3 * s[0], 1e3 * s[1], 1e3 * s[2])
        density = density_0 * math.exp((altitude_0 - altitude) / scale)
        u = s[3] + EARTH_RATE * s[1]
        v = s[4] - EARTH_RATE * s[0]
        drag = -0.5e3 * density * ballistic * math.sqrt(u * u + v * v + s[5] * s[5])
        out[3] += oblateness[0] + drag * u
        out[4] += oblateness[1] + drag * v
        out[5] += oblateness[2] + drag * s[5]
        return out

    rhs(0.0, np.array([7e3, 0.0, 0.0, 0.0, 7.0, 0.0]), MU / 1e9)

    def fly(setting: Setting) -> np.ndarray:
        ends = []
        for state in problem.states[:count]:
            r, v = cowell(
                MU / 1e9, state[:3] / 1e3, state[3:6] / 1e3, [problem.duration],
                setting.tolerance, f=rhs,
            )  # fmt: skip
            ends.append(1e3 * np.concatenate([r[0], v[0]]))
        return np.array(ends)

    settings = tuple(Setting(f"{tol:.0e}", tol) for tol in TOLERANCES)
    return PreparedPeer(
        settings,
        fly,
        "Cowell below the unit layer, its compiled J2, compiled drag written here",
        "J2 instead of 8x8, atmosphere co-rotating about a fixed pole",
    )


PEERS = (Peer("boinor", partial(package_version, "boinor"), _prepare),)
