"""Other propagators, each with the interface of `peers.interface`."""
