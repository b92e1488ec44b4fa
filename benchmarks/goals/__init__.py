"""Goals of speed and scale, each with its figure from one run on a quiet machine."""
