"""Controlled deorbits by the clock: burn to entry, entry to break-up, entry to the sea.

Their orbits were not published, so no places are compared; the scenarios in scenarios/hindcasts say
what is fitted and what is assumed. Pieces are released whole and cold at the break-up and fall
without lift.
"""

from functools import cache
from typing import NamedTuple

from sim.entry.fragment_propagation import fall
from sim.flight.fly import fly
from sim.flight.record import EventKind, Flight
from sim.scenario.build.mission import build_mission
from sim.scenario.load import load
from sim.validation.cases.entry_trajectory import bodies, fragment
from sim.validation.comparison import Comparison, ReferenceCase, between, within
from sim.validation.reference import scenario_path

COMPACT = 300.0
"""kg/m2, assumption: a compact piece, a tank or an engine."""
FASTEST, SLOWEST = 1000.0, 10.0
"""kg/m2, assumption: dense and light ends of what reaches the sea."""


class Clock(NamedTuple):
    """Minutes after the ignition of the last burn at which a ship passes its entry interface and
    its break-up, and the minutes its pieces take from there to the sea, by ballistic coefficient.
    """

    entry: float
    break_up: float
    falls: dict[float, float]

    def at_sea(self, beta: float) -> float:
        """Minutes from the entry interface to the sea for pieces of so many kg/m2."""
        return self.break_up - self.entry + self.falls[beta]


@cache
def clock(name: str) -> Clock:
    """Fly a scenario of scenarios/hindcasts."""
    flown = fly(build_mission(load(scenario_path(f"hindcasts/{name}.yaml"))))
    ignition = flown.burns_of(0)[-1].ignition
    entry = flown.first(0, EventKind.ENTRY_INTERFACE)
    if entry is None:
        raise RuntimeError(f"{name} does not enter")
    ends = {beta: _fall(flown, beta) for beta in (COMPACT, FASTEST, SLOWEST)}
    return Clock((entry.time - ignition) / 60.0, (float(flown.t[0]) - ignition) / 60.0, ends)


def _fall(flown: Flight, beta: float) -> float:
    start, state = float(flown.t[0]), flown.y[0, :6]
    world = flown.mission.world_of(16, 0)
    impact = fall(world, bodies(start, state, fragment(beta)), melting=False)
    return float(impact.t[0] - start) / 60.0


MINUTE = "published to the minute"


def _atv_1() -> list[Comparison]:
    seen = clock("atv1_2008")
    fitted = "no test: the height of the orbit, not published, is fitted to this"
    why = f"{MINUTE}; flash on video from 13:36, break-up at about 75 km"
    sea = f"{MINUTE}; pieces of 300 kg/m2 assumed"
    return [
        within("burn 2 to 120 km (12:58:18 to 13:31)", "min", 32.7, seen.entry, 0.5, fitted),
        within("120 to 75 km", "min", 5.0, seen.break_up - seen.entry, 1.0, why),
        within("75 km to the sea", "min", 7.0, seen.falls[COMPACT], 2.0, sea),
        within("120 km to the sea", "min", 12.0, seen.at_sea(COMPACT), 2.0, sea),
    ]


def _atv_2() -> list[Comparison]:
    seen = clock("atv2_2011")
    orbit = "no test: the height of the orbit, not published, is fitted to this"
    window = "window of impacts 20:48 to 21:00; 3 min for the assumed orbit, pieces of 1,000 kg/m2"
    last = (
        "window 20:48 to 21:00, 3 min for the orbit; pieces of 10 kg/m2 assumed. ESA has docking "
        "adapter and engines strike around 21 h; such pieces take 5 to 9 min from 80 km, so the "
        "end of the window is rounded or meant for lighter ones. With 15 kg/m2 it would be 55.8"
    )
    fast, slow = (seen.break_up + seen.falls[beta] for beta in (FASTEST, SLOWEST))
    return [
        within("burn 2 to 80 km (20:04 to 20:41:39)", "min", 37.65, seen.break_up, 0.5, orbit),
        within("burn 2 to the first piece at sea", "min", 44.0, fast, 3.0, window),
        within("burn 2 to the last piece at sea", "min", 56.0, slow, 3.0, last),
    ]


