"""Targeting: burns that bring the debris to the aim point, found in a window of opportunities."""
