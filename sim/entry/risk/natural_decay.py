"""Where natural decays end along the orbit.

The flattened Earth brings a circular orbit nearest to the air at the equator, and lifts it off
towards its turning points by up to 21 km sin^2 i. An orbit that decays by itself therefore ends
more often near the equator than time spent there would have it (Bacon and Matney 2016, NTRS
20160006341). Flown decays (data set `natural_decay`) differ from an even spread in the second
harmonic of the argument of latitude alone, within their noise.
"""

import numpy as np

from sim.data import open_data

__all__ = ["clustering"]


def clustering(inclination_deg: float) -> float:
    """Amplitude c of the density (1 + c cos 2u) / (2 pi) of the ends of natural decays over the
    argument of latitude u; 0 is an even spread, what is above 0 clusters at the equator.

    From the table by sin^2 i, which the lift of the orbit goes with, from 0 for an equatorial one.
    Retrograde orbits count as their prograde mirror images.

    Raises
    ------
    ValueError
        If the inclination is outside 0 to 180 degrees.
    """
    if not 0.0 <= inclination_deg <= 180.0:
        raise ValueError(f"inclination is {inclination_deg:g} degrees, not 0 to 180")
    table = open_data("natural_decay")
    lift = np.sin(np.radians(table["inclination_deg"])) ** 2
    order = np.argsort(lift)
    known = np.append(0.0, lift[order]), np.append(0.0, table["clustering"][order])
    return float(np.interp(np.sin(np.radians(inclination_deg)) ** 2, *known))
