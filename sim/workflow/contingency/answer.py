"""From a study to the answer that is written: plain figures with units in their names."""

from collections.abc import Iterator, Mapping
from typing import Any, cast

import numpy as np

from sim._version import __version__
from sim.entry.risk.casualty import RISK_LIMIT
from sim.frames.epoch import DAY
from sim.operations.backup.search import Candidate
from sim.operations.contingency.corridor import AIR, Corridor
from sim.operations.contingency.options import Option
from sim.planning.lowering.orbit_decay import activity_of
from sim.report.contingency.words import contingency_markdown
from sim.report.results.contingency import ContingencyResult
from sim.report.results.provenance import Provenance
from sim.report.results.run import RunResult
from sim.report.text.names import attitude_name
from sim.report.text.oceans import ocean_name
from sim.scenario.load import scenario_hash
from sim.scenario.schema.phase import ProfilePoint
from sim.scenario.schema.quantity import Measure
from sim.workflow.contingency.day import Day
from sim.workflow.contingency.exposed import risk_of
from sim.workflow.contingency.study import Alone, ContingencyStudy, Earliest, room_of
from sim.workflow.contingency.ways import KNOWN

MONTH = 30.4375 * DAY
COURSE = 10.0 * DAY
"""s between points of the lines of the descent."""
LAST_DAYS = (9.0, 8.0, 7.0, 6.0, 5.0, 4.0, 3.0, 2.0, 1.0, 0.5, 0.0)
"""Points of the same before the end."""


def contingency_result(study: ContingencyStudy, command: str) -> ContingencyResult:
    """The answer, its tables and its words."""
    day, question = study.day, study.question
    scenario = day.scenario
    answer = {
        "scenario": scenario.name,
        "title": scenario.title,
        "label": scenario.comparison.label or scenario.name,
        "depends_on": scenario.depends_on,
        "scenario_sha256": scenario_hash(scenario),
        "version": __version__,
        "asked": {
            "date_utc": day.date,
            "ships": question.ships,
            "first_ship_days": study.fleet.first / DAY,
            "control": question.control,
        },
        "station": _station(day),
        "casualty_area_m2": study.area._asdict(),
        "alone": [_alone(study, each) for each in study.alone],
        **_burns(study),
        "deorbit": None
        if study.deorbit is None or study.chosen is None or study.planned is None
        else _deorbit(study.deorbit, study.chosen, study.planned),
        "no_deorbit": study.no_deorbit,
        "assumptions": list(_assumptions(scenario.contingency)),
    }
    return ContingencyResult(
        answer=answer,
        exposure=_exposure(study),
        descent=_descent(study),
        words=contingency_markdown(answer),
        manifest=Provenance(
            scenarios={scenario.name: scenario_hash(scenario)},
            statuses=[],
            weather={scenario.name: None},
            command=command,
        ),
    )


def _station(day: Day) -> dict[str, Any]:
    tanks = {day.model.tank: day.reserve}
    station = day.mission.vehicles[0]
    for tank in station.tanks:
        tanks.setdefault(tank.name, float(tank.load))
    tanks[f"{day.mission.docked[-1]} at the aft port"] = float(day.model.docked)
    return {
        "altitude_km": day.altitude / 1e3,
        "mass_kg": day.mass,
        "docked": [*day.mission.docked[1:], *day.staying],
        "propellant": [{"tank": name, "kg": mass} for name, mass in tanks.items()],
    }


def _alone(study: ContingencyStudy, alone: Alone) -> dict[str, Any]:
    day = study.day
    risk = risk_of(day, alone.end, study.area)
    ends = [
        {
            "percentile": float(percentile),
            "utc": _utc(day, end),
            "months": end / MONTH,
            "expected_casualties": span._asdict(),
        }
        for percentile, end, span in zip(day.model.percentiles, alone.end, risk, strict=True)
    ]
    return {
        "attitude": alone.attitude,
        "controlled": alone.attitude != day.model.lost,
        "ballistic_kg_m2": alone.ballistic,
        "ends": ends,
    }


def _burns(study: ContingencyStudy) -> dict[str, Any]:
    """What was looked through, and what ships make possible."""
    ways = study.ways
    if ways is None:
        return {
            "searched": [],
            "rests_on": None,
            "needed": None,
            "ways": [],
            "earliest": [],
            "corridor": None,
        }
    most, lowest = study.question.ships, float(study.day.model.heights[0])
    searched = [(KNOWN, ways.known), *((f.sentence, each) for f, each in ways.changes)]
    return {
        "searched": [_way(name, most, lowest, each) for name, each in searched],
        "rests_on": None if ways.favour is None else ways.favour.sentence,
        "needed": ways.needed,
        "corridor": None if ways.corridor is None else _corridor(ways.corridor),
        "ways": [
            _way(attitude_name(way.attitude), way.ships, way.height, way.candidate)
            for way in ways.ways
        ],
        "earliest": [row for each in study.earliest for row in _earliest(study, each)],
    }


def _way(name: str, ships: int, height: float, candidate: Candidate) -> dict[str, Any]:
    return {
        "name": name,
        "ships": ships,
        "height_km": height / 1e3,
        "feasible": candidate.feasible,
        "margin_kg": candidate.margin,
        "propellant_kg": candidate.propellant,
        "delta_v_m_s": candidate.delta_v,
        "perigee_reached_km": candidate.perigee_reached / 1e3,
        "fails": candidate.fails,
    }


def _corridor(corridor: Corridor) -> dict[str, Any]:
    return {
        "air": list(AIR),
        "minutes_to_entry": (corridor.times / 60.0).tolist(),
        "stretch_km": corridor.stretch / 1e3,
        "flight_path_angle_deg": np.degrees(corridor.flight_path_angle),
    }


