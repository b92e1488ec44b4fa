"""Entries that happened, predicted from the element sets that were there before."""
