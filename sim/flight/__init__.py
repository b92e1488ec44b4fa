"""Phases with conditions, burns and altitude profiles, flown from the first state to the ground."""
