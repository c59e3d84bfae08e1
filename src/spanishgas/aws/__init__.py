"""The same pipeline on AWS: thin adapters around runs, which nothing but the command line imports."""
