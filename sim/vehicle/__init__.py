"""What flies: tanks, engine groups, attitudes, the docked stack, and the columns of a parameter
vector.
"""
