"""The trigger: one function that compares what lies in ``raw/`` with what was run, and starts what is missing."""
