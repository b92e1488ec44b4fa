"""boinor's Cowell propagator below its units, with a compiled right-hand side.

Its richest field ends at J3 and its drag does not turn with the Earth, so the drag is written for
it, and J2 stands for the field: less work than the problem asks of the others.
"""

import math
from functools import partial

import numpy as np

from peers.interface import Flyer, Peer, Problem, Setting, Unable, package_version

TOLERANCES = (1e-7, 1e-8, 1e-9, 1e-10, 1e-11, 1e-12, 1e-13)


def _flyer(problem: Problem, count: int, threads: int) -> Flyer:
    if problem.name != "a8":
        raise Unable("no field beyond J3, no NRLMSISE-00, no finite burn; flies a8 with J2")
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
    air = problem.exponential
    ground, height_0, scale = air.density, air.height, air.scale_height

    @njit
    def rhs(t, s, k):
        out = func_twobody(t, s, k)
        pull = J2_perturbation(t, s, k, J2, radius)
        _, _, height = geodetic(1e3 * s[0], 1e3 * s[1], 1e3 * s[2])
        density = ground * math.exp((height_0 - height) / scale)
        u = s[3] + EARTH_RATE * s[1]
        v = s[4] - EARTH_RATE * s[0]
        drag = -0.5e3 * density * ballistic * math.sqrt(u * u + v * v + s[5] * s[5])
        out[3] += pull[0] + drag * u
        out[4] += pull[1] + drag * v
        out[5] += pull[2] + drag * s[5]
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

    ladder = tuple(Setting(f"{tol:.0e}", tol) for tol in TOLERANCES)
    return Flyer(
        ladder,
        fly,
        "Cowell below the unit layer, its compiled J2, a compiled drag written for it",
        "J2 instead of 8x8, air about a fixed pole",
    )


PEERS = (Peer("boinor", partial(package_version, "boinor"), _flyer),)
