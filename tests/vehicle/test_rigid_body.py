"""Which tensors of inertia a body can have."""

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from hypothesis.extra.numpy import arrays

from sim.errors import InputError
from sim.vehicle.inertia import principal_moments
from sim.vehicle.rigid_body import Body, tabulate_bodies

places = arrays(float, (5, 3), elements=st.floats(-50.0, 50.0, allow_subnormal=False))


@given(places)
def test_every_heap_of_masses_is_a_body(place):
    """A shell of its own keeps each point from being one."""
    second = place.T @ place + np.eye(3)
    inertia = np.trace(second) * np.eye(3) - second
    moments = principal_moments(inertia)
    assert moments.sum() == pytest.approx(np.trace(inertia))
    assert (np.diff(moments) >= 0.0).all()


@pytest.mark.parametrize(
    ("inertia", "words"),
    [
        (np.diag([1.0, 2.0, 3.1]), "1, 2, 3.1 kg m2: the largest is at most the sum"),
        (np.diag([-1.0, 2.0, 2.0]), "are positive, these are -1, 2, 2"),
        (np.array([[2.0, 0.1, 0.0], [0.0, 2.0, 0.0], [0.0, 0.0, 2.0]]), "symmetric"),
        (np.diag([1.0, np.nan, 1.0]), "finite"),
    ],
)
def test_what_no_body_has_is_refused(inertia, words):
    with pytest.raises(InputError, match=words):
        tabulate_bodies(1, inertia)


def test_columns_by_name():
    table = tabulate_bodies(3, np.diag([2.0, 3.0, 4.0]), torque_z=np.arange(3.0), gradient=1.0)
    body = Body(*table.T)
    assert table.flags.c_contiguous and table.shape == (3, len(Body._fields))
    assert body.izz.tolist() == [4.0] * 3 and body.torque_z.tolist() == [0.0, 1.0, 2.0]
    with pytest.raises(TypeError, match="a body has no torqe_x"):
        tabulate_bodies(1, np.eye(3), torqe_x=1.0)
