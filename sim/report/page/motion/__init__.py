"""The part of a page on how the stack turned as a rigid body."""
