import pytest

from sim.integrate.step_limit import longest_step


@pytest.mark.parametrize(
    ("degree", "seconds"), [(0, 600.0), (1, 600.0), (8, 600.0), (20, 250.0), (36, 5000.0 / 36.0)]
)
def test_longest_step_of_a_field(degree: int, seconds: float) -> None:
    assert longest_step(degree) == seconds
