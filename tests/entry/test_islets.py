"""Islets: a list of remote ones, the table's own rule, classes by latitude, reefs."""

import csv

import numpy as np
import pytest

from sim.data.builders import islets as builder
from sim.entry.risk.islets import islets
from sim.entry.risk.keep_out import CLASSES, KeepOutLimits, keep_out, nearest_land
from sim.entry.risk.land import countries

NEAR = 5e3
"""m beyond its padding that land may be from where an islet is said to be."""

LACKING = """
Marotiri -27.897 -143.511; Marotiri -27.903 -143.491; Marotiri -27.879 -143.488;
Diego Ramírez -56.510 -68.712; Diego Ramírez -56.459 -68.729; Ildefonso -55.755 -69.402;
Bounty Islands -47.696 179.059; Bounty Islands -47.713 179.071; Bounty Islands -47.76 179.05;
Morane -23.14 -137.12; Temoe -23.34 -134.48; Îles Maria -21.802 -154.698;
Macauley Island -30.233 -178.435; Curtis and Cheeseman -30.545 -178.565;
L'Esperance Rock -31.355 -178.834; The Forty-Fours -43.963 -175.836;
The Sisters -43.568 -176.810; The Pyramid -44.437 -176.246; Bishop and Clerk -55.048 158.771;
Ball's Pyramid -31.761 159.249; Shag Rocks -53.5475 -42.020; Black Rock -53.65 -41.80;
Clerke Rocks -55.017 -34.683; Beauchene Island -52.920 -59.201;
Inaccessible Island -37.30 -12.68; McDonald Islands -53.04 72.60; Salas y Gómez -26.472 -105.363;
Rimatara -22.652 -152.805; Hereheretue -19.88 -144.97; Cato Island -23.248 155.540;
Île de l'Est -46.42 52.22; Scott Island -67.38 -179.92; Scott Island -67.40 -179.917
"""
"""Name, latitude and longitude in degrees of islets that the outlines lack, or have 10 km off."""

DRAWN = """
Rapa -27.605 -144.339; Raivavae -23.866 -147.664; Mangaia -21.914 -157.930;
Rarotonga -21.230 -159.777; Oeno -23.928 -130.748; Henderson -24.361 -128.316;
Pitcairn -25.068 -130.090; Ducie -24.677 -124.792; Easter -27.126 -109.358;
San Félix -26.293 -80.086; San Ambrosio -26.349 -79.872; Robinson Crusoe -33.642 -78.870;
Alejandro Selkirk -33.749 -80.751; Mocha -38.366 -73.919; Guafo -43.615 -74.740;
Raoul -29.271 -177.922; Ata -22.331 -176.208; Chatham -43.882 -176.556; Pitt -44.285 -176.231;
Antipodes -49.690 178.804; Snares -48.008 166.563; Auckland -50.723 166.142;
Campbell -52.546 169.162; Stewart -47.027 167.886; Three Kings -34.162 172.136;
Macquarie -54.616 158.887; Lord Howe -31.552 159.077; Norfolk -29.039 167.939;
Young -66.391 162.422; Buckle -66.783 163.199; Sturge -67.406 164.753; Peter I -68.837 -90.580;
South Georgia -54.320 -36.803; Zavodovski -56.298 -27.571; Thule -59.466 -27.205;
Coronation -60.612 -45.566; Elephant -61.144 -55.087; King George -62.082 -58.360;
Bouvet -54.432 3.398; Gough -40.322 -9.937; Tristan -37.12 -12.29; Marion -46.910 37.743;
Crozet -46.408 51.766; Kerguelen -49.23 69.42; Heard -53.078 73.498; Amsterdam -37.856 77.549;
St Paul -38.720 77.527
"""
"""The same of islands that the outlines have."""


def places(text: str) -> list[tuple[str, float, float]]:
    """Name, longitude and latitude in degrees."""
    rows = (row.rsplit(maxsplit=2) for row in text.split(";"))
    return [(name.strip(), float(x), float(y)) for name, y, x in rows]


