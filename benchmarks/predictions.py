"""Predict the uncontrolled entries of the reference data and write docs/prediction.md:

    python benchmarks/predictions.py --write docs/prediction.md

Without ``--write`` the page goes to stdout. Needs ISS_DEORBIT_REFERENCE. About a minute.
"""

import argparse
from collections.abc import Iterator, Sequence
from pathlib import Path

from sim.prediction.setting import CALIBRATED_ON
from sim.validation.reentries.scoreboard import (
    OTHER_STAGES,
    Scored,
    bounds,
    known_end,
    median_error,
    score_all,
    timed,
    utc_of,
)
from sim.validation.reentries.sisters import (
    GOCE_END,
    blind_satellites,
    blind_stages,
    last_revolution,
    stage_coefficients,
)

HEAD = """\
# Predictions of uncontrolled entries

`iss-deorbit predict` tells when and where an object comes down by itself, from element sets or an ephemeris. This page scores it
on thirty objects whose end is known, misses first. It is written by `benchmarks/predictions.py --write docs/prediction.md`
from the element sets of the reference data; nothing of it is edited by hand. **No answer is an official warning.**
"""
HOW = """\
## How it works

1. **Sets** issued later than `--issued`, repeated ones, and sets that stray from their neighbours are left out, and told. A set
   whose checksum fails is refused: some that circulate are invented.
2. **Arcs** run from set to set, each long enough that the semi-major axis it lost stands out of the noise (600 m, or ten days).
   Of each the ballistic coefficient Cd A/m is found with which a numerical flight (NRLMSISE-00, gravity to degree 8) loses as
   much; trials of all arcs fly in one batch. A raised orbit, or a jump of the coefficient, ends the use of what lies before.
   A lone set tells the decay of the day before its epoch, to 20 %.
3. **The coefficient of the days to come** is estimated from those of the arcs as of a process that changes by 12 % within about
   15 days, so that recent arcs count more and the error bar follows from their age, noise and number.
4. **The ensemble**, up to 1,000 flights to 80 km (64 for these scores), differs in that coefficient, in the error of the air model with altitude, in solar
   activity (observed to the day before the issue, then persistence over to the bulletin of that month, with its error), and in
   attitude: one in ten changes its drag by about a third. After a manoeuvre the window is wider.
5. **No window is narrower** than 10 % of the remaining life to either side unless two independent fits agree to 5 %.

Left out: the 3-hourly ap of [the air](space-weather.md#3-hourly-ap), of which nothing is known ahead.
"""
ERRORS = """\
Errors are of the remaining life after the last set used: predicted less real time, from the nearer edge where only the day is
known. Starlinks steer down under power: only their sets below 200 km count, where there are any.
"""
TABLE = (
    "| Object | Last set | Came down (UTC) | Median (UTC) | 90 % window | Half-width | Error | Inside |\n"
    "|---|---|---|---|---|---|---|---|\n"
)
AGENCIES = """\
## Beside the windows of agencies

Half-widths as published, and what these windows did. Agencies had radar sets up to the
hours before; here one or a few public sets are used, so that the leads differ: compare shares of the remaining life. Published:
Tiangong-1 on https://sattrackcam.blogspot.com (SatEvo) and by CMSE, http://en.cmse.gov.cn; CZ-5B Y2 by Space-Track TIP, https://www.space-track.org, kept on https://www.zarya.info;
CZ-5B Y4 by Aerospace, https://aerospace.org/reentries; GOCE by ESA, https://blogs.esa.int/rocketscience.

| Object | Published | Real end | Here, from the last public set |
|---|---|---|---|
"""
PUBLISHED = (
    ("tiangong_1", "amateur SatEvo 30 Mar: 1 Apr 20:30 ± 14 h; CMSE last: 00:11 to 01:33"),
    ("cz5b_y2", "TIP: half-widths 42, 30, 18 h in sequence; 8 May 14:06: 02:27 ± 180 min"),
    (
        "cz5b_y4",
        "Aerospace 2 Nov: 4 Nov 23:17 ± 10 h: missed, late by more than its half-width",
    ),
    ("goce", "ESA, 10 Nov morning: 10 Nov 18:30 to 24:00: missed"),
)


