"""Atmosphere models, their error models, and the choice among them."""
