"""Times of controlled deorbits: burn to entry, entry to break-up, entry to impact.

Their orbits were not published, so no positions are compared; the scenarios in scenarios/hindcasts
state what is fitted and what is assumed. Fragments are released intact and cold at the break-up and
fall without lift.
"""

from functools import cache
from typing import NamedTuple

from sim.entry.fragment_propagation import fall
from sim.flight.fly import fly
from sim.flight.record import EventKind, Flight
from sim.scenario.build.mission import build_mission
from sim.scenario.load import load
from sim.validation.cases.entry_trajectory import fragment_columns, single_body
from sim.validation.comparison import Comparison, ReferenceCase, between, within
from sim.validation.reference import scenario_path

COMPACT = 300.0
"""kg/m2, assumption: a compact fragment, such as a tank or an engine."""
FASTEST, SLOWEST = 1000.0, 10.0
"""kg/m2, assumption: the densest and the lightest fragments that reach the ground."""


class DeorbitTimes(NamedTuple):
    """Minutes from the ignition of the last burn to the entry interface and to the break-up, and
    minutes from the break-up to impact by ballistic coefficient (kg/m2).
    """

    entry: float
    break_up: float
    descents: dict[float, float]

    def entry_to_impact(self, beta: float) -> float:
        """Minutes from the entry interface to impact, by ballistic coefficient (kg/m2)."""
        return self.break_up - self.entry + self.descents[beta]


@cache
def fly_hindcast(name: str) -> DeorbitTimes:
    """Fly a scenario of scenarios/hindcasts and the fragments of its break-up."""
    flight = fly(build_mission(load(scenario_path(f"hindcasts/{name}.yaml"))))
    ignition = flight.burns_of(0)[-1].ignition
    entry = flight.first(0, EventKind.ENTRY_INTERFACE)
    if entry is None:
        raise RuntimeError(f"{name} does not enter")
    descents = {beta: _descent_minutes(flight, beta) for beta in (COMPACT, FASTEST, SLOWEST)}
    break_up = (float(flight.t[0]) - ignition) / 60.0
    return DeorbitTimes((entry.time - ignition) / 60.0, break_up, descents)


def _descent_minutes(flight: Flight, beta: float) -> float:
    start, state = float(flight.t[0]), flight.y[0, :6]
    world = flight.mission.world_of(16, 0)
    fragment = single_body(start, state, fragment_columns(beta))
    impact = fall(world, fragment, melting=False)
    return float(impact.t[0] - start) / 60.0


MINUTE = "published to the minute"


def _compare_atv_1() -> list[Comparison]:
    times = fly_hindcast("atv1_2008")
    fitted = "no test: the altitude of the orbit, not published, is fitted to this"
    flash = f"{MINUTE}; flash on video from 13:36, break-up at about 75 km"
    impact = f"{MINUTE}; fragments of 300 kg/m2 assumed"
    descent, to_impact = times.descents[COMPACT], times.entry_to_impact(COMPACT)
    return [
        within("burn 2 to 120 km (12:58:18 to 13:31)", "min", 32.7, times.entry, 0.5, fitted),
        within("120 to 75 km", "min", 5.0, times.break_up - times.entry, 1.0, flash),
        within("75 km to impact", "min", 7.0, descent, 2.0, impact),
        within("120 km to impact", "min", 12.0, to_impact, 2.0, impact),
    ]


def _compare_atv_2() -> list[Comparison]:
    times = fly_hindcast("atv2_2011")
    fitted = "no test: the altitude of the orbit, not published, is fitted to this"
    first = (
        "window of impacts 20:48 to 21:00; 3 min for the orbit, fragments of 1,000 kg/m2 assumed"
    )
    last = (
        "window 20:48 to 21:00, 3 min for the orbit; fragments of 10 kg/m2 assumed. According to "
        "ESA docking adapter and engines impact around 21 h; such fragments take 5 to 9 min from "
        "80 km, so the end of the window is rounded or refers to lighter ones. With 15 kg/m2 it "
        "would be 55.8"
    )
    fast, slow = (times.break_up + times.descents[beta] for beta in (FASTEST, SLOWEST))
    return [
        within("burn 2 to 80 km (20:04 to 20:41:39)", "min", 37.65, times.break_up, 0.5, fitted),
        within("burn 2 to the first impact", "min", 44.0, fast, 3.0, first),
        within("burn 2 to the last impact", "min", 56.0, slow, 3.0, last),
    ]


def _compare_htv_6() -> list[Comparison]:
    times = fly_hindcast("htv6_2017")
    fitted = "no test: orbit and velocity change, not published, are fitted to this"
    first = (
        "windows of HTV-4, 5, 6 and 7 begin 10 to 14 min after 120 km, with 3 min of tolerance; "
        "fragments of 1,000 kg/m2 assumed"
    )
    last = (
        "the windows end 28 to 40 min after 120 km, with 3 min of tolerance; fragments of 10 kg/m2 "
        "assumed, lighter ones fall longer"
    )
    fast, slow = (times.entry_to_impact(beta) for beta in (FASTEST, SLOWEST))
    return [
        within("burn to 120 km (14:42 to 15:06)", "min", 24.0, times.entry, 1.0, fitted),
        between("120 km to the first impact", "min", 12.0, fast, (7, 17), first),
        between("120 km to the last impact", "min", 36.0, slow, (25, 43), last),
    ]


