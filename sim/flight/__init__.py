"""Phases with conditions, burns and lowering policies, flown from the first state to the sea."""
