"""Orbit lowering over months: the cheapest altitude profile to a date, or why there is none."""
