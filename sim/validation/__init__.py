"""Reference cases: what really happened, what other codes found and what formulas say, each set
against this simulator with a tolerance and the reason for it.

A case reads what it needs, flies it and returns findings; `registry` lists them all, `document`
writes them down. Files of the references are no part of the project: `reference` finds them.
"""
