"""What a flight comes to: columns, events and the summary, on a short descent flown for real."""

from pathlib import Path

import numpy as np
import pytest

from sim.flight.event_table import events
from sim.flight.fly import fly
from sim.flight.record import Flight
from sim.flight.summary import summary
from sim.flight.trajectory import degrees_of, great_circle, ground_path, trajectory
from sim.frames.epoch import Epoch
from sim.scenario.build.mission import build_mission
from sim.scenario.load import load

SCENARIO = Path(__file__).parent.parent / "report" / "descent.yaml"


@pytest.fixture(scope="module")
def flight() -> Flight:
    return fly(build_mission(load(SCENARIO)))


@pytest.fixture(scope="module")
def path(flight: Flight) -> dict[str, np.ndarray]:
    return trajectory(flight)


@pytest.fixture(scope="module")
def told(flight: Flight) -> dict:
    return summary(flight, "descent")


def test_columns_have_one_length_and_time_never_runs_back(path):
    assert len({len(values) for values in path.values()}) == 1
    assert (np.diff(path["time_s"]) >= 0.0).all()
    assert path["time_s"][0] == 0.0
    assert path["utc"][0] == np.datetime64("2025-06-01T00:00:00", "us")
    assert list(dict.fromkeys(path["phase"])) == ["drift", "wait", "final_burn", "entry"]


def test_no_row_stands_twice_and_jumps_stand_as_two_rows(path):
    same = np.flatnonzero(np.diff(path["time_s"]) == 0.0)
    assert len(same) >= 8  # burns, docking and phases
    for k in same:
        changed = [n for n in ("phase", "mass_kg", "thrust_n") if path[n][k] != path[n][k + 1]]
        assert changed, f"rows {k} and {k + 1} say the same"


def test_columns_agree_with_each_other(path):
    r = np.sqrt(path["x_km"] ** 2 + path["y_km"] ** 2 + path["z_km"] ** 2)
    v = np.sqrt(path["vx_km_s"] ** 2 + path["vy_km_s"] ** 2 + path["vz_km_s"] ** 2)
    np.testing.assert_allclose(1e3 * v, path["speed_inertial_m_s"], rtol=1e-12)
    # the ellipsoid's radius lies between 6356.75 and 6378.14 km
    assert ((r - path["altitude_km"] > 6356.7) & (r - path["altitude_km"] < 6378.2)).all()
    q = 0.5e-3 * path["density_kg_m3"] * path["speed_air_m_s"] ** 2
    np.testing.assert_allclose(q, path["dynamic_pressure_kpa"], rtol=1e-12)
    rate = (path["x_km"] * path["vx_km_s"] + path["y_km"] * path["vy_km_s"]) + (
        path["z_km"] * path["vz_km_s"]
    )
    np.testing.assert_allclose(
        np.degrees(np.arcsin(rate / (r * v))), path["flight_path_angle_inertial_deg"], atol=1e-9
    )


def test_mean_orbit_ends_and_downrange_begins_at_the_interface(path):
    entered = np.isfinite(path["downrange_km"])
    assert entered.any() and not entered[0]
    assert (np.isnan(path["mean_altitude_km"]) == entered).all()
    first = np.argmax(entered)
    assert path["altitude_km"][first] == pytest.approx(120.0, abs=1e-3)
    assert path["downrange_km"][first] == 0.0
    assert (np.diff(path["downrange_km"][first:]) >= -1e-9).all()
    assert path["altitude_km"][-1] == pytest.approx(0.0, abs=1e-3)


def test_great_circle_of_a_quarter_turn():
    assert great_circle(90.0, 12.0, 0.0, -77.0) == pytest.approx(10007.557, abs=1e-3)
    assert great_circle(-10.0, 179.0, -10.0, -179.0) == pytest.approx(
        float(great_circle(-10.0, 1.0, -10.0, -1.0)), abs=1e-9
    )


def test_ground_path_goes_through_a_rotating_orbit():
    """A circular orbit over a turning Earth, sampled every 300 s, against its formula."""

    def point(t):
        u, turn, i = 2 * np.pi * t / 5550.0, 7.2921e-5 * t, np.radians(51.6)
        x, y, z = np.cos(u), np.sin(u) * np.cos(i), np.sin(u) * np.sin(i)
        return np.degrees(np.arcsin(z)), np.degrees(np.arctan2(y, x) - turn)

    t = np.arange(0.0, 12000.0, 300.0)
    track = ground_path(t, *point(t))
    fine = np.linspace(600.0, 11000.0, 997)
    latitude, longitude = degrees_of(track(fine))
    wanted = point(fine)
    np.testing.assert_allclose(latitude, wanted[0], atol=3e-3)
    apart = (longitude - wanted[1] + 180.0) % 360.0 - 180.0
    np.testing.assert_allclose(apart * np.cos(np.radians(wanted[0])), 0.0, atol=3e-3)


