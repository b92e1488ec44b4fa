"""Names of oceans.

Borders: International Hydrographic Organization, Limits of Oceans and Seas (S-23, 1953): 20 E south
of Africa, 146 deg 55 min E south of Tasmania, 67 deg 16 min W south of Cape Horn; the Southern
Ocean from 60 S (draft of 2002). On land the borders run where no sea is near. Seas count as the
ocean they open to.
"""

import numpy as np

SOUTHERN, ARCTIC = -60.0, 66.5
"""deg of latitude beyond which the ocean has one name."""
AMERICA = (
    (-60.0, -67.27), (-55.0, -67.27), (-50.0, -72.0), (-20.0, -68.0), (-5.0, -79.0), (7.0, -76.8),
    (8.9, -77.7), (9.2, -83.5), (12.0, -85.5), (15.0, -91.0), (17.0, -94.5), (20.0, -100.0),
    (30.0, -108.0), (50.0, -118.0), (66.5, -140.0),
)  # fmt: skip
"""Latitude and longitude in deg of the border of the Pacific and the Atlantic Ocean."""
AFRICA = (
    (-60.0, 20.0), (-34.8, 20.0), (-20.0, 25.0), (5.0, 30.0), (15.0, 35.0), (28.0, 32.5),
    (30.5, 33.0), (31.0, 42.0), (66.5, 60.0),
)  # fmt: skip
"""Of the Atlantic and the Indian Ocean."""
ASIA = (
    (-60.0, 146.92), (-43.0, 146.92), (-37.0, 145.5), (-20.0, 143.5), (-11.0, 142.5),
    (-9.2, 125.0), (-8.4, 115.0), (-6.5, 106.0), (-4.5, 104.0), (1.0, 101.5), (6.5, 100.0),
    (15.0, 98.8), (22.0, 100.0), (66.5, 100.0),
)  # fmt: skip
"""Of the Indian and the Pacific Ocean."""


def ocean_name(latitude_deg: float, longitude_deg: float) -> str:
    """Name of the ocean at a place at sea, `South Pacific Ocean`; longitude of any turn."""
    if latitude_deg < SOUTHERN:
        return "Southern Ocean"
    if latitude_deg > ARCTIC:
        return "Arctic Ocean"
    america, africa, asia = (
        float(np.interp(latitude_deg, *np.transpose(border))) for border in (AMERICA, AFRICA, ASIA)
    )
    east = (longitude_deg - america) % 360.0
    half = "North" if latitude_deg >= 0.0 else "South"
    if east < africa - america:
        return f"{half} Atlantic Ocean"
    return "Indian Ocean" if east < asia - america else f"{half} Pacific Ocean"
