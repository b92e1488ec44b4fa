"""Orbits as files of other programs have them: element sets and ephemerides, in and out."""
