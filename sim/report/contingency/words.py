"""A contingency in sentences and tables: what becomes of the station alone, what ships can do, when
it is too late, and what all of it rests on. Page, terminal and Markdown say it with the same words.
"""

from collections.abc import Iterator, Mapping, Sequence
from typing import Any, NamedTuple

from sim.entry.risk.casualty import one_in
from sim.report.text.formatting import MISSING, amount, long_date, number, position, risk_words
from sim.report.text.names import attitude_name

Answer = Mapping[str, Any]

NO_WARNING = (
    "This is a study from public data and the assumptions below, made with an open program. It is "
    "no official statement and no warning."
)
CAVEATS = (
    "A percentile of solar activity is held for years, which no real Sun does; the 5 and 95 % are "
    "therefore wide.",
    "Decay is that of a circular orbit by its mean drag: a flight of the full propagator differs "
    "by some per cent of the time.",
    "The station is as heavy on every later day as on the day asked about, and nobody fills its "
    "tanks any further.",
    "That ships are ready, dock with an empty station and pump into it without a crew is assumed; "
    "so is a station that keeps power, pressure of its tanks and control for as long as it waits.",
)


class Rows(NamedTuple):
    """A table: heads, rows of text, and what it holds."""

    heads: tuple[str, ...]
    rows: list[tuple[str, ...]]
    caption: str


def headline(answer: Answer) -> str:
    """The first sentence: when and how it can be brought down, or that it can't be."""
    ships = _ships(answer["asked"]["ships"])
    deorbit = answer["deorbit"]
    if deorbit is None:
        words = f"With {ships} there is no controlled entry: {answer['no_deorbit']}."
        return words[0].upper() + words[1:]
    rests = answer["rests_on"]
    condition = "" if rests is None else f"Only if {rests}: "
    short = (
        ""
        if deorbit["keeps_distances"]
        else (
            f", but its debris falls {amount(deorbit['least_km'], 'km')} from {deorbit['land']}, "
            f"where {amount(deorbit['limit_km'], 'km')} are asked for"
        )
    )
    return (
        f"{condition}with {ships} the earliest controlled entry is on "
        f"{long_date(deorbit['entry_utc'], clock=False)} under the median forecast, waiting in the "
        f"{attitude_name(deorbit['attitude'])} attitude{short}."
    )


def sentences(answer: Answer) -> Iterator[str]:
    """The answer, one thing after the other; the risk of doing nothing first."""
    yield _left_alone(answer)
    yield headline(answer)
    if answer["rests_on"] is not None:
        known = answer["searched"][0]
        yield (
            f"With what is known to work nothing flies: {known['fails']}. The least change that "
            f"makes it fly: {answer['rests_on']}."
        )
    if answer["deorbit"] is not None:
        yield from _deorbit(answer)
    elif answer["corridor"] is not None:
        yield _best_reachable(answer)
    yield from _too_late(answer)


def _left_alone(answer: Answer) -> str:
    ends = _lost(answer)["ends"]
    middle = _middle(ends)
    span = middle["expected_casualties"]
    return (
        f"If control is lost on {long_date(answer['asked']['date_utc'], clock=False)}, at "
        f"{amount(answer['station']['altitude_km'], 'km')}, the air brings the station down in "
        f"{number(middle['months'])} months ({number(ends[-1]['months'])} under an active Sun, "
        f"{number(ends[0]['months'])} under a quiet one), nobody knows where; somebody is hurt "
        f"with a chance of about {risk_words(span)}."
    )


def _deorbit(answer: Answer) -> Iterator[str]:
    """Footprint, corridor, propellant and risk of the plan as flown, each after its caveat."""
    of = answer["deorbit"]
    nearest = "none near" if of["least_km"] is None else amount(of["least_km"], "km")
    yield (
        f"Its burns begin from {amount(of['height_km'], 'km')}, with {_used(of)} of the ships. "
        "As planned, if every burn succeeds: its debris falls into the "
        f"{of['ocean']} about {position(of['latitude_deg'], of['longitude_deg'])}, over "
        f"{amount(of['length_95_km'], 'km')} for 95 % of the pieces; the nearest to "
        f"{of['land']} falls {nearest} away, where {amount(of['limit_km'], 'km')} are asked for."
    )
    yield from _corridor(answer["corridor"])
    used = ", ".join(_from_tank(each) for each in of["sources"] if each["used_kg"] >= 0.5)
    yield (
        "No public source says what the tanks hold: as assumed, the burns take "
        f"{amount(of['delta_v_m_s'], 'm/s')} and, with attitude control, "
        f"{amount(of['propellant_kg'], 'kg')}: {used}."
    )
    left = _middle(_lost(answer)["ends"])["expected_casualties"]
    yield (
        "Chances of failure are assumptions, and control that is lost while it waits is not among "
        f"them: the risk of the controlled entry is {risk_words(of['as_planned'])} as planned, "
        f"{risk_words(of['with_failures'])} with failures of the burns, against "
        f"{risk_words(left)} if it is let decay; the limit is {one_in(of['limit'])}."
    )


