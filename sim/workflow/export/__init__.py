"""Export of flights and scenarios as files for other programs."""
