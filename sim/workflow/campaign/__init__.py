"""Campaigns of dispersed flights: options, preparation of the plans, flight, answers."""