def _compare_progress() -> list[Comparison]:
    ms_13, ms_15 = fly_hindcast("progress_ms13_2020"), fly_hindcast("progress_ms15_2021")
    mass = (
        "burn of about 4 min, entry taken as 100 km; the mass is not published: 5.4 t is an "
        "assumption, and 5.8 t would give 33.6"
    )
    same_mass = (
        "the same mass with a burn of 3.4 min; missed with 5.8 t (40.1), met to the minute with "
        "5.0 t: the result depends on the mass"
    )
    impact = f"{MINUTE}, planned; fragments of 300 kg/m2 assumed"
    descent = ms_13.entry_to_impact(COMPACT)
    ms_13_impact = "MS-13, entry to impact (22:05 to 22:13)"
    ms_8_impact = "MS-08, entry to impact (01:58 to 02:07)"
    return [
        within("MS-13, burn to entry (21:31:42 to 22:05)", "min", 33.3, ms_13.entry, 3.0, mass),
        within(ms_13_impact, "min", 8.0, descent, 2.0, impact),
        within("MS-15, burn to entry (08:30 to 09:04)", "min", 34.0, ms_15.entry, 3.0, same_mass),
        within(ms_8_impact, "min", 9.0, descent, 2.0, impact),
    ]


def _compare_cgro() -> list[Comparison]:
    times = fly_hindcast("cgro_2000")
    contact = (
        "3 min for the altitude of the loss of contact, taken as 78 km. The simulated burn is "
        "centred on apogee. Begun at apogee, it leads to 100 km in 39.7 min, where a tumbling "
        "spacecraft may lose contact; the position of the actual burn is not published"
    )
    planned = (
        "planned by NASA on 1 June, reported as about the same; 1 min for rounding, 2 for "
        "fragments of 300 kg/m2. Late like the loss of contact: the coast is too long, not the "
        "descent. Begun at apogee, the burn leads to impact in 51.4 min"
    )
    lost, impact = times.break_up, times.break_up + times.descents[COMPACT]
    return [
        within("burn 4 (05:30) to the loss of contact (06:10)", "min", 40.0, lost, 3, contact),
        within("burn 4 to impact (06:20)", "min", 50.0, impact, 3, planned),
    ]


FAMILY = "Times of controlled deorbits"
CASES = (
    ReferenceCase(
        name="atv1",
        title="ATV-1, 29 September 2008",
        source="ESA through http://www.satnews.com/story.php?number=259852734; scenario "
        "scenarios/hindcasts/atv1_2008.yaml",
        family=FAMILY,
        needs=(),
        run=_compare_atv_1,
    ),
    ReferenceCase(
        name="atv2",
        title="ATV-2, 21 June 2011",
        source="https://blogs.esa.int/orion/2011/06/21/atv-tonights-big-dive; http://www.space-travel.com/"
        "reports/The_end_for_ATV_Johannes_Kepler_999.html; scenario "
        "scenarios/hindcasts/atv2_2011.yaml",
        family=FAMILY,
        needs=(),
        run=_compare_atv_2,
    ),
    ReferenceCase(
        name="htv",
        title="HTV-6, 5 February 2017, and the windows of other HTV flights",
        source="JAXA: http://global.jaxa.jp/press/2017/02/20170206_kounotori6.html, "
        "http://global.jaxa.jp/press/2013/09/20130907_kounotori4_e.html, "
        "http://global.jaxa.jp/press/2018/11/20181111_kounotori7.html; scenario "
        "scenarios/hindcasts/htv6_2017.yaml",
        family=FAMILY,
        needs=(),
        run=_compare_htv_6,
    ),
    ReferenceCase(
        name="progress",
        title="Progress MS-13, MS-15 and MS-08",
        source="https://regnum.ru/news/innovatio/3005206.html, "
        "https://kosmosnews.fr/2020/07/09/bye-bye-progress-ms-13/, "
        "https://tass.com/science/1254085, http://tass.com/science/1019204; scenarios "
        "scenarios/hindcasts/progress_ms13_2020.yaml and progress_ms15_2021.yaml",
        family=FAMILY,
        needs=(),
        run=_compare_progress,
    ),
    ReferenceCase(
        name="cgro",
        title="Compton Gamma Ray Observatory, 4 June 2000",
        source="https://heasarc.gsfc.nasa.gov/docs/cgro/deorbit/burn1.html, plan: "
        "https://www.nasa.gov/home/hqnews/media/2000/CGRO_status_06-01.txt, contact: "
        "https://spaceflightnow.com/cgrodeorbit/000604reentry.html; scenario "
        "scenarios/hindcasts/cgro_2000.yaml",
        family=FAMILY,
        needs=(),
        run=_compare_cgro,
    ),
)
