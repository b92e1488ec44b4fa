"""Failures of the final burn, second by second, and where the debris then comes down."""
