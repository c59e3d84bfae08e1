"""Weights and lexicons of the readers, as tables; ``tools/readers/train.py`` makes them, NOTICE names their sources."""
