"""What a sample comes to: from its own fragments, and a few pieces that stand for all."""

from dataclasses import replace

import numpy as np
import pytest

from sim.campaign.run.debris import catalogue_factors, draw_break_ups
from sim.campaign.run.prepare import prepare_experiment
from sim.campaign.run.sample import fly_samples
from sim.campaign.sampling.draws import draw_samples
from sim.entry.break_up_figures import casualty_areas
from sim.entry.breakup.fragment_catalogue import catalogue_columns
from sim.entry.ground_track import coordinates
from sim.entry.representative_fragments import choose_representatives
from sim.entry.study import EntryOptions, entry_study
from sim.flight.interface import find_aboard
from sim.flight.status import IMPACT
from sim.frames.constants import MEAN_RADIUS
from sim.scenario.build.entry import components
from sim.scenario.load import load

from .conftest import HERE


@pytest.fixture(scope="module")
def flown(short):
    """Six samples with their fragments."""
    drawn = draw_samples(short[3], 3, 20, "sobol", first=4, count=6)
    drawn.pop("weight")
    return fly_samples(short[1], np.arange(4, 10), drawn)


@pytest.fixture(scope="module")
def study(short):
    """Families, and the nominal break-up of all of them."""
    families = components(load(HERE / "short.yaml"), find_aboard(short[2]))
    return families, entry_study(short[2], catalogue_columns(families), EntryOptions())


def test_measures_are_those_of_the_fragments(short, flown):
    table, debris, *_ = flown
    catalogue = short[1].catalogue
    counted = debris["landed"] & (debris["energy_j"] > 15.0)
    for k, number in enumerate(table["sample"]):
        own = counted & (debris["sample"] == number)
        along, area = debris["along_km"][own], debris["casualty_area_m2"][own]
        assert table["heel_km"][k] == along.min() and table["toe_km"][k] == along.max()
        assert table["casualty_area_m2"][k] == pytest.approx(area.sum())
        on_person = debris["person_casualty_area_m2"][debris["sample"] == number]
        assert table["person_casualty_area_m2"][k] == pytest.approx(on_person.sum())
        assert table["centre_km"][k] == pytest.approx(np.average(along, weights=area))
        assert table["cross_km"][k] == pytest.approx(
            np.average(debris["cross_km"][own], weights=area)
        )
        outside = (np.abs(along) > 1500.0) | (np.abs(debris["cross_km"][own]) > 50.0)
        assert table["outside_corridor"][k] == outside.sum()
        mass = np.tile(catalogue.fragments.mass_count, 6) * debris["mass_left_kg"]
        mass = np.minimum(mass, np.tile(catalogue.fragments.released, 6))
        landed = (mass * debris["landed"])[debris["sample"] == number].sum()
        assert table["surviving_share"][k] == pytest.approx(landed / 415e3)
        assert 0.0 < table["surviving_share"][k] <= 1.0


def test_distances_count_from_the_aim(short, flown):
    """The aim is where the unbroken stack lands; fragments lie on the great circles to it."""
    experiment, debris = short[1], flown[1]
    down = debris["landed"]
    along, cross = coordinates(
        experiment.track,
        np.radians(debris["latitude_deg"][down]),
        np.radians(debris["longitude_deg"][down]),
    )
    assert debris["along_km"][down] == pytest.approx((along - experiment.aim) / 1e3)
    assert debris["cross_km"][down] == pytest.approx(cross / 1e3)
    table = flown[0]
    # between impact of the stack and middle of its debris: no more than along and across
    lat, lon = (np.radians(table[f"impact_{k}_deg"]) for k in ("latitude", "longitude"))
    stack, _ = coordinates(experiment.track, lat, lon)
    spread = (stack - experiment.aim) / 1e3
    assert np.corrcoef(spread, table["centre_km"])[0, 1] > 0.7
    assert abs(spread).max() < 1e-3 * np.pi * MEAN_RADIUS


def test_entry_is_the_last_passage_and_books_add_up(short, flown):
    table = flown[0]
    assert np.all(table["entry_time_s"] < table["impact_time_s"])
    assert np.all((table["entry_angle_deg"] < -0.3) & (table["entry_angle_deg"] > -1.0))
    total = table["propellant_used_kg"] + table["propellant_left_kg"]
    assert total == pytest.approx(12000.0)
    assert table["margin_kg"] == pytest.approx(table["propellant_left_kg"])
    kept = replace(short[1], reserve={"tug": 500.0})
    again, *_ = fly_samples(kept, np.array([4]), {"mass_offset": np.zeros(1)})
    assert again["margin_kg"][0] == pytest.approx(again["propellant_left_kg"][0] - 500.0)


def test_wider_than_the_tables_gives_rows_without_an_entry(short):
    """A stack that stays up has a row all the same, with nothing where it did not come down."""
    mission, experiment = short[0], short[1]
    high = replace(
        experiment,
        mission=replace(mission, horizon=9000.0),
        phases=(experiment.phases[0], replace(experiment.phases[2], attitude=None)),
    )
    table, debris, _ = fly_samples(high, np.arange(2), {"velocity_along": np.array([0.0, 90.0])})
    assert np.isnan(table["entry_time_s"][1]) and np.isnan(table["toe_km"][1])
    assert set(debris["sample"]) <= {0}


