"""heyoka: equations as expressions; its gravity field, its neural surrogate of NRLMSISE-00."""

import datetime
from functools import reduce

import heyoka as hy
import numpy as np
from astropy import units
from astropy.coordinates import GCRS, ITRS, CartesianRepresentation, get_body
from astropy.time import Time


def prepare(states, epoch, mass, area, cd, activity):
    start = Time(epoch.rstrip("Z"))
    x, y, z, u, v, w = hy.make_vars("x", "y", "z", "u", "v", "w")
    # the Earth turns evenly about the pole of the day's middle, whose frame is integrated in
    axes = CartesianRepresentation(np.eye(3))
    sides = [start + k * units.hour for k in (11.9, 12.0, 12.1)]
    turns = [GCRS(axes, obstime=t).transform_to(ITRS(obstime=t)).cartesian.xyz.value for t in sides]
    frame, rate = turns[1], 7.2921151467e-5
    angle = rate * (hy.time - 43200.0)
    c, s = hy.cos(angle), hy.sin(angle)
    fixed = [c * x + s * y, c * y - s * x, z]
    g = hy.model.egm2008_acc(fixed, 20, 20, mu=398600.4415, a=6378.1363)
    a = [c * g[0] - s * g[1], s * g[0] + c * g[1], g[2]]
    t = np.linspace(0.0, 86400.0, 49)
    for name, mu in (("sun", 1.32712440018e11), ("moon", 4902.800066)):
        away = get_body(name, start + t * units.s).cartesian.xyz.to_value("km")
        fit = np.polynomial.polynomial.polyfit(t, (frame @ away).T, 8)
        # by Horner's scheme: the series of a power of time is not a number at time 0
        body = [
            reduce(lambda a, k: a * hy.time + float(k), q[::-1], hy.expression(0.0)) for q in fit.T
        ]
        d = [b - p for b, p in zip(body, (x, y, z), strict=True)]
        near, far = (sum((q * q for q in e), hy.expression(0.0)) ** -1.5 for e in (d, body))
        a = [q + mu * (e * near - b * far) for q, e, b in zip(a, d, body, strict=True)]
    geodetic = hy.model.cart2geo([1e3 * q for q in fixed])
    days = (datetime.datetime.fromisoformat(epoch.rstrip("Z")) - datetime.datetime(2024, 1, 1)).days
    flux = [hy.expression(float(q)) for q in activity]
    density = hy.model.nrlmsise00_tn(
        [1e-3 * geodetic[0], geodetic[1], geodetic[2]], *flux, days + hy.time / 86400.0
    )
    wind = [u + rate * y, v - rate * x, w]
    k = (
        -500.0
        * cd
        * area
        / mass
        * density
        * hy.sqrt(sum((q * q for q in wind), hy.expression(0.0)))
    )
    a = [q + k * p for q, p in zip(a, wind, strict=True)]
    system = [(x, u), (y, v), (z, w), (u, a[0]), (v, a[1]), (w, a[2])]
    turn = np.kron(np.eye(2), frame)
    first = np.ascontiguousarray(1e-3 * turn @ states.T)
    batch = hy.taylor_adaptive_batch(
        system, first.copy(), tol=1e-10, compact_mode=True, fast_math=True
    )

    def fly():
        batch.set_time(0.0)
        batch.state[:] = first
        batch.propagate_until([86400.0] * len(states))
        return 1e3 * (turn.T @ batch.state).T

    return fly
