"""Sun and Moon: against the plain difference in forty digits, and the tide's closed form."""

from decimal import Decimal, localcontext

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from sim.dynamics.rhs import acceleration
from sim.dynamics.third_body import MU_MOON, MU_SUN, third_body
from sim.environment.atmosphere.models import VACUUM
from sim.environment.ephemeris import sun_moon
from sim.environment.world import Switch
from sim.lanes import interpreted, on_lanes

coordinates = st.tuples(*[st.floats(-7e6, 7e6)] * 3)
directions = st.tuples(*[st.floats(-1.0, 1.0)] * 3)


def difference(r, s, mu) -> np.ndarray:
    """mu ((s - r) / |s - r|^3 - s / |s|^3) in forty digits."""
    with localcontext() as context:
        context.prec = 40
        r, s = [Decimal(float(v)) for v in r], [Decimal(float(v)) for v in s]
        d = [b - a for a, b in zip(r, s, strict=True)]
        near = sum(v * v for v in d).sqrt() ** 3
        far = sum(v * v for v in s).sqrt() ** 3
        return np.array(
            [float(Decimal(mu) * (a / near - b / far)) for a, b in zip(d, s, strict=True)]
        )


@settings(max_examples=200)
@given(coordinates, directions, st.sampled_from([(MU_SUN, 1.496e11), (MU_MOON, 3.844e8)]))
def test_against_the_plain_difference(position, direction, body) -> None:
    """Battin's form loses nothing: a few roundings of the result."""
    mu, distance = body
    r, s = np.array(position), np.array(direction)
    if np.linalg.norm(r) < 1e6 or np.linalg.norm(s) < 0.1:
        return
    s = s / np.linalg.norm(s) * distance
    got = np.ravel(on_lanes(third_body, *(np.array([c]) for c in (*r, *s)), mu))
    want = difference(r, s, mu)
    assert np.linalg.norm(got - want) < 3e-15 * np.linalg.norm(want)


def test_plain_difference_would_lose_digits() -> None:
    """Why the form matters: the same in double precision errs by 1e-11 and more for the Sun."""
    r, s = np.array([6.7e6, 1e5, 2e5]), np.array([1.2e11, 0.7e11, 0.4e11])
    d = s - r
    plain = MU_SUN * (d / np.linalg.norm(d) ** 3 - s / np.linalg.norm(s) ** 3)
    want = difference(r, s, MU_SUN)
    assert np.linalg.norm(plain - want) > 1e-13 * np.linalg.norm(want)


def test_tide_pulls_apart_along_and_squeezes_across() -> None:
    """To first order 2 mu r / d^3 toward the body and mu r / d^3 inward across it."""
    r, d = 6.7e6, 1.496e11
    along = np.ravel(on_lanes(third_body, *(np.array([c]) for c in (r, 0, 0, d, 0, 0.0)), MU_SUN))
    across = np.ravel(on_lanes(third_body, *(np.array([c]) for c in (0, r, 0, d, 0, 0.0)), MU_SUN))
    tide = MU_SUN * r / d**3
    assert along[0] == pytest.approx(2.0 * tide, rel=2e-4)  # next order: 3 r / 2 d = 7e-5
    assert across[1] == pytest.approx(-tide, rel=2e-4)
    assert 5e-8 < tide < 5.5e-7  # the Sun's tide is some 3e-7 m/s2 in low orbit


def test_equation_of_motion_adds_sun_and_moon(conservative_world, make_case, low_orbit) -> None:
    n = 12
    y = low_orbit(220e3, 400e3, 0.9, np.arange(n), 1.0, np.arange(n))
    t = np.linspace(0.0, 3e5, n)
    pulled = conservative_world._replace(switch=Switch(1, 0, VACUUM, 0))
    args = (t, *y.T.copy())
    added = np.stack(on_lanes(acceleration, *args, pulled, make_case(n))) - np.stack(
        on_lanes(acceleration, *args, conservative_world, make_case(n))
    )
    where = np.array(interpreted(sun_moon)(t, pulled.ephemeris))
    for k in range(n):
        want = difference(y[k, :3], where[:3, k], MU_SUN)
        want = want + difference(y[k, :3], where[3:, k], MU_MOON)
        # 1e-6 m/s2 on top of 9: the sum keeps 2e-15
        np.testing.assert_allclose(added[:, k], want, rtol=0.0, atol=4e-15)
