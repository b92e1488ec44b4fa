"""Element sets column by column: what may stand there, and what a fault says."""

from importlib.resources import files

import pytest
from hypothesis import given
from hypothesis import strategies as st

from sim.formats.message import MessageError
from sim.formats.orbit.tle import check_line, epoch_of

# Mir, US Space Command elements, http://mailman.satobs.org/mir.html
FIRST = "1 16609U 86017A   01081.92334318  .00905378  11898-4  39359-3 0  7787"
SECOND = "2 16609  51.6348 251.1851 0003524 208.4275 291.6897 16.21854268863255"


def summed(line: str) -> str:
    """A line with its checksum put right."""
    total = sum(int(c) if c.isdigit() else c == "-" for c in line[:68])
    return line[:68] + str(total % 10)


def at(line: str, column: int, text: str) -> str:
    """A line with a text from a column (from 1) on, and its checksum."""
    return summed(line[: column - 1] + text + line[column - 1 + len(text) :])


def test_every_set_of_the_standards_own_test_is_taken():
    """The verification sets of Vallado and others (AIAA 2006-6753). One goes round in a fortnight,
    far beyond what is flown here; the last three were changed on purpose, to be wrong.
    """
    text = (files("sgp4") / "SGP4-VER.TLE").read_text()
    lines = [line[:69] for line in text.splitlines() if line.startswith(("1 ", "2 "))]
    assert len(lines) > 60
    refused = set()
    for line in lines:
        try:
            check_line(int(line[0]), line)
        except MessageError:
            refused.add(line[2:7])
    assert refused == {"23333", "33333", "33334", "33335"}


@pytest.mark.parametrize(
    ("line", "says", "allowed"),
    [
        (FIRST[:68], "68 characters: column 69, the checksum, is missing", "69"),
        (FIRST + " ", "has 70 characters", "69"),
        (FIRST.replace(" 0  7787", "\u00a00  7787"), "no-break space (U+00A0) in column 62", "A"),
        (FIRST.replace("U 86", "U\t86"), "tab (U+0009) in column 9", "ASCII"),
        (FIRST[:20] + "\x1b" + FIRST[21:], "(U+001B) in column 21", "ASCII"),
        ("2" + FIRST[1:], "begins with '2 '", "'1 '"),
        (FIRST[:-1] + "8", "checksum of line 1 is 8, its digits add up to 7", "without change"),
        (at(FIRST, 19, "0."), "the year of the epoch in columns 19 to 20 of line 1 is '0.'", "two"),
        (at(FIRST, 19, "68"), "epoch in columns 19 to 32 is of the year 1968", "1973 to 2056"),
        (at(FIRST, 21, "367"), "the day of the year in columns 21 to 32", "1 to 367"),
        (at(FIRST, 34, "      17.9"), "first derivative of the mean motion in columns 34", "."),
        (at(FIRST, 45, "    17.9"), "second derivative of the mean motion in columns 45", "-4"),
        (at(FIRST, 54, "     0.1"), "drag term BSTAR in columns 54 to 61 of line 1 is", "11898-4"),
        (at(FIRST, 63, "4"), "ephemeris type in column 63 of line 1 is '4'", "SGP, SGP4, SGP/SGP4"),
        (at(FIRST, 65, "7a87"), "number of the element set in columns 65 to 68", "whole"),
        (at(FIRST, 3, "1660I"), "number of the object in columns 3 to 7", "25544"),
        (at(FIRST, 33, "1"), "the separator in column 33 of line 1 is '1'", "a blank"),
    ],
)  # fmt: skip
def test_faults_of_a_first_line(line, says, allowed):
    with pytest.raises(MessageError) as caught:
        check_line(1, line)
    assert says in caught.value.problem and allowed in caught.value.allowed
    assert caught.value.problem.isprintable() and "{" not in str(caught.value)


@pytest.mark.parametrize(
    ("column", "text", "says"),
    [
        (9, "181.0000", "the inclination in columns 9 to 16 of line 2 is '181.0000'"),
        (18, "361.0000", "right ascension of the node in columns 18 to 25"),
        (27, "00035 4", "eccentricity in columns 27 to 33 of line 2 is '00035 4'"),
        (35, "208.427x", "argument of perigee in columns 35 to 42"),
        (44, "-10.0000", "mean anomaly in columns 44 to 51"),
        (53, "00.01854268", "mean motion in columns 53 to 63"),
        (64, "8632x", "revolution at the epoch in columns 64 to 68"),
        (17, "0", "the separator in column 17"),
    ],
)
def test_faults_of_a_second_line(column, text, says):
    with pytest.raises(MessageError) as caught:
        check_line(2, at(SECOND, column, text))
    assert says in caught.value.problem


@pytest.mark.parametrize(
    "line",
    [
        FIRST,
        at(FIRST, 63, " "),  # older sets have a blank for the type
        at(FIRST, 3, "B0001"),  # numbers from 100000 on begin with a letter
        at(FIRST, 3, "   58"),
        at(FIRST, 34, "+.00139676 +00000+0 +24680-1"),
        at(FIRST, 34, "-.00000182  00000-0 -11606-4"),
    ],
)
def test_forms_that_are_used(line):
    check_line(1, line)


def test_day_366_of_a_year_of_365_is_the_next_years_first():
    assert epoch_of(at(FIRST, 19, "19366.50000000")) == "2020-01-01T12:00:00.000000Z"
    assert epoch_of(at(FIRST, 19, "72001.00000000")) == "1972-01-01T00:00:00.000000Z"
    assert epoch_of(at(FIRST, 19, "56001.00000000")) == "2056-01-01T00:00:00.000000Z"


@given(st.integers(0, 67), st.characters())
def test_one_wrong_character_never_breaks_the_reader(place, letter):
    for number, line in ((1, FIRST), (2, SECOND)):
        try:
            check_line(number, line[:place] + letter + line[place + 1 :])
            check_line(number, summed(line[:place] + letter + line[place + 1 :]))
        except MessageError as error:
            assert error.problem.isprintable()
