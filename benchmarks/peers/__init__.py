"""Other propagators, each behind the few words of `peers.interface`."""
