"""A scenario planned or flown over and over with some of its keys varied."""
