"""A contingency in words, figures and a page, from its results alone."""
