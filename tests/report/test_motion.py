"""How a stack turned, in files, figures, pages and on paper: of made-up columns, which need no
flight.
"""

import json
import math
from dataclasses import replace

import numpy as np
import pytest

from sim.flight.motion.path import outlines
from sim.report.figures.attitude.filmstrip import filmstrip_figure
from sim.report.figures.attitude.margin import margin_figure
from sim.report.figures.attitude.motion import motion_figure
from sim.report.page.motion.filmstrip import filmstrip_markup
from sim.report.page.motion.section import motion_section
from sim.report.results.reading import ResultsError
from sim.report.results.run import RunResult
from sim.report.series.attitude import crossings, margin_by_altitude, strip, turned
from sim.report.text.limits import broken_limits
from sim.vehicle.panels.shapes import Box, Plate

N = 121
"""Rows, 10 s apart."""
ELEMENTS = (
    Box("hull", (-30.0, -5.0, 0.0), (30.0, 5.0, 4.0)),
    Plate("wing", (0.0, 40.0, 0.0), (20.0, 0.0, 0.0), (0.0, 10.0, 0.0), turns=True, tilts=True),
)
SHAPE = {
    "stacks": [
        {
            "phases": ["held", "down"],
            "centre_of_mass_m": [0.0, 0.0, 2.0],
            "elements": outlines(ELEMENTS),
        }
    ]
}


def phase(name, **more):
    return {
        "phase": name,
        "largest_rate_deg_s": 0.5,
        "end_rates_deg_s": [0.1, 0.4, 0.0],
        "largest_control_torque_n_m": 900.0,
        "largest_momentum_n_m_s": 2000.0,
        "propellant_kg": 12.5,
        "gyroscope_capacity_n_m_s": 0.0,
        "gyroscope_torque_n_m": 0.0,
        "authority_n_m": None,
        "thruster_duty": None,
    } | more


@pytest.fixture(scope="module")
def turning(run) -> RunResult:
    """Two phases: gyroscopes at first, thrusters on a way down from 160 to 100 km."""
    t = 10.0 * np.arange(N)
    columns = {name: np.zeros(N) for name in ("yaw_deg", "roll_deg", "joint_deg", "tilt_deg")}
    for stem, unit in (("rate", "deg_s"), ("torque", "n_m"), ("control", "n_m")):
        columns |= {f"{stem}_{axis}_{unit}": np.linspace(0.0, 1.0, N) for axis in "xyz"}
    columns |= {f"momentum_{axis}_n_m_s": np.full(N, 100.0) for axis in "xyz"}
    height = np.linspace(160.0, 100.0, N)
    columns |= {
        "time_s": t,
        "utc": run.trajectory["utc"][0] + (1e6 * t).astype("timedelta64[us]"),
        "phase": np.where(t < 300.0, "held", "down"),
        "altitude_km": height,
        "pitch_deg": np.linspace(0.0, 90.0, N),
        "off_deg": np.linspace(0.0, 90.0, N),
        "propellant_kg": np.linspace(0.0, 12.5, N),
        "torque_y_n_m": 8e3 * np.exp((115.0 - height) / 8.0),
    }
    motion = {
        "attitude_lost_utc": "2030-12-01T00:15:00.000Z",
        "entry_interface_rates_deg_s": [0.3, 0.4, 0.0],
        "phases": [
            phase("held", gyroscope_capacity_n_m_s=14e3, gyroscope_torque_n_m=774.0),
            phase("down", authority_n_m=[1.1e3, 8e3, 8e3], thruster_duty=0.125),
        ],
    }
    summary = {**run.summary, "motion": motion, "attitude_lost_utc": motion["attitude_lost_utc"]}
    return replace(run, summary=summary, motion=columns, stack_shape=SHAPE)


def test_files_hold_what_was_written(turning, tmp_path):
    turning.write(tmp_path)
    again = RunResult.read(tmp_path)
    assert again.motion is not None and again.stack_shape == SHAPE
    for name, values in turning.motion.items():
        assert (again.motion[name] == values).all(), name


@pytest.mark.parametrize(
    ("change", "words"),
    [
        (lambda s: s["stacks"][0]["elements"][0]["points_m"].append([0.0, 1e9, 0.0]), "points_m"),
        (lambda s: s["stacks"][0].pop("centre_of_mass_m"), "centre_of_mass_m"),
        (lambda s: s.update(stacks=[]), "stacks"),
    ],
)
def test_a_shape_that_is_none_is_refused(turning, tmp_path, change, words):
    turning.write(tmp_path)
    shape = json.loads(json.dumps(SHAPE))
    change(shape)
    (tmp_path / "stack_shape.json").write_text(json.dumps(shape))
    with pytest.raises(ResultsError, match=words):
        RunResult.read(tmp_path)


def test_margin_meets_one_where_the_torque_meets_the_authority(turning):
    path = turned(turning)
    height, factor = margin_by_altitude(path)
    lowest = crossings(height, factor)
    assert lowest[1] == pytest.approx(115.0, abs=0.5)
    assert math.isnan(lowest[0]) and math.isnan(lowest[2])
    # gyroscopes turn about any axis with what they have
    assert factor[0, 1] == pytest.approx(774.0 / turning.motion["torque_y_n_m"][0])
    assert path.phases == ((0, "held"), (30, "down")) and path.duties == (None, 0.125)


def test_drawings_show_the_attitude(turning):
    frames = strip(turning)
    assert [round(frame.minutes) for frame in frames] == [10, 8, 6, 4, 2, 0]
    first, last = frames[0], frames[-1]
    # at the end the stack stands on end: what was forward is up, and the wing is seen from the side
    np.testing.assert_allclose(last.side_axes[0], [0.0, 1.0], atol=1e-12)
    hull = next(part for part in last.side if not part.array).outline
    np.testing.assert_allclose(np.ptp(hull, axis=0), [4.0, 60.0], atol=1e-6)
    assert np.ptp(next(p for p in first.above if not p.array).outline[:, 1]) == pytest.approx(10.0)


def test_an_array_turns_with_its_joint(turning):
    columns = turning.motion | {"pitch_deg": np.zeros(N), "joint_deg": np.full(N, 90.0)}
    wing = next(p for p in strip(replace(turning, motion=columns))[0].side if p.array).outline
    np.testing.assert_allclose(np.ptp(wing, axis=0), [0.0, 20.0], atol=1e-6)


def test_every_figure_is_drawn(turning, run):
    pair = [turning, replace(turning, summary=turning.summary | {"scenario": "other"})]
    for make in (motion_figure, margin_figure, filmstrip_figure):
        assert make([turning]) is not None and make(pair) is not None
        assert make([run]) is None


def test_page_has_charts_drawings_and_table(turning, run):
    charts = {}
    body = motion_section([turning], charts)
    assert {name.split("_")[-1] for name in charts} == {
        "rates", "off", "torque", "momentum", "propellant", "margin",
    }  # fmt: skip
    assert body.count("<svg") == 12 and "0.50 deg/s" in body and "12.5" in body
    assert motion_section([run], {}) == "" and filmstrip_markup([run]) == ""


def test_a_lost_attitude_is_told_by_its_cause(turning):
    sentence = broken_limits(turning.summary)[0].sentence
    assert "what turns the stack is stronger" in sentence
    without = dict(turning.summary, motion=None)
    assert "nothing left to hold the attitude" in broken_limits(without)[0].sentence
