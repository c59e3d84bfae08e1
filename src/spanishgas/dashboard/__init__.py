"""What a run found, for people in a browser: reads runs through the one reader and computes nothing a stage should."""
