"""Tables over all directions, and over directions and an angle: cubic splines, twice continuously
differentiable, so that the step control sees no edges.

A function of direction is one of two angles, from the y axis and about it; going on past the pole
comes back on the far side. So it is smooth on a torus, and a product of periodic splines follows
it without a seam (Boyd, Chebyshev and Fourier Spectral Methods, 2001, section 18.8). Splines in
the form of B-splines: four weights in each angle, the coefficients from a Fourier transform.
"""

import numpy as np

from sim.lanes import arccos, arctan2, floor, gather, kernel

TURN = 6.283185307179586
HALF_TURN = 3.141592653589793


def torus_table(values: np.ndarray) -> np.ndarray:
    """Spline coefficients of a function of direction.

    Parameters
    ----------
    values
        Shape (n / 2 + 1, n, q), at the directions of `grid_directions(n)`, n even.

    Returns
    -------
    numpy.ndarray
        Shape ((n / 2 + 4) (n + 4), q), read-only: rows as `direction_place` counts them, with a
        margin of what lies beyond.
    """
    n = values.shape[1]
    half = n // 2
    turned = np.roll(values, half, axis=1)
    whole = np.concatenate([values, turned[half - 1 : 0 : -1]], axis=0)
    weight = (4.0 + 2.0 * np.cos(TURN * np.arange(n) / n)) / 6.0
    spectrum = np.fft.fft2(whole, axes=(0, 1)) / (weight[:, None] * weight[None, :])[:, :, None]
    coefficients = np.fft.ifft2(spectrum, axes=(0, 1)).real
    rows = np.arange(-1, half + 3) % n
    columns = np.arange(-1, n + 3) % n
    table = np.ascontiguousarray(coefficients[rows][:, columns].reshape(-1, values.shape[2]))
    table.setflags(write=False)
    return table


def turn_table(values: np.ndarray) -> np.ndarray:
    """Spline coefficients of a function of direction and of an angle with a period of pi.

    Parameters
    ----------
    values
        Shape (m, n / 2 + 1, n, q), m even steps of the angle from 0 to pi.

    Returns
    -------
    numpy.ndarray
        Shape ((m + 4) (n / 2 + 4) (n + 4), q), read-only.
    """
    m = len(values)
    weight = (4.0 + 2.0 * np.cos(TURN * np.arange(m) / m)) / 6.0
    spectrum = np.fft.fft(values, axis=0) / weight[:, None, None, None]
    layers = [torus_table(layer) for layer in np.fft.ifft(spectrum, axis=0).real]
    table = np.concatenate([layers[i % m] for i in range(-1, m + 3)])
    table.setflags(write=False)
    return table


@kernel
def cubic_weights(w):
    """Weights of four neighbours at w, 0 to 1 between the middle two (uniform cubic B-spline)."""
    v = 1.0 - w
    ww = w * w
    vv = v * v
    sixth = 1.0 / 6.0
    return (
        sixth * vv * v,
        sixth * (4.0 - ww * (6.0 - 3.0 * w)),
        sixth * (4.0 - vv * (6.0 - 3.0 * v)),
        sixth * ww * w,
    )


def grid_directions(steps: int) -> np.ndarray:
    """Unit vectors (steps / 2 + 1, steps, 3) at which `torus_table` takes its values."""
    polar = TURN * np.arange(steps // 2 + 1)[:, None] / steps
    about = TURN * np.arange(steps) / steps - HALF_TURN
    across = np.sin(polar)
    axes = (across * np.sin(about), np.cos(polar) + 0.0 * about, across * np.cos(about))
    return np.stack(axes, axis=-1)


@kernel
def direction_place(x, y, z, steps):
    """Row of the first of the sixteen neighbours of a unit vector, and the weights of four
    neighbours in both angles.
    """
    scale = steps / TURN
    a = arccos(y) * scale
    b = (arctan2(x, z) + HALF_TURN) * scale
    i = floor(a)
    j = floor(b)
    return i * (steps + 4.0) + j, cubic_weights(a - i), cubic_weights(b - j)


@kernel
def turn_place(sine, cosine, layers):
    """Layer of the first of the four neighbours of an angle with a period of pi, given by its sine
    and cosine, and their weights.
    """
    a = arctan2(sine, cosine) * (layers / HALF_TURN)
    a = a - layers * floor(a / layers)
    i = floor(a)
    return i, cubic_weights(a - i)


@kernel
def spline_row(table, row, q, weights):
    """Quantity q of four rows that follow each other, weighted."""
    return (
        weights[0] * gather(table, row, q)
        + weights[1] * gather(table, row + 1.0, q)
        + weights[2] * gather(table, row + 2.0, q)
        + weights[3] * gather(table, row + 3.0, q)
    )


@kernel
def spline_patch(table, row, width, q, down, along):
    """Quantity q of a table over directions; `down` and `along` are the weights in both angles,
    `width` rows lie between neighbours in the first.
    """
    return (
        down[0] * spline_row(table, row, q, along)
        + down[1] * spline_row(table, row + width, q, along)
        + down[2] * spline_row(table, row + 2.0 * width, q, along)
        + down[3] * spline_row(table, row + 3.0 * width, q, along)
    )


@kernel
def spline_block(table, row, width, size, q, across, down, along):
    """Quantity q of a table over directions and an angle, layers of `size` rows, `across` the
    weights of the layers.
    """
    return (
        across[0] * spline_patch(table, row, width, q, down, along)
        + across[1] * spline_patch(table, row + size, width, q, down, along)
        + across[2] * spline_patch(table, row + 2.0 * size, width, q, down, along)
        + across[3] * spline_patch(table, row + 3.0 * size, width, q, down, along)
    )
