"""How the stack turned as a rigid body: lines in time, margin by altitude, drawings of it."""