CONFIDENCE = 0.9
"""Of the windows that are scored."""


def page() -> str:
    """The whole page."""
    then, later = score_all(False), score_all(True)
    return "\n".join(
        [HEAD, *_misses(then), *_summary(then, later), HOW, *_tables(then, later), *_more(then)]
    )


def _summary(then: Sequence[Scored], later: Sequence[Scored]) -> Iterator[str]:
    yield "## The score\n"
    yield "| | Weather as published then | Weather as observed later |\n|---|---|---|"
    rows = (
        ("objects whose end is known", lambda s: f"{len(timed(s))}"),
        ("median error of the remaining life", lambda s: f"{100 * median_error(timed(s)):.1f} %"),
        ("inside the 90 % window", lambda s: f"{sum(e.inside for e in timed(s))}"),
        ("inside the 50 % window", lambda s: f"{_inside(timed(s), 50)}"),
        ("lower bounds kept", lambda s: f"{sum(e.inside for e in bounds(s))} of {len(bounds(s))}"),
        ("calibration half: median error, inside 90 %", lambda s: _half(s, True)),
        ("judged half: median error, inside 90 %", lambda s: _half(s, False)),
    )
    for name, of in rows:
        yield f"| {name} | {of(then)} | {of(later)} |"
    inside, n = sum(e.inside for e in timed(then)), len(timed(then))
    more = inside > CONFIDENCE * n
    yield (
        "\nThe constants of the ensemble (`sim.prediction.setting`) were set before anything was scored and left as they were; "
        f"the\ncalibration half is every other object of the index, named there. Of {n} windows of {100 * CONFIDENCE:.0f} % "
        f"{CONFIDENCE * n:.1f} should hold the end, and {inside} do: they are\n"
        + (
            "rather too wide than too narrow: most come from one set or two.\n"
            if more
            else "rather too narrow.\n"
        )
    )


def _half(scores: Sequence[Scored], calibrated: bool) -> str:
    part = [e for e in timed(scores) if (e.row.name in CALIBRATED_ON) == calibrated]
    return f"{100 * median_error(part):.1f} %, {sum(e.inside for e in part)} of {len(part)}"


def _inside(scores: Sequence[Scored], confidence: int) -> int:
    return sum(e.prediction.covers(e.first_s, e.last_s, confidence) for e in scores)


def _misses(scores: Sequence[Scored]) -> Iterator[str]:
    yield "## Misses\n"
    yield ERRORS
    missed = [e for e in timed(scores) if not e.inside]
    far = [e for e in timed(scores) if e.inside and abs(e.error) > 0.1]
    if not missed:
        yield "No object came down outside its 90 % window with the weather as published then.\n"
    for each in (*missed, *sorted(far, key=lambda e: -abs(e.error))):
        where = "outside its window" if not each.inside else "inside its window"
        yield f"* **{each.row.name}**, {100 * each.error:+.0f} %, {where}: {_reason(each, scores)}"
    for each in bounds(scores):
        if not each.inside:
            last = utc_of(each.prediction, each.prediction.quantiles_s[4])
            yield f"* **{each.row.name}**: seen in orbit {known_end(each.row)}, and the window ended {last}."
    yield ""


def _reason(each: Scored, scores: Sequence[Scored]) -> str:
    name, found = each.row.name, each.prediction
    own = [arc for arc in found.arcs if arc.used]
    told = f"Cd A/m {found.coefficient:.4f} m²/kg within {100 * found.coefficient_sigma:.0f} %"
    if name == "goce":
        return f"the one set, {each.first_s / 3600.0:.1f} h before the end, tells no drag; {told} is from its mass and shape."
    if name.startswith("cz5b"):
        return (
            f"the first set of the launch; {told} is from the other stages and that set's own decay. "
            f"The means of the others are those of a replay by another program; with this one they are {_higher():+.0f} %, below."
        )
    if each.row.powered:
        return f"steers down under power and changes its attitude; {told} comes from {found.sets} set(s)."
    if own and all(arc.alone for arc in own):
        sisters = _sisters(name, scores)
        return f"one set alone: {told} is the decay of its last day, on days of a disturbed Sun{sisters}."
    return f"{told} from {found.sets} sets; the Sun of the months after was not the one expected."


