"""Attitude control in a flight: what it takes from the tanks."""
