"""Explore: a local page on which a person drags a burn and sees the debris move."""
