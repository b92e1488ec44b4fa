"""Sampling: dispersed parameters, their distributions and correlations, the table of draws."""
