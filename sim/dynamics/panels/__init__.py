"""Forces and torques of air and sunlight on a body of plates, cylinders and turning wings."""
