"""A station that has to come down unplanned: how long it lives, and what ships can still do."""
