"""The schema of scenario files: what may stand there, with units and sources."""
