"""Space weather: observed, forecast, disturbed by storms, as functions of time."""
