"""Copies of what trainings say, for whoever looks at them in MLflow; the record in the lake remains the truth."""
