"""Fits to orbits that were observed, and predictions of uncontrolled entries from them."""
