"""From the gold table to a promoted model: split, train, calibrate, threshold, evaluate, explain, promote."""
