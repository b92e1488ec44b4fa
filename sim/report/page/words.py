"""Words of flight dynamics and re-entry safety that a page uses, explained on it."""

import re
from collections.abc import Sequence

from sim.report.page.markup import Section, tag, text

WORDS = (
    ("aim point", "aim point", "where the middle of the debris is meant to fall"),
    ("apogee, perigee", "perigee|apogee", "highest and lowest point of an orbit; each burn lowers "
     "the perigee until the orbit dips into the atmosphere"),
    ("attitude", "attitude", "which way the station points"),
    ("ballistic coefficient", "ballistic coefficient|kg/m²", "mass over drag area: the larger, the "
     "less a body is slowed and the farther it flies"),
    ("break-up", "break-up", "the station comes apart in stages on its way down"),
    ("casualty area", "casualty area", "area in which a person would be struck, summed over all "
     "fragments: (0.6 m + the root of a fragment's cross-section) squared for each; "
     "another code may find 1.53 times more or less"),
    ("casualty expectation, casualty risk", "casualty|casualties", "expected number of people "
     "struck; 1 in 1,000 is one casualty in a thousand such entries. NASA-STD-8719.14C allows 1 in "
     "10,000"),
    ("gyroscope (CMG)", "CMG|cmg|gyroscope", "control moment gyroscope: heavy wheel that turns the "
     "station"),
    ("Δv, velocity change", "Δv|velocity change", "how much a burn changes the speed"),
    ("entry angle, flight-path angle", "entry angle|flight-path angle", "how steeply the station "
     "comes in: the steeper, the shorter the stretch over which debris falls"),
    ("entry interface", "entry interface", "conventional altitude, usually 120 km, from which on "
     "the atmosphere takes over"),
    ("footprint", "footprint", "area on the ground in which a stated share of the fragments falls"),
    ("heel, toe", "heel|toe", "near end of the footprint, which debris reaches first along the "
     "track, and its far end"),
    ("inertial", "inertial", "measured in a frame that does not turn with the Earth"),
    ("intact stack", "intact stack", "the station with its ships, flown on as if it did not break "
     "up: a point of reference, where nothing really lands"),
    ("keep-out distance", "keep-out|keep out|too near to land", "least distance of debris from "
     "land: 370 km from foreign land, 50 km from land of the United States and from permanent ice "
     "(NASA-STD-8719.14C, 4.7-1b)"),
    ("lowering burns", "lowering", "small burns of the last years that bring the station down from "
     "its working orbit"),
    ("percentile", "percentile", "the 5th and the 95th percentile hold nine of ten cases between "
     "them"),
    ("Point Nemo", "Point Nemo", "place at sea farthest from all land, in the South Pacific"),
    ("reserve", "reserve", "propellant that a plan must leave in the tanks"),
    ("solar rotary joint (SARJ)", "SARJ|sarj|rotary joint", "solar alpha rotary joint: large ring "
     "that turns the solar arrays"),
    ("solar activity", "solar activity", "the more active the Sun, the denser the upper atmosphere "
     "and the faster the descent"),
    ("15 J", "15 J", "energy at the ground from which a fragment counts as dangerous to a person"),
)  # fmt: skip
"""Term, pattern that finds it on a page, and its meaning."""


def words_section(sections: Sequence[Section]) -> Section:
    """The words that the sections of a page use, with their meanings."""
    used = re.sub(r"<[^>]*>", " ", " ".join(section.body for section in sections))
    found = [each for each in WORDS if re.search(rf"\b(?:{each[1]})", used)]
    items = "".join(
        tag("div", tag("dt", text(term)) + tag("dd", text(why)), data_pattern=pattern)
        for term, pattern, why in found
    )
    body = tag("dl", items, class_="words") if found else ""
    return Section("words", "Words used here", body)
