"""The pipeline on AWS: thin adapters around the same stages."""
