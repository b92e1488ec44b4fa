"""The search for a backup that public hardware allows: ships, ports, dates, feeds, burns."""
