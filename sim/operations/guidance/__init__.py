"""Guidance in the loop: what a control centre knows before each burn, and what it commands then."""
