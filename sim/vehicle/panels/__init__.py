"""Bodies of plates, boxes, cylinders and turning wings: their shape, points on it, and shadows."""
