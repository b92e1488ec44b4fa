"""An entry from the command line: files that agree with each other, figures drawn again, and people
under the early ends of the final burn.
"""

import json
from dataclasses import replace

import numpy as np
import pytest

from sim.entry.risk.casualty import uncontrolled_casualties
from sim.entry.risk.population import population
from sim.flight.fly import fly
from sim.formats.parquet import read_table, units_in
from sim.planning.failures.early_ends import PLACES
from sim.report.results.run import RunResult
from sim.report.text.debris import shown_extents
from sim.scenario.build.mission import build_mission
from sim.scenario.load import loads
from sim.workflow.reentry import assess_reentry, summarize_debris

from .conftest import SCENARIO

ENTRY = (SCENARIO.parent / "catalogue.yaml").read_text()


@pytest.fixture
def folder(command, variant, tmp_path):
    file = variant("short")
    file.write_text(file.read_text() + ENTRY)
    said = command("run", file, "--out", "out")
    assert said.code == 0, said.err
    for word in (
        "Break-up",
        "Footprint",
        "Keep-out",
        "On one person",
        "Ships, aircraft",
        "limit 1 in 10,000",
        "foreign",
        "4.7-1c",
    ):
        assert word in said.out
    assert said.err.count("limit broken: Short: the casualty risk with failures") == 1
    return tmp_path / "out"


def test_a_broken_limit_is_an_exit_code_if_asked_for(command, variant, tmp_path):
    file = variant("short")
    file.write_text(file.read_text() + ENTRY)
    said = command("run", file, "--out", "out", "--no-plots", "--quiet", "--strict")
    assert said.code == 4 and said.out == "" and (tmp_path / "out" / "summary.json").is_file()
    assert {line.split(":")[0] for line in said.err.splitlines()} == {"limit broken"}
    said = command("run", variant("whole"), "--no-plots", "--quiet", "--strict")
    assert said == (0, "", "")


def test_files_of_an_entry_agree(folder, command):
    debris = json.loads((folder / "summary.json").read_text())["debris"]
    table = read_table(folder / "fragments.parquet")
    units = units_in(folder / "fragments.parquet")
    bare = {name for name, unit in units.items() if not unit}
    assert bare == {"break_up", "family", "stage", "material", "count", "status"}
    assert set(table["break_up"]) == {0, 1, 2}
    assert set(table["stage"]) == {"appendages", "modules", "contents", "late"}
    one = table["break_up"] == 0
    masses = debris["masses"]
    assert masses["dry_by_vehicle_kg"] == {"station": pytest.approx(415e3, rel=1e-9)}
    assert masses["stack_kg"] == pytest.approx(masses["landed_kg"] + masses["demised_kg"])
    assert masses["stack_kg"] == pytest.approx(415e3 + masses["propellant_kg"])
    assert 0.0 < masses["propellant_kg"] < 12e3
    assert (table["count"] * table["mass_kg"])[one].sum() == pytest.approx(415e3, rel=1e-9)
    landed = (table["count"] * table["mass_left_kg"])[one & (table["status"] == "impact")].sum()
    assert landed / 415e3 == pytest.approx(debris["surviving_mass_share"]["all"], rel=1e-9)
    # the footprint is that of the sample, in the same coordinates
    counted = (table["break_up"] > 0) & (table["energy_j"] > 15.0)
    whole = debris["footprint"]["by_fragment"][-1]
    along = table["along_track_km"][counted]
    assert (whole["heel_km"], whole["toe_km"]) == pytest.approx((along.min(), along.max()))
    zero = debris["reference"]["along_km"]
    assert debris["reference"]["kind"] == "impact of the unbroken stack"
    assert abs(debris["reference"]["cross_km"]) < 1.0
    assert whole["toe_from_reference_km"] == pytest.approx(whole["toe_km"] - zero)
    # heavy pieces fly past the impact of a stack whose cross-section stays what it was
    assert whole["heel_from_reference_km"] < 0.0 < whole["toe_from_reference_km"]
    # the map has the same fragments, and areas that hold them
    features = json.loads((folder / "footprint.geojson").read_text())["features"]
    kinds = [each["properties"]["kind"] for each in features]
    shares = [f["properties"]["share"] for f in features if f["properties"]["kind"] == "contour"]
    shown = [each["share"] for each in shown_extents(debris)]
    assert shares == shown and 0.9999 not in shown and kinds.count("reference") == 1
    assert kinds.count("fragment") == np.count_nonzero(one & (table["energy_j"] > 15.0))
    notice = (folder / "hazard_notice.txt").read_text()
    assert "2 computed break-ups" in notice and "; IMPACT OF THE UNBROKEN STACK" in notice
    areas = debris["hazard_areas"]
    for kind, place in (("mariners", "MARINERS (NAVAREA)"), ("airmen", "AIRMEN (NOTAM)")):
        assert kinds.count(kind) == len(areas[kind])
        assert notice.count(f"DEBRIS AREA FOR {place}, ") == len(areas[kind])
    assert notice.count("SFC TO FL200") == len(areas["airmen"])
    assert (areas["mariners"][0]["heel_km"], areas["mariners"][-1]["toe_km"]) == pytest.approx(
        (along.min(), along.max())
    )
    windows = [area[end] for area in areas["mariners"] for end in ("from_utc", "until_utc")]
    assert min(windows) <= debris["footprint"]["first_impact_utc"]
    assert max(windows) >= debris["footprint"]["last_impact_utc"]
    # on one person no more counts than as a whole
    assert (table["energy_on_person_j"] <= table["energy_j"] * (1.0 + 1e-12)).all()
    assert (table["person_casualty_area_m2"] <= table["casualty_area_m2"]).all()
    people = debris["people"]
    assert people["casualty_area_m2"]["likely"] <= debris["casualty_area_m2"]["likely"]
    assert people["sheltered"] is None
    # a ship anywhere in the area of all pieces: Poisson, of deck and piece side by side
    assert debris["traffic"]["ships"] is None
    (ship,) = debris["traffic"]["one_ship"]
    number, struck = table["count"][counted], table["casualty_area_m2"][counted]
    reach = 50.0 + np.sqrt(struck / number) - 0.6
    assert ship["share"] == 1.0 and ship["pieces"] == pytest.approx(number.sum() / 2)
    mean = (number * reach**2).sum() / 2 / (1e6 * ship["area_km2"])
    assert ship["anywhere"] == pytest.approx(-np.expm1(-mean), rel=1e-9)
    assert ship["densest"] > ship["anywhere"]
    # and nearest land by what counts on one person is no nearer
    for ours, standard in zip(people["keep_out"], debris["keep_out"], strict=True):
        assert ours["land"] == standard["land"] and ours["least_km"] >= standard["least_km"] - 1e-6
    assert "impact of the unbroken stack" in (folder / "footprint.kml").read_text()
    # the same areas move with time on a globe, each shown while it is closed
    assert command("export", folder, "--to", "czml").code == 0
    packets = json.loads((folder.parent / "short.czml").read_text())
    for kind in areas:
        shown = [each for each in packets if each["id"].startswith(f"{kind}-")]
        windows = [f"{area['from_utc']}/{area['until_utc']}" for area in areas[kind]]
        assert [each["availability"] for each in shown] == windows
        corners = np.reshape(shown[0]["polygon"]["positions"]["cartographicDegrees"], (-1, 3))
        assert corners[:, 1] == pytest.approx(areas[kind][0]["latitude_deg"])
    # figures from the files alone are the same
    before = {path: path.read_bytes() for path in folder.glob("*.png")}
    assert folder / "footprint.png" in before
    for path in before:
        path.unlink()
    said = command("plot", folder)
    assert said.code == 0
    for path, content in before.items():
        assert path.read_bytes() == content, path.name