def test_events_are_in_order_and_burns_carry_their_figures(flight):
    table = events(flight)
    assert (np.diff(table["time_s"]) >= 0.0).all()
    kinds = table["kind"].tolist()
    assert kinds[-2:] == ["entry_interface", "impact"]
    change = kinds.index("dock")
    assert kinds[change - 1] == "phase_end"
    assert table["detail"][change] == "tug"
    burns = table["kind"] == "burn"
    assert burns.sum() == len(flight.burns) == 5
    assert table["lowering"].sum() == 4
    assert np.isfinite(table["delta_v_m_s"]).tolist() == burns.tolist()
    np.testing.assert_allclose(
        table["propellant_kg"][burns], [burn.propellant for burn in flight.burns]
    )
    # the state of a burn is that at its ignition: mass not yet spent
    last = np.flatnonzero(burns)[-1]
    after = table["mass_kg"][np.flatnonzero(table["kind"] == "phase_end")[-1]]
    assert table["mass_kg"][last] - after == pytest.approx(table["propellant_kg"][last], abs=1e-6)


def test_propellant_books_balance(told, flight):
    p = told["propellant"]
    assert p["available_kg"] == pytest.approx(500.0 + 800.0 + 12000.0)
    assert p["used_kg"] == pytest.approx(sum(p["by_cause_kg"].values()), rel=1e-12)
    assert p["used_kg"] == pytest.approx(sum(t["used_kg"] for t in p["by_tank"].values()))
    assert p["used_kg"] + p["margin_kg"] + p["departed_kg"] == pytest.approx(p["available_kg"])
    hold = p["by_tank"]["visitor.hold"]
    assert p["departed_kg"] == pytest.approx(hold["end_kg"]) and not hold["aboard_at_end"]
    assert hold["start_kg"] - hold["used_kg"] == pytest.approx(hold["end_kg"])
    assert set(p["by_cause_kg"]) == {"lowering", "final_burn"}
    # mass of the stack at the end: dry masses and what is aboard
    assert told["impact"]["mass_kg"] == pytest.approx(415e3 + p["margin_kg"], abs=1e-3)


def test_lowering_has_a_line_of_its_own(told):
    assert told["lowering"]["burns"] == 4
    assert told["lowering"]["propellant_kg"] == told["propellant"]["by_cause_kg"]["lowering"]
    assert [burn["name"] for burn in told["burns"]] == ["final_burn"]
    total = told["lowering"]["delta_v_m_s"] + told["burns"][0]["delta_v_m_s"]
    assert told["delta_v_m_s"] == pytest.approx(total)


def test_promised_keys(told):
    assert {
        "scenario", "status", "start_utc", "burns", "propellant", "entry_interface", "peak",
        "impact", "compute",
    } <= set(told)  # fmt: skip
    assert {
        "name", "ignition_utc", "duration_s", "delta_v_m_s", "thrust_n", "propellant_kg",
        "perigee_before_km", "apogee_before_km", "perigee_after_km", "apogee_after_km",
    } <= set(told["burns"][0])  # fmt: skip
    assert {"used_kg", "available_kg", "margin_kg"} <= set(told["propellant"])
    assert {
        "utc", "altitude_km", "speed_inertial_m_s", "flight_path_angle_deg", "latitude_deg",
        "longitude_deg",
    } <= set(told["entry_interface"])  # fmt: skip
    assert {
        "deceleration_g", "deceleration_altitude_km", "dynamic_pressure_kpa",
        "dynamic_pressure_altitude_km", "heat_flux_w_m2", "heat_flux_altitude_km",
        "heat_flux_reference_radius_m",
    } <= set(told["peak"])  # fmt: skip
    assert {"utc", "latitude_deg", "longitude_deg"} <= set(told["impact"])
    assert {"wall_s", "force_evaluations", "steps_accepted", "steps_rejected"} <= set(
        told["compute"]
    )


def test_peaks_lie_on_the_samples(told, path):
    inside = np.isfinite(path["downrange_km"])
    for name in ("deceleration_g", "dynamic_pressure_kpa", "heat_flux_w_m2"):
        largest = path[name][inside].max()
        assert largest <= told["peak"][name] <= 1.02 * largest
    high = told["peak"]["heat_flux_altitude_km"]
    assert told["peak"]["deceleration_altitude_km"] < high < 80.0


def test_node_is_read_off_the_track(told, path):
    node = told["ground_track"]["last_descending_node"]
    seconds = Epoch.from_utc(node["utc"]).seconds_since(Epoch.from_utc(told["start_utc"]))
    k = np.searchsorted(path["time_s"], seconds)
    assert path["latitude_deg"][k - 1] > 0.0 > path["latitude_deg"][k]
    east = np.unwrap(path["longitude_deg"][k - 1 : k + 1], period=360.0)
    assert east.min() <= node["longitude_deg"] <= east.max()


def test_nothing_is_made_up_for_a_flight_that_stays_in_orbit(flight):
    from dataclasses import replace

    up = replace(flight.mission, phases=flight.mission.phases[:1])
    told = summary(fly(up), "up")
    assert told["status"] == "in_orbit"
    assert told["impact"] is None and told["entry_interface"] is None and told["peak"] is None
    assert told["burns"] == [] and told["phases_not_flown"] == []
    assert told["orbit"]["end"]["mean_altitude_km"] < told["orbit"]["start"]["mean_altitude_km"]
