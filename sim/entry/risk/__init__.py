"""Risk on the ground: people, countries, keep-out distances, casualty expectation."""
