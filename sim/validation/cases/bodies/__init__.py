"""Reference cases of rigid bodies with surfaces."""
