"""The model card: what a model is, what it reaches and how sure that is, for whoever must trust it."""
