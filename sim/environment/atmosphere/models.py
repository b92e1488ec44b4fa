"""Names of the atmospheres a scenario may choose. Scenario files, checks and kernels all take them
from here; kept free of the compiler, so that a file is read without it.
"""

OWN = -1
"""A function of a user, in kernels of its own (`sim.own`)."""
VACUUM = 0
NRLMSISE00 = 1
EXPONENTIAL = 2
NRLMSIS21 = 3
US1976 = 4

MODELS = {
    "nrlmsise00": NRLMSISE00,
    "nrlmsis21": NRLMSIS21,
    "us1976": US1976,
    "exponential": EXPONENTIAL,
    "none": VACUUM,
    "own": OWN,
}
"""Number of each model in kernels, by its name in scenarios."""

WEATHER_DRIVEN = ("nrlmsise00", "nrlmsis21")
"""Models that depend on solar flux and geomagnetic index."""
