"""The air a scenario asks for: models, errors of the model, wind, and what is refused."""

import sys

import numpy as np
import pytest

from sim.data import open_data
from sim.environment.atmosphere.density_ratio import density_ratio
from sim.environment.atmosphere.model_error import Growth, density_noise, noise
from sim.environment.atmosphere.models import NRLMSIS21, US1976
from sim.environment.atmosphere.nrlmsis21 import MARGIN, mean_indices, msis21_ratio
from sim.environment.atmosphere.nrlmsise00 import air, coefficients
from sim.environment.space_weather.indices import calendar, clock, indices, weather
from sim.frames.epoch import DAY, Epoch, utc_datetime64
from sim.lanes import interpreted
from sim.scenario.build.mission import build_mission
from sim.scenario.error import ScenarioError
from sim.scenario.load import load, loads, resolved_yaml
from sim.vehicle.parameters import Parameters

WIND = """\
altitude_km,latitude_deg,zonal_m_s,meridional_m_s
0,-90,0,0
0,90,10,0
100,-90,50,-10
100,90,0,0
"""


@pytest.fixture
def variant(scenarios, tmp_path):
    """Scenario with the month-long example of a plan and another environment."""

    def make(environment: str, wind: str | None = None):
        (tmp_path / "plans").symlink_to(scenarios)
        if wind is not None:
            (tmp_path / "wind.csv").write_text(wind, encoding="utf-8")
        file = tmp_path / "variant.yaml"
        text = f"include: plans/iss_today.yaml\nenvironment: {environment}\n"
        file.write_text(text, encoding="utf-8")
        return load(file)

    return make


def test_errors_of_the_model_become_columns(variant) -> None:
    given = variant(
        "{air_error: {bias_low: 0.1, bias_middle: -0.05, bias_high: {value: 0.2, assumption: trial}"
        ", noise: 0.1, noise_start: 7, growth: {ten_days: 2.4}},"
        ' wind: {east: "10 m/s", north: "-3 m/s"}}'
    )
    mission = build_mission(given)
    found = {name: float(column[0]) for name, column in mission.dispersed.items()}
    origin = interpreted(density_noise)(np.zeros(1), np.full(1, 7.0), mission.world.noise)
    assert found == {
        "density_factor": 1.0, "bias_low": 0.1, "bias_middle": -0.05, "bias_high": 0.2,
        "noise": 0.1, "noise_start": 7.0, "noise_origin": origin[0],
        "wind_east": 10.0, "wind_north": -3.0,
    }  # fmt: skip
    assert mission.world.noise == noise(Growth(0.5, 1.5, 2.4))
    assert mission.world.switch.wind == 1


def test_no_wind_unless_asked_for(variant) -> None:
    mission = build_mission(variant("{}"))
    assert mission.world.switch.wind == 0
    assert "wind_east" not in mission.dispersed


def test_standard_atmosphere_asks_for_no_weather(variant) -> None:
    mission = build_mission(variant("{atmosphere: {model: us1976}}"))
    assert mission.world.switch.air == US1976


def test_wind_table_is_read_and_kept(variant, tmp_path) -> None:
    given = variant("{wind: {file: wind.csv}}", WIND)
    grid = given.environment.wind.grid
    assert grid.source == "wind.csv"
    assert grid.zonal_m_s == ((0.0, 10.0), (50.0, 0.0))
    (tmp_path / "wind.csv").unlink()
    again = loads(resolved_yaml(given), str(tmp_path / "again.yaml"))
    assert again == given
    table = build_mission(again).world.wind
    assert (table.heights, table.latitudes, table.height_step) == (2, 2, 100e3)


@pytest.mark.parametrize(
    ("content", "message"),
    [
        (
            WIND.replace("10,0", "ten,0"),
            r"wind\.csv:3: environment\.wind\.file: zonal_m_s is 'ten'",
        ),
        (WIND.rsplit("100,90", 1)[0], r"wind\.csv:4: .*no row for 100 km, 90 deg"),
        (None, r"variant\.yaml:2: environment\.wind\.file: no such file"),
    ],
)
def test_bad_wind_file(variant, content, message) -> None:
    with pytest.raises(ScenarioError, match=message):
        variant("{wind: {file: wind.csv}}", content)


