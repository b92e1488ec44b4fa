"""How the International Space Station comes down: an open deorbit simulator."""

__version__ = "0.1.0"
