"""What stands below a figure in a paper, and what its file says of itself: the date of the results
is theirs, so that the same results make the same bytes.
"""

from collections.abc import Mapping, Sequence

from sim.plain_text import HARMFUL
from sim.report.figures.style import Stamped
from sim.report.results.run import RunResult
from sim.report.series.fragments import has_footprint
from sim.report.text.debris import why_not_shown
from sim.report.text.dependence import dependence

SHOWN = {
    "decay": "Mean altitude by date, with the band from perigee to apogee; marks along the bottom "
    "are lowering burns.",
    "final_days": "Perigee and apogee from the first deorbit burn to entry; shaded: burns.",
    "entry": "Altitude of the intact stack against time, speed, downrange, deceleration, dynamic "
    "pressure and heat flux; dashed levels: nominal break-up, shaded: late release.",
    "stages": "Altitudes of the stages of the break-up: median, quartiles and 5 to 95 % of the "
    "dispersed break-ups, beside published ones.",
    "ground_track": "Ground track of the last revolutions, and of entry and impact.",
    "propellant": "Propellant by what it goes into.",
    "footprint": "Footprint of the debris: map with areas that hold shares of the fragments, "
    "fragments along and across the track, their number and when they come down. Coastlines: "
    "Natural Earth.",
    "motion": "How the stack turned as a rigid body: rates, angle from the attitude commanded, "
    "torques that turn it and of control with the most there is, momentum of the gyroscopes, "
    "propellant of the thrusters.",
    "margin": "Torque of control over the torque that turns the stack, about each axis, by "
    "altitude; below 1 the attitude can not be held.",
    "filmstrip": "The stack as a rigid body in the last minutes, from starboard and from above; "
    "forward is to the right, the Earth below. Under each: time, altitude, rates about roll, pitch "
    "and yaw, angle from the attitude commanded.",
}
"""Sentence of a figure by its name; of others the heading is the sentence."""


def caption_text(name: str, heading: str, results: Sequence[Stamped], dates: Sequence[str]) -> str:
    """Caption of a figure, ready for a paper.

    Parameters
    ----------
    name
        Of the figure.
    heading
        Words over it on a screen.
    results
        What it was made from.
    dates
        Date of each of the results, ``2026-11-30``; empty where it isn't known.
    """
    labels = _listed([each.label for each in results])
    sentences = [f"{labels}: {_small(SHOWN[name])}" if name in SHOWN else _ended(heading)]
    if name == "footprint":  # whose panels have no room for it
        sentences += _not_quoted(results)
    sentences += [words for each in results if (words := dependence(each.label, each.depends_on))]
    sources = [
        f"{each.stamp}, {date}" if date else each.stamp
        for each, date in zip(results, dates, strict=True)
    ]
    sentences.append(
        f"Scenario with the hash of its text, program, date of the results: {'; '.join(sources)}."
    )
    return HARMFUL.sub("\ufffd", " ".join(" ".join(sentences).split()))


def file_facts(ending: str, heading: str, caption: str) -> Mapping[str, str]:
    """Title and description as a file of a format bears them."""
    key = "Subject" if ending == "pdf" else "Description"
    return {"Title": " ".join(HARMFUL.sub("\ufffd", heading).split()), key: caption}


def _not_quoted(results: Sequence[Stamped]) -> list[str]:
    """For each run, which shares of its fragments are not quoted and why."""
    runs = [each for each in results if isinstance(each, RunResult) and has_footprint(each)]
    return [f"{run.label}: {_small(why)}" for run in runs if (why := why_not_shown(run.debris))]


def _listed(names: Sequence[str]) -> str:
    return names[0] if len(names) == 1 else f"{', '.join(names[:-1])} and {names[-1]}"


def _small(sentence: str) -> str:
    return f"{sentence[0].lower()}{sentence[1:]}"


def _ended(words: str) -> str:
    return words if words.endswith((".", "!", "?", "…")) else f"{words}."
