"""Reference of the scenario language: keys, their descriptions, JSON Schema, shipped scenarios."""
