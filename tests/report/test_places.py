"""Names of places: oceans, countries and islands, and the land on which debris of a failure
falls.
"""

import matplotlib.pyplot as plt
import numpy as np
import pytest

from sim.entry.risk.keep_out import CLASSES, nearest_land
from sim.entry.risk.land import country_at, on_land
from sim.report.figures.map_axes import draw_map
from sim.report.page.maps.svg_map import ABOVE, AROUND, earth, ocean_around, track_data
from sim.report.series.failures import find_beneath
from sim.report.series.place_names import ISLANDS, islet_names, place_names
from sim.report.text.failure import fall_sentence
from sim.report.text.oceans import ocean_name

PLACES = [
    ("Point Nemo", -48.9, -123.4, "South Pacific Ocean"),
    ("Hawaii", 21.5, -160.5, "North Pacific Ocean"),
    ("Gulf of Panama", 8.0, -79.5, "North Pacific Ocean"),
    ("Caribbean Sea", 11.0, -79.8, "North Atlantic Ocean"),
    ("Gulf of Mexico", 25.0, -90.0, "North Atlantic Ocean"),
    ("Humboldt Current", -20.0, -75.0, "South Pacific Ocean"),
    ("off Buenos Aires", -38.0, -54.0, "South Atlantic Ocean"),
    ("Drake Passage, west", -57.0, -75.0, "South Pacific Ocean"),
    ("Drake Passage, east", -57.0, -60.0, "South Atlantic Ocean"),
    ("Tristan da Cunha", -37.3, -12.0, "South Atlantic Ocean"),
    ("Agulhas, west", -37.0, 17.0, "South Atlantic Ocean"),
    ("Agulhas, east", -37.0, 25.0, "Indian Ocean"),
    ("Mediterranean Sea", 34.0, 18.0, "North Atlantic Ocean"),
    ("Red Sea", 20.0, 38.5, "Indian Ocean"),
    ("Kerguelen", -48.0, 72.0, "Indian Ocean"),
    ("Bay of Bengal", 15.0, 88.0, "Indian Ocean"),
    ("Java Sea", -5.0, 112.0, "South Pacific Ocean"),
    ("off Perth", -32.0, 112.0, "Indian Ocean"),
    ("Tasman Sea", -40.0, 160.0, "South Pacific Ocean"),
    ("Sea of Japan", 40.0, 135.0, "North Pacific Ocean"),
    ("Weddell Sea", -70.0, -45.0, "Southern Ocean"),
    ("North Pole", 89.0, 0.0, "Arctic Ocean"),
]


@pytest.mark.parametrize(("place", "latitude", "longitude", "name"), PLACES)
def test_oceans_have_their_names(place, latitude, longitude, name):
    for turn in (-360.0, 0.0, 360.0):
        assert ocean_name(latitude, longitude + turn) == name, place


def test_names_of_countries_stand_on_them():
    spots = [(p.name, s) for p in place_names() for s in p.spots if s.width > 0.0]
    under = country_at([s.longitude for _, s in spots], [s.latitude for _, s in spots])
    assert under.tolist() == [name for name, _ in spots]
    assert {"Australia", "Brazil", "Japan", "Chile"} <= {name for name, _ in spots}


@pytest.mark.parametrize("island", ISLANDS, ids=lambda island: island[0])
def test_islands_are_where_the_outlines_have_them(island):
    _, x, y = island
    assert min(float(nearest_land(c, [x], [y]).distance[0]) for c in CLASSES) < 30e3


def test_islets_have_a_mark_and_a_name_on_a_map_of_their_sea():
    figure, axes = plt.subplots(figsize=(8, 5))
    draw_map(axes, (-150.0, -95.0, -35.0, -20.0), "coastline_50m", 5.0)
    words = {text.get_text() for text in axes.texts}
    assert {"Marotiri", "Temoe"} <= words  # Salas y Gómez lies under the name of Easter Island
    (dots,) = [line for line in axes.lines if line.get_marker() == "."]
    shown = {tuple(point) for point in np.round(np.column_stack(dots.get_data()) % 360.0, 3)}
    for name in ("Marotiri", "Temoe", "Salas y Gómez"):
        _, x, y = next(islet for islet in islet_names() if islet[0] == name)
        assert (round(x % 360.0, 3), round(y % 360.0, 3)) in shown
    plt.close(figure)
    assert "Marotiri" in earth()