def land_class(latitude: float) -> str:
    """The class rule: south of 60 S the Antarctic Treaty, whether ice or rock; north of it foreign
    land, whether ice or rock.
    """
    return "permanent ice" if latitude < -60.0 else "foreign land"


@pytest.mark.parametrize("place", places(LACKING + ";" + DRAWN), ids=lambda place: place[0])
def test_every_islet_is_land_of_its_class(place):
    _, x, y = place
    found = {kind: float(nearest_land(kind, x, y).distance[0]) for kind in CLASSES}
    assert found.pop(land_class(y)) <= NEAR
    assert min(found.values()) > NEAR


@pytest.mark.parametrize("place", places(LACKING), ids=lambda place: place[0])
def test_what_the_outlines_lack_is_named(place):
    name, x, y = place
    nearest = nearest_land(land_class(y), x, y)
    assert nearest.land_name(0).startswith(f"{name}, ")
    assert nearest.distance[0] == 0.0


def test_the_outlines_keep_the_class_rule():
    """What Natural Earth calls Antarctica is what lies south of 60 S."""
    world = countries()
    for ring, country in zip(world.rings, world.ring_country, strict=True):
        south = ring[:, 1] < -60.0
        assert south.all() if world.code[country] == "ATA" else not south.any()
    table = islets()
    south = table.latitude_deg < -60.0
    assert np.array_equal(south, world.code[table.country] == "ATA")


def test_ice_cover_is_of_no_weight_north_of_60_south():
    """100 km off Bouvet Island, 93 % under ice, fails as off any land; off Scott Island, a bare
    rock south of 60 S, it passes.
    """
    _, _, bouvet = keep_out([3.398], [-53.534], [100.0])
    assert bouvet.passed
    assert not keep_out([3.398], [-53.534], [100.0])[0].passed
    scott = keep_out([-179.92], [-66.48], [100.0])
    assert [each.passed for each in scott] == [True, True, True]
    assert scott[2].country == "Scott Island, Antarctica"
    assert scott[2].minimum == pytest.approx(95.4e3, abs=1e3)  # 0.9 degree less 5 km


ROWS = list(csv.DictReader(builder.TABLE.read_text(encoding="utf-8").splitlines()))
REEFS = [row for row in ROWS if row["kind"] == "reef"]


@pytest.mark.parametrize("reef", REEFS, ids=lambda reef: reef["name"])
def test_drying_reefs_count_only_if_asked_for(reef):
    x, y = float(reef["longitude_deg"]), float(reef["latitude_deg"])
    assert nearest_land("foreign land", x, y).distance[0] > 100e3
    assert nearest_land("foreign land", x, y, drying_reefs=True).distance[0] == 0.0
    foreign, us, ice = keep_out([x], [y], [100.0], KeepOutLimits(drying_reefs=True))
    assert foreign.country.startswith(reef["name"])
    assert us.minimum > 100e3 and ice.minimum > 100e3


def test_the_shipped_table_is_the_one_written_by_hand():
    """And small islets have their 5 km, others their reach."""
    rows, table = ROWS, islets()
    assert table.name.tolist() == [row["name"] for row in rows]
    assert countries().code[table.country].tolist() == [row["country"] for row in rows]
    assert table.latitude_deg.tolist() == [float(row["latitude_deg"]) for row in rows]
    assert table.longitude_deg.tolist() == [float(row["longitude_deg"]) for row in rows]
    assert all(row["source"] for row in rows)
    for row, padding in zip(rows, table.padding, strict=True):
        small = row["kind"] != "shore" and float(row["area_km2"]) < 1.0
        assert padding == (5e3 if small else 1e3 * float(row["reach_km"]))


def test_distance_is_from_the_edge_of_the_disc():
    """Property: on a meridian away from a lone islet the distance grows as the way does."""
    _, x, y = next(place for place in places(LACKING) if place[0] == "Salas y Gómez")
    away = nearest_land("foreign land", [x, x, x], [y - 0.03, y - 0.1, y - 0.2]).distance
    assert away[0] == 0.0
    assert np.diff(away)[1] == pytest.approx(0.1 * 110.8e3, rel=1e-3)
    assert away[1] == pytest.approx(0.1 * 110.8e3 - 5e3, rel=1e-3)
