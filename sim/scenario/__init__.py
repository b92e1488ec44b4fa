"""Scenario files: YAML text with units and sources in, checked runtime objects out."""
