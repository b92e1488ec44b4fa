"""Population raster and country outlines: check values stated beside the recipe, known places."""

import numpy as np
import pytest

from sim.data import open_data, provenance

STEP = 0.5
LATITUDE = 90.0 - STEP * (np.arange(360) + 0.5)
AREA_KM2 = (np.radians(STEP) * 6371.0) ** 2 * np.cos(np.radians(LATITUDE))
BANDS = dict(
    zip(
        range(-60, 70, 10),
        [1, 5, 89, 200, 198, 529, 690, 1194, 1826, 1762, 778, 377, 22],
        strict=True,
    )
)


@pytest.fixture(scope="module")
def people() -> np.ndarray:
    return open_data("population")["pop"].astype(np.float64)


def test_raster_has_half_degree_cells():
    raster = open_data("population")
    assert raster["pop"].shape == raster["land"].shape == (360, 720)
    assert raster["pop"].dtype == np.float32
    assert raster["land"].dtype == np.uint8
    assert np.all(raster["pop"] >= 0.0)


def test_people_placed(people):
    assert people.sum() == pytest.approx(7.6715e9, abs=0.0001e9)


@pytest.mark.parametrize("south", BANDS)
def test_millions_by_band(people, south):
    rows = (LATITUDE > south) & (LATITUDE < south + 10)
    assert round(people[rows].sum() / 1e6) == BANDS[south]


def test_shares_of_the_hemispheres(people):
    by_row = people.sum(axis=1)
    from_south = np.cumsum(by_row[::-1]) / by_row.sum()
    assert np.interp(0.5, from_south, LATITUDE[::-1] + 0.5 * STEP) == pytest.approx(24.85, abs=0.01)
    assert from_south[179] == pytest.approx(0.133, abs=0.0005)
    assert by_row[np.abs(LATITUDE) < 51.6].sum() / by_row.sum() == pytest.approx(0.961, abs=5e-4)


def test_under_the_track_of_the_station(people):
    """As the recipe computes it: sphere of 6371 km, rows sampled at 2e5 points of the track."""
    u = np.linspace(0.0, 2.0 * np.pi, 200_001)
    track = np.degrees(np.arcsin(np.sin(np.radians(51.64)) * np.sin(u)))
    density = people.mean(axis=1) / AREA_KM2
    land = open_data("population")["land"].mean(axis=1) / 255.0
    mean = np.interp(track, LATITUDE[::-1], density[::-1]).mean()
    assert mean == pytest.approx(17.17, abs=0.005)
    assert 1e-4 / mean * 1e6 == pytest.approx(5.8, abs=0.05)
    assert np.interp(track, LATITUDE[::-1], land[::-1]).mean() == pytest.approx(0.274, abs=5e-4)


def test_attribution_asked_for_by_the_licence():
    facts = provenance("population")
    assert "CC-BY 4.0" in facts["licence"]
    assert "GeoNames" in facts["attribution"]
    assert facts["input_sha256"]["cities500.json"].startswith("1523be8c6f08")
    assert facts["input_sha256"]["ne_50m_admin_0_countries.shp"].startswith("94799b91827f")


def test_countries_have_one_row_each():
    data = open_data("countries")
    n = len(data["name"])
    assert n == 250
    for key in ("code", "iso_a2", "sovereign", "population"):
        assert data[key].shape == (n,)
    assert len(set(data["code"])) == len(set(data["name"])) == n
    assert set(data["ring_country"]) == set(range(n))


def test_people_of_the_countries():
    """242 countries of the 1:50 million layer hold 7.677e9; eight with remote islets hold few."""
    data = open_data("countries")
    assert data["population"].sum() == pytest.approx(7.677e9, abs=0.001e9)
    people = dict(zip(data["code"], data["population"], strict=True))
    assert people["ZAF"] == 58558270
    assert people["CHL"] == 18952038


def test_rings_are_closed_and_on_earth():
    data = open_data("countries")
    line = data["line"]
    assert line.dtype == np.float32
    ends = np.flatnonzero(np.isnan(line[:, 0]))
    starts = np.concatenate([[0], ends[:-1] + 1])
    assert len(ends) == len(data["ring_country"]) == len(data["ring_is_hole"])
    assert np.array_equal(line[starts], line[ends - 1])
    assert np.all(ends - starts >= 4)
    assert np.nanmax(np.abs(line[:, 0])) == 180.0
    assert np.nanmin(line[:, 1]) == -90.0
    assert np.nanmax(line[:, 1]) < 84.0


@pytest.mark.parametrize(
    ("name", "area_km2"),
    [
        ("South Africa", 1_219_090),  # Statistics South Africa; without Lesotho
        ("New Zealand", 268_021),
        ("Australia", 7_688_287),
        ("Iceland", 103_000),
        ("United States of America", 9_525_067),  # UN Demographic Yearbook, with inland water
    ],
)
def test_areas_of_countries(name, area_km2):
    """Holes, thinning and grid keep the area to 2 %, which is how well areas are defined."""
    data = open_data("countries")
    line = data["line"].astype(np.float64)
    number = int(np.flatnonzero(data["name"] == name)[0])
    ends = np.flatnonzero(np.isnan(line[:, 0]))
    starts = np.concatenate([[0], ends[:-1] + 1])
    total = 0.0
    for k in np.flatnonzero(data["ring_country"] == number):
        x, y = np.radians(line[starts[k] : ends[k]]).T
        zone = abs(np.sum(np.diff(x) * 0.5 * (np.sin(y[1:]) + np.sin(y[:-1]))))
        total += (-1.0 if data["ring_is_hole"][k] else 1.0) * zone * 6371.0072**2
    assert total == pytest.approx(area_km2, rel=0.02)


@pytest.mark.parametrize(
    ("code", "longitude", "latitude"),
    [
        ("PCN", -124.784, -24.666),  # Ducie
        ("CHL", -105.465, -26.459),  # Sala y Gomez
        ("CHL", -109.35, -27.12),  # Rapa Nui
        ("SHN", -12.265, -37.099),  # Tristan da Cunha
        ("NOR", 3.413, -54.419),  # Bouvet
        ("NZL", 178.784, -49.671),  # Antipodes
        ("UMI", 166.63, 19.29),  # Wake
        ("ATA", -90.58, -68.78),  # Peter I
    ],
)
def test_remote_islands_are_there(code, longitude, latitude):
    data = open_data("countries")
    line = data["line"].astype(np.float64)
    ends = np.flatnonzero(np.isnan(line[:, 0]))
    ring = np.searchsorted(ends, np.arange(len(line)))
    away = np.hypot((line[:, 0] - longitude) * np.cos(np.radians(latitude)), line[:, 1] - latitude)
    k = int(np.nanargmin(away))
    assert away[k] < 0.15
    assert data["code"][data["ring_country"][ring[k]]] == code
