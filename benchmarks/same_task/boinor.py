"""boinor: no field beyond J3, no NRLMSISE-00; what can be had is J2, J3, Sun, Moon, and air that
falls exponentially and does not turn.
"""

import numpy as np
from astropy import units as u
from astropy.time import Time
from boinor.bodies import Earth, Moon, Sun
from boinor.core.perturbations import (
    J2_perturbation,
    J3_perturbation,
    atmospheric_drag_exponential,
    third_body,
)
from boinor.core.propagation import func_twobody
from boinor.ephem import build_ephem_interpolant
from boinor.twobody import Orbit
from boinor.twobody.propagation import CowellPropagator


def prepare(states, epoch, mass, area, cd, activity):
    start, day = Time(epoch.rstrip("Z")), 86400.0
    radius = Earth.R.to_value(u.km)
    when = start + np.linspace(0.0, day, 25) * u.s
    bodies = [
        (body.k.to_value(u.km**3 / u.s**2), build_ephem_interpolant(body, when))
        for body in (Sun, Moon)
    ]

    def push(t, s, k):
        a = J2_perturbation(t, s, k, J2=Earth.J2.value, R=radius)
        a = a + J3_perturbation(t, s, k, J3=Earth.J3.value, R=radius)
        a = a + atmospheric_drag_exponential(
            t,
            s,
            k,
            R=radius,
            C_D=cd,
            A_over_m=1e-6 * area / mass,
            H0=58.2,
            rho0=1e9 * 4e-12 * np.exp(400 / 58.2),
        )
        for mu, place in bodies:
            a = a + third_body(t, s, k, k_third=mu, perturbation_body=place)
        return a

    def rhs(t, s, k):
        out = func_twobody(t, s, k)
        out[3:] += push(t, s, k)
        return out

    orbits = [
        Orbit.from_vectors(Earth, q[:3] * u.m, q[3:] * u.m / u.s, epoch=start) for q in states
    ]

    def fly_one(orbit):
        end = orbit.propagate(day * u.s, method=CowellPropagator(rtol=1e-10, f=rhs))
        return np.concatenate([end.r.to_value(u.m), end.v.to_value(u.m / u.s)])

    return lambda: np.array([fly_one(orbit) for orbit in orbits])
