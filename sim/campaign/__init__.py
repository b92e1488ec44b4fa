"""Campaigns: many dispersed flights, what they say together, and how sure that is."""
