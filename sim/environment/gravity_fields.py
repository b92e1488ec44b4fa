"""Names of the shipped gravity fields, and how far they reach. Scenario files, checks and kernels
all take them from here; kept free of the compiler, so that a file is read without it.
"""

FIELDS = ("egm2008", "egm96")
"""Names of the files."""

HIGHEST_DEGREE = 120
"""Degree and order at which the shipped files are cut (`sim.data.builders.gravity`)."""
