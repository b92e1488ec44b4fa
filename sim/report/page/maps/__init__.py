"""Maps of a page: flat ones that move, and the globe."""
