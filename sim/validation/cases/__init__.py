"""Reference cases, one subject to a module."""
