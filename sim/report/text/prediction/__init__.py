"""A prediction in words."""
