"""Predictions of uncontrolled entries and fits of orbits, from files to folders."""
