"""Decisions of operations: where to aim, and what is left when a burn is skipped."""
