"""A deorbit that nobody planned: the station as it is on a day, what becomes of it alone, and what
ships can still do.
"""
