"""Choosing burns before they are flown: decay of the mean orbit, lowering to a date."""
