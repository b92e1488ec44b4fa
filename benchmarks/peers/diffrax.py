"""diffrax on JAX: all trajectories in one compiled program, in double precision on the processor.

A solver without a force library: the field follows this project's recursion, for all orders at
once, the rest is written out here. Dopri8 with its step control, vmap over trajectories, jit.
"""

from collections.abc import Callable
from functools import partial

import numpy as np

from peers.interface import Flyer, Peer, Problem, Setting, Unable, package_version

TOLERANCES = (1e-7, 1e-8, 1e-9, 1e-10, 1e-11, 1e-12, 1e-13)
SPEED = 1.1e-3
"""1/s, speed over radius: positions and velocities weigh the same."""


def _weights(degree: int) -> tuple[np.ndarray, np.ndarray]:
    """Factors of the recursion (n, m), and weights (6, n, m) of its functions in the sums that
    `sim.environment.gravity` takes order by order.
    """
    from sim.data import open_data
    from sim.environment.gravity import leading

    data, size = open_data("egm2008"), degree + 1
    n, m = np.indices((size, size))
    c, s = (data[name][:size, :size] * leading(degree) for name in "cs")
    back = ((n - 1.0) ** 2 - m**2) / ((2.0 * n - 1.0) * (2.0 * n - 3.0)) * (n >= m + 2)
    below = np.zeros((2, size, size))
    for k, given in enumerate((c, s)):
        below[k, :, 1:] = given[:, :-1]
    below *= (n - m + 1) * (n >= m)
    return back, np.stack([c, s, *below, (n + m + 1) * c, (n + m + 1) * s])


def _field(degree: int) -> Callable:
    """Acceleration (m/s2) at an Earth-fixed point (m) as a JAX function."""
    import jax.numpy as jnp

    from sim.environment.gravity import field

    made = field("egm2008", degree)
    back, weight = _weights(degree)
    size, eye = degree + 1, np.eye(degree + 1)
    orders = np.arange(size)

    def acceleration(p):
        inverse = 1.0 / (p @ p)
        scale = made.radius * inverse
        xr, yr, zr, rr = p[0] * scale, p[1] * scale, p[2] * scale, made.radius * scale
        v, w = made.radius * jnp.sqrt(inverse), 0.0
        vs, ws = [v], [w + 0.0 * v]
        for _ in range(1, size):
            v, w = xr * v - yr * w, xr * w + yr * v
            vs.append(v)
            ws.append(w)
        f1, f2, rows = jnp.asarray(eye[0]), jnp.zeros(size), [jnp.asarray(eye[0])]
        for n in range(1, size):
            f1, f2 = zr * f1 - back[n] * rr * f2 + eye[n], f1
            rows.append(f1)
        a, b, d, e, g, h = jnp.einsum("nm,knm->km", jnp.stack(rows), weight)
        v, w = jnp.stack(vs), jnp.stack(ws)
        v0, w0 = jnp.roll(v, 1).at[0].set(0.0), jnp.roll(w, 1).at[0].set(0.0)
        along_z = d @ v0 + e @ w0
        slopes = jnp.stack([(orders * a) @ v0 + (orders * b) @ w0,
                            (orders * b) @ v0 - (orders * a) @ w0, along_z])  # fmt: skip
        radial = g @ v + h @ w + zr * along_z
        return made.mu * inverse * (slopes - (radial / made.radius) * p)

    return acceleration


def _equation(problem: Problem) -> Callable:
    """Right-hand side f(t, y, cd area / mass) in the frame of `heyoka_forces.turning`."""
    import jax.numpy as jnp

    from peers.heyoka_forces import height_fit, turning
    from sim.dynamics.rhs import EARTH_RATE

    made, weight, air = turning(problem, 1), height_fit(), problem.exponential
    pull = _field(problem.degree)
    (a0, a1), ((p0, p1), (q0, q1)) = made.angle, made.drift
    pole = jnp.asarray(made.pole_motion)

    def rhs(t, y, ballistic):
        r, v = y[:3], y[3:] / SPEED
        x = t / problem.duration
        s, c = jnp.sin(a0 + a1 * x), jnp.cos(a0 + a1 * x)
        a, b = p0 + p1 * x, q0 + q1 * x
        spin = jnp.array([[c, s, 0.0], [-s, c, 0.0], [0.0, 0.0, 1.0]])
        drift = jnp.array([[1.0, 0.0, -b], [0.0, 1.0, a], [b, -a, 1.0]])
        turn = pole @ spin @ drift
        g = turn.T @ pull(turn @ r)
        distance = jnp.sqrt(r @ r)
        s2, ratio = (r[2] / distance) ** 2, 6378137.0 / distance
        w = weight[:, 0] + ratio * (weight[:, 1] + ratio * weight[:, 2])
        height = distance + w[0] + s2 * (w[1] + s2 * (w[2] + s2 * w[3]))
        density = air.density * jnp.exp((air.height - height) / air.scale_height)
        wind = v + EARTH_RATE * jnp.array([r[1], -r[0], 0.0])
        drag = -0.5 * density * ballistic * jnp.sqrt(wind @ wind)
        return jnp.concatenate([v, SPEED * (g + drag * wind)])

    return rhs


def _flyer(problem: Problem, count: int, threads: int) -> Flyer:
    package_version("diffrax", "jax")
    if problem.activity is not None:
        raise Unable("no NRLMSISE-00 for JAX")
    if threads > 1:
        raise Unable("measured on one core")
    import diffrax
    import jax

    jax.config.update("jax_enable_x64", True)
    from peers.heyoka_forces import turning

    frame, rhs = turning(problem, 1).frame, _equation(problem)
    given = problem.states[:count]
    scale = np.array([1.0, 1.0, 1.0, SPEED, SPEED, SPEED])
    start = np.hstack([given[:, :3] @ frame.T, SPEED * given[:, 3:6] @ frame.T])
    ballistic = problem.cd * problem.area / given[0, 6]

    def solve(y, tolerance):
        # positions and velocities have one scale, so the absolute tolerance balances them
        control = diffrax.PIDController(rtol=0.0, atol=6.8e6 * tolerance)
        found = diffrax.diffeqsolve(
            diffrax.ODETerm(rhs), diffrax.Dopri8(), 0.0, problem.duration, 30.0, y,
            args=ballistic, stepsize_controller=control, max_steps=100_000,
            saveat=diffrax.SaveAt(t1=True), adjoint=diffrax.ForwardMode(),
        )  # fmt: skip
        return found.ys[0]

    together = jax.jit(jax.vmap(solve, in_axes=(0, None)))

    def fly(setting: Setting) -> np.ndarray:
        ends = np.asarray(together(start, setting.tolerance).block_until_ready()) / scale
        return np.hstack([ends[:, :3] @ frame, ends[:, 3:] @ frame])

    ladder = tuple(Setting(f"{tol:.0e}", tol) for tol in TOLERANCES)
    fly(ladder[0])
    return Flyer(ladder, fly, "Dopri8, vmap and jit over all trajectories, float64")


PEERS = (
    Peer(
        "diffrax",
        partial(package_version, "diffrax", "jax"),
        _flyer,
        together=64,
        environment=(("XLA_FLAGS", "--xla_cpu_multi_thread_eigen=false"), ("JAX_PLATFORMS", "cpu")),
    ),
)
