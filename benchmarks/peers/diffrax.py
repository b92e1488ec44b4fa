"""diffrax on JAX: all trajectories in one compiled program, in double precision on the processor.

A solver without force models: the gravity field follows this project's recursion, for all orders
together, the other forces are written here. Dopri8 with its step control, vmap over trajectories,
jit.
"""

from collections.abc import Callable
from functools import partial

import numpy as np

from peers.interface import Peer, PreparedPeer, Problem, Setting, Unable, package_version

TOLERANCES = (1e-7, 1e-8, 1e-9, 1e-10, 1e-11, 1e-12, 1e-13)
SPEED = 1.1e-3
"""1/s, speed over radius: gives positions and velocities the same weight."""


def _weights(degree: int) -> tuple[np.ndarray, np.ndarray]:
    """Factors of the recursion (n, m), and weights (6, n, m) of its functions in the sums of
    `sim.environment.gravity`.
    """
    from sim.data import open_data
    from sim.environment.gravity import leading

    data, size = open_data("egm2008"), degree + 1
    n, m = np.indices((size, size))
    c, s = (data[name][:size, :size] * leading(degree) for name in "cs")
    back = ((n - 1.0) ** 2 - m**2) / ((2.0 * n - 1.0) * (2.0 * n - 3.0)) * (n >= m + 2)
    below = np.zeros((2, size, size))
    for k, coefficients in enumerate((c, s)):
        below[k, :, 1:] = coefficients[:, :-1]
    below *= (n - m + 1) * (n >= m)
    return back, np.stack([c, s, *below, (n + m + 1) * c, (n + m + 1) * s])


def _gravity(degree: int) -> Callable:
    """Acceleration (m/s2) at an Earth-fixed point (m) as a JAX function."""
    import jax.numpy as jnp

    from sim.environment.gravity import field

    model = field("egm2008", degree)
    back, weight = _weights(degree)
    size, eye = degree + 1, np.eye(degree + 1)
    orders = np.arange(size)

    def acceleration(p):
        inverse = 1.0 / (p @ p)
        scale = model.radius * inverse
        xr, yr, zr, rr = p[0] * scale, p[1] * scale, p[2] * scale, model.radius * scale
        v, w = model.radius * jnp.sqrt(inverse), 0.0
        vs, ws = [v], [w + 0.0 * v]
        for _ in range(1, size):
            v, w = xr * v - yr * w, xr * w + yr * v
            vs.append(v)
            ws.append(w)
        f1, f2, functions = jnp.asarray(eye[0]), jnp.zeros(size), [jnp.asarray(eye[0])]
        for n in range(1, size):
            f1, f2 = zr * f1 - back[n] * rr * f2 + eye[n], f1
            functions.append(f1)
        a, b, d, e, g, h = jnp.einsum("nm,knm->km", jnp.stack(functions), weight)
        v, w = jnp.stack(vs), jnp.stack(ws)
        v0, w0 = jnp.roll(v, 1).at[0].set(0.0), jnp.roll(w, 1).at[0].set(0.0)
        along_z = d @ v0 + e @ w0
        slopes = jnp.stack([(orders * a) @ v0 + (orders * b) @ w0,
                            (orders * b) @ v0 - (orders * a) @ w0, along_z])  # fmt: skip
        radial = g @ v + h @ w + zr * along_z
        return model.mu * inverse * (slopes - (radial / model.radius) * p)

    return acceleration


def _equation(problem: Problem) -> Callable:
    """Right-hand side f(t, y, cd area / mass) in the frame of `heyoka_forces.fit_rotation`."""
    import jax.numpy as jnp

    from peers.heyoka_forces import fit_altitude, fit_rotation
    from sim.dynamics.rhs import EARTH_RATE

    rotation, weight, layer = fit_rotation(problem, 1), fit_altitude(), problem.exponential
    gravity = _gravity(problem.degree)
    (a0, a1), ((p0, p1), (q0, q1)) = rotation.angle, rotation.drift
    pole = jnp.asarray(rotation.pole_motion)

    def rhs(t, y, ballistic):
        r, v = y[:3], y[3:] / SPEED
        x = t / problem.duration
        s, c = jnp.sin(a0 + a1 * x), jnp.cos(a0 + a1 * x)
        a, b = p0 + p1 * x, q0 + q1 * x
        spin = jnp.array([[c, s, 0.0], [-s, c, 0.0], [0.0, 0.0, 1.0]])
        drift = jnp.array([[1.0, 0.0, -b], [0.0, 1.0, a], [b, -a, 1.0]])
        gcrf_to_itrf = pole @ spin @ drift
        g = gcrf_to_itrf.T @ gravity(gcrf_to_itrf @ r)
        distance = jnp.sqrt(r @ r)
        s2, ratio = (r[2] / distance) ** 2, 6378137.0 / distance
        w = weight[:, 0] + ratio * (weight[:, 1] + ratio * weight[:, 2])
        altitude = distance + w[0] + s2 * (w[1] + s2 * (w[2] + s2 * w[3]))
        density = layer.density * jnp.exp((layer.height - altitude) / layer.scale_height)
        airspeed = v + EARTH_RATE * jnp.array([r[1], -r[0], 0.0])
        drag = -0.5 * density * ballistic * jnp.sqrt(airspeed @ airspeed)
        return jnp.concatenate([v, SPEED * (g + drag * airspeed)])

    return rhs


def _prepare(problem: Problem, count: int, threads: int) -> PreparedPeer:
    package_version("diffrax", "jax")
    if problem.activity is not None:
        raise Unable("no NRLMSISE-00 for JAX")
    if threads > 1:
        raise Unable("measured on one core")
    import diffrax
    import jax

    jax.config.update("jax_enable_x64", True)
    from peers.heyoka_forces import fit_rotation

    frame, rhs = fit_rotation(problem, 1).frame, _equation(problem)
    states = problem.states[:count]
    scale = np.array([1.0, 1.0, 1.0, SPEED, SPEED, SPEED])
    start = np.hstack([states[:, :3] @ frame.T, SPEED * states[:, 3:6] @ frame.T])
    ballistic = problem.cd * problem.area / states[0, 6]

    def solve(y, tolerance):
        # positions and velocities have one scale, so the absolute tolerance balances them
        control = diffrax.PIDController(rtol=0.0, atol=6.8e6 * tolerance)
        solution = diffrax.diffeqsolve(
            diffrax.ODETerm(rhs), diffrax.Dopri8(), 0.0, problem.duration, 30.0, y,
            args=ballistic, stepsize_controller=control, max_steps=100_000,
            saveat=diffrax.SaveAt(t1=True), adjoint=diffrax.ForwardMode(),
        )  # fmt: skip
        return solution.ys[0]

    solve_all = jax.jit(jax.vmap(solve, in_axes=(0, None)))

    def fly(setting: Setting) -> np.ndarray:
        ends = np.asarray(solve_all(start, setting.tolerance).block_until_ready()) / scale
        return np.hstack([ends[:, :3] @ frame, ends[:, 3:] @ frame])

    settings = tuple(Setting(f"{tol:.0e}", tol) for tol in TOLERANCES)
    fly(settings[0])
    return PreparedPeer(settings, fly, "Dopri8, vmap and jit over all trajectories, float64")


PEERS = (
    Peer(
        "diffrax",
        partial(package_version, "diffrax", "jax"),
        _prepare,
        batch=64,
        environment=(("XLA_FLAGS", "--xla_cpu_multi_thread_eigen=false"), ("JAX_PLATFORMS", "cpu")),
    ),
)
