"""Whether a plan holds: its limits, its hardware, and the last go/no-go."""
