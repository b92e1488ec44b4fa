"""Whether a plan is feasible: its limits, its hardware, and the last go/no-go."""
