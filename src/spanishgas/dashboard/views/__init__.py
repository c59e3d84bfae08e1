"""One page a file: what is shown in which order, from figures, words and the lake."""