def test_risk_adds_up(folder):
    debris = json.loads((folder / "summary.json").read_text())["debris"]
    risk, failures = debris["expected_casualties"], {f["name"]: f for f in debris["failures"]}
    assert not failures["no_burn"]["early_ends_flown"]
    assert failures["short_burn"]["early_ends_flown"]
    parts = [part["likely"] for part in risk["contributions"].values()]
    assert risk["with_failures"]["likely"] == pytest.approx(sum(parts))
    assert risk["contributions"]["no_burn"]["likely"] == pytest.approx(
        0.01 * risk["uncontrolled"]["likely"]
    )
    people, area = population(debris["population_year"]), debris["casualty_area_m2"]["likely"]
    assert risk["uncontrolled"]["likely"] == pytest.approx(
        uncontrolled_casualties(people, 51.6, area), rel=0.01
    )
    run = RunResult.read(folder)
    # a failure of a stated chance weighs all early ends alike: the mean over the table of them
    ends = debris["cut_offs"]
    assert sum(each["cut_offs"] for each in ends) == PLACES
    mean = sum(each["mean"] * each["cut_offs"] for each in ends) / PLACES
    assert risk["contributions"]["short_burn"]["likely"] == pytest.approx(0.02 * mean, rel=1e-9)
    assert [each["mean"] > 0.0 for each in ends].count(True) > 0
    assert sorted(run.contours) == [each["share"] for each in shown_extents(debris)]


def test_without_an_end_to_fly_a_failed_burn_is_an_uncontrolled_entry():
    """The same descent, taken for one that drag alone brought down."""
    scenario = loads(SCENARIO.read_text() + ENTRY, str(SCENARIO))
    flight = fly(build_mission(scenario))
    drifted = replace(flight, burns=tuple(burn for burn in flight.burns if burn.lowering))
    found = assess_reentry(scenario, drifted)
    assert found.crowd is None and found.ends is None
    debris = summarize_debris(found, None, None)
    assert debris["cut_offs"] is None
    assert not any(each["early_ends_flown"] for each in debris["failures"])
    risk = debris["expected_casualties"]
    for name, chance in (("no_burn", 0.01), ("short_burn", 0.02)):
        part = risk["contributions"][name]["likely"]
        assert part == pytest.approx(chance * risk["uncontrolled"]["likely"])
