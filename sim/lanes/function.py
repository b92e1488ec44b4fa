"""Elementary functions as arithmetic on a number: exp, log, sine and cosine, arc tangent, power,
error function.

Range reduction and polynomials follow W. J. Cody and W. Waite, Software Manual for the Elementary
Functions (1980); arc tangent after S. L. Moshier, Methods and Programs for Mathematical Functions
(1989). Good to about 2 ulp.
"""

from sim.lanes.compile import kernel
from sim.lanes.primitive import (
    absolute,
    exponent,
    floor,
    mantissa,
    maximum,
    minimum,
    rint,
    sqrt,
    two_to,
    where,
)

PI = 3.141592653589793
LN2_HIGH = 6.93147180369123816490e-01
LN2_LOW = 1.90821492927058770002e-10
HALF_PI_HIGH = 1.57079632673412561417e00  # 33 bits: products with |k| < 2**20 are exact
HALF_PI_MIDDLE = 6.07710050630396597660e-11
HALF_PI_LOW = 2.02226624879595063154e-21


@kernel
def exp(x):
    """e**x; below -708 and above 709 it stays at the value there."""
    x = minimum(709.0, maximum(-708.0, x))  # in this order not-a-number stays what it is
    k = rint(x * 1.4426950408889634)
    r = (x - k * LN2_HIGH) - k * LN2_LOW
    # Taylor series to r**13, in Estrin's order: short chains keep both multiply-add units busy
    r2 = r * r
    r4 = r2 * r2
    low = (1.0 + r) + r2 * (0.5 + r * (1.0 / 6.0))
    middle = (1.0 / 24.0 + r * (1.0 / 120.0)) + r2 * (1.0 / 720.0 + r * (1.0 / 5040.0))
    high = (1.0 / 40320.0 + r * (1.0 / 362880.0)) + r2 * (1.0 / 3628800.0 + r * (1.0 / 39916800.0))
    top = 1.0 / 479001600.0 + r * (1.0 / 6227020800.0)
    p = low + r4 * (middle + r4 * (high + r4 * top))
    return p * two_to(k)


@kernel
def log(x):
    """Natural logarithm of a positive normal x."""
    e = exponent(x)
    m = mantissa(x)
    upper = m > 1.4142135623730951
    m = where(upper, 0.5 * m, m)
    e = where(upper, e + 1.0, e)
    f = m - 1.0
    s = f / (2.0 + f)
    z = s * s
    z2 = z * z
    even = 2.222219843214978396e-01 + z2 * 1.531383769920937332e-01
    even = 3.999999999940941908e-01 + z2 * even
    odd = 1.818357216161805012e-01 + z2 * 1.479819860511658591e-01
    odd = 6.666666666666735130e-01 + z2 * (2.857142874366239149e-01 + z2 * odd)
    p = z2 * even + z * odd
    half = 0.5 * f * f
    return e * LN2_HIGH - ((half - (s * (half + p) + e * LN2_LOW)) - f)


@kernel
def power(x, p):
    """x**p for positive x."""
    return exp(p * log(x))


@kernel
def sin_cos(x):
    """Sine and cosine of x in rad, for magnitudes below 1e6."""
    k = rint(x * (2.0 / PI))
    r = ((x - k * HALF_PI_HIGH) - k * HALF_PI_MIDDLE) - k * HALF_PI_LOW
    z = r * r
    z2 = z * z
    z4 = z2 * z2
    p = -1.66666666666666324348e-01 + z * 8.33333333332248946124e-03
    q = -1.98412698298579493134e-04 + z * 2.75573137070700676789e-06
    p = p + z2 * q + z4 * (-2.50507602534068634195e-08 + z * 1.58969099521155010221e-10)
    sine = r + r * z * p
    p = 4.16666666666666019037e-02 + z * -1.38888888888741095749e-03
    q = 2.48015872894767294178e-05 + z * -2.75573143513906633035e-07
    p = p + z2 * q + z4 * (2.08757232129817482790e-09 + z * -1.13596475577881948265e-11)
    cosine = 1.0 - 0.5 * z + z2 * p
    quadrant = k - 4.0 * floor(0.25 * k)
    odd = (quadrant == 1.0) | (quadrant == 3.0)
    s = where(odd, cosine, sine)
    c = where(odd, sine, cosine)
    s = where(quadrant > 1.5, -s, s)
    c = where((quadrant == 1.0) | (quadrant == 2.0), -c, c)
    return s, c


@kernel
def _arctan_unit(x):
    """Arc tangent on 0 <= x <= 1."""
    upper = x > 0.41421356237309503
    t = where(upper, (x - 1.0) / (x + 1.0), x)
    z = t * t
    p = -8.750608600031904122785e-01 * z - 1.615753718733365076637e01
    p = (p * z - 7.500855792314704667340e01) * z - 1.228866684490136173410e02
    p = p * z - 6.485021904942025371773e01
    q = (z + 2.485846490142306297962e01) * z + 1.650270098316988542046e02
    q = (q * z + 4.328810604912902668951e02) * z + 4.853903996359136964868e02
    q = q * z + 1.945506571482613964425e02
    return where(upper, 0.25 * PI, 0.0) + (t + t * (z * p / q))


@kernel
def arctan2(y, x):
    """Angle of the point (x, y) in rad, -pi to pi; zero at the origin, undefined below 1e-290."""
    a = absolute(x)
    b = absolute(y)
    large = maximum(maximum(a, b), 1e-300)
    angle = _arctan_unit(minimum(a, b) / large)
    angle = where(b > a, 0.5 * PI - angle, angle)
    angle = where(x < 0.0, PI - angle, angle)
    return where(y < 0.0, -angle, angle)


@kernel
def arcsin(x):
    """Arc sine in rad; x is clipped to -1..1."""
    x = minimum(maximum(x, -1.0), 1.0)
    return arctan2(x, sqrt((1.0 - x) * (1.0 + x)))


@kernel
def arccos(x):
    """Arc cosine in rad; x is clipped to -1..1."""
    x = minimum(maximum(x, -1.0), 1.0)
    return arctan2(sqrt((1.0 - x) * (1.0 + x)), x)


@kernel
def erf(x):
    """Error function, to 1.5e-7 (Abramowitz and Stegun 1964, eq. 7.1.26)."""
    a = absolute(x)
    t = 1.0 / (1.0 + 0.3275911 * a)
    p = t * (1.421413741 + t * (-1.453152027 + t * 1.061405429))
    p = t * (0.254829592 + t * (-0.284496736 + p))
    value = 1.0 - p * exp(-a * a)
    return where(x < 0.0, -value, value)


@kernel
def smoothstep(x):
    """0 below 0, 1 above 1, and 3 x^2 - 2 x^3 in between: once differentiable."""
    w = minimum(maximum(x, 0.0), 1.0)
    return w * w * (3.0 - 2.0 * w)
