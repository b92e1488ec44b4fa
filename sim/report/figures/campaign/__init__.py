"""Figures of a campaign, of a search for a rare event, and of the value of what is known."""
