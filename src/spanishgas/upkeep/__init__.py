"""The life of a lake after its runs: what is how big, what goes when, what can be made again, who is forgotten."""
