"""What if: final burns and entries flown again at once, from a state of controls. No widgets."""