@pytest.mark.parametrize(
    ("environment", "message"),
    [
        ("{wind: {}}", "a wind of nothing; .*allowed: file, east, north"),
        ('{wind: {east: "10 km"}}', r"wind\.east: .*'km' is not a unit of a speed"),
        ('{wind: {east: "400 m/s"}}', r"wind\.east: out of range"),
        ("{air_error: {noise: -0.1}}", r"air_error\.noise: out of range"),
        (
            "{air_error: {correlation_time: 1 d}}",
            r"`correlation_time` is no longer flown; .*allowed: `noise`, its change after a day",
        ),
        (
            "{air_error: {growth: {ten_days: 8}}}",
            r"air_error\.growth: no air changes like that: .*the nearest is",
        ),
        ("{air_error: {bias: 0.1}}", r"air_error\.bias: unknown key"),
        ("{atmosphere: {model: jb2008}}", r"atmosphere\.model: .*'nrlmsise00'"),
        ('{atmosphere: {model: us1976, density: "1 kg/m3"}}', "us1976 with density"),
    ],
)
def test_refused(variant, environment, message) -> None:
    with pytest.raises(ScenarioError, match=message):
        variant(environment)


def test_missing_package_is_taught(variant, monkeypatch) -> None:
    monkeypatch.setitem(sys.modules, "pymsis", None)
    given = variant("{atmosphere: {model: nrlmsis21}}")
    with pytest.raises(ScenarioError, match=r"atmosphere\.model: .*`pip install pymsis`"):
        build_mission(given)


def test_msis21_table_is_built_for_the_mission(variant) -> None:
    pytest.importorskip("pymsis")
    mission = build_mission(variant("{atmosphere: {model: nrlmsis21}}"))
    assert mission.world.switch.air == NRLMSIS21
    table = mission.world.ratio
    assert table.step * (table.times - 1) == pytest.approx(mission.horizon)


def test_msis21_against_the_model_itself() -> None:
    """Median error and 95 % below 1 and 4 %, where the two models are 15 % apart."""
    pymsis = pytest.importorskip("pymsis")
    epoch, length, n = Epoch.from_utc("2028-07-01T00:00:00Z"), 300.0 * DAY, 4000
    table = weather(epoch, length)
    ratio = msis21_ratio(epoch, length, table)
    random = np.random.default_rng(3)
    t, height = random.uniform(0.0, length, n), random.uniform(120e3, 420e3, n)
    phi, lam = np.arcsin(random.uniform(-0.8, 0.8, n)), random.uniform(-np.pi, np.pi, n)
    plain = Parameters(*(np.zeros(n) for _ in Parameters._fields))
    f107, f107a, ap = interpreted(indices)(t, table, plain)
    day, second = interpreted(calendar)(t, clock(epoch))
    place = np.sin(phi), np.cos(phi)
    old = interpreted(air)(height, *place, lam, day, second, f107, f107a, ap, coefficients())[0]
    hour = second / 3600.0 + lam * 12.0 / np.pi
    found = old * interpreted(density_ratio)(t, *place, height, hour, ratio)
    dates = utc_datetime64(epoch, t).astype("datetime64[ms]")
    truth = pymsis.calculate(
        dates, np.degrees(lam), np.degrees(phi), 1e-3 * height, f107, f107a,
        np.repeat(np.asarray(ap)[:, None], 7, axis=1), version=2.1,
    )[:, 0].astype(np.float64)  # fmt: skip
    error = np.abs(np.log(found / truth))
    assert np.median(error) < 0.01
    assert np.quantile(error, 0.95) < 0.04
    assert np.sqrt(np.mean(np.log(old / truth) ** 2)) > 0.1


def test_mean_indices_take_days_around_the_flight_and_never_beyond_the_table() -> None:
    """From the night of GOCE's entry: quiet days after a storm, whose cubic goes to Ap 6,000."""
    epoch = Epoch.from_utc("2013-11-10T23:00:00Z")
    data = open_data("space_weather")
    first = int(np.searchsorted(data["mjd"], epoch.day))
    wide = weather(epoch, 200.0 * DAY, margin=MARGIN)
    times = np.array([0.0, 100.0 * DAY, 200.0 * DAY])
    *_, ap = mean_indices(times, 26.0 * DAY, wide)
    for k, days in enumerate((0, 100, 200)):
        around = data["ap"][first + days - 13 : first + days + 15]
        assert ap[k] == pytest.approx(around.mean(), abs=1.5)
    near = weather(epoch, 200.0 * DAY)  # reaches three days back
    inside = data["ap"][first - 3 : first + 15]
    assert mean_indices(times, 26.0 * DAY, near)[2][0] == pytest.approx(inside.mean(), abs=1.5)
    for found, column in zip(mean_indices(times, 26.0 * DAY, near), (0, 1, 2), strict=True):
        knots = near.table[:, 4 * column]
        assert (knots.min() <= found).all() and (found <= knots.max()).all()


def test_mean_indices_follow_the_missions_weather() -> None:
    epoch = Epoch.from_utc("2028-07-01T00:00:00Z")
    held = weather(epoch, 100.0 * DAY, constant=(140.0, 150.0, 12.0))
    for found, value in zip(
        mean_indices(np.array([0.0, 5e6]), 20.0 * DAY, held), (140.0, 150.0, 12.0), strict=True
    ):
        np.testing.assert_allclose(found, value, rtol=1e-12)
