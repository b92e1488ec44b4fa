"""Analysis of samples: probabilities with intervals, sensitivities, areas, differences of plans."""
