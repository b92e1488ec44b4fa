"""Checks between the parts of a scenario that the schema cannot express."""
