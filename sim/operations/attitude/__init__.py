"""What the attitude decides of a deorbit: down to where it is held, what holding it takes, what an
offset thrust does, how a tumbling stack drags, and when a stack that drifted can be caught.
"""
