"""Epochs, Earth orientation, geodesy, local frames and orbital elements."""
