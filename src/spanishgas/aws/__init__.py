"""The same pipeline on AWS: thin adapters that nothing but the command line imports."""