def _from_tank(source: Mapping[str, Any]) -> str:
    """What a tank gave; more than it held where another fed it."""
    used, held, tank = source["used_kg"], source["start_kg"], source["tank"]
    if used > held:
        return f"{amount(used, 'kg')} from {tank}, {amount(used - held, 'kg')} of them fed into it"
    return f"{amount(used, 'kg')} of {amount(held, 'kg')} from {tank}"


def _corridor(corridor: Mapping[str, Any] | None) -> Iterator[str]:
    """How well the place of the entry is known; nothing where it does not come down."""
    if corridor is None or not _is_number(corridor["stretch_km"]):
        return
    yield (
        "From a coarse flight of the same burns from the lowest altitude, with the error of the "
        f"air alone, {_air(corridor)} either way: the place of the entry is known to a stretch of "
        f"{amount(corridor['stretch_km'], 'km')} along the track once the last burn begins."
    )


def _is_number(value: float | None) -> bool:
    """Whether it is one: JSON has null for what is not, a study NaN."""
    return value is not None and value == value


def _air(corridor: Mapping[str, Any]) -> str:
    """The error of the air that was flown."""
    return f"{100.0 * (corridor['air'][-1] - 1.0):.0f} %"


def _best_reachable(answer: Answer) -> str:
    """What the most generous change comes to where nothing keeps the limits."""
    best, corridor = answer["searched"][-1], answer["corridor"]
    words = (
        f"The best that is reached, if {best['name']}, is a perigee "
        f"of {amount(best['perigee_reached_km'], 'km')} after {amount(best['delta_v_m_s'], 'm/s')} "
        f"with {amount(best['propellant_kg'], 'kg')} ({best['fails']}): "
    )
    if not _is_number(corridor["stretch_km"]):
        return f"{words}the station then comes down days later, at a place nobody chooses."
    return (
        f"{words}with an error of the air of {_air(corridor)} either way the place of the entry is "
        f"then known to a stretch of {amount(corridor['stretch_km'], 'km')} along the track."
    )


def _too_late(answer: Answer) -> Iterator[str]:
    rows = [
        each
        for each in answer["earliest"]
        if each["ships"] == answer["asked"]["ships"] and each["last_order_utc"] is not None
    ]
    days = []
    for attitude in dict.fromkeys(each["attitude"] for each in rows):
        some = [each for each in rows if each["attitude"] == attitude]
        first, last = some[-1]["last_order_utc"], some[0]["last_order_utc"]
        days.append(
            f"{long_date(_middle(some)['last_order_utc'], clock=False)} waiting in the "
            f"{attitude_name(attitude)} attitude ({long_date(first, clock=False)} under an active "
            f"Sun, {long_date(last, clock=False)} under a quiet one)"
        )
    if days:
        yield (
            "If nothing else fails while it waits, nobody fills its tanks further and ships come "
            f"as assumed: no option is left if ships are asked for after {', or '.join(days)}."
        )


def alone_table(answer: Answer) -> Rows:
    """When it comes down by itself."""
    rows = [
        (
            attitude_name(each["attitude"]) + ("" if each["controlled"] else ", control lost"),
            number(end["percentile"]),
            long_date(end["utc"], clock=False),
            number(end["months"]),
            risk_words(end["expected_casualties"]),
        )
        for each in answer["alone"]
        for end in each["ends"]
    ]
    heads = ("attitude", "solar activity, %", "down", "months", "risk of the uncontrolled entry")
    return Rows(heads, rows, "If nothing is done")


def earliest_table(answer: Answer) -> Rows:
    """What each number of ships makes possible."""
    rows = [
        (
            str(each["ships"]),
            attitude_name(each["attitude"]),
            number(each["percentile"]),
            MISSING if each["begin_utc"] is None else long_date(each["begin_utc"], clock=False),
            number(each["height_km"], "km"),
            _used(each),
            MISSING
            if each["last_order_utc"] is None
            else long_date(each["last_order_utc"], clock=False),
        )
        for each in answer["earliest"]
    ]
    heads = (
        "ships", "waiting", "solar activity, %", "burns begin", "from km", "ships used",
        "too late to ask after",
    )  # fmt: skip
    return Rows(heads, rows, "Earliest controlled entry, by ships that can come")


def _used(row: Mapping[str, Any]) -> str:
    """How many ships come, and what for."""
    if row["used"] is None:
        return MISSING
    return (
        f"{row['used']}, {row['pushing']} of them pushing" if row["pushing"] else str(row["used"])
    )


