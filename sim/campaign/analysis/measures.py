"""Columns of samples that a campaign sums up, in words, and what is asked of each."""

MEASURES = {
    "entry_angle_deg": "flight-path angle at the interface",
    "entry_time_s": "time of entry",
    "end_time_s": "time of the end of the flight",
    "margin_kg": "propellant beyond the reserve",
    "propellant_left_kg": "propellant left",
    "propellant_used_kg": "propellant used",
    "delta_v_m_s": "velocity change of the burns",
    "final_burn_s": "length of the final burn",
    "centre_km": "centre of debris beyond the aim",
    "cross_km": "centre of debris to the right of the track",
    "heel_km": "first debris, from the aim",
    "toe_km": "last debris, from the aim",
    "length_km": "length of the footprint",
    "surviving_share": "share of the mass that reaches the ground",
    "casualty_area_m2": "casualty area",
    "expected_casualties": "casualty expectation",
    "person_casualty_area_m2": "casualty area, on one person",
    "person_expected_casualties": "casualty expectation, on one person",
    "foreign_land_km": "least distance to foreign land",
    "us_land_km": "least distance to US land",
    "permanent_ice_km": "least distance to permanent ice",
    "reference_along_km": "impact of the reference piece beyond its aim",
    "reference_cross_km": "impact of the reference piece to the right of its aim",
    "known_miss_km": "miss that the control centre expected before the final burn",
    "holds": "burns that were put off",
    "pass_shift": "revolutions later than planned",
}
"""Columns that are summed up, in words."""

INSTANTS = ("entry_time_s", "end_time_s")
"""Columns whose quantiles are also given as dates."""

UNKNOWNS = (
    "length_km",
    "centre_km",
    "margin_kg",
    "entry_angle_deg",
    "casualty_area_m2",
    "expected_casualties",
    "end_time_s",
    "propellant_used_kg",
    "reference_along_km",
    "delta_v_m_s",
)
"""Measures for which the parameters that matter are found."""

SCATTERED = ("reference_along_km", "centre_km", "entry_angle_deg")
"""Measures whose standard deviation has an interval."""
