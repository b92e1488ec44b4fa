"""Ships that leave the stack: what they keep for their deorbit, and how they fly it."""