def test_factors_belong_to_their_columns():
    one = np.array([1.2])
    made = catalogue_factors(
        {"heating_factor": one, "ballistic_factor": 2.0 * one, "emissivity_factor": one}
        | {"oxidation_factor": 0.5 * one, "accommodation_factor": 0.9 * one}
    )
    assert made["accommodation"] == pytest.approx(1.08)
    assert made["oxidation_heat"] == pytest.approx(0.6)
    assert made["shape_factor"] is one and made["emissivity"] is one
    drag = {name for name in made if name.startswith("cd_")}
    assert drag == {"cd_free_molecular", "cd_continuum", "cd_subsonic"}
    assert made["cd_continuum"] == pytest.approx(1.0 / 2.4)
    assert catalogue_factors({"fragment_drag": one})["cd_subsonic"] == pytest.approx(1.2)
    assert catalogue_factors({"break_up_a": one}) == {}


def test_draws_of_a_sample_replace_those_of_its_pieces(short):
    """All pieces of a sample get them, in the directions they had; others stay as they were."""
    experiment, catalogue = short[1], short[1].catalogue
    numbers, three = np.array([7, 8, 9]), np.array([0.0, 2.0, 5.0])
    usual = draw_break_ups(experiment, catalogue, numbers, {})
    assert np.ptp(usual.gone) > 0.0 and np.ptp(usual.energy) > 0.0
    dispersed = {"shield_melted": 0.1 * three, "burst_energy": 1.0 + three, "release_speed": three}
    drawn = draw_break_ups(experiment, catalogue, numbers, dispersed)
    assert (drawn.gone == 0.1 * three[:, None]).all() and (drawn.energy == 1.0 + three).all()
    assert np.linalg.norm(drawn.kick, axis=-1) == pytest.approx(
        np.tile(three[:, None], drawn.kick.shape[1])
    )
    same = experiment.options.break_up.release_speed or 1.0
    assert drawn.kick[2] / 5.0 == pytest.approx(usual.kick[2] / same) or not usual.kick.any()
    for name in ("stage", "late", "strength", "lift_up", "burst"):
        assert (getattr(drawn, name) == getattr(usual, name)).all(), name


def test_what_a_person_feels_is_no_more_than_the_whole(short, flown):
    """And of pieces with a hundred times the cross-section too little falls on anyone."""
    debris = flown[1]
    person, whole = debris["person_casualty_area_m2"], debris["casualty_area_m2"]
    assert ((person == whole) | (person == 0.0)).all() and person.any()
    experiment, catalogue = short[1], short[1].catalogue
    light = {
        name: each * (100.0 if name == "area" else 1.0) for name, each in catalogue.columns.items()
    }
    sheets = replace(experiment, catalogue=replace(catalogue, columns=light))
    _, fallen, *_ = fly_samples(sheets, np.arange(2), {"ut1": np.zeros(2)})
    person, whole = fallen["person_casualty_area_m2"], fallen["casualty_area_m2"]
    assert ((person == whole) | (person == 0.0)).all() and (person < whole).any()


def test_more_heating_leaves_less_and_light_pieces_fall_short(short):
    draws = {
        "heating_factor": np.array([1.0, 1.5, 1.0]),
        "ballistic_factor": np.array([1.0, 1.0, 0.6]),
    }
    table, *_ = fly_samples(short[1], np.array([5, 5, 5]), draws)
    assert table["surviving_share"][1] < table["surviving_share"][0]
    assert table["centre_km"][2] < table["centre_km"][0]


@pytest.mark.parametrize("wanted", [3, 4])
def test_representatives(study, wanted):
    _, found = study
    areas = casualty_areas(found.nominal)
    end = found.nominal.impacts
    along = np.full(len(end), np.nan)
    along[end.landed], _ = coordinates(
        found.track, end.latitude[end.landed], end.longitude[end.landed]
    )
    chosen = choose_representatives(found.pieces, found.nominal, areas, along, wanted)
    counted = np.flatnonzero((areas > 0.0) & np.isfinite(along))
    order = counted[np.argsort(along[counted])]
    assert len(chosen.fragments) == min(wanted, len(order)) == len(chosen.represented)
    index = [
        next(r for r in order if (found.pieces.family[r], found.pieces.stage[r]) == (f, s))
        for f, s in zip(chosen.fragments.family, chosen.fragments.stage, strict=True)
    ]
    # ends kept, casualty area and number carried over
    assert index[0] == order[0] and index[-1] == order[-1]
    one = areas[index] / found.pieces.count[index]
    assert (chosen.fragments.count * one).sum() == pytest.approx(areas.sum(), rel=1e-12)
    assert chosen.represented.sum() == pytest.approx(found.pieces.count[counted].sum())
    # and the mass that lands, light pieces included
    left = found.nominal.impacts.mass[index]
    assert (chosen.fragments.mass_count * left).sum() == pytest.approx(
        found.nominal.landed_mass.sum(), rel=1e-12
    )
    whole = choose_representatives(found.pieces, found.nominal, areas, along, 1000)
    assert whole.fragments is found.pieces


def test_pieces_of_a_station_that_burns_up_are_all_kept(study):
    _, found = study
    nothing = np.zeros(len(found.pieces))
    chosen = choose_representatives(found.pieces, found.nominal, nothing, nothing, 3)
    assert chosen.fragments is found.pieces


def test_without_pieces_that_survive_there_is_no_footprint(short):
    bare, nominal = prepare_experiment("bare", short[0], 3, degree=4)
    assert bare.catalogue is None and nominal.status == (IMPACT,)
    table, debris, _ = fly_samples(bare, np.arange(2), {})
    assert "toe_km" not in table and not len(debris["sample"])
