"""Forces, heating and events; `rhs` is the equation of motion."""