def flown_table(answers: Sequence[Answer]) -> Rows:
    """What was flown to the ground, of answers about one day with different numbers of ships."""
    rows = []
    for each in answers:
        ships, of = str(each["asked"]["ships"]), each["deorbit"]
        if of is None:
            rows.append((ships, f"none: {each['no_deorbit']}", *[MISSING] * 8))
            continue
        rows.append(
            (
                ships,
                long_date(of["entry_utc"], clock=False),
                f"{_used(of)}; {amount(of['height_km'], 'km')}",
                number(of["flight_path_angle_deg"], "deg"),
                position(of["latitude_deg"], of["longitude_deg"]),
                number(of["length_95_km"], "km"),
                f"{number(of['least_km'], 'km')} of {number(of['limit_km'], 'km')} from "
                f"{of['land']}" + ("" if of["keeps_distances"] else ": **too near**"),
                number(of["propellant_kg"], "kg"),
                risk_words(of["as_planned"]),
                risk_words(of["with_failures"]),
            )
        )
    heads = (
        "ships", "entry, median forecast", "ships used; burns from", "steep, deg", "debris about",
        "95 % of it over km", "nearest to land", "propellant kg", "risk as planned",
        "risk with failures",
    )  # fmt: skip
    return Rows(heads, rows, "Flown to the ground, by ships that can come")


def ways_table(answer: Answer) -> Rows:
    """Burns that were flown: with what is known to work, with changes, by ships and altitude."""
    rows = [
        (
            f"{each['name']}, {_ships(each['ships'])}, {amount(each['height_km'], 'km')}",
            number(each["propellant_kg"], "kg"),
            number(each["delta_v_m_s"], "m/s"),
            f"flies, {amount(each['margin_kg'], 'kg')} over the reserve"
            if each["feasible"]
            else each["fails"],
        )
        for each in (*answer["searched"], *answer["ways"])
    ]
    return Rows(("what flies", "propellant kg", "velocity change m/s", "outcome"), rows, "Burns")


def exposure_table(columns: Mapping[str, Any], every: int = 3) -> Rows:
    """Every so many months: if control is lost then, when it is down and whom that endangers."""
    days = list(dict.fromkeys(columns["lost_utc"].tolist()))[::every]
    percentiles = list(dict.fromkeys(columns["percentile"].tolist()))
    rows = []
    for day in days:
        here = columns["lost_utc"] == columns["lost_utc"].dtype.type(day)
        months = columns["months"][here]
        middle = min(range(len(percentiles)), key=lambda k: abs(percentiles[k] - 50.0))
        low, likely, high = (
            float(columns[f"casualties_{name}"][here][middle]) for name in ("low", "likely", "high")
        )
        rows.append(
            (
                f"{day:%Y-%m}",
                number(float(columns["altitude_km"][here][0]), "km"),
                *(number(float(each)) for each in months),
                risk_words({"low": low, "likely": likely, "high": high}),
            )
        )
    heads = (
        "control lost", "altitude km", *(f"months to live, {p:g} %" for p in percentiles),
        "risk at the median",
    )  # fmt: skip
    return Rows(heads, rows, "Exposure: if control is lost on a day")


def assumption_table(answer: Answer) -> Rows:
    """What it rests on."""
    rows = [(each["key"], each["value"], each["words"]) for each in answer["assumptions"]]
    return Rows(("key", "value", "assumption, with its range"), rows, "Assumptions")


def contingency_markdown(answer: Answer) -> str:
    """The whole answer as Markdown."""
    lines = [f"# {answer['title']}", "", *(f"{each}\n" for each in sentences(answer))]
    lines += ["## Caveats", "", *(f"* {each}" for each in (NO_WARNING, *CAVEATS)), ""]
    tables = [alone_table(answer), earliest_table(answer), ways_table(answer)]
    for each in (*tables, assumption_table(answer)):
        if each.rows:
            lines += [f"## {each.caption}", "", *markdown_table(each), ""]
    return "\n".join(lines)


def markdown_table(of: Rows) -> list[str]:
    """Lines of a table."""
    lines = [of.heads, ("---",) * len(of.heads), *of.rows]
    return [f"| {' | '.join(cell.replace('|', '/') for cell in line)} |" for line in lines]


def _lost(answer: Answer) -> Mapping[str, Any]:
    """What becomes of it without control."""
    return next(each for each in answer["alone"] if not each["controlled"])


def _middle(rows: Sequence[Mapping[str, Any]]) -> Mapping[str, Any]:
    """The one nearest to the median."""
    return min(rows, key=lambda each: abs(each["percentile"] - 50.0))


def _ships(count: int) -> str:
    return {0: "no ship", 1: "one ship"}.get(count, f"{count} ships")
