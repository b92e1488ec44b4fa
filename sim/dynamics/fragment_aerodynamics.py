"""Aerodynamic forces on a falling body: drag by Knudsen and Mach number, and lift at a fixed bank.

Between continuum and free-molecular flow as in `sim.dynamics.drag`. Across the speed of sound the
continuum coefficient goes from its hypersonic to its subsonic value; the range of that change is
an assumption, terminal speed depends on its lower end alone. Lift acts where a body can hold an
angle to the stream for a while: in continuum flow above the speed of sound.
"""

from sim.dynamics.drag import bridge, knudsen
from sim.lanes import cross, dot, kernel, maximum, norm, smoothstep, sqrt

BODY = 1
"""Value of the world's switch for trajectories of falling bodies."""
MELTING_BODY = 2
"""For falling bodies that are heated and melt."""

ADIABATIC = 1.4 * 1.380649e-23
"""J/K, ratio of the specific heats of air times Boltzmann's constant."""

SUBSONIC = 0.8
SUPERSONIC = 1.4
"""Mach numbers between which a body's coefficient changes. assumption: the drag rise of blunt
bodies begins near 0.8 and has flattened out by 1.4 (Hoerner, Fluid-Dynamic Drag, 1965, chapter 16).
"""

LEAST_SLOPE = 1e-3
"""Sine of the angle to the vertical below which lift fades: a body that falls straight down has no
upward side."""


@kernel
def mach_number(speed, density, temperature, number_density):
    """Speed over that of sound, from m/s, kg/m3, K and molecules per m3."""
    return speed * sqrt(
        maximum(density, 1e-30) / (ADIABATIC * temperature * maximum(number_density, 1e-30))
    )


@kernel
def supersonic_share(mach):
    """0 below the speed of sound, 1 above it, smooth between."""
    return smoothstep((mach - SUBSONIC) * (1.0 / (SUPERSONIC - SUBSONIC)))


@kernel
def body_force(
    ux, uy, uz, ex, ey, ez, mass, area, density, temperature, number_density, parameters
):
    """Acceleration in m/s2 of a falling body.

    Along the axes of (ux, uy, uz), its velocity in m/s relative to the air, and (ex, ey, ez), its
    position in m from the Earth's centre; mass kg and area m2 of the body as it now is.
    """
    speed = norm(ux, uy, uz)
    free = bridge(knudsen(number_density, parameters.length))
    fast = supersonic_share(mach_number(speed, density, temperature, number_density))
    continuum = parameters.cd_subsonic + (parameters.cd_continuum - parameters.cd_subsonic) * fast
    cd = continuum + (parameters.cd_free_molecular - continuum) * free
    k = 0.5 * density * cd * area * speed / mass
    # across: to the right of the flight, square to the vertical; up: completes with the velocity
    sx, sy, sz = cross(ux, uy, uz, ex, ey, ez)
    level = speed * norm(ex, ey, ez)
    square = dot(sx, sy, sz, sx, sy, sz) + LEAST_SLOPE * LEAST_SLOPE * level * level
    c = 1.0 / sqrt(maximum(square, 1e-30))
    sx = c * sx
    sy = c * sy
    sz = c * sz
    px, py, pz = cross(sx, sy, sz, ux, uy, uz)
    held = fast * (1.0 - free)
    up = k * held * parameters.lift_up
    side = k * held * parameters.lift_side * speed
    return (
        up * px + side * sx - k * ux,
        up * py + side * sy - k * uy,
        up * pz + side * sz - k * uz,
    )
