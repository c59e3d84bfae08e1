"""The leakage audit of a training: what features saw, what they are without later rows, and which are too good."""
