"""Scripts that make the shipped data files: run by hand, never at install or run time.

Each needs the packages its docstring names, which the simulator itself does not. One is run as
`python -m sim.data.builders.gravity` when an edition changes.
"""
