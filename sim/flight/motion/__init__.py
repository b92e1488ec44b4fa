"""Phases in which the stack is a rigid body: what it is, how it is held, and how it is flown."""