def _htv_6() -> list[Comparison]:
    seen = clock("htv6_2017")
    fitted = "no test: orbit and velocity change, not published, are fitted to this"
    window = (
        "windows of HTV-4, 5, 6 and 7 begin 10 to 14 min after 120 km, and 3 min either way; "
        "pieces of 1,000 kg/m2 assumed"
    )
    end = (
        "they end 28 to 40 min after 120 km, and 3 min either way; pieces of 10 kg/m2 assumed, "
        "lighter ones fall longer"
    )
    return [
        within("burn to 120 km (14:42 to 15:06)", "min", 24.0, seen.entry, 1.0, fitted),
        between(
            "120 km to the first piece at sea", "min", 12.0, seen.at_sea(FASTEST), (7, 17), window
        ),
        between(
            "120 km to the last piece at sea", "min", 36.0, seen.at_sea(SLOWEST), (25, 43), end
        ),
    ]


def _progress() -> list[Comparison]:
    thirteen, fifteen = clock("progress_ms13_2020"), clock("progress_ms15_2021")
    why = (
        "burn of about 4 min, entry taken as 100 km; the mass is not published: 5.4 t is an "
        "assumption, and 5.8 t would give 33.6"
    )
    other = (
        "the same ship with a burn of 3.4 min; missed with 5.8 t (40.1), met to the minute with "
        "5.0 t: the mass decides"
    )
    sea = f"{MINUTE}, planned; pieces of 300 kg/m2 assumed"
    return [
        within("MS-13, burn to entry (21:31:42 to 22:05)", "min", 33.3, thirteen.entry, 3.0, why),
        within(
            "MS-13, entry to the sea (22:05 to 22:13)",
            "min",
            8.0,
            thirteen.at_sea(COMPACT),
            2.0,
            sea,
        ),
        within("MS-15, burn to entry (08:30 to 09:04)", "min", 34.0, fifteen.entry, 3.0, other),
        within(
            "MS-08, entry to the sea (01:58 to 02:07)",
            "min",
            9.0,
            thirteen.at_sea(COMPACT),
            2.0,
            sea,
        ),
    ]


def _cgro() -> list[Comparison]:
    seen = clock("cgro_2000")
    why = (
        "3 min for the height at which contact was lost, taken as 78 km. We burn about apogee, "
        "half before it and half after. Begun at apogee, the burn leads to 100 km in 39.7 min, "
        "where a tumbling ship may well lose contact; where it was made is not published"
    )
    sea = (
        "planned by NASA on 1 June and reported as about that; a minute for rounding, 2 for pieces "
        "of 300 kg/m2. Late as the contact is: the coast is too long rather than the fall. Begun "
        "at apogee, the burn leads to the sea in 51.4 min"
    )
    impact = seen.break_up + seen.falls[COMPACT]
    return [
        within("burn 4 (05:30) to the loss of contact (06:10)", "min", 40.0, seen.break_up, 3, why),
        within("burn 4 to the sea (06:20)", "min", 50.0, impact, 3, sea),
    ]


FAMILY = "Controlled deorbits by the clock"
CASES = (
    ReferenceCase(
        name="atv1",
        title="ATV-1, 29 September 2008",
        source="ESA through http://www.satnews.com/story.php?number=259852734; scenario "
        "scenarios/hindcasts/atv1_2008.yaml",
        family=FAMILY,
        needs=(),
        run=_atv_1,
    ),
    ReferenceCase(
        name="atv2",
        title="ATV-2, 21 June 2011",
        source="https://blogs.esa.int/orion/2011/06/21/atv-tonights-big-dive; http://www.space-travel.com/"
        "reports/The_end_for_ATV_Johannes_Kepler_999.html; scenario "
        "scenarios/hindcasts/atv2_2011.yaml",
        family=FAMILY,
        needs=(),
        run=_atv_2,
    ),
    ReferenceCase(
        name="htv",
        title="HTV-6, 5 February 2017, and the windows of its sisters",
        source="JAXA: http://global.jaxa.jp/press/2017/02/20170206_kounotori6.html, "
        "http://global.jaxa.jp/press/2013/09/20130907_kounotori4_e.html, "
        "http://global.jaxa.jp/press/2018/11/20181111_kounotori7.html; scenario "
        "scenarios/hindcasts/htv6_2017.yaml",
        family=FAMILY,
        needs=(),
        run=_htv_6,
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
        run=_progress,
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
        run=_cgro,
    ),
)