def _earliest(study: ContingencyStudy, each: Earliest) -> Iterator[dict[str, Any]]:
    rows = zip(study.day.model.percentiles, each.options, each.last_order, strict=True)
    for percentile, option, order in rows:
        yield {
            "ships": each.ships,
            "attitude": each.attitude,
            "percentile": float(percentile),
            "begin_utc": None if option is None else _utc(study.day, option.begin),
            "months": None if option is None else option.begin / MONTH,
            "height_km": None if option is None else option.way.height / 1e3,
            "used": None if option is None else option.way.ships + option.pushing,
            "pushing": None if option is None else option.pushing,
            "last_order_utc": None if order is None else _utc(study.day, order),
        }


def _deorbit(run: RunResult, chosen: Earliest, planned: Option) -> dict[str, Any]:
    """The flight of the plan in the figures of its summary."""
    summary = cast("dict[str, Any]", run.summary)
    debris, entry = summary["debris"], summary["entry_interface"]
    place = debris["reference"]
    nearest = min(debris["keep_out"], key=_share)
    long = next(each for each in debris["footprint"]["by_fragment"] if each["share"] == 0.95)
    tanks = summary["propellant"]["by_tank"]
    expected = debris["expected_casualties"]
    return {
        "ships": chosen.ships,
        "attitude": chosen.attitude,
        "height_km": planned.way.height / 1e3,
        "used": planned.way.ships + planned.pushing,
        "pushing": planned.pushing,
        "keeps_distances": room_of(run) >= 1.0,
        "entry_utc": entry["utc"],
        "flight_path_angle_deg": entry["flight_path_angle_deg"],
        "latitude_deg": place["latitude_deg"],
        "longitude_deg": place["longitude_deg"],
        "ocean": ocean_name(place["latitude_deg"], place["longitude_deg"]),
        "length_95_km": long["length_km"],
        "land": nearest["land"],
        "least_km": nearest["least_km"],
        "limit_km": nearest["limit_km"],
        "delta_v_m_s": summary["delta_v_m_s"],
        "propellant_kg": summary["propellant"]["used_kg"],
        "sources": [
            {"tank": name, "start_kg": each["start_kg"], "used_kg": each["used_kg"]}
            for name, each in tanks.items()
        ],
        "as_planned": expected["as_planned"],
        "with_failures": expected["with_failures"],
        "limit": RISK_LIMIT,
    }


def _share(clearance: Mapping[str, Any]) -> float:
    """How far debris stays from land over how far it must; inf where none is near."""
    least = clearance["least_km"]
    return np.inf if least is None else least / clearance["limit_km"]


def _assumptions(model: Any, place: str = "contingency") -> Iterator[dict[str, Any]]:
    """Every value that is an assumption, with its words, in which its range stands."""
    for key in type(model).model_fields:
        value = getattr(model, key)
        for k, each in enumerate(value if isinstance(value, tuple) else (value,)):
            at = f"{place}.{key}" + (f"[{k}]" if isinstance(value, tuple) else "")
            if isinstance(each, Measure) and each.assumption:
                yield {"key": at, "value": str(each.given), "words": each.assumption}
            elif isinstance(each, ProfilePoint) and each.assumption:
                words = f"{each.altitude.given} on {each.date[:10]}"
                yield {"key": at, "value": words, "words": each.assumption}
            elif hasattr(type(each), "model_fields"):
                yield from _assumptions(each, at)


def _exposure(study: ContingencyStudy) -> dict[str, np.ndarray]:
    """A row for each day and percentile."""
    of, day = study.exposure, study.day
    count = len(of.percentiles)
    low, likely, high = (each.ravel() for each in of.casualties)
    return {
        "lost_utc": np.repeat(_instants(day, of.lost), count),
        "percentile": np.tile(of.percentiles, len(of.lost)),
        "altitude_km": np.repeat(of.altitude, count) / 1e3,
        "end_utc": _instants(day, of.end.ravel()),
        "months": (of.end - of.lost[:, None]).ravel() / MONTH,
        "people_per_km2": of.people.ravel(),
        "casualties_low": low,
        "casualties_likely": likely,
        "casualties_high": high,
    }


def _descent(study: ContingencyStudy) -> dict[str, np.ndarray]:
    """Altitude by date in every attitude under every percentile, until it is down."""
    day, rows = study.day, []
    for alone in study.alone:
        for percentile, end in zip(day.model.percentiles, alone.end, strict=True):
            last = end - np.array(LAST_DAYS) * DAY  # where it falls fast
            t = np.unique(np.concatenate([np.arange(0.0, end, COURSE), last[last > 0.0]]))
            air = day.decay.under(np.full(len(t), activity_of(float(percentile))))
            altitude = air.fall(np.zeros(len(t)), np.full(len(t), day.altitude), alone.ballistic, t)
            rows += [
                (alone.attitude, float(percentile), a, h) for a, h in zip(t, altitude, strict=True)
            ]
    attitude, percentile, t, altitude = zip(*rows, strict=True)
    return {
        "attitude": np.array(attitude),
        "percentile": np.array(percentile),
        "utc": _instants(day, np.array(t)),
        "altitude_km": np.array(altitude) / 1e3,
    }


def _utc(day: Day, t: float) -> str:
    """A date to the minute; nothing here is known better than to days."""
    return day.mission.epoch.utc_iso(float(t))[:17] + "00Z"


def _instants(day: Day, t: np.ndarray) -> np.ndarray:
    return np.array([_utc(day, each)[:-1] for each in t], dtype="datetime64[us]")
