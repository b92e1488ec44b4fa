"""Series of numbers taken from results: what a figure and a page draw alike."""
