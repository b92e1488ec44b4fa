"""Words about a sweep."""
