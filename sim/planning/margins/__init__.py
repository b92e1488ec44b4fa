"""Margins of a plan: thrust, propellant, attitude control, number of ships."""
