"""Break-up: what the station is made of, when it comes apart, and which fragments come free."""
