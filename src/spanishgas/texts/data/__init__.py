"""Weights and lexicons of the readers, as tables; ``tools/texts/train.py`` makes them, NOTICE names their sources."""
