"""Trajectories from arrays: forces chosen one by one, states at chosen epochs, events, partials."""
