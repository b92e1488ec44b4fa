"""The probability of a rare event in words."""

from sim.campaign.analysis.figures import TailFigures
from sim.report.text.formatting import number
from sim.report.text.names import parameter_name

EVENTS = {
    "keep_out": "debris over 15 J nearer to land than allowed",
    "outside_corridor": "debris over 15 J outside the corridor",
    "reserve_touched": "less propellant left than the reserve",
    "no_entry": "the stack does not enter in time",
    "uncontrolled": "an entry whose place is not chosen",
}


def event_words(event: str) -> str:
    """What happens; a bound as it was given."""
    return EVENTS.get(event, f"flights with {event}")


def tail_chance(tail: TailFigures) -> str:
    """Probability with its interval: `2.1e-04 (1.6e-04 to 2.9e-04)`."""
    chance = tail["probability"]
    if chance["estimate"] == 0.0:
        return f"not reached (below {chance['high']:.1e})"
    return f"{chance['estimate']:.1e} ({chance['low']:.1e} to {chance['high']:.1e})"


def tail_notes(tail: TailFigures) -> list[str]:
    """How much the probability rests on, sentence by sentence."""
    notes = [f"{number(tail['flights'])} flights in {tail['runs']} independent runs."]
    if (plain := tail["plain_flights"]) is not None:
        notes.append(f"As precise as {number(plain)} plain flights.")
    if tail["ancestors"]:
        notes.append(
            f"Those in which it happened descend from {number(tail['ancestors'])} independent "
            "flights."
        )
    if tail["stuck"]:
        notes.append(
            f"{tail['stuck']} runs found no way there: the upper end takes them as probable as "
            "they came, the lower end as never."
        )
    return notes


def leading_words(tail: TailFigures, most: int = 4) -> str:
    """What flights in which it happened have in common: `drag area +2.1 sigma`."""
    named = [
        f"{parameter_name(name)} {score:+.1f} sigma"
        for name, score in list(tail["leads_there"].items())[:most]
        if abs(score) >= 0.5
    ]
    return ", ".join(named).replace("-", "\N{MINUS SIGN}")
