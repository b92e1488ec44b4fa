"""What people ask for, from scenario to result: run, compare, plan, campaign, audit, export.

Nothing here knows a terminal: progress is a callback, errors are `sim.errors`.
"""
