"""Vector algebra on components: what lets physics files read as equations."""

from sim.lanes.compile import kernel
from sim.lanes.primitive import sqrt


@kernel
def dot(ax, ay, az, bx, by, bz):
    """Scalar product."""
    return ax * bx + ay * by + az * bz


@kernel
def cross(ax, ay, az, bx, by, bz):
    """Vector product."""
    return ay * bz - az * by, az * bx - ax * bz, ax * by - ay * bx


@kernel
def norm(x, y, z):
    """Length of a vector."""
    return sqrt(x * x + y * y + z * z)


@kernel
def rotate(m, x, y, z):
    """Matrix (nine numbers, by rows) times vector."""
    return (
        m[0] * x + m[1] * y + m[2] * z,
        m[3] * x + m[4] * y + m[5] * z,
        m[6] * x + m[7] * y + m[8] * z,
    )


@kernel
def rotate_back(m, x, y, z):
    """Transposed matrix (nine numbers, by rows of the matrix itself) times vector."""
    return (
        m[0] * x + m[3] * y + m[6] * z,
        m[1] * x + m[4] * y + m[7] * z,
        m[2] * x + m[5] * y + m[8] * z,
    )
