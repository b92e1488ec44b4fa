"""Physics of a user: functions on the number type that take part in the equation of motion,
compiled beside the shipped kernels and never into them.
"""