def _higher() -> float:
    """Per cent: coefficients of the stages by this program over those their windows rest on."""
    own = stage_coefficients()
    means = [sum(own[o] for o in own if o != name) / (len(own) - 1) for name in own]
    taken = [OTHER_STAGES[name] for name in own]
    return 100.0 * (sum(means) / sum(taken) - 1.0)


def _sisters(name: str, scores: Sequence[Scored]) -> str:
    """What objects of the same make with more sets say."""
    make = name.partition("_")[0]
    told = [
        e.prediction.coefficient
        for e in timed(scores)
        if e.row.name.startswith(f"{make}_") and e.prediction.sets > 1 and e.row.name != name
    ]
    if make != "jilin" or not told:
        return ""
    return f"; its {len(told)} sisters with more sets say {min(told):.4f} to {max(told):.4f}"


def _tables(then: Sequence[Scored], later: Sequence[Scored]) -> Iterator[str]:
    for scores, words in ((then, "as published then"), (later, "as observed later")):
        yield f"## All objects, space weather {words}\n"
        rows = sorted(timed(scores), key=lambda e: (e.inside, -abs(e.error)))
        yield TABLE + "\n".join(map(_row, rows))
        yield "\nOnly seen in orbit at the last set; predicted from the set before:\n"
        yield TABLE + "\n".join(map(_row, bounds(scores))) + "\n"


def _row(each: Scored) -> str:
    found = each.prediction
    low, high = (utc_of(found, edge) for edge in found.window_s(90))
    error = f"{round(100 * each.error, 1) + 0.0:+.1f} %" if each.row.last is not None else ""
    return (
        f"| {each.row.name} | {utc_of(found, 0.0)} | {known_end(each.row)} | "
        f"{utc_of(found, found.median_s)} | {low} to {high} | {100 * each.half_width:.0f} % | {error} | "
        f"{'yes' if each.inside else '**no**'} |"
    )


def _more(then: Sequence[Scored]) -> Iterator[str]:
    yield "## Sister objects\n"
    yield "Predicted blind with the coefficient of another object of the same make, observed space weather.\n"
    yield "| Object | Cd A/m (m²/kg) | Error of the remaining life |\n|---|---|---|"
    for blind in (*blind_stages(), *blind_satellites()):
        yield f"| {blind.name} | {blind.coefficient:.4f} | {100 * blind.error:+.1f} % |"
    own = ", ".join(f"{name} {b:.4f}" for name, b in stage_coefficients().items())
    yield f"\nCoefficients with which the stages last as long as they did: {own} m²/kg.\n"
    yield "## The last revolution of GOCE\n"
    seen = f"{abs(GOCE_END[0]):.0f} S {abs(GOCE_END[1]):.0f} W"
    yield f"| Air | Cd A/m (m²/kg) | 80 km at | From {seen}, where it was seen |\n|---|---|---|---|"
    for air in ("nrlmsis21", "nrlmsise00"):
        found = last_revolution(air)
        yield (
            f"| {air} | {found.coefficient:.4f} | {abs(found.latitude_deg):.1f} S "
            f"{abs(found.longitude_deg):.1f} W | {found.distance_m / 1e3:.0f} km |"
        )
    end = known_end(next(each.row for each in then if each.row.name == "goce"))
    yield f"\nThe coefficient is the one that brings it to 80 km at {end} UTC; the place is what is tested.\n"
    yield AGENCIES.rstrip("\n")
    by_name = {each.row.name: each for each in then}
    for name, published in PUBLISHED:
        each = by_name[name]
        low, high = (utc_of(each.prediction, edge) for edge in each.prediction.window_s(90))
        yield f"| {name} | {published} | {known_end(each.row)} | {low} to {high}, {100 * each.error:+.0f} % |"


def main() -> None:
    """Write or print the page."""
    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawTextHelpFormatter
    )
    parser.add_argument("--write", type=Path, help="file to write")
    given = parser.parse_args()
    text = page().rstrip() + "\n"
    if given.write is None:
        print(text, end="")
    else:
        given.write.write_text(text, encoding="utf-8")


if __name__ == "__main__":
    main()