def test_land_is_in_sight_from_every_place_at_sea():
    x, y = (grid.ravel() for grid in np.meshgrid(np.arange(-180, 180, 10), np.arange(-60, 61, 10)))
    sea = ~on_land(x, y)
    for lon, lat in zip(x[sea].tolist(), y[sea].tolist(), strict=True):
        west, east, south, north = ocean_around(lon, lat)
        assert east - west == 2.0 * AROUND and north - south == 2.0 * ABOVE
        assert west < lon < east and south < lat < north
        grid = np.meshgrid(np.arange(west, east, 2.0), np.arange(south, north, 2.0))
        assert on_land(*(axis.ravel() for axis in grid)).mean() > 0.02, (lon, lat)


def failure_table(**places: tuple[float, float]) -> dict[str, np.ndarray]:
    columns = {"hours_to_entry": np.array([1.0])}
    for body in ("light", "body", "heavy"):
        lon, lat = places.get(body, (np.nan, np.nan))
        columns |= {
            f"{body}_longitude_deg": np.array([lon]),
            f"{body}_latitude_deg": np.array([lat]),
        }
    return columns


def test_debris_of_a_failure_falls_on_the_land_between_its_ends():
    # from the Pacific off Chile to the Atlantic off Uruguay
    table = failure_table(light=(-75.0, -33.0), body=(-65.0, -34.0), heavy=(-50.0, -35.0))
    lands, people = find_beneath(table)
    land = lands[0]
    assert land[:2] == ["Chile", "Argentina"]
    assert fall_sentence(table, 0, land).startswith("Debris falls on Chile")
    sea = failure_table(light=(-130.0, -40.0), body=(-120.0, -45.0), heavy=(-115.0, -46.0))
    assert find_beneath(sea) == ([[]], [0.0])
    assert "South Pacific Ocean, none on land" in fall_sentence(sea, 0, [])
    assert people[0] > 1e6
    said = fall_sentence(table, 0, land, people[0])
    assert "people (2019) live within 35 km of its line" in said
    alone = failure_table(body=(134.0, -25.0))
    assert find_beneath(alone).lands == [["Australia"]]
    assert fall_sentence(failure_table(), 0, []) == "Nothing falls within 60 days."


def test_a_track_is_drawn_within_one_turn_and_joins_its_copies():
    lon = np.arange(0.0, -1100.0, -3.0)
    wrapped = (lon + 180.0) % 360.0 - 180.0
    made = track_data(wrapped, 50.0 * np.sin(np.radians(lon)), -250.0)
    pieces = made.split("M")[1:]
    assert len(pieces) == 4
    for piece in pieces:
        head, moves = piece.split("l")
        numbers = [float(n) for n in moves.replace("-", " -").split()]
        x = float(head.split()[0]) + np.cumsum(numbers[0::2])
        assert x.min() >= 100.0 * (-250.0 - 3.1) and x.max() <= 100.0 * (110.0 + 3.1)
        assert x.max() - x.min() > 1000.0


@pytest.mark.parametrize("window", [(30.0, 390.0, -75.0, 80.0), (-160.0, -70.0, -62.0, -20.0)])
def test_a_figure_names_each_place_once_and_inside(window):
    _, axes = plt.subplots(figsize=(7.0, 3.0))
    draw_map(axes, window, "coastline_110m", 30.0)
    names = [text.get_text() for text in axes.texts]
    assert len(names) == len(set(names)) > 1
    assert all(window[0] < text.get_position()[0] < window[1] for text in axes.texts)
    plt.close()
