"""Wings that leave by the moment at their root: closed form, the tumbling law, and the key of the
break-up.
"""

from pathlib import Path

import numpy as np
import pytest
from pydantic import ValidationError

from sim.dynamics.panels.roots import root_moment, root_surfaces, tumbling_moments
from sim.entry.breakup.stages import APPENDAGE
from sim.entry.breakup.wing_roots import (
    DEVIATION,
    MOMENT,
    SPAN,
    tumbling_pressure,
    wing_strength,
)
from sim.errors import InputError
from sim.scenario.build.entry import entry_options
from sim.scenario.load import load
from sim.scenario.schema.entry import StrengthModel
from sim.validation.cases.bodies.control import height_of
from sim.vehicle.panels.shapes import Box, Plate, Shape
from sim.vehicle.panels.station import station

WING = Plate("wing", (20.0, 30.0, 0.0), (32.0, 0.0, 0.0), (0.0, 10.0, 0.0), turns=True, tilts=True)


def test_moment_of_a_wing_across_the_stream():
    """Newton's pressure on the area, at half of the length; none edge-on in continuum flow."""
    toward = np.array([[0.0, 1.0, 0.6], [0.0, 0.0, 0.0], [1.0, 0.0, 0.8]])
    one = np.ones(3)
    angles = 0.0 * one, one, 0.0 * one, one
    surfaces = root_surfaces(Shape((WING, Box("hull", (-1, -1, -1), (1, 1, 1)))))
    moment = root_moment(surfaces, toward, angles, 20.0 * one, 300.0 * one, 0.0 * one)
    whole = 1.839 * 320.0 * 16.0
    np.testing.assert_allclose(moment, [whole, 0.0, 0.64 * whole], rtol=1e-12, atol=1e-9)
    # the joint brings the wing that was edge-on across the stream
    turned = one, 0.0 * one, 0.0 * one, one
    moment = root_moment(surfaces, toward, turned, 20.0 * one, 300.0 * one, 0.0 * one)
    assert moment[1] == pytest.approx(whole)


def test_mean_over_all_directions():
    """Continuum: the mean of cos2 is a third."""
    shape = Shape((WING,))
    assert tumbling_moments(shape, 0.0).mean() == pytest.approx(
        1.839 * 320.0 * 16.0 / 3.0, rel=2e-3
    )
    assert tumbling_moments(shape, 1.0).mean() > 1.3 * tumbling_moments(shape, 0.0).mean()


def test_body_without_wings_has_no_roots():
    with pytest.raises(InputError, match="plate that turns and tilts"):
        root_surfaces(Shape((Box("hull", (0, 0, 0), (1, 1, 1)),)))


def test_pressure_and_strength():
    pressure = tumbling_pressure(MOMENT)
    thick, thin = (float(tumbling_moments(station(), free).mean()) for free in (0.0, 1.0))
    assert MOMENT / thin < pressure < MOMENT / thick
    assert tumbling_pressure(2.0 * MOMENT) > 2.0 * pressure  # denser air is nearer to continuum
    strength = wing_strength(MOMENT, 0.7)
    assert strength.load / SPAN**2 == pytest.approx(pressure)
    # where the pressure of plans breaks them, and where this moment does
    assert height_of(9e3 / 34.0**2) == pytest.approx(104.3, abs=0.1)
    assert height_of(pressure) == pytest.approx(111.1, abs=0.2)


def test_key_of_the_break_up(entry_model):
    model = entry_model({"strength": {"wings": {"moment": "20 kN m", "assumption": "stronger"}}})
    break_up = entry_options(model).break_up
    assert break_up.wing_moment == 2e4
    assert break_up.strength(APPENDAGE) == wing_strength(2e4, 0.7)
    plain = entry_options(entry_model({"strength": {"wings": {}}})).break_up
    assert plain.wing_moment == MOMENT
    assert plain.strength(APPENDAGE) == wing_strength(MOMENT, DEVIATION)
    assert entry_options(entry_model({})).break_up.wing_moment is None
    with pytest.raises(ValidationError, match="holds appendages, wings"):
        StrengthModel.model_validate(
            {"appendages": {"load": "9 kN", "deviation": 0.5}, "wings": {}}
        )


@pytest.fixture
def entry_model():
    """The shipped entry with another break-up."""
    entry = load(Path(__file__).parents[2] / "scenarios" / "usdv.yaml").entry

    def make(break_up):
        return entry.model_copy(update={"break_up": type(entry.break_up).model_validate(break_up)})

    return make
