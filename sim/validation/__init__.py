"""Reference cases: flights that took place, results of other codes and closed-form solutions, each
compared with this simulator, with a tolerance and the reason for it.

A case reads its reference data, runs the simulator and returns comparisons; `registry` lists the
cases, `document` writes the results. Reference data are not part of the project: `reference`
locates them.
"""
