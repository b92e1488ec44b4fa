"""From the entry interface to the sea: break-up, fragments, footprint and risk."""
