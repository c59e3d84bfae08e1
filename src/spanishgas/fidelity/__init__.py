"""Is the twin like what was published? Every figure beside its counterpart, with a tolerance."""
