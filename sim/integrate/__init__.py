"""The propagator: tableau, step, and the loop that keeps eight lanes busy."""
